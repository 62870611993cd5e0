"""Coordinates of the debrief's charts, in whole units of the drawing. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from registry.market.statistics import DayFigures
from registry.web.debrief.room_contexts import Column, DayChart
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark

_WIDTH, _HEIGHT, _LEFT, _RIGHT = 640, 230, 56, 632
_TOP, _FOOT, _VOLUME, _BOTTOM = 12, 142, 156, 206
"""Price between the first two, volume between the others."""


def round_step(span: int, *, most: int) -> int:
    """A step of 1, 2 or 5 times a power of ten, that divides a span into at most so many."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if span <= step * most:
                return step
        size *= 10


def day_chart(days: Sequence[DayFigures]) -> DayChart | None:
    """The average price and the volume of each day, oldest first; None if nothing has traded."""
    prices = [one.average for one in days if one.average is not None]
    most = max((one.volume for one in days), default=0)
    if not prices or not most:
        return None
    step = round_step(max(max(prices) - min(prices), 4), most=4)
    low, high = min(prices) // step * step, -(-max(prices) // step) * step
    high = max(high, low + step)
    wide = (_RIGHT - _LEFT) // len(days)
    columns = []
    for place, one in enumerate(days):
        height = max(1, one.volume * (_BOTTOM - _VOLUME) // most) if one.volume else 0
        price = one.average
        columns.append(
            Column(
                x=_LEFT + place * wide + wide // 6,
                width=max(2, wide * 2 // 3),
                top=_BOTTOM - height,
                height=height,
                middle=_LEFT + place * wide + wide // 2,
                y=None if price is None else _FOOT - (price - low) * (_FOOT - _TOP) // (high - low),
            )
        )
    points = [f"{one.middle} {one.y}" for one in columns if one.y is not None]
    every = -(-len(days) // 8)
    return DayChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        path="M" + "L".join(points),
        columns=tuple(columns),
        marks_x=tuple(
            AxisMark(place=columns[place].middle, text=days[place].day[5:])
            for place in range(0, len(days), every)
        ),
        marks_y=tuple(
            AxisMark(
                place=_FOOT - (mark - low) * (_FOOT - _TOP) // (high - low),
                text=figures.price(mark),
            )
            for mark in range(low, high + 1, step)
        ),
    )
