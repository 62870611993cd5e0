"""Answers of another thread reach the coroutines of an event loop, many at one wake."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from ledger.awaiting import Answers, Waiting


def _answered(places: list[Waiting]) -> None:
    """Answer each with its number, every tenth with an error."""
    for number, place in enumerate(places):
        assert place.set_running_or_notify_cancel()
        if number % 10 == 9:
            place.set_exception(LookupError(number))
        else:
            place.set_result(number)


def test_a_hundred_answers_wake_the_loop_once_and_each_reaches_its_own() -> None:
    wakes: list[Any] = []

    async def all_of_them() -> list[Any]:
        loop, answers, places = asyncio.get_running_loop(), Answers(), list[Waiting]()
        wake = loop.call_soon_threadsafe

        def noted(*given: Any, **named: Any) -> asyncio.Handle:
            wakes.append(given)
            return wake(*given, **named)

        loop.call_soon_threadsafe = noted  # type: ignore[method-assign]
        waiting = [asyncio.ensure_future(answers.of(places.append)) for _ in range(100)]
        await asyncio.sleep(0)
        # The loop is busy while the thread answers, as it is while it serves somebody else.
        thread = threading.Thread(target=_answered, args=(places,))
        thread.start()
        thread.join()
        return await asyncio.gather(*waiting, return_exceptions=True)

    found = asyncio.run(all_of_them())

    assert 1 == len(wakes)
    for number, one in enumerate(found):
        if number % 10 == 9:
            assert isinstance(one, LookupError) and (number,) == one.args
        else:
            assert number == one


def test_an_answer_that_is_given_at_once_is_found() -> None:
    assert 7 == asyncio.run(Answers().of(lambda place: place.set_result(7)))


def test_no_answer_is_lost_between_two_wakes() -> None:
    async def all_of_them() -> int:
        answers, total = Answers(), 0
        for _ in range(300):
            places: list[Waiting] = []
            waiting = [asyncio.ensure_future(answers.of(places.append)) for _ in range(9)]
            await asyncio.sleep(0)
            thread = threading.Thread(target=_answered, args=(places,))
            thread.start()
            total += len(await asyncio.gather(*waiting))
            thread.join()
        return total

    assert 2_700 == asyncio.run(asyncio.wait_for(all_of_them(), 60))


def test_a_command_does_not_begin_whose_coroutine_has_left() -> None:
    places: list[Waiting] = []

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(Answers().of(places.append), 0.01)

    asyncio.run(impatient())

    assert [False] == [place.set_running_or_notify_cancel() for place in places]


def test_an_answer_after_the_end_of_the_loop_is_dropped_in_silence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    places: list[Waiting] = []

    async def leaves() -> None:
        leaving = asyncio.ensure_future(Answers().of(places.append))
        await asyncio.sleep(0)
        assert not leaving.done()

    asyncio.run(leaves())
    places[0].set_result(1)

    assert [] == caplog.records
