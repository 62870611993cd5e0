"""The writer's thread: answers come after the commit, to threads and to coroutines.

Threads and coroutines send payments; the tables are compared afterwards.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from ledger.awaiting import Answers
from ledger.db import Reader
from ledger.queue import GROUP_MOST, WriterThread
from ledger.writer import NotCommitted, NotPlain, Outcome, Request
from tests.ledger.served import SECONDS, Gate, Served, broken_disk, cash, every, pay

# --- answers ----------------------------------------------------------------------------------


def test_an_answer_comes_after_its_commit(served: Served) -> None:
    office, thread = served
    assert office.store.path is not None
    reader = Reader(office.store.path)
    for _ in range(20):
        number = thread.submit(pay()).result(SECONDS).number
        with reader.session() as session:
            seen = session.connection().execute(text("SELECT max(number) FROM command")).scalar()

        assert number == seen
    reader.close()


def test_what_waits_becomes_one_group_up_to_the_most(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, thread = served
    sizes: list[int] = []
    commit = office.store.commit

    def counted() -> None:
        sizes.append(office.books.number - sum(sizes) - before)
        commit()

    before = office.books.number
    monkeypatch.setattr(office.store, "commit", counted)
    with Gate(thread):
        futures = [thread.submit(pay()) for _ in range(GROUP_MOST + 500)]
    every(futures)

    assert [GROUP_MOST, 500] == sizes


def test_a_call_runs_between_the_groups_in_order_of_arrival(served: Served) -> None:
    office, thread = served
    with Gate(thread):
        first = thread.submit(pay())
        between = thread.call(lambda: (office.books.number, office.store.in_group))
        second = thread.submit(pay())

    assert (first.result(SECONDS).number, False) == between.result(SECONDS)
    assert first.result().number + 1 == second.result(SECONDS).number


def test_a_preview_cuts_no_group_in_two_and_is_no_command(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, thread = served
    sizes: list[int] = []
    commit = office.store.commit

    def counted() -> None:
        sizes.append(office.books.number - before)
        commit()

    before = office.books.number
    monkeypatch.setattr(office.store, "commit", counted)
    with Gate(thread):
        first = thread.submit(pay())
        tried = thread.preview(pay(), lambda asked: (asked.name, office.books.number))
        second = thread.submit(pay())
        odd = thread.preview(replace(pay(), seat="\ud800"), lambda asked: None)
        broken = thread.preview(pay(), lambda asked: 1 // 0)

    assert (pay().name, second.result(SECONDS).number) == tried.result(SECONDS)
    assert first.result().number + 1 == second.result().number
    with pytest.raises(NotPlain):
        odd.result(SECONDS)
    with pytest.raises(ZeroDivisionError):
        broken.result(SECONDS)
    assert [2] == sizes


def test_a_call_that_fails_tells_its_caller_only(served: Served) -> None:
    _, thread = served
    failed = thread.call(lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        failed.result(SECONDS)
    assert thread.submit(pay()).result(SECONDS).answer is not None


def test_listeners_hear_of_a_group_before_its_senders(served: Served) -> None:
    _, thread = served
    seen: list[bool] = []
    with Gate(thread):
        future = thread.submit(pay())
        thread.after_group.append(lambda: seen.append(future.done()))
        thread.after_group.append(lambda: 1 // 0)

    assert future.result(SECONDS).answer is not None
    assert [False] == seen


# --- many callers -----------------------------------------------------------------------------


def test_sixty_four_threads_with_one_key_have_one_effect(served: Served) -> None:
    office, thread = served
    start = threading.Barrier(64)

    def send(_: int) -> Outcome:
        start.wait(SECONDS)
        return thread.submit(pay(100, key="only")).result(SECONDS)

    with ThreadPoolExecutor(64) as pool:
        outcomes = list(pool.map(send, range(64)))

    assert 1 == sum(not outcome.repeated for outcome in outcomes)
    assert all(outcome.answer == outcomes[0].answer for outcome in outcomes)
    assert 9_900 == cash(office, 0)


def test_no_credit_of_many_is_lost(served: Served) -> None:
    office, thread = served
    with ThreadPoolExecutor(16) as pool:
        futures = pool.map(
            lambda place: thread.submit(pay(source=1 + place % 19, target=0)), range(500)
        )
        every(list(futures))

    assert 10_500 == cash(office, 0)


def test_exactly_as_many_withdrawals_as_fit(served: Served) -> None:
    office, thread = served
    with ThreadPoolExecutor(16) as pool:
        futures = pool.map(lambda _: thread.submit(pay(1000)), range(20))
        outcomes = every(list(futures))

    assert 10 == sum(outcome.answer is not None for outcome in outcomes)
    assert 10 == sum(outcome.refusal is not None for outcome in outcomes)
    assert 0 == cash(office, 0)


def test_what_was_cancelled_in_time_does_not_happen(served: Served) -> None:
    office, thread = served
    with Gate(thread):
        gone = thread.submit(pay(100))
        stays = thread.submit(pay(7))
        assert gone.cancel()

    assert stays.result(SECONDS).answer is not None
    assert 9_993 == cash(office, 0)


# --- closing ----------------------------------------------------------------------------------


def test_a_refusal_leaves_nothing_that_only_garbage_collection_frees(served: Served) -> None:
    thread = served[1]
    every([thread.submit(pay(10**6))])
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            outcomes = every([thread.submit(pay()), thread.submit(pay(10**6))])
            assert outcomes[1].refusal is not None
        del outcomes
        found = gc.collect()
    finally:
        gc.enable()

    assert found < 20, "at most something of another thread, and not of each command"


def test_closing_answers_what_waits_and_refuses_what_comes(served: Served) -> None:
    office, thread = served
    with Gate(thread):
        waiting = [thread.submit(pay()) for _ in range(50)]
        closing = threading.Thread(target=thread.close)
        closing.start()
    closing.join(SECONDS)
    late = thread.submit(pay())

    assert all(outcome.answer is not None for outcome in every(waiting))
    with pytest.raises(NotCommitted, match="closed"):
        late.result(SECONDS)
    assert 9_950 == cash(office, 0)


def test_a_call_that_calls_itself_again_does_not_hinder_closing(served: Served) -> None:
    _, thread = served
    turns: list[Future[Any]] = []

    def again() -> None:
        turns.append(thread.call(again))

    thread.call(again).result(SECONDS)
    closing = threading.Thread(target=thread.close)
    closing.start()
    closing.join(SECONDS)

    assert not closing.is_alive()
    with pytest.raises(NotCommitted, match="closed"):
        turns[-1].result(SECONDS)


# --- coroutines -------------------------------------------------------------------------------


def test_coroutines_are_answered_too(served: Served) -> None:
    office, thread = served

    async def one(place: int) -> list[Outcome]:
        return [
            await _asked(thread, pay(source=place % 20, target=(place + 1) % 20)) for _ in "12345"
        ]

    async def all_of_them() -> list[list[Outcome]]:
        return await asyncio.gather(*(one(place) for place in range(64)))

    outcomes = [outcome for told in asyncio.run(all_of_them()) for outcome in told]

    assert 320 == len({outcome.number for outcome in outcomes if outcome.answer is not None})
    assert 320 == office.scalar("SELECT count(*) FROM command WHERE name = 'pay'")


def test_a_refusal_and_a_lost_group_reach_a_coroutine(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, thread = served
    refused = asyncio.run(_asked(thread, pay(10**6)))
    monkeypatch.setattr(office.store, "commit", broken_disk)
    with pytest.raises(NotCommitted):
        asyncio.run(_asked(thread, pay()))
    monkeypatch.undo()

    assert refused.refusal is not None
    assert 10_000 == cash(office, 0)


def test_a_coroutine_that_no_longer_waits_hinders_nobody(served: Served) -> None:
    office, thread = served

    async def impatient() -> Outcome:
        validation = Gate(thread)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_asked(thread, pay(500)), 0.01)
        validation.open()
        return await _asked(thread, pay())

    asyncio.run(impatient())
    with Gate(thread):
        asyncio.run(_sent(thread, pay()))

    assert thread.submit(pay()).result(SECONDS).answer is not None
    assert 9_998 == cash(office, 0)  # what nobody waits for any more does not begin


async def _asked(thread: WriterThread, asked: Request) -> Outcome:
    return await Answers().of(partial(thread.send, asked))


async def _sent(thread: WriterThread, asked: Request) -> None:
    leaving = asyncio.ensure_future(Answers().of(partial(thread.send, asked)))
    await asyncio.sleep(0)
    assert not leaving.done()
