"""The risks of a cross-border carbon market by stage: `fixtures/data/risks.toml`, read once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from matching.venue_facts import STATUSES
from registry.programme.methodologies.calculators.tables import table
from registry.roles import Role


class Stage(StrEnum):
    """The stages of the source document, in its order."""

    DESIGN = "design"
    DEVELOPMENT = "development"
    TRADING = "trading"
    CROSS_BORDER = "cross_border"


@dataclass(frozen=True)
class Risk:
    """One risk: its stage and names, who is proposed to own it, how a lesson plays it.

    `offices` answer for it in a lesson. `measured`: a lesson's tables record its events.
    """

    code: str
    stage: Stage
    en: str
    zh: str
    owner_en: str
    owner_zh: str
    offices: tuple[Role, ...]
    plays_en: str
    plays_zh: str
    source: str
    status: str
    measured: bool


@cache
def risks() -> dict[str, Risk]:
    """Every risk by its code, in the order of stages; asserts that the table is sound."""
    found: dict[str, Risk] = {}
    for row in table("risks")["risks"]:
        offices = tuple(map(Role, row["offices"]))
        one = Risk(**row | {"stage": Stage(row["stage"]), "offices": offices})
        assert one.code not in found, f"risk {one.code} stands twice"
        assert one.offices, f"risk {one.code} belongs to nobody"
        assert one.status in STATUSES, f"risk {one.code}: status {one.status}"
        found[one.code] = one
    stages = [one.stage for one in found.values()]
    assert stages == sorted(stages, key=list(Stage).index), "risks stand in the order of stages"
    return found


def far_percent() -> int:
    """How far from the first day's reference price a close counts as an event, in percent."""
    return int(table("risks")["far_percent"])


def owners() -> frozenset[Role]:
    """Every office that answers for a risk."""
    return frozenset(role for one in risks().values() for role in one.offices)
