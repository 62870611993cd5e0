"""Plays a scenario at a server: makes its lesson, steps through it, compares, closes it.

The same requests in process and over HTTP. Keys are a counter and the origin is `script`, so that
two runs of one file have the same log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.kernel.clock import day_of, moment
from registry.edge.commands import COMMANDS
from registry.scenario import plans, vocabulary
from registry.scenario.checks import Ready, plain, when
from registry.scenario.compare import Seen, differences, named
from registry.scenario.drivers import Answer, Driver, NoAnswer
from registry.scenario.model import Hour, Moment, Reference, Step, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that did not hold, or a step that could not be taken."""

    line: int
    step: str
    expected: str
    got: str
    answer: Any


@dataclass(slots=True)
class Played:
    """What came of a scenario; `head` is the hash of the lesson's last command."""

    file: str
    title_en: str
    title_zh: str
    lesson: str = ""
    join_code: str = ""
    expectations: int = 0
    commands: int = 0
    head: str = ""
    differences: list[Difference] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether every expectation held."""
        return not self.differences


class _NotTaken(Exception):
    """Why a step was not taken, as a name that an earlier line should have given."""


def play(
    driver: Driver,
    ready: Ready,
    *,
    before: Callable[[Moment | Step], None] | None = None,
    leave_open: bool = False,
    code: str | None = None,
) -> Played:
    """Play a scenario in a lesson of its own; raises NoAnswer if the server makes none.

    The audit at its end is an expectation of every scenario. `before` is called with each step
    before it is taken. `leave_open`: the lesson is not closed. `code` is the lesson's; None: the
    server chooses it.
    """
    run = Run(driver, ready)
    run.begin(code)
    try:
        for step in ready.scenario.steps:
            if before is not None:
                before(step)
            run.step(step)
        run.audit()
    finally:
        if not leave_open:
            driver.ask("POST", f"/api/lessons/{run.played.lesson}/close")
    return run.played


class Run:
    """One scenario at a server, step by step; `lesson` is its lesson, if that is made already."""

    def __init__(self, driver: Driver, ready: Ready, *, lesson: str = "") -> None:
        self.driver, self.ready = driver, ready
        one = ready.scenario
        self.played = Played(one.file, one.title_en, one.title_zh, lesson)
        self.names: dict[str, Value] = {}
        self.now = ready.calendar.begins
        self.keys = 0

    def begin(self, code: str | None = None) -> None:
        """Make the lesson; raises NoAnswer if the server refuses it."""
        one, toml = self.ready.scenario, plans.as_toml(self.ready.plan)
        body = {"toml": toml, "seed": one.seed, "bots": one.bots, "code": code}
        made = self.driver.ask("POST", "/api/lessons", body=body)
        if made.status != 200:
            raise NoAnswer(f"the server made no lesson: {_said(made)}")
        self.played.lesson = made.body["code"]
        self.played.join_code = made.body["join_code"]

    def step(self, step: Moment | Step) -> None:
        """Take one step and compare what came of it."""
        self.played.expectations += len(step.expectations) or 1
        try:
            wanted = [(e, self._known(e.value)) for e in step.expectations]
            seen = self._moment(step) if isinstance(step, Moment) else self._step(step)
        except _NotTaken as missing:
            self._differs(step, "the step", f"not taken: {missing}", None)
            return
        for expected, got in differences(seen, wanted):
            self._differs(step, expected, got, seen.shown)
        self.names |= named(seen, step.expectations)

    def audit(self) -> None:
        """Read the log's last hash; every invariant must hold."""
        self.played.expectations += 1
        found = self.driver.ask("GET", "/api/audit", lesson=self.played.lesson).body
        self.played.commands, self.played.head = found["command"], found["chain_head"]
        if not found["holds"]:
            broken = "; ".join(f"{one['invariant']}: {one['found']}" for one in found["broken"])
            self.played.differences.append(
                Difference(self.ready.scenario.line, "the audit at the end", "holds", broken, found)
            )

    def _differs(self, step: Moment | Step, expected: str, got: str, answer: Any) -> None:
        self.played.differences.append(Difference(step.line, step.text, expected, got, answer))

    # --- time ---------------------------------------------------------------------------------

    def _moment(self, step: Moment) -> Seen:
        try:
            to = when(self.ready.calendar, step, now=self.now)
        except LookupError as wrong:
            raise _NotTaken(wrong.args[0]) from None
        advanced = self._give("lesson.advance", {} if to is None else {"to": to}, seat="")
        if advanced.status != 200:
            return Seen.of(advanced)
        waited = self._ask("wait", {"standing": True})
        while waited.status == 200 and not waited.body["reached"]:
            if waited.body["clock"]["at"] > advanced.body["answer"]["stand_at"]:
                raise _NotTaken("somebody let lesson time go on")
            waited = self._ask("wait", {"standing": True})
        if waited.status == 200:
            self.now = waited.body["clock"]["at"]
            waited = Answer(200, waited.body["clock"])
        return Seen.of(waited)

    # --- commands and queries -----------------------------------------------------------------

    def _step(self, step: Step) -> Seen:
        fields = {key: self._known(one) for key, one in step.fields.items()}
        places = [self._known(one) for one in step.places]
        where = {key: self._known(one) for key, one in step.where.items()}
        seat = self._seat(step)
        if step.verb in COMMANDS:
            given = self._give(step.verb, fields, seat=seat, preview=step.preview)
            if given.status != 200:
                return Seen.of(given)
            answer = given.body["answer"] or {}
            effects = {"effects": given.body["effects"]} if step.preview else {}
            return Seen.of(Answer(200, {**answer, **effects}))
        if step.verb == vocabulary.UNITS_OF:
            return self._units(str(places[0]), seat)
        name, key = vocabulary.RECORDS.get(step.verb, (step.verb, ""))
        query = vocabulary.queries()[name]
        if key:
            where, places = {key: places[0], **where}, []
            fields = {"limit": vocabulary.LONGEST, **fields} if "limit" in query.kinds else fields
        return Seen.of(self._ask(name, fields, seat=seat, places=places), where)

    def _units(self, instrument: str, seat: str) -> Seen:
        """Free and blocked tonnes of what an instrument delivers, in its registry."""
        quotes, held = self._ask("instruments", {}), self._ask("holdings", {}, seat=seat)
        if held.status != 200 or quotes.status != 200:
            return Seen.of(held if held.status != 200 else quotes)
        quote = next(one for one in quotes.body if one["instrument"] == instrument)
        of = ("registry", "unit", "host")
        rows = [one for one in held.body if all(one[key] == quote[key] for key in of)]
        free, blocked = (sum(one[key] for one in rows) for key in ("free_t", "blocked_t"))
        return Seen.of(
            Answer(200, {"free_t": free, "blocked_t": blocked, "total_t": free + blocked})
        )

    def _give(
        self, name: str, fields: dict[str, Value], *, seat: str, preview: bool = False
    ) -> Answer:
        self.keys += 1
        body = {"key": f"step-{self.keys}", "arguments": fields}
        kind = "preview" if preview else "commands"
        return self.driver.ask(
            "POST", f"/api/{kind}/{name}", body=body, lesson=self.played.lesson, seat=seat
        )

    def _ask(
        self, name: str, fields: dict[str, Value], *, seat: str = "", places: Sequence[Value] = ()
    ) -> Answer:
        query = vocabulary.queries()[name]
        address = query.address
        for place, value in zip(query.of_path, places, strict=True):
            address = address.replace(f"{{{place}}}", str(value))
        return self.driver.ask(
            "GET", address, parameters=fields, lesson=self.played.lesson, seat=seat
        )

    # --- values -------------------------------------------------------------------------------

    def _seat(self, step: Step) -> str:
        if step.actor.reference:
            return str(self._known(Reference(step.actor.reference)))
        return self.ready.seat_of(step.actor) or ""

    def _known(self, given: Value) -> Value:
        """A value with names, hours and people filled in; raises _NotTaken."""
        if isinstance(given, Reference):
            if given.name not in self.names:
                raise _NotTaken(f"${given.name} was not given by the line that names it")
            found = self.names[given.name]
            if given.plus and type(found) is not int:
                raise _NotTaken(f"${given.name} is {found}, no number to add to")
            return found + given.plus if given.plus else found
        if isinstance(given, Hour):
            return moment(day_of(self.now), given.hour, given.minute)
        if isinstance(given, list):
            return [self._known(one) for one in given]
        if isinstance(given, dict):
            return {key: self._known(one) for key, one in given.items()}
        return plain(given, self.ready.people)


def _said(answer: Answer) -> str:
    refusal = answer.body.get("refusal") if isinstance(answer.body, dict) else None
    if refusal is None:
        return f"status {answer.status}: {answer.body}"
    return " ".join([refusal["text"]["en"], *(one["en"] for one in refusal["checks"])])
