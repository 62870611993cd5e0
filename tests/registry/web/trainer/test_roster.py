"""Goal: the trainer's page shows who needs help; idle time is counted by the monotonic clock.

Method: a table of last commands and idle times; then commands with a clock that the test moves.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.kernel.errors import REFUSALS
from ledger.writer import Request
from registry.classroom.heard import Heard
from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.models import Driver
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER, SeatState
from registry.debrief.refused import most_frequent
from registry.roles import Role
from registry.web.frame.render import LANGUAGES
from registry.web.trainer.roster import IDLE_MINUTES, SAME_REFUSAL, LastAction, Need, Tally, need_of

ACTION = LastAction("order.place", "", 0)
AGAIN = LastAction("order.place", "risk.cash_short", SAME_REFUSAL)


LONG = IDLE_MINUTES * 60 + 1.0


@pytest.mark.parametrize(
    ("action", "connected", "running", "open_task", "idle_s", "need"),
    [
        (None, True, True, True, LONG, Need("never", IDLE_MINUTES)),
        (None, True, True, True, 0.0, Need()),
        (None, True, True, False, LONG, Need()),
        (ACTION, True, True, True, 0.0, Need()),
        (ACTION, True, True, True, IDLE_MINUTES * 60 - 1.0, Need()),
        (ACTION, True, True, True, LONG, Need("idle", IDLE_MINUTES)),
        (ACTION, True, True, False, LONG, Need()),
        (ACTION, True, False, True, LONG, Need()),
        (ACTION, False, True, True, LONG, Need("away")),
        (AGAIN, False, True, False, 0.0, Need("refused", SAME_REFUSAL)),
    ],
)
def test_why_a_person_needs_help(
    action: LastAction | None,
    *,
    connected: bool,
    running: bool,
    open_task: bool,
    idle_s: float,
    need: Need,
) -> None:
    assert need == need_of(
        action, connected=connected, running=running, open_task=open_task, idle_s=idle_s
    )


def seat(name: str, since: int) -> dict[str, SeatState]:
    return {name: SeatState(1, name, Role.EMITTER, Driver.PERSON, fixed=True, since=since)}


def test_idleness_counts_from_the_last_act_sitting_down_or_the_task() -> None:
    heard = Heard(0)
    heard.follow({}, seat("S01", 7), at=1_000, ran=60_000)
    after_sitting = heard.idle_ms("S01", since=0, ran=100_000)
    heard.command("S01", origin="person", awake=90_000, ran=70_000)
    after_acting = heard.idle_ms("S01", since=0, ran=100_000)
    heard.command("S01", origin="trainer", awake=95_000, ran=95_000)
    after_the_trainer = heard.idle_ms("S01", since=0, ran=100_000)
    same = seat("S01", 7)
    heard.follow(same, same, at=2_000, ran=80_000)
    after_the_task = heard.idle_ms("S01", since=1_500, ran=100_000)

    assert (40_000, 30_000, 30_000) == (after_sitting, after_acting, after_the_trainer)
    assert 20_000 == after_the_task, "the task came at most when lesson time was first beyond it"
    assert 100_000 == heard.idle_ms("S02", since=0, ran=100_000)
    assert 0 == heard.idle_ms("S02", since=9_000, ran=100_000)
    assert 10_000 == heard.silent_ms("S01", awake=100_000)


def test_whoever_sits_down_after_somebody_else_has_done_nothing(tmp_path: Path) -> None:
    lesson = Lesson.create(None, read_plan("belt-road-1").with_seats_per_role(1), seed=5)
    tally, steps = Tally(), []
    for name, arguments, given_by, origin in (
        ("seat.claim", {"seat": "S06"}, TRAINER, "person"),
        ("order.cancel", {"order": 1}, "S06", "person"),
        ("order.cancel", {"order": 2}, "S06", "trainer"),
        ("seat.leave", {"seat": "S06"}, TRAINER, "trainer"),
        ("seat.claim", {"seat": "S06"}, TRAINER, "person"),
    ):
        with lesson.group():
            lesson.run(Request(name, arguments, origin, given_by))
        with lesson.reading() as session:
            tally.follow(session)
        found = tally.actions.get("S06")
        steps.append(None if found is None else (found.name, found.same))
    lesson.close()

    assert [None, ("order.cancel", 1), ("order.cancel", 1), ("order.cancel", 1), None] == steps


def test_a_moved_clock_of_the_machine_makes_nobody_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = read_plan("belt-road-1").with_seats_per_role(1)
    live = Live(Lesson.create(tmp_path / "a.lesson", small, seed=5))
    wanted = Request("order.cancel", {"order": 1}, "person", "S01")
    live.submit(wanted).result(timeout=30)
    monkeypatch.setattr("time.time_ns", lambda: 0)
    monkeypatch.setattr("time.time", lambda: 0.0)
    tally = Tally()
    with live.lesson.reading() as session:
        tally.follow(session)
    silent_s = live.silent_s("S01")
    live.close()

    assert "order.cancel" == tally.actions["S01"].name
    assert 0 <= silent_s < 60


def short(**facts: int) -> dict[str, object]:
    """One refusal for want of cash, as the log stores it."""
    return {"refused": "risk.cash_short", "facts": facts}


def test_refusals_of_the_room_are_sentences_with_ranges_and_no_gaps() -> None:
    kind = REFUSALS["risk.cash_short"]
    names = sorted(set(re.findall(r"\{(\w+)\}", kind.en + kind.zh + kind.pass_en + kind.pass_zh)))
    outcomes = [short(**dict.fromkeys(names, value)) for value in (120_000, 250_000, 180_000)]
    halted = {"refused": "access.trainer_only", "facts": {}}
    for language in LANGUAGES:
        most, other = most_frequent([halted, *outcomes], language, limit=5)

        assert ("risk.cash_short", 3) == (most.code, most.times)
        assert "1,200.00–2,500.00" in most.text
        assert ("access.trainer_only", 1) == (other.code, other.times)
        for text in (most.text, other.text):
            assert not re.search(r"[{}…]|risk\.|access\.", text)


def test_words_of_a_place_stand_side_by_side_and_the_rarest_are_left_out() -> None:
    seats = ["S01", "S01", "S02", "S03", "S04"]
    refusals = [{"refused": "access.seat_unknown", "facts": {"seat": seat}} for seat in seats]
    (few,) = most_frequent(refusals[:3], "en", limit=5)
    (many,) = most_frequent(refusals, "zh", limit=5)

    assert "There is no seat S01 / S02 in this lesson." == few.text
    assert "本课没有席位 S01 / S02 / S03等。" == many.text
    assert [] == most_frequent([{"refused": "book.gone", "facts": {}}], "en", limit=5)
