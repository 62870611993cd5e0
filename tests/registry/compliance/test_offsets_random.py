"""Goal: the evaluator and a naive second reading never differ, and the comparison can see faults.

Method: seeded bundles at and around every limit of the nine markets; small ones also against every
possible part; then one line of the evaluator is made wrong, and the same comparison must notice.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

import pytest

from registry.compliance import evaluator
from registry.compliance.bundle import Bundle, read_bundle
from registry.compliance.evaluator import Answer
from registry.compliance.packs import Rule
from registry.compliance.reader import shipped
from tests.registry.compliance import naive
from tests.registry.compliance.bundles import bundle

Evaluate = Callable[..., Answer]
CASES, SMALL_CASES = 400, 60


def rule_of(market: str) -> Rule:
    rule = shipped().pick(rule_set="seed", market=market, year=None)
    assert rule is not None
    return rule


def difference(evaluate: Evaluate, given: dict[str, Any]) -> str:
    """The differences between the evaluator and the naive reading; empty if they agree."""
    market, lots = given["market"], given["credits"]
    answer = evaluate(rule_of(market), read_bundle(given), with_largest=False)
    expected = naive.read(market, given["entity"], lots)
    found = frozenset(one.code for one in answer.violations)
    if expected.codes != found:
        return f"codes: {sorted(expected.codes)} and {sorted(found)}"
    if (not expected.codes) != answer.accepted:
        return "accepted"
    figures = (expected.cap_t, expected.used_t, expected.left_t)
    if figures != (answer.cap_t, answer.used_t, answer.left_t):
        return f"figures: {figures}"
    return ""


def caught(evaluate: Evaluate) -> set[str]:
    """The markets in which the comparison finds a difference."""
    return {
        market
        for market in naive.MARKETS
        for seed in range(CASES)
        if difference(evaluate, bundle(market, Random(f"{market}:{seed}"), small=False))
    }


@pytest.mark.parametrize("market", naive.MARKETS)
def test_both_readings_agree_at_and_around_every_limit(market: str) -> None:
    outcomes = set()
    for seed in range(CASES):
        given = bundle(market, Random(f"{market}:{seed}"), small=False)
        outcomes.add(not naive.read(market, given["entity"], given["credits"]).codes)

        assert "" == difference(evaluator.evaluate, given), f"seed {seed}"
    assert {True, False} == outcomes


@pytest.mark.parametrize("market", naive.MARKETS)
def test_no_part_of_the_bundle_is_larger_than_the_largest_admissible(market: str) -> None:
    for seed in range(SMALL_CASES):
        given = bundle(market, Random(f"{market}:small:{seed}"), small=True)
        answer = evaluator.evaluate(rule_of(market), read_bundle(given))
        parts = answer.largest_admissible
        assert parts is not None
        expected = naive.largest(market, given["entity"], given["credits"])

        assert expected == tuple(parts.values()), f"seed {seed}"
        assert evaluator.evaluate(rule_of(market), part_of(given, parts)).accepted


@pytest.mark.parametrize("market", naive.MARKETS)
def test_the_largest_part_of_a_huge_bundle_is_accepted_and_full(market: str) -> None:
    """With huge quantities: the part is accepted, and with one tonne more of any lot it is not."""
    for seed in range(15):
        given = bundle(market, Random(f"{market}:huge:{seed}"), small=False)
        rule = rule_of(market)
        parts = evaluator.evaluate(rule, read_bundle(given)).largest_admissible
        assert parts is not None
        assert evaluator.evaluate(rule, part_of(given, parts), with_largest=False).accepted
        for lot in given["credits"]:
            more = {**parts, lot["lot"]: parts[lot["lot"]] + 1}
            fits = more[lot["lot"]] <= lot["quantity_t"]

            assert not (
                fits and evaluator.evaluate(rule, part_of(given, more), with_largest=False).accepted
            ), f"seed {seed}"


def part_of(given: dict[str, Any], parts: dict[str, int]) -> Bundle:
    lots = [{**lot, "quantity_t": parts[lot["lot"]]} for lot in given["credits"]]
    return read_bundle({**given, "credits": lots})


# name: the right line, the wrong line, a market in which it must show
FAULTS: dict[str, tuple[str, str, str]] = {
    "a float share": (
        "    if 100 * part_t >= share.percent * of_t:\n",
        "    if not of_t or sum(l.quantity_t / of_t for l in inside) >= share.percent / 100:\n",
        "chongqing",
    ),
    "a rounded cap": (
        "    return bases[rule.base] * rule.cap_percent // 100 if rule.base else 0\n",
        "    return -(-bases[rule.base] * rule.cap_percent // 100) if rule.base else 0\n",
        "national",
    ),
    "a wrong base": (
        "            bases[name] = work.reader.base(bundle.entity, name)\n",
        '            bases[name] = work.reader.base(bundle.entity, "emissions_t")\n',
        "beijing",
    ),
    "a share over the wrong group": (
        "    counted = work.of_types(share.of)\n",
        "    counted = work.of_types(None)\n",
        "guangdong",
    ),
    "a boundary day": (
        "            return [lot for lot, day in days if day and day < wanted]\n",
        "            return [lot for lot, day in days if day and day <= wanted]\n",
        "shanghai",
    ),
    "a share that must be more than its percentage": (
        "    if 100 * part_t >= share.percent * of_t:\n",
        "    if 100 * part_t > share.percent * of_t:\n",
        "tianjin",
    ),
    "a sub-cap over the whole bundle": (
        "    if used_t <= cap_t:\n",
        "    if _total(work.lots) <= cap_t:\n",
        "fujian",
    ),
    "only the first lot is looked at": (
        "        lots = work.of_types(condition.types)\n",
        "        lots = work.of_types(condition.types)[:1]\n",
        "hubei",
    ),
}


def faulty(fault: str, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """The evaluator with one line replaced."""
    right, wrong, _ = FAULTS[fault]
    source = inspect.getsource(evaluator)
    assert source.count(right) == 1, f"the evaluator has no such line any more: {right!r}"
    module = ModuleType("faulty_evaluator")
    monkeypatch.setitem(sys.modules, "faulty_evaluator", module)
    exec(compile(source.replace(right, wrong), "faulty_evaluator", "exec"), module.__dict__)  # noqa: S102
    made: Evaluate = module.evaluate
    return made


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_catches(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FAULTS[fault][2] in caught(faulty(fault, monkeypatch))


@pytest.mark.planted
def test_without_a_fault_nothing_is_caught() -> None:
    assert set() == caught(evaluator.evaluate)
