"""Trades outside the book as written scenarios, on real books with an audit after every step.

Goal: every way of trading does and refuses what `fixtures/scenarios/deals.txt` says, and no step
changes the totals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from matching.venue_facts import ModeKind
from matching.venues import Venue
from registry.paths import fixtures
from tests.matching.deal_world import DealWorld, small, venue_of

pytestmark = pytest.mark.slow

FEES = {"fee_maker_ppm": 5000, "fee_taker_ppm": 3000}


@dataclass(frozen=True)
class Scenario:
    """One line, its lists split at the semicolons."""

    name: str
    venue: str
    holders: list[str]
    steps: list[str]
    answers: list[str]
    trades: list[str]
    after: list[str]


def _table() -> Iterator[Scenario]:
    text = (fixtures() / "scenarios" / "deals.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, venue, *lists = (part.strip() for part in line.split("|"))
            split = [[one.strip() for one in part.split(";")] for part in lists]
            yield Scenario(name, venue, *split)


TABLE = list(_table())


def venue(name: str) -> Venue:
    """The rules that a line names."""
    if name == "small":
        return small()
    if name == "standing":
        return small(irrevocable=True)
    if name == "negotiated":
        return venue_of("hubei", (ModeKind.NEGOTIATED, "limit_percent", 30))
    return venue_of({"national": "national-ets"}.get(name, name))


def world_of(scenario: Scenario) -> DealWorld:
    """The market before the first step."""
    name, _, fees = scenario.venue.partition("+")
    world = DealWorld(venue(name), **(FEES if fees else {}))
    for one in scenario.holders:
        who, tonnes, fen = one.split()
        world.owner(who, tonnes=int(tonnes), fen=int(fen))
    world.play("at 13:00")
    return world


def traded(world: DealWorld) -> list[str]:
    """All trades in the words of a line."""
    rows = world.rows("SELECT seller, buyer, quantity, price FROM trade ORDER BY id")
    return [f"{seller}>{buyer} {tonnes}@{price}" for seller, buyer, tonnes, price in rows] or ["-"]


def reservation(world: DealWorld, who: str) -> str:
    """A holder's free and blocked units and cash, in the words of a line."""
    (free, blocked), (cash, cash_blocked) = world.tonnes(who), world.cash(who)
    return f"{who} {free}+{blocked} {cash}+{cash_blocked}"


@pytest.mark.parametrize("scenario", TABLE, ids=lambda one: one.name.split()[0])
def test_the_line_is_played(scenario: Scenario) -> None:
    world = world_of(scenario)
    before = world.totals()
    answers = []
    for step in scenario.steps:
        answers.append(world.play(step))
        assert before == world.totals(), step

    assert scenario.answers == answers
    assert scenario.trades == traded(world)
    assert scenario.after == [reservation(world, one.split()[0]) for one in scenario.holders]
    world.close()


@pytest.mark.parametrize("scenario", TABLE, ids=lambda one: one.name.split()[0])
def test_a_restart_in_the_middle_changes_nothing(scenario: Scenario) -> None:
    """Before every step the working state is derived from the tables again."""
    world = world_of(scenario)
    answers = []
    for step in scenario.steps:
        world.books.rebuild()
        answers.append(world.play(step))

    assert scenario.answers == answers
    assert scenario.trades == traded(world)
    world.close()


def test_names_of_lines_are_unique() -> None:
    names = [re.split(" ", one.name)[0] for one in TABLE]

    assert len(names) == len(set(names)) and len(names) > 40


def test_deals_make_no_price_of_the_book() -> None:
    world = DealWorld(small())
    world.owner("ann", tonnes=100)
    world.owner("bob", fen=9_000_000)
    world.play("at 13:00")
    world.play("propose ann sell 100@11000 bob")
    world.play("confirm bob 1")
    world.play("eod")
    ((volume, close),) = world.rows("SELECT volume, close_price FROM trading_day")

    assert (0, 8500) == (volume, close)
    assert [("block",)] == world.rows("SELECT mode FROM trade")
    world.close()


def test_the_venue_that_silences_a_limit_has_none() -> None:
    world = DealWorld(venue_of("national-ets", (ModeKind.BLOCK, "limit_percent", None)))
    world.owner("ann", tonnes=200_000)
    world.play("at 13:00")

    assert "1" == world.play("propose ann sell 100000@99999 bob")
    world.close()
