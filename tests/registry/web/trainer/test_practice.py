"""Before the bell people try orders in a practice market, of which nothing stays in the lesson."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.opening import practice_file, reopened
from tests.support.classroom import CODE, SMALL, Class, class_of

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Lesson.create(tmp_path / f"{CODE}.lesson", SMALL, seed=5).close()
    return tmp_path


@pytest.fixture
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


def log(room: Class) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = room.script.get("/api/log?limit=100").json()
    return found


def test_a_practice_trades_at_once_and_leaves_nothing(room: Class, folder: Path) -> None:
    trainer, (ann, seat) = room.trainer(), room.browser("Ann", "trader")
    before, seed = log(room), room.script.get("/api/lessons").json()[0]["seed"]
    offered = trainer.get("/trainer", headers=ENGLISH).text
    begun = trainer.post("/trainer/practice", data={"key": "k"})
    practised = room.script.get("/api/lessons").json()[0]
    order = ann.post(
        "/api/commands/order.place",
        json={"key": "try", "arguments": {
            "instrument": "CCER", "side": "buy", "quantity": 10, "kind": "limit", "price": 7700,
        }},
    )  # fmt: skip
    pages = [one.get(path, headers=ENGLISH).text for one, path in (
        (ann, "/home"), (ann, "/trade/CCER"), (ann, "/market/CCER"), (ann, "/rules"),
        (trainer, "/trainer"), (trainer, "/admin/orders"), (trainer, "/trainer/lessons"),
        (room.client(), f"/projector?code={room.join_code}"),
    )]  # fmt: skip
    console = trainer.get("/trainer", headers=ENGLISH).text
    late, other = room.browser("Late", "trader")
    again = trainer.post("/trainer/practice", data={"key": "k"}, headers=ENGLISH)
    reset = room.script.post(f"/api/lessons/{CODE}/reset", json={})
    ended = trainer.post("/trainer/practice/end", data={"key": "k"})
    twice = trainer.post("/trainer/practice/end", data={"key": "k"})
    after, lesson = log(room), room.script.get("/api/lessons").json()[0]
    home = ann.get("/home", headers=ENGLISH).text

    assert "Practice market" in offered and 303 == begun.status_code
    clock = practised["clock"]
    assert (True, True, "continuous", 20) == tuple(
        clock[name] for name in ("practice", "running", "phase", "speed")
    )
    assert seed != practised["seed"]
    assert 200 == order.status_code, order.text
    assert "End the practice" in console and "End the lesson" not in console
    assert "End the lesson" in offered
    for page in pages:
        assert 'data-practice="1"' in page and "nothing of it stays" in page
    assert (409, 409) == (again.status_code, reset.status_code)
    assert "access.practice_on" == reset.json()["refusal"]["code"]
    assert (303, 303) == (ended.status_code, twice.status_code)
    assert before == after[len(after) - len(before) :], "the log goes on where it was"
    assert ["seat.claim"] == [one["name"] for one in after[: len(after) - len(before)]]
    assert (0, False, False, seed) == (
        lesson["clock"]["day"], lesson["clock"]["practice"], lesson["clock"]["started"],
        lesson["seed"],
    )  # fmt: skip
    assert seat == ann.get("/api/me").json()["seat"]
    assert (other, CODE) == tuple(late.get("/api/me").json()[name] for name in ("seat", "lesson"))
    assert "nothing of it stays" not in home
    assert not practice_file(folder, CODE).exists()
    assert [] == room.live.notices.standing()


def test_a_lesson_that_has_begun_has_no_practice(room: Class) -> None:
    room.run()
    told = room.script.post(f"/api/lessons/{CODE}/practice", json={"on": True})
    none = room.script.post(f"/api/lessons/{CODE}/practice", json={"on": False})
    person = room.browser("Ann")[0]

    assert (409, "access.practice_too_late") == (
        told.status_code, told.json()["refusal"]["code"],
    )  # fmt: skip
    assert "access.no_practice" == none.json()["refusal"]["code"]
    assert not room.script.get("/api/clock").json()["practice"]
    for path in ("/trainer/practice", "/trainer/practice/end"):
        assert 403 == person.post(path, data={"key": "k"}).status_code


def test_a_restart_ends_a_practice_and_who_came_to_it_keeps_the_seat(folder: Path) -> None:
    with class_of(folder) as room:
        room.script.post(f"/api/lessons/{CODE}/practice", json={"on": True})
        seats = {name: room.join(name, "trader")[1] for name in ("Ann", "Bob", "Cai")}
        codes = {one.name: one.code for one in room.hall.seatings.of_lesson(CODE)}
    left = practice_file(folder, CODE).exists()
    hall = Hall(folder / HALL_FILE)
    entry = hall.lesson(CODE)
    assert entry is not None
    live = reopened(hall, folder, entry)
    found = {name: live.current.seats[seat].held for name, seat in seats.items()}
    day = live.current.clock.day
    live.close()
    hall.close()

    assert left and not practice_file(folder, CODE).exists()
    assert {"Ann": True, "Bob": True, "Cai": True} == found and 0 == day
    with class_of(folder) as room:
        for name, code in codes.items():
            back = room.client().post(
                "/api/return", json={"personal_code": code, "code": room.join_code}
            )
            assert seats[name] == back.json()["seat"], back.text
