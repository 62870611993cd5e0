"""Goal: a client that is told to come back later waits as long as it was told, and then asks again.

Method: a transport that refuses the first requests with `Retry-After`; the pauses are noted instead
of kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from registry.client import AsyncClient, Client, Refused, aio, sync

REFUSAL = {
    "refusal": {
        "code": "access.too_many_requests", "text": {"en": "Later.", "zh": "稍后。"},
        "would_pass": {}, "rule": "", "facts": {}, "checks": [],
    },
    "command": None,
}  # fmt: skip


class Busy(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Refuses with each of the given (status, seconds) once, then answers."""

    def __init__(self, *refusals: tuple[int, str]) -> None:
        self._left = list(refusals)
        self.requests = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        if not self._left:
            return httpx2.Response(200, json={"at": 7})
        status, seconds = self._left.pop(0)
        return httpx2.Response(status, json=REFUSAL, headers={"Retry-After": seconds})

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that clients would have waited."""
    kept: list[float] = []

    async def later(seconds: float) -> None:
        kept.append(seconds)

    with monkeypatch.context() as patched:
        patched.setattr(sync.time, "sleep", kept.append)
        patched.setattr(aio.asyncio, "sleep", later)
        yield kept


def asked(transport: Busy, *, coroutine: bool, patience_s: float = 30.0) -> int:
    """The clock's answer through either client."""
    if not coroutine:
        with Client(transport=transport, patience_s=patience_s) as client:
            return client.query.clock()["at"]

    async def script() -> int:
        async with AsyncClient(transport=transport, patience_s=patience_s) as client:
            return (await client.query.clock())["at"]

    return asyncio.run(script())


@pytest.mark.parametrize("coroutine", [False, True], ids=["sync", "async"])
def test_it_waits_as_long_as_it_was_told(pauses: list[float], coroutine: bool) -> None:
    busy = Busy((429, "3"), (503, "11"))

    assert 7 == asked(busy, coroutine=coroutine)
    assert [3.0, 11.0] == pauses
    assert 3 == busy.requests


@pytest.mark.parametrize("coroutine", [False, True], ids=["sync", "async"])
def test_it_does_not_wait_longer_than_its_patience(pauses: list[float], coroutine: bool) -> None:
    busy = Busy((429, "3"), (429, "3"), (429, "3"))
    with pytest.raises(Refused) as caught:
        asked(busy, coroutine=coroutine, patience_s=5)

    assert 429 == caught.value.status
    assert [3.0] == pauses
