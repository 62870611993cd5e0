"""The audit of an open lesson: a long one in a process of its own, beside the writer.

That process reads by its own read-only connection, at low priority, and ends with the server:
its standard input closes then. It knows no page.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ledger import queries as books
from ledger.reading import FileReader
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson

ASIDE_FROM = 3000
"""Commands from which an audit takes longer than starting a process for it."""

LESS_PRIORITY = 10
"""Steps down the scale of `nice`; on Windows a class below normal."""

_LOG = logging.getLogger("tanlu.audit")


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit found, and of which state: its last command, lesson time and hash."""

    found: tuple[tuple[str, str], ...]
    command: int
    at: int
    chain_head: str
    took_ms: int


class AuditStopped(Exception):
    """The lesson was closed while its audit ran."""


class Auditor:
    """Audits one open lesson, one audit at a time; any thread."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self) -> Audited:
        """All invariants on the last committed group."""
        path = self._lesson.store.path
        if path is not None and self._lesson.books.number >= ASIDE_FROM:
            told = self._told_aside(path)
            if told is not None:
                return told
        with self._lesson.reading() as session:
            return audited(session)

    def stop(self) -> None:
        """End an audit that runs in a process of its own; `run` raises then."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _told_aside(self, path: Path) -> Audited | None:
        """What the process found; None when it failed, and the audit is made here instead."""
        with self._lock:
            if self._stopped:
                raise AuditStopped
            try:
                self._process = process = _start(path)
            except OSError:
                _LOG.exception("no process for the audit")
                return None
        try:
            with process:
                assert process.stdout is not None
                printed = process.stdout.read()
        finally:
            with self._lock:
                self._process = None
        if self._stopped:
            raise AuditStopped
        if process.returncode:
            _LOG.error("the audit's process ended with %s", process.returncode)
            return None
        return _read(printed)


def audited(session: Session) -> Audited:
    """All invariants on the state that this session sees."""
    began = time.perf_counter()
    newest = books.commands(session, limit=1)[0]
    found = tuple(audit(session))
    took_ms = round((time.perf_counter() - began) * 1000)
    return Audited(found, newest.number, newest.at, newest.hash, took_ms)


def _start(path: Path) -> subprocess.Popen[str]:
    """A process that audits a lesson file, with our own interpreter and modules."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    modules = os.pathsep.join(place for place in sys.path if place)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "registry.classroom.auditing", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": modules},
        creationflags=flags,
    )


def _read(printed: str) -> Audited:
    told: dict[str, Any] = json.loads(printed)
    found = tuple((name, what) for name, what in told.pop("found"))
    return Audited(found=found, **told)


def _end_with_the_server() -> None:
    """Wait for the end of standard input: whoever asked for the audit is gone."""
    sys.stdin.buffer.read()
    os._exit(1)


def main(path: Path) -> None:
    """What the process does: audit a file that another process writes, and print the result."""
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    if sys.platform != "win32":
        os.nice(LESS_PRIORITY)
    reader = FileReader(path, written=True)
    with reader.session() as session:
        told = audited(session)
    sys.stdout.buffer.write(json.dumps(asdict(told)).encode())
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
