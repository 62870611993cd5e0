"""Goal: a lesson in acts leaps over the time between them, and nothing that is due there is lost.

Method: the calendar by itself; the demonstration lesson in three acts over three years, played by
bots from its text, replayed, and stopped between two acts.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger.kernel.clock import DAY, MINUTE, as_datetime, day_of, moment
from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.calendar import WEEKLY_MINUTES, Calendar
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, parse_plan, read_plan
from registry.classroom.play import play
from registry.classroom.public_snapshot import SnapshotMaker, clock
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.support.acts import TEXT

ACTS = parse_plan(TEXT, name="three years")
SMALL = ACTS.with_seats_per_role(1)
QUIET = SMALL.model_copy(update={"bots": SMALL.bots.model_copy(update={"every_minutes": 60})})
CALENDAR = Calendar(ACTS, {})
FRIDAY, MARCH = date(2028, 3, 17), date(2029, 3, 12)
WEEK = 7 * DAY
BETWEEN = ("committee.vote", "ccer.register", "issuance.request", "issuance.issue")


# --- the calendar -------------------------------------------------------------------------------


def test_a_plan_without_acts_is_dumped_as_ever_and_one_with_acts_is_read_again() -> None:
    plain = read_plan("belt-road-1").model_dump(mode="json")["clock"]
    dumped = ACTS.model_dump(mode="json")

    assert ["first_day", "days", "opens", "closes", "speed"] == list(plain)
    assert ["opens", "closes", "speed", "acts"] == list(dumped["clock"])
    assert ACTS == Plan.model_validate(dumped)


def test_days_are_counted_through_and_each_lies_in_its_act() -> None:
    told = [(day.number, str(day.date), day.act) for day in CALENDAR.days]

    assert [
        (1, "2028-03-15", 1), (2, "2028-03-16", 1), (3, "2028-03-17", 1),
        (4, "2029-03-12", 2), (5, "2029-03-13", 2), (6, "2030-01-07", 3), (7, "2030-01-08", 3),
    ] == told  # fmt: skip
    leaps = {number: CALENDAR.leap_after(number) for number in range(1, 8)}
    assert {3: 4, 5: 6} == {number: first.number for number, first in leaps.items() if first}


def test_between_acts_every_seat_has_one_turn_a_calendar_week() -> None:
    first, last = CALENDAR.days[2].closes, CALENDAR.days[3].opens
    turns: dict[int, list[int]] = {seat: [] for seat in range(1, 20)}
    at = CALENDAR.next_turns(first)
    while at is not None and at < last:
        for seat, found in turns.items():
            if (turn := CALENDAR.turns(at)) is not None and seat % turn.every == turn.rest:
                found.append(at)
        at = CALENDAR.next_turns(at)
    wednesdays = [date(2028, 3, 22) + timedelta(days=7 * week) for week in range(51)]

    assert wednesdays[-1] < MARCH <= wednesdays[-1] + timedelta(days=7)
    for found in turns.values():
        assert wednesdays == [day_of(at) for at in found]
        assert all(0 <= at - moment(day_of(at), 10) < WEEKLY_MINUTES * MINUTE for at in found)


def test_a_night_and_a_weekend_are_no_leap() -> None:
    plain = Calendar(read_plan("belt-road-1"), {})
    night, weekend = moment(date(2028, 3, 15), 10) + 1, moment(date(2028, 3, 18), 12)
    assert moment(date(2028, 3, 20), 9, 1) == plain.next_turns(weekend)
    assert plain.leap_at(weekend) is None and date(2028, 3, 17) == plain.date_at(weekend)
    assert plain.turns(weekend) is None

    assert CALENDAR.leap_at(night) is None
    assert CALENDAR.leap_at(weekend) is CALENDAR.days[3]
    assert date(2028, 3, 18) == CALENDAR.date_at(weekend)


# --- a whole lesson -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, pytest.param(8, marks=pytest.mark.long)])
def test_three_years_are_played_and_replayed(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "years.lesson"
    told = play(QUIET, seed=seed, path=path)
    assert ("ok", 0) == (told["audit"], told["failed"])
    lesson = Lesson.open(path)
    fetch = lesson.store.fetch
    rows = fetch("SELECT name, seat, at FROM command WHERE origin = 'bot' ORDER BY number")
    between = [(name, seat, at) for name, seat, at in rows if lesson.calendar.leap_at(at)]
    names = {name for name, _, _ in between}
    days = {as_datetime(at).date().weekday() for _, _, at in between}
    turns: dict[tuple[str, int], set[int]] = {}
    for _, seat, at in between:
        turns.setdefault((seat, at // WEEK), set()).add(at)
    issued = {row[0] for row in fetch("SELECT period_last FROM credit_batch")}
    orders = {"order", "block", "quote", "bidding"} & {name.split(".")[0] for name in names}
    times = [row[0] for row in fetch("SELECT at FROM command ORDER BY number")]
    lesson.close()

    assert set(BETWEEN) <= names and not orders
    assert {2} == days and all(len(found) == 1 for found in turns.values())
    assert {"2028-03-31", "2028-12-31", "2029-12-31"} <= issued
    assert times == sorted(times)
    assert replay(path)["equal"]


class Room:
    """A small lesson in acts whose bots rest, driven along the loop."""

    def __init__(self, path: Path) -> None:
        bots = SMALL.bots.model_copy(update={"every_minutes": 240})
        self.lesson = Lesson.create(path, SMALL.model_copy(update={"bots": bots}), seed=5)
        self.loop = Loop(self.lesson)
        self.lesson.writer.clock = lambda: max(self.lesson.books.at, self.loop.done)
        self.trader = next(
            one.name for one in self.lesson.room.seats.values() if one.role is Role.TRADER
        )
        self.say("lesson.start")
        for seat in list(self.lesson.room.seats):
            self.say("seat.claim", seat=seat)

    def say(self, name: str, /, by: str = TRAINER, **arguments: object) -> Outcome:
        """Give a command that is accepted."""
        with self.lesson.group():
            told = self.lesson.run(Request(name, arguments, "person", by))
        assert told.answer is not None, told
        return told

    def until(self, day: date, hour: int, minute: int = 0) -> None:
        """Let everything happen that is due up to a time."""
        with self.lesson.group():
            self.loop.advance(moment(day, hour, minute))

    def order(self, term: str, expires: str = "") -> int:
        """The number of a new order of the trader's."""
        told = self.say(
            "order.place", self.trader, instrument="CCER", side="buy", kind="limit", price=8000,
            quantity=1, time_in_force=term, expires=expires,
        )  # fmt: skip
        assert told.answer is not None
        return int(told.answer["order"])

    def open_orders(self) -> list[int]:
        """Orders that are still open."""
        rows = self.lesson.store.fetch("SELECT id FROM market_order WHERE open_quantity > 0")
        return [row[0] for row in rows]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """The lesson before its first day."""
    return Room(tmp_path / "acts.lesson")


def test_an_order_good_till_a_day_between_two_acts_leaves_with_the_first(room: Room) -> None:
    room.until(FRIDAY, 10)
    _, _, after, till_cancelled = (
        room.order("gtd", "2028-03-20"),
        room.order("gtd", "2029-03-11"),
        room.order("gtd", "2029-03-12"),
        room.order("gtc"),
    )
    room.until(FRIDAY, 16)
    assert [after, till_cancelled] == room.open_orders()
    room.until(MARCH, 10)
    assert [after, till_cancelled] == room.open_orders()
    room.until(MARCH, 16)

    assert [till_cancelled] == room.open_orders()


def test_after_a_pause_between_two_acts_time_leaps_on(room: Room) -> None:
    room.until(date(2028, 6, 1), 12)
    first = room.lesson.calendar.days[3]
    assert first.opens == room.lesson.room.clock.leap_to
    room.say("lesson.pause")
    assert 0 == room.lesson.room.clock.leap_to
    room.say("lesson.start")

    assert first.opens == room.lesson.room.clock.leap_to
    room.say("lesson.pause")
    room.say("lesson.start")
    told = room.say("lesson.next_day").answer
    assert {"leap_to": first.opens} == told
    with room.lesson.reading() as session:
        assert [] == list(audit(session))


def test_a_night_within_an_act_is_not_leapt_over_after_a_pause(room: Room) -> None:
    room.until(date(2028, 3, 15), 20)
    room.say("lesson.pause")
    room.say("lesson.start")

    assert 0 == room.lesson.room.clock.leap_to


def test_the_clock_says_which_act_runs_and_when_the_next_begins(room: Room) -> None:
    told = []
    for day, hour in ((FRIDAY, 10), (date(2028, 6, 1), 12), (MARCH, 10), (date(2030, 1, 7), 10)):
        room.until(day, hour)
        act = clock(room.lesson, moment(day, hour))["act"]
        follows = act["next"] and (act["next"]["title"]["en"], act["next"]["day_text"]["zh"])
        told.append((act["number"], act["of"], act["title"]["zh"], act["between"], follows))
    shown = clock(room.lesson, moment(date(2028, 6, 1), 12))["day_text"]["en"]

    second = ("Act two, a year later", "2029-03-12 周一")
    assert [
        (1, 3, "第一幕", False, second),
        (1, 3, "第一幕", True, second),
        (2, 3, "第二幕：一年之后", False, ("Act three", "2030-01-07 周一")),
        (3, 3, "第三幕", False, None),
    ] == told
    assert "Thu 1 Jun 2028" == shown


def _walk(room: Room) -> int:
    """Play all acts to their end, and compare each snapshot's clock with a new one."""
    maker, lesson, steps = SnapshotMaker(room.lesson), room.lesson, 0
    while (instant := room.loop.next_instant()) is not None:
        for now in (lesson.books.at, instant - 1, instant):
            found = maker.snapshot(now=now, audit=None)["clock"]
            assert clock(lesson, now) == found, f"after command {lesson.books.number}, at {now}"
            steps += 1
        with lesson.group():
            room.loop.advance(instant)
        if steps % 30 == 0:
            room.say("lesson.speed", speed=1 + steps % 7)
    assert (
        clock(lesson, lesson.books.at) == maker.snapshot(now=lesson.books.at, audit=None)["clock"]
    )
    return steps


def test_the_clock_of_every_snapshot_is_that_of_its_moment(room: Room) -> None:
    assert _walk(room) > 200


@pytest.mark.planted
def test_a_clock_that_keeps_its_day_is_seen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    first = clock(room.lesson, room.lesson.books.at)
    monkeypatch.setattr(SnapshotMaker, "_clock_at", lambda self, now: {**first, "at": now})

    with pytest.raises(AssertionError):
        _walk(room)
