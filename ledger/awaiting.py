"""The writer's answers for coroutines: those of a whole group wake their event loop once.

`asyncio.wrap_future` would wake it for each answer, which costs more than many a command.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Answers:
    """Waits for futures of other threads on behalf of the coroutines of one event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: deque[tuple[Future[Any], asyncio.Future[Any]]] = deque()
        self._woken = False

    async def of(self, future: Future[T]) -> T:
        """The result of a future, or its error; a coroutine that is cancelled cancels it."""
        loop = asyncio.get_running_loop()
        assert self._loop in (None, loop), "one event loop has one `Answers`"
        self._loop = loop
        waiting: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(lambda done: self._arrived(done, waiting))
        try:
            return await waiting
        except asyncio.CancelledError:
            future.cancel()
            raise

    def _arrived(self, done: Future[Any], waiting: asyncio.Future[Any]) -> None:
        """Note an answer, and wake the loop unless it is about to look; any thread."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        self._done.append((done, waiting))
        if not self._woken:
            self._woken = True
            loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        # Before the look, so that an answer that comes during it wakes the loop again.
        self._woken = False
        while self._done:
            done, waiting = self._done.popleft()
            if waiting.done():
                continue
            if done.cancelled():
                waiting.cancel()
            elif (error := done.exception()) is not None:
                waiting.set_exception(error)
            else:
                waiting.set_result(done.result())
