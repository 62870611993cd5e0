"""What must hold of the naive matcher itself, after every event of random streams."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matching.naive import Naive
from tests.matching.streams import PROFILES, Stream

MODES = ("none", "newest", "oldest", "both", "decrement")
TIES = ("clamp", "ref", "mid")


def _open(naive: Naive) -> dict[int, int]:
    return {order.id: order.open for order in naive.resting + naive.stops + naive.parked}


def _streams(profile: str) -> list[tuple[Naive, Stream]]:
    found = []
    for number in range(30):
        stream = Stream(number, profile, 100)
        rules = {**stream.rules, "stp": MODES[number % 5], "tie": TIES[number % 3]}
        found.append((Naive(**rules), stream))
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_every_tonne_is_traded_cancelled_or_open(profile: str) -> None:
    for naive, stream in _streams(profile):
        for event in stream.events:
            expected = _open(naive)
            result = naive.play(event)
            if result["status"] != "rejected" and event["op"] in ("new", "pick", "replace"):
                expected[event["id"]] = event["qty"]
            for maker, taker, _, qty in result["trades"]:
                expected[maker] -= qty
                expected[taker] -= qty
            for id, qty in result["cancels"]:
                expected[id] -= qty

            assert {id: left for id, left in expected.items() if left} == _open(naive), event


@pytest.mark.parametrize("profile", PROFILES)
def test_a_refused_event_does_nothing(profile: str) -> None:
    for naive, stream in _streams(profile):
        for event in stream.events:
            before: Any = (naive.book(), _open(naive), naive.last)
            result = naive.play(event)
            if result["status"] == "rejected":
                assert before == (naive.book(), _open(naive), naive.last), event
                assert ([], [], 0) == (result["trades"], result["cancels"], result["open"])


def test_every_order_that_rests_is_visible_up_to_its_peak() -> None:
    for naive, stream in _streams("all"):
        for event in stream.events:
            naive.play(event)
            for order in naive.resting:
                assert 0 < order.shown <= order.open, event
                assert order.shown <= (order.disp or order.open), event


def test_an_auction_leaves_no_crossed_book() -> None:
    auctions = 0
    for naive, stream in _streams("all"):
        for event in stream.events:
            ending = event["op"] == "uncross" and naive.phase == "call"
            naive.stops = [] if ending else naive.stops
            naive.play(event)
            if ending:
                bids, asks = naive.prices("B"), naive.prices("S")
                auctions += naive.auctioned > 0
                assert not bids or not asks or bids[0] < asks[0], event

    assert auctions > 20
