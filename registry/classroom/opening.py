"""Lessons of a data folder: created, opened again, and begun again from their first command.

Every function works on files and takes as long as the disk does; a server calls them in a thread.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from ledger.db import CannotOpen
from ledger.files import BESIDE, is_only_begun, keep_private, one_sentence
from ledger.writer import Request
from registry.classroom.backups import back_up
from registry.classroom.hall import Hall, HallLesson
from registry.classroom.lesson import Lesson
from registry.classroom.lesson_view import LessonView
from registry.classroom.live import Live
from registry.classroom.models import Driver
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.classroom.seen import committed

SEED = 1
"""Seed of the bots in a new lesson, unless another is given."""

SUFFIX = ".lesson"
"""Ending of a lesson file's name."""


def file_of(folder: Path, code: str) -> Path:
    """The file that a new lesson of this code gets."""
    return folder / f"{code}{SUFFIX}"


def reopened(folder: Path, entry: HallLesson) -> Live:
    """A listed lesson, as it was after its last command.

    Raises CannotOpen if its file is missing, empty or of another version.
    """
    file = folder / entry.file
    with one_sentence(file):
        if not file.exists():
            raise CannotOpen(f"The hall lists the lesson {entry.code}, but {file} is gone.")
        if is_only_begun(file):
            raise CannotOpen(
                f"The hall lists the lesson {entry.code}, but nothing stands in {file}: put a copy"
                " of it there, with what lay beside it (-wal)."
            )
        keep_private(file)
        return Live(Lesson.open(file))


def created(
    hall: Hall, folder: Path, *, code: str, plan: Plan | None, seed: int | None
) -> tuple[HallLesson, Live]:
    """A lesson that the hall does not list yet, from a plan or (None) from its existing file."""
    file = file_of(folder, code)
    with one_sentence(file):
        if plan is None:
            keep_private(file)
            lesson = Lesson.open(file)
        else:
            lesson = Lesson.create(file, plan, seed=SEED if seed is None else seed)
        made = lesson.plan
        entry = hall.add_lesson(
            code=code, file=file.name, title_en=made.title_en, title_zh=made.title_zh
        )
        return entry, Live(lesson)


def prepared(
    folder: Path, entry: HallLesson, view: LessonView, *, held: Collection[str], seed: int | None
) -> Path:
    """The same lesson from its beginning, under a temporary name beside the old one.

    People keep their seats: those in `held` are claimed again, and the seats that were opened
    beyond the plan are opened again up to the last of them.
    """
    making = folder / f".{entry.code}.again"
    remove_file(making)
    lesson = Lesson.create(making, view.plan, seed=view.seed if seed is None else seed)
    try:
        with lesson.group():
            for name, arguments in _seating(lesson, view, held):
                key = f"again-{name}-{arguments.get('seat', lesson.books.number)}"
                outcome = lesson.run(Request(name, arguments, "script", TRAINER, key=key))
                assert outcome.answer is not None, outcome
    except BaseException:
        lesson.close()
        remove_file(making)
        raise
    lesson.close()
    return making


def _seating(
    lesson: Lesson, view: LessonView, held: Collection[str]
) -> list[tuple[str, dict[str, str]]]:
    """The commands that give people their seats again, in the order of the seats."""
    taken = [s for s in view.seats.values() if s.driver is Driver.PERSON and s.name in held]
    last = max((seat.number for seat in taken), default=0)
    planned = len(lesson.room.seats)
    further = [s for s in view.seats.values() if planned < s.number <= last]
    opened = [("seat.open", {"role": seat.role.value}) for seat in further]
    return opened + [("seat.claim", {"seat": seat.name}) for seat in taken]


def put_in_place(hall: Hall, folder: Path, entry: HallLesson, making: Path) -> Path:
    """Give a prepared lesson the name of the closed one; returns the old one's new name.

    The old file is copied whole and checked before anything is deleted.
    """
    file = folder / entry.file
    number = 1
    while (kept := folder / f"{file.stem}.before-{number}{SUFFIX}").exists():
        number += 1
    with one_sentence(file, action="put aside"):
        back_up(file, kept)
        for beside in BESIDE[1:]:
            Path(f"{file}{beside}").unlink(missing_ok=True)
        making.replace(file)
    lesson = Lesson.open(file)
    try:
        hall.keep_seen(entry.code, committed(lesson))
    finally:
        lesson.close()
    return kept


def remove_file(file: Path) -> None:
    """Delete a file that was only being made, with what SQLite keeps beside it."""
    for beside in BESIDE:
        with suppress(OSError):
            Path(f"{file}{beside}").unlink(missing_ok=True)
