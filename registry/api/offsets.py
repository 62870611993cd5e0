"""Offset rules over JSON: every rule with its source, and a bundle checked against one of them.

Public: needs no lesson and no seat.
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from registry.api.shapes import REFUSED, BothLanguages
from registry.api.strict import StrictRouter
from registry.compliance.check import check_text, rule_json
from registry.compliance.reader import shipped
from registry.edge.answers import answer


class LotBody(BaseModel):
    """One lot; a field is needed only if a rule for its type reads it."""

    model_config = {"extra": "allow"}
    lot: Any = Field(description="Name of the lot, once in the bundle.")
    type: Any = Field(description="CCER, PHCER, FFCER, CQCER, SH_PUHUI, SZ_PUHUI, OTHER ...")
    quantity_t: Any = Field(description="Whole tonnes.")
    origin_province: Any = Field(None, description="Province by its short name: 广东, 甘肃 ...")
    in_chongqing: Any = Field(None, description="true or false")
    in_chengdu_chongqing_circle: Any = Field(None, description="true or false")
    project_type: Any = Field(None, description="pv, wind, hydro, forestry, rural_biogas ...")
    gas: Any = Field(None, description="CO2, CH4 ...")
    generated_on: Any = Field(None, description="YYYY-MM-DD")
    crediting_start: Any = Field(None, description="YYYY-MM-DD")
    crediting_end: Any = Field(None, description="YYYY-MM-DD")
    registered_in_province: Any = Field(None, description="Short name, or true for the market's.")
    from_covered_entity_project: Any = Field(None, description="true or false")
    from_key_emitter: Any = Field(None, description="true or false")
    owner_is_legal_person: Any = Field(None, description="true or false")
    methodology_filed: Any = Field(None, description="true or false")
    approved_by_local_authority: Any = Field(None, description="true or false")
    programme: Any = Field(None, description="VCS, Gold Standard, ART TREES, GCC ...")
    authorised_for: Any = Field(
        None, description="Purposes that the host authorised: OIMP, NDC+OIMP, or a list of texts."
    )
    label_withdrawn: Any = Field(None, description="true or false")


class CheckBody(BaseModel):
    """A bundle of one entity; other fields are ignored."""

    model_config = {"extra": "allow"}
    market: Any = Field(description="national, guangdong, shenzhen ...")
    rule_set: Any = Field("seed", description="Rule set; see /api/offsets/rules.")
    year: Any = Field(None, description="Compliance year; without it the newest version.")
    entity: Any = Field(default_factory=dict, description="The base that the rule names, tonnes.")
    credits: Any = Field(description="The lots.")
    recognise_belt_and_road: Any = Field(
        None, description="Scenario: treat Belt-and-Road credits (BRC) like CCERs; off."
    )


class ViolationShape(BaseModel):
    """One printed condition that the bundle does not meet."""

    rule: str
    code: str
    version: int
    source: str
    status: str
    figures: dict[str, Any]
    lots: list[str]
    text: BothLanguages


class CheckShape(BaseModel):
    """The result of checking a bundle against a rule; `cap_t` null: no cap."""

    accepted: bool
    violations: list[ViolationShape]
    offending_lots: list[str]
    cap_t: int | None
    used_t: int
    left_t: int | None
    largest_admissible: dict[str, int] = Field(description="Tonnes per lot.")
    sub_caps: list[dict[str, Any]]
    market: str
    rule_set: str
    year: int | None
    base_t: int | None
    recognise_belt_and_road: bool
    rule: dict[str, Any]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api/offsets", tags=["offsets"], responses=REFUSED)
    routes.add_api_route(
        "/check",
        check_bundle,
        methods=["POST"],
        summary="Check a bundle of credits against a market's offset rule",
        response_model=CheckShape,
        openapi_extra={"requestBody": _body()},
    )
    routes.add_api_route(
        "/rules", all_rules, methods=["GET"], summary="Every offset rule with its source"
    )
    return routes


def _body() -> dict[str, Any]:
    """The request body of the check, for the description; the rules' package reads it."""
    schema = CheckBody.model_json_schema()
    lot = LotBody.model_json_schema()
    schema["properties"]["credits"] = {"type": "array", "items": lot}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


async def check_bundle(request: Request) -> Response:
    """Whether the bundle is accepted, every violation with figures and lots, and the cap."""
    return answer(await asyncio.to_thread(check_text, await request.body()))


async def all_rules() -> list[dict[str, Any]]:
    """Every version of every rule: source, standing, text in both languages, readings."""
    return [rule_json(rule) for rule in shipped().rules()]
