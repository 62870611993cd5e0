"""Goal: all instruments are halted and resumed at once, and a call lasts its stated real time.

Method: a small lesson; its market, audit and calendar are read back. The rules themselves are in
`fixtures/scenarios/halts` and `fixtures/scenarios/auctions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.kernel.clock import MINUTE, moment
from ledger.writer import Outcome, Request
from matching.exchange import Exchange
from registry.classroom.class_audit import each_instrument_is_in_its_phase
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.market import commands as market
from registry.scenario.plans import named


@pytest.fixture
def lesson() -> Iterator[Lesson]:
    made = Lesson.create(None, named("classroom", ""), seed=1)
    give(made, "lesson.start")
    give(made, "lesson.bots", on=False)
    with made.group():
        Loop(made).advance(moment(made.plan.clock.begins, 10, 0))
    yield made
    made.close()


def give(lesson: Lesson, name: str, **arguments: object) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, dict(arguments), "trainer", TRAINER))


def halted(lesson: Lesson) -> list[str]:
    return [c for c, one in lesson.exchange.market.listings.items() if one.halted]


def audited(lesson: Lesson) -> list[str]:
    with lesson.reading() as session:
        return list(each_instrument_is_in_its_phase(session))


def test_all_that_trade_are_halted_and_all_that_are_halted_resumed(lesson: Lesson) -> None:
    codes = list(lesson.exchange.market.listings)
    give(lesson, "lesson.halt", instrument=codes[1])
    told = give(lesson, "lesson.halt_all").answer
    stopped, found = halted(lesson), audited(lesson)
    again = give(lesson, "lesson.halt_all").refusal
    resumed = give(lesson, "lesson.resume_all").answer

    assert {"instruments": [c for c in codes if c != codes[1]]} == told
    assert codes == stopped and [] == found
    assert again is not None and "classroom.nothing_to_halt" == again.code
    assert resumed is not None and codes == resumed["instruments"]
    assert ["resumed", "gathering", "gathering", "gathering"] == resumed["states"]
    assert [] == halted(lesson) == audited(lesson)


def test_a_halt_of_all_is_possible_in_a_pause(lesson: Lesson) -> None:
    give(lesson, "lesson.pause")

    assert give(lesson, "lesson.halt_all").answer is not None
    assert give(lesson, "lesson.resume_all").answer is not None


@pytest.mark.parametrize(
    ("speed", "state", "minutes"), [(1, "gathering", 1), (60, "gathering", 60),
                                    (120, "gathering", 120), (121, "auctioned", None),
                                    (600, "auctioned", None)],
)  # fmt: skip
def test_going_on_gathers_for_a_real_minute_or_says_what_it_does_instead(
    lesson: Lesson, speed: int, state: str, minutes: int | None
) -> None:
    give(lesson, "lesson.speed", speed=speed)
    give(lesson, "lesson.halt", instrument="CCER")
    told = give(lesson, "lesson.resume", instrument="CCER").answer
    listing = lesson.exchange.market.listing("CCER")
    until = None if minutes is None else lesson.books.at + minutes * MINUTE

    assert {"instrument": "CCER", "halted": False, "state": state, "until": until} == told
    assert until == listing.call_until
    assert ("continuous" if until is None else "call") == listing.book.phase.value
    with lesson.group():
        Loop(lesson).advance(lesson.books.at + 125 * MINUTE)
    assert listing.call_until is None, "after the morning the hours hold again"


def test_a_call_that_a_halt_interrupts_is_not_shortened_by_going_on(lesson: Lesson) -> None:
    give(lesson, "lesson.speed", speed=600)
    give(lesson, "lesson.call", instrument="CCER", minutes=80)
    until = lesson.exchange.market.listing("CCER").call_until
    give(lesson, "lesson.halt", instrument="CCER")
    told = give(lesson, "lesson.resume", instrument="CCER").answer

    assert told is not None and ("gathering", until) == (told["state"], told["until"])
    assert [] == audited(lesson)


@pytest.mark.parametrize(("speed", "seconds", "minutes"), [(60, 60, 60), (20, 61, 21), (1, 90, 2)])
def test_a_call_of_real_seconds_is_never_shorter(
    lesson: Lesson, speed: int, seconds: int, minutes: int
) -> None:
    give(lesson, "lesson.speed", speed=speed)
    told = give(lesson, "lesson.call", instrument="CCER", real_seconds=seconds, minutes=None)

    assert {"instrument": "CCER", "until": lesson.books.at + minutes * MINUTE} == told.answer
    assert minutes * 60 >= seconds * speed


def test_a_call_without_a_length_takes_five_minutes(lesson: Lesson) -> None:
    told = give(lesson, "lesson.call", instrument="CCER").answer

    assert told is not None and lesson.books.at + 5 * MINUTE == told["until"]


def test_a_call_that_a_phase_would_cut_short_changes_nothing(lesson: Lesson) -> None:
    give(lesson, "lesson.speed", speed=600)
    refusal = give(lesson, "lesson.call", instrument="CCER", real_seconds=60).refusal

    assert refusal is not None and "classroom.call_cut_short" == refusal.code
    assert (600, 120, 120) == tuple(refusal.facts[name] for name in ("minutes", "left", "fits"))
    assert lesson.exchange.market.listing("CCER").call_until is None


@pytest.mark.planted
def test_an_instrument_left_out_of_a_halt_would_be_seen(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a halt of all that misses one, and an audit that does not know it."""
    halt = market.halt

    def most(exchange: Exchange, *, instrument: str, **given: Any) -> object:
        return instrument == "CCER" or halt(exchange, instrument=instrument, **given)

    monkeypatch.setattr(market, "halt", most)
    give(lesson, "lesson.halt_all")

    assert any("CCER: halted is" in found for found in audited(lesson))
