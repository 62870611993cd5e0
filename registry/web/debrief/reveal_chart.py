"""The reveal's chart: trades and orders from left to right in time, curves by tonnes.

Pure geometry in whole units of the drawing. The price axis is the same in every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isqrt

from registry.debrief.markets import MarketView, StepView
from registry.web.debrief.charts import round_step
from registry.web.debrief.reveal_contexts import Cross, Curve, Dot, RevealChart, Span
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 1600, 600, 100, 1570, 16, 545
_LEAST, _MOST = 4, 15
"""Radius of a quarter of an hour with the fewest and the most tonnes."""

Place = Callable[[int], int]


def reveal_chart(market: MarketView, shown: Sequence[str]) -> RevealChart:
    """The chart of a market with the steps that are shown."""
    prices = _prices(market)
    step = round_step(max(max(prices) - min(prices), 4), most=7)
    low, high = min(prices) // step * step, -(-max(prices) // step) * step
    high = max(high, low + step)

    def y(fen: int) -> int:
        return _BOTTOM - (fen - low) * (_BOTTOM - _TOP) // (high - low)

    times = sorted({*(one.at for one in market.trades), *(one.at for one in market.orders)})
    place_of = {at: place for place, at in enumerate(times)}

    def x_time(at: int) -> int:
        return _LEFT + (2 * place_of[at] + 1) * (_RIGHT - _LEFT) // (2 * len(times))

    tonnes = max(sum(one.tonnes for one in steps) for steps in (market.demand, market.supply))

    def x(quantity: int) -> int:
        return _LEFT + quantity * (_RIGHT - _LEFT) // max(tonnes, 1)

    by_time = "values" not in shown
    return RevealChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        by_time=by_time,
        dots=_dots(market, x_time, y) if "trades" in shown else (),
        spans=_spans(market, x_time, y) if "orders" in shown else (),
        curves=() if by_time else _curves(market, x, y),
        cross=_cross(market, x, y) if "equilibrium" in shown else None,
        marks_x=_days(times, x_time) if by_time else _quantities(tonnes, x),
        marks_y=tuple(
            AxisMark(place=y(mark), text=figures.price(mark)) for mark in range(low, high + 1, step)
        ),
    )


def _prices(market: MarketView) -> list[int]:
    found = [fen for one in market.trades for fen in (one.lowest_fen, one.highest_fen)]
    found += [fen for one in market.orders for fen in (one.lowest_fen, one.highest_fen)]
    return found + [one.fen for one in (*market.demand, *market.supply)]


def _dots(market: MarketView, x: Place, y: Place) -> tuple[Dot, ...]:
    most = max((one.tonnes for one in market.trades), default=1)
    return tuple(
        Dot(
            x=x(one.at),
            y=y(one.average_fen),
            radius=max(_LEAST, isqrt(one.tonnes * _MOST * _MOST // most)),
        )
        for one in market.trades
    )


def _spans(market: MarketView, x: Place, y: Place) -> tuple[Span, ...]:
    """Buyers' limits a little to the left, sellers' to the right, so that both are seen."""
    return tuple(
        Span(
            side=one.side,
            x=x(one.at) + (-3 if one.side == "buy" else 3),
            top=y(one.highest_fen) - 2,
            foot=y(one.lowest_fen) + 2,
        )
        for one in market.orders
    )


def _curves(market: MarketView, x: Place, y: Place) -> tuple[Curve, ...]:
    found = []
    for name, steps, above in (("demand", market.demand, -16), ("supply", market.supply, 34)):
        if not steps:
            continue
        path, tonnes = f"M{x(0)} {y(steps[0].fen)}", 0
        for one in steps:
            tonnes += one.tonnes
            path += f"V{y(one.fen)}H{x(tonnes)}"
        at, fen = _quarter(steps, tonnes)
        found.append(Curve(name=name, path=path, label_x=x(at) + 10, label_y=y(fen) + above))
    return tuple(found)


def _quarter(steps: Sequence[StepView], tonnes: int) -> tuple[int, int]:
    """Where the label stands: a quarter of the curve's tonnes, and the fen there."""
    passed = 0
    for one in steps:
        passed += one.tonnes
        if passed * 4 >= tonnes:
            return tonnes // 4, one.fen
    return 0, steps[0].fen


def _cross(market: MarketView, x: Place, y: Place) -> Cross | None:
    solved = market.equilibrium
    if solved is None:
        return None
    top, foot = y(solved.highest_fen), y(solved.lowest_fen)
    return Cross(x=x(solved.quantity_t), y=(top + foot) // 2, top=top, height=max(foot - top, 2))


def _days(times: Sequence[int], x: Place) -> tuple[AxisMark, ...]:
    """The date where each day's first quarter of an hour stands, at most eight of them."""
    first: dict[str, int] = {}
    for at in times:
        first.setdefault(figures.moment_text(at)[5:10], at)
    every = -(-len(first) // 8)
    return tuple(
        AxisMark(place=x(at), text=day) for day, at in list(first.items())[:: max(every, 1)]
    )


def _quantities(tonnes: int, x: Place) -> tuple[AxisMark, ...]:
    step = round_step(max(tonnes, 1), most=6)
    return tuple(
        AxisMark(place=x(mark), text=figures.number(mark)) for mark in range(0, tonnes + 1, step)
    )
