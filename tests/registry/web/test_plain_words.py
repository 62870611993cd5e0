"""Goal: what pages tell are whole sentences in words of the field: no gap, no code, nothing coined.

Method: people of a class are refused in several ways, and every page that tells of it is read in
both languages; the catalog of all page words is searched for words that no reader of the field
knows. Each check is shown to bite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ledger.kernel.errors import REFUSALS
from registry.web.frame.render import LANGUAGES, catalog_of
from registry.web.offsets.form import address
from tests.support.classroom import Class
from tests.support.offset_samples import example

pytestmark = pytest.mark.slow

GAP = re.compile(r"…|\.\.\.|[{}]|%\(|(?:需要|可用资金|不高于|不低于|最高|最低) *(?:元|t\b|，|。)")
"""A place of a sentence where a figure should stand."""

CODE = re.compile(r"\b(?:" + "|".join(sorted({one.split(".")[0] for one in REFUSALS})) + r")\.\w+")

COINED = {
    "en": re.compile(
        r"\b(?:wished role|refusals of late|deeds?|and it again when|gets wrong most stands)\b",
        re.I,
    ),
    "zh": re.compile(r"[一多条]腿|腿数|使用腿"),
}
"""Words that readers of the pages did not understand."""

MARKET_DATA = {"Market", "Join code in large, and back to the market"}
"""行情 is market data: prices and volumes, never a market in the sense of a scheme."""


def shown(part: str) -> str:
    """What a reader sees of a part of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def faults(told: str) -> list[str]:
    """Gaps and codes in what a page tells of refusals."""
    return [*GAP.findall(told), *CODE.findall(told)]


@pytest.fixture(scope="module")
def refused(room: Class) -> tuple[str, str]:
    """A seat that was refused in several ways, twice each with other figures; and its name."""
    person, seat = room.browser("Ann", "trader")
    rows = room.script.get("/api/instruments").json()
    one = next(row for row in rows if row["instrument"] == "CCER")
    orders = [
        {"side": "buy", "quantity": 9_000_000, "price": one["hi"]},
        {"side": "buy", "quantity": 8_000_000, "price": one["lo"]},
        {"side": "buy", "quantity": 10, "price": one["hi"] + 500},
        {"side": "buy", "quantity": 10, "price": one["lo"] - 500},
        {"side": "sell", "quantity": 7_000_000, "price": one["hi"]},
        {"side": "sell", "quantity": 6_000_000, "price": one["hi"]},
        {"side": "buy", "quantity": 0, "price": one["hi"]},
    ]
    codes = []
    for number, order in enumerate(orders):
        told = person.post(
            "/api/commands/order.place",
            json={
                "key": f"n{number}",
                "arguments": {"instrument": "CCER", "kind": "limit"} | order,
            },
        )
        codes.append(told.json()["refusal"]["code"])
    assert len(set(codes)) >= 3, codes
    return seat, "Ann"


def told_of(room: Class, seat: str, language: str) -> Iterator[tuple[str, str]]:
    """Every part of a page that tells the trainer of refusals: its address, and what it says."""
    trainer, parts = room.trainer(), {
        "/trainer": r'<section class="panel" id="refusals".*?</section>',
        "/trainer/debrief": r'<ul class="refusal-list">.*?</ul>',
        f"/trainer/debrief/seats/{seat}": r'<ul class="refusal-list">.*?</ul>',
        "/trainer/debrief/questions": r"<main.*?</main>",
    }  # fmt: skip
    for path, pattern in parts.items():
        html = trainer.get(path, headers={"accept-language": language}).text
        found = re.search(pattern, html, re.DOTALL)
        assert found is not None, path
        yield path, shown(found[0])
    roster = trainer.get("/trainer", headers={"accept-language": language}).text
    rows = re.findall(r"<tr\b(?:(?!<tr\b).)*?</tr>", roster, re.DOTALL)
    yield "roster", next(shown(row) for row in rows if f'"meta">{seat}<' in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_of_the_room_are_sentences_without_gaps_and_codes(
    room: Class, refused: tuple[str, str], language: str
) -> None:
    told = dict(told_of(room, refused[0], language))

    assert {} == {path: found for path, text in told.items() if (found := faults(text))}
    for path, text in told.items():
        if path != "/trainer/debrief/questions":
            assert re.search(r"\d", text), f"{path} tells no figures"
    assert re.search(r"\d[\d,.]*–\d", told["/trainer/debrief"]), "figures of several are a range"


@pytest.mark.planted
@pytest.mark.parametrize(
    "told",
    [
        "以不高于 … 元/t 买入 … t 需要 … 元，可用资金 … 元。",
        "以不高于 元/t 买入 10 t 需要 元。",
        "Refused: book.market_closed",
        "{needed_fen} are needed",
    ],
)
def test_a_gap_and_a_code_are_seen(told: str) -> None:
    assert faults(told)


def coined(language: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts (by their English source) with a word that nobody knows, or a wrong use of 行情."""
    return {
        source: text
        for source, text in texts.items()
        if COINED[language].search(re.sub(r"%\(\w+\)s", "", text))
        or (language == "zh" and "行情" in text and "arket" in source and source not in MARKET_DATA)
    }


def words(language: str) -> dict[str, str]:
    """Every text of the pages in a language, by its English source."""
    catalog = catalog_of("zh")
    sources = {str(one.id): str(one.string) for one in catalog if one.id}
    return sources if language == "zh" else dict(zip(sources, sources, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_coined_word(language: str) -> None:
    assert {} == coined(language, words(language))


@pytest.mark.parametrize("path", ["/rules", "/offsets", "/glossary"])
def test_public_pages_call_a_scheme_a_market_and_a_line_of_the_books_a_posting(
    room: Class, path: str
) -> None:
    text = shown(room.client().get(path, headers={"accept-language": "zh"}).text)
    heads = text if path != "/glossary" else ""

    assert "市场" in text and "行情" not in heads
    assert not COINED["zh"].search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bundle_of_which_a_part_passes_is_called_partly_accepted(
    room: Class, language: str
) -> None:
    html = (
        room.client()
        .get(address(example("everywhere")), headers={"accept-language": language})
        .text
    )
    part, none = {"en": ("partly accepted", "not accepted"), "zh": ("部分接受", "不接受")}[language]
    verdicts = re.findall(r'<article class="verdict.*?</article>', html, re.DOTALL)
    partly = [shown(one) for one in verdicts if part in shown(one)]

    assert partly
    assert [] == [one for one in partly if none in one]


def codes_in(html: str) -> list[str]:
    """Kinds of account that the filter shows as their codes, or in a word of another language."""
    (chosen,) = re.findall(r'<select name="kind">.*?</select>', html, re.DOTALL)
    texts = re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', chosen)
    assert len(texts) > 6
    return [one for one in texts if re.search(r"[A-Za-z_]", one)]


def test_the_filter_of_accounts_shows_words(room: Class) -> None:
    html = room.trainer().get("/admin/accounts", headers={"accept-language": "zh"}).text
    faulty = re.sub(r'(<option value="retired"[^>]*>)[^<]*', r"\1retired", html)

    assert [] == codes_in(html)
    assert ["retired"] == codes_in(faulty)


@pytest.mark.planted
@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("zh", "A transaction has one or more postings", "一条或多条腿"),
        ("zh", "Market by market", "逐个行情"),
        ("en", "Wished role", "Wished role"),
        ("en", "Refusals of late", "Refusals of late"),
        ("en", "Deed", "Deed"),
    ],
)
def test_a_coined_word_is_seen(language: str, source: str, text: str) -> None:
    assert coined(language, {source: text})
