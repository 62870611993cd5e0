"""A venue's rules as an instrument has them: every shipped venue with a book, and the plain one."""

from __future__ import annotations

from typing import Any

import pytest

from matching.instruments import LARGEST_ORDER
from matching.orders import SelfTrade
from matching.venue_facts import ModeKind
from matching.venues import venue_from
from registry.market.listing import EVERY_LEVEL, PLAIN, instrument_of, mode_of
from registry.market.venues import shipped

ASKED: dict[str, Any] = {
    "code": "BRC-CN", "registry": "CN", "unit": "BRC", "host": "TH", "reference": 8500,
    "limit_percent": 7, "lot": 1,
}  # fmt: skip


def _of(code: str, **changes: Any) -> Any:
    return instrument_of(shipped().pick(code), **(ASKED | changes))


def test_the_plain_pack_is_what_a_lesson_without_a_venue_plays() -> None:
    assert instrument_of(None, **ASKED) == _of(PLAIN)


def test_the_national_market_lists_picks_and_waits_a_day() -> None:
    found = _of("national-ets")

    assert (True, 5, False, 1) == (
        found.listed, found.pick_levels, found.pick_first, found.t_plus
    )  # fmt: skip
    assert (10, 99_999) == (found.limit_percent, found.largest)
    assert found.venue.startswith("national-ets v")


def test_guangdong_picks_the_first_at_the_best_price_and_closes_its_own_way() -> None:
    found = _of("guangdong")

    assert (True, 1, True) == (found.listed, found.pick_levels, found.pick_first)
    assert "guangdong" == found.close_rule


def test_where_a_venue_excludes_no_level_every_level_may_be_picked() -> None:
    national = shipped().pick("national-ets")
    assert national is not None
    told = national.as_dict()
    (listed,) = [one for one in told["modes"] if one["kind"] == ModeKind.LISTED]
    listed["facts"] = [one for one in listed["facts"] if one["name"] != "levels"]

    assert EVERY_LEVEL == instrument_of(venue_from(told), **ASKED).pick_levels


def test_where_a_venue_is_silent_the_plan_or_the_plain_rule_holds() -> None:
    found = _of("shanghai", lot=10)

    assert (10, LARGEST_ORDER, SelfTrade.NEWEST, 0) == (
        found.lot, found.largest, found.self_trade, found.fee_taker_ppm
    )  # fmt: skip
    assert found.limit_percent == 10


@pytest.mark.parametrize("code", shipped().codes())
def test_every_venue_with_a_book_makes_an_instrument_also_from_the_log(code: str) -> None:
    venue = shipped().pick(code)
    assert venue is not None
    if mode_of(venue) is None:
        assert code == "hubei"
        return

    again = instrument_of(venue_from(venue.as_dict()), **ASKED)
    assert again == _of(code)
