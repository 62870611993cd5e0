"""Goal: the close is the time at which continuous trading of an instrument last ended that day.

Method: days as the clock plays them, a line each; and the same days by an obvious twin that asks
minute by minute what holds.
"""

from __future__ import annotations

from random import Random

import pytest

from ledger.kernel.clock import MINUTE, as_datetime
from registry.market.close_times import Change, close_times

DAY = 24 * 60 * MINUTE


def changes_of(text: str) -> list[Change]:
    """`09:30 continuous`, `09:30 continuous A B` for these alone, `15:30 end`; `/` is midnight."""
    found, day = [], 0
    for part in text.split(", "):
        if part == "/":
            day += 1
            continue
        clock, phase, *codes = part.split()
        hour, minute = clock.split(":")
        at = day * DAY + (60 * int(hour) + int(minute)) * MINUTE
        found.append(Change(at, "" if phase == "end" else phase, codes or None))
    return found


def told(found: dict[str, int]) -> str:
    return ", ".join(as_datetime(at).strftime("%H:%M") for _, at in sorted(found.items()))


# what the day has, the clock's commands, when A closes
DAYS = [
    ("a lunch, and hours that end", "09:30 continuous, 11:30 closed, 13:00 continuous,"
     " 15:00 closed, 15:30 end", "15:00"),
    ("an afternoon until the day's end",
     "09:30 continuous, 11:30 closed, 13:00 continuous, 15:30 end", "15:30"),
    ("no closed phase at all", "09:30 continuous, 15:30 end", "15:30"),
    ("a call that gathers and never trades", "09:30 continuous, 14:57 call, 15:00 closed,"
     " 15:30 end", "14:57"),
    ("a closing call", "09:30 continuous, 14:57 closing, 15:00 closed, 15:30 end", "15:00"),
    ("a closing call until the end", "09:30 continuous, 14:57 closing, 15:30 end", "15:30"),
    ("a call in the middle", "09:30 continuous, 12:00 call, 12:10 continuous, 15:00 closed,"
     " 15:30 end", "15:00"),
    ("no trading", "09:30 call, 10:00 closed, 15:30 end", ""),
    ("a morning that still runs", "09:30 continuous", ""),
    ("hours of its own", "09:30 continuous, 10:00 continuous A, 14:00 closed A, 15:00 closed,"
     " 15:30 end", "14:00"),
    ("hours of another", "09:30 continuous, 10:00 continuous B, 14:00 closed B, 15:00 closed,"
     " 15:30 end", "15:00"),
    ("hours of its own until the end", "09:30 continuous, 10:00 continuous A B, 14:00 closed B,"
     " 15:00 closed, 15:30 end", "15:30"),
    ("two days", "09:30 continuous, 15:00 closed, 15:30 end, /, 09:30 continuous, 11:30 closed,"
     " 15:30 end", "15:00, 11:30"),
    ("a second day on which it rests", "09:30 continuous, 15:30 end, /, 09:30 closed, 15:30 end",
     "15:30"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "closes"), DAYS, ids=[case for case, *_ in DAYS])
def test_a_day_closes_when_trading_last_stops(case: str, text: str, closes: str) -> None:
    assert closes == told(close_times(changes_of(text), "A"))


def test_any_day_closes_where_the_twin_says() -> None:
    """Which phase holds in each minute, and the last minute before one without trading."""
    random, found = Random(4), 0
    for _ in range(300):
        times = sorted(random.sample(range(1, 60), random.randint(1, 7)))
        changes = [
            Change(
                minute * MINUTE,
                random.choice(["closed", "call", "continuous", "closing"]),
                random.choice([None, None, ["A"], ["B"], ["A", "B"]]),
            )
            for minute in times
        ]
        changes.append(Change(60 * MINUTE, "", None))
        own = any("A" in (one.instruments or []) for one in changes)
        mine = [one for one in changes if ("A" in one.instruments if one.instruments else not own)]
        trades = []
        for minute in range(60):
            past = [one.phase for one in mine if one.phase and one.at <= minute * MINUTE]
            trades.append(bool(past) and past[-1] in ("continuous", "closing"))
        last = max((minute + 1 for minute in range(60) if trades[minute]), default=0)
        got = close_times(changes, "A")
        found += bool(got)

        assert ([last * MINUTE] if last else []) == list(got.values()), changes
    assert 50 < found < 300
