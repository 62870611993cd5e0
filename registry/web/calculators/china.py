"""The page of China's national markets: allocation, surrender, carry-over, price limits.

The engine computes; this module shows its figures with their formulas and sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculators import allocation, ccer_market, surrender
from registry.programme.methodologies.calculators.decimals import PLACES, figure
from registry.programme.methodologies.calculators.tables import table
from registry.web.calculators.chart_contexts import Bars, Lines
from registry.web.calculators.charts import Course, Measured, bars, lines
from registry.web.calculators.contexts import ChinaPage, Exact, Fact, Field, LimitRow, Part, Step
from registry.web.calculators.exact import exact_figure, grouped, named, of_fraction, rounded_text
from registry.web.calculators.forms import Asked
from registry.web.frame.visitor import Visitor

UNIT = {
    "unit_class": "coal_above_300mw",
    "year": "2023",
    "generation_mwh": "3000000",
    "heat_gj": "0",
    "load_factor": "0.60",
    "verified_t": "2600000",
    "previous_verified_t": "2500000",
}
SURRENDER = {
    "obligation_t": "1000000",
    "surrendered_t": "949000",
    "offsets_t": "50000",
    "mean_price": "62.36",
}
CARRY = {"net_sales_t": "23457", "holdings_t": ""}
LIMITS = {"base": "70.76"}
"""First values of the forms: an invented unit, and the prices of the sources."""

FORMS = {"allocation": UNIT, "surrender": SURRENDER, "carry": CARRY, "limits": LIMITS}
UNITS = {
    "power_benchmark": "t/MWh",
    "heat_benchmark": "t/GJ",
    "load_correction": "1",
    "fine_least_cny": "CNY",
    "fine_most_cny": "CNY",
}
"""Units of the steps that are not in tonnes."""

ANSWERS = ("final_t", "pre_allocation_t", "offset_cap_t", "shortfall_t", "carry_over_t")
CLIFF = range(40, 101)
"""Load factors of the drawing, in percent."""


def page(visitor: Visitor) -> ChinaPage:
    """The page for the fields in the address."""
    asked = Asked(visitor, action="china")
    for defaults in FORMS.values():
        asked.begin_with(defaults)
    rows, limits = _limits(asked)
    handed_in, bars_of_it = _surrender(asked)
    return ChinaPage(
        allocation=_allocation(asked),
        cliff=cliff(),
        cliff_rows=tuple(
            (rounded_text(Fraction(load, 100), 2), _correction(Fraction(load, 100)))
            for load in CLIFF
            if load % 5 == 0 or load == 64
        ),
        surrender=handed_in,
        covered=bars_of_it,
        carried=_carried(asked),
        limits=limits,
        limit_rows=rows,
    )


def _part(
    asked: Asked,
    form: str,
    rows: Sequence[Sequence[Field]],
    refusal: Any,
    steps: Sequence[Step] = (),
    facts: Sequence[Fact] = (),
) -> Part:
    others = [n for name, fields in FORMS.items() if name != form for n in fields]
    return Part(
        sheet=asked.sheet(form, rows, others=others),
        refusal=refusal,
        steps=tuple(steps),
        facts=tuple(facts),
    )


def _steps(
    answer: Mapping[str, Any], filled: Mapping[str, str], renamed: Mapping[str, str] = {}
) -> list[Step]:
    """Steps in the order of `filled`, without those that the answer lacks."""
    return [
        Step(
            name=name,
            formula=renamed.get(name, name),
            filled=text,
            result=_result(answer, name),
            unit=UNITS.get(name, "t"),
            strong=name in ANSWERS,
        )
        for name, text in filled.items()
        if name in answer
    ]


def _result(answer: Mapping[str, Any], name: str) -> Exact:
    """One figure of the answer; an irrational load correction is cut."""
    if name == "load_correction" and not answer["load_correction_exact"]:
        return exact_figure(answer[name], cut=True)
    return named(answer, name)


def _allocation(asked: Asked) -> Part:
    given = {name: asked.maybe(name) for name in UNIT}
    unit = allocation.Unit(
        unit_class=asked.text("unit_class"),
        year=asked.text("year"),
        generation_mwh=asked.text("generation_mwh"),
        heat_gj=given["heat_gj"] or "0",
        load_factor=given["load_factor"],
        verified_t=given["verified_t"],
        previous_verified_t=given["previous_verified_t"],
    )
    answer, refusal = asked.tried(lambda: allocation.allocation(unit), names=tuple(UNIT))
    whole = table("benchmarks")
    # Chinese pages show units as words, even where the table has symbols.
    classes = [
        (key, asked.both(en=one["en"], zh=one["zh"].replace("MW ", " 兆瓦")))
        for key, one in whole["classes"].items()
    ]
    years = [(year, year) for year in whole["classes"]["gas"]["power"]]
    rows = (
        (asked.field("unit_class", choices=classes), asked.field("year", choices=years)),
        (
            asked.field("generation_mwh", unit="MWh"),
            asked.field("heat_gj", unit="GJ"),
            asked.field("load_factor"),
        ),
        (
            asked.field("verified_t", unit="t"),
            asked.field("previous_verified_t", unit="t"),
        ),
    )
    if answer is None:
        return _part(asked, "allocation", rows, refusal)
    facts = (Fact(source=whole["source"], status=whole["status"]),)
    return _part(asked, "allocation", rows, None, _allocation_steps(unit, answer), facts)


def _allocation_steps(unit: allocation.Unit, answer: dict[str, Any]) -> list[Step]:
    shown = {name: grouped(str(value)) for name, value in answer.items()}
    one = answer["load_correction"] == "1"
    gas = table("benchmarks")["classes"][unit.unit_class]["fuel"] == "gas"
    final, early = shown["final_t"], shown.get("pre_allocation_t", "")
    verified = grouped(unit.verified_t or "")
    floor = verified if gas else f"⌈ 80 % × {verified} ⌉"
    filled = {
        "power_benchmark": "",
        "heat_benchmark": "",
        "load_correction": "" if one else f"1.015 ^ (16 − 20 × {grouped(unit.load_factor or '')})",
        "power_part_t": f"{grouped(unit.generation_mwh)} × {shown['power_benchmark']}"
        f" × {shown['load_correction']}",
        "heat_part_t": f"{grouped(unit.heat_gj)} × {shown['heat_benchmark']}",
        "formula_t": f"⌊ {shown.get('power_part_t', '…')} + {shown.get('heat_part_t', '…')} ⌋",
        "topped_up_t": f"{floor} − {shown['formula_t']}",
        "final_t": f"{shown['formula_t']} + {shown.get('topped_up_t', '0')}",
        "gap_t": f"{verified} − {final}",
        "pre_allocation_t": f"⌊ 70 % × {grouped(unit.previous_verified_t or '')} ⌋",
        "still_given_t": f"{final} − {early}",
        "returned_t": f"{early} − {final}",
    }
    renamed = {
        "power_benchmark": "table",
        "heat_benchmark": "table",
        "load_correction": "load_correction_one" if one else "load_correction",
        "topped_up_t": "topped_up_gas_t" if gas else "topped_up_t",
    }
    return _steps(answer, filled, renamed)


def _correction(load: Fraction) -> Exact:
    """The load correction of conventional coal; an irrational root is cut after twelve decimals."""
    found = allocation.load_correction(load, corrected=True)
    if found.exact:
        return of_fraction(found.value)
    return exact_figure(figure(Fraction(round(found.value * 10**PLACES), 10**PLACES)), cut=True)


def cliff() -> Lines:
    """Load correction by load factor: a falling line, then a step at 65 %."""
    below = [load for load in CLIFF if load < 65]
    above = [load for load in CLIFF if load >= 65]
    courses = [
        Course(
            name,
            tuple((load, exact(_correction(Fraction(load, 100)).value)) for load in loads),
            rounded_text(exact(_correction(Fraction(loads[-1], 100)).value), 4),
        )
        for name, loads in (("corrected", below), ("not_corrected", above))
    ]
    return lines(courses, from_zero=False)


def _surrender(asked: Asked) -> tuple[Part, Bars | None]:
    obligation, handed_in, offsets = (asked.text(name) for name in list(SURRENDER)[:3])
    answer, refusal = asked.tried(
        lambda: surrender.surrender(
            obligation_t=obligation,
            surrendered_t=handed_in,
            offsets_t=offsets or "0",
            price=asked.maybe("mean_price"),
        ),
        names=("obligation_t", "surrendered_t", "offsets_t", "price"),
        said_as={"price": "mean_price"},
    )
    rows = (
        (asked.field("obligation_t", unit="t"), asked.field("surrendered_t", unit="t")),
        (asked.field("offsets_t", unit="t"), asked.field("mean_price", unit="CNY/t")),
    )
    if answer is None:
        return _part(asked, "surrender", rows, refusal), None
    due, missing = grouped(obligation), grouped(str(answer["shortfall_t"]))
    price = grouped(asked.text("mean_price"))
    filled = {
        "offset_cap_t": f"⌊ 5 % × {due} ⌋",
        "covered_t": f"{grouped(handed_in)} + {grouped(offsets or '0')}",
        "shortfall_t": f"{due} − {grouped(str(answer['covered_t']))}",
        "fine_least_cny": f"5 × {missing} × {price}",
        "fine_most_cny": f"10 × {missing} × {price}",
        "next_year_cut_t": "",
    }
    whole = table("compliance")
    rules = (whole["offsets"], whole["fine"])
    facts = [Fact(source=rule["source"], status=rule["status"]) for rule in rules]
    part = _part(asked, "surrender", rows, None, _steps(answer, filled), facts)
    return part, covered_bars(asked, answer, (obligation, handed_in, offsets or "0"))


def covered_bars(asked: Asked, answer: dict[str, Any], given: tuple[str, str, str]) -> Bars:
    """Obligation, what covers it, the cap and what is missing, as bars."""
    named_bars = (
        (asked.both(en="Obligation", zh="应清缴量"), given[0]),
        (asked.both(en="Allowances", zh="配额"), given[1]),
        (asked.both(en="Offsets", zh="抵销"), given[2]),
        (asked.both(en="Offset cap", zh="抵销上限"), str(answer["offset_cap_t"])),
        (asked.both(en="Missing", zh="缺口"), str(answer["shortfall_t"])),
    )
    return bars(
        [
            Measured(label, exact(value), grouped(value)[:17], marked=place == 4)
            for place, (label, value) in enumerate(named_bars)
        ]
    )


def _carried(asked: Asked) -> Part:
    sold = asked.text("net_sales_t")
    answer, refusal = asked.tried(
        lambda: surrender.carried(net_sales_t=sold, holdings_t=asked.maybe("holdings_t")),
        names=tuple(CARRY),
    )
    rows = ((asked.field("net_sales_t", unit="t"), asked.field("holdings_t", unit="t")),)
    if answer is None:
        return _part(asked, "carry", rows, refusal)
    answer["carry_formula_t"] = answer["formula_t"]
    counted = "0" if exact(sold) < 0 else sold
    shown = grouped(answer["formula_t"])
    filled = {
        "carry_formula_t": f"10,000 + 1.5 × {grouped(counted)}",
        "carry_over_t": f"⌊ {shown} ⌋",
    }
    facts = (Fact(source=answer["source"], status=answer["status"]),)
    return _part(asked, "carry", rows, None, _steps(answer, filled), facts)


def _limits(asked: Asked) -> tuple[tuple[LimitRow, ...], Part]:
    base = asked.text("base")
    answer, refusal = asked.tried(lambda: ccer_market.limits(base=base), names=("base",))
    rows = ((asked.field("base", unit="CNY/t"),),)
    if answer is None:
        return (), _part(asked, "limits", rows, refusal)
    percents = {"listed": ccer_market.LISTED_PERCENT, "bulk": ccer_market.BULK_PERCENT}
    found = tuple(
        LimitRow(
            kind=kind,
            percent=percent,
            low=grouped(_to_tick(answer[kind][0])),
            high=grouped(_to_tick(answer[kind][1])),
        )
        for kind, percent in percents.items()
    )
    facts = (Fact(source=answer["source"], status=answer["status"]),)
    return found, _part(asked, "limits", rows, None, (), facts)


def _to_tick(price: str) -> str:
    """A price with two decimals."""
    whole, _, rest = price.partition(".")
    return f"{whole}.{rest:0<2}"
