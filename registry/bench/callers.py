"""Throughput of group commit with many callers, each of whom waits for its answer."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from functools import partial
from typing import Any

from ledger.awaiting import Answers
from ledger.queue import WriterThread
from ledger.writer import Request
from registry.bench.payments import Payments
from registry.bench.rounds import folder, in_turns

CALLERS = 64

BAR = 5.0
"""Least ratio of the rate of many callers to that of one."""


def writer() -> list[dict[str, Any]]:
    """64 coroutines against one, each sending its next command after the previous answer."""
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
    """Committed payments per second of `callers` coroutines that send `each` payments each."""
    requests = ours.payments(callers * each)
    return asyncio.run(_all(thread, requests, callers))


async def _all(thread: WriterThread, requests: list[Request], callers: int) -> float:
    begin, answers = time.perf_counter(), Answers()
    await asyncio.gather(
        *(_one(thread, answers, requests[place::callers]) for place in range(callers))
    )
    return len(requests) / (time.perf_counter() - begin)


async def _one(thread: WriterThread, answers: Answers, requests: list[Request]) -> None:
    for request in requests:
        outcome = await answers.of(partial(thread.send, request))
        assert outcome.answer is not None, outcome
