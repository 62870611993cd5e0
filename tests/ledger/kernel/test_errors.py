"""Refusals: sentences with figures in both languages, what would pass, storage in the log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import BalanceShort, WrongKind
from ledger.kernel.errors import REFUSALS, Check, Fix, Limit, Refusal, shown


class Planted(Refusal):
    """A price outside of two limits, or too many tonnes."""

    code = "ledger.planted_limit"
    en = "{quantity} at {price_fen}"
    zh = "{price_fen} 时 {quantity}"
    pass_en = "{lo_fen} to {hi_fen}, {left} of {used}"
    pass_zh = "{lo_fen} 至 {hi_fen}，{used} 中 {left}"
    rule = "a test"
    fixes = Fix("price", ("lo_fen", "hi_fen"))
    limit = Limit(asked="quantity", left="left", used="used")


# Of this module alone: what lists every refusal must not see it.
del REFUSALS[Planted.code]


def planted(*, lo: Any = 90, hi: Any = 110, quantity: int = 9, left: int = 7) -> Refusal:
    return Planted(quantity=quantity, price_fen=1, lo_fen=lo, hi_fen=hi, left=left, used=4)


def test_figures_have_commas_and_fen_are_cny() -> None:
    facts = {"quantity": 71_697, "price_fen": 123_456, "fen": -5, "name": "ann", "odd": True}

    assert {
        "quantity": "71,697", "price_fen": "1,234.56", "fen": "−0.05", "name": "ann", "odd": True,
    } == shown(facts)  # fmt: skip


def test_a_refusal_speaks_both_languages() -> None:
    refusal = BalanceShort(free=1_000, needed=2_500)

    assert "The account can give 1,000; 2,500 are needed." == refusal.text("en")
    assert "账户可转出 1,000，需要 2,500。" == refusal.text("zh")
    assert "数量不超过 1,000。" == refusal.would_pass("zh")


def test_a_refusal_comes_back_from_the_log_as_it_was() -> None:
    checks = [Check(5001, "one", "一"), Check(5002, "two", "二")]
    refusal = WrongKind(type="credit.retire", source="cash", target="retired", checks=checks)
    again = Refusal.from_outcome(refusal.outcome())

    assert type(refusal) is type(again)
    assert refusal.as_answer() == again.as_answer()
    assert [5001, 5002] == [check["number"] for check in again.as_answer()["checks"]]


@pytest.mark.parametrize(
    ("facts", "price", "passes"),
    [
        ({}, 80, 90),
        ({}, 109, 110),
        ({}, None, 90),
        ({"lo": 0}, 80, 110),
        ({"lo": "ninety"}, 80, 110),
        ({"lo": 0, "hi": -1}, 80, None),
    ],
)
def test_the_nearest_figure_that_would_pass_is_the_fix(
    facts: dict[str, Any], price: int | None, passes: int | None
) -> None:
    fixed = planted(**facts).fixed({"price": price})

    assert (None if passes is None else ("price", passes)) == fixed


def test_a_refusal_without_a_figure_to_fill_in_has_no_fix() -> None:
    refusal = BalanceShort(free=1_000, needed=2_500)

    assert (None, None, None) == (refusal.fixed({}), refusal.over_limit(), refusal.confirmed())


def test_a_limit_is_told_only_to_who_went_over_it() -> None:
    assert (9, 7, 4) == planted().over_limit()
    assert planted(quantity=7).over_limit() is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "ledger.balance_short"}, "declared twice"),
        ({"code": "nowhere.planted"}, "no stage"),
        ({"code": "Ledger.Planted"}, "Ledger.Planted"),
        ({"zh": ""}, "lacks zh"),
        ({"pass_en": ""}, "lacks pass_en"),
        ({"rule": ""}, "lacks rule"),
        ({"__doc__": None}, "no docstring"),
        ({"fixes": Fix("quantity", ("left",))}, "no sentence says left"),
        ({"limit": Limit(asked="quantity", left="left")}, "no sentence says quantity"),
    ],
)
def test_an_incomplete_refusal_fails_at_once(change: dict[str, Any], fault: str) -> None:
    whole = {
        "code": "ledger.planted", "en": "e", "zh": "z", "pass_en": "e", "pass_zh": "z",
        "rule": "r", "__doc__": "A planted one.",
    }  # fmt: skip
    with pytest.raises(AssertionError, match=fault):
        type("Planted", (Refusal,), {**whole, **change})

    assert "ledger.planted" not in REFUSALS


def test_without_assertions_the_books_do_not_start() -> None:
    root = Path(__file__).parents[3]
    told = subprocess.run(
        [sys.executable, "-O", "-c", "import ledger"], cwd=root, capture_output=True, text=True
    )

    assert 0 != told.returncode
    assert "assertions switched off" in told.stderr
