"""Goal: an announcement stands at its time among the candles, whatever they span.

Method: candles of known times; pure geometry.
"""

from __future__ import annotations

from ledger.kernel.clock import MINUTE
from registry.market.queue import Candle
from registry.web.trade.candles import candles_of, days_of

DAY = 24 * 60 * MINUTE


def candle(at: int) -> Candle:
    return Candle(
        at=at, open=1, high=3, low=1, close=2, average=2, volume=5, turnover_fen=10, trades=1
    )


def test_in_days_a_mark_stands_at_the_candle_of_its_time_or_the_next_one() -> None:
    days = [candle(n * DAY) for n in range(1, 4)]
    told = [(1, DAY // 2), (2, DAY + 5), (3, 2 * DAY + 1), (4, 2 * DAY + 9), (5, 9 * DAY)]
    drawn = days_of(days, minutes=24 * 60, reference=2, told=told)
    places = [one.x for one in drawn.candles]

    assert [(places[0], "2"), (places[1], "3–4"), (places[2], "5")] == [
        (mark.place, mark.text) for mark in drawn.told
    ]
    assert () == days_of((), minutes=60, reference=2, told=told).told


def test_in_a_day_a_mark_stands_on_the_axis_of_its_minutes() -> None:
    drawn = candles_of(
        [candle(0)], starts_at=0, ends_at=60 * MINUTE, reference=2, average=None,
        told=[(1, 0), (2, 30 * MINUTE), (3, 31 * MINUTE), (9, 61 * MINUTE)],
    )  # fmt: skip
    left, right = drawn.times[0].place, drawn.times[-1].place

    assert ["1", "2–3"] == [mark.text for mark in drawn.told]
    assert left == drawn.told[0].place
    assert (left + right) // 2 == drawn.told[1].place
