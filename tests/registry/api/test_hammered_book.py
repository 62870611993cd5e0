"""Goal: one book under many requests does what the obvious matcher does, and loses nothing.

Method: a real server. Two clients send orders at once; the log that comes of it is played again
through the naive matcher.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.matching.naive import Naive
from tests.support.book_class import CODE, HI, LO, create, events, rows, sums
from tests.support.classroom import CODE as LESSON
from tests.support.classroom import Class, class_of

REQUESTS = 120
COUNT = 80
FIRST_DAY = date(2028, 3, 13)
TERMS = ("day", "day", "day", "gtc", "ioc", "fok", "gtd")
Event = dict[str, Any]
Clients = dict[str, httpx2.Client]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Class, Path, Clients]]:
    """The running class, its file, and a client for each trader."""
    folder = tmp_path_factory.mktemp("book")
    path = folder / f"{LESSON}.lesson"
    create(path)
    with class_of(folder, seat_burst=100_000) as room:
        room.run()
        yield room, path, {name: room.join(name, "trader")[0] for name in _ACCOUNTS}


_ACCOUNTS = ("ann", "bob", "cat", "dan")


def last_command(path: Path) -> int:
    return int(rows(path, "SELECT max(number) FROM command")[0][0])


def last_price(path: Path) -> int | None:
    found = rows(
        path,
        f"SELECT price FROM trade WHERE instrument = '{CODE}' AND mode = 'book'"
        " ORDER BY id DESC LIMIT 1",
    )
    return found[0][0] if found else None


def resting(path: Path) -> dict[str, list[Any]]:
    """The book and the stops as the tables have them, in the words of the naive matcher."""
    found = rows(
        path,
        "SELECT id, side, price, open_quantity, trigger_price FROM market_order WHERE mode = 'book'"
        f" AND instrument = '{CODE}' AND open_quantity > 0 ORDER BY rank, id",
    )
    told: dict[str, list[Any]] = {"stops": [[id, left] for id, *_, left, stop in found if stop]}
    for name, side in (("bids", "buy"), ("asks", "sell")):
        mine = [(px, id, left) for id, of, px, left, stop in found if of == side and not stop]
        prices = sorted({px for px, _, _ in mine}, reverse=side == "buy")
        told[name] = [[px, [[id, left] for at, id, left in mine if at == px]] for px in prices]
    return told


def clear(room: Class, clients: Clients, key: str) -> None:
    for name, client in clients.items():
        body = {"key": f"{key}-{name}", "arguments": {}}
        assert 200 == client.post("/api/commands/order.cancel_all", json=body).status_code


# --- two clients at once ------------------------------------------------------------------------


def body_of(random: Random, own: list[int], every: list[int], number: int) -> tuple[str, Event]:
    """A command at random: mostly an order, else a change of an own one or of another's."""
    drawn = random.randrange(100)
    if own and drawn < 12:
        return "order.cancel", {"order": own.pop(random.randrange(len(own)))}
    if every and drawn < 14:
        return "order.cancel", {"order": random.choice(every)}
    if own and drawn < 22:
        price, quantity = 8_500 + random.randint(-4, 4), random.randint(1, 12)
        return "order.replace", {"order": random.choice(own), "price": price, "quantity": quantity}
    if own and drawn < 28:
        return "order.reduce", {"order": random.choice(own), "quantity": random.randint(1, 4)}
    buy, term = random.randrange(2), random.choice(TERMS)
    order: Event = {
        "instrument": CODE, "side": "buy" if buy else "sell", "time_in_force": term,
        "price": 8_500 + random.randint(-4, 4), "quantity": random.randint(1, 30),
        "expires": "2028-03-20" if term == "gtd" else "",
    }  # fmt: skip
    if term in ("day", "gtc", "gtd"):
        if random.random() < 0.3:
            order["peak"] = random.randint(1, 8)
        if random.random() < 0.15:
            order["post_only"] = True
        if random.random() < 0.15:
            order["trigger"] = 8_500 + random.randint(-3, 3)
    return "order.place", order


def hammer(client: httpx2.Client, seed: str, every: list[int], faults: list[str]) -> None:
    """So many requests one after another; a bulk of ten now and then."""
    random, own = Random(seed), list[int]()
    for number in range(REQUESTS):
        if number % 12 == 0:
            made = [body_of(random, own, every, number) for _ in range(10)]
            items = [
                {"command": name, "key": f"{seed}-{number}-{place}", "arguments": arguments}
                for place, (name, arguments) in enumerate(made)
            ]
            told = client.post("/api/orders/bulk", json={"items": items})
            results = [one["body"] for one in told.json()["results"]]
        else:
            name, arguments = body_of(random, own, every, number)
            body = {"key": f"{seed}-{number}", "arguments": arguments}
            told = client.post(f"/api/commands/{name}", json=body)
            results = [told.json()]
        if told.status_code >= 500 or told.status_code == 429:
            faults.append(told.text)
        for result in results:
            order = result.get("answer", {}).get("order") if "answer" in result else None
            if order is not None and result["answer"].get("open", 0):
                own.append(order)
                every.append(order)


def replayed(path: Path, *, after: int, last: int | None) -> Naive:
    """Play the log through the naive matcher and compare each command's trades with the tables."""
    accounts = dict(rows(path, "SELECT id, owner FROM market_order"))
    seat_of = dict(rows(path, f"SELECT number, seat FROM command WHERE number > {after}"))
    twin = Naive(lo=LO, hi=HI, stp="newest")
    twin.last = last
    made: dict[int, list[list[int]]] = {}
    for entered, *trade in rows(
        path,
        "SELECT entered, maker, taker, price, quantity FROM trade"
        f" WHERE entered > {after} AND instrument = '{CODE}' ORDER BY id",
    ):
        made.setdefault(entered, []).append(list(trade))
    for number, found, accepted in events(path, after=after):
        trades = []
        for event in found:
            event["acct"] = seat_of[number]
            if not owns(accounts, event, seat_of[number]):
                assert not accepted, (number, event)
                continue
            answer = twin.play(_reduced(twin, event))
            assert accepted == (answer["status"] != "rejected"), (number, event, answer)
            trades += answer["trades"]
        assert made.pop(number, []) == trades, (number, found)
    assert {} == made
    return twin


def owns(accounts: dict[int, str], event: Event, seat: str) -> bool:
    """The naive matcher knows no owner's rights: it is not asked about orders of others."""
    return event["op"] in ("new", "pick") or accounts.get(event["id"]) == seat


def _reduced(twin: Naive, event: Event) -> Event:
    """Taking tonnes off is a replacement at the same price."""
    if event["op"] != "reduce":
        return event
    order = twin.find(event["id"], twin.resting)
    if order is None:
        return {"op": "cancel", "id": -1}
    left = order.open - event["qty"]
    return {"op": "replace", "id": event["id"], "px": order.px, "qty": left}


@pytest.mark.slow
def test_two_clients_at_one_book_are_the_naive_matcher(
    market: tuple[Class, Path, Clients],
) -> None:
    room, path, clients = market
    clear(room, clients, "before-hammer")
    after, last, before = last_command(path), last_price(path), sums(path)
    every: list[int] = []
    faults: list[str] = []
    threads = [
        threading.Thread(target=hammer, args=(clients[name], f"h-{name}", every, faults))
        for name in ("ann", "bob")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    twin = replayed(path, after=after, last=last)
    seats = rows(path, f"SELECT DISTINCT seat FROM command WHERE number > {after} AND key <> ''")
    shown = resting(path)

    assert [] == faults
    assert 2 == len(seats)
    assert twin.book() == {"bids": shown["bids"], "asks": shown["asks"]}
    assert sorted([one.id, one.open] for one in twin.stops) == sorted(shown["stops"])
    assert len(rows(path, f"SELECT 1 FROM trade WHERE entered > {after}")) > 30
    assert before == sums(path)
    assert [] == room.script.get("/api/audit").json()["broken"]
