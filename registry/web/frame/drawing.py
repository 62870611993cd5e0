"""Drawings as coordinates: the day's stepped price line, and the life of one tonne.

Pure geometry in whole units of the drawing; the page's script redraws the price line for its own
width. It knows no colour and no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.kernel.clock import MINUTE
from registry.roles import Side
from registry.web.frame import figures
from registry.web.frame.contexts.trace import Trace, TraceStep
from registry.web.trade.contexts import Chart
from registry.web.trade.ticket_contexts import AxisMark

WIDTH, HEIGHT = 690, 210
_LEFT, _RIGHT, _TOP = 8, 84, 14
_VOLUME, _FOOT = 24, 22
"""Height of the volume bars, and of the row of times under them."""

_STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
BUCKETS = 120
SHORTEST = 30 * MINUTE
"""Lesson time that the drawing spans at least."""

Trade = tuple[int, int, int]
"""Lesson time, price, tonnes."""


def chart_of(trades: Sequence[Trade], *, starts_at: int, ends_at: int, reference: int) -> Chart:
    """Draw the trades between two lesson times; a price holds until the next trade."""
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
    )


def _buckets(trades: Sequence[Trade], *, starts_at: int, ends_at: int) -> list[Trade]:
    """At most one point per bucket of time: its last price and its tonnes."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeMark:
    """One step of a tonne's life at its place in the drawing."""

    x: int
    y: int
    step: TraceStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A tonne's life as a line through the lanes of both registries."""

    width: int
    height: int
    lane: int
    lane_cn: int
    lane_host: int
    y_cn: int
    y_both: int
    y_host: int
    y_time: int
    path: str
    marks: tuple[LifeMark, ...]


_LANE, _LANE_CN, _LANE_HOST = 104, 0, 172
_LANES = {Side.CN.value: 56, "BOTH": 138, Side.HOST.value: 224}
_STEP, _NAMES, _WIDEST = 122, 170, 1340
"""Least distance between two steps, room for the lanes' names, and the width of a desktop."""


def draw_life(trace: Trace) -> Life:
    """Place the steps of a trace in their lanes, oldest on the left."""
    step_width = max(_STEP, (_WIDEST - _NAMES) // max(len(trace.steps), 1))
    marks = tuple(
        LifeMark(x=_NAMES + step_width * i, y=_LANES[step.lane], step=step)
        for i, step in enumerate(trace.steps)
    )
    return Life(
        width=max(_NAMES + step_width * len(marks), _WIDEST),
        height=310,
        lane=_LANE,
        lane_cn=_LANE_CN,
        lane_host=_LANE_HOST,
        y_cn=_LANES[Side.CN],
        y_both=_LANES["BOTH"],
        y_host=_LANES[Side.HOST],
        y_time=300,
        path="M" + "L".join(f"{mark.x} {mark.y}" for mark in marks) if marks else "",
        marks=marks,
    )
