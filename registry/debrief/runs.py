"""A lesson played on by bots from one of its commands, perhaps under a changed plan, to compare.

It runs in a process of its own on a copy, at low priority, and ends with the server: the lesson
itself never waits for it. Only its figures are kept, in the hall.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakKeyDictionary

import orjson

from ledger.reading import FileReader
from registry.classroom.auditing import end_with_the_server, start_aside
from registry.classroom.branch import branch_of_file
from registry.classroom.hall import Hall
from registry.classroom.hall_values import HallLesson
from registry.classroom.play import play_on
from registry.debrief.classes import as_json, keep, of_session
from registry.edge.lesson_errors import RunGoing

_LOG = logging.getLogger("tanlu.runs")


@dataclass(frozen=True, slots=True)
class Going:
    """A run that is going on, or one that `failed`."""

    at: int
    changes: Mapping[str, Any]
    failed: bool = False


class Runs:
    """The runs of this process, one at a time for each lesson of a hall."""

    def __init__(self) -> None:
        self._going: WeakKeyDictionary[Hall, dict[str, Going]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, hall: Hall, lesson: str) -> Going | None:
        """The run that is going on, or the latest one if it failed."""
        return self._going.get(hall, {}).get(lesson)

    def start(self, hall: Hall, lesson: HallLesson, *, at: int, changes: Mapping[str, Any]) -> None:
        """Start a run in the background; raises RunGoing."""
        with self._lock:
            going = self._going.setdefault(hall, {})
            now = going.get(lesson.code)
            if now is not None and not now.failed:
                raise RunGoing(lesson=lesson.code)
            going[lesson.code] = Going(at, changes)
        arguments = (hall, lesson, at, changes, len(hall.ended_rounds.get(lesson.code, ())))
        threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def _run(
        self, hall: Hall, lesson: HallLesson, at: int, changes: Mapping[str, Any], rounds: int
    ) -> None:
        """`rounds` of the lesson had ended when it was started; it belongs to the round then."""
        try:
            asked = orjson.dumps(dict(changes)).decode()
            file = str(hall.folder / lesson.file)
            with start_aside("registry.debrief.runs", file, str(at), asked) as process:
                assert process.stdout is not None
                printed = process.stdout.read()
            if process.returncode:
                raise RuntimeError(f"the run's process ended with {process.returncode}")
            belongs = [*hall.ended_rounds.get(lesson.code, ())[rounds:], lesson.code][0]
            if belongs:
                keep(hall, belongs, at=at, changes=changes, figures=printed)
        except Exception:
            _LOG.exception("run for comparison", extra={"lesson": lesson.code})
            self._going[hall][lesson.code] = Going(at, changes, failed=True)
        else:
            del self._going[hall][lesson.code]


RUNS = Runs()
"""Those of this process."""


def played_on(source: Path, *, at: int, changes: Mapping[str, Any]) -> str:
    """The figures, as JSON, of a lesson file that bots play from one of its commands to the end.

    Raises CannotOpen, ChangesWrong.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "run.lesson"
        branch_of_file(source, file, at=at, changes=changes)
        play_on(file)
        reader = FileReader(file)
        try:
            with reader.session() as session:
                return as_json(of_session(session))
        finally:
            reader.close()


def main(source: str, at: str, changes: str) -> None:
    """Entry point of the process: print the figures."""
    end_with_the_server()
    told = played_on(Path(source), at=int(at), changes=orjson.loads(changes))
    sys.stdout.buffer.write(told.encode())
    sys.stdout.flush()
    os._exit(0)  # the thread that waits for the server holds standard input


if __name__ == "__main__":
    main(*sys.argv[1:])
