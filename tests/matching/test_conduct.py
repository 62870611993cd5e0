"""Goal: conduct is measured exactly, and what looks like abuse is listed, no more and no less.

Method: small examples whose figures are worked in their comments, each threshold met and missed.
"""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching.conduct
from matching.conduct import AlertKind, PositionLimit, Share, room_t
from matching.thresholds import DEFAULTS, THRESHOLDS, Thresholds
from tests.matching.naive_conduct import MINUTE, deals

CLOSE = 900 * MINUTE


# --- concentration ----------------------------------------------------------------------------


def test_the_index_is_the_sum_of_squared_shares_in_percent() -> None:
    # 50, 30 and 20 % of 200 t: 2,500 + 900 + 400 = 3,800.
    found = matching.conduct.concentration({"a": 60, "b": 100, "c": 40, "d": 0}, top=2)

    assert Fraction(3800) == found.hhi
    assert (200, 3, 3800) == (found.total_t, found.holders, found.hhi_points)
    assert (Share("b", 100, 5000), Share("a", 60, 3000)) == found.top


def test_the_index_is_exact_and_its_points_are_rounded_half_up() -> None:
    # Thirds: 3 x (100/3)^2 = 3,333 1/3. Shares 1/3 = 33.333...%, in hundredths 3333.
    thirds = matching.conduct.concentration({"a": 1, "b": 1, "c": 1})
    # 1 and 199 of 200 t: 0.25 + 9,900.25 = 9,900.5, half up 9,901.
    half = matching.conduct.concentration({"a": 1, "b": 199})

    assert (Fraction(10_000, 3), 3333) == (thirds.hhi, thirds.hhi_points)
    assert [3333] * 3 == [one.share_bp for one in thirds.top]
    assert ["a", "b", "c"] == [one.owner for one in thirds.top]
    assert (Fraction(19_801, 2), 9901) == (half.hhi, half.hhi_points)


def test_nobody_and_one_alone_are_the_ends_of_the_index() -> None:
    nobody, alone = (matching.conduct.concentration(held) for held in ({}, {"a": 7}))

    assert (0, 0, 0, ()) == (nobody.total_t, nobody.holders, nobody.hhi_points, nobody.top)
    assert (10_000, (Share("a", 7, 10_000),)) == (alone.hhi_points, alone.top)


def test_a_large_holder_has_exactly_the_threshold_or_more() -> None:
    # 20 % of 1,000 t is 200 t: b stands on the line, c (19.9 %) below it though it rounds to 20.
    held = {"a": 601, "b": 200, "c": 199}

    assert ["a", "b"] == [one.owner for one in matching.conduct.large_holders(held, percent=20)]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**12)))
def test_the_index_equals_a_plain_sum(held: dict[str, int]) -> None:
    found = matching.conduct.concentration(held)
    total = sum(held.values())
    plain = sum((Fraction(100 * one, total) ** 2 for one in held.values() if total), Fraction(0))

    assert plain == found.hhi
    assert 0 <= found.hhi <= 10_000
    assert abs(found.hhi_points - found.hhi) <= Fraction(1, 2)


# limit, position, outstanding, room
ROOM = [
    (PositionLimit(percent=10), 30, 999, 69),  # 10 % of 999 t is 99.9, at most 99 t
    (PositionLimit(percent=10), 99, 999, 0),
    (PositionLimit(percent=10), 500, 999, 0),
    (PositionLimit(tonnes=400), 30, 999, 370),
    (PositionLimit(tonnes=0), 30, 999, 0),
    (None, 30, 999, None),
]


@pytest.mark.parametrize(("limit", "position", "outstanding", "expected"), ROOM)
def test_room_is_what_the_limit_leaves(
    limit: PositionLimit | None, position: int, outstanding: int, expected: int | None
) -> None:
    assert expected == room_t(limit, position_t=position, outstanding_t=outstanding)


@pytest.mark.parametrize("both", [{}, {"percent": 10, "tonnes": 5}])
def test_a_position_limit_is_one_of_two(both: dict[str, int]) -> None:
    with pytest.raises(AssertionError):
        PositionLimit(**both)


# --- wash trades ------------------------------------------------------------------------------


def listed(alerts: list[Any]) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    return [
        (one.kind.value, one.owners, tuple(deal.trade for deal in one.trades)) for one in alerts
    ]


def test_a_trade_with_oneself_is_listed_with_both_orders() -> None:
    trades = deals((1, "a", "a", 5, 8500), (2, "b", "a", 5, 8500), (3, "a", "a", 1, 8600))
    (found,) = matching.conduct.own_trades(trades)

    assert ("own_trade", ("a",), (1, 3)) == listed([found])[0]
    assert ({"gross_t": 6}, (1, 2, 5, 6)) == (found.figures, found.orders)


def test_selling_to_and_fro_at_like_prices_is_listed() -> None:
    # 40 there, 38 back: gross 78 t, net 2 t, at most 7.8 t; 8,500 to 8,540 is 0.47 %.
    trades = deals(
        (1, "a", "b", 40, 8500), (5, "c", "b", 9, 8500), (9, "b", "a", 38, 8540)
    )  # fmt: skip
    (found,) = matching.conduct.back_and_forth(trades)

    assert ("back_and_forth", ("a", "b"), (1, 3)) == listed([found])[0]
    assert {
        "gross_t": 78, "net_t": 2, "low_fen": 8500, "high_fen": 8540, "lasted_ms": 8 * MINUTE,
    } == found.figures  # fmt: skip
    assert (1, 2, 5, 6) == found.orders


# what makes the difference, trades between a and b, whether they are listed
EDGES = [
    ("one way only", [(1, "a", "b", 40, 8500), (2, "a", "b", 40, 8500)], False),
    ("net of 8 on 80, a tenth", [(1, "a", "b", 44, 8500), (2, "b", "a", 36, 8500)], True),
    ("net of 9 on 89", [(1, "a", "b", 49, 8500), (2, "b", "a", 40, 8500)], False),
    ("30 minutes", [(1, "a", "b", 40, 8500), (31, "b", "a", 40, 8500)], True),
    ("31 minutes", [(1, "a", "b", 40, 8500), (32, "b", "a", 40, 8500)], False),
    ("1 % apart", [(1, "a", "b", 40, 8500), (2, "b", "a", 40, 8585)], True),
    ("a fen more", [(1, "a", "b", 40, 8500), (2, "b", "a", 40, 8586)], False),
    ("a fen less than 1 %", [(1, "a", "b", 40, 8585), (2, "b", "a", 40, 8500)], True),
    ("10 t", [(1, "a", "b", 5, 8500), (2, "b", "a", 5, 8500)], True),
    ("8 t", [(1, "a", "b", 4, 8500), (2, "b", "a", 4, 8500)], False),
    (
        "a large sale before it",
        [(0, "a", "b", 500, 8500), (1, "a", "b", 10, 8500), (2, "b", "a", 10, 8500)],
        True,
    ),
]


@pytest.mark.parametrize(("case", "rows", "listed"), EDGES, ids=[case for case, *_ in EDGES])
def test_thresholds_of_wash_trades_are_met_exactly(
    case: str, rows: list[tuple[int, str, str, int, int]], listed: bool
) -> None:
    assert listed == bool(matching.conduct.back_and_forth(deals(*rows)))


# what makes the difference, trades (minute, buyer, seller, t, fen), rings that are listed
RINGS = [
    ("a to b to c to a",
     [(1, "b", "a", 100, 8500), (5, "c", "b", 100, 8500), (9, "a", "c", 100, 8500)], ["abc"]),
    ("the other way round",
     [(1, "c", "a", 100, 8500), (5, "b", "c", 100, 8500), (9, "a", "b", 100, 8500)], ["acb"]),
    ("of four", [(1, "b", "a", 9, 8500), (2, "c", "b", 9, 8500), (3, "d", "c", 9, 8500),
                 (4, "a", "d", 9, 8500)], []),
    ("open",
     [(1, "b", "a", 100, 8500), (5, "c", "b", 100, 8500)], []),
    # b keeps 22 of the 122 t that it bought: 22 on 222 is a tenth, 23 on 223 is more.
    ("one keeps a tenth",
     [(1, "b", "a", 122, 8500), (5, "c", "b", 100, 8500), (9, "a", "c", 122, 8500)], ["abc"]),
    ("one keeps more",
     [(1, "b", "a", 123, 8500), (5, "c", "b", 100, 8500), (9, "a", "c", 123, 8500)], []),
    ("too slow",
     [(1, "b", "a", 100, 8500), (5, "c", "b", 100, 8500), (32, "a", "c", 100, 8500)], []),
    ("another price",
     [(1, "b", "a", 100, 8500), (5, "c", "b", 100, 8500), (9, "a", "c", 100, 8586)], []),
    ("a pair beside a buyer",
     [(1, "b", "a", 100, 8500), (2, "a", "b", 100, 8500), (3, "c", "a", 5, 8500)], ["ab"]),
    ("two pairs",
     [(1, "b", "a", 9, 8500), (2, "a", "b", 9, 8500), (3, "d", "c", 9, 8500),
      (4, "c", "d", 9, 8500)], ["ab", "cd"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "rows", "rings"), RINGS, ids=[case for case, *_ in RINGS])
def test_a_ring_sells_round_and_moves_nothing(
    case: str, rows: list[tuple[int, str, str, int, int]], rings: list[str]
) -> None:
    found = matching.conduct.back_and_forth(deals(*rows))

    assert rings == ["".join(one.owners) for one in found]
    assert ["ring" if len(ring) > 2 else "back_and_forth" for ring in rings] == [
        one.kind for one in found
    ]


@pytest.mark.parametrize(("most", "rings"), [(2, []), (3, []), (4, [("a", "b", "c", "d")])])
def test_the_largest_ring_that_is_looked_for_is_a_threshold(
    most: int, rings: list[tuple[str, ...]]
) -> None:
    trades = deals(
        (1, "b", "a", 9, 8500), (2, "c", "b", 9, 8500), (3, "d", "c", 9, 8500),
        (4, "a", "d", 9, 8500),
    )  # fmt: skip
    found = matching.conduct.back_and_forth(trades, limits=Thresholds(wash_ring_owners=most))

    assert rings == [one.owners for one in found]


def test_a_ring_tells_what_went_round_and_what_stayed() -> None:
    trades = deals(
        (1, "b", "a", 122, 8500), (5, "c", "b", 100, 8500), (9, "a", "c", 122, 8501)
    )  # fmt: skip
    (found,) = matching.conduct.back_and_forth(trades)

    assert {
        "gross_t": 344, "net_t": 22, "low_fen": 8500, "high_fen": 8501, "lasted_ms": 8 * MINUTE,
    } == found.figures  # fmt: skip
    assert (1, 2, 3, 4, 5, 6) == found.orders


def test_block_trades_back_and_forth_are_listed() -> None:
    trades = deals((1, "a", "b", 100_000, 8500), (9, "b", "a", 100_000, 8500), modes="xx")
    (found,) = matching.conduct.back_and_forth(trades)

    assert [("back_and_forth", ("a", "b"), (1, 2))] == listed([found])
    assert ["block", "block"] == [one.mode for one in found.trades]


# --- marking the close ------------------------------------------------------------------------

DAY = [
    (100, "c", "d", 50, 8500),
    (891, "a", "d", 10, 8600),
    (893, "c", "d", 15, 8590),
    (899, "a", "d", 20, 8690),
]
"""Close at minute 900: a's steps are +100 and +100 fen of 8,500: 2.35 %; its share 30 of 45 t."""


def test_buying_the_price_up_before_the_close_is_listed() -> None:
    (found,) = matching.conduct.marking_close(deals(*DAY), reference=8000, closes_at=CLOSE)

    assert ("marking_close", ("a",), (2, 4)) == listed([found])[0]
    assert {
        "bought_t": 30, "window_t": 45, "share_bp": 6667, "before_fen": 8500, "last_fen": 8690,
        "moved_fen": 200, "moved_bp": 235,
    } == found.figures  # fmt: skip
    assert (3, 7) == found.orders


def test_selling_the_price_down_before_the_close_is_listed() -> None:
    # From the reference 8,500 down to 8,300: 2.35 %, all of the window's volume.
    trades = deals((895, "c", "a", 10, 8400), (896, "d", "a", 10, 8300))
    (found,) = matching.conduct.marking_close(trades, reference=8500, closes_at=CLOSE)

    assert ("a",) == found.owners
    assert (20, -200, (2, 4)) == (
        found.figures["sold_t"],
        found.figures["moved_fen"],
        found.orders,
    )


# what makes the difference, the trades (reference 8,500), owners listed
CLOSES = [
    ("exactly 2 %", [(895, "a", "d", 5, 8670)], ["a"]),
    ("a fen less", [(895, "a", "d", 5, 8669)], []),
    ("ten minutes before", [(890, "a", "d", 5, 8670)], ["a"]),
    ("eleven minutes before", [(889, "a", "d", 5, 8670)], []),
    ("at the close", [(900, "a", "d", 5, 8670)], ["a"]),
    ("after the close", [(901, "a", "d", 5, 8670)], []),
    ("half the volume", [(895, "a", "d", 5, 8670), (896, "c", "d", 5, 8670)], ["a"]),
    ("less than half", [(895, "a", "d", 5, 8670), (896, "c", "d", 6, 8670)], []),
    ("another moved it", [(894, "c", "d", 1, 8670), (895, "a", "d", 9, 8670)], []),
    ("up and down again", [(894, "a", "d", 5, 8670), (895, "a", "d", 5, 8500)], []),
]


@pytest.mark.parametrize(("case", "rows", "owners"), CLOSES, ids=[case for case, *_ in CLOSES])
def test_thresholds_of_the_close_are_met_exactly(
    case: str, rows: list[tuple[int, str, str, int, int]], owners: list[str]
) -> None:
    found = matching.conduct.marking_close(deals(*rows), reference=8500, closes_at=CLOSE)

    assert owners == [owner for one in found for owner in one.owners]


def test_only_trades_of_the_book_mark_the_close() -> None:
    """The same two steps: as blocks they make no price, and are no price before it either."""
    rows = [(880, "a", "d", 5, 9000), (895, "a", "d", 5, 8670)]
    outside, before = (
        matching.conduct.marking_close(deals(*rows, modes=modes), reference=8500, closes_at=CLOSE)
        for modes in ("xx", "xb")
    )

    assert [] == outside
    assert [(8500, 170)] == [
        (one.figures["before_fen"], one.figures["moved_fen"]) for one in before
    ]


# --- corners ----------------------------------------------------------------------------------

# what makes the difference, trades, holdings, owners listed
CORNERS = [
    ("half of both", [(1, "a", "c", 5, 85), (2, "b", "c", 5, 85)], {"a": 50, "c": 50}, ["a"]),
    ("holds less", [(1, "a", "c", 5, 85)], {"a": 49, "c": 51}, []),
    ("buys less", [(1, "a", "c", 5, 85), (2, "b", "c", 6, 85)], {"a": 60, "c": 40}, []),
    ("passes on", [(1, "a", "c", 5, 85), (2, "b", "a", 5, 85)], {"a": 60, "c": 40}, []),
    ("holds and sells", [(1, "b", "a", 5, 85)], {"a": 60, "c": 40}, []),
    ("nothing is left", [(1, "a", "c", 5, 85)], {"a": 0}, []),
]


@pytest.mark.parametrize(
    ("case", "rows", "holdings", "owners"), CORNERS, ids=[case for case, *_ in CORNERS]
)
def test_a_corner_holds_and_buys(
    case: str,
    rows: list[tuple[int, str, str, int, int]],
    holdings: dict[str, int],
    owners: list[str],
) -> None:
    found = matching.conduct.corners(deals(*rows), holdings=holdings)

    assert owners == [owner for one in found for owner in one.owners]


def test_a_corner_tells_what_it_holds_and_bought() -> None:
    # 40 of 60 t held; 30 of 45 t bought, 5 sold: both two thirds.
    trades = deals((1, "a", "c", 30, 85), (2, "c", "a", 5, 85), (3, "b", "c", 10, 85))
    (found,) = matching.conduct.corners(trades, holdings={"a": 40, "b": 20})

    assert {
        "held_t": 40, "outstanding_t": 60, "held_bp": 6667, "bought_t": 30, "sold_t": 5,
        "volume_t": 45, "bought_bp": 6667,
    } == found.figures  # fmt: skip
    assert (AlertKind.CORNER, (1,)) == (found.kind, found.orders)


def test_what_is_bought_outside_the_book_makes_a_corner_too() -> None:
    """30 of 40 t bought as a block; of the book's 10 t alone it bought none."""
    trades = deals((1, "a", "c", 30, 85), (2, "b", "c", 10, 85), modes="xb")
    (found,) = matching.conduct.corners(trades, holdings={"a": 40, "b": 20})

    assert (("a",), 30, 40) == (
        found.owners, found.figures["bought_t"], found.figures["volume_t"],
    )  # fmt: skip


def test_a_running_day_is_not_judged_on_its_close() -> None:
    rows = deals(*DAY)
    running, over = (
        matching.conduct.alerts(rows, reference=8000, closes_at=closes, holdings={"z": 1})
        for closes in (None, CLOSE)
    )

    assert [] == running
    assert [AlertKind.MARKING_CLOSE] == [one.kind for one in over]


def test_every_threshold_is_told_in_both_languages_with_its_status() -> None:
    assert list(THRESHOLDS) == [field.name for field in fields(Thresholds)]
    for name, one in THRESHOLDS.items():
        assert one.value == getattr(DEFAULTS, name)
        assert "assumption" == one.status
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.zh), name
        assert name.endswith({"tonnes": "_t"}.get(one.unit, f"_{one.unit}"))
