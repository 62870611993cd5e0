"""Coordinates of the day's stepped price line.

Pure geometry in whole units of the drawing; the script trade.js redraws it for the measured width.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.kernel.clock import MINUTE
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark
from registry.web.trade.contexts import Chart, ChartMark

WIDTH, HEIGHT = 690, 210


_LEFT, _RIGHT, _TOP = 8, 84, 14


_VOLUME, _FOOT = 24, 22
"""Heights of the volume bars and of the row of times under them."""


_STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


BUCKETS = 120


SHORTEST = 30 * MINUTE
"""The shortest span of the drawing, ms of lesson time."""


Trade = tuple[int, int, int]
"""(lesson time in ms, price in ticks, tonnes)."""


def chart_of(
    trades: Sequence[Trade],
    *,
    starts_at: int,
    ends_at: int,
    reference: int,
    told: Sequence[tuple[int, int]] = (),
) -> Chart:
    """The price line between two lesson times; a price holds until the next trade.

    `told` are the announcements, (number, lesson time); those of this span are marked.
    """
    points = _buckets(trades, starts_at=starts_at, ends_at=ends_at)
    prices = [price for _, price, _ in points] or [reference]
    lo, hi = min(*prices, reference), max(*prices, reference)
    step = next((s for s in _STEPS if (hi - lo) // s <= 3), _STEPS[-1])
    lo, hi = lo - step // 2 - 1, hi + step // 2 + 1
    span = max(ends_at - starts_at, SHORTEST)
    right, bottom = WIDTH - _RIGHT, HEIGHT - _FOOT - _VOLUME - 6

    def x(at: int) -> int:
        return _LEFT + (at - starts_at) * (right - _LEFT) // span

    def y(price: int) -> int:
        return bottom - (price - lo) * (bottom - _TOP) // (hi - lo)

    most = max((quantity for _, _, quantity in points), default=1)
    last = points[-1][1] if points else reference

    def near(mark: int) -> bool:
        return bool(points) and abs(y(mark) - y(last)) <= 17

    return Chart(
        points=tuple(points),
        starts_at=starts_at,
        ends_at=ends_at,
        width=WIDTH,
        height=HEIGHT,
        path=_path([(x(at), y(price)) for at, price, _ in points], right),
        volumes=tuple(
            _bar(x(at), most=most, quantity=quantity) for at, _, quantity in points if quantity
        ),
        prices=tuple(
            AxisMark(place=y(mark), text="" if near(mark) else figures.price(mark))
            for mark in range(-(-lo // step) * step, hi + 1, step)
        ),
        times=tuple(
            AxisMark(place=_LEFT + (right - _LEFT) * i // 4, text=figures.clock_minute(at))
            for i, at in enumerate(starts_at + span * i // 4 for i in range(5))
        ),
        reference_y=y(reference),
        last_x=right,
        last_y=y(last),
        told=tuple(
            ChartMark(number=number, at=at, place=x(at))
            for number, at in told
            if starts_at <= at <= max(ends_at, starts_at + SHORTEST)
        ),
    )


def _buckets(trades: Sequence[Trade], *, starts_at: int, ends_at: int) -> list[Trade]:
    """At most one point per time bucket: its last price and its total tonnes."""
    width = max((ends_at - starts_at) // BUCKETS, 1)
    points: dict[int, Trade] = {}
    for at, price, quantity in trades:
        if at < starts_at:
            continue
        place = (at - starts_at) // width
        before = points.get(place)
        points[place] = (at, price, quantity + (before[2] if before else 0))
    return list(points.values())


def _path(corners: list[tuple[int, int]], right: int) -> str:
    if not corners:
        return ""
    (x0, y0), rest = corners[0], corners[1:]
    steps = "".join(f"H{x}V{y}" for x, y in rest)
    return f"M{x0} {y0}{steps}H{right}"


def _bar(x: int, *, most: int, quantity: int) -> tuple[int, int, int, int]:
    height = max(1, quantity * _VOLUME // most)
    return x, HEIGHT - _FOOT - height, 4, height
