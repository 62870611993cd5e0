"""The writer's thread: a faulty command costs only its caller, and no command runs twice for it.

Commands that fail, that cannot be written and that cannot be logged are sent among payments.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from ledger.queue import ARGUMENTS_MOST, NS, Failures, NotWritten, TooManyFailures, WriterThread
from ledger.writer import NotCommitted, NotPlain, Outcome, Request
from tests.ledger.served import SECONDS, Gate, Served, broken_disk, cash, every, pay
from tests.support.books import request

_NAMES = {"source": "P03", "target": "P04", "fen": 1}


def test_a_poison_command_does_not_fail_its_neighbours(served: Served) -> None:
    office, thread = served
    with Gate(thread):
        before = [thread.submit(pay(key=f"a{place}")) for place in range(5)]
        poison = thread.submit(request("poison", owner="P03"))
        after = [thread.submit(pay(key=f"b{place}")) for place in range(5)]

    assert all(outcome.answer is not None for outcome in every(before + after))
    with pytest.raises(NotCommitted) as lost:
        poison.result(SECONDS)
    assert isinstance(lost.value.__cause__, sqlite3.IntegrityError)
    assert 9_990 == cash(office, 0)
    assert 0 == office.scalar("SELECT count(*) FROM command WHERE name = 'poison'")


def test_a_failed_commit_answers_everybody_and_the_next_group_goes_on(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, thread = served
    with Gate(thread):
        monkeypatch.setattr(office.store, "commit", broken_disk)
        lost = [thread.submit(pay()) for _ in range(5)]
    for future in lost:
        with pytest.raises(NotCommitted):
            future.result(SECONDS)
    monkeypatch.undo()
    kept = thread.submit(pay())

    assert kept.result(SECONDS).answer is not None
    assert 9_999 == cash(office, 0)
    assert 1 == office.scalar("SELECT count(*) FROM command WHERE name = 'pay'")


_TOO_DEEP: Any = []
for _ in range(300):
    _TOO_DEEP = [_TOO_DEEP]

UNLOGGABLE = {
    "an object": Request("pay", {"fen": object()}, "script", "S01"),
    "a set": Request("pay", {"fen": {1}}, "script", "S01"),
    "bytes": Request("pay", {"fen": b"1"}, "script", "S01"),
    "a name that is no text": Request("pay", {1: 2}, "script", "S01"),  # type: ignore[dict-item]
    "a lone surrogate": Request("pay", {"source": "\ud800"}, "script", "S01"),
    "a lone surrogate within": Request("pay", {"a": [{"b": "x\udfff"}]}, "script", "S01"),
    "a lone surrogate in a name": Request("pay", {"\ud800": 1}, "script", "S01"),
    "a lone surrogate as key": Request("pay", {}, "script", "S01", key="\ud800"),
    "a lone surrogate as seat": Request("pay", {}, "script", "\ud800"),
    "a lone surrogate as origin": Request("pay", {}, "\ud800", "S01"),
    "a lone surrogate as command": Request("\ud800", {}, "script", "S01"),
    "a number of 65 bits": Request("pay", {"fen": 1 << 64}, "script", "S01"),
    "a number that no column holds": Request("pay", {"fen": 1 << 63}, "script", "S01"),
    "a number far below zero": Request("pay", {"fen": [-(1 << 63) - 1]}, "script", "S01"),
    "a time that no column holds": Request("pay", {}, "script", "S01", at=1 << 63),
    "no number": Request("pay", {"fen": float("nan")}, "script", "S01"),
    "no end": Request("pay", {"fen": {"a": float("-inf")}}, "script", "S01"),
    "too deep": Request("pay", {"fen": _TOO_DEEP}, "script", "S01"),
    "too long": Request("pay", {"source": "P" * ARGUMENTS_MOST}, "script", "S01"),
}


@pytest.mark.parametrize("wrong", UNLOGGABLE.values(), ids=UNLOGGABLE)
def test_what_cannot_be_logged_is_turned_away_before_it_waits(
    served: Served, wrong: Request
) -> None:
    office, thread = served
    with Gate(thread):
        first = thread.submit(pay())
        turned_away = thread.submit(wrong)
        last = thread.submit(pay())
        with pytest.raises(NotPlain):
            turned_away.result(0)
        with pytest.raises(NotPlain):
            asyncio.run(_asked(thread, wrong))

    assert first.result(SECONDS).number + 1 == last.result(SECONDS).number
    assert 2 == office.scalar("SELECT count(*) FROM command WHERE name = 'pay'")


def test_one_command_that_fails_costs_its_group_one_derivation_and_no_second_run(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, thread = served
    taken: list[str] = []
    rebuilt: list[int] = []
    office.books.on_rebuild.append(lambda: rebuilt.append(office.books.number))
    take = office.writer.take
    monkeypatch.setattr(
        type(office.writer), "take", lambda _, asked: (taken.append(asked.name), take(asked))[1]
    )
    with Gate(thread):
        before = [thread.submit(pay()) for _ in range(5)]
        failing = thread.submit(request("fail", **_NAMES))
        after = [thread.submit(pay()) for _ in range(5)]

    assert all(outcome.answer is not None for outcome in every(before + after))
    assert failing.result(SECONDS).failure is not None
    assert ["pay"] * 5 + ["fail"] + ["pay"] * 5 == taken
    assert 1 == len(rebuilt)
    assert 9_990 == cash(office, 0)


def test_after_three_failures_nothing_of_the_seat_is_run_for_the_rest_of_the_minute(
    served: Served,
) -> None:
    _, thread = served
    now = [100 * NS]
    thread.failures = Failures(clock=lambda: now[0])
    with Gate(thread):
        failing = [
            thread.submit(request("fail", seat="S03", **_NAMES), limited=True) for _ in range(5)
        ]
        other = thread.submit(request("fail", seat="S04", **_NAMES), limited=True)
    told = [future.exception(SECONDS) for future in failing]
    now[0] = 110 * NS + NS // 2

    assert [None] * 3 == told[:3]
    assert all(isinstance(one, TooManyFailures) for one in told[3:])
    assert other.result(SECONDS).failure is not None
    with pytest.raises(TooManyFailures) as wait:
        thread.submit(request("pay", seat="S03", **_NAMES), limited=True).result(0)
    assert 50 == wait.value.wait_s
    unlimited = thread.submit(request("pay", seat="S03", **_NAMES))
    assert unlimited.result(SECONDS).answer is not None
    now[0] = 160 * NS
    again = thread.submit(request("pay", seat="S03", **_NAMES), limited=True)
    assert again.result(SECONDS).answer is not None


def test_a_repeated_key_of_a_failed_command_is_no_further_failure(served: Served) -> None:
    _, thread = served
    asked = request("fail", key="one", seat="S03", **_NAMES)
    outcomes = [thread.submit(asked, limited=True).result(SECONDS) for _ in range(5)]

    assert [False] + [True] * 4 == [outcome.repeated for outcome in outcomes]


def test_a_command_that_cannot_be_written_counts_as_a_failure(served: Served) -> None:
    _, thread = served
    for _ in range(3):
        with pytest.raises(NotWritten):
            thread.submit(request("poison", owner="P03"), limited=True).result(SECONDS)
    with pytest.raises(TooManyFailures):
        thread.submit(pay(), limited=True).result(0)


@pytest.mark.parametrize("name", ["fail", "poison", "unplain", "slow.fail"])
def test_what_is_said_of_a_fault_names_no_argument(
    served: Served, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    _, thread = served
    caplog.set_level("DEBUG", "tanlu.writer")
    arguments = {"owner": "P03"} if name == "poison" else _NAMES
    thread.submit(request(name, seat="S07", **arguments)).exception(SECONDS)
    thread.close()
    said = [record.getMessage() for record in caplog.records]

    assert any(name in one and "S07" in one for one in said)
    assert not any("P03" in one for one in said)


async def _asked(thread: WriterThread, asked: Request) -> Outcome:
    return await asyncio.wrap_future(thread.submit(asked))
