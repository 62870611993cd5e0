"""Goal: the random streams of the book, sent as requests of seats, are the naive matcher's too.

Method: a real server with one book for each mode of self-trade prevention and each tie rule. A
stream's orders are requests of four seats, its calls, auctions and halts those of the trainer;
after each event the trades in the tables are compared. An event that only the clock gives (end of
day, moved limits), a pick (these books meet by price and time) and one that the desk refuses for
its own reasons are left out; where a call would end without an auction, it ends with one. A halt
ends with a call, as the trainer's does in continuous trading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.matching.naive import Naive
from tests.matching.streams import Stream, same
from tests.support.book_class import HI, LO, REFERENCE, books, create, rows
from tests.support.classroom import CODE as LESSON
from tests.support.classroom import Class, class_of

COUNT = 80
FIRST_DAY = date(2028, 3, 13)
PROFILES = ("limit", "terms", "all")
SEEDS = range(5)
ACCOUNTS = ("ann", "bob", "cat", "dan")
BOOKS = {code: (stp, tie) for code, stp, tie in books()}
Event = dict[str, Any]
Clients = dict[str, httpx2.Client]
Market = tuple[Class, Path, Clients]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The running class, its file, and a client for each trader."""
    folder = tmp_path_factory.mktemp("books")
    path = folder / f"{LESSON}.lesson"
    create(path)
    with class_of(folder, seat_burst=1_000_000) as room:
        room.run()
        yield room, path, {name: room.join(name, "trader")[0] for name in ACCOUNTS}


class Seats:
    """Gives a stream's events as requests: what was accepted, and which number an order got."""

    def __init__(self, market: Market, code: str, name: str) -> None:
        self.room, self.path, self.clients = market
        self.code, self.name, self.count, self.said = code, name, 0, ""
        self.numbers: dict[int, int] = {}
        self.ids: dict[int, int] = {}
        self.owner: dict[int, str] = {}
        self.seen = self._newest()

    def _newest(self) -> int:
        return int(rows(self.path, "SELECT coalesce(max(id), 0) FROM trade")[0][0])

    def trainer(self, name: str, **more: Any) -> bool:
        """A deed of the trainer in this book."""
        self.count += 1
        told = self.room.give(name, f"{self.name}-{self.count}", instrument=self.code, **more)
        self.said = told.text
        return bool(told.status_code == 200)

    def play(self, event: Event) -> bool:
        """Whether an order, a change of one or a cancel was accepted."""
        self.count += 1
        name, arguments, account = self._command(event)
        body = {"key": f"{self.name}-{self.count}", "arguments": arguments}
        told = self.clients[account].post(f"/api/commands/{name}", json=body)
        assert told.status_code < 500, (event, told.text)
        self.said = told.text
        if told.status_code != 200:
            return False
        if event["op"] == "new":
            number = told.json()["answer"]["order"]
            self.numbers[event["id"]], self.ids[number] = number, event["id"]
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
        given = {
            "instrument": self.code, "side": "buy" if event["side"] == "B" else "sell",
            "kind": "limit" if "px" in event else "market", "price": event.get("px"),
            "quantity": event["qty"], "time_in_force": event["tif"].lower(),
            "post_only": event.get("post", False), "peak": event.get("disp"),
            "trigger": event.get("stop"),
        }  # fmt: skip
        if "exp" in event:
            given["expires"] = (FIRST_DAY + timedelta(days=event["exp"])).isoformat()
        return "order.place", given, account

    def new_trades(self, auctioned: int) -> list[list[int]]:
        """Trades since the last question, in the stream's ids; an auction's as buyer, seller."""
        made = rows(
            self.path,
            "SELECT id, maker, taker, price, quantity, taker_side FROM trade"
            f" WHERE id > {self.seen} AND instrument = '{self.code}' ORDER BY id",
        )
        self.seen = made[-1][0] if made else self.seen
        told, left = [], auctioned
        for _, maker, taker, price, tonnes, side in made:
            swap = left > 0 and side == "buy"
            left -= tonnes
            pair = (taker, maker) if swap else (maker, taker)
            told.append([*(self.ids[one] for one in pair), price, tonnes])
        return told


class Twin:
    """The naive matcher beside the seats: what a market's event means to both."""

    def __init__(self, seats: Seats, stp: str, tie: str) -> None:
        self.seats = seats
        self.naive = Naive(lo=LO, hi=HI, stp=stp, tie=tie)
        self.calls = self.halted = False
        self.auctions = 0

    def play(self, event: Event) -> None:
        """One event, on both; their trades are the same."""
        told = self._market(event) if event["op"] in ("phase", "uncross") else self._order(event)
        expected = same({"trades": told, "op": ""}, self.naive.auctioned)
        made = self.seats.new_trades(self.naive.auctioned)
        self.auctions += self.naive.auctioned > 0
        assert expected == same({"trades": made, "op": ""}, self.naive.auctioned), event

    def _order(self, event: Event) -> list[list[int]]:
        answer, accepted = self.naive.play(event), self.seats.play(event)
        assert accepted == (answer["status"] != "rejected"), (event, answer, self.seats.said)
        return list(answer["trades"])

    def _market(self, event: Event) -> list[list[int]]:
        """A halt keeps the call that it interrupts or ends with one; a call, with an auction."""
        self.naive.auctioned = 0
        to = event.get("to", "cont")
        if self.halted:
            if to != "cont" or event["op"] == "uncross":
                return []
            self.resume()
            return list(self._naive("phase", to="call"))
        if to == "halt":
            assert self.seats.trainer("lesson.halt"), self.seats.said
            self.halted = True
            return list(self._naive("phase", to="halt"))
        if to == "call":
            assert self.calls is not self.seats.trainer("lesson.call", minutes=240), self.seats.said
            self.calls = True
            return list(self._naive("phase", to="call"))
        if not self.calls:
            assert not self.seats.trainer("lesson.uncross")
            return []
        assert self.seats.trainer("lesson.uncross"), self.seats.said
        self.calls = False
        return list(self._naive("uncross", ref=REFERENCE))

    def resume(self) -> None:
        """The halt ends: orders are gathered, and trade at one price."""
        assert self.seats.trainer("lesson.resume"), self.seats.said
        assert "gathering" == json.loads(self.seats.said)["answer"]["state"]
        self.halted, self.calls = False, True

    def _naive(self, op: str, **more: Any) -> list[list[int]]:
        trades: list[list[int]] = self.naive.play({"op": op, **more})["trades"]
        return trades

    def ends(self) -> dict[str, Any]:
        """What rests and waits, as the naive matcher has it."""
        return {**self.naive.book(), "stops": [[one.id, one.open] for one in self.naive.stops]}


def for_seats(stream: Stream) -> list[Event]:
    """The stream's events that seats and the trainer can give, each id once."""
    found, used = [], set()
    for event in stream.events:
        if event["op"] in ("limits", "eod", "pick"):
            continue
        if event["op"] == "new":
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


def resting(seats: Seats) -> dict[str, list[Any]]:
    """The book and the stops as the tables have them, in the words of the naive matcher."""
    found = rows(
        seats.path,
        "SELECT id, side, price, open_quantity, trigger_price FROM market_order WHERE mode = 'book'"
        f" AND instrument = '{seats.code}' AND open_quantity > 0 ORDER BY rank, id",
    )
    ours = [(seats.ids[id], *more) for id, *more in found]
    told: dict[str, list[Any]] = {"stops": [[id, left] for id, *_, left, stop in ours if stop]}
    for name, side in (("bids", "buy"), ("asks", "sell")):
        mine = [(px, id, left) for id, of, px, left, stop in ours if of == side and not stop]
        prices = sorted({px for px, _, _ in mine}, reverse=side == "buy")
        told[name] = [[px, [[id, left] for at, id, left in mine if at == px]] for px in prices]
    return told


def played(market: Market, code: str, profile: str, seed: int) -> Twin:
    """A stream in a book that is empty before and after; both ended alike."""
    seats = Seats(market, code, f"{code}-{profile}-{seed}")
    twin = Twin(seats, *BOOKS[code])
    last = rows(
        seats.path,
        f"SELECT price FROM trade WHERE instrument = '{code}' AND mode = 'book'"
        " ORDER BY id DESC LIMIT 1",
    )
    twin.naive.last = last[0][0] if last else None
    for event in for_seats(Stream(f"{seed} {code}", profile, COUNT)):
        twin.play(event)
    ended = resting(seats)
    if twin.halted:
        twin.resume()
    for name, client in seats.clients.items():
        body = {"key": f"{seats.name}-{name}-over", "arguments": {"instrument": code}}
        assert 200 == client.post("/api/commands/order.cancel_all", json=body).status_code
    if twin.calls:
        assert seats.trainer("lesson.uncross")

    assert twin.ends() == ended
    return twin


@pytest.mark.slow
def test_streams_of_requests_are_the_naive_matcher(market: Market) -> None:
    """Five seeds of each profile; together they meet every mode and every tie rule."""
    auctions = 0
    cases = list(product(PROFILES, SEEDS))
    for code, (profile, seed) in zip(BOOKS, cases, strict=True):
        auctions += played(market, code, profile, seed).auctions
    room, *_ = market

    assert auctions > 3
    assert [] == room.script.get("/api/audit").json()["broken"]


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", BOOKS)
def test_every_book_is_the_naive_matcher_on_five_seeds(
    market: Market, code: str, profile: str
) -> None:
    for seed in SEEDS:
        played(market, code, profile, 100 + seed)
