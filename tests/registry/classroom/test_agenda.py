"""Goal: what a procedure registers happens once, when it is due, in order, and is replayed.

Method: an agenda over plain lists; a small lesson to which a test's own deadlines are added, played
by the loop and replayed from its log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.agenda import Agenda, Due
from registry.classroom.calendar import Calendar
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, parse_plan, read_plan
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.classroom.world import World
from registry.command import Command
from registry.roles import Role
from tests.support.acts import TEXT

pytestmark = pytest.mark.slow

PLAIN = read_plan("belt-road-1").with_seats_per_role(1)
SMALL = PLAIN.model_copy(
    update={
        "clock": PLAIN.clock.model_copy(update={"days": 2}),
        "bots": PLAIN.bots.model_copy(update={"every_minutes": 60}),
    }
)
MONDAY = PLAIN.clock.begins
NAME = "clock.deadline"


class Deadlines:
    """Deadlines by lesson time; one that has come is done with its command."""

    def __init__(self, *times: int) -> None:
        self.left = sorted(times)

    def source(self) -> Due | None:
        """The next of them."""
        return Due(self.left[0], NAME, {"number": len(self.left)}) if self.left else None

    def command(self) -> Command:
        """The command that ends one."""

        def run(world: World, args: dict[str, Any], by: object, at: int) -> dict[str, Any]:
            if self.left:
                self.left.pop(0)
            return {"number": args["number"], "at": at}

        return replace(CATALOGUE["clock.deals_end"], name=NAME, run=run)


Played = Callable[..., list[tuple[str, str, int]]]


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """Plays a plan with deadlines to its end; the log's clock commands: origin, name, time."""

    def play(plan: Plan, *times: int) -> list[tuple[str, str, int]]:
        deadlines = Deadlines(*times)
        monkeypatch.setitem(CATALOGUE, NAME, deadlines.command())
        lesson = Lesson.create(tmp_path / "agenda.lesson", plan, seed=5)
        lesson.world.agenda.register(deadlines.source)
        loop = Loop(lesson)
        with lesson.group():
            lesson.run(Request("lesson.start", {}, "script", TRAINER))
            while (instant := loop.next_instant()) is not None:
                loop.step(instant)
        asked = "SELECT origin, name, at FROM command WHERE name LIKE 'clock.%' ORDER BY number"
        found = [(row[0], row[1], row[2]) for row in lesson.store.fetch(asked)]
        lesson.close()

        assert replay(tmp_path / "agenda.lesson")["equal"]
        return found

    return play


def test_an_agenda_names_the_earliest_and_runs_source_after_source() -> None:
    first, second = [7, 3], [5, 3, 2]

    def source(name: str, times: list[int]) -> Callable[[], Due | None]:
        return lambda: Due(times[-1], name, {}) if times else None

    agenda = Agenda()
    agenda.register(source("first", first))
    agenda.register(source("second", second))
    assert 2 == agenda.next_due()
    ran = []
    for due in agenda.due(3):
        (first if due.name == "first" else second).pop()
        ran.append((due.name, due.at))

    assert [("first", 3), ("second", 2), ("second", 3)] == ran
    assert 5 == agenda.next_due()
    assert Agenda().next_due() is None


@pytest.mark.planted
def test_a_source_whose_command_leaves_it_due_is_a_mistake() -> None:
    agenda = Agenda()
    agenda.register(lambda: Due(1, NAME, {}))

    with pytest.raises(AssertionError, match="has run and is due again"):
        list(agenda.due(1))


def test_a_procedures_deadline_happens_once_in_order_and_again_in_a_replay(played: Played) -> None:
    noon, close = moment(MONDAY, 11, 30) + 12_345, moment(MONDAY, 15, 30)
    night = moment(MONDAY, 22)
    found = played(SMALL, noon, close, night)

    deadlines = [(origin, at) for origin, name, at in found if name == NAME]
    assert [("clock", noon), ("clock", close), ("clock", night)] == deadlines
    assert found == sorted(found, key=lambda one: one[2])
    at_the_close = [name for _, name, at in found if at == close]
    assert ["clock.day_end", NAME] == at_the_close


def test_what_falls_due_between_two_acts_happens_there_in_order(played: Played) -> None:
    acts = parse_plan(TEXT, name="three years").with_seats_per_role(1)
    clock = acts.clock.model_copy(update={"acts": acts.clock.acts[:2]})
    bots = acts.bots.model_copy(update={"every_minutes": 240})
    summer, winter = moment(date(2028, 7, 1)), moment(date(2028, 12, 31), 23, 59)
    found = played(acts.model_copy(update={"clock": clock, "bots": bots}), winter, summer)

    names = [(name, at) for _, name, at in found if name != "clock.phase"]
    assert [(NAME, summer), (NAME, winter)] == [one for one in names if one[0] == NAME]
    assert names.index((NAME, summer)) == names.index(("clock.day_end", clock_of(acts, 3)[1])) + 1
    assert names.index((NAME, winter)) + 1 == names.index(("clock.day_start", clock_of(acts, 4)[0]))


def clock_of(plan: Plan, number: int) -> tuple[int, int]:
    """When a day of a plan opens and closes."""
    day = Calendar(plan, {}).days[number - 1]
    return day.opens, day.closes


def test_nobody_has_a_turn_at_night_because_something_is_due(
    played: Played, tmp_path: Path
) -> None:
    night = moment(MONDAY, 22)
    played(SMALL, *(night + minute * 60_000 for minute in range(60)))
    lesson = Lesson.open(tmp_path / "agenda.lesson")
    asked = "SELECT count(*) FROM command WHERE origin = 'bot' AND at BETWEEN ? AND ?"
    told = lesson.store.fetch(asked, night, night + 3_600_000)
    lesson.close()

    assert [(0,)] == [tuple(row) for row in told]


@pytest.fixture
def market(tmp_path: Path) -> Iterator[tuple[Lesson, Loop]]:
    """A quiet lesson at venues on its first morning, with allowances that can be auctioned."""
    plan = read_plan("venues").with_seats_per_role(1)
    bots = plan.bots.model_copy(update={"every_minutes": 240})
    lesson = Lesson.create(
        tmp_path / "venues.lesson", plan.model_copy(update={"bots": bots}), seed=5
    )
    loop = Loop(lesson)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(moment(plan.clock.begins, 10))
    yield lesson, loop
    lesson.close()


def give(lesson: Lesson, name: str, seat: str = TRAINER, **arguments: Any) -> None:
    """A command at ten that is accepted."""
    at = moment(lesson.plan.clock.begins, 10)
    with lesson.group():
        told = lesson.run(Request(name, arguments, "person", seat, at=at))
    assert told.answer is not None, told


def at_instant(lesson: Lesson, at: int) -> list[str]:
    """The clock commands of an instant, phases of a venue's own hours apart."""
    asked = (
        "SELECT name FROM command WHERE at = ? AND origin = 'clock'"
        " AND arguments NOT LIKE '%\"instruments\":[%' ORDER BY number"
    )
    return [row[0] for row in lesson.store.fetch(asked, at)]


def test_a_session_that_closes_with_its_day_is_closed_by_its_own_time(
    market: tuple[Lesson, Loop],
) -> None:
    lesson, loop = market
    authority = next(
        s.name for s in lesson.room.seats.values() if s.role is Role.GOVERNMENT_PARTNER
    )
    closes = lesson.calendar.days[0].closes
    give(lesson, "allowance.issue", authority, year=2028, quantity=2_000_000)
    give(lesson, "auction.open", authority, instrument="GDEA", quantity=500_000,
         pricing="uniform", reserve=None, smallest_bid=None, bidder_percent=None,
         closes_at=closes)  # fmt: skip
    with lesson.group():
        loop.advance(closes)

    assert ["clock.deals_end", "clock.day_end"] == at_instant(lesson, closes)


def test_a_phase_of_the_hours_ends_a_call_that_would_end_with_it(
    market: tuple[Lesson, Loop],
) -> None:
    lesson, loop = market
    noon = moment(lesson.plan.clock.begins, 11, 30)
    plain = next(
        code for code, one in lesson.exchange.market.listings.items()
        if one.instrument.gathers and not one.instrument.sessions
    )  # fmt: skip
    give(lesson, "lesson.call", instrument=plain, minutes=90)
    assert noon == lesson.exchange.market.listings[plain].call_until
    with lesson.group():
        loop.advance(noon)

    assert ["clock.phase"] == at_instant(lesson, noon)
    assert lesson.exchange.market.listings[plain].call_until is None
