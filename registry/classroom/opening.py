"""Lessons of a data folder: created, opened again, and begun again from their first command.

Every function works on files and takes as long as the disk does; a server calls them in a thread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ledger import queries as books
from ledger.db import CannotOpen
from ledger.files import BESIDE, is_only_begun, keep_private, one_sentence
from ledger.kernel.clock import MINUTE
from ledger.writer import Request
from registry.classroom.backups import BACKUPS_FOLDER, back_up, keep_copy
from registry.classroom.errors import RoleHasNoSeats
from registry.classroom.hall import Hall
from registry.classroom.hall_values import HallLesson
from registry.classroom.lesson import Lesson
from registry.classroom.lesson_view import LessonView
from registry.classroom.live import Live
from registry.classroom.loop import Loop
from registry.classroom.models import Driver
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.classroom.seen import committed
from registry.roles import Role
from registry.terminal import SEED_MOST

SEED = 1
"""Seed of the bots in a new lesson, unless another is given."""

PRACTICE_SPEED = 20
"""Speed of a practice market: at x20 a morning of two hours lasts six real minutes."""

BOTS = "lesson.bots"

SUFFIX = ".lesson"
"""Ending of a lesson file's name."""


Given = Sequence[tuple[str, dict[str, Any]]]
"""Names and arguments of commands that the trainer gives."""

Bots = Sequence[dict[str, Any]]
"""Arguments of the commands lesson.bots with which a lesson begins."""

ALL_PLAY: Bots = ()


def bots_of(plan: Plan, *, playing: bool | Collection[Role]) -> Bots:
    """The commands with which a lesson begins: bots play on all seats, on none, or for these roles.

    Those of market makers play in each case.

    Raises RoleHasNoSeats.
    """
    if playing is True:
        return ALL_PLAY
    roles = sorted(set(playing or ()))
    seated = list(dict.fromkeys(seat.role for seat in plan.seats))
    for role in roles:
        if role not in seated:
            raise RoleHasNoSeats(role=role, seated=", ".join(seated))
    return [{"on": False}, *({"on": True, "role": role.value} for role in roles)]


def bots_at_first(live: Live) -> Bots:
    """The commands about bots with which an open lesson began: unlike a person's, without a key."""
    found: list[dict[str, Any]] = []
    with live.reading() as session:
        while (row := books.command(session, len(found) + 2)) and (row.name, row.key) == (
            BOTS,
            None,
        ):
            found.append(orjson.loads(row.arguments))
    return found


def file_of(folder: Path, code: str) -> Path:
    """The file that a new lesson of this code gets."""
    return folder / f"{code}{SUFFIX}"


def reopened(hall: Hall, folder: Path, entry: HallLesson) -> Live:
    """A listed lesson, as it was after its last command.

    If a practice market took its place when it was last served, the people who came to it meanwhile
    get their seats here, and the practice is deleted.

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
        lesson = Lesson.open(file)
        if (tried := practice_file(folder, entry.code)).exists():
            _run(lesson, _back_from(tried, lesson, held=hall.names(entry.code).keys()))
            remove_file(tried)
        return Live(lesson)


def next_seed(seed: int) -> int:
    """The seed after another one; after the largest that a log keeps comes 0."""
    return seed + 1 if seed < SEED_MOST else 0


def practice_file(folder: Path, code: str) -> Path:
    """The file of the practice market that takes a lesson's place for a while."""
    return folder / f".{code}.practice"


def practice_of(folder: Path, entry: HallLesson, live: Live, *, held: Collection[str]) -> Live:
    """A practice market of a lesson: same plan, seats and people, in continuous trading, running.

    It has the next seed, so that nothing of the lesson can be learnt from it.
    """
    view, file = live.current, practice_file(folder, entry.code)
    remove_file(file)
    lesson = Lesson.create(file, view.plan, seed=next_seed(view.seed))
    try:
        _run(lesson, [(BOTS, arguments) for arguments in bots_at_first(live)])
        planned = len(lesson.room.seats)
        further = [seat for seat in view.seats.values() if seat.number > planned]
        _run(lesson, [("seat.open", {"role": seat.role.value}) for seat in further])
        _run(lesson, [("seat.claim", {"seat": seat}) for seat in lesson.room.seats if seat in held])
        _run(lesson, [("lesson.start", {}), ("lesson.speed", {"speed": PRACTICE_SPEED})])
        begins = lesson.calendar.next_phase("continuous", after=lesson.books.at)
        if begins is not None:
            with lesson.group():
                # The first minute: market makers quote.
                Loop(lesson).advance(begins + MINUTE)
    except BaseException:
        lesson.close()
        remove_file(file)
        raise
    return Live(lesson, practice=True)


def _back_from(practice: Path, lesson: Lesson, *, held: Collection[str]) -> Given:
    """The commands that seat in a lesson who came while its practice market took its place."""
    known = lesson.room.seats
    try:
        tried = Lesson.open(practice)
    except CannotOpen:
        further = []
    else:
        further = [seat for seat in tried.room.seats.values() if seat.number > len(known)]
        tried.close()
    there = [*known, *(seat.name for seat in further)]
    return [
        *(("seat.open", {"role": seat.role.value}) for seat in further),
        *(
            ("seat.claim", {"seat": seat})
            for seat in there
            if seat in held and not (seat in known and known[seat].held)
        ),
    ]


def created(
    hall: Hall,
    folder: Path,
    *,
    code: str,
    plan: Plan | None,
    seed: int | None,
    bots: Bots = ALL_PLAY,
    branched_at: int | None = None,
    title: tuple[str, str] | None = None,
) -> tuple[HallLesson, Live]:
    """A lesson that the hall does not list yet, from a plan or (None) from its existing file.

    The title is the plan's unless another is given; that of a branch says at which command it
    began.
    """
    file = file_of(folder, code)
    with one_sentence(file):
        if plan is None:
            keep_private(file)
            lesson = Lesson.open(file)
        else:
            lesson = Lesson.create(file, plan, seed=SEED if seed is None else seed)
            _run(lesson, [(BOTS, arguments) for arguments in bots])
        made = lesson.plan
        en, zh = title or (made.title_en, made.title_zh)
        if branched_at is not None:
            en, zh = f"{en} · branch at {branched_at}", f"{zh} · 第 {branched_at} 条指令处的分支"
        entry = hall.add_lesson(code=code, file=file.name, title_en=en, title_zh=zh)
        return entry, Live(lesson)


def prepared(
    folder: Path,
    entry: HallLesson,
    live: Live,
    *,
    held: Collection[str],
    seed: int | None,
    bots: Bots | None,
) -> Path:
    """The same lesson from its beginning, under a temporary name beside the old one.

    Its bots play or rest as they did at first (`bots` None). People keep their seats: those in
    `held` are claimed again, and the seats that were opened beyond the plan are opened again up to
    the last of them.
    """
    view, making = live.current, folder / f".{entry.code}.again"
    begin = bots_at_first(live) if bots is None else bots
    remove_file(making)
    lesson = Lesson.create(making, view.plan, seed=view.seed if seed is None else seed)
    try:
        _run(lesson, [(BOTS, arguments) for arguments in begin])
        _run(lesson, _seating(lesson, view, held))
    except BaseException:
        lesson.close()
        remove_file(making)
        raise
    lesson.close()
    return making


def _run(lesson: Lesson, given: Given) -> None:
    """Give commands that a new lesson accepts, without keys: those are left to its people."""
    with lesson.group():
        for name, arguments in given:
            outcome = lesson.run(Request(name, arguments, "script", TRAINER))
            assert outcome.answer is not None, outcome


def _seating(lesson: Lesson, view: LessonView, held: Collection[str]) -> Given:
    """The commands that give people their seats again, in the order of the seats."""
    taken = [s for s in view.seats.values() if s.driver is not Driver.BOT and s.name in held]
    last = max((seat.number for seat in taken), default=0)
    planned = len(lesson.room.seats)
    further = [s for s in view.seats.values() if planned < s.number <= last]
    return [
        *(("seat.open", {"role": seat.role.value}) for seat in further),
        *(("seat.claim", {"seat": seat.name}) for seat in taken),
    ]


def kept_file(folder: Path, entry: HallLesson) -> Path:
    """The name that a lesson's file gets when the lesson begins again."""
    stem = (folder / entry.file).stem
    number = 1
    while (kept := folder / f"{stem}.before-{number}{SUFFIX}").exists():
        number += 1
    return kept


def put_in_place(folder: Path, entry: HallLesson, making: Path, *, kept: Path) -> None:
    """Give a prepared lesson the name of the closed one, which is `kept` under another name.

    The old file is copied whole and checked before anything is deleted.
    """
    file = folder / entry.file
    with one_sentence(file, action="put aside"):
        back_up(file, kept)
        for beside in BESIDE[1:]:
            Path(f"{file}{beside}").unlink(missing_ok=True)
        making.replace(file)


def see(hall: Hall, entry: HallLesson) -> None:
    """Note the last command of the file that has just taken a lesson's place."""
    lesson = Lesson.open(hall.folder / entry.file)
    try:
        hall.keep_seen(entry.code, committed(lesson))
    finally:
        lesson.close()


@dataclass(frozen=True, slots=True)
class Round:
    """The round of a lesson that ends, at a wall time in ms: its code in the hall, its number."""

    code: str
    number: int
    at: int


def list_round(hall: Hall, entry: HallLesson, ended: Round, *, file: Path) -> None:
    """List the file that a lesson's round will have, with the people who hold its seats now.

    They have the same seats in it, each with a further personal code that
    the trainer can see; no token leads there.
    """
    hall.add_round(
        entry.code,
        code=ended.code,
        file=file.name,
        title_en=f"{entry.title_en} · round {ended.number}",
        title_zh=f"{entry.title_zh} · 第 {ended.number} 轮",
        at=ended.at,
    )


def put_aside(folder: Path, entry: HallLesson, *, keep: int) -> None:
    """Copy the file of a closed lesson to the backups, at most `keep` of its name, and delete it.

    Nothing is deleted before the copy is complete and checked. Does nothing if the file is gone.
    """
    file = folder / entry.file
    remove_file(practice_file(folder, entry.code))
    with one_sentence(file, action="put aside"):
        if file.exists():
            keep_copy(file, folder / BACKUPS_FOLDER, keep=keep)
            for beside in (*BESIDE[1:], ""):
                Path(f"{file}{beside}").unlink(missing_ok=True)


def remove_file(file: Path) -> None:
    """Delete a file that was only being made, with what SQLite keeps beside it."""
    for beside in BESIDE:
        with suppress(OSError):
            Path(f"{file}{beside}").unlink(missing_ok=True)
