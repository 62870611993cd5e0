"""Goal: the view that other threads read is complete, new after each answer, and immutable.

Method: a class is driven by commands; views that were held are compared with what they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

import pytest

from registry.classroom.lesson_view import LessonView
from registry.classroom.models import Driver
from tests.support.classroom import CODE, Class, class_of, create


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("viewed")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def held(view: LessonView) -> tuple[object, ...]:
    return view.number, copy(view.clock), dict(view.seats), dict(view.instruments)


def test_an_answered_command_is_in_the_view_and_an_older_view_stays(room: Class) -> None:
    before = room.live.current
    was = held(before)
    seat = next(s.name for s in before.seats.values() if s.driver is Driver.BOT and not s.fixed)
    body = {"key": "viewed", "arguments": {"seat": seat}}
    answered = room.script.post("/api/commands/seat.claim", json=body).json()
    after = room.live.current

    assert answered["command"] == after.number > before.number
    assert (Driver.BOT, Driver.PERSON) == (before.seats[seat].driver, after.seats[seat].driver)
    assert was == held(before)


def test_what_did_not_change_is_shared(room: Class) -> None:
    before = room.live.current
    room.give("lesson.speed", "faster", speed=7)
    after = room.live.current

    assert 7 == after.clock.speed != before.clock.speed
    assert before.seats is after.seats
    assert before.instruments is after.instruments
    assert before.plan is after.plan


def test_a_view_is_the_working_state_after_every_group(room: Class) -> None:
    room.run()
    world = room.live.lesson.world
    for number in range(5):
        room.give("lesson.speed", f"speed {number}", speed=60 + number)
        seen = room.live.thread.call(lambda: (room.live.current, world.books.number)).result(10)
        view, written = seen

        assert written == view.number
        assert dict(view.seats) == world.room.seats
        assert {c: one.instrument for c, one in world.exchange.market.listings.items()} == dict(
            view.instruments
        )


def test_nobody_can_change_a_view(room: Class) -> None:
    view = room.live.current
    with pytest.raises(AttributeError):
        view.number = 0  # type: ignore[misc]
    with pytest.raises(TypeError):
        view.seats["S01"] = view.seats["S02"]  # type: ignore[index]
