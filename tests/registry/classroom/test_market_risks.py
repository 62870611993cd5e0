"""Goal: what happens on the market counts as events of its risks: halts, sales that end in one,
and closes far from the first day's reference price.

Method: rows planted in the tables of the exchange; the halts of a scenario's lesson are read in
`fixtures/scenarios/incidents/the-register.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matching.deals import models
from registry.classroom.market_risks import market_risks
from tests.support.guards import drop_guards
from tests.support.programme import Programme

assert models.BiddingSession, "its table is made with the others"

_DAY = (
    "INSERT INTO trading_day VALUES ({0}, '{1}', '{2}', {3}, 1, 9, 1, 1, {4}, {5}, 1, 1, 1, 1, {6})"
)


@pytest.fixture
def programme() -> Iterator[Programme]:
    """The small programme, without guards."""
    world = Programme()
    drop_guards(world.store.driver)
    yield world
    world.close()


def test_a_close_far_from_the_first_days_reference_counts(programme: Programme) -> None:
    for row in (
        (1, "CCER", "2028-03-13", 8500, 10, 85_000, 8500),
        (2, "CCER", "2028-03-14", 8500, 20, 204_000, 10_200),
        (3, "CCER", "2028-03-15", 10_200, 30, 303_000, 10_199),
        (4, "CCER", "2028-03-16", 10_199, 40, 272_000, 6_800),
        (5, "CCER", "2028-03-17", 6_800, 50, 340_000, "NULL"),
        (6, "TH-CN", "2028-03-14", 6_000, 60, 450_000, 7_500),
    ):
        programme.execute(_DAY.format(*row))
    with programme.reading() as session:
        found = market_risks(session)

    assert [
        ("instrument CCER", 20, 204_000, False),
        ("instrument CCER", 40, 272_000, True),
        ("instrument TH-CN", 60, 450_000, True),
    ] == [(one.about, one.quantity, one.amount_fen, one.open) for one in found]
    assert {"pricing"} == {one.risk for one in found}


def test_a_sale_that_ended_in_a_halt_counts(programme: Programme) -> None:
    programme.execute(
        "INSERT INTO bidding_session VALUES (1, 'CCER', 'WIN', 1, 0, 9, 500, 'uniform', NULL, NULL,"
        " 1, 1, NULL, 1, 1, 0, 'none', 'halted', 0, 0, NULL, 9)"
    )
    with programme.reading() as session:
        (found,) = market_risks(session)

    assert ("operation", "bidding_halted", "session 1", 500) == (
        found.risk, found.sort, found.about, found.quantity,
    )  # fmt: skip
