"""Coordinates of the call auction: cumulative demand and supply, and the price where they cross.

Pure geometry in whole units of the drawing; the script auction.js must draw the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from registry.edge.feed import LiveInstrument, LiveView
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark
from registry.web.trade.ticket_contexts import Auction, Auctioned, CurveRow

WIDTH, HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _FOOT = 8, 64, 12, 24
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)

Curve = Sequence[Sequence[int]]
"""(price in ticks, tonnes at this price or better), best first."""


def auction_of(view: LiveView, code: str) -> Auction | None:
    """The current state of an instrument's auction; None outside a call."""
    one = view["instruments"][code]
    found = one["auction"]
    if found is None:
        return None
    demand, supply = found["demand"], found["supply"]
    lo, hi = _price_range(one, [price for price, _ in (*demand, *supply)])
    most = max((tonnes for _, tonnes in (*demand, *supply)), default=1)
    right, bottom = WIDTH - _RIGHT, HEIGHT - _FOOT

    def x(tonnes: int) -> int:
        return _LEFT + tonnes * (right - _LEFT) // most

    def y(price: int) -> int:
        return bottom - (price - lo) * (bottom - _TOP) // (hi - lo)

    ends_at = _ends_at(view, one)
    left = found["imbalance"] or 0
    step = next((s for s in _STEPS if (hi - lo) // s <= 4), _STEPS[-1])
    return Auction(
        price=found["price"],
        volume=found["volume"],
        left_over=abs(left),
        left_side="buy" if left > 0 else "sell" if left < 0 else "",
        ends_at=ends_at,
        ends_in="" if ends_at is None else figures.duration(ends_at - view["clock"]["at"]),
        width=WIDTH,
        height=HEIGHT,
        right=right,
        bottom=bottom,
        demand=_path([(x(t), y(p)) for p, t in demand], end=bottom),
        supply=_path([(x(t), y(p)) for p, t in supply], end=_TOP),
        price_y=None if found["price"] is None else y(found["price"]),
        prices=tuple(
            AxisMark(place=y(mark), text=figures.price(mark))
            for mark in range(-(-lo // step) * step, hi + 1, step)
        ),
        tonnes=tuple(
            AxisMark(place=x(most * i // 2), text=figures.tonnes(most * i // 2)) for i in range(3)
        ),
        rows=rows_of(demand, supply),
    )


def _price_range(one: LiveInstrument, prices: Sequence[int]) -> tuple[int, int]:
    """Lowest and highest price of the drawing: all prices and the reference, with a margin."""
    lo, hi = min(*prices, one["reference"], one["hi"]), max(*prices, one["reference"], one["lo"])
    air = max((hi - lo) // 12, 2)
    return lo - air, hi + air


def _ends_at(view: LiveView, one: LiveInstrument) -> int | None:
    """When the call ends: at its own time if it has one, at the latest by the trading hours."""
    until, hours = one["call_until"], view["clock"]["phase_ends_at"]
    return hours if until is None else until if hours is None else min(until, hours)


def _path(corners: Sequence[tuple[int, int]], *, end: int) -> str:
    """A step curve from zero tonnes at the best price to all tonnes, then along the edge."""
    if not corners:
        return ""
    steps = "".join(f"V{y}H{x}" for x, y in corners)
    return f"M{_LEFT} {corners[0][1]}{steps}V{end}"


def rows_of(demand: Curve, supply: Curve) -> tuple[CurveRow, ...]:
    """Demand and supply at every price of an order, highest price first."""
    prices = sorted({price for price, _ in (*demand, *supply)}, reverse=True)
    return tuple(
        CurveRow(
            price=price,
            demand=max((tonnes for p, tonnes in demand if p >= price), default=0),
            supply=max((tonnes for p, tonnes in supply if p <= price), default=0),
        )
        for price in prices
    )


def auctioned_of(one: LiveInstrument) -> Auctioned | None:
    """The result of today's last auction."""
    if one["auctioned"] is None:
        return None
    at, price, volume = one["auctioned"]
    return Auctioned(at=at, price=price, volume=volume)
