"""Traders who place and cancel orders over HTTP at a seat's rate limit, and their waiting times.

They send HTTP as bytes, so that a client library costs no time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.bench.served import Place

TRADERS = 4
PACE_S = 1 / 18
"""Seconds between commands: a little slower than the twenty per second that a seat may send."""

INSTRUMENT = "CCER"


@dataclass(frozen=True, slots=True)
class Bytes:
    """One request as bytes, without the headers that all of them share."""

    method: str
    address: str
    body: bytes = b""
    kind: str = "application/json"
    signed: bool = True


class Line:
    """A connection, reopened if the server has closed it; one request at a time."""

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
        """Give a command that must be accepted; returns its answer."""
        body = json.dumps({"key": key, "arguments": arguments}).encode()
        status, answered = await self.ask(Bytes("POST", f"/api/commands/{name}", body))
        assert status == 200, answered
        answer: dict[str, Any] = json.loads(answered)["answer"]
        return answer

    async def lowest(self, instrument: str) -> int:
        """The lower price limit of the day, at which a buy order rests."""
        _, answered = await self.ask(Bytes("GET", "/api/instruments"))
        quotes: list[dict[str, Any]] = json.loads(answered)
        return next(int(one["lo"]) for one in quotes if one["instrument"] == instrument)

    def close(self) -> None:
        """Close the connection."""
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


async def joined(place: Place, names: str) -> list[Line]:
    """The traders of a measurement, each with a seat; `names` is the prefix of their names."""
    return [await join(place, f"{names}{number}", "trader") for number in range(TRADERS)]


def slowest_hundredth(times: list[float]) -> float:
    """The 99th percentile of times."""
    return sorted(times)[(len(times) * 99 + 99) // 100 - 1]


def lasting(for_s: float) -> Callable[[], bool]:
    """A function that returns True for so many seconds from now on."""
    ends = time.perf_counter() + for_s
    return lambda: time.perf_counter() < ends


async def join(place: Place, name: str, role: str) -> Line:
    """Join as a person; returns their connection."""
    line = Line(place.port)
    body = json.dumps({"code": place.join_code, "name": name, "role": role}).encode()
    status, answered = await line.ask(Bytes("POST", "/api/join", body))
    assert status == 200, answered
    line.token = json.loads(answered)["token"]
    return line


async def measured(traders: list[Line], going: Callable[[], bool], mark: str) -> list[float]:
    """Every trader's times in seconds while `going`, from sending an order or cancel to the answer.

    Each trader measures at least one, however busy the machine is.
    """
    measurements = await asyncio.gather(*(_trade(line, going, mark) for line in traders))
    return [seconds for times in measurements for seconds in times]


async def _trade(line: Line, going: Callable[[], bool], mark: str) -> list[float]:
    """Waiting times in seconds; `mark` makes the keys of this round unique."""
    times: list[float] = []
    lowest = await line.lowest(INSTRUMENT)
    order = {"instrument": INSTRUMENT, "side": "buy", "price": lowest, "quantity": 1}
    placed = 0
    while not times or going():
        began = time.perf_counter()
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
