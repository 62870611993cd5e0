"""The page of the offset form: the form as filled in, and below it the verdict of every market."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from registry.compliance.packs import BASES, RuleBook
from registry.web.frame.contexts.shared import Choice, Language
from registry.web.frame.render import word
from registry.web.offsets.contexts import LotForm, OffsetField, OffsetPage, Problem, Verdict
from registry.web.offsets.examples import FIRST, OPEN, Example
from registry.web.offsets.form import FIELD_KINDS, FOREIGN, LOTS_MAX, MAIN, MORE, OffsetForm, Texts
from registry.web.offsets.rules import PRINTED, in_order
from registry.web.offsets.verdicts import shape_problems, verdict
from registry.web.offsets.words import PROJECTS, PROVINCES, SCHEMES, TYPES

GASES = ("CO2", "CH4", "N2O", "HFC", "PFC", "SF6", "NF3")
PROGRAMMES = (
    "CCER", "VCS", "Gold Standard", "CDM", "ACR", "CAR", "ART TREES", "GCC",
)  # fmt: skip
PURPOSES = ("NDC", "OIMP", "IMP", "OP", "NDC+OIMP", "NDC+IMP", "NDC+OP", "CORSIA")
"""Purposes of an authorisation, single and combined, and the label that some registries give."""

_LISTS: dict[str, tuple[str, Iterable[str]]] = {
    "yes_no": ("offset_yes_no", ("yes", "no")),
    "type": ("offset_types", TYPES),
    "province": ("offset_provinces", PROVINCES),
    "project": ("offset_projects", PROJECTS),
    "scheme": ("offset_schemes", SCHEMES),
    "gas": ("offset_yes_no", GASES),
    "programme": ("offset_yes_no", PROGRAMMES),
    "purpose": ("offset_yes_no", PURPOSES),
}
"""Kind of field -> its table of words, and the codes to choose from."""

Choices = tuple[Choice, ...]


def offset_page(book: RuleBook, form: OffsetForm, language: Language) -> OffsetPage:
    """The page for a filled-in form."""
    problems = _address_problems(book, form)
    asked = bool(form.counted)
    if asked:
        problems += shape_problems(form, language)
    verdicts, further = [], []
    if asked and not problems and form.rule_set in book.rule_sets():
        first, others = in_order(book, form.rule_set)
        verdicts = [verdict(book, form, market, language) for market in first]
        further = [verdict(book, form, market, language) for market in others]
    everything = (*verdicts, *further)
    detail = next((one for one in everything if one.market == form.market), None)
    wanted = _wanted(problems, (detail,) if detail else verdicts)
    shown = form.lots or ({"type": "CCER"},)
    fields = _Fields(form, language, wanted)
    question = form.bundle(form.market or (everything[0].market if everything else "national"))
    return OffsetPage(
        general=fields.general(book),
        bases=fields.bases(),
        bases_open=any(form.fields.get(base) for base in BASES) or bool(wanted & set(BASES)),
        scenario=fields.scenario(),
        market=form.market,
        lots=tuple(fields.lot(number, lot) for number, lot in enumerate(shown, start=1)),
        full=len(shown) >= LOTS_MAX,
        left_out=_left_out(form) if asked else (),
        first=_examples(FIRST, language),
        open_examples=_examples(OPEN, language),
        asked=asked,
        problems=problems,
        detail=detail,
        verdicts=tuple(verdicts),
        further=tuple(further),
        accepting=sum(one.state == "accepted" for one in verdicts),
        partly=sum(one.state == "partly" for one in verdicts),
        used_t=max((one.used_t for one in everything), default=0),
        price_fen=form.price_fen,
        question=json.dumps(question, ensure_ascii=False, indent=2) if asked else "",
    )


def _address_problems(book: RuleBook, form: OffsetForm) -> tuple[Problem, ...]:
    errors = list(form.errors)
    found = [
        Problem(code=code, text=text, field="", lot="", href=_error_href(code, text))
        for code, text in errors
    ]
    if form.rule_set not in book.rule_sets():
        found.append(_named("set_unknown", form.rule_set, "rule_set"))
    elif form.market and form.market not in book.markets(form.rule_set):
        found.append(_named("market_unknown", form.market, "market"))
    return tuple(found)


def _named(code: str, value: str, field: str) -> Problem:
    href = "#rule_set" if field == "rule_set" else ""
    return Problem(code=code, text=value[:60], field=field, lot="", href=href)


def _error_href(code: str, text: str) -> str:
    return {"price_wrong": "#price", "belt_and_road_wrong": "#recognise_belt_and_road"}.get(
        code, ""
    )


def _wanted(problems: Sequence[Problem], verdicts: Sequence[Verdict]) -> set[str]:
    """Ids of fields that are missing or unreadable."""
    everything = (*problems, *(one for said in verdicts for one in said.problems))
    return {one.href.removeprefix("#") for one in everything if one.href}


def _left_out(form: OffsetForm) -> tuple[str, ...]:
    counted = set(form.counted)
    return tuple(form.name(place) for place in range(len(form.lots)) if place not in counted)


def _examples(examples: Iterable[Example], language: Language) -> Choices:
    return tuple(
        Choice(value=one.href, label=word(one.code, "offset_examples", language))
        for one in examples
    )


class _Fields:
    """Builds the fields of the form."""

    def __init__(self, form: OffsetForm, language: Language, wanted: set[str]) -> None:
        self._form, self._language, self._wanted = form, language, wanted

    def general(self, book: RuleBook) -> tuple[OffsetField, ...]:
        sets = [PRINTED, *(name for name in book.rule_sets() if name != PRINTED)]
        choices = [
            Choice(value=name, label=word(name, "offset_sets", self._language)) for name in sets
        ]
        value = self._form.rule_set
        if value not in sets:
            choices.append(Choice(value=value, label=value[:60]))
        return (
            self._plain("base", "tonnes"),
            self._plain("year", "text"),
            self._plain("price", "text"),
            self._field("rule_set", "rule_set", "rule_set", "type", value, tuple(choices)),
        )

    def bases(self) -> tuple[OffsetField, ...]:
        return tuple(self._plain(base, "tonnes") for base in BASES)

    def scenario(self) -> OffsetField:
        return self._plain("recognise_belt_and_road", "yes_no")

    def lot(self, number: int, lot: Texts) -> LotForm:
        name = lot.get("lot", "") or chr(ord("A") + number - 1)

        def fields(codes: Iterable[str]) -> tuple[OffsetField, ...]:
            return tuple(self._lot_field(number, code, lot.get(code, "")) for code in codes)

        main, more, foreign = fields(MAIN), fields(MORE), fields(FOREIGN)
        return LotForm(
            number=number,
            name=name,
            main=main,
            more=more,
            foreign=foreign,
            more_open=any(one.wanted for one in more),
            foreign_open=any(one.wanted for one in foreign),
            more_filled=sum(bool(one.value) for one in more),
            foreign_filled=sum(bool(one.value) for one in foreign),
        )

    def _plain(self, name: str, kind: str) -> OffsetField:
        return self._field(name, name, name, kind, self._form.fields.get(name, ""), ())

    def _lot_field(self, number: int, code: str, value: str) -> OffsetField:
        kind = FIELD_KINDS[code]
        choices = self._choices(code, kind, value) if kind in _LISTS else ()
        if code == "type":
            value = value or "CCER"
        return self._field(f"lot-{number}-{code}", f"{number}.{code}", code, kind, value, choices)

    def _choices(self, code: str, kind: str, value: str) -> Choices:
        table, listed = _LISTS[kind]
        codes = list(listed)
        if code == "registered_in_province":
            codes += ["yes"]
        if value and value not in codes:
            codes.append(value)
        known = [Choice(value=one, label=self._label(one, kind, table)) for one in codes]
        if kind == "type":
            return tuple(known)
        return (Choice(value="", label=word("", "offset_yes_no", self._language)), *known)

    def _label(self, code: str, kind: str, table: str) -> str:
        said = word(code, table, self._language)
        if code == "yes":
            said = word("yes", "offset_yes_no", self._language)
        return f"{code} · {said}" if kind == "type" and said != code else said

    def _field(
        self,
        identity: str,
        name: str,
        code: str,
        kind: str,
        value: str,
        choices: tuple[Choice, ...],
    ) -> OffsetField:
        return OffsetField(
            id=identity,
            name=name,
            code=code,
            kind=kind,
            value=value,
            choices=choices,
            wanted=identity in self._wanted,
        )
