"""Goal: the shipped venues say what the sources say, and how sure that is.

Method: the worked figures of the sources.
"""

from __future__ import annotations

import orjson
import pytest

from matching.bidding import Bid, Pricing, Reason, close_bidding, offer_refused
from matching.closing import CLOSING, figures_of
from matching.orders import OrderMode
from matching.venue_facts import MODE_FACTS, PLAYED, PRICE_RULES, STATUSES, VENUE_FACTS, ModeKind
from matching.venues import Mode, Stated, Venue, venue_from
from registry.market.venues import shipped

CODES = [
    "beijing", "chongqing", "fujian", "guangdong", "hubei", "national-ccer", "national-ets",
    "plain", "shanghai", "shenzhen", "tianjin",
]  # fmt: skip


def venue(code: str) -> Venue:
    found = shipped().pick(code)
    assert found is not None, code
    return found


def mode(code: str, kind: ModeKind) -> Mode:
    found = venue(code).mode(kind)
    assert found is not None, kind
    return found


def limits(code: str, kind: ModeKind, previous: int) -> tuple[int, int]:
    found = venue(code).limits(kind, previous=previous)
    assert found is not None, kind
    return found.lo, found.hi


def facts(one: Venue) -> list[Stated]:
    return [*one.facts, *(fact for mode in one.modes for fact in mode.facts)]


def test_every_venue_is_shipped() -> None:
    assert CODES == shipped().codes()


@pytest.mark.parametrize("code", CODES)
def test_every_fact_names_source_and_standing_in_both_languages(code: str) -> None:
    for fact in facts(venue(code)):
        assert fact.status in STATUSES
        assert fact.en.isascii() or "–" in fact.en
        assert any("一" <= sign <= "鿿" for sign in fact.zh)
        assert any("一" <= sign <= "鿿" for sign in fact.source_zh)
        assert len(fact.source_en) > 10


@pytest.mark.parametrize("code", CODES)
def test_a_fact_that_is_recalled_or_ours_says_so_in_its_source(code: str) -> None:
    for fact in facts(venue(code)):
        assert (fact.status == "recalled") == (fact.source_en.startswith("Recalled"))
        assert (fact.status == "assumption") == (fact.source_en.startswith("Assumption"))


@pytest.mark.parametrize("code", CODES)
def test_a_venue_survives_the_log(code: str) -> None:
    told = orjson.loads(orjson.dumps(venue(code).as_dict()))

    assert venue(code) == venue_from(told)
    assert told == venue_from(told).as_dict()


def test_the_plain_market_is_what_is_played_where_sources_are_silent() -> None:
    assert PLAYED == {one.name: one.value for one in venue("plain").facts}
    assert {"assumption"} == {one.status for one in facts(venue("plain"))}
    assert None is venue("plain").breaker
    for code in CODES:
        assert all(venue(code).played(name) is not None for name in PLAYED)


def test_national_limits_after_a_close_of_85_00() -> None:
    assert (7_650, 9_350) == limits("national-ets", ModeKind.LISTED, 8_500)
    assert (5_950, 11_050) == limits("national-ets", ModeKind.BLOCK, 8_500)
    assert 9_350 == venue("national-ets").bid_cap(previous=8_500)
    assert (8_500, 7_650) == venue("national-ets").reserves(previous=8_500)


def test_a_close_of_85_37_is_rounded_inwards_nationally_and_half_up_in_hubei() -> None:
    assert (7_684, 9_390) == limits("national-ets", ModeKind.LISTED, 8_537)
    assert (7_683, 9_391) == limits("hubei", ModeKind.NEGOTIATED, 8_537)


def test_99999_tonnes_are_listed_and_100000_are_a_block() -> None:
    listed, block = (mode("national-ets", kind) for kind in (ModeKind.LISTED, ModeKind.BLOCK))

    assert (True, False) == (listed.takes(99_999), listed.takes(100_000))
    assert (False, True) == (block.takes(99_999), block.takes(100_000))


def test_national_one_way_bidding_refuses_what_its_notice_refuses() -> None:
    national = venue("national-ets")
    assert (8_000, 7_200) == national.reserves(previous=8_000)
    small, whole = (
        national.sale(supply=supply, pricing=Pricing.UNIFORM, reserve=8_000, previous=8_000)
        for supply in (99_999, 100_000)
    )
    made = [
        Bid(id=str(price), bidder="b", price=price, quantity=10, arrival=price)
        for price in (7_999, 8_000, 8_800, 8_801)
    ]
    outcome = close_bidding(whole, made)

    assert Reason.BELOW_SMALLEST == offer_refused(small)
    assert [Reason.BELOW_RESERVE, Reason.ABOVE_CAP] == [one.reason for one in outcome.refused]
    assert ["8800", "8000"] == [one.bid.id for one in outcome.allocations]


def test_nationally_the_best_five_levels_may_be_picked_in_guangdong_only_the_best() -> None:
    listed = [mode(code, ModeKind.LISTED) for code in ("national-ets", "guangdong")]

    assert [(5, "any"), (1, "first")] == [
        (one.said("levels"), one.said("choice")) for one in listed
    ]
    assert (("09:30", "11:30"), ("13:00", "15:00")) == listed[0].sessions


def test_what_is_bought_nationally_is_sold_tomorrow_at_the_earliest() -> None:
    assert 1 == venue("national-ets").played("t_plus")
    assert 0 == venue("plain").played("t_plus")


def test_hubei_has_both_versions_of_its_matching_price_and_takes_half_a_percent_a_side() -> None:
    hubei = venue("hubei")

    assert ("lowest", "middle") == mode("hubei", ModeKind.NEGOTIATED).price_rules
    assert "last_five" == hubei.played("close_rule")
    assert (5_000, 5_000) == (hubei.played("fee_maker_ppm"), hubei.played("fee_taker_ppm"))


def test_a_paid_allocation_in_guangdong_takes_1000_tonnes_or_more_and_half_at_most() -> None:
    terms = venue("guangdong").sale(
        supply=500_000, pricing=Pricing.UNIFORM, reserve=1_609, previous=1_600
    )

    assert (1_000, 250_000, 1_609) == (terms.smallest_bid, terms.most_of_one, terms.reserve)
    assert True is mode("guangdong", ModeKind.BIDDING).said("irrevocable")
    assert () == venue("guangdong").reserves(previous=1_600)
    assert None is venue("guangdong").bid_cap(previous=1_600)


def test_hubeis_fee_is_that_of_negotiated_matching_alone() -> None:
    hubei = venue("hubei")

    assert [(5_000, 5_000), (0, 0), (0, 0), (0, 0)] == [hubei.fees(one) for one in OrderMode]
    assert None is hubei.said("fee_maker_ppm")


def test_the_voluntary_markets_limits_are_those_of_its_worked_example() -> None:
    assert (6_368, 7_784) == limits("national-ccer", ModeKind.LISTED, 7_076)
    assert (4_953, 9_199) == limits("national-ccer", ModeKind.BLOCK, 7_076)
    ccer = venue("national-ccer")
    assert (5, None, True) == (
        ccer.said("turnaround_days"), ccer.said("t_plus"), ccer.played("proceeds_same_day")
    )  # fmt: skip
    day = figures_of([(7_000, 100), (7_100, 300)])
    assert 7_075 == CLOSING[ccer.played("close_rule")](day, previous=7_000, tick=1)


def test_one_way_bidding_is_of_the_national_market_since_2025() -> None:
    found = [shipped().pick("national-ets", day=day) for day in ("2024-12-31", "2025-01-01")]
    old, new = (one for one in found if one is not None)

    assert ("national-ets v1", "national-ets v2") == (old.id, new.id)
    assert None is old.mode(ModeKind.BIDDING)
    assert new.mode(ModeKind.BIDDING) is not None
    assert None is shipped().pick("national-ets", day="2021-07-15")


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_that_was_verified_holds_what_is_only_recalled(code: str) -> None:
    """The base of a limit is a fact of its own; a limit says it where that fact is verified."""
    for one in venue(code).modes:
        limit, base = one.stated("limit_percent"), one.stated("limit_base")
        if limit and limit.status == "verified" and "of the" in limit.en:
            assert base is not None and base.status == "verified", (code, one.kind)


def test_bids_stand_only_where_a_rule_says_so() -> None:
    stand = {
        code: mode.irrevocable
        for code in CODES
        if (mode := venue(code).mode(ModeKind.BIDDING)) is not None
    }

    assert {
        "guangdong": True, "national-ccer": False, "national-ets": False, "shanghai": False,
    } == stand  # fmt: skip


def test_where_sources_are_silent_on_the_pricing_every_rule_of_the_kind_is_left_to_choose() -> None:
    assert tuple(Pricing) == mode("shanghai", ModeKind.BIDDING).price_rules
    assert ("uniform",) == mode("guangdong", ModeKind.BIDDING).price_rules


def test_every_kind_of_mode_has_price_rules_and_every_word_of_them_can_be_stated() -> None:
    words = {word for rules in PRICE_RULES.values() for word in rules}

    assert set(ModeKind) == set(PRICE_RULES)
    assert words == set(MODE_FACTS["price_rule"].words)
    assert PLAYED.keys() <= VENUE_FACTS.keys()
