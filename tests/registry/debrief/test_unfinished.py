"""Goal: what every seat has still to do is known in as many queries for many seats as for few.

Method: lessons of two sizes in memory; statements are counted, figures compared with the aims.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import event

from registry.classroom.lesson import Lesson
from registry.classroom.plan import read_plan
from registry.classroom.private_values import Schedule, Step
from registry.debrief.own import own_debrief
from registry.debrief.unfinished import Books, Unfinished, _issue_or_sell, unfinished
from registry.programme.projects.queries import PeriodView
from registry.roles import Role

PLAN = read_plan("belt-road-1")


def told(seats_per_role: int) -> tuple[int, Lesson, dict[str, Unfinished]]:
    """Statements that were run, the lesson, and what is open at each seat."""
    lesson = Lesson.create(None, PLAN.with_seats_per_role(seats_per_role), seed=3)
    ran: list[str] = []
    with lesson.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: ran.append(given[2]))
        seats = list(lesson.room.seats.values())
        found = unfinished(session, seats, lesson.world.plan, seed=3, at=lesson.books.at)
    return len(ran), lesson, found


def test_many_seats_take_no_more_queries_than_few() -> None:
    (few, small, _), (many, large, found) = told(1), told(30)

    assert few == many > 0
    assert len(large.room.seats) > len(small.room.seats) + 30
    assert len(found) > 20
    for lesson in (small, large):
        lesson.close()


def test_what_is_open_is_what_the_aims_say_is_missing() -> None:
    _, lesson, found = told(2)
    roles = {seat.name: seat.role for seat in lesson.room.seats.values()}
    with lesson.reading() as session:
        for seat, role in roles.items():
            own = own_debrief(session, seat)
            if role in (Role.EMITTER, Role.VOLUNTARY_BUYER) and own is not None:
                target = own.aims[0].target
                assert target is not None
                missing = target - own.aims[0].reached
                assert (found[seat].amount if seat in found else 0) == missing, seat
    kinds = {role: found[seat].kind for seat, role in roles.items() if seat in found}
    lesson.close()

    assert {"gap", "retire", "trade"} <= set(kinds.values())
    assert not {Role.GOVERNMENT_CN, Role.SECRETARIAT, Role.MARKET_MAKER} & set(kinds)


@pytest.mark.parametrize(
    ("sold", "held", "periods", "expected"),
    [
        (0, 500, False, Unfinished("sell", 500)),
        (900, 500, False, Unfinished("sell", 100)),
        (950, 20, False, Unfinished("sell", 20)),
        (900, 0, False, None),
        (1_000, 500, False, None),
        (1_000, 500, True, None),
        (900, 500, True, Unfinished("request", 1, 7)),
    ],
)
def test_an_owner_is_told_what_is_missing_to_its_aim(
    sold: int, held: int, periods: bool, expected: Unfinished | None
) -> None:
    """1,000 t pay at the price of the first day; 3,000 t can be issued."""
    wanted = Schedule("BRC", False, (Step(1_000, 50), Step(2_000, 70)), opening_fen=60)
    period = SimpleNamespace(available_from=7)
    books = Books(
        held={"S1": Counter(BRC=held)}, owed={}, retired={}, wanted={"S1": wanted},
        periods={"S1": [cast(PeriodView, period)] if periods else []}, units={"S1": {"BRC"}},
        sold={"S1": Counter(BRC=sold)} if sold else {}, yields={"S1": {"BRC": 3_000}},
    )  # fmt: skip

    assert expected == _issue_or_sell(books, "S1")


@pytest.mark.planted
def test_a_gap_that_forgets_offsets_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody has anything to do."""
    monkeypatch.setattr("registry.debrief.unfinished._BY_ROLE", {})
    _, lesson, found = told(1)
    lesson.close()

    assert {} == found
