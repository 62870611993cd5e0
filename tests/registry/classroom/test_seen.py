"""Goal: a lesson file that lost its newest commands, or is another one, is reported to the trainer.

Method: a real server in this process over files that were cut back, exchanged or killed.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.writer import Request
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind, Seen
from registry.classroom.lesson import Lesson
from registry.classroom.notices import Notice, Notices
from registry.classroom.room import TRAINER
from registry.classroom.seen import committed, compare, note
from tests.support.classroom import CODE, SMALL, Class, class_of
from tests.support.passwords import set_quickly
from tests.support.server import ROOT, until

pytestmark = pytest.mark.slow

LESSON = f"{CODE}.lesson"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Lesson.create(tmp_path / LESSON, SMALL, seed=3).close()
    return tmp_path


def seen_in(folder: Path) -> Seen | None:
    with closing(Hall(folder / HALL_FILE)) as hall:
        return hall.seen(CODE)


def commands(folder: Path) -> list[tuple[int, str]]:
    """Number and head of every command in the file."""
    with closing(sqlite3.connect(folder / LESSON)) as plain:
        return plain.execute("SELECT number, hash FROM command ORDER BY number").fetchall()


def told(room: Class) -> list[str]:
    return [one.kind.code for one in room.live.notices.standing()]


def use(folder: Path, *speeds: int) -> None:
    """Give commands to a lesson that nobody serves, and note it in the hall as a stop does."""
    with closing(Hall(folder / HALL_FILE)) as hall:
        lesson = Lesson.open(folder / LESSON)
        give(lesson, *speeds)
        note(hall, CODE, committed(lesson), Notices(lambda: 0))
        lesson.close()


def give(lesson: Lesson, *speeds: int) -> None:
    for speed in speeds:
        with lesson.group():
            lesson.run(Request("lesson.speed", {"speed": speed}, "script", TRAINER))


def compared(folder: Path) -> list[Notice]:
    """What a start tells the trainer."""
    notices = Notices(lambda: 0)
    with closing(Hall(folder / HALL_FILE)) as hall:
        lesson = Lesson.open(folder / LESSON)
        compare(hall, CODE, lesson, notices)
        lesson.close()
    return notices.standing()


def test_a_server_notes_the_last_command_while_it_runs_and_at_its_stop(folder: Path) -> None:
    with class_of(folder, note_every_s=0.05) as room:
        assert room.give("lesson.speed", "a", speed=5).status_code == 200
        number = room.commands()
        running = until(lambda: (one := room.hall.seen(CODE)) and one.number == number and one)
        quiet = told(room)
        assert room.give("lesson.speed", "b", speed=6).status_code == 200
    noted, last = seen_in(folder), commands(folder)[-1]

    assert commands(folder)[-2] == (running.number, running.head)
    assert Seen(*last) == noted
    assert [] == quiet
    assert [] == compared(folder)


def test_an_older_copy_opens_with_a_line_until_the_trainer_confirms(folder: Path) -> None:
    copy = folder / "copy"
    shutil.copy(folder / LESSON, copy)
    use(folder, 5, 6, 7, 8)
    seen = seen_in(folder)
    shutil.copy(copy, folder / LESSON)
    first = compared(folder)
    with class_of(folder) as back:
        before, trainer = told(back), back.trainer()
        page = trainer.get("/trainer").text
        unchanged = back.hall.seen(CODE)
        confirmed = trainer.post("/trainer/confirm", data={"code": before[0]})
        after, now, number = told(back), back.hall.seen(CODE), back.commands()

    assert seen is not None and ["end_lost"] == [one.kind.code for one in first] == before
    assert {"number": 1, "seen": seen.number} == first[0].facts
    assert f"had {seen.number}" in page or f"已有 {seen.number} 条" in page
    assert seen == unchanged
    assert 303 == confirmed.status_code
    assert [] == after
    assert now is not None and number == now.number < seen.number
    assert [] == compared(folder)


def test_a_file_that_went_on_otherwise_is_told(folder: Path) -> None:
    copy = folder / "copy"
    shutil.copy(folder / LESSON, copy)
    use(folder, 2, 3)
    shutil.copy(copy, folder / LESSON)
    lesson = Lesson.open(folder / LESSON)
    give(lesson, 5, 6, 7, 8)
    lesson.close()
    (found,) = compared(folder)

    assert ("another_log", {"seen": 3}) == (found.kind.code, found.facts)


def test_nothing_is_noted_while_the_file_is_in_question(folder: Path) -> None:
    with closing(Hall(folder / HALL_FILE)) as hall:
        hall.keep_seen(CODE, Seen(99, "x"))
        lesson = Lesson.open(folder / LESSON)
        notices = Notices(lambda: 0)
        compare(hall, CODE, lesson, notices)
        note(hall, CODE, committed(lesson), notices)
        in_question = hall.seen(CODE)
        confirmed = notices.confirm("end_lost")
        note(hall, CODE, committed(lesson), notices)
        afterwards = hall.seen(CODE)
        expected = committed(lesson)
        lesson.close()

    assert confirmed
    assert Seen(99, "x") == in_question
    assert expected == afterwards


UNTIL_KILLED = """
import sys, time
from pathlib import Path
from ledger.writer import Request
from registry.classroom.hall import Hall
from registry.classroom.lesson import Lesson
from registry.classroom.notices import Notice, Notices
from registry.classroom.seen import committed, note
from registry.classroom.room import TRAINER
hall, lesson = Hall(Path(sys.argv[1]) / "hall.sqlite"), Lesson.open(Path(sys.argv[2]))
for speed in range(2, 9):
    with lesson.group():
        lesson.run(Request("lesson.speed", {"speed": speed}, "script", TRAINER))
note(hall, sys.argv[3], committed(lesson), Notices(lambda: 0))
print("noted", flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_a_killed_writer_whose_wal_was_taken_away_is_told(folder: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", UNTIL_KILLED, str(folder), str(folder / LESSON), CODE],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None and b"noted" in child.stdout.readline()
    child.kill()
    child.wait()
    child.stdout.close()
    Path(f"{folder / LESSON}-wal").unlink()
    (found,) = compared(folder)

    assert ("end_lost", {"number": 1, "seen": 8}) == (found.kind.code, found.facts)
    assert 1 == len(commands(folder)), "the rest lay in the file that was taken away"


def test_a_new_password_ends_sessions_at_a_server_that_runs(folder: Path) -> None:
    with class_of(folder) as room:
        trainer = room.trainer()
        script = room.script
        player, _ = room.join("Ann")
        before = trainer.get("/api/me").status_code
        with closing(Hall(folder / HALL_FILE)) as beside:
            set_quickly(beside, "another-password")
            beside.revoke_kind(Kind.SCRIPT)
        until(lambda: trainer.get("/api/me").status_code == 401, within_s=3)
        after = [one.get("/api/me").status_code for one in (trainer, script, player)]
        old, new = (
            room.client(origin=room.url).post("/sign-in", data={"password": word}).status_code
            for word in ("correct-horse-battery", "another-password")
        )
        renewed = room.hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=0)
        script.headers["authorization"] = f"Bearer {renewed}"

    assert 200 == before
    assert [401, 401, 200] == after
    assert (401, 303) == (old, new)


def test_a_trainers_token_is_looked_up_and_others_are_not(folder: Path) -> None:
    with closing(Hall(folder / HALL_FILE)) as hall:
        trainer = hall.admit(kind=Kind.TRAINER, lesson="", seat="", name="", at=0)
        seat = hall.admit(kind=Kind.SEAT, lesson=CODE, seat="S01", name="Ann", at=0)
        with closing(sqlite3.connect(folder / HALL_FILE)) as plain:
            plain.execute("DELETE FROM token")
            plain.commit()
        hall.follow()

        assert hall.holder(trainer) is None
        assert hall.holder(seat) is not None
