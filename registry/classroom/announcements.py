"""The commands that announce something to everybody: the trainer's, and the plan's by the clock.

An announcement stays: a correction is a further one.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ledger.kernel.text import is_readable, visible_length
from registry.classroom.announced import one_line
from registry.classroom.errors import (
    AnnouncementEmpty,
    AnnouncementTooLong,
    AnnouncementUnreadable,
)
from registry.classroom.plan_fields import ANNOUNCED_LONGEST, too_long
from registry.classroom.world import World
from registry.command import Arguments, Command, on_world
from registry.roles import Actor, Role

Announced = Annotated[str, Field(max_length=20_000)]
"""Much more than an announcement may have, so that its own refusal says how much that is."""


class Announce(Arguments):
    """An announcement in Chinese, in English or in both; at most 500 characters each."""

    text_zh: Announced | None = None
    text_en: Announced | None = None


def make(
    world: World, *, text_zh: str | None = None, text_en: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Announce a text to everybody; new lines become spaces. The answer has its number from 1."""
    given = {"zh": one_line(text_zh or ""), "en": one_line(text_en or "")}
    for language, text in given.items():
        if too_long(text):
            raise AnnouncementTooLong(
                language=language, length=visible_length(text), most=ANNOUNCED_LONGEST
            )
        if text and not is_readable(text):
            raise AnnouncementUnreadable(language=language)
    if not any(given.values()):
        raise AnnouncementEmpty(most=ANNOUNCED_LONGEST)
    made = world.announcements.add(
        text_zh=given["zh"], text_en=given["en"], at=at, planned=by.role is Role.CLOCK,
        command=world.books.number,
    )  # fmt: skip
    return {"announcement": made.number}


def make_planned(
    world: World, *, text_zh: str | None = None, text_en: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Announce what the lesson plan has for this moment."""
    answer = make(world, text_zh=text_zh, text_en=text_en, by=by, at=at)
    world.room.set_clock(next_event=world.room.clock.next_event + 1)
    return answer


COMMANDS = (
    Command(
        name="announcement.make", en="Make announcement", zh="发布公告",
        done=("Announcement made", "公告已发布"), not_done=("Announcement not made", "公告未发布"),
        arguments=Announce, roles=frozenset({Role.TRAINER}), run=on_world(make), hot=True,
        paused=True, over=True,
    ),
    Command(
        name="clock.announcement", en="Planned announcement", zh="按课程计划发布公告",
        arguments=Announce, roles=frozenset({Role.CLOCK}), run=on_world(make_planned), hot=True,
        paused=True, by_people=False,
    ),
)  # fmt: skip
