"""Goal: what can be done while lesson time stands, and what after the last trading day.

Method: every command that comes in from outside, from a seat that may give it, in both states.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import MINUTE
from ledger.writer import Outcome, Request
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.command import Command
from registry.edge.commands import COMMANDS
from registry.edge.seat_holdings import cash
from registry.roles import Role

SHIPPED = read_plan("belt-road-1").with_seats_per_role(1)
OFFICE = next(one for one in SHIPPED.seats if one.role is Role.SECRETARIAT)
ENTITY = OFFICE.model_copy(
    update={"role": Role.THIRD_PARTY_ENTITY, "names_en": ["Entity"], "names_zh": ["机构"]}
)
PLAN = SHIPPED.model_copy(update={"seats": [*SHIPPED.seats, ENTITY]})
"""The shipped lesson, with an office that it lacks: each command has a seat that may give it."""
HOUR = 60 * MINUTE
DAY = PLAN.model_copy(update={"clock": PLAN.clock.model_copy(update={"days": 1})})

CANCELS = {
    "order.cancel", "order.cancel_all", "block.decline", "block.withdraw", "quote.withdraw",
    "quote.end", "bidding.withdraw",
}  # fmt: skip
SEATS = {"seat.claim", "seat.leave", "seat.move", "seat.open"}
HELP = {"help.ask", "help.take", "help.close", "help.hint", "help.read"}
TOLD = {"announcement.make"}
CARDS = {"fault.message", "fault.offline", "fault.recall", "reconciliation.run"}
REVIEWS = {"ndc.take_up", "ndc.conclude", "ndc.close", "ndc.raise_target"}
CLOCK = {
    "lesson.start", "lesson.pause", "lesson.speed", "lesson.advance", "lesson.bots", "lesson.halt",
    "lesson.resume", "lesson.halt_all", "lesson.resume_all", "lesson.level", "lesson.end",
}  # fmt: skip


class Class:
    """A lesson of one day, run without a thread; its trader has an order that waits."""

    def __init__(self, path: Path) -> None:
        self.lesson = Lesson.create(path, DAY, seed=1)
        self.say("lesson.start")
        self.loop = Loop(self.lesson)
        self.until(self.lesson.calendar.days[0].opens + HOUR)
        lowest = self.lesson.exchange.market.listing("BRC-TH").book.lo
        wanted = {"instrument": "BRC-TH", "side": "buy", "price": lowest, "quantity": 5,
                  "time_in_force": "gtc"}  # fmt: skip
        arguments = CATALOGUE["order.place"].arguments.model_validate(wanted).model_dump()
        placed = self.say("order.place", Role.TRADER, **arguments)
        assert placed.answer is not None, placed
        self.order = placed.answer["order"]

    def until(self, at: int) -> None:
        """Do everything that is due up to a lesson time."""
        with self.lesson.group():
            self.loop.advance(at)

    def say(self, name: str, role: Role = Role.TRAINER, **arguments: Any) -> Outcome:
        """Give a command from the first seat with a role."""
        seats = self.lesson.room.seats.values()
        seat = next((one.name for one in seats if one.role is role), TRAINER)
        with self.lesson.group():
            return self.lesson.run(Request(name, arguments, "person", seat))

    def blocked_fen(self) -> int:
        """The trader's cash that is set aside."""
        trader = next(s.name for s in self.lesson.room.seats.values() if s.role is Role.TRADER)
        with self.lesson.reading() as session:
            return cash(session, trader).blocked_fen

    def code(self, entry: Command) -> str:
        """Why a command is refused; it is given without arguments, which nobody asks about then."""
        told = self.say(entry.name, min(entry.roles))
        assert told.refusal is not None, f"{entry.name}: {told}"
        return told.refusal.code


@pytest.fixture(scope="module")
def paused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The trainer has paused the lesson in its only day."""
    made = Class(tmp_path_factory.mktemp("paused") / "a.lesson")
    assert made.say("lesson.pause").answer
    yield made
    made.lesson.close()


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The lesson's only day has ended."""
    made = Class(tmp_path_factory.mktemp("over") / "a.lesson")
    made.until(made.lesson.calendar.days[-1].closes)
    assert made.lesson.world.over
    yield made
    made.lesson.close()


def test_the_table_says_what_stays_possible() -> None:
    still = {name for name, entry in COMMANDS.items() if entry.paused}
    after = {name for name, entry in COMMANDS.items() if entry.over}

    assert CANCELS | SEATS | HELP | TOLD | CARDS | REVIEWS | CLOCK == still
    assert CANCELS | SEATS | HELP | TOLD == after


@pytest.mark.parametrize("name", sorted(n for n, entry in COMMANDS.items() if not entry.paused))
def test_what_needs_time_is_refused_in_a_pause(paused: Class, name: str) -> None:
    assert "classroom.paused" == paused.code(CATALOGUE[name])


def test_next_day_in_a_pause_leaves_nothing_for_later(paused: Class) -> None:
    before = paused.lesson.room.clock
    told = paused.say("lesson.next_day")

    assert told.refusal and "classroom.paused" == told.refusal.code
    assert (before, 0) == (paused.lesson.room.clock, before.leap_to)


@pytest.mark.parametrize("name", sorted(n for n, entry in COMMANDS.items() if not entry.over))
def test_after_the_end_every_command_says_that_the_lesson_is_over(over: Class, name: str) -> None:
    assert "classroom.lesson_over" == over.code(CATALOGUE[name])


def test_after_the_end_an_order_can_be_cancelled_and_frees_its_cash(over: Class) -> None:
    before = over.blocked_fen()
    told = over.say("order.cancel", Role.TRADER, order=over.order)

    assert told.answer is not None, told
    assert over.blocked_fen() < before


def test_after_the_end_people_can_still_come_and_read_and_leave(over: Class) -> None:
    trader = next(s.name for s in over.lesson.room.seats.values() if s.role is Role.TRADER)

    assert over.say("seat.claim", seat=trader).answer
    assert over.say("seat.leave", seat=trader).answer
