"""The runs in which bots play the lesson from a moment on, beside what the room did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from registry.debrief.classes import Compared, UnitFigures, runs_of
from registry.edge.lessons import listed
from registry.web.debrief.room_contexts import BotRun, Measures
from registry.web.frame import figures
from registry.web.frame.visitor import Visitor

CHANGES: Mapping[str, Mapping[str, Any]] = {
    "same": {},
    "narrow": {"instruments[*].limit_percent": 3},
    "wide": {"instruments[*].limit_percent": 30},
    "slow": {"bots.every_minutes": 60},
    "lots": {"instruments[*].lot": 100},
}
"""What a run may change of the plan, by the key of the table run_changes."""

_DAYS = "SELECT number, arguments FROM command WHERE name = 'clock.day_start' ORDER BY number"


def bot_runs(visitor: Visitor, session: Session) -> tuple[BotRun, ...]:
    """The runs that branched off the visitor's lesson; a practice market, which is kept nowhere,
    has none."""
    if visitor.live.practice:
        return ()
    lesson, starts = listed(visitor.server, visitor.seated.lesson), day_starts(session)
    return tuple(
        BotRun(
            change=change_of(one),
            day=day_of(one, starts),
            covered=one.figures.covered_t,
            gap=one.figures.gap_t,
            units={unit.unit: _measures(unit) for unit in one.figures.units},
        )
        for one in runs_of(visitor.server.hall, lesson)
    )


def change_of(run: Compared) -> str:
    """What a run changed, as a key of `CHANGES`."""
    return next((key for key, value in CHANGES.items() if value == run.changes), "same")


def day_of(run: Compared, starts: Mapping[int, int]) -> int:
    """The trading day on which a run branched off, 0 before the first."""
    return max((day for day, start in starts.items() if start <= run.at), default=0)


def day_starts(session: Session) -> dict[int, int]:
    """The command with which each trading day began, by its number."""
    rows = session.connection().execute(text(_DAYS)).all()
    return {int(orjson.loads(arguments)["day"]): number for number, arguments in rows}


def _measures(one: UnitFigures) -> Measures:
    return Measures(
        trades=one.trades,
        tonnes=one.tonnes,
        average=one.average_fen,
        efficiency=figures.percentage(one.efficiency_percent),
        alpha=figures.percentage(one.alpha_percent),
    )
