"""The rows of the roster: who plays each seat, what is open there, and who needs help."""

from __future__ import annotations

from sqlmodel import Session

from registry.classroom.codes import shown
from registry.classroom.models import Driver
from registry.classroom.room import SeatState
from registry.debrief.refused import refused_text
from registry.debrief.unfinished import Unfinished, unfinished
from registry.web.frame.hub import Hub
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor, mint
from registry.web.trainer import pending, roster
from registry.web.trainer.contexts import PendingStep, RosterRow


class Rows:
    """Makes rows from one public snapshot and one session; no query for each seat of the market."""

    def __init__(
        self, visitor: Visitor, session: Session, hub: Hub, tally: roster.Tally, names: Names
    ) -> None:
        self.visitor, self.session, self.tally, self.names = visitor, session, tally, names
        self.lesson, self.live, self.view = visitor.seated.lesson, visitor.live, visitor.view
        self.connected = hub.seats(self.lesson)
        self.people = visitor.server.hall.names(self.lesson)
        tally.follow(session)
        current = self.live.current
        held = [seat for seat in current.seats.values() if seat.held]
        at = self.view["clock"]["at"]
        self.unfinished = unfinished(session, held, current.plan, seed=current.seed, at=at)

    def row(self, seat: SeatState) -> RosterRow:
        """One seat: who plays it, what it last did, what is open, and why it needs help."""
        person = seat.held
        seating = self.visitor.server.hall.seatings.now(self.lesson, seat.name)
        # A script opens no page, and is not missed.
        scripted = seating is None or not seating.watched
        connected = seat.name in self.connected or (person and scripted)
        action = self.tally.actions.get(seat.name) if person else None
        resting = not person and not self.live.current.bots_play[seat.role]
        waiting = (
            pending.waiting_for(self.session, self.names, seat, at=self.view["clock"]["at"])
            if person or resting
            else []
        )
        task = self._task(seat, waiting) if person else None
        need = roster.Need()
        if person:
            need = roster.need_of(
                action,
                connected=connected,
                running=self.view["clock"]["running"],
                open_task=task is not None,
                idle_s=self.live.idle_s(seat.name, since=0 if task is None else task.since),
            )
        missed = self._pending(waiting) if not connected else ()
        return RosterRow(
            seat=seat.name,
            name=self.names.seat(seat.name),
            role=seat.role.value,
            person=self._person(seat.name) if person else "",
            connected=connected,
            need=need.kind,
            need_count=need.count,
            last_action=action.name if action else "",
            last_ago_s=int(self.live.silent_s(seat.name)) if action else None,
            last_refused=refused_text(action.outcome, self.visitor.language) if action else "",
            minded=seat.driver is Driver.AWAY and seat.role not in pending.OFFICIALS,
            task=task.kind if task is not None else "",
            task_count=task.amount if task is not None else 0,
            pending=missed,
            pending_steps=sum(step.count for step in missed),
            personal_code="" if seating is None else shown(seating.code),
            remove_key=mint() if person else "",
            resting=resting,
        )

    def _task(self, seat: SeatState, waiting: list[pending.Waiting]) -> Unfinished | None:
        """What a seat has still to do; None: nothing."""
        if not waiting:
            return self.unfinished.get(seat.name)
        came = [one.since for one in waiting]
        since = 0 if None in came else min(one for one in came if one is not None)
        return Unfinished("steps", sum(one.count for one in waiting), since)

    def _pending(self, waiting: list[pending.Waiting]) -> tuple[PendingStep, ...]:
        """The steps that wait for an official's seat."""
        calendar = self.live.current.calendar
        return tuple(
            PendingStep(
                command=one.command,
                count=one.count,
                since_day=None if one.since is None else calendar.day_at(one.since).number,
            )
            for one in waiting
        )

    def _person(self, seat: str) -> str:
        """Who has a seat: a person's name, or that a script does."""
        return self.people.get(seat) or self.visitor.both(zh="脚本", en="script")


def urgency(row: RosterRow) -> tuple[int, int, str]:
    """Officials for whom steps wait first, then seats that need help, then people, then bots.

    Of people who do nothing, whoever does so for longest.
    """
    order = {"refused": 1, "idle": 2, "never": 2, "away": 3}
    if row.pending and row.person:
        return 0, 0, row.seat
    return order.get(row.need, 4 if row.remove_key else 5), -row.need_count, row.seat
