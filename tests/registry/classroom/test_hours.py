"""Goal: every market keeps its hours, and a call auction ends as it should, in a running lesson.

Method: the calendar by itself, then a small room on two venues whose bots rest, step by step along
the loop, and replayed from its log.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.kernel.clock import MINUTE, moment
from ledger.writer import Request
from matching.auction import Tie
from matching.orders import SelfTrade
from registry.classroom.calendar import Calendar
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import (
    InstrumentPart,
    PhasePart,
    Plan,
    PlanUnreadable,
    parse_plan,
    read_plan,
)
from registry.classroom.public_snapshot import SnapshotMaker
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.paths import fixtures
from registry.roles import Role

SMALL = read_plan("belt-road-1").with_seats_per_role(2)
MONDAY = SMALL.clock.first_day
COMMON = {"registry": "CN", "unit": "CEA", "host": "CN", "reference": 8500, "limit_percent": 10}


def plan() -> Plan:
    """Plain, national and Guangdong markets beside one another; the day ends with a call."""
    phases = [
        PhasePart(at="09:20", phase="call"),
        PhasePart(at="09:30", phase="continuous"),
        PhasePart(at="14:50", phase="closing"),
        PhasePart(at="15:00", phase="closed"),
    ]
    instruments = [
        InstrumentPart(code="PLAIN", **COMMON, self_trade=SelfTrade.BOTH, tie=Tie.MID),
        InstrumentPart(code="CEA", **COMMON, venue="national-ets"),
        InstrumentPart(code="GDEA", **COMMON, venue="guangdong", position_limit_t=500),
    ]
    bots = SMALL.bots.model_copy(update={"every_minutes": 240})
    changes = {"phases": phases, "instruments": instruments, "bots": bots}
    return SMALL.model_copy(update=changes)


class Room:
    """A lesson that somebody drives, minute by minute, and whose persons trade."""

    def __init__(self, path: Path) -> None:
        self.lesson = Lesson.create(path, plan(), seed=5)
        self.loop = Loop(self.lesson)
        with self.lesson.group():
            self.said("lesson.start")
        self.lesson.writer.clock = lambda: self.lesson.books.at

    def said(self, name: str, seat: str = TRAINER, **arguments: object) -> str:
        """The code of the refusal, or a dash."""
        told = self.lesson.run(Request(name, arguments, "person", seat))
        assert told.failure is None, told
        return "-" if told.refusal is None else told.refusal.code

    def until(self, hour: int, minute: int) -> None:
        """Let everything happen that is due up to a time of the first day."""
        with self.lesson.group():
            self.loop.advance(moment(MONDAY, hour, minute))

    def phases(self) -> dict[str, str]:
        """What each market is doing."""
        return {
            code: one.book.phase.value for code, one in self.lesson.exchange.market.listings.items()
        }


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """The lesson before its first day."""
    return Room(tmp_path / "hours.lesson")


def test_a_calendar_puts_own_hours_beside_those_of_the_lesson() -> None:
    calendar = Calendar(
        plan(), {"A": "08:00-10:00,13:30-16:00", "B": "13:30-14:00", "C": "16:00-17:00"}
    )
    day = [event for event in calendar.events if event.at < calendar.days[0].closes + 1]
    own = [
        (event.at - calendar.days[0].opens, *event.arguments.values())
        for event in day
        if event.aside
    ]

    assert [
        (0, "continuous", ["A"]),
        (60 * MINUTE, "closed", ["A"]),
        (270 * MINUTE, "continuous", ["A", "B"]),
        (300 * MINUTE, "closed", ["B"]),
    ] == own
    assert ["clock.day_start", "clock.day_end"] == [day[0].name, day[-1].name]
    assert sorted(event.at for event in day) == [event.at for event in day]


def test_the_lessons_clock_knows_only_its_own_hours(room: Room) -> None:
    painter = SnapshotMaker(room.lesson)
    told = []
    for hour, minute in ((9, 0), (9, 25), (10, 0), (14, 55), (15, 10)):
        room.until(hour, minute)
        clock = painter.snapshot(now=moment(MONDAY, hour, minute), audit=None)["clock"]
        now = [name for name, state in clock["track"] if state == "now"]
        told.append((clock["phase"], *now, (clock["phase_ends_at"] - clock["at"]) // MINUTE))

    assert [
        ("closed", "pre", 20), ("call", "call", 5), ("continuous", "continuous", 290),
        ("closing", "closing_call", 5), ("closed", "close", 20),
    ] == told  # fmt: skip


def test_each_market_opens_and_closes_at_its_own_hours(room: Room) -> None:
    told = {}
    for hour, minute in (
        (9, 25),
        (9, 30),
        (11, 30),
        (13, 0),
        (13, 30),
        (14, 50),
        (15, 0),
        (15, 29),
    ):
        room.until(hour, minute)
        told[f"{hour}:{minute:02}"] = tuple(
            room.phases()[code] for code in ("PLAIN", "CEA", "GDEA")
        )

    assert {
        "9:25": ("call", "closed", "closed"),
        "9:30": ("continuous", "continuous", "continuous"),
        "11:30": ("continuous", "closed", "closed"),
        "13:00": ("continuous", "continuous", "closed"),
        "13:30": ("continuous", "continuous", "continuous"),
        "14:50": ("closing", "continuous", "continuous"),
        "15:00": ("closed", "closed", "continuous"),
        "15:29": ("closed", "closed", "continuous"),
    } == told


def test_a_call_of_the_trainer_ends_by_the_clock_or_by_hand(room: Room) -> None:
    room.until(10, 0)
    with room.lesson.group():
        told = [
            room.said("lesson.call", instrument=code, minutes=minutes)
            for code, minutes in (("PLAIN", 5), ("PLAIN", 5), ("CEA", 5), ("PLAIN", 999))
        ]
    assert ["-", "book.call_begun", "book.no_call_here", "classroom.call_too_long"] == told
    assert "call" == room.phases()["PLAIN"]
    room.until(10, 5)
    assert "continuous" == room.phases()["PLAIN"]
    with room.lesson.group():
        told = [
            room.said("lesson.call", instrument="PLAIN", minutes=60),
            room.said("lesson.uncross", instrument="PLAIN"),
            room.said("lesson.uncross", instrument="PLAIN"),
        ]

    assert ["-", "-", "book.no_call"] == told
    assert "continuous" == room.phases()["PLAIN"]


def test_a_lesson_with_all_of_it_is_the_same_when_replayed(room: Room) -> None:
    seats = [one.name for one in room.lesson.room.seats.values() if one.role is Role.TRADER]
    for seat in seats:
        with room.lesson.group():
            room.said("seat.claim", seat=seat)
    room.until(10, 0)
    buy = {"side": "buy", "kind": "limit", "price": 8500}
    orders = [
        {"instrument": "PLAIN", "quantity": 5, "time_in_force": "at_close"},
        {"instrument": "CEA", "quantity": 5, "time_in_force": "gtc"},
        {"instrument": "GDEA", "quantity": 501, "time_in_force": "day"},
    ]
    with room.lesson.group():
        room.said("lesson.call", instrument="PLAIN", minutes=5)
        told = [room.said("order.place", seats[0], **buy, **one) for one in orders]
    assert ["-", "book.day_orders_only", "risk.position_limit"] == told
    room.until(15, 30)
    path = room.lesson.store.path
    assert path is not None
    assert [("cancelled", "remainder")] == room.lesson.store.fetch(
        "SELECT status, ending FROM market_order WHERE time_in_force = 'at_close'"
    )
    room.lesson.close()
    again = replay(path)

    assert (None, None) == (again["first_difference"], again["chain_broken_at"])
    assert again["original_hash"] == again["replayed_hash"]


def test_self_trade_and_tie_of_a_plan_hold_where_the_venue_is_silent(room: Room) -> None:
    rules = {code: one.instrument for code, one in room.lesson.exchange.market.listings.items()}

    assert (SelfTrade.BOTH, Tie.MID) == (rules["PLAIN"].self_trade, rules["PLAIN"].tie)
    assert (True, False) == (rules["PLAIN"].closing_call, rules["GDEA"].closing_call)
    assert (500, 0) == (rules["GDEA"].position_limit, rules["PLAIN"].position_limit)
    assert "13:30-15:30" in rules["GDEA"].sessions
    assert "" == rules["PLAIN"].sessions


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('at = "15:00"\nphase = "closed"', 'at = "15:00"\nphase = "continuous"',
         "after a closing call the market is closed"),
        ('venue = "hubei"', 'venue = "hubei"\nbreaker = { percent = 3, reference_minutes = 5, '
         "call_minutes = 3 }", "no circuit breaker where orders meet at a matching price"),
        ("position_limit_t = 60_000", "position_limit_t = 0", "greater than 0"),
    ],
)  # fmt: skip
def test_a_plan_whose_hours_or_rules_cannot_be_is_told(old: str, new: str, said: str) -> None:
    written = (fixtures() / "lessons" / "venues.toml").read_text(encoding="utf-8")
    assert old in written
    with pytest.raises(PlanUnreadable) as told:
        parse_plan(written.replace(old, new, 1), name="changed")

    assert any(said in one for one in told.value.mistakes), told.value.mistakes
