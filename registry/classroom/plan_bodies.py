"""The tables of a lesson plan about third-party entities and methodologies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.plan_fields import Day, LongText, Name, Percent, Status, Whole, YesNo
from registry.classroom.plan_parts import Part, is_not, unsaid
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


class ConditionPart(Part):
    """A condition on projects: an attribute, its relation to a value, and the value as text."""

    attribute: Literal["type", "host", "size_mw", "start_day"]
    relation: Literal["one_of", "at_least", "at_most", "not_before", "not_after"]
    value: Name


class TighteningPart(Part):
    """Periods that begin on `first_day` or later have a factor that is `percent` lower."""

    first_day: Day
    percent: Percent


class MethodologyPart(Part):
    """A method of computing reductions, its source, and the status of that source.

    With a sectoral `scope` it has a procedure: it is approved under each of `agreements` (unless
    the plan names some, under all) and for domestic projects, and committees can change it.
    `crediting_years` is the longest crediting period; one that stores carbon (`storage`) sets
    `buffer_percent` of each issuance aside. `conditions` are those on projects, `tightening` the
    plan's own lowering of its factor.
    """

    code: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{1,31}$")]
    name_en: Name
    name_zh: Name
    source: LongText
    status: Status
    scope: Scope | None = Field(default=None, exclude_if=unsaid)
    agreements: list[str] | None = Field(default=None, exclude_if=unsaid)
    crediting_years: Annotated[Whole, Field(ge=1, le=60)] | None = Field(
        default=None, exclude_if=unsaid
    )
    storage: Literal["sink", "ccs"] | None = Field(default=None, exclude_if=unsaid)
    buffer_percent: Percent | None = Field(default=None, exclude_if=unsaid)
    conditions: list[ConditionPart] = Field(default=[], exclude_if=unsaid)
    tightening: list[TighteningPart] = Field(default=[], exclude_if=unsaid)
