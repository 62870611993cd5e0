"""The two worked examples of S4: every printed figure beside that of the plant calculator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators.revenue import Plant, revenue
from registry.programme.methodologies.calculators.sourced import reproduces
from registry.programme.methodologies.calculators.tables import table


@dataclass(frozen=True)
class Printed:
    """One printed figure beside the recomputed one; a misprint is one that cannot be meant."""

    field: str
    printed: str
    printed_value: str
    rounded_to: str
    recomputed: str
    reproduces: bool
    misprint: bool
    note_en: str
    note_zh: str


@dataclass(frozen=True)
class Example:
    """A worked example: its inputs, every figure recomputed, and what is printed."""

    id: str
    en: str
    zh: str
    inputs: dict[str, str]
    recomputed: dict[str, str]
    printed: list[Printed]
    source: str
    status: str


def examples() -> list[Example]:
    """Both worked examples."""
    return [_example(row) for row in table("worked_examples")["examples"]]


def _example(row: dict[str, Any]) -> Example:
    recomputed = revenue(Plant(**row["inputs"]))
    return Example(
        id=row["id"],
        en=row["en"],
        zh=row["zh"],
        inputs=row["inputs"],
        recomputed=recomputed,
        printed=[_printed(one, recomputed) for one in row["printed"]],
        source=row["source"],
        status=row["status"],
    )


def _printed(row: dict[str, Any], recomputed: dict[str, str]) -> Printed:
    field = row["field"]
    result = exact(recomputed.get(f"{field}_fraction", recomputed[field]))
    agrees = reproduces(
        result, printed=row["printed_value"], relation="rounds_to", rounded_to=row["rounded_to"]
    )
    assert agrees is not None
    return Printed(
        field=field,
        printed=row["printed"],
        printed_value=row["printed_value"],
        rounded_to=row["rounded_to"],
        recomputed=recomputed[field],
        reproduces=agrees,
        misprint=row.get("misprint", False),
        note_en=row.get("note_en", ""),
        note_zh=row.get("note_zh", ""),
    )
