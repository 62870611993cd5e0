"""The tables of a lesson plan about third-party entities and their designations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.plan_fields import Whole, YesNo
from registry.classroom.plan_parts import Part, is_not
from registry.programme.entities.models import Function

Scope = Annotated[Whole, Field(ge=1, le=15)]


class EntityPart(Part):
    """What a third-party entity, the seat "role:number", is designated for as the lesson begins.

    It may do both `functions`, unless the plan names one, in each sectoral scope, by its number,
    under each of these agreements; `domestic`: for domestic projects too.
    """

    seat: str
    agreements: list[str] = Field(default=[])
    domestic: YesNo = Field(default=False, exclude_if=is_not)
    functions: list[Literal["validation", "verification"]] = Field(
        default=["validation", "verification"], min_length=1
    )
    scopes: Annotated[list[Scope], Field(min_length=1)]

    @property
    def designations(self) -> list[tuple[str, Function, int]]:
        """Agreement ("" for domestic projects), function and scope of each designation."""
        under = [*self.agreements, *([""] if self.domestic else [])]
        return [
            (agreement, Function(function), scope)
            for agreement in under
            for function in self.functions
            for scope in self.scopes
        ]
