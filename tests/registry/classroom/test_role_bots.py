"""Goal: bots that rest give no command, and that is lesson state: logged, replayed, audited.

Method: the same lesson with and without bots; the log is counted by who gave its commands.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import read_plan
from registry.classroom.preview import preview
from registry.classroom.replay import replay
from registry.classroom.room import CLOCK, TRAINER
from registry.roles import Role
from tests.support.makers import without_makers

SMALL = without_makers(read_plan("belt-road-1").with_seats_per_role(1))


def give(lesson: Lesson, name: str, **arguments: object) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, dict(arguments), "script", TRAINER))


def advance(lesson: Lesson, steps: int) -> None:
    """Execute the next so many instants at which anything is due."""
    loop = Loop(lesson)
    with lesson.group():
        for _ in range(steps):
            instant = loop.next_instant()
            assert instant is not None
            loop.step(instant)


def by_origin(lesson: Lesson, after: int = 0) -> dict[str, set[str]]:
    """Origin -> seats that gave commands after a number."""
    rows = lesson.store.fetch("SELECT origin, seat FROM command WHERE number > ?", after)
    found: dict[str, set[str]] = {}
    for origin, seat in rows:
        found.setdefault(origin, set()).add(seat)
    return found


def test_without_bots_a_lesson_has_only_the_commands_of_its_clock(tmp_path: Path) -> None:
    lesson = Lesson.create(tmp_path / "a.lesson", SMALL, seed=3)
    told = give(lesson, "lesson.bots", on=False)
    give(lesson, "lesson.start")
    advance(lesson, 80)
    rested = by_origin(lesson)
    before = lesson.books.number
    give(lesson, "lesson.bots", on=True, role="trader")
    advance(lesson, 80)
    traders = {s.name for s in lesson.room.seats.values() if s.role is Role.TRADER}
    again = by_origin(lesson, before)
    with lesson.reading() as session:
        found = audit(session)
    lesson.close()
    opened = Lesson.open(tmp_path / "a.lesson")
    kept = dict(opened.room.bots_play)
    opened.close()

    assert told.answer is not None and set(told.answer["roles"]) == {r.value for r in kept}
    assert {"script": {TRAINER}, "clock": {"clock"}} == rested
    assert traders and traders == again["bot"]
    assert {Role.TRADER} == {role for role, on in kept.items() if on} and len(kept) > 3
    assert [] == found
    assert replay(tmp_path / "a.lesson")["equal"]


def test_bots_that_play_give_commands_in_the_same_time() -> None:
    lesson = Lesson.create(None, SMALL, seed=3)
    give(lesson, "lesson.start")
    advance(lesson, 80)

    assert len(by_origin(lesson)["bot"]) > 1
    lesson.close()


def test_a_seat_that_is_claimed_or_opened_is_not_concerned_by_it() -> None:
    lesson = Lesson.create(None, read_plan("belt-road-1"), seed=3)
    held = next(s.name for s in lesson.room.seats.values() if s.role is Role.TRADER)
    give(lesson, "seat.claim", seat=held)
    drivers = {s.name: s.driver for s in lesson.room.seats.values()}
    give(lesson, "lesson.bots", on=False, role="trader")
    opened = give(lesson, "seat.open", role="trader")
    give(lesson, "lesson.start")
    advance(lesson, 60)
    assert opened.answer is not None
    traders = {s.name for s in lesson.room.seats.values() if s.role is Role.TRADER}

    assert drivers == {s.name: s.driver for s in lesson.room.seats.values() if s.name in drivers}
    assert opened.answer["seat"] in traders and not traders & by_origin(lesson)["bot"]
    lesson.close()


def test_who_is_away_is_minded_while_the_bots_of_the_role_rest() -> None:
    lesson = Lesson.create(None, SMALL, seed=3)
    seats = {
        role: next(s.name for s in lesson.room.seats.values() if s.role is role)
        for role in (Role.TRADER, Role.PROJECT_OWNER, Role.GOVERNMENT_HOST)
    }
    for seat in seats.values():
        give(lesson, "seat.claim", seat=seat)
    give(lesson, "lesson.bots", on=False)
    give(lesson, "lesson.start")
    with lesson.group():
        for role in (Role.TRADER, Role.GOVERNMENT_HOST):
            lesson.run(Request("seat.away", {"seat": seats[role]}, "clock", CLOCK))
    advance(lesson, 80)
    with lesson.reading() as session:
        found = audit(session)
    names = lesson.store.fetch("SELECT DISTINCT name FROM command WHERE origin = 'bot'")

    assert {seats[Role.TRADER]} == by_origin(lesson)["bot"]
    assert [("order.place",)] == names
    assert [] == found
    lesson.close()


def test_what_changes_nothing_says_so_and_another_role_is_refused() -> None:
    lesson = Lesson.create(None, SMALL, seed=3)
    nothing = give(lesson, "lesson.bots", on=True)
    refused = give(lesson, "lesson.bots", on=False, role="clock")
    tried = preview(lesson, Request("lesson.bots", {"on": False}, "script", TRAINER))

    assert {"on": True, "roles": []} == nothing.answer
    assert refused.refusal is not None
    assert "classroom.role_has_no_seats" == refused.refusal.code
    assert "trader" in refused.refusal.facts["seated"]
    assert tried.outcome.answer is not None and tried.outcome.answer["roles"]
    assert all(lesson.room.bots_play.values()), "a preview changes nothing"
    lesson.close()


@pytest.mark.planted
def test_a_changed_row_is_found(tmp_path: Path) -> None:
    lesson = Lesson.create(tmp_path / "a.lesson", SMALL, seed=3)
    give(lesson, "lesson.bots", on=False, role="trader")
    with lesson.reading() as session:
        sound = audit(session)
    with lesson.group():
        lesson.room.set_bots(Role.TRADER, on=True)  # no command says so
    with lesson.reading() as session:
        found = audit(session)
    lesson.close()

    assert [] == sound
    assert ["the_bots_play_where_the_log_says"] == [one for one, _ in found]
