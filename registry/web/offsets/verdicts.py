"""The verdict of every market on a bundle: the rule engine's answers in words of the page.

The page calls the same `check` as the API, so that both give the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ledger.kernel.errors import Refusal
from registry.compliance.bundle import read_bundle
from registry.compliance.check import check
from registry.compliance.errors import OffsetFieldsMissing, OffsetInputWrong
from registry.compliance.packs import BASES, RuleBook
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import word
from registry.web.offsets.contexts import (
    LotPart,
    OffsetBar,
    Problem,
    SubCapLine,
    Verdict,
    ViolationCard,
    ViolationFigure,
)
from registry.web.offsets.form import FIELD_KINDS, GENERAL, OffsetForm, address

_LONG_CODES = [code for code in (*BASES, *FIELD_KINDS) if "_" in code]
_CODES = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_LONG_CODES)})(?![A-Za-z0-9_])")
_OF_LOT = re.compile(r"lot (?P<lot>.*): (?P<field>[a-z_]+) (?:is needed|must be|lies before)", re.S)
_OF_ENTITY = re.compile(r"entity: (?P<field>[a-z_]+) ")
_OF_PLACE = re.compile(r"credits\[(?P<place>\d+)\]\.(?P<field>[a-z_]+): ")
_OF_FORM = re.compile(r"(?P<field>[a-z_]+): ")


def worded(text: str, language: Language) -> str:
    """A sentence of the engine with codes of bases and fields replaced by words."""

    return _CODES.sub(lambda found: _name(found[0], language), text)


def _unanswered_text(refusal: Refusal, language: Language) -> str:
    """The reason why there is no answer, with the names of missing fields."""
    text = refusal.text(language)
    if isinstance(refusal, OffsetFieldsMissing):
        codes = str(refusal.facts["fields"])
        between = "、" if language == "zh" else ", "
        text = text.replace(codes, between.join(_name(c, language) for c in codes.split(", ")))
    return worded(text, language)


def _name(code: str, language: Language) -> str:
    return word(code, "offset_bases" if code in BASES else "offset_fields", language)


def shape_problems(form: OffsetForm, language: Language) -> tuple[Problem, ...]:
    """Errors that concern every market, listed once and not once per market."""
    try:
        read_bundle(form.bundle("any"))
    except OffsetInputWrong as refusal:
        return tuple(_problems(refusal, form, language))
    return ()


def verdict(book: RuleBook, form: OffsetForm, market: str, language: Language) -> Verdict:
    """One market's verdict, or the fields that it still needs."""
    try:
        answer = check(form.bundle(market), book=book)
    except Refusal as refusal:
        return _unanswered(book, form, market, refusal, language)
    rule, parts = answer["rule"], answer["largest_admissible"]
    takes_t = sum(parts.values())
    cap_t, used_t = answer["cap_t"], answer["used_t"]
    applied = book.pick(rule_set=form.rule_set, market=market, year=answer["year"])
    excluding = (
        {one.code for one in applied.conditions if one.kind == "not_in"} if applied else set()
    )
    return Verdict(
        market=market,
        name=rule["name"][language],
        state="accepted" if answer["accepted"] else "partly" if takes_t else "refused",
        rule=rule["rule"],
        version=rule["version"],
        source=rule["source"],
        status=rule["status"],
        text=rule["text"][language],
        code="",
        base=rule["base"] or "",
        base_t=answer["base_t"],
        cap_percent=rule["cap_percent"],
        cap_t=cap_t,
        limited=cap_t is not None,
        used_t=used_t,
        left_t=answer["left_t"],
        takes_t=takes_t,
        value_fen=None if form.price_fen is None else takes_t * form.price_fen,
        bar=OffsetBar(
            total=max(cap_t or 0, used_t, 1), takes=takes_t, over=used_t - takes_t, cap=cap_t
        ),
        violations=tuple(
            violation_card(one, language, excludes=one["code"] in excluding)
            for one in answer["violations"]
        ),
        problems=(),
        parts=tuple(
            LotPart(lot=one["lot"], quantity_t=one["quantity_t"], part_t=parts[one["lot"]])
            for one in form.bundle(market)["credits"]
        ),
        sub_caps=tuple(
            SubCapLine(
                code=one["code"],
                percent=one["percent"],
                part_of=one["base"],
                cap_t=one["cap_t"],
                used_t=one["used_t"],
                left_t=one["left_t"],
            )
            for one in answer["sub_caps"]
        ),
        recognised=answer["recognise_belt_and_road"],
        detail_href=_detail(form, market),
        fixable=not answer["accepted"] and takes_t > 0,
    )


def violation_card(
    one: dict[str, Any], language: Language, *, excludes: bool = False
) -> ViolationCard:
    """One violation with every figure in words.

    The engine calls forbidden values "wanted" as well; the card calls them "excluded".
    """
    figures_named = {
        "excluded" if name == "wanted" and excludes else name: value
        for name, value in one["figures"].items()
    }
    return ViolationCard(
        code=one["code"],
        rule=one["rule"],
        version=one["version"],
        source=one["source"],
        status=one["status"],
        text=worded(one["text"][language], language),
        figures=tuple(
            ViolationFigure(name=name, value=figure_text(name, value, language))
            for name, value in figures_named.items()
        ),
        lots=tuple(one["lots"]),
    )


def figure_text(name: str, value: Any, language: Language) -> str:
    """The text of one figure of a violation: tonnes, percent, words for codes."""
    if isinstance(value, dict):
        found = (f"{lot}: {figure_text('', one, language)}" for lot, one in value.items())
        return "; ".join(found)
    if isinstance(value, list | tuple):
        between = figures.DASH if name == "wanted" and len(value) == 2 and _days(value) else ", "
        return between.join(figure_text("", one, language) for one in value) or figures.UNKNOWN
    if isinstance(value, bool):
        return word("yes" if value else "no", "offset_yes_no", language)
    if value is None:
        return figures.UNKNOWN
    if isinstance(value, int):
        return f"{value} %" if name == "percent" else figures.tonnes(value)
    if name in ("base", "field"):
        return word(value, f"offset_{name}s", language)
    for table in ("offset_projects", "offset_provinces"):
        value = word(value, table, language)
    return str(value)


def _days(values: list[Any] | tuple[Any, ...]) -> bool:
    return all(isinstance(one, str) and one[:4].isdecimal() for one in values)


def _detail(form: OffsetForm, market: str) -> str:
    return address(form, market=market)


def _unanswered(
    book: RuleBook, form: OffsetForm, market: str, refusal: Refusal, language: Language
) -> Verdict:
    versions = book.versions(rule_set=form.rule_set, market=market)
    year = form.bundle(market).get("year")
    rule = book.pick(rule_set=form.rule_set, market=market, year=year)
    named = rule or versions[-1]
    return Verdict(
        market=market,
        name=named.name_zh if language == "zh" else named.name_en,
        state="unanswered",
        rule=named.id,
        version=rule.version if rule else None,
        source=rule.source if rule else "",
        status=rule.status if rule else "",
        text=_unanswered_text(refusal, language),
        code=refusal.code,
        base=rule.base if rule else "",
        base_t=None,
        cap_percent=rule.cap_percent if rule else None,
        cap_t=None,
        limited=rule is None or rule.cap_percent is not None,
        used_t=0,
        left_t=None,
        takes_t=0,
        value_fen=None,
        bar=None,
        violations=(),
        problems=tuple(_problems(refusal, form, language)),
        parts=(),
        sub_caps=(),
        recognised=False,
        detail_href=_detail(form, market),
        fixable=False,
    )


def _problems(refusal: Refusal, form: OffsetForm, language: Language) -> Iterator[Problem]:
    """Each failed check with a link to its field, which is found by the engine's own wording."""
    numbers = {form.name(place): place + 1 for place in form.counted}
    for one in refusal.checks:
        text = worded(one.zh if language == "zh" else one.en, language)
        code = "needed" if one.en.endswith(" is needed.") else ""
        lot, field, href = "", "", ""
        if found := _OF_LOT.match(one.en):
            lot, field = found["lot"], found["field"]
            href = f"#lot-{numbers[lot]}-{field}" if lot in numbers else ""
        elif found := _OF_ENTITY.match(one.en):
            field = found["field"]
            href = f"#{field}"
        elif found := _OF_PLACE.match(one.en):
            place = form.counted[int(found["place"]) - 1]
            lot, field = form.name(place), found["field"]
            href = f"#lot-{place + 1}-{field}"
        elif (found := _OF_FORM.match(one.en)) and found["field"] in GENERAL:
            field = found["field"]
            href = f"#{field}"
        yield Problem(code=code, text=text, field=field, lot=lot, href=href)
