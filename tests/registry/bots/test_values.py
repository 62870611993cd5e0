"""Goal: bots that the plan gave values or costs keep to them, and together reach what is possible.

Method: shipped lessons played by bots; every trade of a seat is compared with its schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.bots import deals, trading
from registry.bots.view import Proposed, Worth
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.plan_changes import changed
from registry.classroom.private_values import Schedule, Step, schedules
from registry.classroom.room import TRAINER, SeatState
from registry.classroom.view import SeatView
from registry.debrief.room import debrief
from registry.roles import Role
from tests.support.makers import instants, of_days, played_by_bots, silent

BELT_AND_ROAD = read_plan("belt-road-1")
VENUES = read_plan("venues")
TRADES = (
    "SELECT t.price, t.quantity FROM trade t JOIN instrument i ON i.code = t.instrument"
    " WHERE t.{party} = ? AND i.unit = ? ORDER BY t.id"
)


def losses(lesson: Lesson, name: str, given: Schedule) -> Iterator[str]:
    """The tonnes of a seat that were dearer than they are worth, or cheaper than they cost.

    The dearest tonne is compared with the highest value, and so on: a seat that never has more on
    order at a price than its schedule has tonnes for passes, in whatever order its orders trade.
    """
    party, sign = ("buyer", 1) if given.buys else ("seller", -1)
    made = lesson.store.fetch(TRADES.format(party=party), name, given.unit)
    passed = 0
    for price, tonnes in sorted(made, reverse=given.buys):
        for first in range(passed, min(passed + tonnes, given.tonnes)):
            fen = given.step_after(first).fen
            if sign * (price - fen) > 0:
                yield f"{name}: tonne {first} at {price}, given {fen}"
        passed += tonnes
    if given.buys and passed > given.tonnes:
        yield f"{name}: {passed} t of {given.tonnes}"


def all_losses(lesson: Lesson) -> list[str]:
    given = schedules(lesson.plan, lesson.room.seats.values(), seed=lesson.seed)
    return [said for name, one in given.items() for said in losses(lesson, name, one)]


@pytest.fixture(scope="module")
def three_days() -> Iterator[Lesson]:
    """*belt-road-1* after three days with bots in every seat."""
    lesson = played_by_bots(of_days(BELT_AND_ROAD, 3), seed=3)
    for _ in instants(lesson):
        pass
    yield lesson
    lesson.close()


@pytest.mark.slow
def test_no_tonne_is_bought_above_its_value_or_sold_below_its_cost(three_days: Lesson) -> None:
    given = schedules(BELT_AND_ROAD, three_days.room.seats.values(), seed=3)
    ((trades,),) = three_days.store.fetch("SELECT count(*) FROM trade")

    assert [] == all_losses(three_days)
    assert 9 == len(given) and trades > 300


@pytest.mark.slow
def test_most_of_what_is_possible_is_reached_after_half_of_the_lesson(three_days: Lesson) -> None:
    with three_days.reading() as session:
        market = next(one for one in debrief(session).room.markets if one.unit == "BRC")

    assert market.equilibrium is not None and market.room.efficiency_percent is not None
    assert 60 <= market.room.efficiency_percent <= 100


def played_a_day_of_low_values() -> Lesson:
    """One day in which most tonnes are worth less to buyers than they cost in the market."""
    low = {"first_fen": 6_000, "last_fen": 5_000}
    plan = changed(
        BELT_AND_ROAD, {f"seats[voluntary_buyer].aim.{key}": fen for key, fen in low.items()}
    )
    lesson = played_by_bots(of_days(plan, 1), seed=3)
    for _ in instants(lesson):
        pass
    return lesson


@pytest.mark.planted
@pytest.mark.slow
def test_a_bot_that_forgets_its_value_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = trading.buyer

    def forgetful(view: SeatView, random: Random, code: str, **how: int) -> object:
        return plain(view, random, code, **(how | {"most": 100_000}))

    kept = played_a_day_of_low_values()
    monkeypatch.setattr(trading, "buyer", forgetful)
    forgot = played_a_day_of_low_values()

    assert [] == all_losses(kept)
    assert all_losses(forgot)


def seat_of(lesson: Lesson, role: Role) -> SeatState:
    return next(one for one in lesson.room.seats.values() if one.role is role)


def say(lesson: Lesson, name: str, seat: str, **arguments: object) -> int:
    with lesson.group():
        told = lesson.run(Request(name, arguments, "person", seat))
    assert told.answer is not None, told
    return int(told.answer.get("order", 0))


def limit(side: str, quantity: int, price: int, code: str = "BRC-CN") -> dict[str, object]:
    return {"instrument": code, "side": side, "kind": "limit", "price": price,
            "quantity": quantity, "time_in_force": "day"}  # fmt: skip


def test_a_seat_sees_the_step_of_its_next_tonne() -> None:
    lesson = silent(of_days(BELT_AND_ROAD, 1).with_seats_per_role(1), seed=3)
    with lesson.group():
        Loop(lesson).advance(moment(BELT_AND_ROAD.clock.begins, 9, 31))
    seat = seat_of(lesson, Role.VOLUNTARY_BUYER)
    given = schedules(lesson.plan, [seat], seed=3)[seat.name]
    view = SeatView(lesson, seat, lesson.books.at)
    first, second = (step.fen for step in given.steps[:2])
    low = view.quote("BRC-CN").lo

    assert Worth("BRC", True, 500, first) == view.worth()
    ask = view.quote("BRC-CN").ask
    assert ask is not None
    say(lesson, "order.place", seat.name, **limit("buy", 150, ask))
    assert Worth("BRC", True, 350, first) == view.worth()
    resting = say(lesson, "order.place", seat.name, **limit("buy", 400, low))
    assert Worth("BRC", True, 450, second) == view.worth()
    say(lesson, "order.cancel", seat.name, order=resting)
    assert Worth("BRC", True, 350, first) == view.worth()
    bid = view.quote("BRC-CN").bid
    assert bid is not None
    say(lesson, "order.place", seat.name, **limit("sell", 100, bid))
    assert Worth("BRC", True, 450, first) == view.worth()
    lesson.close()


def test_who_has_neither_values_nor_costs_sees_none() -> None:
    lesson = Lesson.create(None, BELT_AND_ROAD.with_seats_per_role(1), seed=3)
    seats = {seat.role: seat for seat in lesson.room.seats.values()}
    worths = {role: SeatView(lesson, seat, lesson.books.at).worth() for role, seat in seats.items()}
    lesson.close()

    assert {Role.VOLUNTARY_BUYER, Role.PROJECT_OWNER} == {r for r, one in worths.items() if one}
    owner = worths[Role.PROJECT_OWNER]
    assert owner is not None and not owner.buys and 1_500 == owner.tonnes


def test_after_its_schedule_a_seat_has_nothing_left_of_it() -> None:
    one = Schedule("BRC", True, (Step(10, 9), Step(5, 2)))

    assert (10, 9) == one.step_after(-7) == one.step_after(0)
    assert (1, 9) == one.step_after(9)
    assert (5, 2) == one.step_after(10)
    assert (0, 2) == one.step_after(15) == one.step_after(99)


def test_outside_the_book_who_has_costs_only_declines() -> None:
    group = next(one for one in BELT_AND_ROAD.seats if one.role is Role.PROJECT_OWNER)
    plan = VENUES.model_copy(
        update={
            "seats": [
                one.model_copy(update={"aim": group.aim}) if one.role is group.role else one
                for one in VENUES.seats
            ]
        }
    )
    lesson = Lesson.create(None, plan, seed=2)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        Loop(lesson).advance(moment(plan.clock.begins, 10, 0))
    seat = seat_of(lesson, Role.PROJECT_OWNER)
    made = [list(deals.trade(Offered(lesson, seat, lesson.books.at), Random(n))) for n in range(30)]
    lesson.close()

    assert [[("block.decline", {"proposal": 7})]] * 30 == made


class Offered(SeatView):
    """A seat to which somebody proposed a block trade."""

    def proposals(self) -> list[Proposed]:
        return [Proposed(7, "BRC-TH", True, 5_600, 1_000)]
