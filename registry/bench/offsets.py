"""Bundles per second of the offset check, in each market of the printed table.

From the parsed JSON value to the answer: reading, selecting the rule, evaluating; without the
largest admissible part and without JSON text. One thread.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.bench import plain_offsets
from registry.bench.rounds import in_turns
from registry.compliance.bundle import read_bundle
from registry.compliance.check import rule_for
from registry.compliance.evaluator import Answer, evaluate
from registry.compliance.reader import shipped

LOTS = 50
BUNDLES = 10
ROUNDS = 101
"""Rounds are short, so that most of them are not interrupted by other work of the machine."""

BAR = 5_000
"""Checks per second that every market has to reach; the bar of this part is not a ratio."""

PROVINCES = ("广东", "云南", "北京", "天津", "河北", "湖北", "福建", "重庆", "甘肃")
PROJECTS = ("wind", "pv", "hydro", "forestry", "rural_biogas")
GASES = ("CO2", "CH4", "N2O")
YES_OR_NO = (
    "in_chongqing",
    "in_chengdu_chongqing_circle",
    "from_covered_entity_project",
    "from_key_emitter",
    "owner_is_legal_person",
    "methodology_filed",
    "approved_by_local_authority",
)
FIRST_DAY, DAYS = date(2012, 1, 1), 365 * 6


def offsets(*, bundles: int = BUNDLES, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """A row per market: checks per second, against the plain rules on the same bundles."""
    return [_market(market, bundles=bundles, rounds=rounds) for market in plain_offsets.MARKETS]


def _market(market: str, *, bundles: int, rounds: int) -> dict[str, Any]:
    given = [bundle(market, seed=seed) for seed in range(bundles)]
    row = in_turns(
        f"offset check of {LOTS} lots, {market}",
        ours=lambda: rate(given),
        reference=lambda: plain_rate(given),
        rounds=rounds,
        bar=None,
    )
    return {**row, "bar": BAR, "met": row["ours"] >= BAR}


def rate(given: Sequence[dict[str, Any]]) -> float:
    """Check every bundle; returns bundles per second."""
    begin = time.perf_counter()
    for one in given:
        answered(one)
    return len(given) / (time.perf_counter() - begin)


def answered(given: dict[str, Any]) -> Answer:
    """One check as in the command line and the API, without the largest admissible part."""
    bundle = read_bundle(given)
    return evaluate(rule_for(bundle, shipped()), bundle, with_largest=False)


def plain_rate(given: Sequence[dict[str, Any]]) -> float:
    """Check every bundle by the plain rules; returns bundles per second."""
    begin = time.perf_counter()
    for one in given:
        plain_offsets.read(one["market"], one["entity"], one["credits"])
    return len(given) / (time.perf_counter() - begin)


def bundle(market: str, *, seed: int) -> dict[str, Any]:
    """A seeded bundle in which every lot has every field and any condition may be broken."""
    random = Random(f"{market}:{seed}")
    lots = [_lot(random, sorted(plain_offsets.TYPES[market]), number) for number in range(LOTS)]
    total = sum(lot["quantity_t"] for lot in lots)
    entity = dict.fromkeys(plain_offsets.BASE.values(), total * random.choice((5, 10, 20, 40)))
    return {"market": market, "entity": entity, "credits": lots}


def _lot(random: Random, types: Sequence[str], number: int) -> dict[str, Any]:
    started = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    ended = started + timedelta(days=random.randrange(DAYS))
    return {
        "lot": f"L{number:02d}",
        "type": random.choice((*types, *types, *types, "VER")),
        "quantity_t": random.randint(1, 10_000),
        "origin_province": random.choice(PROVINCES),
        "registered_in_province": random.choice(PROVINCES),
        "project_type": random.choice(PROJECTS),
        "gas": random.choice(GASES),
        "generated_on": started.isoformat(),
        "crediting_start": started.isoformat(),
        "crediting_end": ended.isoformat(),
        **{name: random.random() < 0.5 for name in YES_OR_NO},
    }
