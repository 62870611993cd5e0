"""Goal: opening, closing and matching prices and the day's limits are those of the sources.

Method: the worked figures, then random days against plain fractions, then planted faults.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from fractions import Fraction
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.closing
from matching.closing import CLOSING, OPENING, Figures, day_limits, figures_of
from matching.matching_price import MATCHING_PRICE

PREVIOUS = 8_000
TRADES = st.lists(st.tuples(st.integers(1, 20_000), st.integers(1, 300)), max_size=12)


def close(rule: str, *trades: tuple[int, int]) -> int:
    """The close of a day of trades (fen, tonnes) after a close of 80.00."""
    return CLOSING[rule](figures_of(trades), previous=PREVIOUS, tick=1)


def mean(trades: list[tuple[int, int]]) -> int:
    """Half up, by the definition of it."""
    weight = sum(quantity for _, quantity in trades)
    exact = Fraction(sum(price * quantity for price, quantity in trades), weight)
    return int(exact + Fraction(1, 2))


def test_the_close_is_the_volume_weighted_mean() -> None:
    assert 8_550 == close("vwap_of_day", (8_400, 100), (8_600, 300))


def test_half_a_fen_is_rounded_up() -> None:
    assert 8_001 == close("vwap_of_day", (8_000, 1), (8_001, 1))


@pytest.mark.parametrize("rule", CLOSING)
def test_a_day_without_trades_closes_at_the_previous_close(rule: str) -> None:
    assert PREVIOUS == close(rule)


def test_a_day_of_at_most_100_tonnes_leaves_guangdongs_price_where_it_was() -> None:
    assert PREVIOUS == close("guangdong", (8_400, 60), (8_600, 40))
    assert 8_479 == close("guangdong", (8_400, 61), (8_600, 40))
    assert 8_550 == close("guangdong", (8_400, 100), (8_600, 300))


def test_hubei_closes_at_the_weighted_mean_of_the_last_five_trades() -> None:
    early = [(2_000, 1_000)]
    last = [(2_100, 10), (2_110, 20), (2_120, 30), (2_130, 40), (2_140, 100)]

    assert 2_130 == close("last_five", *early, *last)
    assert mean(last) == close("last_five", *last)


def test_with_fewer_than_five_trades_hubei_takes_them_all() -> None:
    assert 2_075 == close("last_five", (2_000, 100), (2_100, 300))


def test_the_last_trade_closes_where_the_rule_says_so() -> None:
    assert 8_600 == close("last_trade", (8_400, 500), (8_600, 1))


def test_a_day_opens_with_its_first_trade_or_the_previous_close() -> None:
    day = figures_of([(8_400, 100), (8_600, 300)])

    assert 8_400 == OPENING["first_trade"](day, previous=PREVIOUS)
    assert PREVIOUS == OPENING["first_trade"](Figures(), previous=PREVIOUS)
    assert PREVIOUS == OPENING["previous_close"](day, previous=PREVIOUS)


@given(TRADES)
def test_closes_agree_with_plain_fractions(trades: list[tuple[int, int]]) -> None:
    volume = sum(quantity for _, quantity in trades)

    assert (mean(trades) if trades else PREVIOUS) == close("vwap_of_day", *trades)
    assert (mean(trades) if volume > 100 else PREVIOUS) == close("guangdong", *trades)
    assert (mean(trades[-5:]) if trades else PREVIOUS) == close("last_five", *trades)
    assert (trades[-1][0] if trades else PREVIOUS) == close("last_trade", *trades)


def limits(reference: int, percent: int, rounding: str, tick: int = 1) -> tuple[int, int]:
    found = day_limits(reference=reference, percent=percent, tick=tick, rounding=rounding)
    return found.lo, found.hi


def test_a_limit_between_two_ticks_goes_inwards_or_half_up() -> None:
    assert (7_684, 9_390) == limits(8_537, 10, "inwards")
    assert (7_683, 9_391) == limits(8_537, 10, "half_up")


def test_half_a_tick_goes_up_on_both_sides() -> None:
    assert (7_655, 9_356) == limits(8_505, 10, "half_up")
    assert (90, 110) == limits(100, 12, "half_up", tick=5)


def test_a_limit_on_a_tick_stays_there() -> None:
    for rounding in ("inwards", "half_up"):
        assert (7_650, 9_350) == limits(8_500, 10, rounding)
        assert (5_950, 11_050) == limits(8_500, 30, rounding)


@given(st.integers(2, 20_000), st.integers(1, 99), st.integers(1, 7))
def test_limits_are_ticks_next_to_the_exact_ones(ticks: int, percent: int, tick: int) -> None:
    reference = ticks * tick
    exact = [Fraction(reference * share, 100) for share in (100 - percent, 100 + percent)]
    inner, near = (limits(reference, percent, one, tick) for one in ("inwards", "half_up"))

    assert all(price % tick == 0 and price > 0 for price in (*inner, *near))
    assert max(exact[0], 0) <= inner[0] < exact[0] + tick or inner[0] == tick
    assert exact[1] - tick < inner[1] <= exact[1]
    assert -Fraction(tick, 2) <= exact[0] - near[0] < Fraction(tick, 2) or near[0] == tick
    assert -Fraction(tick, 2) <= exact[1] - near[1] < Fraction(tick, 2)


@pytest.mark.parametrize(
    ("bid", "ask", "last", "low", "mid"),
    [
        (2_100, 2_000, 2_050, 2_000, 2_050),
        (2_100, 2_000, 2_300, 2_000, 2_100),
        (2_100, 2_000, 1_900, 2_000, 2_000),
        (2_000, 2_000, 2_300, 2_000, 2_000),
    ],
)
def test_hubeis_two_versions_of_the_matching_price(
    bid: int, ask: int, last: int, low: int, mid: int
) -> None:
    found = {name: rule(bid=bid, ask=ask, last=last) for name, rule in MATCHING_PRICE.items()}

    assert {"lowest": low, "middle": mid} == found


def test_the_first_trade_of_a_day_takes_the_previous_close_as_last_price() -> None:
    day = Figures()
    last = day.last or PREVIOUS

    assert PREVIOUS == MATCHING_PRICE["middle"](bid=8_200, ask=7_900, last=last)


Wrong = Callable[[ModuleType], bool]
PLANTED: dict[str, tuple[str, str, Wrong]] = {
    "rounding outwards": (
        "        return price_limits(reference=reference, percent=percent, tick=tick)\n",
        "        inner = price_limits(reference=reference, percent=percent, tick=tick)\n"
        "        return Limits(inner.lo - tick, inner.hi + tick)\n",
        lambda module: _limits(module, "inwards") != (7_684, 9_390),
    ),
    "half up cut off": (
        "        (2 * reference * share + step) // (2 * step) * tick\n",
        "        reference * share // step * tick\n",
        lambda module: _limits(module, "half_up") != (7_683, 9_391),
    ),
    "four trades for five": (
        "made[-RECENT:]",
        "made[1 - RECENT :]",
        lambda module: _close(module, "last_five", [(1_000, 1)] * 4 + [(2_000, 1)]) != 1_200,
    ),
    "100 tonnes are a large day": (
        "day.volume > SMALL_DAY_T",
        "day.volume >= SMALL_DAY_T",
        lambda module: _close(module, "guangdong", [(9_000, 100)]) != PREVIOUS,
    ),
}


def _limits(module: ModuleType, rounding: str) -> tuple[int, int]:
    found = module.day_limits(reference=8_537, percent=10, tick=1, rounding=rounding)
    return found.lo, found.hi


def _close(module: ModuleType, rule: str, trades: list[tuple[int, int]]) -> int:
    found: int = module.CLOSING[rule](module.figures_of(trades), previous=PREVIOUS, tick=1)
    return found


@pytest.mark.planted
@pytest.mark.parametrize("fault", PLANTED)
def test_the_worked_figures_catch(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong, differs = PLANTED[fault]
    source = inspect.getsource(matching.closing)
    assert source.count(right) == 1, f"there is no such line any more: {right!r}"
    module = ModuleType("faulty_closing")
    monkeypatch.setitem(sys.modules, "faulty_closing", module)
    exec(compile(source.replace(right, wrong), "faulty_closing", "exec"), module.__dict__)  # noqa: S102

    assert differs(module)
    assert not differs(matching.closing)
