"""Answers of another thread reach the coroutines of an event loop, many at one wake."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import Any

import pytest

from ledger.awaiting import Answers


def _results(wanted: list[Future[int]], wakes: list[Any]) -> list[int | BaseException]:
    """What the coroutines get when one thread answers all of them; every wake is noted."""

    async def all_of_them() -> list[int | BaseException]:
        loop, answers = asyncio.get_running_loop(), Answers()
        wake = loop.call_soon_threadsafe

        def noted(*given: Any, **named: Any) -> asyncio.Handle:
            wakes.append(given)
            return wake(*given, **named)

        loop.call_soon_threadsafe = noted  # type: ignore[method-assign]
        waiting = [asyncio.ensure_future(answers.of(one)) for one in wanted]
        await asyncio.sleep(0)
        # The loop is busy while the thread answers, as it is while it serves somebody else.
        thread = threading.Thread(target=lambda: [_answer(n, f) for n, f in enumerate(wanted)])
        thread.start()
        thread.join()
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(all_of_them())


def _answer(number: int, future: Future[int]) -> None:
    if number % 10 == 9:
        future.set_exception(LookupError(number))
    else:
        future.set_result(number)


def test_a_hundred_answers_wake_the_loop_once_and_each_reaches_its_own() -> None:
    wakes: list[Any] = []
    found = _results([Future() for _ in range(100)], wakes)

    assert 1 == len(wakes)
    for number, one in enumerate(found):
        if number % 10 == 9:
            assert isinstance(one, LookupError) and (number,) == one.args
        else:
            assert number == one


def test_an_answer_that_is_there_already_is_given() -> None:
    done: Future[int] = Future()
    done.set_result(7)

    assert 7 == asyncio.run(Answers().of(done))


def test_no_answer_is_lost_between_two_wakes() -> None:
    async def all_of_them() -> int:
        answers, total = Answers(), 0
        for _ in range(300):
            futures: list[Future[int]] = [Future() for _ in range(20)]
            thread = threading.Thread(target=lambda fs=futures: [f.set_result(1) for f in fs])  # type: ignore[misc]
            thread.start()
            total += sum(await asyncio.gather(*(answers.of(one) for one in futures)))
            thread.join()
        return total

    assert 6_000 == asyncio.run(asyncio.wait_for(all_of_them(), 60))


def test_who_no_longer_waits_cancels_and_a_cancelled_answer_ends_the_wait() -> None:
    async def impatient(future: Future[int]) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(Answers().of(future), 0.01)

    left: Future[int] = Future()
    asyncio.run(impatient(left))
    assert left.cancelled()

    async def cancelled() -> None:
        future: Future[int] = Future()
        future.cancel()
        with pytest.raises(asyncio.CancelledError):
            await Answers().of(future)

    asyncio.run(cancelled())


def test_an_answer_after_the_end_of_the_loop_is_dropped_in_silence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    running: Future[int] = Future()
    running.set_running_or_notify_cancel()

    async def leaves() -> None:
        leaving = asyncio.ensure_future(Answers().of(running))
        await asyncio.sleep(0)
        assert not leaving.done()

    asyncio.run(leaves())
    running.set_result(1)

    assert [] == caplog.records
