"""The page of the EU's Market Stability Reserve and of the path of its cap.

The engine computes; this module shows its figures with their formulas and sources.
"""

from __future__ import annotations

from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import reserve
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators.chart_contexts import Bars, Scale
from registry.web.calculators.charts import Measured, bars, scale
from registry.web.calculators.contexts import Fact, Part, ReservePage, Step
from registry.web.calculators.exact import exact_figure, grouped, named, rounded_text
from registry.web.calculators.forms import Asked
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor

BEGIN = {"surplus_t": "1400000000", "year": "2020", "held_t": ""}
"""The rounded surplus of 2019."""

MILLION = 10**6


def page(visitor: Visitor) -> ReservePage:
    """The page for the fields in the address."""
    asked = Asked(visitor, action="reserve")
    asked.begin_with(BEGIN)
    answer, refusal = asked.tried(
        lambda: reserve.reserve(
            surplus_t=asked.text("surplus_t"),
            year=asked.text("year"),
            held_t=asked.maybe("held_t"),
        ),
        names=tuple(BEGIN),
    )
    row = (
        asked.field("surplus_t", unit="t"),
        asked.field("year"),
        asked.field("held_t", unit="t"),
    )
    whole = table("reserve")
    cap = whole["cap"]
    path = reserve.cap_path()
    return ReservePage(
        reserve=Part(
            sheet=asked.sheet("reserve", (row,)),
            refusal=refusal,
            steps=_steps(answer) if answer else (),
            facts=_facts(answer) if answer else (),
        ),
        verdict=_verdict(answer) if answer else "",
        scale=bounds(answer["surplus_t"] if answer else None, asked.language),
        cap=_cap_bars(path, asked.language),
        cap_rows=tuple((one["year"], exact_figure(one["cap_t"])) for one in path),
        cap_cut=grouped(cap["cut_t"]),
        cap_from=Fact(source=cap["source"], status=cap["status"]),
    )


def bounds(surplus: int | None, language: Language) -> Scale:
    """The two thresholds on a scale, with the surplus if it is known."""
    rule = table("reserve")
    lower, upper = int(rule["lower_t"]), int(rule["upper_t"])
    return scale(
        lower=(lower, _millions(lower, language)),
        upper=(upper, _millions(upper, language)),
        at=None if surplus is None else (surplus, _millions(surplus, language)),
    )


def _millions(tonnes: int, language: Language) -> str:
    unit = word("Mt", "calculator_units", language)
    return f"{rounded_text(exact(str(tonnes)) / MILLION, 3)} {unit}"


def _verdict(answer: dict[str, Any]) -> str:
    if answer["surplus_t"] > answer["upper_t"]:
        return "withholds"
    if answer["surplus_t"] >= answer["lower_t"]:
        return "nothing"
    return "releases" if answer["released_t"] else "empty"


def _steps(answer: dict[str, Any]) -> tuple[Step, ...]:
    above = answer["surplus_t"] > answer["upper_t"]
    shown = grouped(str(answer["surplus_t"]))
    filled = {
        "withheld_t": f"⌊ {answer['intake_percent']} % × {shown} ⌋" if above else "",
        "released_t": "",
    }
    return tuple(
        Step(
            name=name,
            formula=name,
            filled=text,
            result=named(answer, name),
            unit="t",
            strong=bool(answer[name]),
        )
        for name, text in filled.items()
    )


def _facts(answer: dict[str, Any]) -> tuple[Fact, ...]:
    """The decision, and the amendments of its figures for the years in force."""
    rule = table("reserve")
    found = [Fact(source=rule["source"], status=rule["status"])]
    for name in ("doubled_intake", "doubled_release"):
        special = rule[name]
        if special["first"] <= answer["year"] <= special["last"]:
            found.append(Fact(source=special["source"], status=special["status"]))
    return tuple(found)


def _cap_bars(path: list[dict[str, Any]], language: Language) -> Bars:
    return bars(
        [
            Measured(str(one["year"]), exact(one["cap_t"]), _millions(int(one["cap_t"]), language))
            for one in path
        ]
    )
