"""Goal: one book under many requests does what the obvious matcher does, and loses nothing.

Method: a real server. Two clients send orders at once; the log that comes of it is played again
through the naive matcher. Then the random streams of the book, as far as seats can give them:
an event that only a market's operator can give (call, auction, end of day, moved limits) and one
that the desk refuses for its own reasons are left out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.matching.naive import Naive
from tests.matching.streams import PROFILES, Stream
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
    """A command at random: mostly an order, else a change of an own one, or a pick."""
    drawn = random.randrange(100)
    if own and drawn < 12:
        return "order.cancel", {"order": own.pop(random.randrange(len(own)))}
    if own and drawn < 22:
        price, quantity = 8_500 + random.randint(-4, 4), random.randint(1, 12)
        return "order.replace", {"order": random.choice(own), "price": price, "quantity": quantity}
    if own and drawn < 28:
        return "order.reduce", {"order": random.choice(own), "quantity": random.randint(1, 4)}
    if every and drawn < 36:
        return "order.pick", {"maker": random.choice(every), "quantity": random.randint(1, 3)}
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


# --- the book's random streams ------------------------------------------------------------------


class Seats:
    """Plays a stream's events by requests of seats; answers with accepted or not, and the order."""

    def __init__(self, room: Class, clients: Clients, path: Path, name: str) -> None:
        self.room, self.clients, self.path, self.name = room, clients, path, name
        self.numbers: dict[int, int] = {}
        self.owner: dict[int, str] = {}
        self.count = 0
        self.said = ""

    def play(self, event: Event) -> bool:
        """Whether the event was accepted."""
        self.count += 1
        if event["op"] == "phase":
            name = "lesson.halt" if event["to"] == "halt" else "lesson.resume"
            told = self.room.give(name, f"{self.name}-{self.count}", instrument=CODE)
            return bool(told.status_code == 200)
        name, arguments, account = self._command(event)
        body = {"key": f"{self.name}-{self.count}", "arguments": arguments}
        told = self.clients[account].post(f"/api/commands/{name}", json=body)
        assert told.status_code < 500, (event, told.text)
        self.said = told.text
        if told.status_code != 200:
            return False
        if event["op"] in ("new", "pick"):
            self.numbers[event["id"]] = told.json()["answer"]["order"]
            self.owner[event["id"]] = account
        return True

    def _command(self, event: Event) -> tuple[str, Event, str]:
        number = self.numbers.get(event["id"], 10**12)
        account = event.get("acct") or self.owner.get(event["id"], "ann")
        if event["op"] == "cancel":
            return "order.cancel", {"order": number}, account
        if event["op"] == "replace":
            given = {"order": number, "price": event["px"], "quantity": event["qty"]}
            return "order.replace", given, account
        if event["op"] == "pick":
            maker = self.numbers.get(event["maker"], 10**12)
            return "order.pick", {"maker": maker, "quantity": event["qty"]}, account
        given = {
            "instrument": CODE, "side": "buy" if event["side"] == "B" else "sell",
            "kind": "limit" if "px" in event else "market", "price": event.get("px"),
            "quantity": event["qty"], "time_in_force": event["tif"].lower(),
            "post_only": event.get("post", False), "peak": event.get("disp"),
            "trigger": event.get("stop"),
        }  # fmt: skip
        if "exp" in event:
            given["expires"] = (FIRST_DAY + timedelta(days=event["exp"])).isoformat()
        return "order.place", given, account


def for_seats(stream: Stream) -> list[Event]:
    """The stream's events that seats and the trainer can give, each id once."""
    found, used = [], set()
    for event in stream.events:
        if event["op"] in ("uncross", "limits", "eod") or event.get("to") == "call":
            continue
        if event["op"] in ("new", "pick"):
            if event["id"] in used:
                continue
            used.add(event["id"])
        event = dict(event)
        if event.get("tif") != "GTD":
            event.pop("exp", None)
        if "stop" in event and (event["tif"] in ("IOC", "FOK") or "px" not in event):
            # What such a stop may cost is known for a day only; the desk refuses the others.
            event |= {"tif": "DAY"}
            event.pop("exp", None)
        found.append(event)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("seed", range(5))
def test_a_stream_of_requests_is_the_naive_matcher(
    market: tuple[Class, Path, Clients], profile: str, seed: int
) -> None:
    room, path, clients = market
    clear(room, clients, f"before-{profile}-{seed}")
    seats = Seats(room, clients, path, f"{profile}-{seed}")
    twin = Naive(lo=LO, hi=HI, stp="newest")
    twin.last, after = last_price(path), last_command(path)
    expected: list[list[int]] = []
    halted = False
    for event in for_seats(Stream(seed, profile, COUNT)):
        answer, accepted = twin.play(event), seats.play(event)
        if event["op"] == "phase":
            halted = event["to"] == "halt"
            continue
        assert accepted == (answer["status"] != "rejected"), (event, answer, seats.said)
        expected += answer["trades"]
    if halted:
        assert seats.play({"op": "phase", "to": "cont"})
    numbers = seats.numbers
    shown = resting(path)
    book = {
        name: [[px, [[numbers[id], left] for id, left in queue]] for px, queue in levels]
        for name, levels in twin.book().items()
    }

    assert [[numbers[maker], numbers[taker], *more] for maker, taker, *more in expected] == [
        list(row)
        for row in rows(
            path,
            "SELECT maker, taker, price, quantity FROM trade"
            f" WHERE entered > {after} AND instrument = '{CODE}' ORDER BY id",
        )
    ]
    assert {**book, "stops": [[numbers[one.id], one.open] for one in twin.stops]} == shown
