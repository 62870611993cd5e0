"""Goal: every exercise accepts its right answers only.

Method: the right answers are written below by hand; every page is requested and read back in both
languages; the glossary's page is compared with its file; malformed addresses are sent.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from registry import docs
from registry.programme.methodologies.calculators.mistakes import mistakes
from registry.programme.methodologies.calculators.tables import table
from registry.web.exercises.answers import Sought, grouped, judge, read_figure, readable
from registry.web.exercises.contexts import MistakePage
from registry.web.exercises.glossary import abbreviations, glossary_page
from registry.web.exercises.table import exercises
from registry.web.exercises.views import LETTERS, asked_in, mistake_page
from registry.web.exercises.words import INPUTS, SEE, SOURCES, UNITS
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Language
from registry.web.frame.words import FACT_STATUSES
from tests.support.classroom import Class

pytestmark = pytest.mark.slow

FIGURES = {
    "E01": ("56,150.37", "56150 t", "5.615037 万吨"),
    "E02": ("63.19", "63.2 %", "６３．２％"),
    "E09": ("0.93", "0.926 CHF/t", "0.926 瑞士法郎"),
    "E17": ("291", "291.045 Mt", "2.91亿吨", "0.291 Gt", "291,045,000 t"),
    "E18": ("900", "0.9 Gt", "9亿吨", "900,000,000 t"),
    "E21": ("19.4", "19.375 Gt", "193.75 亿吨", "19,375 Mt"),
    "E30": ("1044.58", "1,045 Mt", "10.45 亿吨"),
}
"""Right figures, in several notations."""

PRINTED = {"E01": "561507", "E02": "62", "E17": "3.2亿吨", "E18": "0.3 Gt", "E30": "1,100"}
"""Figures as printed in the sources: never right."""

LETTER = {
    "E03": "a", "E04": "b", "E05": "b", "E06": "c", "E07": "b", "E08": "a", "E10": "b",
    "E11": "a", "E12": "c", "E13": "a", "E14": "b", "E15": "c", "E16": "b", "E19": "a",
    "E20": "c", "E22": "a", "E23": "b", "E24": "c", "E25": "a", "E26": "b", "E27": "c",
    "E28": "b", "E29": "a",
}  # fmt: skip
"""The right choice of every other exercise."""

ACRONYMS = frozenset(
    {"CCER", "CER", "CN", "EF", "FFCER", "JCM", "Mwh", "PHCER", "SEA", "EN", "CNY"}
)
"""Latin words on the Chinese pages: names of credits, and printed text."""

LANGUAGES: tuple[Language, ...] = ("zh", "en")
IDS = [one.id for one in mistakes()]


def page_of(
    identifier: str, *, answer: str = "", choice: str = "", language: Language = "en"
) -> MistakePage:
    asked = asked_in({"answer": answer, "choice": choice})
    page = mistake_page(language, identifier, asked)
    assert page is not None
    return page


def state_of(identifier: str, *, answer: str = "", choice: str = "") -> str:
    page = page_of(identifier, answer=answer, choice=choice)
    assert page.verdict is not None
    return page.verdict.state


def read(room: Class, address: str, language: str) -> str:
    answer = room.client().get(address, headers={"accept-language": language})
    assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
    return html.unescape(answer.text)


def listed_in(page: str) -> list[str]:
    return re.findall(r'class="exercise" id="(E\d\d)"', page)


def test_every_mistake_has_one_exercise_and_every_exercise_one_way_to_be_right() -> None:
    rows = [row["id"] for row in table("exercises")["exercises"]]

    assert IDS == rows
    assert IDS == sorted([*FIGURES, *LETTER])
    for one in exercises():
        right = sum(each.right for each in one.choices)
        assert (1 if one.sought is None else 0) == right, one.mistake.id
        assert all(bool(each.why_en and each.why_zh) is not each.right for each in one.choices)


def test_every_code_of_an_exercise_has_a_word() -> None:
    for one in exercises():
        assert one.basis in FACT_STATUSES
        assert one.see == "" or (one.see in SEE and one.see in ADDRESSES)
        for each in one.inputs:
            assert each.name in INPUTS and each.status in FACT_STATUSES
            assert each.unit.partition(" (")[0] in {"", *UNITS}
            assert each.source == one.inputs[0].source or each.source in SOURCES


@pytest.mark.parametrize("identifier", FIGURES)
def test_the_right_figure_is_accepted_however_it_is_written(identifier: str) -> None:
    for answer in FIGURES[identifier]:
        assert "right" == state_of(identifier, answer=answer), answer


@pytest.mark.parametrize("identifier", FIGURES)
def test_the_verdict_on_a_wrong_figure_has_its_distance(identifier: str) -> None:
    one = next(one for one in exercises() if one.mistake.id == identifier)
    assert one.sought is not None
    for times, above in ((2, True), (-2, False)):
        wrong = one.sought.result + times * one.sought.tolerance
        page = page_of(identifier, answer=readable(wrong, places=one.sought.places + 2))
        assert page.verdict is not None
        assert ("wrong", above) == (page.verdict.state, page.verdict.above)
        assert Fraction(page.verdict.apart.replace(",", "")) == 2 * one.sought.tolerance


@pytest.mark.parametrize("identifier", PRINTED)
def test_the_printed_figure_is_recognised(identifier: str) -> None:
    assert "printed" == state_of(identifier, answer=PRINTED[identifier])


@pytest.mark.parametrize("identifier", LETTER)
def test_one_choice_is_right_and_the_others_show_why_not(identifier: str) -> None:
    for letter in "abc":
        page = page_of(identifier, choice=letter)
        assert page.verdict is not None
        right = letter == LETTER[identifier]
        assert ("right" if right else "wrong") == page.verdict.state
        assert right is not bool(page.verdict.why)
        assert 1 == sum(option.chosen for option in page.options)


def test_an_answer_within_the_tolerance_is_right_and_one_beyond_it_is_not() -> None:
    sought = Sought(Fraction(10), "t", Fraction(1), 2, None)

    assert "right" == judge(sought, "11").state
    assert "right" == judge(sought, "9").state
    assert "wrong" == judge(sought, "11.0000001").state
    assert "wrong" == judge(sought, "8.9999999").state


def test_figures_are_read_as_they_are_meant_or_not_at_all() -> None:
    read_as = {
        "1,234.5": Fraction(2469, 2), " 1 234.5 t": Fraction(2469, 2), "\u22125": Fraction(-5),
        "1.5kt": Fraction(1500), ".5": Fraction(1, 2), "+3": Fraction(3),
        "１，０００吨": Fraction(1000),
        "1,5": None, "12,34,567": None, "1e9": None, "1/2": None, "5 kg": None, "5 %": None,
        "": None, ".": None, "-": None, "t": None, "nan": None, "0x10": None, "٣": None,
        "9" * 41: None, "5 t t": None, "5.5.5": None,
    }  # fmt: skip

    assert read_as == {text: read_figure(text, "t") for text in read_as}
    assert "\u22121,234.50" == grouped("-1234.50")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_is_on_the_list_and_has_its_page(room: Class, language: Language) -> None:
    listed = read(room, to("mistakes"), language)

    assert IDS == listed_in(listed)
    for one in exercises():
        found = one.mistake
        said = one.said_zh if language == "zh" else one.said_en
        asked = one.asked_zh if language == "zh" else one.asked_en
        right = found.correct_zh if language == "zh" else found.correct_en
        page = read(room, to("mistake", mistake=found.id), language)
        assert said in listed and said in page and asked in page
        assert f'href="/mistakes/{found.id}"' in listed
        assert 'id="solution"' not in page and 'class="verdict' not in page
        shown = read(room, to("mistake", mistake=found.id, show="solution"), language)
        assert right in shown and 'id="solution" open' in shown
        if found.recomputed is not None:
            assert found.recomputed.formula in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_solution_is_folded_after_a_wrong_answer_and_open_after_a_right_one(
    room: Class, language: Language
) -> None:
    wrong = read(room, to("mistake", mistake="E01", answer="561507"), language)
    right = read(room, to("mistake", mistake="E01", answer="56,150.37"), language)

    assert 'class="verdict printed"' in wrong and "505,356.63" in wrong
    assert 'id="solution">' in wrong and 'id="solution" open' not in wrong
    assert 'class="verdict right"' in right and "56,150.36625" in right
    assert 'id="solution" open' in right


def test_the_list_is_filtered_as_the_json_is(room: Class) -> None:
    for kind, count in Counter(one.kind for one in mistakes()).items():
        twin = room.client().get("/api/calculators/mistakes", params={"kind": kind}).json()
        listed = listed_in(read(room, f"/mistakes?kind={kind}", "en"))
        assert [row["id"] for row in twin] == listed
        assert count == len(listed)
    whole = read(room, "/mistakes?kind=nothing", "en")

    assert IDS == listed_in(whole)


def test_the_exercises_lead_from_the_first_to_the_last_and_back() -> None:
    way, back = [IDS[0]], [IDS[-1]]
    while page_of(way[-1]).next_href:
        way.append(page_of(way[-1]).next_href.rpartition("/")[2])
    while page_of(back[-1]).previous_href:
        back.append(page_of(back[-1]).previous_href.rpartition("/")[2])

    assert IDS == way == back[::-1]


def test_an_unknown_mistake_has_a_404_page(room: Class) -> None:
    for identifier in ("E31", "e01", "E1", "%00", "E01%2FE02", "E" * 400):
        answer = room.client().get(f"/mistakes/{identifier}")
        assert 404 == answer.status_code, identifier
        assert "<h1" in answer.text


@settings(max_examples=300, deadline=None)
@given(identifier=some.sampled_from(IDS), answer=some.text(), choice=some.text(max_size=2))
def test_no_answer_breaks_an_exercise(identifier: str, answer: str, choice: str) -> None:
    page = page_of(identifier, answer=answer, choice=choice)

    assert page.verdict is None or page.verdict.state in ("right", "printed", "wrong", "unread")
    assert page.solution is None or page.verdict is not None


def test_strange_addresses_get_a_page(room: Class) -> None:
    client = room.client()

    @settings(max_examples=60, deadline=None)
    @given(
        path=some.sampled_from(["/mistakes", "/mistakes/E01", "/mistakes/E03", "/glossary"]),
        name=some.sampled_from(["answer", "choice", "show", "kind", "q"]),
        value=some.one_of(
            some.text(max_size=80),
            some.from_regex(r"[-+]?[0-9,.]{0,60}(e9|%|t|吨)?", fullmatch=True),
        ),
    )
    def asked(path: str, name: str, value: str) -> None:
        answer = client.get(path, params={name: value})
        assert (422 if "\0" in value else 200) == answer.status_code, answer.url
        assert 1 == answer.text.count("<h1")

    asked()
    for rough in ("?answer=%ff%fe", "?answer=%00"):
        answer = client.get(f"/mistakes/E01{rough}")
        assert 422 == answer.status_code and "access.shape_wrong" in answer.text
    for rough in ("?answer=<i>1&choice=%3Ci%3E", "?&&=", "?q"):
        answer = client.get(f"/mistakes/E01{rough}")
        assert 200 == answer.status_code
        assert "<i>" not in answer.text


def test_the_chinese_exercises_have_no_foreign_words(room: Class) -> None:
    hidden = re.compile(r"<(head|code)\b.*?</\1>|<[^>]+>", re.S)
    foreign: set[str] = set()
    for one in exercises():
        page = read(room, to("mistake", mistake=one.mistake.id, show="solution"), "zh")
        foreign |= set(re.findall(r"[A-Za-z][A-Za-z']+", hidden.sub(" ", page)))

    assert set() == foreign - ACRONYMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_the_glossary_is_shown_in_both_languages(
    room: Class, language: Language
) -> None:
    page = read(room, to("glossary"), language)
    for one in docs.glossary():
        assert f'id="{one["key"]}"' in page
        for field in (
            "en",
            "zh",
            "also_en",
            "also_zh",
            "meaning_en",
            "meaning_zh",
            "why",
            "source",
        ):
            assert one.get(field, "") in page, one["key"]
    for row in table("abbreviations")["abbreviations"]:
        assert all(text in page for text in row.values()), row["abbr"]


def test_anchors_of_the_glossary_are_safe_and_unique() -> None:
    ids = [one["key"] for one in docs.glossary()] + [one.id for one in abbreviations()]

    assert len(ids) == len(set(ids))
    assert [] == [one for one in ids if not re.fullmatch(r"[a-z0-9_.-]+", one)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("CORRESPONDING adj", "term.corresponding_adjustment"),
        ("相应调整", "term.corresponding_adjustment"),
        ("term.block", "term.block"),
        ("使用注销", "term.retire"),
        ("clearing house", "term.ccp"),
        ("T+N 限制", "term.holding_period"),
        ("ｓｗｅｄｉｓｈ", "abbreviation.sea"),
        ("瑞典", "abbreviation.sea"),
    ],
)
def test_the_search_finds_in_both_languages(room: Class, query: str, found: str) -> None:
    for language in LANGUAGES:
        page = read(room, to("glossary", q=query), language)
        ids = re.findall(r'class="entry" id="([^"]+)"', page)
        assert found in ids
        assert len(ids) < 20


def test_the_search_finds_what_holds_the_text_and_nothing_else() -> None:
    for query in ("registry", "注销", "Credit", "CDM", "zzz"):
        page = glossary_page(query)
        wanted = {
            one["key"]
            for one in docs.glossary()
            if any(query.lower() in one.get(f, "").lower()
                   for f in ("key", "en", "zh", "also_en", "also_zh", "meaning_en", "meaning_zh"))
        }  # fmt: skip
        assert wanted == {one.id for group in page.groups for one in group.entries}
    assert 0 == glossary_page("zzz").count


def test_the_first_page_leads_to_what_everybody_may_read(room: Class) -> None:
    for language in LANGUAGES:
        page = read(room, "/", language)
        main = page[page.index("<main") :]
        for name in ("rules", "desk", "calculators", "mistakes", "glossary"):
            assert f'href="{to(name)}"' in main
        assert 1 == main.count("button primary")


def test_letters_suffice_for_the_choices() -> None:
    assert all(len(one.choices) <= len(LETTERS) for one in exercises())
