"""Random bundles at and around every limit of the nine markets."""

from __future__ import annotations

from random import Random
from typing import Any

from registry.compliance.bundle import TONNES_MAX
from tests.registry.compliance.naive import BASE, PERCENT, TYPES

GOOD = {
    "guangdong": "广东",
    "tianjin": "河北",
    "hubei": "湖北",
    "fujian": "福建",
}
PROVINCES = ("广东", "云南", "北京", "天津", "河北", "湖北", "福建", "甘肃")
PROJECTS = ("wind", "pv", "hydro", "forestry", "rural_biogas", "waste_heat")
DAYS = ("2004-05-01", "2005-02-15", "2005-02-16", "2005-02-17", "2012-12-31", "2013-01-01",
        "2013-01-02", "2016-06-30")  # fmt: skip
STARTS = ("2012-12-31", "2013-01-01", "2014-01-01")
ENDS = ("2014-12-31", "2015-12-31", "2016-01-01")
SHARES = {"guangdong": 7, "tianjin": 5, "chongqing": 8}
"""Tenths that must belong to the group of the market's (narrowest) share rule."""
FOREIGN = ("VER", "BRC", "EUA")


def lot(market: str, rng: Random, *, number: int, quantity: int) -> dict[str, Any]:
    """A lot with every field, so that nothing is missing; most fields suit the market."""

    def mostly(good: Any, others: tuple[Any, ...]) -> Any:
        return good if rng.random() < 0.8 else rng.choice(others)

    hubei = market == "hubei"
    kinds = sorted(TYPES[market])
    return {
        "lot": f"L{number}",
        "type": mostly(rng.choice(kinds), FOREIGN) if rng.random() < 0.3 else rng.choice(kinds),
        "quantity_t": quantity,
        "origin_province": GOOD[market]
        if market in GOOD and rng.random() < 0.6
        else rng.choice(PROVINCES),
        "in_chongqing": rng.random() < 0.7,
        "in_chengdu_chongqing_circle": rng.random() < 0.6,
        "project_type": mostly(rng.choice(("forestry", "rural_biogas")), PROJECTS)
        if hubei
        else mostly("wind", PROJECTS),
        "gas": mostly("CO2", ("CH4", "N2O")),
        "generated_on": rng.choice(DAYS),
        "crediting_start": mostly("2013-01-01", STARTS),
        "crediting_end": mostly("2015-12-31", ENDS),
        "registered_in_province": mostly("湖北", PROVINCES),
        "from_covered_entity_project": rng.random() < 0.15,
        "from_key_emitter": rng.random() < 0.15,
        "owner_is_legal_person": rng.random() > 0.15,
        "methodology_filed": rng.random() > 0.15,
        "approved_by_local_authority": rng.random() > 0.3,
    }


def at_share(market: str, rng: Random) -> list[dict[str, Any]]:
    """Lots of one to three tenths; the group has the tenths of the share, or one fewer or more."""
    tenth = rng.choice((1, 3, 10, 10**6, 10**13))
    inside = min(10, SHARES[market] + rng.choice((-1, 0, 0, 0, 0, 1)))
    lots = []
    for belongs, tenths in ((True, inside), (False, 10 - inside)):
        while tenths:
            part = rng.randint(1, min(3, tenths))
            tenths -= part
            one = lot(market, rng, number=len(lots), quantity=part * tenth)
            one |= {
                "type": "CCER",
                "origin_province": GOOD.get(market, "重庆") if belongs else "甘肃",
            }
            one |= {"in_chongqing": belongs, "in_chengdu_chongqing_circle": True}
            lots.append({**one, "project_type": "wind"})
    rng.shuffle(lots)
    return lots


def bundle(market: str, rng: Random, *, small: bool) -> dict[str, Any]:
    """A bundle whose market's base puts the total near the cap; other bases are anything."""
    scale = 1 if small else rng.choice((1, 10, 100, 1_000, 10**9, 10**12))
    lots = [
        lot(market, rng, number=number, quantity=rng.randint(1, 7 if small else 10) * scale)
        for number in range(rng.randint(1, 4 if small else 6))
    ]
    if not small and market in SHARES and rng.random() < 0.5:
        lots = at_share(market, rng)
    for one in lots:
        if not small and rng.random() < 0.2:
            one["quantity_t"] += rng.choice((-1, 1)) if one["quantity_t"] > 1 else 1
    total = sum(one["quantity_t"] for one in lots)
    percent = PERCENT[market]
    near = -(-total * 100 // percent) + rng.choice((-100, -21, -20, -1, 0, 0, 0, 1, 10, 19, 200))
    if market == "fujian" and rng.random() < 0.5:
        near = total * 20 + rng.choice((-1, 0, 1, 20))
    entity = {name: rng.randint(0, min(TONNES_MAX, 40 * total)) for name in BASE.values()}
    entity[BASE[market]] = min(TONNES_MAX, max(0, near))
    return {"market": market, "entity": entity, "credits": lots}
