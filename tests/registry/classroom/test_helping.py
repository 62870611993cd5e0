"""Goal: help is asked for, taken, closed; hints and the trainer's acts are told until read.

Method: commands on a small lesson; what the writer holds, and what it reads from the log again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.writer import Outcome, Request
from registry.classroom.audit import audit
from registry.classroom.helped import Helping
from registry.classroom.lesson import Lesson
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER

SMALL = read_plan("belt-road-1").with_seats_per_role(2)


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    made = Lesson.create(tmp_path / "a.lesson", SMALL, seed=3)
    give(made, "seat.claim", seat="S06")
    give(made, "seat.claim", seat="S07")
    yield made
    assert made.world.helping.now == Helping(made.books).now, "the log says the same"
    made.close()


def give(
    lesson: Lesson, name: str, *, by: str = TRAINER, origin: str = "person", **given: Any
) -> Outcome:
    with lesson.group():
        return lesson.run(Request(name, given, origin, by))


def code(outcome: Outcome) -> str:
    return "" if outcome.refusal is None else outcome.refusal.code


def test_a_request_is_taken_by_one_and_closed(lesson: Lesson) -> None:
    now = lambda: lesson.world.helping.now.asked  # noqa: E731
    told = give(lesson, "help.ask", by="S06", words=" 买不到\n为什么 ")
    again = give(lesson, "help.ask", by="S06")
    waiting = now()["S06"]
    first = give(lesson, "help.take", by="H1", origin="helper", seat="S06")
    second = give(lesson, "help.take", by="H2", origin="helper", seat="S06")
    taken = now()["S06"].taken_by
    over = give(lesson, "help.take", origin="trainer", seat="S06")
    by_trainer = now()["S06"].taken_by
    other = give(lesson, "help.close", by="S07")
    closed = give(lesson, "help.close", by="H1", origin="helper", seat="S06")
    gone = give(lesson, "help.take", by="H1", origin="helper", seat="S06")
    own = [give(lesson, name, by="S07") for name in ("help.ask", "help.close")]

    assert [""] * 4 == [code(one) for one in (told, first, over, closed)]
    assert ("买不到 为什么", "") == (waiting.words, waiting.taken_by)
    assert "classroom.help_asked_already" == code(again)
    assert ("classroom.help_taken", "H1", "trainer") == (code(second), taken, by_trainer)
    assert ["classroom.help_not_asked"] * 2 == [code(other), code(gone)]
    assert ["", ""] == [code(one) for one in own] and {} == now()


def test_a_person_cannot_close_anothers_request(lesson: Lesson) -> None:
    give(lesson, "help.ask", by="S06")
    tried = give(lesson, "help.close", by="S07", seat="S06")

    assert "classroom.help_not_asked" == code(tried)
    assert {"S06"} == set(lesson.world.helping.now.asked)


def test_a_hint_is_told_at_its_seat_until_it_is_read(lesson: Lesson) -> None:
    notes = lesson.world.helping
    given = give(lesson, "help.hint", origin="trainer", seat="S06", text_en=" Buy\nfirst ")
    further = give(lesson, "help.hint", by="H1", origin="helper", seat="S06", text_zh="先买")
    shown = notes.now.notes["S06"]
    wrong = give(lesson, "help.read", by="S07", note=given.number)
    read = give(lesson, "help.read", by="S06", note=given.number)
    left = notes.now.notes["S06"]
    give(lesson, "seat.leave", seat="S06")

    assert [(given.number, "trainer", "Buy first", ""), (further.number, "H1", "", "先买")] == [
        (one.number, one.by, one.text_en, one.text_zh) for one in shown
    ]
    assert ("classroom.note_unknown", "") == (code(wrong), code(read))
    assert shown[1:] == left
    assert {} == notes.now.notes, "whoever sits down next is not told"


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, "classroom.hint_empty"),
        ({"text_zh": " \n"}, "classroom.hint_empty"),
        ({"text_en": "x" * 201}, "classroom.hint_too_long"),
        ({"text_en": "a\x00b"}, "classroom.hint_unreadable"),
        ({"text_en": "ok", "seat": "S08"}, "classroom.nobody_sits"),
        ({"text_en": "ok", "seat": "S99"}, "classroom.seat_unknown"),
    ],
)
def test_a_bad_hint_changes_nothing(lesson: Lesson, given: dict[str, str], refused: str) -> None:
    told = give(lesson, "help.hint", origin="trainer", **{"seat": "S06", **given})
    family = give(lesson, "help.hint", seat="S06", text_zh="👨‍👩‍👧" * 200)

    assert (refused, "") == (code(told), code(family)), "an emoji of a family is one character"
    assert [family.number] == [one.number for one in lesson.world.helping.now.notes["S06"]]


def test_what_the_trainer_does_for_a_seat_is_told_there(lesson: Lesson) -> None:
    give(lesson, "lesson.start")
    for origin in ("person", "script", "trainer"):
        last = give(lesson, "order.cancel_all", by="S06", origin=origin)
    refused = give(lesson, "order.cancel", by="S06", origin="trainer", order=99)
    (note,) = lesson.world.helping.now.notes["S06"]

    assert ("", "order.cancel_all", last.number) == (code(last), note.act, note.number)
    assert code(refused), "what did not happen is not told"


@pytest.mark.parametrize("name", ["lesson.pause", "seat.leave", "order.cancel_all", "help.ask"])
def test_a_helper_helps_and_does_nothing_else(lesson: Lesson, name: str) -> None:
    given = {"seat": "S06"} if name == "seat.leave" else {}
    refused = give(lesson, name, by="H1", origin="helper", **given)

    assert "access.role_may_not" == code(refused)


def test_a_person_moves_and_the_orders_go_as_asked(lesson: Lesson) -> None:
    give(lesson, "help.ask", by="S06")
    moved = give(lesson, "seat.move", seat="S06", target="S08", orders="cancel")
    taken = give(lesson, "seat.move", seat="S08", target="S07")
    empty = give(lesson, "seat.move", seat="S06", target="S09")
    nowhere = give(lesson, "seat.move", seat="S08", target="S99")
    with lesson.reading() as session:
        broken = audit(session)
    held = [name for name, seat in lesson.room.seats.items() if seat.held]

    assert ("", {"seat": "S08", "cancelled": 0}) == (code(moved), moved.answer)
    assert ["classroom.seat_taken", "classroom.nobody_sits", "classroom.seat_unknown"] == [
        code(one) for one in (taken, empty, nowhere)
    ]
    assert ["S07", "S08"] == held
    assert {} == lesson.world.helping.now.asked
    assert [] == list(broken)
