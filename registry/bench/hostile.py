"""How long others wait while one seat sends what no page ever sends.

Four traders place and cancel orders, first alone, then beside a seat that sends forms no log can
keep, a command that fails, half a request and addresses that are none, as fast as a seat may. Knows
HTTP as bytes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from registry.bench.served import FAILING, Place, served

TRADERS = 4
BAR = 2.0
"""Highest ratio of the slowest hundredth of answers beside the hostile seat to those without."""

QUIET_S, HOSTILE_S, RUNS = 8.0, 20.0, 3
DAYS, TRADES = 2, 5_000
PACE_S = 1 / 18
"""A seat may send twenty commands a second; ours stay a little below."""

BOUNDARY = "x"
INSTRUMENT = "CCER"


@dataclass(frozen=True, slots=True)
class Bytes:
    """One request as it goes over the wire, without what all of them have."""

    method: str
    address: str
    body: bytes = b""
    kind: str = "application/json"
    signed: bool = True


class Line:
    """A connection that is opened again when the server has closed it; one request at a time."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: Bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        for _ in range(2):
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self._streams
            writer.write(self._head(asked) + asked.body)
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                break
            except (asyncio.IncompleteReadError, ConnectionError):
                self.close()
        else:
            raise ConnectionError("the server closes every connection")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next(one for one in lines if one.startswith("content-length:"))
        body = await reader.readexactly(int(length.partition(":")[2]))
        if "connection: close" in lines:
            self.close()
        return int(lines[0].split()[1]), body

    async def command(self, name: str, key: str, **arguments: Any) -> dict[str, Any]:
        """Give a command that must be accepted; its answer."""
        body = json.dumps({"key": key, "arguments": arguments}).encode()
        status, told = await self.ask(Bytes("POST", f"/api/commands/{name}", body))
        assert status == 200, told
        answer: dict[str, Any] = json.loads(told)["answer"]
        return answer

    async def lowest(self, instrument: str) -> int:
        """The lowest price of the day, at which a buy order rests."""
        _, told = await self.ask(Bytes("GET", "/api/instruments"))
        quotes: list[dict[str, Any]] = json.loads(told)
        return next(int(one["lo"]) for one in quotes if one["instrument"] == instrument)

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    def _head(self, asked: Bytes) -> bytes:
        lines = [
            f"{asked.method} {asked.address} HTTP/1.1",
            f"host: 127.0.0.1:{self.port}",
            f"origin: http://127.0.0.1:{self.port}",
            f"content-type: {asked.kind}",
            f"content-length: {len(asked.body)}",
        ]
        if self.token and asked.signed:
            lines.append(f"authorization: Bearer {self.token}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def hostile(
    *,
    quiet_s: float = QUIET_S,
    hostile_s: float = HOSTILE_S,
    runs: int = RUNS,
    days: int = DAYS,
    trades: int = TRADES,
) -> list[dict[str, Any]]:
    """The slowest hundredth of answers beside a hostile seat against without it; median of runs.

    The class has played so many `days` before, and made so many `trades` this morning.
    """
    with served(days=days, trades=trades) as place:
        found = asyncio.run(_all(place, quiet_s=quiet_s, hostile_s=hostile_s, runs=runs))
    ratio, beside, alone = sorted((b / a, b, a) for b, a in found)[len(found) // 2]
    return [
        {
            "name": f"{TRADERS} traders beside a hostile seat, slowest hundredth",
            "unit": "microseconds",
            "ours": round(beside * 1e6, 1),
            "reference": round(alone * 1e6, 1),
            "ratio": round(ratio, 3),
            "bar": BAR,
            "met": ratio <= BAR,
        }
    ]


async def _all(
    place: Place, *, quiet_s: float, hostile_s: float, runs: int
) -> list[tuple[float, float]]:
    """(beside the hostile seat, alone) of each run, in seconds."""
    traders = [await _join(place, f"T{number}", "trader") for number in range(TRADERS)]
    await _measured(traders, quiet_s / 2, "warm")
    found = []
    for run in range(runs):
        alone = await _measured(traders, quiet_s, f"q{run}")
        bad = await _join(place, f"H{run}", "trader")
        attack = asyncio.create_task(_attack(bad, hostile_s))
        beside = await _measured(traders, hostile_s, f"h{run}")
        refused(await attack)
        bad.close()
        found.append((slowest_hundredth(beside), slowest_hundredth(alone)))
    for one in traders:
        one.close()
    return found


def slowest_hundredth(times: list[float]) -> float:
    """The time that 99 of 100 stay below or reach."""
    return sorted(times)[(len(times) * 99 + 99) // 100 - 1]


async def _join(place: Place, name: str, role: str) -> Line:
    line = Line(place.port)
    body = json.dumps({"code": place.join_code, "name": name, "role": role}).encode()
    status, told = await line.ask(Bytes("POST", "/api/join", body))
    assert status == 200, told
    line.token = json.loads(told)["token"]
    return line


async def _measured(traders: list[Line], for_s: float, mark: str) -> list[float]:
    """Every trader's times, from sending an order or its cancel to the answer."""
    ends = time.perf_counter() + for_s
    told = await asyncio.gather(*(_trade(one, ends, mark) for one in traders))
    return [one for times in told for one in times]


async def _trade(line: Line, ends: float, mark: str) -> list[float]:
    times: list[float] = []
    lowest = await line.lowest(INSTRUMENT)
    order = {"instrument": INSTRUMENT, "side": "buy", "price": lowest, "quantity": 1}
    placed = 0
    while (began := time.perf_counter()) < ends:
        key = f"{mark}-{len(times)}"
        if placed:
            await line.command("order.cancel", key, order=placed)
            placed = 0
        else:
            placed = (await line.command("order.place", key, **order))["order"]
        took = time.perf_counter() - began
        times.append(took)
        await asyncio.sleep(max(0.0, PACE_S - took))
    return times


def hostile_forms() -> list[Bytes]:
    """What the hostile seat sends, in turn; none of it can be done."""
    order = {"instrument": INSTRUMENT, "side": "buy", "quantity": "1", "price": "8000"}
    command = f"/api/commands/{FAILING}"
    return [
        _multipart("/deed/order.place", order | {"key": "+2AA-"}),
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
    """Send hostile forms as fast as a seat may, and half a request each second; the statuses."""
    ends = time.perf_counter() + for_s
    statuses: Counter[int] = Counter()
    halves: list[asyncio.StreamWriter] = []
    forms: Iterator[Bytes] = cycle(hostile_forms())
    while (began := time.perf_counter()) < ends:
        asked = next(forms)
        key = str(sum(statuses.values())).encode()
        fresh = replace(asked, body=asked.body.replace(b"KEY", key))
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
    """The forms were hostile indeed: nothing of them was done."""
    assert statuses and min(statuses) >= 400, statuses
