"""Traders' waiting times while one seat sends malformed requests, compared with those without.

Four traders place and cancel orders, first alone, then while a hostile seat sends forms that the
log cannot store, a command that fails, incomplete requests and unknown addresses, as fast as a seat
may.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

from registry.bench.beside import beside_and_alone, row
from registry.bench.served import FAILING, Place, served
from registry.bench.traders import (
    INSTRUMENT,
    PACE_S,
    TRADERS,
    Bytes,
    Line,
    join,
    lasting,
    measured,
)

BAR = 2.0
"""Highest allowed ratio of the 99th percentile of waiting times, with the hostile seat to without.
"""

QUIET_S, HOSTILE_S, RUNS = 8.0, 20.0, 3
DAYS, TRADES = 2, 5_000

BOUNDARY = "x"


def hostile(
    *,
    quiet_s: float = QUIET_S,
    hostile_s: float = HOSTILE_S,
    runs: int = RUNS,
    days: int = DAYS,
    trades: int = TRADES,
) -> list[dict[str, Any]]:
    """99th percentile of waiting times with and without a hostile seat; the median of runs.

    The class has played `days` days, and made `trades` trades this morning.
    """
    with served(days=days, trades=trades) as place:
        return compared(place, quiet_s=quiet_s, hostile_s=hostile_s, runs=runs)


def compared(place: Place, *, quiet_s: float, hostile_s: float, runs: int) -> list[dict[str, Any]]:
    """The row of a class that is running."""

    async def beside(traders: list[Line], run: int) -> list[float]:
        bad = await join(place, f"H{run}", "trader")
        attack = asyncio.create_task(_attack(bad, hostile_s))
        times = await measured(traders, lasting(hostile_s), f"h{run}")
        refused(await attack)
        bad.close()
        return times

    found = asyncio.run(beside_and_alone(place, beside, names="T", quiet_s=quiet_s, runs=runs))
    name = f"{TRADERS} traders beside a hostile seat, slowest hundredth"
    return [row(name, found, bar=BAR)]


def hostile_forms() -> list[Bytes]:
    """The requests of the hostile seat, sent in turn; none of them can succeed."""
    order = {"instrument": INSTRUMENT, "side": "buy", "quantity": "1", "price": "8000"}
    command = f"/api/commands/{FAILING}"
    return [
        _multipart("/action/order.place", order | {"key": "+2AA-"}),
        Bytes("POST", command, b'{"key": "KEY", "arguments": {}}'),
        Bytes("POST", command, b'{"key": "\\ud800", "arguments": {}}'),
        replace(_multipart("/join", {"code": "+2AA-", "name": "+2AA-"}), signed=False),
        Bytes("POST", "/api/commands/order.cancel",
              b'{"key": "KEY", "arguments": {"order": 99999999999999999999999}}'),
        Bytes("POST", command, b"[" * 30_000),
        Bytes("GET", "/static/%00" + "a" * 5_000),
        Bytes("GET", "/serials/%00/%ff"),
    ]  # fmt: skip


def _multipart(address: str, fields: dict[str, str]) -> Bytes:
    parts = "".join(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    )
    body = f"{parts}--{BOUNDARY}--\r\n".encode()
    return Bytes("POST", address, body, f"multipart/form-data; boundary={BOUNDARY}; charset=utf-7")


async def _attack(line: Line, for_s: float) -> Counter[int]:
    """Send hostile forms as fast as a seat may, and an incomplete request each second.

    Returns the statuses of the answers.
    """
    ends = time.perf_counter() + for_s
    statuses: Counter[int] = Counter()
    halves: list[asyncio.StreamWriter] = []
    forms: Iterator[Bytes] = cycle(hostile_forms())
    while (began := time.perf_counter()) < ends:
        form = next(forms)
        key = str(sum(statuses.values())).encode()
        fresh = replace(form, body=form.body.replace(b"KEY", key))
        statuses[(await line.ask(fresh))[0]] += 1
        if len(halves) < for_s - (ends - began):
            _, half = await asyncio.open_connection("127.0.0.1", line.port)
            half.write(b"POST /join HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1")
            halves.append(half)
        await asyncio.sleep(max(0.0, PACE_S - (time.perf_counter() - began)))
    for half in halves:
        half.close()
    return statuses


def refused(statuses: Counter[int]) -> None:
    """Assert that none of the forms succeeded."""
    assert statuses and min(statuses) >= 400, statuses
