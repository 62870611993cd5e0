"""Goal: conduct agrees with its obvious twin on any trades, and the twin notices planted faults.

Method: random trades of four owners in few minutes at few prices, some outside the book; a fault is
a line of the module that is replaced, and if the line is gone, the test says so.
"""

from __future__ import annotations

import inspect
import sys
from random import Random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.conduct
from matching.conduct import Dealt
from matching.thresholds import Thresholds
from tests.matching import naive_conduct as naive
from tests.matching.naive_conduct import MINUTE, deals

ROWS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from("abcd"),
        st.sampled_from("abcd"),
        st.integers(1, 6),
        st.integers(98, 103),
    ),
    max_size=14,
)
MODES = st.text("bx", max_size=14)
NARROW = Thresholds(
    wash_window_minutes=5, wash_price_percent=2, wash_net_percent=25, wash_gross_t=4,
    wash_ring_owners=4,
    close_window_minutes=5, close_move_percent=1, close_share_percent=40,
    corner_holding_percent=40, corner_buying_percent=40,
)  # fmt: skip


def disagreements(
    module: ModuleType,
    rows: list[tuple[int, str, str, int, int]],
    holdings: dict[str, int],
    modes: str,
) -> list[str]:
    """In which lists the module and the twin differ."""
    trades = deals(*sorted(rows, key=lambda row: row[0]), modes=modes)
    kinds = {
        "own": (
            module.own_trades(trades),
            [
                ((owner,), tuple(one.trade for one in trades if one.buyer == one.seller == owner))
                for owner in sorted({one.buyer for one in trades if one.buyer == one.seller})
            ],
        ),
        "wash": (
            module.back_and_forth(trades, limits=NARROW),
            naive.back_and_forth(trades, NARROW),
        ),
        "close": (
            module.marking_close(trades, reference=100, closes_at=10 * MINUTE, limits=NARROW),
            naive.marking_close(trades, reference=100, closes_at=10 * MINUTE, limits=NARROW),
        ),
        "corner": (
            module.corners(trades, holdings=holdings, limits=NARROW),
            naive.corners(trades, holdings, NARROW),
        ),
    }
    return [
        name
        for name, (found, plain) in kinds.items()
        if plain != sorted((one.owners, tuple(deal.trade for deal in one.trades)) for one in found)
        or any(one.orders != orders_of(one.owners, one.trades) for one in found)
    ]


def orders_of(owners: tuple[str, ...], trades: tuple[Dealt, ...]) -> tuple[int, ...]:
    """Every order of these owners behind these trades."""
    sides = [(one.buyer, one.buy_order) for one in trades]
    sides += [(one.seller, one.sell_order) for one in trades]
    return tuple(sorted({order for owner, order in sides if owner in owners}))


@given(ROWS, st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20)), MODES)
def test_random_trades_are_judged_as_by_the_twin(
    rows: list[tuple[int, str, str, int, int]], holdings: dict[str, int], modes: str
) -> None:
    assert [] == disagreements(matching.conduct, rows, holdings, modes)


def test_the_random_days_have_rings_of_every_size() -> None:
    random, sizes = Random(3), set()
    for _ in range(400):
        rows, _, modes = random_day(random)
        trades = deals(*sorted(rows, key=lambda row: row[0]), modes=modes)
        sizes |= {len(one.owners) for one in matching.conduct.back_and_forth(trades, limits=NARROW)}

    assert {2, 3, 4} == sizes


# --- planted faults ---------------------------------------------------------------------------

FAULTS = {
    "the net is not checked": (
        "abs(bought - gave) * 100 <= limits.wash_net_percent * (bought + gave)", "True",
    ),
    "only what is left in the end is asked": (
        "abs(bought - gave) * 100", "(bought - gave) * 100",
    ),
    "rings of three owners are the largest": (
        "and len(path) < most:", "and len(path) < min(most, 3):",
    ),
    "only pairs are looked at": ("and len(path) < most:", "and len(path) < 2:"),
    "a ring is listed once for each owner": (
        "owner > first and owner not in path", "owner not in path",
    ),
    "trades outside the book make the close": (
        "[one for one in trades if one.mode == OrderMode.BOOK]", "list(trades)",
    ),
    "the wash window is a moment short": (
        "if one.at - first.at > limits.wash_window", "if one.at - first.at >= limits.wash_window",
    ),
    "the closing window is a moment short": (
        "if opens_at <= one.at <= closes_at", "if opens_at < one.at <= closes_at",
    ),
    "trades after the close count": (
        "if opens_at <= one.at <= closes_at", "if opens_at <= one.at",
    ),
    "own orders are named from one side only": (
        "    orders |= {one.sell_order for one in trades if one.seller in owners}\n", "",
    ),
    "the close is watched for buyers only": (
        "((one.buyer, True), step), ((one.seller, False), -step)", "((one.buyer, True), step),",
    ),
    "a run is as short as it can be": ("            found = end + 1\n",
                                       "            return end + 1\n"),
    "runs share trades": ("            start = end or start + 1\n", "            start += 1\n"),
    "prices are not compared": (
        "if (high - low) * 100 > limits.wash_price_percent * low:", "if high < low:",
    ),
    "the seller pushes up": ("((one.seller, False), -step)", "((one.seller, False), step)"),
    "the share of the close is not asked": (
        "if far and tonnes * 100 >= limits.close_share_percent * volume:", "if far:",
    ),
    "passing on counts as a corner": ("buys = bought > sold and ", "buys = "),
    "holding is not asked": (
        "holds = held > 0 and held * 100 >= limits.corner_holding_percent * outstanding",
        "holds = held > 0",
    ),
}  # fmt: skip


def faulty(right: str, wrong: str) -> ModuleType:
    """The module with one line replaced."""
    source = inspect.getsource(matching.conduct)
    assert source.count(right) == 1, f"there is no such line any more: {right!r}"
    module = ModuleType("faulty_conduct")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    code = compile(source.replace(right, wrong), "faulty_conduct", "exec")
    exec(code, vars(module))  # noqa: S102
    return module


def random_day(
    random: Random,
) -> tuple[list[tuple[int, str, str, int, int]], dict[str, int], str]:
    """A few trades, holdings and modes, as narrow as those of the twin's test."""
    rows = [
        (random.randint(0, 12), random.choice("abcd"), random.choice("abcd"),
         random.randint(1, 6), random.randint(98, 103))
        for _ in range(random.randint(1, 14))
    ]  # fmt: skip
    holdings = {owner: random.randint(0, 20) for owner in "abcd"}
    return rows, holdings, "".join(random.choices("bbx", k=len(rows)))


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_in_conduct_is_caught(fault: str) -> None:
    module, random = faulty(*FAULTS[fault]), Random(11)

    assert any(disagreements(module, *random_day(random)) for _ in range(4000)), (
        f"nobody noticed that {fault}"
    )
