"""Goal: a full or unwritable disk is reported in words, at the start and while running.

Method: SQLite's own limit of pages on the writing connection is a full disk at a moment of our
choice; `query_only` is one that cannot be written. Wrong files and folders lie where ours belong.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from typer.testing import CliRunner

import registry.serve
from ledger.db import Store
from ledger.writer import DiskRefuses
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.classroom.lesson import Lesson
from registry.classroom.room import TRAINER
from registry.classroom.seen import committed
from registry.cli import app
from tests.support.classroom import CODE, SMALL, Class, class_of
from tests.support.server import until

pytestmark = pytest.mark.slow

LESSON = f"{CODE}.lesson"
MANY_PAGES = 1 << 30


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("disk")
    Lesson.create(folder / LESSON, SMALL, seed=3).close()
    with class_of(folder) as found:
        yield found


@pytest.fixture
def room(served: Class) -> Iterator[Class]:
    """A class whose disk takes everything before and after."""
    yield served
    limit(served, MANY_PAGES)
    assert served.give("lesson.speed", f"over-{served.commands()}", speed=5).status_code == 200


def limit(room: Class, pages: int) -> None:
    """Let the lesson's file have so many pages at most; 0: those that it has."""
    store = room.live.lesson.store
    room.live.thread.call(
        lambda: store.driver.execute(f"PRAGMA max_page_count={pages or 1}").fetchall()
    ).result()


def spend(room: Class, most: int = 400) -> Any:
    """Give commands until one is answered with 503; that answer."""
    for number in range(room.commands(), room.commands() + most):
        given = room.give("lesson.speed", f"spend-{number}", speed=2 + number % 500)
        if given.status_code == 503:
            return given
        assert given.status_code == 200, given.text
    raise AssertionError("the disk never filled")


def standing(room: Class) -> list[str]:
    return [one.kind.code for one in room.live.notices.standing()]


def test_a_full_disk_is_told_everywhere_and_is_over_with_the_next_commit(room: Class) -> None:
    room.run()
    limit(room, 0)
    refused = spend(room)
    number = room.commands()
    health, clock = room.script.get("/health"), room.script.get("/api/clock").json()
    later = room.script.get("/api/clock").json()
    page = room.trainer().get("/trainer").text
    told = standing(room)
    limit(room, MANY_PAGES)
    passed = room.give("lesson.speed", "after", speed=7)
    over = until(lambda: standing(room) == [])  # told after the command was answered
    since = [one for one in room.script.get("/api/log?limit=50").json() if one["number"] > number]
    ok, running = room.script.get("/health"), room.script.get("/api/clock").json()

    refusal = refused.json()["refusal"]
    assert "access.disk_full" == refusal["code"]
    assert "full" in refusal["text"]["en"] and "磁盘已满" in refusal["text"]["zh"]
    assert refused.json()["command"] is None
    assert (503, "disk_full") == (health.status_code, health.json()["status"])
    assert ["disk_full"] == told
    assert "disk is full" in page or "磁盘已满" in page
    assert (False, clock["at"]) == (clock["running"], later["at"])
    assert ("disk_full", "") == (clock["trouble"], running["trouble"])
    assert 'data-face="stands"' in page
    assert 200 == passed.status_code
    assert list(range(number + 1, number + 1 + len(since))) == [
        one["number"] for one in since[::-1]
    ]
    assert [passed.json()["command"]] == [one["number"] for one in since if one["seat"] == TRAINER]
    assert (200, "ok") == (ok.status_code, ok.json()["status"])
    assert running["running"] and running["at"] >= clock["at"]
    assert over


def test_the_same_key_passes_once_space_is_free(room: Class) -> None:
    limit(room, 0)
    refused = spend(room)
    body = {"key": "kept", "arguments": {"speed": 9}}
    first = room.script.post("/api/commands/lesson.speed", json=body)
    limit(room, MANY_PAGES)
    second = room.script.post("/api/commands/lesson.speed", json=body)

    assert 503 == refused.status_code == first.status_code
    assert (200, False) == (second.status_code, second.json()["repeated"])


def test_a_disk_that_cannot_be_written_is_told_too(room: Class) -> None:
    driver = room.live.lesson.store.driver
    room.live.thread.call(lambda: driver.execute("PRAGMA query_only=ON")).result()
    refused = room.give("lesson.speed", "x", speed=9)
    health, told = room.script.get("/health"), standing(room)
    room.live.thread.call(lambda: driver.execute("PRAGMA query_only=OFF")).result()
    passed = room.give("lesson.speed", "x", speed=9)

    assert (503, "access.disk_unwritable") == (
        refused.status_code,
        refused.json()["refusal"]["code"],
    )
    assert (503, "disk_unwritable") == (health.status_code, health.json()["status"])
    assert ["disk_unwritable"] == told
    assert (200, []) == (passed.status_code, standing(room))


def test_a_disk_that_refuses_is_one_line_of_the_log_and_its_end_another(
    room: Class, caplog: pytest.LogCaptureFixture
) -> None:
    room.give("lesson.start", "runs-for-the-log")
    assert room.give("lesson.speed", "fast", speed=600).status_code == 200
    driver = room.live.lesson.store.driver
    room.live.thread.call(lambda: driver.execute("PRAGMA query_only=ON")).result()
    for number in range(3):
        assert room.give("lesson.speed", f"again-{number}", speed=3).status_code == 503
    until(lambda: isinstance(room.live.tick().exception(timeout=5), DiskRefuses), within_s=10)
    time.sleep(1.3)  # the alarm rings again after a second
    room.live.thread.call(lambda: driver.execute("PRAGMA query_only=OFF")).result()
    assert room.give("lesson.speed", "over", speed=7).status_code == 200
    room.give("lesson.pause", "rest")
    names = ("tanlu.writer", "tanlu.alarms", "tanlu.app")
    lines = [one for one in caplog.records if one.name in names]

    assert [
        "nothing is committed until the disk takes it again: disk_unwritable",
        "the disk takes commits again",
    ] == [one.getMessage() for one in lines]
    assert not any(one.exc_info for one in lines)


def test_a_sign_in_that_the_hall_cannot_store_is_refused_in_words(room: Class) -> None:
    def full(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("INSERT"):
            return
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    event.listen(room.hall._engine, "before_cursor_execute", full)
    said = room.client(origin=room.url).post("/sign-in", data={"password": "correct-horse-battery"})
    event.remove(room.hall._engine, "before_cursor_execute", full)

    assert 503 == said.status_code
    assert "磁盘已满" in said.text or "disk is full" in said.text


# --- at the start ---------------------------------------------------------------------------------


@pytest.fixture
def unserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that comes as far as serving has gone too far."""

    def served(*_: Any) -> None:
        raise AssertionError("it was served")

    monkeypatch.setattr(registry.serve, "run", served)


def start(folder: Path, *options: str) -> Any:
    words = ["serve", "--host", "127.0.0.1", "--port", "0", "--data", str(folder), *options]
    return CliRunner().invoke(app, words)


def in_one_sentence(said: Any, about: Path | str) -> None:
    """Exit status 2, and the last line is a sentence about a place."""
    assert 2 == said.exit_code, (said, said.exception)
    assert "Traceback" not in said.stderr
    assert str(about) in said.stderr.strip().splitlines()[-1], said.stderr


GARBAGE = b"nothing that anybody wrote for this program, line after line\n" * 200


@pytest.mark.parametrize("content", [GARBAGE, b"SQLite format 3\0" + bytes(50), None])
@pytest.mark.parametrize("name", [HALL_FILE, LESSON])
def test_a_file_that_is_none_of_ours_is_told_at_the_start(
    name: str, content: bytes | None, tmp_path: Path, unserved: None
) -> None:
    place = tmp_path / name
    if content is None:
        place.mkdir()
    else:
        place.write_bytes(content)
    in_one_sentence(start(tmp_path), name)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a first start and its stop."""
    folder = tmp_path_factory.mktemp("whole")
    with closing(Hall(folder / HALL_FILE)) as hall:
        lesson = Lesson.create(folder / LESSON, SMALL, seed=3)
        plan = lesson.plan
        hall.add_lesson(code=CODE, file=LESSON, title_en=plan.title_en, title_zh=plan.title_zh)
        hall.keep_seen(CODE, committed(lesson))
        lesson.close()
    return folder


@pytest.mark.parametrize(
    ("name", "kept"),
    [(HALL_FILE, kept) for kept in (2000, 5000, 20_000)]
    + [(LESSON, kept) for kept in (2000, 5000, 20_000, 200_000)],
)
def test_a_file_that_was_cut_is_told_at_the_start(
    name: str, kept: int, whole: Path, tmp_path: Path, unserved: None
) -> None:
    for place in (HALL_FILE, LESSON):
        shutil.copy(whole / place, tmp_path / place)
    os.truncate(tmp_path / name, kept)

    assert kept < (whole / name).stat().st_size
    in_one_sentence(start(tmp_path), name)


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path, unserved: None) -> None:
    letter = tmp_path / "letter"
    letter.write_text("not a folder", encoding="utf-8")
    in_one_sentence(start(letter), letter)
    in_one_sentence(start(letter / "below"), letter)
    assert "not a folder" == letter.read_text(encoding="utf-8")


@pytest.mark.parametrize("pages", [1, 20, 100])
def test_a_disk_that_is_full_at_the_start_is_told_and_nothing_is_left(
    pages: int, tmp_path: Path, unserved: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store._create

    def small(store: Store) -> None:
        store.driver.execute(f"PRAGMA max_page_count={pages}")
        real(store)

    monkeypatch.setattr(Store, "_create", small)
    in_one_sentence(start(tmp_path), LESSON)
    assert [] == list(tmp_path.glob("*.lesson*"))


def test_a_lesson_played_onto_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Lesson.open

    def small(path: Path) -> Lesson:
        lesson = real(path)
        lesson.store.driver.execute("PRAGMA max_page_count=1")
        return lesson

    monkeypatch.setattr(Lesson, "open", small)
    file = tmp_path / "played.lesson"
    words = ["play", CODE, "--seats-per-role", "1", "--database", str(file)]
    in_one_sentence(CliRunner().invoke(app, words), file)


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, unserved: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    in_one_sentence(start(tmp_path), tmp_path)


def test_a_token_file_that_cannot_be_written_keeps_the_old_token(
    whole: Path, tmp_path: Path, unserved: None
) -> None:
    in_the_way = tmp_path / "token"
    in_the_way.mkdir()
    for place in (HALL_FILE, LESSON):
        shutil.copy(whole / place, tmp_path / place)
    with closing(Hall(tmp_path / HALL_FILE)) as hall:
        token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=0)
    in_one_sentence(start(tmp_path, "--trainer-token-file", str(in_the_way)), in_the_way)
    with closing(Hall(tmp_path / HALL_FILE)) as hall:
        kept = hall.holder(token)

    assert kept is not None


# --- who may read ---------------------------------------------------------------------------------


def modes(folder: Path) -> dict[str, int]:
    return {place.name: stat.S_IMODE(place.stat().st_mode) for place in folder.iterdir()}


def test_what_a_server_makes_and_finds_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sys.platform != "win32", "modes are those of POSIX"
    found: list[dict[str, int]] = []

    def end(application: Any, listener: Any) -> None:
        found.append(modes(folder))
        for live in application.state.server.lives.values():
            live.close()
        application.state.server.hall.close()

    monkeypatch.setattr(registry.serve, "run", end)
    folder, token = tmp_path / "data", tmp_path / "token"
    token.write_text("an old one that everybody reads", encoding="utf-8")
    token.chmod(0o644)
    before = os.umask(0)
    try:
        start(folder, "--trainer-token-file", str(token))
        folder.chmod(0o755)
        for place in folder.iterdir():
            place.chmod(0o644)
        start(folder)
    finally:
        os.umask(before)

    assert 0o600 == stat.S_IMODE(token.stat().st_mode)
    assert "old one" not in token.read_text(encoding="utf-8")
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert [{0o600}] * 2 == [set(one.values()) for one in found]
    assert {HALL_FILE, LESSON, f"{LESSON}-wal", f"{LESSON}.lock"} <= set(found[0])


def test_a_folder_with_other_things_in_it_is_left_as_it_is(
    tmp_path: Path, unserved: None, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "thesis.txt").touch()
    tmp_path.chmod(0o755)
    registry.serve.make_folder(tmp_path)

    assert 0o755 == stat.S_IMODE(tmp_path.stat().st_mode)
    assert "can be read by other users" in caplog.text


def test_a_hall_that_lost_its_lesson_table_is_told(tmp_path: Path, unserved: None) -> None:
    with closing(sqlite3.connect(tmp_path / HALL_FILE)) as plain:
        plain.execute("CREATE TABLE lesson (code)")
    in_one_sentence(start(tmp_path), HALL_FILE)
