"""The table of a lesson plan that switches monitoring on, with its keys and their bounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.classroom.plan_fields import Whole, YesNo
from registry.classroom.plan_parts import Part, is_none, is_not


class MonitoringPart(Part):
    """Monitoring of the lesson's projects, but for those of market makers; off without this table.

    `samples`: how many a verifier has for one report, each with an error of up to
    `uncertainty_percent`. `spread_percent`: how far a month's meters depart from what its year has.
    `statements`: both governments state whether they accept a verified report.

    `overstating_percent`: of the reports of owners' bots, those with more than the meters show;
    `careless_percent`: of the reports before a verifier's bot, those that it hardly samples. Both
    are drawn from the lesson's seed and told to nobody.
    """

    samples: Annotated[Whole, Field(ge=1, le=24)]
    uncertainty_percent: Annotated[Whole, Field(ge=0, le=20)]
    spread_percent: Annotated[Whole, Field(ge=0, le=30)]
    statements: YesNo = Field(default=False, exclude_if=is_not)
    overstating_percent: Annotated[Whole, Field(ge=0, le=100)] = Field(
        default=0, exclude_if=is_none
    )
    careless_percent: Annotated[Whole, Field(ge=0, le=100)] = Field(default=0, exclude_if=is_none)
