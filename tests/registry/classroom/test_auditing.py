"""Goal: a long lesson is audited in a process of its own, which ends with its server.

Method: the number of commands from which a lesson is long is set to one; the same audit is made
here and there, with and without a fault; a process is stopped, and one is left alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from registry.classroom import auditing
from registry.classroom.auditing import Auditor, AuditStopped
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from tests.support.played import played
from tests.support.server import until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of a few commands; nobody writes it."""
    place = tmp_path_factory.mktemp("begun") / "begun.lesson"
    return played(place, "belt-road-1", until="EXISTS (SELECT 1 FROM issuance_request)")


@pytest.fixture
def lesson(begun: Path, tmp_path: Path) -> Iterator[Lesson]:
    """A copy of it, open to be written."""
    opened = Lesson.open(Path(shutil.copyfile(begun, tmp_path / "open.lesson")))
    yield opened
    opened.close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """Every lesson is a long one; the processes that were started for audits."""
    monkeypatch.setattr(auditing, "ASIDE_FROM", 1)
    processes: list[subprocess.Popen[str]] = []
    start = auditing._start

    def kept(path: Path) -> subprocess.Popen[str]:
        processes.append(start(path))
        return processes[-1]

    monkeypatch.setattr(auditing, "_start", kept)
    return processes


def test_the_process_finds_what_an_audit_here_finds(
    lesson: Lesson, started: list[subprocess.Popen[str]]
) -> None:
    lesson.store.driver.execute("UPDATE lesson_state SET day = day + 1")
    with lesson.reading() as session:
        here = auditing.audited(session)
    aside = Auditor(lesson).run()

    assert [0] == [process.returncode for process in started]
    assert {"the_clock_stands_where_the_log_says"} == {name for name, _ in aside.found}
    assert (here.found, here.command, here.at, here.chain_head) == (
        aside.found, aside.command, aside.at, aside.chain_head,
    )  # fmt: skip


def test_a_short_lesson_is_audited_at_once(
    lesson: Lesson, started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "ASIDE_FROM", lesson.books.number + 1)

    assert () == Auditor(lesson).run().found
    assert [] == started


def test_an_audit_whose_process_fails_is_made_here(
    lesson: Lesson, started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", sys.executable + ".gone")
    missing = Auditor(lesson).run()
    monkeypatch.undo()

    assert (lesson.books.number, ()) == (missing.command, missing.found)


def test_closing_a_lesson_ends_the_process_that_audits_it(
    lesson: Lesson, started: list[subprocess.Popen[str]]
) -> None:
    auditor = Auditor(lesson)
    came: list[object] = []

    def run() -> None:
        try:
            came.append(auditor.run())
        except AuditStopped as stopped:
            came.append(stopped)

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: bool(started))
    auditor.stop()
    thread.join(20)

    assert [AuditStopped] == [type(one) for one in came]
    assert started[0].returncode not in (None, 0)
    with pytest.raises(AuditStopped):
        auditor.run()


def test_the_process_ends_when_nobody_waits_for_it_any_more(lesson: Lesson) -> None:
    path = lesson.store.path
    assert path is not None
    process = auditing._start(path)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    with closing(process.stdout):
        printed = process.stdout.read()

    assert (1, "") == (process.wait(20), printed)


def test_the_trainers_page_is_told_what_the_process_found(
    begun: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    live = Live(Lesson.open(Path(shutil.copyfile(begun, tmp_path / "live.lesson"))))
    live.lesson.store.driver.execute("UPDATE lesson_state SET day = day + 1")
    live.audit_aside()
    until(lambda: live.audited is not None)
    standing = [one.kind.code for one in live.notices.standing()]
    holds = live.audit_holds
    live.close()

    assert 1 == len(started)
    assert (["audit_broken"], False) == (standing, holds)
