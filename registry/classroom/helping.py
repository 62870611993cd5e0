"""Commands of help: a person asks for it, the trainer or a helper takes it, gives a hint, closes.

A hint and a command that the trainer gives for a seat are told at that seat until they are read.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ledger.kernel.clock import clock_text
from ledger.kernel.text import is_readable, visible_length
from registry.classroom.announced import one_line
from registry.classroom.errors import (
    HelpAskedAlready,
    HelpNotAsked,
    HelpTaken,
    HintEmpty,
    HintTooLong,
    HintUnreadable,
    NobodySits,
    NoteUnknown,
    SeatUnknown,
)
from registry.classroom.helped import Asked
from registry.classroom.room import TRAINER
from registry.classroom.world import World
from registry.command import Arguments, Command, Number, Text, on_world
from registry.roles import Actor, Role

HINT_LONGEST, HINT_SIGNS_MOST = 200, 1_600
"""Most characters of a hint or of the words of a request, as people count them and as stored."""

_Words = Annotated[str, Field(max_length=20_000)]
"""Much more than a hint may have, so that its own refusal says how much that is."""

HELPERS = frozenset({Role.TRAINER, Role.HELPER})
SEATED = frozenset(Role) - {Role.TRAINER, Role.HELPER, Role.CLOCK, Role.MARKET_MAKER}


class Ask(Arguments):
    """A few words about what is not clear; none are needed."""

    words: _Words | None = None


class OneAsked(Arguments):
    """The seat of a person who asked for help."""

    seat: Text


class Close(Arguments):
    """The seat whose request for help is closed; null: one's own."""

    seat: Text | None = None


class Hint(Arguments):
    """A hint for a seat's person in Chinese, in English or in both; at most 200 characters each."""

    seat: Text
    text_zh: _Words | None = None
    text_en: _Words | None = None


class Read(Arguments):
    """The number of a note at one's own seat that was read."""

    note: Number


def ask(world: World, *, words: str | None = None, by: Actor, at: int) -> dict[str, Any]:
    """Ask for help; the request waits until somebody closes it."""
    _refuse_words(words or "", language="")
    waiting = world.helping.now.asked.get(by.seat)
    if waiting is not None:
        raise HelpAskedAlready(seat=by.seat, at=clock_text(waiting.at))
    _done(world, "help.ask", {"words": words}, by, at)
    return {"seat": by.seat}


def take(world: World, *, seat: str, by: Actor, at: int) -> dict[str, Any]:
    """Take care of a person who asked; others see who does. The trainer may take it over."""
    found = _asked(world, seat)
    if found.taken_by and by.seat not in (TRAINER, found.taken_by):
        raise HelpTaken(seat=seat, by=found.taken_by)
    _done(world, "help.take", {"seat": seat}, by, at)
    return {"seat": seat}


def close(world: World, *, seat: str | None = None, by: Actor, at: int) -> dict[str, Any]:
    """Close a request for help: the helper when it is done, or the person who asked."""
    if seat is None or by.role in SEATED:
        seat = by.seat
    _asked(world, seat)
    _done(world, "help.close", {"seat": seat}, by, at)
    return {"seat": seat}


def hint(
    world: World,
    *,
    seat: str,
    text_zh: str | None = None,
    text_en: str | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Tell one seat's person something, at that seat alone, until it is read."""
    if seat not in world.room.seats:
        raise SeatUnknown(seat=seat)
    given = {"zh": text_zh or "", "en": text_en or ""}
    for language, text in given.items():
        _refuse_words(text, language=language)
    if not any(one_line(text) for text in given.values()):
        raise HintEmpty(most=HINT_LONGEST)
    if not world.room.seats[seat].held:
        raise NobodySits(seat=seat)
    _done(world, "help.hint", {"seat": seat, "text_zh": text_zh, "text_en": text_en}, by, at)
    return {"note": world.books.number}


def read(world: World, *, note: int, by: Actor, at: int) -> dict[str, Any]:
    """A person has read a note at the own seat; it is shown no more."""
    if all(one.number != note for one in world.helping.now.notes.get(by.seat, ())):
        raise NoteUnknown(note=note)
    _done(world, "help.read", {"note": note}, by, at)
    return {"note": note}


def _done(world: World, name: str, given: dict[str, Any], by: Actor, at: int) -> None:
    world.helping.follow(name, given, seat=by.seat, at=at, number=world.books.number)


def _asked(world: World, seat: str) -> Asked:
    found = world.helping.now.asked.get(seat)
    if found is None:
        raise HelpNotAsked(seat=seat)
    return found


def _refuse_words(text: str, *, language: str) -> None:
    line = one_line(text)
    if len(line) > HINT_SIGNS_MOST or visible_length(line) > HINT_LONGEST:
        raise HintTooLong(length=visible_length(line), most=HINT_LONGEST)
    if line and not is_readable(line):
        raise HintUnreadable()


COMMANDS = (
    Command(
        name="help.ask", en="Ask for help", zh="请求帮助",
        done=("You asked for help; somebody comes", "已请求帮助，将有人前来"),
        not_done=("Help not asked for", "未请求帮助"),
        arguments=Ask, roles=SEATED, run=on_world(ask), hot=True, paused=True, over=True,
    ),
    Command(
        name="help.take", en="Take a request for help", zh="受理求助",
        done=("You take care of it", "由您受理"), not_done=("Not taken", "未受理"),
        arguments=OneAsked, roles=HELPERS, run=on_world(take), hot=True, paused=True, over=True,
    ),
    Command(
        name="help.close", en="Close a request for help", zh="了结求助",
        done=("The request for help is closed", "求助已了结"),
        not_done=("Request for help not closed", "未了结求助"),
        arguments=Close, roles=SEATED | HELPERS, run=on_world(close), hot=True, paused=True,
        over=True,
    ),
    Command(
        name="help.hint", en="Give a hint", zh="给出提示",
        done=("The hint is shown at the seat", "提示已显示在该席位"),
        not_done=("Hint not given", "未给出提示"),
        arguments=Hint, roles=HELPERS, run=on_world(hint), hot=True, paused=True, over=True,
    ),
    Command(
        name="help.read", en="Put a note away", zh="收起提示",
        done=("The note is put away", "提示已收起"), not_done=("Note not put away", "未收起提示"),
        arguments=Read, roles=SEATED, run=on_world(read), hot=True, paused=True, over=True,
    ),
)  # fmt: skip
