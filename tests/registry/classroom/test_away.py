"""Goal: a bot minds the seat of a person who is away, does no more, and hands it back at once.

Method: the small room on its writer's thread; people leave their seats for some days; then the log
is read. The twin is the same days with the same bots playing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.writer import Outcome, Request
from registry.bots.minding import minding
from registry.bots.view import OpenOrder
from registry.classroom.audit import audit
from registry.classroom.catalogue import CATALOGUE, MINDING
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.loop import Loop
from registry.classroom.models import Driver
from registry.classroom.replay import replay
from registry.classroom.room import CLOCK, TRAINER
from registry.roles import Role
from tests.support.live_lesson import SMALL, say

ORDERS_MOST = 3


def run(lesson: Lesson, name: str, by: str = TRAINER, /, origin: str = "person",
        **arguments: object) -> Outcome:  # fmt: skip
    with lesson.group():
        return lesson.run(Request(name, arguments, origin, by))


def days(path: Path | None, *, held: bool) -> Lesson:
    """A room at the end of its fifth day; every seat is a person's who is away, or a bot's.

    The first owner leaves before the first day, the others after its first forty minutes.
    """
    lesson = Lesson.create(path, SMALL, seed=4)
    run(lesson, "lesson.start")
    loop = Loop(lesson)
    for until in (None, lesson.calendar.days[0].opens + 40 * 60_000):
        with lesson.group():
            loop.advance(until or 0)
        for seat in list(lesson.room.seats.values()):
            leaves = held and not seat.held and (until or seat.role is Role.PROJECT_OWNER)
            if leaves:
                assert run(lesson, "seat.claim", seat=seat.name).answer
                assert run(lesson, "seat.away", CLOCK, origin="clock", seat=seat.name).answer
    with lesson.group():
        loop.advance(lesson.calendar.days[5].opens)
    return lesson


def given(lesson: Lesson, first: int = 0) -> set[str]:
    """Names of the commands that bots gave after a number."""
    sql = "SELECT DISTINCT name FROM command WHERE origin = 'bot' AND number > ?"
    return {name for (name,) in lesson.store.fetch(sql, first)}


def all_left_at(lesson: Lesson) -> int:
    ((number,),) = lesson.store.fetch("SELECT max(number) FROM command WHERE name = 'seat.away'")
    return int(number)


@pytest.mark.slow
def test_a_bot_that_minds_a_seat_places_orders_and_files_requests_and_no_more(
    tmp_path: Path,
) -> None:
    file = tmp_path / "away.lesson"
    minded, played = days(file, held=True), days(None, held=False)
    since = all_left_at(minded)
    ended = minded.store.fetch("SELECT DISTINCT ending FROM market_order WHERE ended > ?", since)
    with minded.reading() as session:
        broken = audit(session)
    minded.close()

    assert {"order.place", "issuance.request"} == given_in(file, since)
    assert {"order.cancel", "committee.vote", "authorisation.grant"} <= given(played)
    assert ended and {"owner", "own_order"}.isdisjoint(ending for (ending,) in ended)
    assert [] == broken
    assert replay(file)["equal"]
    played.close()


def given_in(file: Path, first: int) -> set[str]:
    lesson = Lesson.open(file)
    try:
        return given(lesson, first)
    finally:
        lesson.close()


@pytest.mark.slow
def test_a_person_who_is_back_plays_again_at_once(live: Live) -> None:
    trader = next(s.name for s in live.lesson.room.seats.values() if s.role is Role.TRADER)
    steps = [
        say(live, "seat.away", CLOCK, seat=trader),
        say(live, "seat.claim", seat=trader),
        say(live, "seat.away", CLOCK, seat=trader),
        say(live, "seat.away", CLOCK, seat=trader),
        say(live, "seat.claim", seat=trader),
        say(live, "seat.back", CLOCK, seat=trader),
        say(live, "seat.back", CLOCK, seat=trader),
        say(live, "seat.back", trader, seat=trader),
    ]

    assert [
        "classroom.seat_free", None, None, "classroom.seat_away", "classroom.seat_taken", None,
        "classroom.seat_not_away", "access.role_may_not",
    ] == [one.refusal and one.refusal.code for one in steps]  # fmt: skip
    assert Driver.PERSON is live.current.seats[trader].driver
    assert trader not in [seat.name for seat in live.lesson.room.bots()]


@pytest.mark.planted
def test_a_bot_that_does_more_is_found_by_the_audit() -> None:
    lesson = Lesson.create(None, SMALL, seed=4)
    seat = next(iter(lesson.room.seats))
    run(lesson, "seat.claim", seat=seat)
    run(lesson, "seat.away", CLOCK, seat=seat)
    run(lesson, "order.cancel_all", seat, origin="bot", instrument=None)
    run(lesson, "seat.back", CLOCK, seat=seat)
    run(lesson, "order.cancel_all", seat, origin="bot", instrument=None)
    with lesson.reading() as session:
        found = [
            what for name, what in audit(session) if name == "bots_do_no_more_than_mind_a_seat"
        ]
    lesson.close()

    assert [f"command 4: a bot gave order.cancel_all for {seat}, whose person was away"] == found


def test_what_a_bot_may_do_for_a_person_who_is_away_is_short() -> None:
    assert {"order.place", "issuance.request"} == MINDING <= set(CATALOGUE)


class Book:
    """A view with these own orders."""

    def __init__(self, *own: OpenOrder) -> None:
        self.own = list(own)

    def own_orders(self, instrument: str) -> list[OpenOrder]:
        return self.own


BUY, SELL, STOP = OpenOrder(1, True, 80, 5), OpenOrder(2, False, 90, 5), OpenOrder(3, False, 0, 5)


@pytest.mark.parametrize(
    ("own", "side", "price", "placed"),
    [
        ((), "buy", 85, True),
        ((), "buy", None, True),
        ((BUY, SELL), "buy", 89, True),
        ((BUY, SELL), "buy", 90, False),
        ((BUY, SELL), "sell", 80, False),
        ((BUY, SELL), "sell", 81, True),
        ((BUY,), "sell", None, False),
        ((BUY,), "buy", None, True),
        ((STOP,), "buy", 1, False),
        ((BUY,) * ORDERS_MOST, "buy", 1, False),
    ],
)
def test_no_order_meets_one_of_the_person_and_they_do_not_pile_up(
    own: tuple[OpenOrder, ...], side: str, price: int | None, placed: bool
) -> None:
    order = {"instrument": "CCER", "side": side, "price": price}
    wishes = [("order.cancel", {"order": 1}), ("order.place", order), ("committee.vote", {})]
    kept = list(minding(Book(*own), wishes, MINDING))  # type: ignore[arg-type]

    assert ([("order.place", order)] if placed else []) == kept
