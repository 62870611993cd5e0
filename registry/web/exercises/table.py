"""The exercises as data: a question about each mistake of the sources, and its right answer.

Reads `fixtures/data/exercises.toml` and the calculators' table of mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.decimals import terminating_places
from registry.programme.methodologies.calculators.examples import examples
from registry.programme.methodologies.calculators.mistakes import PRICE, TARIFF, Mistake, mistakes
from registry.programme.methodologies.calculators.sourced import SourcedInput, sourced_figure
from registry.programme.methodologies.calculators.tables import table
from registry.web.exercises.answers import Sought, converted

EXAMPLE_UNITS = {"capacity_mw": "MW", "hours": "h", "om": "tCO2/MWh", "bm": "tCO2/MWh"}
"""Input of a worked example -> its unit; the table of examples has only the names."""

USED = ("capacity_mw", "hours", "om", "w_om", "bm", "w_bm")
"""Inputs for the reduction of a worked example; the others are for its income."""


_AT_PRICES = (
    f"With a credit price of {PRICE} CNY/t and a tariff of {TARIFF} CNY/kWh, as the source has"
    " them, and the combined margins of the six grids.",
    f"按来源所用的减排量价格 {PRICE} 元/吨、电价 {TARIFF} 元/千瓦时，"
    "以及六个区域电网的组合边际因子。",
)
"""Inputs of the uplift by region that are not in its formula."""


@dataclass(frozen=True)
class Choice:
    """An answer to choose from; `why` explains why a wrong one is wrong."""

    en: str
    zh: str
    right: bool
    why_en: str
    why_zh: str


@dataclass(frozen=True)
class Exercise:
    """A mistake with its question, answered by a figure or by one of the choices."""

    mistake: Mistake
    said_en: str
    said_zh: str
    asked_en: str
    asked_zh: str
    hint_en: str
    hint_zh: str
    basis: str
    see: str
    choices: tuple[Choice, ...]
    sought: Sought | None
    inputs: tuple[SourcedInput, ...]
    note_en: str
    note_zh: str

    @property
    def quotes(self) -> bool:
        """Whether `said_zh` is the printed text rather than a summary."""
        return self.said_zh == self.mistake.printed

    @property
    def original(self) -> str:
        """The printed Chinese text; '' where the mistake is described in English."""
        printed = self.mistake.printed
        return printed if any("\u4e00" <= sign <= "\u9fff" for sign in printed) else ""


@cache
def exercises() -> tuple[Exercise, ...]:
    """Every exercise, in the order of the mistakes."""
    asked = {row["id"]: row for row in table("exercises")["exercises"]}
    return tuple(_exercise(one, asked[one.id]) for one in mistakes())


def _exercise(one: Mistake, row: dict[str, Any]) -> Exercise:
    inputs, sought, notes = _calculation(one, row)
    return Exercise(
        mistake=one,
        said_en=row["said_en"],
        said_zh=row.get("said_zh", one.printed),
        asked_en=row["asked_en"],
        asked_zh=row["asked_zh"],
        hint_en=row["hint_en"],
        hint_zh=row["hint_zh"],
        basis=row["basis"],
        see=row.get("see", ""),
        choices=tuple(_choice(each) for each in row.get("choices", ())),
        sought=sought,
        inputs=inputs,
        note_en=notes[0],
        note_zh=notes[1],
    )


def _choice(row: dict[str, Any]) -> Choice:
    return Choice(
        en=row["en"],
        zh=row["zh"],
        right=row.get("right", False),
        why_en=row.get("why_en", ""),
        why_zh=row.get("why_zh", ""),
    )


def _calculation(
    one: Mistake, row: dict[str, Any]
) -> tuple[tuple[SourcedInput, ...], Sought | None, tuple[str, str]]:
    """Inputs, the right figure, and a remark in both languages."""
    if "unit" not in row:
        return (), None, _AT_PRICES if one.recomputed else ("", "")
    assert one.recomputed is not None, f"{one.id} asks for a figure that nothing computes"
    name, result = next(iter(one.recomputed.results.items()))
    figure = sourced_figure(name)
    if figure is not None:
        inputs, printed = tuple(figure.inputs), figure.printed_value
        text, notes = figure.result_fraction or result, (figure.note_en, figure.note_zh)
    else:
        inputs, printed, notes = _of_example(name)
        text = result
    tolerance = exact(row["tolerance"])
    places = terminating_places(tolerance)
    assert places is not None
    sought = Sought(
        result=converted(exact(text), one.recomputed.unit, row["unit"]),
        unit=row["unit"],
        tolerance=tolerance,
        places=places + 2,
        printed=converted(exact(printed), one.recomputed.unit, row["unit"]) if printed else None,
    )
    return inputs, sought, notes


def _of_example(field: str) -> tuple[tuple[SourcedInput, ...], str, tuple[str, str]]:
    """Inputs, misprint and remark of the worked example whose field is misprinted."""
    found = [
        (one, each)
        for one in examples()
        for each in one.printed
        if each.misprint and each.field == field
    ]
    assert len(found) == 1, f"{field} is misprinted in {len(found)} examples"
    example, wrong = found[0]
    inputs = tuple(
        SourcedInput(
            name=name,
            value=example.inputs[name],
            unit=EXAMPLE_UNITS.get(name, ""),
            source=example.source,
            status=example.status,
        )
        for name in USED
    )
    return inputs, wrong.printed_value, (wrong.note_en, wrong.note_zh)
