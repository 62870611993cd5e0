"""Goal: a round ends once, is listed whatever the hall's file does, and takes its bot runs along; a
practice market takes the place of no lesson that has begun.

Method: a served class; a second command, lock or request comes at the moment that is told.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.files import CannotOpen
from registry.classroom import opening
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.models import Driver
from registry.classroom.opening import practice_file
from registry.debrief import runs
from registry.debrief.classes import as_json, compared, keep, of_session
from tests.support.classroom import CODE, SMALL, Class, class_of, create, forms
from tests.support.server import until

pytestmark = pytest.mark.slow

AGAIN = "/trainer/lessons/again"
ROUND = f"{CODE}-round-1"
RUN_AT = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / f"{CODE}.lesson", hour=9)
    return tmp_path


@pytest.fixture
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


@pytest.fixture
def early(tmp_path: Path) -> Iterator[Class]:
    """A class whose lesson has never been started."""
    Lesson.create(tmp_path / f"{CODE}.lesson", SMALL, seed=5).close()
    with class_of(tmp_path) as made:
        yield made


def listed(room: Class) -> dict[str, Any]:
    return {one["code"]: one for one in room.script.get("/api/lessons").json()}


def code_of(told: Any) -> str:
    return str(told.json()["refusal"]["code"])


def keep_a_run(room: Class) -> None:
    with room.live.reading() as session:
        keep(room.hall, CODE, at=RUN_AT, changes={}, figures=as_json(of_session(session)))


def runs_of(room: Class, code: str) -> list[int]:
    found = compared(room.hall, dict(room.app.state.server.lives), code)
    return [one.at for one in found if one.lesson.code == code and one.at]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program has locked the hall's file."""
    with closing(sqlite3.connect(folder / HALL_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_form_or_request_sent_twice_ends_one_round(room: Class) -> None:
    trainer = room.trainer()
    (form,) = forms(trainer.get("/trainer/lessons").text, AGAIN)
    seed = listed(room)[CODE]["seed"]
    sent = [trainer.post(AGAIN, data={**form, "code": CODE}) for _ in range(2)]
    without = trainer.post(AGAIN, data={"code": CODE})
    after = listed(room)
    asked = [
        room.script.post(f"/api/lessons/{CODE}/again", json={"of_seed": seed + 1}) for _ in range(2)
    ]

    assert str(seed) == form["seed"]
    assert [303, 409, 422] == [told.status_code for told in (*sent, without)]
    assert ({CODE, ROUND}, seed + 1) == (set(after), after[CODE]["seed"])
    assert [200, 409] == [told.status_code for told in asked]
    assert "access.round_past" == code_of(asked[1])
    assert seed + 2 == listed(room)[CODE]["seed"]


def test_while_the_hall_is_locked_no_round_ends(room: Class, folder: Path) -> None:
    seat = room.join("Ann", "trader")[1]
    before, files = listed(room), sorted(one.name for one in folder.glob("*lesson"))
    with locked(folder):
        told = [room.script.post(f"/api/lessons/{CODE}/{what}") for what in ("again", "reset")]
    after, left = listed(room), sorted(one.name for one in folder.glob("*lesson"))
    then = room.script.post(f"/api/lessons/{CODE}/again")

    assert ["access.hall_busy"] * 2 == [code_of(one) for one in told]
    assert (before.keys(), files) == (after.keys(), left)
    assert before[CODE]["seed"] == after[CODE]["seed"]
    assert [] == list(folder.glob(".*.again*"))
    assert 200 == then.status_code and "Ann" == room.hall.names(ROUND)[seat]


def test_a_hall_locked_after_the_change_of_files_lists_the_round_all_the_same(
    room: Class, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = {name: room.join(name, "trader")[1] for name in ("Ann", "Bob")}
    real, after, go_on = opening.put_in_place, threading.Event(), threading.Event()

    def changed(*given: Any, **named: Any) -> None:
        real(*given, **named)
        after.set()
        assert go_on.wait(20)

    monkeypatch.setattr(opening, "put_in_place", changed)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(room.script.post, f"/api/lessons/{CODE}/again")
        assert after.wait(20)
        with locked(folder):
            go_on.set()
            told = asked.result()
    names, own = room.hall.names(ROUND), room.hall.names(CODE)
    stored = Hall(folder / HALL_FILE)
    kept, found = stored.names(ROUND), stored.lesson(ROUND)
    stored.close()

    assert 200 == told.status_code, told.text
    assert names == kept == own and set(seats.values()) <= own.keys()
    assert found is not None and (folder / found.file).exists()
    assert [] == room.app.state.server.lives[CODE].notices.standing()


def test_a_round_whose_files_cannot_be_changed_is_not_listed(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_a_run(room)
    before = listed(room)

    def refused(*_: Any, **__: Any) -> None:
        raise CannotOpen("it is read by another program")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "put_in_place", refused)
        told = room.script.post(f"/api/lessons/{CODE}/again")
    after, kept = listed(room), runs_of(room, CODE)
    then = room.script.post(f"/api/lessons/{CODE}/again")

    assert "access.lesson_unreadable" == code_of(told)
    assert before.keys() == after.keys() and before[CODE]["seed"] == after[CODE]["seed"]
    assert [RUN_AT] == kept
    assert ROUND == then.json()["before"]


def test_runs_of_bots_stay_with_the_round_they_branched_off(room: Class) -> None:
    keep_a_run(room)
    room.script.post(f"/api/lessons/{CODE}/again")
    own, ended = runs_of(room, CODE), runs_of(room, ROUND)
    keep_a_run(room)
    reset = room.script.post(f"/api/lessons/{CODE}/reset", json={})

    assert ([], [RUN_AT]) == (own, ended)
    assert 200 == reset.status_code and [] == runs_of(room, CODE)
    assert [RUN_AT] == runs_of(room, ROUND)


@pytest.mark.parametrize("what", ["again", "reset"])
def test_a_run_that_ends_after_its_round_belongs_to_that_round(
    room: Class, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with room.live.reading() as session:
        figures = as_json(of_session(session))

    def read() -> str:
        assert 200 == room.script.post(f"/api/lessons/{CODE}/{what}").status_code
        return figures

    @contextmanager
    def aside(*_: str) -> Iterator[Any]:
        yield SimpleNamespace(stdout=SimpleNamespace(read=read), returncode=0)

    monkeypatch.setattr(runs, "start_aside", aside)
    going, entry = runs.Runs(), room.hall.lesson(CODE)
    assert entry is not None
    going.start(room.hall, entry, at=RUN_AT, changes={})
    until(lambda: going.of(room.hall, CODE) is None)

    assert [] == runs_of(room, CODE)
    assert what == "reset" or [RUN_AT] == runs_of(room, ROUND)


def test_two_trainers_close_the_last_two_lessons_and_one_stays_open(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.script.post("/api/lessons", json={"plan": CODE, "code": "bee"})
    trainers = {code: room.trainer() for code in ("bee", CODE)}
    closing_now, go_on, real = threading.Event(), threading.Event(), room.hall.keep_open

    def slowly(lesson: str, *, open: bool) -> None:
        closing_now.set()
        assert go_on.wait(20)
        real(lesson, open=open)

    monkeypatch.setattr(room.hall, "keep_open", slowly)
    asked = room.app.state.server.opening
    with ThreadPoolExecutor(2) as pool:
        told = []
        for code, trainer in trainers.items():
            told.append(pool.submit(trainer.post, "/trainer/lessons/close", data={"code": code}))
            assert closing_now.wait(20)
        until(lambda: bool(asked._waiters))
        go_on.set()
        statuses = [one.result().status_code for one in told]

    assert [303, 303] == statuses
    assert {"bee": False, CODE: True} == {code: one["open"] for code, one in listed(room).items()}
    assert 200 == trainers[CODE].get("/trainer/lessons").status_code


@pytest.mark.parametrize("moment", ["made", "closed"])
def test_a_lesson_started_while_its_practice_is_made_goes_on(
    early: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    made, wires = opening.practice_of, early.app.state.server.wires
    unwire = wires.unwire
    started: list[int] = []

    def start() -> None:
        if not started:
            started.append(early.give("lesson.start", "start").status_code)

    def practice_of(*given: Any, **named: Any) -> Any:
        practice = made(*given, **named)
        if moment == "made":
            start()
        return practice

    async def last(code: str, *, again: bool) -> None:
        await asyncio.to_thread(start)
        await unwire(code, again=again)

    monkeypatch.setattr(opening, "practice_of", practice_of)
    monkeypatch.setattr(wires, "unwire", last)
    told = early.script.post(f"/api/lessons/{CODE}/practice", json={"on": True})
    clock = early.script.get("/api/clock").json()

    assert [200] == started
    assert (409, "access.practice_too_late") == (told.status_code, code_of(told))
    assert (False, True) == (clock["practice"], clock["started"])
    assert not practice_file(tmp_path, CODE).exists()


def test_seats_that_change_hands_while_a_practice_is_made_do_so_in_it_too(
    early: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, gone), (_, stays) = early.join("Ann", "trader"), early.join("Bob", "trader")
    made = opening.practice_of

    def practice_of(*given: Any, **named: Any) -> Any:
        practice = made(*given, **named)
        early.remove(gone)
        return practice

    monkeypatch.setattr(opening, "practice_of", practice_of)
    told = early.script.post(f"/api/lessons/{CODE}/practice", json={"on": True})
    seats = early.app.state.server.lives[CODE].current.seats
    drivers = seats[gone].driver, seats[stays].driver
    run = early.trainer().post(
        "/trainer/debrief/classes", data={"moment": str(early.commands()), "change": "same"}
    )

    assert 200 == told.status_code, told.text
    assert Driver.BOT == drivers[0] != drivers[1]
    assert 409 == run.status_code, "bots play on no practice"
