"""Coordinates of the life of one tonne, in whole units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from registry.roles import Side
from registry.web.frame.contexts.trace import Trace, TraceStep


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
_LANES = {Side.PARTNER.value: 56, "BOTH": 138, Side.HOST.value: 224}
_STEP, _NAMES, _WIDEST = 122, 170, 1340
"""Smallest distance between two steps, width of the lanes' names, and width on a desktop."""


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
        y_cn=_LANES[Side.PARTNER],
        y_both=_LANES["BOTH"],
        y_host=_LANES[Side.HOST],
        y_time=300,
        path="M" + "L".join(f"{mark.x} {mark.y}" for mark in marks) if marks else "",
        marks=marks,
    )
