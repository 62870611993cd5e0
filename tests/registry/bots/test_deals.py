"""Goal: bots at many markets give only commands that a person at their seat could give.

Method: a short lesson on the shipped six markets, looked at from every seat while it runs, and its
log read back against the catalogue.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.bots.deals import trade
from registry.bots.view import Asked, OnSale, Proposed
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from registry.classroom.view import SeatView

pytestmark = pytest.mark.slow

WHOLE = read_plan("venues")
PLAN = WHOLE.model_copy(update={"clock": WHOLE.clock.model_copy(update={"days": 2})})

Seen = list[tuple[str, str, object, object]]
"""Seat, owner or counterparty, what the seat saw, and what there was."""


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Lesson, Seen]]:
    """Two days, and what each seat saw of deals at every instant."""
    lesson = Lesson.create(None, PLAN, seed=2)
    loop, seen = Loop(lesson), list[tuple[str, str, object, object]]()
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        while (instant := loop.next_instant()) is not None:
            loop.step(instant)
            if lesson.room.clock.day:
                seen += _look(lesson, instant)
    yield lesson, seen
    lesson.close()


def _look(lesson: Lesson, at: int) -> Iterator[tuple[str, str, object, object]]:
    state = lesson.deals.state
    for seat in lesson.room.seats.values():
        view = SeatView(lesson, seat, at)
        for proposed in view.proposals():
            yield seat.name, state.proposals[proposed.proposal].counterparty, proposed, None
        for asked in view.asked():
            request = state.requests[asked.request]
            makers = {request.offers[number].account for number, _ in asked.offers}
            yield seat.name, request.asker, asked, makers
        for sale in view.on_sale():
            session = state.sessions[sale.session]
            yield seat.name, session.order.account, sale, session.tonnes_of(seat.name)


def test_a_seat_sees_its_own_side_of_deals_only(played: tuple[Lesson, Seen]) -> None:
    _, seen = played
    kinds = Counter(type(what) for _, _, what, _ in seen)

    assert all(kinds[kind] > 10 for kind in (Proposed, Asked, OnSale)), kinds
    for seat, other, what, there in seen:
        if isinstance(what, Proposed):
            assert seat == other
        if isinstance(what, Asked):
            assert what.own == (seat == other)
            assert what.own or there in (set(), {seat})
        if isinstance(what, OnSale):
            assert (what.own, what.bid) == (seat == other, there)


def test_every_command_of_a_bot_is_one_that_its_seat_could_give(
    played: tuple[Lesson, Seen],
) -> None:
    lesson, _ = played
    given = lesson.store.fetch(
        "SELECT name, seat, arguments, at FROM command WHERE origin = 'bot' ORDER BY number"
    )
    turns = Counter((seat, at) for _, seat, _, at in given)

    assert {name for name, *_ in given} >= {
        "order.pick", "block.propose", "quote.offer", "bidding.bid", "auction.open",
    }  # fmt: skip
    assert max(turns.values()) <= PLAN.bots.commands_max
    for name, seat, arguments, _ in given:
        entry = CATALOGUE[name]
        entry.arguments.model_validate(json.loads(arguments))
        assert lesson.room.seats[seat].role in entry.roles


def test_a_bot_repeats_itself_from_its_seed() -> None:
    lesson = Lesson.create(None, PLAN, seed=2)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        Loop(lesson).advance(moment(PLAN.clock.first_day, 13, 30))
    views = [SeatView(lesson, seat, lesson.books.at) for seat in lesson.room.seats.values()]

    def wishes() -> list[list[object]]:
        return [list(trade(view, Random(f"7:{n}"))) for view in views for n in range(20)]

    made = wishes()
    assert made == wishes()
    assert 3 < sum(bool(one) for one in made)
    lesson.close()


def test_without_venues_a_bot_makes_no_deals_and_draws_nothing() -> None:
    lesson = Lesson.create(None, read_plan("belt-road-1").with_seats_per_role(1), seed=2)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        Loop(lesson).advance(lesson.calendar.begins)
    random = Random(1)
    before = random.getstate()
    try:
        for seat in lesson.room.seats.values():
            assert [] == list(trade(SeatView(lesson, seat, lesson.books.at), random))
    finally:
        lesson.close()

    assert before == random.getstate()
