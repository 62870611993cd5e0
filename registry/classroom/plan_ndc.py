"""The tables of a plan that are NDC accounts of parties, and stocktakes that raise targets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.classroom.plan_fields import (
    Clock,
    Day,
    Name,
    Status,
    Tonnes,
    Year,
    YearKey,
)
from registry.classroom.plan_parts import Part, unsaid
from registry.programme.ndc.models import Method, TargetType


class FactPart(Part):
    """What a party's emissions were in a year; its government knows it from `known_on` on, and
    reports it by a command.
    """

    year: Year
    emissions_t: Tonnes
    known_on: Day
    status: Status


class NdcPart(Part):
    """The NDC account of a party, by its registry's code, for the years from first to last.

    `levels_t` is what it may emit by year: of the last year the target, of others its trajectory or
    budgets. `method` is the party's until it chooses another, before its initial report is in.
    `metric` is a metric of its NDC besides tonnes. `review_closes` is the day on which the review
    ends that covers the last year; then its figures are final.
    """

    party: str
    first_year: Year
    last_year: Year
    target_type: TargetType
    method: Method | None = Field(default=None, exclude_if=unsaid)
    levels_t: dict[YearKey, Tonnes] = Field(default={}, exclude_if=unsaid)
    metric: Name | None = Field(default=None, exclude_if=unsaid)
    review_closes: Day | None = Field(default=None, exclude_if=unsaid)
    status: Status
    inventory: list[FactPart] = Field(default=[], exclude_if=unsaid)


class TargetPart(Part):
    """What a stocktake allows a party in a year, in tonnes."""

    party: str
    year: Year
    level_t: Tonnes


class StocktakePart(Part):
    """A stocktake at an hour of a day, by which targets are raised: their levels fall."""

    day: Day
    at: Clock = "09:00"
    title_en: Name
    title_zh: Name
    targets: Annotated[list[TargetPart], Field(min_length=1)]
