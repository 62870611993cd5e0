"""Goal: what every seat has still to do is known in as many queries for many seats as for few.

Method: lessons of two sizes in memory; statements are counted, figures compared with the aims.
"""

from __future__ import annotations

import pytest
from sqlalchemy import event

from registry.classroom.lesson import Lesson
from registry.classroom.plan import read_plan
from registry.debrief.own import own_debrief
from registry.debrief.unfinished import Unfinished, unfinished
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
    assert not {Role.GOVERNMENT_PARTNER, Role.SECRETARIAT, Role.MARKET_MAKER} & set(kinds)


@pytest.mark.planted
def test_a_gap_that_forgets_offsets_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody has anything to do."""
    monkeypatch.setattr("registry.debrief.unfinished._BY_ROLE", {})
    _, lesson, found = told(1)
    lesson.close()

    assert {} == found
