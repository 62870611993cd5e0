"""Lessons on other markets than the plain one, with a call auction in their hours.

Method: the shipped plan, small and short, with its instruments moved to a venue; played with
bots, audited, replayed from its log alone.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, PlanUnreadable, parse_plan
from registry.classroom.play import play
from registry.classroom.replay import replay
from registry.classroom.room import TRAINER
from registry.classroom.view import SeatView
from registry.paths import fixtures
from registry.roles import Role

pytestmark = pytest.mark.slow

PLAN = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")


def plan(*changes: tuple[str, str], days: int = 3) -> Plan:
    """The shipped plan, a few days long, with these changes."""
    written = PLAN.replace("days = 6", f"days = {days}")
    for old, new in changes:
        assert old in written, f"{old!r} is not in the plan"
        written = written.replace(old, new)
    return parse_plan(written, name="changed").with_seats_per_role(1)


def at_venue(code: str) -> tuple[str, str]:
    """Every instrument moves to a venue."""
    return "[[instruments]]", f'[[instruments]]\nvenue = "{code}"'


OPENING = '[[phases]]\nat = "09:30"'
CALL = (OPENING, f'[[phases]]\nat = "09:15"\nphase = "call"\n\n{OPENING}')


@pytest.mark.parametrize("code", ["national-ets", "guangdong", "shanghai", "shenzhen", "hubei"])
def test_a_lesson_at_another_venue_is_played_audited_and_replayed(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "venue.lesson"
    summary = play(plan(at_venue(code)), seed=5, path=path)
    told = replay(path)

    assert ("ok", 0) == (summary["audit"], summary["failed"])
    assert summary["trades"] > 20, summary
    assert told["original_hash"] == told["replayed_hash"]
    assert told["first_difference"] is None


def test_a_lesson_with_a_call_auction_is_audited_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "call.lesson"
    lesson = Lesson.create(path, plan(CALL), seed=5)
    loop, first_day = Loop(lesson), lesson.plan.clock.first_day
    trader, emitter = (
        next(one.name for one in lesson.room.seats.values() if one.role == role)
        for role in (Role.TRADER, Role.EMITTER)
    )
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        loop.advance(moment(first_day + timedelta(days=1), 9, 16))
        owned = {code: SeatView(lesson, lesson.room.seats[trader], loop.done).deliverable_t(code)
                 for code in lesson.exchange.market.listings}  # fmt: skip
        code = max(owned, key=lambda one: owned[one])
        limits = lesson.exchange.market.listing(code).book
        for seat, side, price in ((trader, "sell", limits.lo), (emitter, "buy", limits.hi)):
            order = {"instrument": code, "side": side, "kind": "limit", "price": price,
                     "quantity": 7}  # fmt: skip
            placed = lesson.run(Request("order.place", order, "script", seat))
            assert placed.answer is not None and placed.answer["status"] == "resting", placed
        refused = lesson.run(
            Request("order.place", order | {"kind": "market", "price": None}, "script", emitter)
        )
        before = lesson.exchange.market.last_trade
        loop.advance(moment(first_day + timedelta(days=1), 9, 30))
    made = lesson.store.fetch("SELECT seller, buyer, quantity FROM trade WHERE id > ?", before)
    with lesson.reading() as session:
        found = audit(session)
    lesson.close()
    told = replay(path)

    assert refused.refusal is not None and refused.refusal.code == "book.call_takes_limits"
    assert owned[code] >= 7 and (trader, emitter, 7) in made
    assert [] == found
    assert told["original_hash"] == told["replayed_hash"]


def test_a_lesson_without_a_venue_carries_no_rules_of_one() -> None:
    lesson = Lesson.create(None, plan(), seed=1)
    try:
        ((written,),) = lesson.store.fetch("SELECT arguments FROM command WHERE number = 1")
        assert '"venues"' not in written
        assert {("plain v1",)} == set(lesson.store.fetch("SELECT venue FROM instrument"))
    finally:
        lesson.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (at_venue("nowhere"), "no rules of nowhere"),
        (at_venue('hubei"\nprice_rule = "dearest'), "hubei has the price rules lowest, middle"),
    ],
)
def test_a_venue_that_cannot_be_played_is_told_with_its_line(
    change: tuple[str, str], said: str
) -> None:
    with pytest.raises(PlanUnreadable) as unreadable:
        plan(change)

    assert any(said in one and "instruments[" in one for one in unreadable.value.mistakes)


class Breaking:
    """A lesson whose instruments have a circuit breaker, until 10:00 of its first day."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from registry.market import listing

        real = listing._ways
        breaker = {
            "breaker_percent": 1, "breaker_reference_minutes": 5, "breaker_call_minutes": 4,
        }  # fmt: skip
        monkeypatch.setattr(listing, "_ways", lambda *args: real(*args) | breaker)
        self.lesson = Lesson.create(path, plan(at_venue("shanghai")), seed=3)
        self.loop = Loop(self.lesson)
        with self.lesson.group():
            self.lesson.run(Request("lesson.start", {}, "script", TRAINER))

    def give(self, name: str, seat: str, **arguments: Any) -> Outcome:
        with self.lesson.group():
            return self.lesson.run(Request(name, arguments, "script", seat))

    def until_a_call(self) -> tuple[str, int]:
        """Let the bots play until a breaker has begun a call: instrument and its end."""
        with self.lesson.group():
            for _ in range(3_000):
                instant = self.loop.next_instant()
                assert instant is not None, "no breaker in the whole lesson"
                self.loop.step(instant)
                for code, one in self.lesson.exchange.market.listings.items():
                    if one.call_until is not None:
                        return code, one.call_until
        raise AssertionError("no breaker")


def test_the_clock_ends_the_call_of_a_breaker_and_the_log_replays_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "breaker.lesson"
    made = Breaking(path, monkeypatch)
    code, until = made.until_a_call()
    with made.lesson.group():
        made.loop.advance(until)
    store = made.lesson.store
    ended = store.fetch("SELECT at, origin, arguments FROM command WHERE name = 'clock.call_end'")

    assert (until, "clock", f'{{"instrument":"{code}"}}') in ended
    with made.lesson.reading() as session:
        assert [] == audit(session)
    made.lesson.close()
    told = replay(path)
    assert told["original_hash"] == told["replayed_hash"]
