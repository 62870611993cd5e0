"""Goal: the offset pages show the rule engine's verdicts, in both languages, for any address.

Method: pages of a real server are compared with the JSON for the same bundle; then malformed and
random addresses are sent.
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.compliance.packs import BASES, Condition, Rule, Share, SubCap
from registry.compliance.reader import shipped
from registry.web.frame import figures
from registry.web.frame.render import LANGUAGES
from registry.web.offsets import form as offset_form
from registry.web.offsets import views as offset_views
from registry.web.offsets.examples import EXAMPLES, OPEN, Example
from registry.web.offsets.form import FIELD_KINDS, GENERAL, LOTS_MAX, OffsetForm, address, read_form
from registry.web.offsets.rules import NINE, rules_page
from registry.web.offsets.verdicts import violation_card, worded
from tests.registry.compliance.test_printed_rules import ROWS
from tests.support.classroom import Class
from tests.support.offset_samples import example, form_of

pytestmark = pytest.mark.slow

BY_CODE = {one.code: one for one in EXAMPLES}


def read(room: Class, where: str, language: str = "en") -> str:
    """The text of a page, without its tags."""
    answer = room.client().get(where, headers={"accept-language": language})
    assert 200 == answer.status_code, f"{where}: {answer.text[:300]}"
    text = re.sub(r"<(head|script)\b.*?</\1>", " ", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def terms(rule: Rule) -> list[Condition | Share | SubCap]:
    """Every condition of a rule besides its cap."""
    return [*rule.conditions, *rule.shares, *rule.sub_caps]


def page(form: OffsetForm, language: Any = "en") -> Any:
    return offset_views.offset_page(shipped(), form, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_stand_side_by_side_with_their_sources(room: Class, language: str) -> None:
    text = read(room, "/rules", language)

    for rule in shipped().rules():
        assert (rule.name_zh if language == "zh" else rule.name_en) in text
        assert re.sub(r"\s+", " ", rule.source) in text
        for term in terms(rule):
            assert (term.zh if language == "zh" else term.en) in text
    assert {"zh": "情景，默认关闭", "en": "scenario, off by default"}[language] in text


def test_the_nine_markets_come_first_and_a_market_shows_all_its_versions() -> None:
    tables = rules_page(shipped(), "en", chosen="").tables
    nine = [rule.market for rule in tables[0].rules]

    assert list(NINE) == list(dict.fromkeys(nine))
    assert [(2, 5, "seed"), (1, 3, "assumption")] == [
        (rule.version, rule.cap_percent, rule.status)
        for rule in tables[0].rules
        if rule.market == "shanghai"
    ]
    shown = {(one.rule_set, one.market, one.version) for table in tables for one in table.rules}
    assert {(one.rule_set, one.market, one.version) for one in shipped().rules()} == shown


def test_one_rule_set_can_be_looked_at_alone(room: Class) -> None:
    alone = read(room, "/rules?set=s4_strict")

    assert "EU ETS, phase 3 (strict)" in alone
    assert "Guangdong" not in alone
    assert "There is no rule set of this name" in read(room, "/rules?set=%3Cb%3E")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_shown_whole_in_both_languages(room: Class, language: str) -> None:
    for rule in shipped().rules():
        text = read(room, f"/rules/{rule.rule_set}/{rule.market}", language)
        for said in (rule.text_en, rule.text_zh, rule.source, *rule.documents):
            assert re.sub(r"\s+", " ", said) in text
        for reading in rule.readings:
            assert (reading.zh if language == "zh" else reading.en) in text
        for term in terms(rule):
            assert term.code in text


@pytest.mark.parametrize("where", ["seed/atlantis", "nowhere/national", "seed/%3Cscript%3E"])
def test_a_rule_that_there_is_not_is_not_there(room: Class, where: str) -> None:
    assert 404 == room.client().get(f"/rules/{where}").status_code


def test_every_field_that_a_rule_reads_can_be_filled_in() -> None:
    asked = set()
    for rule in shipped().rules():
        for one in rule.conditions:
            asked |= {one.field, one.to_field, one.when_field}
        groups = [one.where for one in rule.shares] + [one.group for one in rule.sub_caps]
        asked |= {test.field for group in groups for test in group.tests}

    assert set() == asked - {""} - set(FIELD_KINDS)
    assert set(BASES) <= set(GENERAL)


def test_the_form_offers_every_printed_example() -> None:
    printed = {row[0] for row in ROWS}

    assert printed == {one.market for one in OPEN}
    for row in ROWS:
        base_t = int(row[1].split(";")[0].split()[1].replace(",", ""))
        tonnes = [int(lot.split()[0].replace(",", "")) for lot in row[2].split(";")]
        alike = [
            one
            for one in OPEN
            if (one.market, tonnes) == (row[0], [int(lot["quantity_t"]) for lot in one.lots])
            if str(base_t) == next(iter(one.fields.values()))
        ]
        assert base_t == 0 or alike, row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.code)
def test_the_page_answers_as_the_json_does(room: Class, one: Example, language: Any) -> None:
    form = one.form()
    made = page(form, language)
    text = read(room, one.href, language)
    client, answers = room.client(), 0
    for said in (*made.verdicts, *made.further):
        answer = client.post("/api/offsets/check", json=form.bundle(said.market))
        body = answer.json()
        body = body.get("refusal", body)
        if answer.status_code != 200:
            assert "unanswered" == said.state
            assert body["code"] == said.code
            assert len(body["checks"]) == len(said.problems)
            continue
        answers += 1
        figures_of = ("cap_t", "used_t", "left_t", "base_t")
        assert [body[name] for name in figures_of] == [getattr(said, n) for n in figures_of]
        assert body["accepted"] == (said.state == "accepted")
        assert body["largest_admissible"] == {part.lot: part.part_t for part in said.parts}
        assert [v["code"] for v in body["violations"]] == [v.code for v in said.violations]
        for violation in body["violations"]:
            for word in (violation["code"], violation["rule"], violation["source"]):
                assert word in text
            assert worded(violation["text"][language], language) in text
            for figure in violation_card(violation, language).figures:
                assert figure.value in text

    assert answers >= 1
    assert set(NINE) == {said.market for said in made.verdicts}


def test_one_bundle_is_answered_by_all_nine_markets_and_they_differ() -> None:
    made = page(example("everywhere"))
    takes = [said.takes_t for said in made.verdicts]

    assert list(NINE) == [said.market for said in made.verdicts]
    assert {"accepted", "partly", "refused"} == {said.state for said in made.verdicts}
    for said in made.verdicts:
        assert (said.state == "partly") == (0 < said.takes_t < said.used_t)
    assert len(set(takes)) >= 3
    assert [tonnes * 6_000 for tonnes in takes] == [said.value_fen for said in made.verdicts]


def test_a_price_is_taken_to_the_fen() -> None:
    made = page(form_of("/offsets?base=100&price=0.07&1.quantity_t=3&1.type=CCER"))
    beijing = next(said for said in made.verdicts if said.market == "beijing")

    assert (7, 21) == (made.price_fen, beijing.value_fen)


def test_what_would_pass_replaces_the_lots_and_passes(room: Class) -> None:
    two = BY_CODE["two_rules"]
    client = room.client()
    before = page(two.form()).detail
    answer = client.get(f"{two.href}&do=fix.chongqing", follow_redirects=False)
    corrected = form_of(answer.headers["location"].split("#")[0])
    after = page(corrected).detail

    assert ["project_type", "share_circle"] == [one.code for one in before.violations]
    assert 303 == answer.status_code
    assert "do=" not in answer.headers["location"]
    assert ("accepted", before.takes_t) == (after.state, after.used_t)
    assert ["A", "B"] == [part.lot for part in after.parts]


def test_lots_are_added_and_removed_without_script(room: Class) -> None:
    client, start = room.client(), BY_CODE["two_rules"]

    def go(action: str) -> OffsetForm:
        answer = client.get(f"{start.href}&do={action}", follow_redirects=False)
        assert 303 == answer.status_code
        return form_of(answer.headers["location"].split("#")[0])

    assert ["A", "B", "C", "D"] == [go("add").name(place) for place in range(4)]
    assert ["A", "C"] == [lot["lot"] for lot in go("remove.2").lots]
    assert start.form().lots == go("dance").lots
    assert start.form().lots == go("remove.99999999999").lots
    full = OffsetForm(lots=tuple({"type": "CCER"} for _ in range(LOTS_MAX)))
    assert LOTS_MAX == len(full.added().lots)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_that_a_rule_needs_is_named_with_a_link(room: Class, language: str) -> None:
    where = "/offsets?market=hubei&1.quantity_t=5"
    answer = room.client().get(where, headers={"accept-language": language}).text
    ids = set(re.findall(r'id="([^"]+)"', answer))
    links = re.findall(r'href="#([^"]+)" data-field', answer)

    assert "procedure.offset_fields_missing" in answer
    assert {"lot-1-origin_province", "approved_allowances_t", "lot-1-crediting_start"} <= set(links)
    assert set(links) <= ids
    assert re.search(r'id="lot-1-origin_province"[^>]*aria-invalid', answer)


def test_the_year_picks_the_version_and_an_uncovered_year_is_reported() -> None:
    fields = "base=100000&1.quantity_t=100&1.project_type=wind&1.generated_on=2016-01-01"
    versions = {
        year: next(
            said.version
            for said in page(form_of(f"/offsets?{fields}&year={year}")).verdicts
            if said.market == "shanghai"
        )
        for year in (2020, 2023)
    }
    made = page(form_of(f"/offsets?{fields}&year=2020"))
    korea = next(said for said in made.further if said.market == "korea")

    assert {2020: 1, 2023: 2} == versions
    assert ("unanswered", "procedure.offset_year_uncovered") == (korea.state, korea.code)


def test_the_scenario_is_off_unless_it_is_turned_on() -> None:
    on = example("belt_and_road")
    off = OffsetForm({**on.fields, "recognise_belt_and_road": ""}, on.lots)

    assert "accepted" == page(on).detail.state
    assert page(on).detail.recognised
    assert ["credit_type"] == [one.code for one in page(off).detail.violations]


HOSTILE = [
    ("base=1&base=2&1.quantity_t=1", "twice"),
    (f"1.lot={'x' * 300}&1.quantity_t=1", "too_long"),
    ("&".join(f"{n}.quantity_t=1" for n in range(1, 25)), "lots_many"),
    ("&".join(f"{n}.gas=a" for n in range(1, 1_200)), "too_many"),
    ("price=1.999&1.quantity_t=1", "price_wrong"),
    ("recognise_belt_and_road=perhaps&1.quantity_t=1", "belt_and_road_wrong"),
    ("rule_set=nowhere&1.quantity_t=1", "set_unknown"),
    ("market=atlantis&1.quantity_t=1", "market_unknown"),
    ("1.lot=A&2.lot=A&1.quantity_t=1&2.quantity_t=1", ""),
    ("1.quantity_t=-5", ""),
    ("1.quantity_t=99999999999999999999999", ""),
    ("1.quantity_t=1&year=20x3", ""),
]


@pytest.mark.parametrize(("query", "code"), HOSTILE, ids=[h[0][:40] for h in HOSTILE])
def test_a_malformed_address_is_a_page_with_a_named_error(
    room: Class, query: str, code: str
) -> None:
    made = page(form_of(f"/offsets?{query}"))

    assert "Nothing was checked" in read(room, f"/offsets?{query}")
    assert () == made.verdicts
    assert code in [one.code for one in made.problems]
    assert "未作检查" in read(room, f"/offsets?{query}", "zh")


def test_a_day_that_no_rule_reads_changes_nothing_and_one_that_is_read_is_named() -> None:
    plain = "base=1000&1.quantity_t=10&1.project_type=wind"
    with_day = f"{plain}&1.generated_on=2013-13-99"
    states = {
        query: {said.market: said.state for said in page(form_of(f"/offsets?{query}")).verdicts}
        for query in (plain, with_day)
    }
    shanghai = next(
        said for said in page(form_of(f"/offsets?{with_day}")).verdicts if said.market == "shanghai"
    )

    assert states[plain]["beijing"] == states[with_day]["beijing"] == "accepted"
    assert "procedure.offset_input_wrong" == shanghai.code
    assert ["#lot-1-generated_on"] == [one.href for one in shanghai.problems]


NAMES = st.sampled_from(
    [*GENERAL, "do", *(f"{n}.{f}" for n in (1, 2, 20, 99) for f in FIELD_KINDS), "", "0.type", "1."]
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.integers().map(str),
    st.sampled_from(
        ["", "yes", "no", "CCER", "BRC", "seed", "corsia", "chongqing", "广东", "2013-01-01", "A",
         "2013-02-30", "1e9", "１２", "9" * 30, "add", "remove.1", "fix.hubei", "\x00", "\u202e"]
    ),
)  # fmt: skip
PAIRS = st.lists(st.tuples(NAMES, TEXTS), max_size=30)


@settings(deadline=None, max_examples=150)
@given(pairs=PAIRS)
def test_any_address_gives_a_page_and_never_a_failure(pairs: list[tuple[str, str]]) -> None:
    form = read_form(pairs)
    made = page(form)
    if not form.errors:
        kept = form_of(address(form))
        assert [said.state for said in page(kept).verdicts] == [s.state for s in made.verdicts]
    answered = bool(made.verdicts)

    assert answered or made.problems or not made.asked


@settings(deadline=None, max_examples=40)
@given(pairs=PAIRS)
def test_the_server_answers_any_address_with_a_page(
    room: Class, pairs: list[tuple[str, str]]
) -> None:
    answer = room.client().get(f"/offsets?{urlencode(pairs)}", follow_redirects=True)

    unreadable = any("\0" in name + text for name, text in pairs)
    assert (422 if unreadable else 200) == answer.status_code, pairs
    assert 1 == answer.text.count("<h1")


def test_twenty_full_lots_still_fit_into_an_address(room: Class) -> None:
    whole = dict.fromkeys(FIELD_KINDS, "yes") | {"lot": "", "quantity_t": "1", "type": "CCER"}
    lots = tuple({**whole, "lot": f"L{n}"} for n in range(LOTS_MAX))
    where = address(OffsetForm({"base": "100000"}, lots))

    assert LOTS_MAX == len(form_of(where).lots)
    assert "1 t" in read(room, where)
    assert figures.tonnes(LOTS_MAX) in read(room, where)
    assert offset_form.PAIRS_MAX > LOTS_MAX * len(FIELD_KINDS) + len(GENERAL)
