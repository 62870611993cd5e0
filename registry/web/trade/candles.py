"""Coordinates of the day's candles of five lesson minutes: hollow when rising, filled when falling.

Pure geometry in whole units of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.kernel.clock import MINUTE
from registry.market.queue import Candle as Traded
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark
from registry.web.trade.ticket_contexts import Candle, Candles

MINUTES = 5
WIDTH, HEIGHT = 690, 210
_LEFT, _RIGHT, _TOP, _FOOT = 8, 84, 14, 24
_STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
SHORTEST = 60 * MINUTE
"""The shortest span of the drawing, ms of lesson time."""


def candles_of(
    traded: Sequence[Traded], *, starts_at: int, ends_at: int, reference: int, average: int | None
) -> Candles:
    """The candles of a day, oldest first, from its first minute to now."""
    lows, highs = [one.low for one in traded], [one.high for one in traded]
    lo, hi = min(*lows, reference, reference), max(*highs, reference, reference)
    step = next((s for s in _STEPS if (hi - lo) // s <= 3), _STEPS[-1])
    lo, hi = lo - step // 2 - 1, hi + step // 2 + 1
    right, bottom = WIDTH - _RIGHT, HEIGHT - _FOOT
    span = max(ends_at - starts_at, SHORTEST)
    body = max(2, (right - _LEFT) * MINUTES * MINUTE // span * 6 // 10)

    def x(at: int) -> int:
        return _LEFT + (at + MINUTES * MINUTE // 2 - starts_at) * (right - _LEFT) // span

    def y(price: int) -> int:
        return bottom - (price - lo) * (bottom - _TOP) // (hi - lo)

    return Candles(
        minutes=MINUTES,
        width=WIDTH,
        height=HEIGHT,
        right=right,
        body=body,
        candles=tuple(
            Candle(
                at=one.at,
                open=one.open,
                high=one.high,
                low=one.low,
                close=one.close,
                average=one.average,
                volume=one.volume,
                x=x(one.at),
                body_x=x(one.at) - body // 2,
                top=y(one.high),
                foot=y(one.low),
                body_y=y(max(one.open, one.close)),
                body_height=max(1, abs(y(one.open) - y(one.close))),
                rising=one.close >= one.open,
            )
            for one in traded
        ),
        prices=tuple(
            AxisMark(place=y(mark), text=figures.price(mark))
            for mark in range(-(-lo // step) * step, hi + 1, step)
        ),
        times=tuple(
            AxisMark(
                place=_LEFT + (right - _LEFT) * i // 4,
                text=figures.clock_minute(starts_at + span * i // 4),
            )
            for i in range(5)
        ),
        average_y=None if average is None else y(average),
    )
