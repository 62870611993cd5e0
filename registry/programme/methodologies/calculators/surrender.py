"""Surrender in China's national market: cap on offsets, shortfall, fine, carry-over.

Pure functions; tonnes are rounded down.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ledger.kernel.quantity import exact, floor_tonnes
from registry.programme.methodologies.calculators.decimals import Reading, figure
from registry.programme.methodologies.calculators.tables import table


def offset_cap(obligation_t: int) -> int:
    """Whole tonnes of CCER that may replace allowances: 5 % of the obligation."""
    return floor_tonnes(obligation_t * exact(table("compliance")["offsets"]["cap_percent"]) / 100)


def shortfall(*, obligation_t: int, surrendered_t: int, offsets_t: int) -> int:
    """Tonnes missing at the deadline."""
    return max(0, obligation_t - surrendered_t - offsets_t)


def fine(*, shortfall_t: int, price: Fraction) -> tuple[Fraction, Fraction]:
    """Least and largest fine in CNY: 5 to 10 times the value of the shortfall."""
    rule = table("compliance")["fine"]
    value = shortfall_t * price
    return value * exact(rule["least_times"]), value * exact(rule["most_times"])


def carry_over(*, net_sales_t: int, holdings_t: int | None = None) -> int:
    """Tonnes that may be carried over: 10,000 + 1.5 x net sales, at most the holdings."""
    whole = floor_tonnes(_most(Fraction(net_sales_t)))
    return whole if holdings_t is None else min(whole, holdings_t)


def surrender(
    *, obligation_t: str, surrendered_t: str, offsets_t: str = "0", price: str | None = None
) -> dict[str, Any]:
    """A year's surrender: cap, surrendered tonnes, shortfall, fine and next year's deduction.

    Offsets above the cap are refused, as the registry refuses them.
    """
    reading = Reading()
    obligation = reading.whole("obligation_t", obligation_t)
    surrendered = reading.whole("surrendered_t", surrendered_t)
    offsets = reading.whole("offsets_t", offsets_t)
    mean_price = reading.decimal("price", price)
    cap = None if obligation is None else offset_cap(obligation)
    if cap is not None and offsets is not None and offsets > cap:
        reading.wrong(
            "offsets_t",
            en=f"{offsets} t are above the cap of {cap} t",
            zh=f"{offsets} t 超过抵销上限 {cap} t",
        )
    reading.done()
    assert obligation is not None and surrendered is not None and offsets is not None
    missing = shortfall(obligation_t=obligation, surrendered_t=surrendered, offsets_t=offsets)
    result: dict[str, Any] = {
        "offset_cap_t": cap,
        "covered_t": surrendered + offsets,
        "shortfall_t": missing,
        "next_year_cut_t": missing,
    }
    if mean_price is not None:
        least, most = fine(shortfall_t=missing, price=mean_price)
        result |= {"fine_least_cny": figure(least), "fine_most_cny": figure(most)}
    rules = table("compliance")
    sources = {name: rules[name]["source"] for name in ("offsets", "fine")}
    return result | {"sources": sources}


def carried(*, net_sales_t: str, holdings_t: str | None = None) -> dict[str, Any]:
    """The tonnes that may be carried over; negative net sales are net purchases."""
    reading = Reading()
    sold = reading.decimal("net_sales_t", net_sales_t, least="-1000000000000000000")
    held = reading.whole("holdings_t", holdings_t)
    if sold is not None and sold.denominator != 1:
        reading.wrong("net_sales_t", en="is no whole number", zh="不是整数")
    reading.done()
    assert sold is not None
    rule = table("compliance")["carry_over"]
    formula = _most(sold)
    return {
        "formula_t": figure(formula),
        "carry_over_t": carry_over(net_sales_t=sold.numerator, holdings_t=held),
        "source": rule["source"],
        "status": rule["status"],
    }


def _most(net_sales: Fraction) -> Fraction:
    rule = table("compliance")["carry_over"]
    sold = max(Fraction(0), net_sales)
    return exact(rule["basic_t"]) + exact(rule["times_net_sales"]) * sold
