"""Goal: whoever the trainer moves sits where the lesson says, whatever the hall's file did.

Method: a whole server. The hall's file is held while people are moved; commands and joins are
repeated, and the server is started anew; then seats, names and tokens are read.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from registry.classroom.hall import HALL_FILE
from registry.classroom.models import Driver
from registry.edge.commands import FOLLOW_S
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.server import until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("morning") / f"{CODE}.lesson"
    create(file, hour=9)
    return file


@pytest.fixture
def folder(morning: Path, tmp_path: Path) -> Path:
    shutil.copy(morning, tmp_path)
    return tmp_path


@pytest.fixture
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program holds the hall's file."""
    with closing(sqlite3.connect(folder / HALL_FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def free(room: Class) -> str:
    seats = room.live.current.seats.values()
    return next(s.name for s in seats if not s.held and s.of_class and s.role != "trader")


def move(room: Class, seat: str, target: str, key: str = "moves-once") -> httpx2.Response:
    body = {"key": key, "arguments": {"seat": seat, "target": target}}
    return room.script.post("/api/commands/seat.move", json=body)


def drivers(room: Class, *seats: str) -> list[Driver]:
    return [room.live.current.seats[seat].driver for seat in seats]


def sits(room: Class, person: httpx2.Client, name: str, seat: str) -> None:
    """A person, and nobody else, has a seat in the lesson and in the hall."""
    me = person.get("/api/me").json()
    assert (name, seat) == (me["name"], me["seat"])
    assert name == room.hall.names(CODE)[seat]
    assert [Driver.PERSON] == drivers(room, seat)


def test_a_move_that_the_hall_could_not_store_is_finished_by_the_same_command(
    room: Class, folder: Path
) -> None:
    ann, seat = room.join("Ann", "trader")
    code, target = ann.get("/api/me").json()["personal_code"], free(room)
    with held(folder):
        busy = move(room, seat, target)
    again = move(room, seat, target)

    assert (503, 200) == (busy.status_code, again.status_code)
    assert "access.hall_busy" == busy.json()["refusal"]["code"]
    sits(room, ann, "Ann", target)
    assert code == ann.get("/api/me").json()["personal_code"]
    assert [Driver.BOT] == drivers(room, seat) and seat not in room.hall.names(CODE)


def test_the_next_join_or_move_finishes_it_too_and_gets_nobodys_seat(
    room: Class, folder: Path
) -> None:
    ann, seat = room.join("Ann", "trader")
    target = free(room)
    with held(folder):
        assert 503 == move(room, seat, target).status_code
    bob, left = room.join("Bob", "trader")
    other = free(room)
    sits(room, ann, "Ann", target)
    with held(folder):
        assert 503 == move(room, left, other, "second").status_code
        assert 503 == move(room, target, left, "third").status_code, "before Bob is where he is"
    back = move(room, target, left, "third")

    assert 200 == back.status_code and left == seat
    sits(room, ann, "Ann", left)
    sits(room, bob, "Bob", other)


def test_it_is_finished_without_any_further_request_and_the_page_follows(
    room: Class, folder: Path
) -> None:
    """While the hall is held it is tried in vain; afterwards nobody has to join, move or start."""
    ann, seat = room.join("Ann", "trader")
    code, target = ann.get("/api/me").json()["personal_code"], free(room)
    with held(folder):
        assert 503 == move(room, seat, target).status_code
        time.sleep(2 * FOLLOW_S)
        assert seat == ann.get("/api/me").json()["seat"]
    until(lambda: target in room.hall.names(CODE), within_s=20)

    sits(room, ann, "Ann", target)
    assert code == ann.get("/api/me").json()["personal_code"]
    assert [Driver.BOT] == drivers(room, seat) and seat not in room.hall.names(CODE)


def test_a_restart_finishes_it(folder: Path) -> None:
    with class_of(folder) as before:
        ann, seat = before.browser("Ann", "trader")
        token, target = ann.cookies.get("tanlu") or "", free(before)
        with held(folder):
            assert 503 == move(before, seat, target).status_code
    with class_of(folder) as after:
        sits(after, after.client(token), "Ann", target)
        assert [Driver.BOT] == drivers(after, seat) and seat not in after.hall.names(CODE)


def test_a_repeated_move_moves_nobody_else(room: Class) -> None:
    ann, seat = room.join("Ann", "trader")
    target = free(room)
    first = move(room, seat, target)
    bob, his = room.join("Bob", "trader")
    again = move(room, seat, target)

    assert [200, 200] == [first.status_code, again.status_code]
    assert his == seat
    sits(room, ann, "Ann", target)
    sits(room, bob, "Bob", seat)


def test_a_join_that_is_repeated_after_a_move_gives_the_same_token(room: Class) -> None:
    same = {"code": room.join_code, "name": "Cem", "role": "trader", "key": "cem-joins-once"}
    first = room.script.post("/api/join", json=same).json()
    target = free(room)
    assert 200 == move(room, first["seat"], target).status_code
    again = room.script.post("/api/join", json=same)

    role = room.live.current.seats[target].role
    assert 200 == again.status_code, again.text
    assert first | {"seat": target, "role": role} == again.json()
