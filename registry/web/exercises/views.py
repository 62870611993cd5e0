"""The pages of "find the mistake": the list, and one exercise with the verdict on its answer.

An answer is part of the address only; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.decimals import terminating_places
from registry.programme.methodologies.calculators.grids import grids
from registry.programme.methodologies.calculators.mistakes import KINDS
from registry.programme.methodologies.calculators.sourced import SourcedInput
from registry.web.exercises.answers import LONGEST, grouped, judge, readable
from registry.web.exercises.contexts import (
    GivenInput,
    KindChoice,
    MistakePage,
    MistakesPage,
    Option,
    ResultLine,
    Solution,
    Statement,
    Verdict,
)
from registry.web.exercises.table import Exercise, exercises
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Language

LETTERS = "abcdef"
"""Values of the choices in the address."""

DOCUMENTS = ("S0", "S4")
"""The source documents."""

PLACES = 2
"""Decimals of results that are not asked for."""

MOST_PLACES = 6
"""A result that terminates within so many decimals is shown exactly."""


@dataclass(frozen=True)
class Asked:
    """The address's answer or choice, and whether to show the solution."""

    answer: str
    choice: str
    show: bool

    @property
    def answered(self) -> bool:
        """Whether there is an answer or a choice."""
        return bool(self.answer or self.choice)


def asked_in(query: Mapping[str, str]) -> Asked:
    """Read the address; longer text is cut one character above the longest answer that is read."""
    return Asked(
        answer=query.get("answer", "").strip()[: LONGEST + 1],
        choice=query.get("choice", "")[:1],
        show=query.get("show", "") == "solution",
    )


def mistakes_page(language: Language, kind: str) -> MistakesPage:
    """All exercises, or those of one kind; an unknown kind shows all."""
    chosen = kind if kind in KINDS else ""
    counts = {code: sum(one.mistake.kind == code for one in exercises()) for code in KINDS}
    kinds = [KindChoice(text="", count=len(exercises()), href=to("mistakes"), chosen=not chosen)]
    kinds += [
        KindChoice(
            text=KINDS[code][language == "zh"],
            count=count,
            href=to("mistakes", kind=code),
            chosen=code == chosen,
        )
        for code, count in counts.items()
    ]
    shown = [one for one in exercises() if chosen in ("", one.mistake.kind)]
    return MistakesPage(
        kinds=tuple(kinds),
        cards=tuple(_statement(one, language) for one in shown),
        documents=DOCUMENTS,
    )


def mistake_page(language: Language, identifier: str, asked: Asked) -> MistakePage | None:
    """One exercise with the verdict on its answer; None if it does not exist."""
    ids = [one.mistake.id for one in exercises()]
    if identifier not in ids:
        return None
    at = ids.index(identifier)
    one = exercises()[at]
    verdict = _verdict(one, language, asked) if asked.answered else None
    statuses = {each.status for each in one.inputs}
    return MistakePage(
        statement=_statement(one, language),
        number=at + 1,
        total=len(ids),
        inputs=tuple(_given(each, one) for each in one.inputs),
        inputs_status=statuses.pop() if len(statuses) == 1 else "",
        unit=one.sought.unit if one.sought else "",
        tolerance=readable(one.sought.tolerance, places=PLACES) if one.sought else "",
        answer=asked.answer,
        options=tuple(
            Option(
                value=letter, text=_of(language, each.en, each.zh), chosen=letter == asked.choice
            )
            for letter, each in zip(LETTERS, one.choices, strict=False)
        ),
        hint=_of(language, one.hint_en, one.hint_zh),
        verdict=verdict,
        solution=_solution(one, language, verdict, show=asked.show),
        show_href=to("mistake", mistake=identifier, show="solution"),
        previous_href=to("mistake", mistake=ids[at - 1]) if at else "",
        next_href=to("mistake", mistake=ids[at + 1]) if at + 1 < len(ids) else "",
    )


def _of(language: Language, en: str, zh: str) -> str:
    return zh if language == "zh" else en


def _statement(one: Exercise, language: Language) -> Statement:
    found = one.mistake
    return Statement(
        id=found.id,
        kind=_of(language, found.kind_en, found.kind_zh),
        documents=tuple(found.document.split(", ")),
        place=_of(language, found.where_en, found.where_zh),
        text=_of(language, one.said_en, one.said_zh),
        original=one.original if language == "en" else "",
        quoted=one.quotes,
        asked=_of(language, one.asked_en, one.asked_zh),
        href=to("mistake", mistake=found.id),
    )


def _given(one: SourcedInput, exercise: Exercise) -> GivenInput:
    unit, _, parts = one.unit.partition(" (")
    first = exercise.inputs[0].source
    return GivenInput(
        symbol=one.name,
        value=grouped(one.value),
        unit=unit,
        parts=parts.removesuffix(")"),
        source="" if one.source == first else one.source,
        status=one.status,
    )


def _verdict(one: Exercise, language: Language, asked: Asked) -> Verdict:
    if one.sought is not None:
        judged = judge(one.sought, asked.answer)
        unread = judged.state == "unread"
        places = one.sought.places
        return Verdict(
            state=judged.state,
            given=asked.answer if unread else readable(judged.given, places=places),
            apart=readable(abs(judged.apart), places=places),
            above=judged.apart > 0,
            why="",
        )
    chosen = dict(zip(LETTERS, one.choices, strict=False)).get(asked.choice)
    if chosen is None:
        return Verdict(state="unread", given="", apart="", above=False, why="")
    return Verdict(
        state="right" if chosen.right else "wrong",
        given=_of(language, chosen.en, chosen.zh),
        apart="",
        above=False,
        why=_of(language, chosen.why_en, chosen.why_zh),
    )


def _solution(
    one: Exercise, language: Language, verdict: Verdict | None, *, show: bool
) -> Solution | None:
    """The solution, after an answer or on request; folded after a wrong answer."""
    right = verdict is not None and verdict.state == "right"
    if not show and (verdict is None or verdict.state == "unread"):
        return None
    computed = one.mistake.recomputed
    return Solution(
        open=right or show,
        right=_of(language, one.mistake.correct_en, one.mistake.correct_zh),
        answer="".join(_of(language, each.en, each.zh) for each in one.choices if each.right),
        basis=one.basis,
        formula=computed.formula if computed else "",
        results=_results(one, language),
        note=_of(language, one.note_en, one.note_zh),
        see=one.see,
        see_href=to(one.see) if one.see else "",
    )


def _results(one: Exercise, language: Language) -> tuple[ResultLine, ...]:
    if one.sought is not None:
        ends = terminating_places(one.sought.result)
        places = one.sought.places if ends is None or ends > MOST_PLACES else ends
        value = readable(one.sought.result, places=places)
        return (ResultLine(label="", value=value, unit=one.sought.unit),)
    if one.mistake.recomputed is None:
        return ()
    names = {grid.code: _of(language, grid.en, grid.zh) for grid in grids()}
    return tuple(
        ResultLine(
            label=names[code],
            value=readable(exact(value), places=PLACES),
            unit=one.mistake.recomputed.unit,
        )
        for code, value in one.mistake.recomputed.results.items()
    )
