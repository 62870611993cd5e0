"""How much group commit gives to many callers who each wait for their answer.

Knows the writer's thread, no HTTP.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from typing import Any

from ledger.queue import WriterThread
from ledger.writer import Request
from registry.bench.payments import Payments
from registry.bench.rounds import folder, in_turns

CALLERS = 64

BAR = 5.0
"""Least ratio of the rates of many callers and of one."""


def writer() -> list[dict[str, Any]]:
    """64 coroutines against one, each sending its next command after the last one's answer."""
    with folder() as where, closing(Payments(where / "ours.db")) as ours:
        thread = WriterThread(ours.writer)
        try:
            rate(thread, ours, callers=CALLERS, each=10)
            row = in_turns(
                f"cash transfer, {CALLERS} callers against one",
                ours=lambda: rate(thread, ours, callers=CALLERS, each=50),
                reference=lambda: rate(thread, ours, callers=1, each=200),
                rounds=15,
                bar=BAR,
            )
        finally:
            thread.close()
        return [row]


def rate(thread: WriterThread, ours: Payments, *, callers: int, each: int) -> float:
    """So many coroutines send so many payments each; how many a second became durable."""
    asked = ours.payments(callers * each)
    return asyncio.run(_all(thread, asked, callers))


async def _all(thread: WriterThread, asked: list[Request], callers: int) -> float:
    begin = time.perf_counter()
    await asyncio.gather(*(_one(thread, asked[place::callers]) for place in range(callers)))
    return len(asked) / (time.perf_counter() - begin)


async def _one(thread: WriterThread, asked: list[Request]) -> None:
    for request in asked:
        outcome = await asyncio.wrap_future(thread.submit(request))
        assert outcome.answer is not None, outcome
