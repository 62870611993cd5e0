"""Goal: a script makes the same log, in process or over HTTP, each time, bots playing or not.

Method: one script, run in process and against a server process, without bots twice; the chain heads
are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.client import Client, Refused
from registry.in_process import ServerInProcess, server_in_process
from registry.own_server import LessonOnServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def inside() -> Iterator[ServerInProcess]:
    """A server in this process."""
    with server_in_process() as made:
        yield made


def played(client: Client, *, bots: bool, quantity: int = 5) -> tuple[str, int]:
    """A script of two days at two seats, one of them refused; chain head and number of commands."""
    made = client.lessons.create("belt-road-1", seed=4, bots=bots)
    trainer = client.lesson(made["code"])
    names = [one["seat"] for one in trainer.query.seats() if one["role"] == "trader"][:2]
    for name in names:
        trainer.command.seat_claim(seat=name)
    for _ in range(2):
        clock = trainer.advance(phase="continuous")
        for step in range(3):
            quote = next(q for q in trainer.query.instruments() if q["instrument"] == "BRC-CN")
            price = quote["last"] or quote["reference"]
            for name, side in zip(names, ("buy", "sell"), strict=True):
                order = {"instrument": "BRC-CN", "side": side, "quantity": quantity, "price": price}
                try:
                    trainer.seat(name).give("order.place", **order)
                except Refused as refused:
                    assert refused.command
            clock = trainer.advance(to=clock["at"] + (step + 1) * 17 * 60_000)
    results = trainer.query.results()
    origins = {row["origin"] for row in trainer.query.log(limit=500)} - {"clock"}
    # Market makers play in each case.
    assert {"script", "bot"} == origins
    client.lessons.close(made["code"])
    return results["chain_head"], results["command"]


@pytest.mark.parametrize("bots", [True, False], ids=["bots", "no bots"])
def test_one_script_makes_one_log(
    inside: ServerInProcess, server: LessonOnServer, bots: bool
) -> None:
    runs, times = [], 1 if bots else 2
    for _ in range(times):
        with inside.client(name="equal.py") as client:
            runs.append(played(client, bots=bots))
        with Client(server.url, token=server.token, name="equal.py") as client:
            runs.append(played(client, bots=bots))

    assert 2 * times == len(runs) and 1 == len(set(runs)), runs
    assert runs[0][1] > (60 if bots else 10)


@pytest.mark.planted
def test_another_name_or_order_makes_another_log(inside: ServerInProcess) -> None:
    heads = set()
    for name, quantity in (("equal.py", 5), ("other.py", 5), ("equal.py", 6)):
        with inside.client(name=name) as client:
            heads.add(played(client, bots=False, quantity=quantity)[0])

    assert 3 == len(heads)
