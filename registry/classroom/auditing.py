"""The audit of an open lesson; a long audit runs in a process of its own, beside the writer.

That process reads on its own read-only connection, at low priority, and ends with the server,
because its standard input closes then.
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
"""Number of commands from which an audit takes longer than starting a process for it."""

LESS_PRIORITY = 10
"""Increment of `nice`; on Windows the priority class is below normal."""

_LOG = logging.getLogger("tanlu.audit")


@dataclass(frozen=True, slots=True)
class Audited:
    """The findings of an audit, and the state audited: its last command, lesson time and hash."""

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
        """Check all invariants on the last committed group; raises AuditStopped."""
        path = self._lesson.store.path
        if path is not None and self._lesson.books.number >= ASIDE_FROM:
            result = self._in_process(path)
            if result is not None:
                return result
        with self._lesson.reading() as session:
            return audited(session)

    def stop(self) -> None:
        """End an audit that runs in a process of its own; its `run` raises AuditStopped."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _in_process(self, path: Path) -> Audited | None:
        """The result of the process; None if it failed: the audit then runs in this process."""
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
    """Check all invariants on the state that this session sees."""
    began = time.perf_counter()
    newest = books.commands(session, limit=1)[0]
    found = tuple(audit(session))
    took_ms = round((time.perf_counter() - began) * 1000)
    return Audited(found, newest.number, newest.at, newest.hash, took_ms)


def _start(path: Path) -> subprocess.Popen[str]:
    return start_aside("registry.classroom.auditing", str(path))


def start_aside(module: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a module as a process beside the server, with this interpreter and these modules.

    What it prints is its answer; `end_with_the_server` lets it end when the server does.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    modules = os.pathsep.join(place for place in sys.path if place)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": modules},
        creationflags=flags,
    )


def _read(printed: str) -> Audited:
    result: dict[str, Any] = json.loads(printed)
    found = tuple((name, what) for name, what in result.pop("found"))
    return Audited(found=found, **result)


def end_with_the_server() -> None:
    """Exit at the end of standard input, when the server has ended; and leave it the processor."""
    threading.Thread(target=_end_after_input, daemon=True).start()
    if sys.platform != "win32":
        os.nice(LESS_PRIORITY)


def _end_after_input() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def main(path: Path) -> None:
    """Entry point of the process: audit a file that the server writes, and print the result."""
    end_with_the_server()
    reader = FileReader(path, written=True)
    with reader.session() as session:
        result = audited(session)
    sys.stdout.buffer.write(json.dumps(asdict(result)).encode())
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
