"""Branches: a new lesson that is another up to one of its commands, and goes on by itself.

The log is run again up to that command, as replay does, perhaps under a changed plan. After it come
a command that names the source, and those that give people's seats to bots and stop the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger.db import CannotOpen
from ledger.files import new_file
from ledger.reading import FileReader
from ledger.writer import Request
from registry.classroom.lesson import Lesson, beginning
from registry.classroom.models import Driver
from registry.classroom.plan import Plan
from registry.classroom.plan_changes import ChangesWrong, changed
from registry.classroom.replay import COMMANDS_IN_A_GROUP, without_tracebacks
from registry.classroom.room import TRAINER

LISTED = 10
"""Commands that answer differently and are listed; the others are only counted."""

_LOGGED = (
    "SELECT number, origin, seat, key, at, name, arguments, outcome, hash FROM command"
    " WHERE number <= :at ORDER BY number"
)
_CALENDAR = ("clock.day_start", "clock.phase", "clock.announcement", "clock.day_end")


@dataclass(frozen=True, slots=True)
class Difference:
    """A command that answers differently under the changed plan, with both outcomes."""

    number: int
    seat: str
    name: str
    was: dict[str, Any]
    now: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: `head` is the hash of its command `at`, `equal` whether that is the source's.

    `differences` counts the commands that answer differently, `first` are the first of them;
    `commands` is the number of its last command.
    """

    lesson: str
    at: int
    head: str
    equal: bool
    commands: int
    differences: int
    first: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {**asdict(self), "first": [asdict(one) for one in self.first]}


def branch_of_file(
    source: Path, to: Path, *, at: int, changes: Mapping[str, Any], name: str = ""
) -> Branch:
    """Branch a lesson file, running or not, to a new file; `name` is the source's own name.

    Raises CannotOpen, and ChangesWrong with every mistake in `at` and `changes`.
    """
    reader = FileReader(source)
    try:
        with reader.session() as session:
            return branched(session, to, at=at, changes=changes, name=name or source.stem)
    finally:
        reader.close()


def branched(
    session: Session, to: Path, *, at: int, changes: Mapping[str, Any], name: str
) -> Branch:
    """`branch_of_file`, from a session on the source's last committed group."""
    logged = session.connection().execute(text(_LOGGED), {"at": at}).all()
    first = _first(session, logged, at=at, changes=changes)
    with new_file(to) as making:
        lesson = Lesson.empty(making)
        try:
            with without_tracebacks():
                _run_again(lesson, logged, first)
            differences = list(_differences(lesson, logged))
            head = str(lesson.books.chain)
            equal = head == logged[-1].hash
            if not (equal or changes):
                raise CannotOpen(
                    f"The log of {name} cannot be run again: command {_named(differences)} answers"
                    " differently in this version, or was changed."
                )
            _refuse_passed(lesson, logged)
            _go_on(lesson, source=name, at=at, head=logged[-1].hash, changes=changes)
            commands = lesson.books.number
        finally:
            lesson.close()
    listed = tuple(differences[:LISTED])
    return Branch(name, at, head, equal, commands, len(differences), listed)


def _first(
    session: Session, logged: Any, *, at: int, changes: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The arguments of the first command, perhaps with a changed plan; every mistake at once."""
    last = session.connection().execute(text("SELECT max(number) FROM command")).scalar() or 0
    mistakes = []
    if not 1 <= at <= last:
        mistakes.append(f"at: {at} is no command of the log; it has 1 to {last}")
    first = session.connection().execute(text("SELECT arguments FROM command WHERE number = 1"))
    arguments: dict[str, Any] = orjson.loads(first.scalar_one())
    before = Plan.model_validate(arguments["plan"])
    try:
        plan = changed(before, changes) if changes else before
    except ChangesWrong as wrong:
        mistakes += wrong.mistakes
    if mistakes:
        raise ChangesWrong(mistakes)
    if not changes:
        return arguments
    shipped = beginning(plan, arguments["seed"])
    kept = arguments.get("venues", {})
    venues = {name: kept.get(name, rules) for name, rules in shipped.get("venues", {}).items()}
    found = {**arguments, "plan": shipped["plan"]} | ({"venues": venues} if venues else {})
    if not venues:
        found.pop("venues", None)
    if (plan.pace, plan.controls) != (before.pace, before.controls):
        found |= {"periods": shipped.get("periods", {})}
    return found


def _run_again(lesson: Lesson, logged: Any, first: dict[str, Any] | None) -> None:
    for start in range(0, len(logged), COMMANDS_IN_A_GROUP):
        with lesson.group():
            for row in logged[start : start + COMMANDS_IN_A_GROUP]:
                given = first if row.number == 1 else orjson.loads(row.arguments)
                assert given is not None
                lesson.run(Request(row.name, given, row.origin, row.seat, key=row.key, at=row.at))


def _differences(lesson: Lesson, logged: Any) -> Iterator[Difference]:
    """The commands with another outcome than in the source; the first one has another plan."""
    again = dict(lesson.store.fetch("SELECT number, outcome FROM command"))
    for row in logged:
        if (now := again.get(row.number)) != row.outcome:
            was = orjson.loads(row.outcome)
            yield Difference(row.number, row.seat, row.name, was, orjson.loads(now or "{}"))


def _named(differences: list[Difference]) -> str:
    return str(differences[0].number) if differences else "1"


def _refuse_passed(lesson: Lesson, logged: Any) -> None:
    """Refuse a plan whose clock commands up to here are others than those that were given."""
    given = [
        (row.at, row.name, orjson.loads(row.arguments)) for row in logged if row.name in _CALENDAR
    ]
    planned = [(e.at, e.name, e.arguments) for e in lesson.calendar.events[: len(given)]]
    for was, now in zip(given, [*planned, *[None] * len(given)], strict=False):
        if now is None or (was[0], was[1], _phase(was[2])) != (now[0], now[1], _phase(now[2])):
            raise ChangesWrong(
                ["clock, phases: days and hours that have passed at this command cannot change;"
                 " those after it can, or branch at an earlier command"]
            )  # fmt: skip


def _phase(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a clock command without those that are null."""
    return {name: value for name, value in arguments.items() if value is not None}


def _go_on(lesson: Lesson, *, source: str, at: int, head: str, changes: Mapping[str, Any]) -> None:
    """After the source's last command: say where this is from; bots take all seats; time stops."""
    told = {"lesson": source, "command": at, "head": head, "changes": dict(changes)}
    given: list[tuple[str, dict[str, Any]]] = [("lesson.branch", told)]
    given += [
        ("seat.leave", {"seat": seat.name})
        for seat in lesson.room.seats.values()
        if seat.driver is not Driver.BOT
    ]
    if lesson.room.clock.running:
        given.append(("lesson.pause", {}))
    with lesson.group():
        for name, arguments in given:
            outcome = lesson.run(Request(name, arguments, "script", TRAINER))
            assert outcome.answer is not None, outcome
