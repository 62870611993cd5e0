"""Checks a scenario against the program's own words and the plan; every mistake at once.

What passes is `Ready`: its seats and times are known, its fields have the right shape. Runs
nothing and opens no lesson.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ledger.kernel.clock import MINUTE, clock_text, moment
from ledger.kernel.errors import REFUSALS
from registry.classroom.calendar import Calendar
from registry.classroom.plan import Plan, PlanUnreadable
from registry.classroom.plan_changes import ChangesWrong
from registry.edge.commands import COMMANDS
from registry.roles import Role
from registry.scenario import plans, vocabulary
from registry.scenario.model import (
    Actor,
    Expectation,
    Mistake,
    Moment,
    Scenario,
    Step,
    Unreadable,
    Value,
)
from registry.scenario.reader import read
from registry.scenario.values import is_open, references


@dataclass(frozen=True, slots=True)
class Ready:
    """A scenario that can be run: its plan and calendar, and the seats of its people."""

    scenario: Scenario
    plan: Plan
    calendar: Calendar
    people: dict[str, str]

    def seat_of(self, actor: Actor) -> str | None:
        """The seat of an actor that does not depend on an answer; "" for the trainer."""
        return _seat(list(plans.seats_of(self.plan)), actor)


def ready(text: str, *, file: str, folder: str = "") -> list[Ready]:
    """The scenarios of a text, checked; raises Unreadable with every mistake of all of them.

    `folder` is where a plan that is named as a file is looked for.
    """
    scenarios, mistakes = read(text, file=file)
    found = []
    for one in scenarios:
        checking = _Checking(one, folder)
        checking.check()
        mistakes += checking.mistakes
        if checking.plan is not None:
            found.append(Ready(one, checking.plan, checking.calendar, checking.people))
    if mistakes:
        raise Unreadable(file, mistakes)
    return found


def read_file(path: Path) -> list[Ready]:
    """The scenarios of a file; raises Unreadable."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Unreadable(str(path), [Mistake(1, f"the file cannot be read: {why}")]) from None
    return ready(text, file=str(path), folder=str(path.parent))


def _seat(seats: list[tuple[str, Role, str]], actor: Actor) -> str | None:
    if actor.seat or actor.text == "trainer":
        return actor.seat if not actor.seat or actor.seat in {s[0] for s in seats} else None
    of_role = [
        name
        for name, role, country in seats
        if role == actor.role and actor.country in ("", country)
    ]
    return of_role[actor.place - 1] if 1 <= actor.place <= len(of_role) else None


class _Checking:
    """The check of one scenario, line by line."""

    def __init__(self, scenario: Scenario, folder: str) -> None:
        self.scenario = scenario
        self.mistakes: list[Mistake] = []
        self.plan = self._plan(folder)
        self.seats = [] if self.plan is None else list(plans.seats_of(self.plan))
        self.people: dict[str, str] = {}
        self.names: set[str] = set()
        if self.plan is not None:
            self.calendar = Calendar(self.plan, {})
            self.now = self.calendar.begins

    def check(self) -> None:
        """Check the settings, then every step in order."""
        one, seated = self.scenario, {str(role) for _, role, _ in self.seats}
        if self.plan is None:
            return
        if isinstance(one.bots, list):
            for role in one.bots:
                if role not in seated:
                    self._wrong(
                        one.lines["bots"], f"bots {role}: no such role; {', '.join(sorted(seated))}"
                    )
        for name, actor in one.people.items():
            self.people[name] = self._seat_of(one.lines[name], actor)
        if not one.steps:
            self._wrong(one.line, "the scenario has no steps")
        for step in one.steps:
            if isinstance(step, Moment):
                self._moment(step)
            else:
                self._step(step)
            for expectation in step.expectations:
                self._refusal_known(step.line, expectation)
                self._defined(step.line, expectation.value)
            self.names |= {e.name for e in step.expectations if e.name}

    def _wrong(self, line: int, text: str) -> None:
        self.mistakes.append(Mistake(line, text))

    def _plan(self, folder: str) -> Plan | None:
        one = self.scenario
        if not one.plan:
            self._wrong(one.line, "no plan is named; write: plan classroom")
            return None
        try:
            plan = plans.named(one.plan, folder)
        except PlanUnreadable as unreadable:
            self._wrong(one.lines["plan"], f"plan {one.plan}: {'; '.join(unreadable.mistakes)}")
            return None
        try:
            return plans.with_changes(plan, {key: text for key, (_, text) in one.changes.items()})
        except ChangesWrong as wrong:
            for mistake in wrong.mistakes:
                named = [line for key, (line, _) in one.changes.items() if mistake.startswith(key)]
                lines = named or [line for line, _ in one.changes.values()]
                self._wrong(lines[0], f"set: {mistake}")
        return plan

    # --- time ---------------------------------------------------------------------------------

    def _moment(self, step: Moment) -> None:
        try:
            at = when(self.calendar, step, now=self.now)
        except LookupError as wrong:
            self._wrong(step.line, str(wrong.args[0]))
            return
        if at is not None and at < self.now:
            self._wrong(
                step.line,
                f"{clock_text(at)} is in the past: the line before stands at"
                f" {clock_text(self.now)}",
            )
        self.now = max(self.now, at or 0)

    # --- steps --------------------------------------------------------------------------------

    def _seat_of(self, line: int, actor: Actor) -> str:
        if actor.reference:
            self._name_known(line, actor.reference)
            return ""
        seat = _seat(self.seats, actor)
        if seat is None:
            of = f" of {actor.country}" if actor.country else ""
            roles = [role for _, role, country in self.seats if actor.country in ("", country)]
            have = f"{roles.count(Role(actor.role))} of this role{of}" if actor.role else (
                f"S01 to S{len(self.seats):02d}"
            )  # fmt: skip
            self._wrong(line, f"there is no seat {actor.text}; the plan has {have}")
        return seat or ""

    def _step(self, step: Step) -> None:
        self._seat_of(step.line, step.actor)
        for given in (*step.fields.values(), *step.places, *step.where.values()):
            self._defined(step.line, given)
        if step.verb in COMMANDS:
            self._command(step)
        elif step.preview:
            self._wrong(step.line, f"there is no command {step.verb} to preview")
        elif step.verb in vocabulary.verbs():
            self._query(step)
        else:
            self._wrong(
                step.line,
                f"there is no seat, command or query {step.verb}{_near(step.verb)}",
            )

    def _command(self, step: Step) -> None:
        command = COMMANDS[step.verb]
        if step.places or step.where:
            what = "values without a field's name" if step.places else "where"
            fields = ", ".join(command.arguments.model_fields) or "none"
            self._wrong(step.line, f"{step.verb} takes no {what}; its fields: {fields}")
        refused = any(one.operator == "refused" for one in step.expectations)
        if step.verb in vocabulary.REAL_TIME and not (refused or step.preview):
            self._wrong(
                step.line,
                f"{step.verb} lets time run by itself, so that two runs differ; a line of time"
                " goes on, from a pause too",
            )
        given = {key: plain(one, self.people) for key, one in step.fields.items()}
        try:
            command.arguments.model_validate(given)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self._shape(step, command.arguments.model_fields, fault, given)

    def _shape(
        self, step: Step, fields: dict[str, Any], fault: Any, given: dict[str, Value]
    ) -> None:
        name = str(fault["loc"][0]) if fault["loc"] else ""
        if is_open(given.get(name)):
            return
        if fault["type"] == "missing":
            self._wrong(step.line, f"{step.verb} needs the field {name}")
        elif fault["type"] == "extra_forbidden":
            known = ", ".join(fields) or "none"
            self._wrong(step.line, f"{step.verb} has no field {name}; its fields: {known}")
        else:
            place = ".".join(str(part) for part in fault["loc"])
            self._wrong(step.line, f"{place}: {fault['msg']}; given was {given.get(name)}")

    def _query(self, step: Step) -> None:
        if not step.expectations:
            self._wrong(step.line, f"{step.verb} only reads: expect something behind ->")
        if step.verb == vocabulary.UNITS_OF:
            self._units(step)
            return
        name, key = vocabulary.RECORDS.get(step.verb, (step.verb, ""))
        query = vocabulary.queries()[name]
        places = 1 if key else len(query.of_path)
        if len(step.places) != places:
            inside = key or ", ".join(query.of_path) or "no value"
            self._wrong(step.line, f"{step.verb} is followed by {inside}, then fields name=value")
        for field, given in step.fields.items():
            kind = query.kinds.get(field)
            if kind is None or field in query.of_path:
                known = ", ".join(k for k in query.kinds if k not in query.of_path) or "none"
                self._wrong(step.line, f"{step.verb} has no field {field}; its fields: {known}")
            elif kind in (int, bool) and not is_open(given) and type(given) is not kind:
                what = "whole number" if kind is int else "truth value"
                self._wrong(step.line, f"{field}: {given} is no {what}")
        for path in (*step.where, *(one.path for one in step.expectations if one.path)):
            refused = any(one.operator == "refused" for one in step.expectations)
            if query.answer and not refused and not _has(query.answer, path.partition(".")[0]):
                known = ", ".join(sorted(query.answer))
                self._wrong(step.line, f"the answer of {step.verb} has no field {path}; {known}")

    def _units(self, step: Step) -> None:
        assert self.plan is not None
        listed = [one.code for one in self.plan.instruments]
        if len(step.places) != 1 or step.places[0] not in listed or step.fields or step.where:
            self._wrong(step.line, f"units is followed by an instrument: {', '.join(listed)}")
        for one in step.expectations:
            if one.path and not _has({"free_t", "blocked_t", "total_t"}, one.path):
                self._wrong(step.line, "the answer of units has free, blocked and total")

    # --- names and refusals -------------------------------------------------------------------

    def _defined(self, line: int, given: Value) -> None:
        for one in references(given):
            self._name_known(line, one.name)

    def _name_known(self, line: int, name: str) -> None:
        if name not in self.names:
            self._wrong(line, f"${name} is not defined before; a line names it by: as ${name}")

    def _refusal_known(self, line: int, expectation: Expectation) -> None:
        if expectation.operator == "refused" and expectation.value not in REFUSALS:
            code = str(expectation.value)
            close = _close(code, REFUSALS)
            self._wrong(line, f"there is no refusal {code}{close}; all are in docs/refusals.md")


def when(calendar: Calendar, step: Moment, *, now: int) -> int | None:
    """Lesson time in ms of a line of time that stands after `now`; None for the next event.

    Raises LookupError with a sentence for a moment that the lesson does not have.
    """
    day = calendar.day_at(now)
    if step.day is not None:
        if not 1 <= step.day <= len(calendar.days):
            raise LookupError(f"there is no day {step.day}; the lesson has {len(calendar.days)}")
        day = calendar.days[step.day - 1]
    if step.minutes is not None:
        at = now + step.minutes * MINUTE
    elif step.hour is not None:
        at = moment(day.date, step.hour.hour, step.hour.minute)
    elif step.phase:
        after = now if step.day is None else day.opens - 1
        begins = calendar.next_phase(step.phase, after=after)
        if begins is None or (step.day is not None and begins > day.closes):
            raise LookupError(f"no phase {step.phase} comes in the lesson's hours")
        at, day = begins, calendar.day_at(begins)
    elif step.day is not None:
        at = day.opens
    else:
        return None
    if not day.opens <= at <= day.closes:
        hours = f"{clock_text(day.opens)} to {clock_text(day.closes)}"
        raise LookupError(f"{clock_text(at)} is outside the day, which is {hours}")
    return at


def plain(given: Value, people: dict[str, str]) -> Value:
    """A value in which people are the codes of their seats."""
    if isinstance(given, str):
        return people.get(given, given)
    if isinstance(given, list):
        return [plain(one, people) for one in given]
    if isinstance(given, dict):
        return {key: plain(one, people) for key, one in given.items()}
    return given


def _has(fields: frozenset[str] | set[str], name: str) -> bool:
    return name in fields or any(name + unit in fields for unit in vocabulary.UNITS)


def _near(verb: str) -> str:
    return _close(verb, vocabulary.verbs())


def _close(word: str, known: Iterator[str] | Any) -> str:
    import difflib

    close = difflib.get_close_matches(word, list(known), n=3)
    return f"; similar: {', '.join(close)}" if close else ""
