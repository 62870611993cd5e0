"""The tables of a plan that are the trainer's script: announcements, remarks, levels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.plan_fields import Announced, Clock, Code, Days, Name, Whole
from registry.classroom.plan_parts import Part, is_not, unsaid


class SaidPart(Part):
    """A text at a time of a trading day, by its number from 1: in Chinese, in English or both."""

    day: Days
    at: Clock
    text_zh: Announced | None = Field(default=None, exclude_if=unsaid)
    text_en: Announced | None = Field(default=None, exclude_if=unsaid)

    @property
    def texts(self) -> dict[str, str]:
        """The texts that it has, by the name of the key."""
        given = {"text_zh": self.text_zh, "text_en": self.text_en}
        return {key: text for key, text in given.items() if text is not None}


class RemarkPart(SaidPart):
    """A remark for the trainer; `minute` is the real minute of the lesson at which it is meant to
    come, counted from its start. `of_end`: it belongs to the end of the lesson and moves with it
    when a lesson is made with other days."""

    minute: Annotated[Whole, Field(ge=0, le=1440)] | None = Field(default=None, exclude_if=unsaid)
    of_end: bool = Field(default=False, exclude_if=is_not)


Lockable = Literal[
    "order.replace", "order.pick", "block.propose", "block.confirm", "quote.ask", "quote.offer",
    "quote.accept", "bidding.open", "bidding.bid", "transfer.request", "retirement.retire",
    "retirement.cancel", "offset.submit",
]  # fmt: skip
"""Commands that a level can open: those by which a seat acts for itself. Nobody waits for them, and
none of them only cancels."""


class LevelPart(Part):
    """What people may use from a level on; levels count from 1, the first is there at the start.

    What no level names is open from the beginning. `commands` are names of commands;
    `special_orders`: all but limit orders that are good for the day.
    """

    title_en: Name
    title_zh: Name
    instruments: list[Code] = Field(default=[], exclude_if=unsaid)
    commands: list[Lockable] = Field(default=[], exclude_if=unsaid)
    special_orders: bool = Field(default=False, exclude_if=is_not)
