"""Coordinates of the chart of a cash flow, in whole units of the drawing. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.kernel.clock import day_of
from registry.programme.finance.queries import FlowDay
from registry.web.cashflow.contexts import FlowChart, FlowColumn
from registry.web.frame import figures
from registry.web.frame.contexts.shared import AxisMark

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 240, 84, 632, 14, 206
_MARKS_X = 8
_STEPS = (1, 2, 5)


def flow_chart(days: Sequence[FlowDay]) -> FlowChart | None:
    """Net by day as columns and the total so far as a line; None if no money has moved."""
    if not days:
        return None
    figures_shown = [0, *(one.net_fen for one in days), *(one.total_fen for one in days)]
    step = _step(max(max(figures_shown) - min(figures_shown), 1), most=5)
    low, high = min(figures_shown) // step * step, -(-max(figures_shown) // step) * step
    high = max(high, low + step)

    def place(fen: int) -> int:
        return _BOTTOM - (fen - low) * (_BOTTOM - _TOP) // (high - low)

    wide = (_RIGHT - _LEFT) // len(days)
    zero = place(0)
    columns, points = [], []
    for number, one in enumerate(days):
        end = place(one.net_fen)
        left = _LEFT + number * wide
        columns.append(
            FlowColumn(
                x=left + wide // 6,
                width=max(2, min(wide * 2 // 3, 60)),
                y=min(zero, end),
                height=max(1, abs(zero - end)),
                way="in" if one.net_fen >= 0 else "out",
            )
        )
        points.append(f"{left + wide // 6 + columns[-1].width // 2} {place(one.total_fen)}")
    every = -(-len(days) // _MARKS_X)
    return FlowChart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        zero=zero,
        columns=tuple(columns),
        path="M" + "L".join(points),
        marks_x=tuple(
            AxisMark(
                place=columns[number].x + columns[number].width // 2,
                text=day_of(days[number].day).isoformat()[2:],
            )
            for number in range(0, len(days), every)
        ),
        marks_y=tuple(
            AxisMark(place=place(mark), text=figures.number(mark // 100))
            for mark in range(low, high + 1, step)
        ),
    )


def _step(span: int, *, most: int) -> int:
    """A step of 1, 2 or 5 times a power of ten yuan, at most so many of which fill a span."""
    size = 100
    while True:
        for step in (times * size for times in _STEPS):
            if span <= step * most:
                return step
        size *= 10
