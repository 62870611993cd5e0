"""Figures of the sources: inputs, formula, result, and whether the printed value reproduces.

The result is evaluated from the formula text that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.decimals import figures
from registry.programme.methodologies.calculators.formula import compute
from registry.programme.methodologies.calculators.tables import table

TABLES = ("figures-market", "figures-demand", "figures-supply", "figures-history")
RELATIONS = ("rounds_to", "above", "below", "none")


@dataclass(frozen=True)
class SourcedInput:
    """One input of a figure with its unit, source and status."""

    name: str
    value: str
    unit: str
    source: str
    status: str


@dataclass(frozen=True)
class SourcedFigure:
    """A figure recomputed: `reproduces` is None where the source prints nothing to compare.

    `relation` says how printed and recomputed are compared: the result rounds to the printed
    value at the last digit `rounded_to`, or lies above or below it, as the words say.
    """

    id: str
    group: str
    en: str
    zh: str
    inputs: list[SourcedInput]
    formula: str
    unit: str
    result: str
    result_fraction: str | None
    printed: str | None
    printed_value: str | None
    relation: str
    rounded_to: str | None
    reproduces: bool | None
    source: str
    status: str
    note_en: str
    note_zh: str


def sourced_figures(*, group: str = "") -> list[SourcedFigure]:
    """The figures in the order of their tables; `group` "": of all groups."""
    return [figure for figure in _all() if group in ("", figure.group)]


def sourced_figure(identifier: str) -> SourcedFigure | None:
    """One figure by its id, or None."""
    return next((figure for figure in _all() if figure.id == identifier), None)


def groups() -> list[str]:
    """The groups of figures, in the order of their tables."""
    return list(dict.fromkeys(figure.group for figure in _all()))


def reproduces(
    result: Fraction, *, printed: str | None, relation: str, rounded_to: str | None
) -> bool | None:
    """Whether a recomputed result agrees with the printed value; None without one."""
    assert relation in RELATIONS, relation
    if relation == "none" or printed is None:
        return None
    stated = exact(printed)
    if relation == "above":
        return result > stated
    if relation == "below":
        return result < stated
    assert rounded_to is not None, "a rounded figure says to what"
    return abs(result - stated) * 2 <= exact(rounded_to)


def _all() -> Iterator[SourcedFigure]:
    for name in TABLES:
        whole = table(name)
        for row in whole["figures"]:
            yield _figure(row)


def _figure(row: dict[str, Any]) -> SourcedFigure:
    inputs = [
        SourcedInput(
            name=one["name"],
            value=one["value"],
            unit=one["unit"],
            source=one.get("source", row["source"]),
            status=one.get("status", row["status"]),
        )
        for one in row["inputs"]
    ]
    result = compute(row["formula"], {one.name: one.value for one in inputs})
    texts = figures({"result": result})
    relation = row.get("relation", "rounds_to" if "printed_value" in row else "none")
    return SourcedFigure(
        id=row["id"],
        group=row["group"],
        en=row["en"],
        zh=row["zh"],
        inputs=inputs,
        formula=row["formula"],
        unit=row["unit"],
        result=texts["result"],
        result_fraction=texts.get("result_fraction"),
        printed=row.get("printed"),
        printed_value=row.get("printed_value"),
        relation=relation,
        rounded_to=row.get("rounded_to"),
        reproduces=reproduces(
            result,
            printed=row.get("printed_value"),
            relation=relation,
            rounded_to=row.get("rounded_to"),
        ),
        source=row["source"],
        status=row["status"],
        note_en=row.get("note_en", ""),
        note_zh=row.get("note_zh", ""),
    )
