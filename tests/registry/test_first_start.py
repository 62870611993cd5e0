"""Goal: a first start that failed or was killed at any moment can be repeated as it was.

Method: forks of a server are killed at moments counted in statements and file operations, and
started again; the shown password has to sign in. Mistakes of the command line leave nothing.
"""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from typer.testing import CliRunner

import registry.serve
from ledger.db import CannotOpen, Store, refuse_what_is_no_lesson
from registry.classroom import hall
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.plan import PlanUnreadable, read_plan
from registry.cli import app
from registry.serve import listen
from tests.support.classroom import CODE, SMALL
from tests.support.passwords import QUICK
from tests.support.server import ROOT

pytestmark = pytest.mark.slow

LESSON = f"{CODE}.lesson"


def ended(
    folder: Path,
    count: int,
    sign: signal.Signals,
    *,
    part: int = 0,
    parts: int = 1,
    planted: bool = False,
) -> list[dict[str, Any]]:
    """First starts that got a signal, and what the same start did afterwards."""
    words = [str(folder), *map(str, (count, sign.value, part, parts))]
    words += ["planted"] if planted else []
    command = [sys.executable, "-m", "tests.support.first_start", *words]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def works_again(one: dict[str, Any]) -> None:
    """The repeated start showed a password that signs in, and left nothing but what belongs."""
    assert "join code" in one["said"], one
    assert 303 == one["signed_in"], one
    assert [LESSON, HALL_FILE] == one["rest"], one


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Two first starts that were killed, and the first of them once more with a planted fault."""
    starts = ended(tmp_path_factory.mktemp("killed"), 2, signal.SIGKILL, planted=True)
    assert 3 == len(starts)
    return starts


@pytest.mark.slow
def test_a_killed_first_start_is_repeated_and_its_password_signs_in(
    killed: list[dict[str, Any]],
) -> None:
    starts = killed[:2]

    for one in starts:
        assert -signal.SIGKILL == one["status"]
        works_again(one)
    assert LESSON not in starts[0]["left"] and f"{LESSON}.new" in starts[0]["left"]
    assert LESSON in starts[1]["left"]


@pytest.mark.planted
def test_a_lesson_made_under_its_own_name_is_caught(killed: list[dict[str, Any]]) -> None:
    one = killed[2]

    assert LESSON in one["left"]
    with pytest.raises(AssertionError):
        works_again(one)
    assert "CannotOpen" in one["said"]


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_at_forty_moments(sign: signal.Signals, part: int, tmp_path: Path) -> None:
    starts = ended(tmp_path, 40, sign, part=part, parts=8)

    assert 5 == len(starts)
    for one in starts:
        # An interruption of the last moments is that of a server that serves already.
        assert one["status"] in ((130, 0) if sign is signal.SIGINT else (-signal.SIGKILL,))
        works_again(one)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Starts go up to the moment at which they would serve; the applications that they made."""
    found: list[Any] = []

    def end(application: Any, listener: Any) -> None:
        server_state = application.state.server
        found.append(server_state)
        for live in server_state.lives.values():
            live.close()
        server_state.hall.close()

    monkeypatch.setattr(registry.serve, "run", end)
    monkeypatch.setattr(hall, "_PASSWORDS", QUICK)
    return found


def start(folder: Path, *options: str) -> Any:
    """`tanlu serve` in this process."""
    words = ["serve", "--host", "127.0.0.1", "--data", str(folder), *options]
    words += [] if "--port" in options else ["--port", "0"]
    return CliRunner().invoke(app, words)


def password_in(printed: str) -> str:
    found = re.search(r"password\s+(\S+)", printed)
    return found.group(1) if found else ""


def opens(folder: Path, password: str) -> bool:
    """Whether the trainer's password is this one."""
    with closing(Hall(folder / HALL_FILE)) as opened:
        return opened.check_password(password)


def mistakes(tmp_path: Path, port: int) -> dict[str, list[str]]:
    """Options with which nothing can be served, by what is said."""
    broken = tmp_path / "broken.toml"
    broken.write_text("[clock]\nfirst_day = 5\n", encoding="utf-8")
    return {
        "cannot be listened on": ["--port", str(port)],
        "known plans": ["--lesson", "nosuch"],
        "first_day": ["--lesson", str(broken)],
    }


def test_mistakes_of_the_command_line_make_nothing_and_take_no_password(
    tmp_path: Path, served: list[Any]
) -> None:
    folder = tmp_path / "data"
    with closing(listen("127.0.0.1", 0)) as taken:
        for sentence, options in mistakes(tmp_path, taken.getsockname()[1]).items():
            said = start(folder, *options)

            assert 2 == said.exit_code, said
            assert sentence in said.stderr
            assert not folder.exists()
    said = start(folder)

    assert 0 == said.exit_code
    assert opens(folder, password_in(said.stdout))


def test_a_plan_that_fails_in_the_lesson_leaves_no_file(
    tmp_path: Path, served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("the plan breaks")

    with monkeypatch.context() as broken:
        broken.setattr("registry.classroom.build._fill", fails)
        failed = start(tmp_path)
    left = sorted(place.name for place in tmp_path.glob("*.lesson*"))
    again = start(tmp_path)

    assert isinstance(failed.exception, AssertionError)
    assert [] == left
    assert 0 == again.exit_code
    assert opens(tmp_path, password_in(again.stdout))


def test_a_password_that_could_not_be_shown_is_not_given(
    tmp_path: Path, served: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: Any, **__: Any) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with monkeypatch.context() as broken:
        broken.setattr("builtins.print", closed)
        failed = start(tmp_path)
    again = start(tmp_path)
    third = start(tmp_path)

    assert 2 == failed.exit_code
    assert opens(tmp_path, password_in(again.stdout))
    assert "" == password_in(third.stdout)


def begun(path: Path, how: str) -> None:
    """What an interrupted start of earlier programs leaves at the lesson's own name."""
    if how == "empty":
        path.touch()
        return
    Store(path, create=True).close()
    if how == "beside":
        with closing(sqlite3.connect(path)) as plain:
            plain.execute("PRAGMA journal_mode=DELETE")
            plain.execute("PRAGMA journal_mode=WAL")
    if how == "no tables":
        path.unlink()
        with closing(sqlite3.connect(path)) as plain:
            plain.execute("PRAGMA journal_mode=WAL")


@pytest.mark.parametrize("how", ["empty", "no tables", "tables", "beside"])
def test_a_file_without_a_command_is_made_anew_and_that_is_said(
    how: str, tmp_path: Path, served: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / LESSON
    begun(path, how)
    with pytest.raises(CannotOpen, match="There is no lesson in"):
        refuse_what_is_no_lesson(path)
    with pytest.raises(CannotOpen, match="There is no lesson in"):
        Lesson.open(path)
    made = Lesson.create(path, SMALL, seed=9)
    seed = made.seed
    made.close()

    assert 9 == seed
    assert any("no lesson stands in it; it is made anew" in one.message for one in caplog.records)


def test_play_makes_a_begun_file_anew_too(tmp_path: Path) -> None:
    path = tmp_path / "kept.lesson"
    begun(path, "tables")
    plan = tmp_path / "plan.toml"
    text = (ROOT / "fixtures/lessons/belt-road-1.toml").read_text(encoding="utf-8")
    plan.write_text(re.sub(r"(?m)^days = \d+", "days = 1", text), encoding="utf-8")
    words = ["play", str(plan), "--seats-per-role", "1", "--database", str(path), "--json"]
    played = CliRunner().invoke(app, words)
    again = CliRunner().invoke(app, words)

    assert 0 == played.exit_code, played
    assert "ok" == json.loads(played.stdout)["audit"]
    assert 2 == again.exit_code
    assert "a lesson is never written over" in again.stderr


def test_a_lesson_that_the_hall_knows_is_never_made_anew(tmp_path: Path, served: list[Any]) -> None:
    start(tmp_path)
    path = tmp_path / LESSON
    path.write_bytes(b"")
    emptied = start(tmp_path)
    path.unlink()
    gone = start(tmp_path)

    assert [2, 2] == [emptied.exit_code, gone.exit_code]
    assert "nothing stands in" in emptied.stderr and "is gone" in gone.stderr
    assert [HALL_FILE] == [place.name for place in tmp_path.iterdir()], "nothing was made"


def test_something_else_under_the_name_is_left_alone(tmp_path: Path, served: list[Any]) -> None:
    path = tmp_path / LESSON
    path.write_bytes(b"a letter to nobody, long enough to be a page" * 50)
    said = start(tmp_path)
    with pytest.raises(CannotOpen, match="exists already"):
        Lesson.create(path, SMALL, seed=1)

    assert 2 == said.exit_code and "is not a lesson file" in said.stderr
    assert path.read_bytes().startswith(b"a letter")


def test_the_bots_seed_is_chosen_once_and_shown(tmp_path: Path, served: list[Any]) -> None:
    first, same, other = (start(tmp_path, "--seed", seed) for seed in ("77", "77", "78"))
    plain = start(tmp_path / "plain")
    wrong = start(tmp_path / "wrong", "--seed", str(1 << 63))
    seeds = [next(iter(server_state.lives.values())).lesson.seed for server_state in served]

    assert [77, 77, 77, 1] == seeds
    assert "bots' seed  77\n" in first.stdout and "bots' seed  77\n" in same.stdout
    assert "bots' seed  77   (chosen when the lesson was made)" in other.stdout
    assert "bots' seed  1\n" in plain.stdout
    assert 2 == wrong.exit_code and not (tmp_path / "wrong").exists()


def test_the_announcement_tells_the_versions(tmp_path: Path, served: list[Any]) -> None:
    said = start(tmp_path)

    assert f"SQLite {sqlite3.sqlite_version}" in said.stdout
    assert f"Python {sys.version.split()[0]}" in said.stdout


def test_a_new_password_replaces_the_old_one(tmp_path: Path, served: list[Any]) -> None:
    old = password_in(start(tmp_path).stdout)
    changed = CliRunner().invoke(app, ["password", "--data", str(tmp_path)])
    new = password_in(changed.stdout)
    nowhere = CliRunner().invoke(app, ["password", "--data", str(tmp_path / "nowhere")])

    assert 0 == changed.exit_code
    assert (False, True) == (opens(tmp_path, old), opens(tmp_path, new))
    assert 2 == nowhere.exit_code and "There is no hall" in nowhere.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_plan_that_is_unknown_is_told_before_anything_else() -> None:
    with pytest.raises(PlanUnreadable):
        read_plan("nosuch")


def test_an_interruption_inside_the_database_leaves_nothing_and_stays_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store._open

    def interrupted(store: Store, *, create: bool) -> None:
        real(store, create=create)
        event.listen(store.engine, "before_cursor_execute", on_insert)

    def on_insert(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO participant"):
            raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Lesson.create(tmp_path / LESSON, SMALL, seed=1)

    assert [] == list(tmp_path.iterdir())
