"""A class of clients that join, listen and trade over real sockets; its server is killed at last.

Requests are sent at times drawn beforehand, whether or not earlier ones are answered, and a waiting
time begins at the drawn time: a server that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from ledger.queue import collect_rarely
from registry.bench import order_server
from registry.bench.order_flow import INSTRUMENT, order, prepare
from registry.bench.order_server import LESSON_FILE, Figures, OrderServer, raise_file_limit
from registry.bench.rounds import folder
from registry.bench.traders import slowest_hundredth
from registry.bench.wire import Listener, Wire, on_loop
from registry.roles import Role
from registry.settings import Settings

CLIENTS, PER_SECOND, SECONDS, FROM = 500, 250.0, 120.0, 30.0
"""Clients, orders a second in all, seconds of trading, and the second from which memory counts."""

JOINING, RETURNING = 20, 50
"""Clients that join, or come back, at the same moment; each then waits for its own answer."""

BAR_MS, BAR_CORE, BAR_MEMORY, BAR_BACK_S = 50.0, 0.5, 5.0, 20.0
"""Highest allowed 99th percentiles in ms, share of a processor core, growth of the server's memory
in percent, and seconds until every client is back."""


class Client:
    """A person's connection for requests, their stream, and what they heard on it."""

    def __init__(self, number: int, port: int) -> None:
        self.number, self.wire = number, Wire(port)
        self.seat, self.token, self.sent, self.rests = "", "", 0, 0
        self.free = asyncio.Lock()
        self.stream: Listener | None = None


class Heard(NamedTuple):
    """The moment (monotonic ns) at which a client heard of a command."""

    sequence: int
    at_ns: int


class Class:
    """All clients of one server, and their measurements."""

    def __init__(self, server: OrderServer, *, clients: int) -> None:
        self.server = server
        self.clients = [Client(number, server.port) for number in range(clients)]
        self.heard: list[Heard] = []
        self.waited_s: list[float] = []
        self.marks: list[Figures] = []
        self._random = Random(5)

    async def join(self) -> float:
        """Everybody joins and listens; returns the seconds that it took."""
        begin = time.monotonic()
        await self._some_at_once(JOINING, self._join)
        return time.monotonic() - begin

    async def _some_at_once(self, many: int, act: Any) -> None:
        places = asyncio.Semaphore(many)

        async def one(client: Client) -> None:
            async with places:
                await act(client)

        await asyncio.gather(*(one(client) for client in self.clients))

    async def _join(self, client: Client) -> None:
        await client.wire.open()
        asked = {
            "code": self.server.join_code, "name": f"L{client.number}", "role": Role.TRADER.value,
        }  # fmt: skip
        seated = await client.wire.post("/api/join", asked)
        client.seat, client.token = seated["seat"], seated["token"]
        client.wire.token = client.token
        await self._listen(client)

    async def _listen(self, client: Client) -> None:
        client.stream = Listener(self.server.port, client.token, self._hear)
        await client.stream.open()
        await client.stream.first.wait()
        assert client.stream.status == 200, client.stream.status

    def _hear(self, line: bytes) -> None:
        at_ns = time.monotonic_ns()
        number = line.partition(b'"sequence":')[2].partition(b",")[0]
        self.heard.append(Heard(int(number.strip(b" }")), at_ns))

    async def trade(self, *, seconds: float, per_second: float, since: float) -> None:
        """Orders at random moments; the server's figures at second `since` and at the end.

        A client whose connection is busy waits for it: that is part of its waiting time. The
        order before is cancelled afterwards, besides the orders that are counted, so that the book
        does not grow without end.
        """
        reference = await self._reference()
        self.heard.clear()
        begin, at, running = time.monotonic(), 0.0, set()
        marking = asyncio.create_task(self._mark_at(begin + since))
        while (at := at + self._random.expovariate(per_second)) < seconds:
            await asyncio.sleep(max(0.0, begin + at - time.monotonic()))
            client = self.clients[int(self._random.random() * len(self.clients))]
            task = asyncio.create_task(self._order(client, begin + at, reference))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(max(0.0, begin + seconds - time.monotonic()))
        await asyncio.gather(*running, marking)
        await self._mark_at(0.0)

    async def _reference(self) -> int:
        status, answered = await self.clients[0].wire.ask("GET", "/api/instruments")
        assert status == 200, answered
        quotes: list[dict[str, Any]] = json.loads(answered)
        return next(int(one["reference"]) for one in quotes if one["instrument"] == INSTRUMENT)

    async def _mark_at(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        self.marks.append(await asyncio.to_thread(self.server.figures))

    async def _order(self, client: Client, due: float, reference: int) -> None:
        async with client.free:
            client.sent += 1
            arguments = {**order(self._random, reference), "confirmed": True}
            key = f"l{client.sent:06d}"
            asked = {"key": key, "arguments": arguments}
            placed = (await client.wire.post("/api/commands/order.place", asked))["answer"]
            self.waited_s.append(time.monotonic() - due)
            older, client.rests = client.rests, placed["order"] if placed["open"] else 0
            if older:
                gone = {"key": f"c{client.sent:06d}", "arguments": {"order": older}}
                address = "/api/commands/order.cancel"
                # Refused if others have traded with it since.
                await client.wire.ask("POST", address, json.dumps(gone).encode())

    async def back(self, server: OrderServer) -> None:
        """Everybody returns to another server process with their old token, to their own seat."""
        self.server = server
        await self._some_at_once(RETURNING, self._return)

    async def _return(self, client: Client) -> None:
        client.wire = Wire(self.server.port)
        client.wire.token = client.token
        await client.wire.open()
        status, answered = await client.wire.ask("GET", "/api/me")
        assert status == 200 and json.loads(answered)["seat"] == client.seat, answered
        await self._listen(client)

    def close(self) -> None:
        """Close every connection."""
        for client in self.clients:
            client.wire.close()
            if client.stream is not None:
                client.stream.close()


def live(
    *,
    clients: int = CLIENTS,
    per_second: float = PER_SECOND,
    seconds: float = SECONDS,
    since: float = FROM,
) -> list[dict[str, Any]]:
    """A class trades for some seconds; waiting times, the server's load, and a killed server.

    The settings are those of a classroom's server. Memory and load are measured from second `since`
    to the end.
    """
    collect_rarely()
    raise_file_limit()
    with folder() as where, ExitStack() as stack:
        prepare(where / "made.lesson", traders=clients)
        shutil.copyfile(where / "made.lesson", where / LESSON_FILE)
        server = stack.enter_context(order_server.ours(where, Settings()))
        return on_loop(_lived(where, server, stack, clients, per_second, seconds, since))


async def _lived(
    where: Path,
    server: OrderServer,
    stack: ExitStack,
    clients: int,
    per_second: float,
    seconds: float,
    since: float,
) -> list[dict[str, Any]]:
    group = Class(server, clients=clients)
    joined_s = await group.join()
    await group.trade(seconds=seconds, per_second=per_second, since=since)
    heard, stamps = group.heard.copy(), await asyncio.to_thread(server.stamps)
    before = {client.seat for client in group.clients}
    server.kill()
    group.close()
    begin = time.monotonic()
    again = await asyncio.to_thread(
        stack.enter_context, order_server.ours(where, Settings(), port=server.port)
    )
    await group.back(again)
    back_s = time.monotonic() - begin
    assert len(before) == clients
    group.close()
    first, last = group.marks
    newest_ms, oldest_ms = lags(stamps, heard)
    core = (last.cpu_s - first.cpu_s) / (last.at_s - first.at_s)
    grown = 100.0 * (last.memory_bytes - first.memory_bytes) / max(1, first.memory_bytes)
    orders = len(group.waited_s)
    return [
        row(f"{clients} clients: order to answer, slowest 1 %", "ms",
            slowest_hundredth(group.waited_s) * 1e3, BAR_MS),
        row("commit to client, slowest 1 %, of an event's last", "ms",
            slowest_hundredth(newest_ms), BAR_MS),
        row("commit to client, slowest 1 %, of every command", "ms",
            slowest_hundredth(oldest_ms), None),
        row("server's share of a core", "cores", core, BAR_CORE),
        row(f"server's memory grown from second {since:.0f}", "%", grown, BAR_MEMORY),
        row("killed and started: all back in their seats", "s", back_s, BAR_BACK_S),
        row("everybody has joined and listens", "s", joined_s, None),
        row("orders a second, answered", "per second", orders / seconds, None),
        row("events a second and client", "per second",
            len(heard) / seconds / clients, None),
        row("server's memory at the end", "MB", last.memory_bytes / 1e6, None),
    ]  # fmt: skip


def lags(stamps: list[tuple[int, int]], heard: list[Heard]) -> tuple[list[float], list[float]]:
    """Milliseconds from commit to client: of each event's last commit, and of its first.

    An event tells of every commit since the event before it. Events whose last command was
    committed before the first stamp are left out.
    """
    at = dict(stamps)
    told = sorted({one.sequence for one in heard} & at.keys())
    numbers = [number for number, _ in stamps]
    first_of, place = {}, 0
    for sequence in told:
        first_of[sequence] = at[numbers[place]]
        while place < len(numbers) and numbers[place] <= sequence:
            place += 1
    newest, oldest = [], []
    for one in heard:
        if one.sequence in first_of:
            newest.append((one.at_ns - at[one.sequence]) / 1e6)
            oldest.append((one.at_ns - first_of[one.sequence]) / 1e6)
    return newest, oldest


def row(name: str, unit: str, figure: float, bar: float | None) -> dict[str, Any]:
    """A row without a reference: the figure itself must not exceed the bar."""
    return {
        "name": name,
        "unit": unit,
        "ours": round(figure, 3),
        "reference": None,
        "ratio": None,
        "bar": bar,
        "met": None if bar is None else figure <= bar,
    }
