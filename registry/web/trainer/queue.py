"""The queue for helpers: who asked for help, longest first, then who is stuck."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from ledger import queries as books
from registry.classroom.helped import Asked
from registry.classroom.room import TRAINER
from registry.edge.server_state import wall_ms
from registry.web.frame.visitor import Visitor, mint
from registry.web.trainer.contexts import QueueLine, RosterRow
from registry.web.trainer.roster import STUCK
from registry.web.trainer.rows import urgency


def queue_of(
    visitor: Visitor, session: Session, rows: Iterable[RosterRow]
) -> tuple[QueueLine, ...]:
    """The lines in the order in which people should be helped."""
    asked = visitor.live.current.helped.asked
    stored = books.wall_ms_of(session, [one.command for one in asked.values()])
    now = wall_ms()
    by_seat = {row.seat: row for row in rows}
    waiting = [
        _line(
            visitor, by_seat[seat], one, waits_s=max(0, now - stored.get(one.command, now)) // 1000
        )
        for seat, one in asked.items()
        if seat in by_seat
    ]
    waiting.sort(key=lambda line: (line.taken_by != "", -line.waits_s, line.seat))
    stuck = sorted(
        (r for r in by_seat.values() if r.need in STUCK and r.seat not in asked), key=urgency
    )
    return (*waiting, *(_line(visitor, row, None, waits_s=0) for row in stuck))


def _line(visitor: Visitor, row: RosterRow, asked: Asked | None, *, waits_s: int) -> QueueLine:
    me, taken_by = visitor.seated.seat, "" if asked is None else asked.taken_by
    mine = taken_by == me
    may_take = asked is not None and not mine and (not taken_by or me == TRAINER)
    return QueueLine(
        seat=row.seat,
        name=row.name,
        role=row.role,
        person=row.person,
        asked=asked is not None,
        words="" if asked is None else asked.words,
        waits_s=waits_s,
        need=row.need,
        need_count=row.need_count,
        task=row.task,
        task_count=row.task_count,
        taken_by=name_of(visitor, taken_by),
        mine=mine,
        take_key=mint() if may_take else "",
        close_key=mint() if asked is not None else "",
    )


def name_of(visitor: Visitor, place: str) -> str:
    """Who has a helper's place, or the trainer; '' for nobody."""
    if place == TRAINER:
        return visitor.both(zh="教员", en="the trainer")
    return visitor.server.hall.helpers(visitor.seated.lesson).get(place, place)
