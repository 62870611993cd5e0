"""Speed of orders over HTTP: one in each request, and a hundred."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from random import Random
from typing import Any

from ledger.queue import collect_rarely
from registry.bench import order_server
from registry.bench.order_flow import Flow, copied, order, prepare, recorded
from registry.bench.order_server import LESSON_FILE, OrderServer
from registry.bench.rounds import folder, in_turns
from registry.bench.wire import Wire, on_loop
from registry.roles import Role
from registry.settings import Settings

CONNECTIONS, BULK, BULK_CONNECTIONS = 50, 100, 4

BAR_NAIVE, BAR_PARTS, BAR_BULK = 5.0, 0.75, 0.6
"""Least ratios to a session and commit per request; to a trivial handler and the order itself, each
alone (D-083); and, for a bulk request, to orders in the same process."""

TOGETHER = 20
"""Orders that a group holds while 50 connections wait for their answers."""

ROUNDS, ORDERS, NAIVE, PROCESSOR_ROUNDS = 15, 1_000, 100, 5
"""Rounds, the orders of one round at ours and at the naive service, and the rounds' orders over
which processor time is taken."""

UNLIMITED = Settings(seat_per_second=1_000_000, seat_burst=1_000_000)
"""A classroom's seat may send 20 commands a second, 50 seats 1,000: less than is measured here."""


def http(
    *, rounds: int = ROUNDS, each: int = ORDERS, naive_each: int = NAIVE
) -> list[dict[str, Any]]:
    """One order per request on 50 connections, each of a seat of its own; and bulk requests.

    `each` orders per round at ours and at the trivial handler. The servers are processes of their
    own; the seats' rate limit is lifted.
    """
    collect_rarely()
    with folder() as where, ExitStack() as stack:
        made = where / "made.lesson"
        prepare(made, traders=CONNECTIONS)
        with closing(copied(made, where / "recorded.lesson")) as lesson:
            writes = recorded(Flow(lesson), (rounds + 1) * naive_each, group=1)
            reference = lesson.exchange.market.listing("CCER").reference
        for name in ("naive.lesson", LESSON_FILE):
            shutil.copyfile(made, where / name)
        ours = stack.enter_context(order_server.ours(where, UNLIMITED))
        naive = stack.enter_context(order_server.reference("naive", where / "naive.lesson", writes))
        trivial = stack.enter_context(order_server.reference("trivial", where / "none"))
        inside = Flow(stack.enter_context(closing(copied(made, where / "inside.lesson"))))
        asking = Asking(ours, reference)
        for server, count in ((naive, naive_each), (trivial, each), (ours, each)):
            asking.rate(server, count)
        return [
            in_turns(
                f"order a request, {CONNECTIONS} connections, against session and commit",
                ours=lambda: asking.rate(ours, each),
                reference=lambda: asking.rate(naive, naive_each),
                rounds=rounds,
                bar=BAR_NAIVE,
            ),
            in_turns(
                f"order a request, {CONNECTIONS} connections, against a trivial handler",
                ours=lambda: asking.rate(ours, each),
                reference=lambda: asking.rate(trivial, each),
                rounds=rounds,
                bar=None,
            ),
            in_turns(
                f"bulk requests of {BULK} orders, against groups of {BULK} in process",
                ours=lambda: asking.bulk_rate(each),
                reference=lambda: inside.rate(each, group=BULK),
                rounds=rounds,
                bar=BAR_BULK,
            ),
            asking.processor_row(ours, trivial, inside, each * PROCESSOR_ROUNDS),
        ]


class Asking:
    """Traders with a seat each, who send random orders to our server or to a reference."""

    def __init__(self, ours: OrderServer, reference: int) -> None:
        self._ours, self._reference = ours, reference
        self._random, self._numbers = Random(11), itertools.count(1)
        self.tokens = on_loop(self._joined())

    async def _joined(self) -> list[str]:
        tokens = []
        wire = Wire(self._ours.port)
        await wire.open()
        for number in range(CONNECTIONS):
            asked = {"code": self._ours.join_code, "name": f"H{number}", "role": Role.TRADER.value}
            tokens.append((await wire.post("/api/join", asked))["token"])
        wire.close()
        return tokens

    def rate(self, server: OrderServer, count: int) -> float:
        """Send so many orders, each in a request; how many a second are answered."""
        address = "/api/commands/order.place" if server is self._ours else "/order"
        bodies = [json.dumps(self._order()).encode() for _ in range(count)]
        return count / on_loop(self._timed(server, address, bodies, CONNECTIONS, _accepted))

    def bulk_rate(self, count: int) -> float:
        """Send so many orders, a hundred in each request; how many a second are answered."""
        bodies = []
        for _ in range(max(1, count // BULK)):
            items = [{"command": "order.place", **self._order()} for _ in range(BULK)]
            bodies.append(json.dumps({"items": items}).encode())
        seconds = on_loop(
            self._timed(self._ours, "/api/orders/bulk", bodies, BULK_CONNECTIONS, _all_accepted)
        )
        return len(bodies) * BULK / seconds

    def processor_row(
        self, ours: OrderServer, trivial: OrderServer, inside: Flow, count: int
    ) -> dict[str, Any]:
        """Processor time of an order over HTTP, against the sum of its parts: a trivial handler,
        and the same orders in this process in groups of 20. Other load of the machine changes it
        less than it changes rates."""
        used = {}
        for server in (ours, trivial):
            before = server.figures()
            self.rate(server, count)
            used[server] = (server.figures().cpu_s - before.cpu_s) / count * 1e6
        begin = time.process_time()
        inside.rate(count, group=TOGETHER)
        alone = (time.process_time() - begin) / count * 1e6
        parts = used[trivial] + alone
        return {
            "name": f"processor time, against a trivial handler ({used[trivial]:.0f} us) and the"
            f" order alone ({alone:.0f} us)",
            "unit": "per second of it",
            "ours": round(1e6 / used[ours], 1),
            "reference": round(1e6 / parts, 1),
            "ratio": round(parts / used[ours], 3),
            "bar": BAR_PARTS,
            "met": parts / used[ours] >= BAR_PARTS,
        }

    def _order(self) -> dict[str, Any]:
        arguments = {**order(self._random, self._reference), "confirmed": True}
        return {"key": f"h{next(self._numbers):09d}", "arguments": arguments}

    async def _timed(
        self,
        server: OrderServer,
        address: str,
        bodies: list[bytes],
        connections: int,
        check: Callable[[int, bytes], None],
    ) -> float:
        """Seconds from the first request to the last answer."""
        wires = []
        for token in self.tokens[:connections]:
            wires.append(wire := Wire(server.port))
            wire.token = token
            await wire.open()
        waiting = iter(bodies)
        begin = time.perf_counter()
        await asyncio.gather(*(_send(wire, address, waiting, check) for wire in wires))
        seconds = time.perf_counter() - begin
        for wire in wires:
            wire.close()
        return seconds


async def _send(
    wire: Wire, address: str, waiting: Iterator[bytes], check: Callable[[int, bytes], None]
) -> None:
    """Send the next waiting request after each answer."""
    for body in waiting:
        check(*await wire.ask("POST", address, body))


def _accepted(status: int, body: bytes) -> None:
    assert status == 200, body


def _all_accepted(status: int, body: bytes) -> None:
    assert status == 200, body
    assert body.count(b'"status":200') == BULK, body
