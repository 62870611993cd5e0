"""The tables of a plan about what projects store and what they cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.plan_fields import Day, Fen, LongText, Percent, Status, Tonnes, Whole
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


class CostPart(Part):
    """A cost of a project that falls due on each of `days`; yearly ones list a day of each year.

    `period` is the monitoring period whose monitoring or verification it is.
    """

    kind: Literal["capex", "operating", "validation", "monitoring", "verification", "fee"]
    fen: Annotated[Fen, Field(ge=1)]
    days: Annotated[list[Day], Field(min_length=1, max_length=50)]
    period: Annotated[Whole, Field(ge=1)] | None = Field(default=None, exclude_if=unsaid)
    source: LongText
    status: Status


class FundingPart(Part):
    """A funder's money on `day`, and `repay_fen` that the owner pays back on `repay_day`.

    `seat` is the funder's seat in the lesson, "role:number"; without one it is an institution
    outside. The first `credits_first_t` tonnes that the host's registry issues to the owner are the
    funder's.
    """

    type: Literal["policy_bank", "development_finance", "special_fund", "commercial_bank"]
    seat: str | None = Field(default=None, exclude_if=unsaid)
    fen: Fen
    day: Day
    repay_fen: Fen = 0
    repay_day: Day | None = Field(default=None, exclude_if=unsaid)
    credits_first_t: Tonnes = 0
    source: LongText
    status: Status


class FinancePart(Part):
    """The mode in which a project's partner takes part in it, what the project costs, who funds it.

    The mode says which part of each cost the partner bears (`registry/programme/finance`).
    """

    project: str
    mode: Literal[
        "epc", "overseas_factory", "greenfield", "acquisition", "equipment_export",
        "third_party_market",
    ]  # fmt: skip
    source: LongText
    status: Status
    costs: list[CostPart] = Field(default=[], exclude_if=unsaid)
    funding: list[FundingPart] = Field(default=[], exclude_if=unsaid)
