"""The tables of a plan about what projects store: their buffers, and what happens to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.plan_fields import Day, LongText, Percent, Status, Whole
from registry.classroom.plan_parts import Part, unsaid


class EventPart(Part):
    """On this day a project loses tonnes of what it stores, for a cause that its owner learns."""

    day: Day
    tonnes: Annotated[Whole, Field(ge=1, le=10**10)]
    cause_en: LongText
    cause_zh: LongText


class SinkPart(Part):
    """A project that stores carbon: `buffer_percent` of each issuance is kept back, rounded up.

    What is left can be released after the day `buffer_until`, the last of its crediting period.
    `reversals` are events that lie in the lesson's days; nobody knows of them before.
    """

    project: str
    storage: Literal["forest", "ccs"]
    buffer_percent: Percent
    buffer_until: Day
    source: LongText
    status: Status
    reversals: list[EventPart] = Field(default=[], exclude_if=unsaid)
