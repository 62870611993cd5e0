"""Goal: of several versions of a rule, the one in effect is returned, and no other.

Method: shipped venues, whose facts differ; the open of days with and without trades, read back
from lessons in which nobody trades.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.public_snapshot import SnapshotMaker
from registry.classroom.room import TRAINER
from registry.market.listing import PLAIN, instrument_of
from registry.market.rules_in_effect import Rules, describe, played
from registry.market.statistics import opening, statistics
from registry.market.venues import shipped
from tests.registry.classroom.test_venue_lessons import at_venue, plan

ASKED: dict[str, Any] = {
    "code": "HBEA", "registry": "CN", "unit": "CEA", "host": "CN", "reference": 8400,
    "limit_percent": 10, "lot": 1,
}  # fmt: skip


def rules_of(code: str, **changes: Any) -> Rules:
    venue = None if code == PLAIN else shipped().pick(code)
    return played(instrument_of(venue, **(ASKED | changes)), venue)


@pytest.mark.parametrize("version", ["lowest", "middle"])
def test_of_two_matching_prices_the_one_that_holds_is_named(version: str) -> None:
    venue = shipped().pick("hubei")
    assert venue is not None
    found = describe(instrument_of(venue, **ASKED, price_rule=version), venue)
    versions = {one.value: one.holds for one in found.facts if one.name == "price_rule"}

    assert ("negotiated", version) == (found.played["way"], found.played["price_rule"])
    assert {"lowest": version == "lowest", "middle": version == "middle"} == versions
    assert {None} == {one.holds for one in found.facts if one.name != "price_rule"}


@pytest.mark.parametrize(
    ("code", "way", "call", "days"),
    [
        (PLAIN, "continuous", True, "days_too"),
        ("hubei", "negotiated", False, "day_only"),
        ("national-ets", "listed", False, "day_only"),
        ("guangdong", "listed", False, "days_too"),
    ],
)
def test_only_what_can_happen_here_is_told(code: str, way: str, call: bool, days: str) -> None:
    found = rules_of(code)

    assert (way, call, days) == (found["way"], "auction_tie" in found, found["order_days"])
    assert (way == "negotiated") == ("price_rule" in found)
    assert (way == "listed") == ("pick_whom" in found) == ("self_trade" not in found)


@pytest.mark.parametrize(
    ("rule", "first", "runs", "opened"),
    [
        ("first_trade", 8510, True, 8510),
        ("first_trade", 8510, False, 8510),
        ("first_trade", 0, True, None),
        ("first_trade", 0, False, 8400),
        ("previous_close", 8510, True, 8400),
        ("previous_close", 0, True, 8400),
        ("previous_close", 0, False, 8400),
    ],
)
def test_the_open_follows_the_venues_rule(
    rule: str, first: int, *, runs: bool, opened: int | None
) -> None:
    assert opened == opening(rule, first=first, previous=8400, runs=runs)


@pytest.mark.parametrize(("code", "known"), [("guangdong", True), ("national-ets", False)])
def test_a_day_without_trades_opens_at_the_close_before(
    code: str, known: bool, tmp_path: Path
) -> None:
    lesson = Lesson.create(tmp_path / "idle.lesson", plan(at_venue(code)), seed=5)
    loop, monday = Loop(lesson), lesson.plan.clock.first_day
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for seat in lesson.room.seats:
            lesson.run(Request("seat.claim", {"seat": seat}, "script", TRAINER))
        loop.advance(moment(monday + timedelta(days=1), 10, 0))
    with lesson.reading() as session:
        ended, runs = statistics(session, "CCER")
    picture = SnapshotMaker(lesson).snapshot(now=moment(monday, 10, 0), audit=None)["instruments"]
    lesson.close()

    assert (ended.reference, None) == (ended.open, ended.high)
    assert ended.close == runs.reference
    assert (runs.reference if known else None) == runs.open == picture["CCER"]["open"]
