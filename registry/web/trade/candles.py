"""Coordinates of candles, of a day or of several: hollow when rising, filled when falling.

Pure geometry in whole units of the drawing.
"""

from __future__ import annotations

from bisect import bisect_right
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
_WIDE = WIDTH - _LEFT - _RIGHT
_DATES = 8
_MARK_WIDE = 18
SHORTEST = 60 * MINUTE
"""The shortest span of the drawing, ms of lesson time."""


Told = Sequence[tuple[int, int]]
"""Announcements, oldest first: (number, lesson time)."""


def candles_of(
    traded: Sequence[Traded], *, starts_at: int, ends_at: int, reference: int, average: int | None,
    told: Told = (),
) -> Candles:  # fmt: skip
    """The candles of a day, oldest first, from its first minute to now."""
    span = max(ends_at - starts_at, SHORTEST)
    body = max(2, _WIDE * MINUTES * MINUTE // span * 6 // 10)

    def x(at: int) -> int:
        return _LEFT + (at + MINUTES * MINUTE // 2 - starts_at) * _WIDE // span

    times = tuple(
        AxisMark(place=_LEFT + _WIDE * i // 4, text=figures.clock_minute(starts_at + span * i // 4))
        for i in range(5)
    )
    places = [x(one.at) for one in traded]
    marks = [
        (number, _LEFT + (at - starts_at) * _WIDE // span)
        for number, at in told
        if starts_at <= at <= starts_at + span
    ]
    return _drawn(
        traded, places, times, minutes=MINUTES, body=body, reference=reference, average=average,
        told=_told(marks),
    )  # fmt: skip


def days_of(traded: Sequence[Traded], *, minutes: int, reference: int, told: Told = ()) -> Candles:
    """The candles of several days, oldest first, side by side: nights take no room.

    Days are marked by their date, at most `_DATES` of them; an announcement stands at the candle of
    its time, or at the next one.
    """
    count = max(len(traded), 1)
    body = max(2, min(24, _WIDE // count * 6 // 10))
    places = [_LEFT + (2 * i + 1) * _WIDE // (2 * count) for i in range(len(traded))]
    dates = [figures.moment_text(one.at)[5:10] for one in traded]
    firsts = [i for i, date in enumerate(dates) if i == 0 or dates[i - 1] != date]
    every = -(-len(firsts) // _DATES)
    times = tuple(AxisMark(place=places[i], text=dates[i]) for i in firsts[:: max(every, 1)])
    ends = [one.at + minutes * MINUTE for one in traded]
    marks = [
        (number, places[min(bisect_right(ends, at), len(ends) - 1)])
        for number, at in told
        if traded and at >= traded[0].at
    ]
    return _drawn(
        traded, places, times, minutes=minutes, body=body, reference=reference, average=None,
        told=_told(marks),
    )  # fmt: skip


def _told(marks: Sequence[tuple[int, int]]) -> tuple[AxisMark, ...]:
    """(number, place) as marks; those nearer than their width are one, 1–3."""
    groups: list[list[tuple[int, int]]] = []
    for mark in marks:
        if groups and mark[1] - groups[-1][0][1] < _MARK_WIDE:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return tuple(
        AxisMark(
            place=group[0][1],
            text=str(group[0][0])
            if len(group) == 1
            else f"{group[0][0]}{figures.DASH}{group[-1][0]}",
        )
        for group in groups
    )


def _drawn(
    traded: Sequence[Traded],
    places: Sequence[int],
    times: tuple[AxisMark, ...],
    *,
    minutes: int,
    body: int,
    reference: int,
    average: int | None,
    told: tuple[AxisMark, ...],
) -> Candles:
    """Candles at these places, on an axis of prices that has them and the reference."""
    lows, highs = [one.low for one in traded], [one.high for one in traded]
    lo, hi = min(*lows, reference, reference), max(*highs, reference, reference)
    step = next((s for s in _STEPS if (hi - lo) // s <= 3), _STEPS[-1])
    lo, hi = lo - step // 2 - 1, hi + step // 2 + 1
    bottom = HEIGHT - _FOOT

    def y(price: int) -> int:
        return bottom - (price - lo) * (bottom - _TOP) // (hi - lo)

    return Candles(
        minutes=minutes,
        width=WIDTH,
        height=HEIGHT,
        right=WIDTH - _RIGHT,
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
                x=x,
                body_x=x - body // 2,
                top=y(one.high),
                foot=y(one.low),
                body_y=y(max(one.open, one.close)),
                body_height=max(1, abs(y(one.open) - y(one.close))),
                rising=one.close >= one.open,
            )
            for one, x in zip(traded, places, strict=True)
        ),
        prices=tuple(
            AxisMark(place=y(mark), text=figures.price(mark))
            for mark in range(-(-lo // step) * step, hi + 1, step)
        ),
        times=times,
        average_y=None if average is None else y(average),
        told=told,
    )
