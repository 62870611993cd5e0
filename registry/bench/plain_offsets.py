"""The reference of the offset check: the nine printed rules, market by market, in plain Python.

It returns the broken conditions and the cap; it checks no input and names no lots or figures. It
shares no code with the rule packs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Lot = dict[str, Any]
Entity = dict[str, int]

BASE = {
    "national": "surrender_obligation_t",
    "guangdong": "emissions_t",
    "shenzhen": "shortfall_t",
    "beijing": "allowances_issued_t",
    "shanghai": "verified_emissions_t",
    "tianjin": "actual_emissions_t",
    "hubei": "approved_allowances_t",
    "chongqing": "surrender_obligation_t",
    "fujian": "confirmed_emissions_t",
}
PERCENT = {
    "national": 5,
    "guangdong": 10,
    "shenzhen": 20,
    "beijing": 5,
    "shanghai": 5,
    "tianjin": 10,
    "hubei": 10,
    "chongqing": 8,
    "fujian": 10,
}
TYPES = {
    "national": {"CCER"},
    "guangdong": {"CCER", "PHCER"},
    "shenzhen": {"CCER", "SZ_PUHUI", "OTHER"},
    "beijing": {"CCER", "BJ_PUHUI"},
    "shanghai": {"CCER", "SH_PUHUI"},
    "tianjin": {"CCER"},
    "hubei": {"CCER"},
    "chongqing": {"CCER", "CQCER", "OTHER"},
    "fujian": {"CCER", "FFCER"},
}


@dataclass(frozen=True)
class Reading:
    """The result of the plain rules for a bundle."""

    codes: frozenset[str]
    cap_t: int
    used_t: int
    left_t: int


def read(market: str, entity: Entity, lots: Sequence[Lot]) -> Reading:
    """All broken conditions of a bundle, and the cap."""
    limit = Fraction(entity[BASE[market]] * PERCENT[market], 100)
    used = sum(lot["quantity_t"] for lot in lots)
    codes = set()
    if any(lot["type"] not in TYPES[market] for lot in lots):
        codes.add("credit_type")
    if used > limit:
        codes.add("total_cap")
    taken = [lot for lot in lots if lot["type"] in TYPES[market]]
    codes |= READINGS[market](entity, taken)
    cap = int(limit)
    return Reading(frozenset(codes), cap, used, max(0, cap - used))


def tonnes(lots: Sequence[Lot]) -> int:
    """All tonnes of some lots."""
    return sum(lot["quantity_t"] for lot in lots)


def too_small(part: Sequence[Lot], of: Sequence[Lot], share: Fraction) -> bool:
    """Whether a part is less than a share of the whole; never if the whole is empty."""
    return tonnes(of) > 0 and Fraction(tonnes(part), tonnes(of)) < share


def of_type(lots: Sequence[Lot], kind: str) -> list[Lot]:
    """The lots of one type."""
    return [lot for lot in lots if lot["type"] == kind]


def national(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of the national market that are broken."""
    covered = any(lot["from_covered_entity_project"] for lot in lots)
    return {"from_covered_entity_project"} if covered else set()


def guangdong(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Guangdong that are broken."""
    ccers = of_type(lots, "CCER")
    local = [lot for lot in ccers if lot["origin_province"] == "广东"]
    return {"share_origin_province"} if too_small(local, ccers, Fraction(7, 10)) else set()


def shenzhen(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Shenzhen that are broken."""
    others = of_type(lots, "OTHER")
    return (
        set()
        if all(lot["approved_by_local_authority"] for lot in others)
        else {"approved_by_local_authority"}
    )


def beijing(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Beijing that are broken."""
    return set()


def shanghai(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Shanghai that are broken."""
    codes = set()
    for lot in of_type(lots, "CCER"):
        if lot["project_type"] == "hydro":
            codes.add("project_type")
        if lot["generated_on"] < "2013-01-01":
            codes.add("generated_on")
    return codes


def tianjin(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Tianjin that are broken."""
    near = [lot for lot in lots if lot["origin_province"] in ("北京", "天津", "河北")]
    return {"share_origin_province"} if too_small(near, lots, Fraction(1, 2)) else set()


def hubei(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Hubei that are broken."""
    codes = set()
    for lot in lots:
        if lot["origin_province"] != "湖北":
            codes.add("origin_province")
        if lot["registered_in_province"] != "湖北":
            codes.add("registered_in_province")
        if lot["project_type"] not in ("rural_biogas", "forestry"):
            codes.add("project_type")
        if not (lot["crediting_start"] >= "2013-01-01" and lot["crediting_end"] <= "2015-12-31"):
            codes.add("crediting_period")
    return codes


def chongqing(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Chongqing that are broken."""
    codes = set()
    city = [lot for lot in lots if lot["in_chongqing"]]
    circle = [lot for lot in lots if lot["in_chongqing"] or lot["in_chengdu_chongqing_circle"]]
    if too_small(city, lots, Fraction(8, 10)):
        codes.add("share_city")
    if too_small(circle, lots, Fraction(9, 10)):
        codes.add("share_circle")
    if any(lot["project_type"] == "hydro" for lot in lots):
        codes.add("project_type")
    return codes


def fujian(entity: Entity, lots: Sequence[Lot]) -> set[str]:
    """Conditions of Fujian that are broken."""
    codes = set()
    forestry = [lot for lot in lots if lot["type"] == "FFCER" or lot["project_type"] == "forestry"]
    other = [lot for lot in lots if lot not in forestry]
    base = entity["confirmed_emissions_t"]
    if tonnes(forestry) > Fraction(base, 10):
        codes.add("sub_cap_forestry")
    if tonnes(other) > Fraction(base, 20):
        codes.add("sub_cap_other")
    if any(lot["origin_province"] != "福建" for lot in lots):
        codes.add("origin_province")
    for lot in of_type(lots, "CCER"):
        if lot["from_key_emitter"]:
            codes.add("from_key_emitter")
        if lot["project_type"] == "hydro":
            codes.add("project_type")
        if lot["gas"] not in ("CO2", "CH4"):
            codes.add("gas")
    for lot in of_type(lots, "FFCER"):
        if lot["generated_on"] < "2005-02-16":
            codes.add("generated_on")
        if not lot["owner_is_legal_person"]:
            codes.add("owner_is_legal_person")
        if not lot["methodology_filed"]:
            codes.add("methodology_filed")
    return codes


READINGS: dict[str, Callable[[Entity, Sequence[Lot]], set[str]]] = {
    "national": national,
    "guangdong": guangdong,
    "shenzhen": shenzhen,
    "beijing": beijing,
    "shanghai": shanghai,
    "tianjin": tianjin,
    "hubei": hubei,
    "chongqing": chongqing,
    "fujian": fujian,
}
MARKETS = tuple(READINGS)
