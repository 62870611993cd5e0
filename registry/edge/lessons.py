"""Lessons beside one another on one server: created, closed, opened again, begun again, removed.

One change at a time. A lesson that was opened by request is open again after a restart, until it is
closed; those of the command line are open because it names them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from ledger.files import CannotOpen, trouble_of
from ledger.kernel.errors import Check, Refusal
from registry.classroom import opening
from registry.classroom.branch import Branch, branch_of_file, branched
from registry.classroom.errors import BY_TROUBLE
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.hall_values import HallLesson
from registry.classroom.live import Live
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan, read_plan, shipped_plans
from registry.classroom.plan_changes import ChangesWrong
from registry.classroom.plan_sentences import in_chinese
from registry.edge.callers import absent
from registry.edge.errors import HallBusy, LessonUnknown
from registry.edge.joining import in_hall, reconcile_lesson
from registry.edge.lesson_errors import (
    BranchWrong,
    LessonCodeTaken,
    LessonCodeWrong,
    LessonOfStart,
    LessonOpen,
    LessonsFull,
    LessonUnreadable,
    PlanWrong,
    PracticeOn,
)
from registry.edge.server_state import ServerState
from registry.roles import Role

CODE_LONGEST = 40
_CODE = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{CODE_LONGEST - 2}}}[a-z0-9])?")
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, with any ending."""

UNNAMED = "lesson"
"""Beginning of the code of a lesson whose plan has no name."""

T = TypeVar("T")


def plan_of(*, plan: str | None, toml: str | None) -> Plan:
    """A shipped plan by its name, or a plan's text; raises PlanWrong with every mistake."""
    try:
        if toml is not None:
            return parse_plan(toml, name="toml")
        assert plan is not None, "the caller names one of the two"
        if plan not in shipped_plans():
            raise PlanUnreadable(plan, ["there is no such plan"])
        return read_plan(plan)
    except PlanUnreadable as unreadable:
        mistakes = unreadable.mistakes
        known = ", ".join(shipped_plans())
        raise PlanWrong(checks=_checks(mistakes), count=len(mistakes), known=known) from None


async def create(
    server: ServerState,
    plan: Plan,
    *,
    code: str | None,
    named: str | None,
    seed: int | None,
    bots: bool | Collection[Role] = True,
    title: tuple[str, str] | None = None,
    keep: bool = True,
) -> str:
    """Create a lesson, open it beside the others, and return its code.

    Without a code it gets `named`, or that with a number behind it. `bots`: whether bots play, or
    for which roles. `title`: in English and Chinese, where it is not the plan's. `keep`: it is open
    again after a restart. Raises RoleHasNoSeats, LessonsFull, LessonCodeWrong, LessonCodeTaken,
    LessonUnreadable.
    """
    begin = opening.bots_of(plan, playing=bots)
    async with server.opening:
        refuse_full(server)
        folder = server.hall.folder
        free = _new_code(server, folder, code=code, base=named or UNNAMED)
        entry, live = await on_disk(
            free,
            lambda: opening.created(
                server.hall, folder, code=free, plan=plan, seed=seed, bots=begin, title=title
            ),
        )
        await serve(server, entry, live, keep=keep, new=True)
        return free


def refuse_full(server: ServerState) -> None:
    """Raise LessonsFull if as many lessons are open as may be."""
    most = server.settings.lessons_open_max
    if len(server.lives) >= most:
        raise LessonsFull(open=len(server.lives), most=most)


def refuse_in_practice(server: ServerState, code: str) -> None:
    """Raise PracticeOn while a practice market takes the place of a lesson."""
    live = server.lives.get(code)
    if live is not None and live.practice:
        raise PracticeOn(lesson=code)


async def reopen(server: ServerState, code: str) -> None:
    """Open a closed lesson where it stopped; does nothing with an open one.

    Raises LessonUnknown, LessonsFull, LessonUnreadable.
    """
    entry = listed(server, code)
    async with server.opening:
        if code not in server.lives:
            refuse_full(server)
            folder = server.hall.folder
            live = await on_disk(code, lambda: opening.reopened(server.hall, folder, entry))
            await serve(server, entry, live)


async def close(server: ServerState, code: str, *, last_too: bool = True) -> None:
    """Close an open lesson; does nothing with a closed one. Its file and its seats' tokens stay.

    Streams end, and whoever waits for the lesson gets LessonClosed. An hour at which it was to
    start is deleted. `last_too`: it may be the only one that is open. Raises LessonUnknown.
    """
    listed(server, code)
    async with server.opening:
        if code in server.lives and (last_too or len(server.lives) > 1):
            assert server.wires is not None, "the server runs"
            await in_hall(lambda: server.hall.keep_open(code, open=False))
            await in_hall(lambda: server.hall.set_start(code, None))
            await server.wires.unwire(code, again=False)


async def remove(server: ServerState, code: str) -> None:
    """Remove a closed lesson: a complete copy of its file stays among the backups, nothing else.

    Where the file is gone already, only the list is changed. Raises LessonUnknown, LessonOfStart,
    LessonOpen, LessonUnreadable.
    """
    entry = listed(server, code)
    if code in server.of_start:
        raise LessonOfStart(lesson=code)
    async with server.opening, server.joining[code]:
        if code in server.lives or code in server.order:
            raise LessonOpen(lesson=code)
        folder, kept = server.hall.folder, server.settings.backups_kept
        await on_disk(code, lambda: opening.put_aside(folder, entry, keep=kept))
        await in_hall(lambda: server.hall.remove_lesson(code))


async def reset(
    server: ServerState,
    code: str,
    *,
    seed: int | None,
    bots: bool | Collection[Role] | None = None,
) -> Path:
    """Begin a lesson again: same plan, same code, same seed and bots unless others are given.

    Returns the new name of the old file. People keep their seats. A closed lesson is opened by it.
    Raises LessonUnknown, LessonsFull, LessonUnreadable, RoleHasNoSeats.
    """
    await reopen(server, code)
    entry = listed(server, code)
    async with server.opening, server.joining[code]:
        return await begin_again(server, entry, seed=seed, bots=bots)


async def begin_again(
    server: ServerState,
    entry: HallLesson,
    *,
    seed: int | None,
    bots: bool | Collection[Role] | None = None,
    ended: opening.Round | None = None,
) -> Path:
    """`reset` of an open lesson, under its two locks; the old file is listed as the round `ended`.

    The hall is written before anything is changed: if it cannot be, the lesson goes on as it was.
    Raises as `reset` does, and HallBusy.
    """
    assert server.wires is not None, "the server runs"
    code, hall, folder = entry.code, server.hall, server.hall.folder
    live = open_live(server, code)
    refuse_in_practice(server, code)
    begin = None if bots is None else opening.bots_of(live.current.plan, playing=bots)
    held = hall.names(code).keys()
    making = await on_disk(
        code, lambda: opening.prepared(folder, entry, live, held=held, seed=seed, bots=begin)
    )
    kept = opening.kept_file(folder, entry)
    try:
        if ended is None:
            await in_hall(lambda: hall.forget_round(code))
        else:
            await in_hall(lambda: opening.list_round(hall, entry, ended, file=kept))
    except BaseException:
        opening.remove_file(making)
        raise
    await server.wires.unwire(code, again=True)
    try:
        await on_disk(code, lambda: opening.put_in_place(folder, entry, making, kept=kept))
    except Exception:
        if ended is not None:
            with suppress(HallBusy, Refusal):
                await in_hall(lambda: hall.drop_round(code, ended.code))
        raise
    else:
        with suppress(HallNotWritten, Refusal):
            await on_disk(code, lambda: opening.see(hall, entry))
    finally:
        opening.remove_file(making)
        await serve_again(server, entry)
    return kept


def open_live(server: ServerState, code: str) -> Live:
    """An open lesson; raises LessonClosed, or LessonBusy while it begins again."""
    live = server.lives.get(code)
    if live is None:
        raise absent(server, code)
    return live


async def serve_again(server: ServerState, entry: HallLesson) -> None:
    """Open a lesson that is unwired for a moment, and serve it; raises LessonUnreadable."""
    hall = server.hall
    try:
        live = await on_disk(entry.code, lambda: opening.reopened(hall, hall.folder, entry))
    except BaseException:
        server.order.remove(entry.code)  # it is closed, and may be opened once that is possible
        raise
    await serve(server, entry, live, keep=False)


async def branch(
    server: ServerState, code: str, *, at: int, changes: Mapping[str, Any], named: str | None
) -> tuple[str, Branch]:
    """Branch a lesson, open or closed, at one of its commands, and open the branch.

    Returns its code: `named`, else one that says where it is from. Its seats are played by bots and
    its time is paused. Raises BranchWrong, LessonUnknown, LessonsFull, LessonCodeWrong,
    LessonCodeTaken, LessonUnreadable.
    """
    entry = listed(server, code)
    refuse_in_practice(server, code)
    async with server.opening:
        refuse_full(server)
        folder = server.hall.folder
        free = _new_code(server, folder, code=named, base=f"{code}-at-{at}")

        def made() -> tuple[Branch, HallLesson, Live]:
            to, live = opening.file_of(folder, free), server.lives.get(code)
            if live is None:
                begun = branch_of_file(folder / entry.file, to, at=at, changes=changes, name=code)
            else:
                with live.reading() as session:
                    begun = branched(session, to, at=at, changes=changes, name=code)
            found = opening.created(
                server.hall, folder, code=free, plan=None, seed=None, branched_at=at
            )
            return begun, *found

        try:
            begun, new, live = await on_disk(free, made)
        except ChangesWrong as wrong:
            mistakes = wrong.mistakes
            raise BranchWrong(checks=_checks(mistakes), count=len(mistakes)) from None
        await serve(server, new, live)
        return free, begun


def _checks(mistakes: list[str]) -> list[Check]:
    """Each mistake of a plan, or of changes of one, in both languages."""
    return [Check(number, one, in_chinese(one)) for number, one in enumerate(mistakes, start=1)]


def listed(server: ServerState, code: str) -> HallLesson:
    """A lesson of the hall, open or closed; raises LessonUnknown."""
    entry = server.hall.lesson(code)
    if entry is None:
        raise LessonUnknown(lesson=code[:CODE_LONGEST])
    return entry


async def serve(
    server: ServerState, entry: HallLesson, live: Live, *, keep: bool = True, new: bool = False
) -> None:
    """Serve an opened lesson; `keep`: also after a restart. It is audited, unless it is `new`.

    A file that this process has just made is audited first when commands were added to it.
    """
    assert server.wires is not None, "the server runs"
    try:
        if keep:
            await in_hall(lambda: server.hall.keep_open(entry.code, open=True))
    except BaseException:
        await asyncio.to_thread(live.close)
        raise
    await server.wires.wire(entry.code, live)
    if not new:
        live.audit_aside()
    await reconcile_lesson(server, entry.code)


def _new_code(server: ServerState, folder: Path, *, code: str | None, base: str) -> str:
    """A code that was asked for, or the first free one made from `base`."""
    wanted = base[: CODE_LONGEST - 4] if code is None else code
    if not _CODE.fullmatch(wanted) or _DEVICES.fullmatch(wanted):
        raise LessonCodeWrong(lesson=wanted[:CODE_LONGEST], most=CODE_LONGEST)
    free = _free_code(server, folder, wanted)
    if code is not None and free != code:
        raise LessonCodeTaken(lesson=code, free=free)
    return free


def _free_code(server: ServerState, folder: Path, base: str) -> str:
    """This code, or the first of it with a number that no lesson and no file has."""

    def taken(code: str) -> bool:
        return server.hall.lesson(code) is not None or opening.file_of(folder, code).exists()

    free, number = base, 1
    while taken(free):
        number += 1
        free = f"{base[: CODE_LONGEST - len(str(number)) - 1]}-{number}"
    return free


async def on_disk(code: str, action: Callable[[], T]) -> T:
    """Work on lesson files in a thread; what the disk or a file refuses becomes a Refusal."""
    try:
        return await asyncio.to_thread(action)
    except CannotOpen as error:
        if trouble := trouble_of(error):
            raise BY_TROUBLE[trouble]() from error
        raise LessonUnreadable(lesson=code, why=str(error)) from error
