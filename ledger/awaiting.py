"""The writer's answers for coroutines: those of a whole group wake their event loop once.

`asyncio.wrap_future` would wake it for each answer, and a future that threads can wait for costs
its locks; both cost more than many a command.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class Waiting:
    """The place of one coroutine's answer; the writer's thread fills it as it does a `Future`."""

    __slots__ = ("_answers", "_future")

    def __init__(self, answers: Answers, future: asyncio.Future[Any]) -> None:
        self._answers, self._future = answers, future

    def set_running_or_notify_cancel(self) -> bool:
        """Whether the coroutine still waits; if not, the command does not begin."""
        return not self._future.cancelled()

    def set_result(self, result: Any) -> None:
        """Answer; any thread."""
        self._answers.arrived(self._future, result, None)

    def set_exception(self, error: BaseException) -> None:
        """Answer with an error that the coroutine gets; any thread."""
        self._answers.arrived(self._future, None, error)


class Answers:
    """Waits for another thread's answers on behalf of the coroutines of one event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._woken = False

    async def of(self, send: Callable[[Waiting], None]) -> Any:
        """Send a command with a place for its answer; the answer, or its error is raised."""
        loop = asyncio.get_running_loop()
        assert self._loop in (None, loop), "one event loop has one `Answers`"
        self._loop = loop
        future: asyncio.Future[Any] = loop.create_future()
        send(Waiting(self, future))
        return await future

    def arrived(
        self, future: asyncio.Future[Any], result: Any, error: BaseException | None
    ) -> None:
        """Note an answer, and wake the loop unless it is about to look; any thread."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        self._done.append((future, result, error))
        if not self._woken:
            self._woken = True
            loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        # Before the look, so that an answer that comes during it wakes the loop again.
        self._woken = False
        while self._done:
            future, result, error = self._done.popleft()
            if future.done():
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)
