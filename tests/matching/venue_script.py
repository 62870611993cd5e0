"""Plays the scripts under `fixtures/scenarios/venues/` at an exchange on a real ledger.

A script is a title in brackets, the market, and one step a line: `who does what -> what came of
it`. Prices are fen per tonne, money fen, quantities whole tonnes; orders, proposals, sessions and
bids have numbers from 1, each in its own count.

    [A title]
    market national-ets 8500            venue, previous close; `unit BRC`; `price middle`;
                                        `day 2024-12-30`, the first, by the rules of that day
    give ann 500 t                      or `give bob 1000000 fen`
    ann sell 10@8500 gtc -> 1 resting   `at any price` has no price; day, ioc, fok, gtc,
                                        until DATE, post-only, peak N, stop N
    bob pick 1 4 -> 2 filled 4@8500     a trade; a refusal is its code
    ann cancel 1 -> 6 t back            also `replace 1 5@8400`, `reduce 1 2`
    ann units -> 0 free, 0 blocked, 0 bought today
    bob cash -> 966000 free, 0 blocked
    book -> B - / S 8500:6(1)
    time 13:30 | call | continuous | closed | halt | resume -> trades, or -
    day -> close 8500, limits 7650..9350    the next, or `day 2028-06-13`
    ann block sell bob 100000@8500 -> proposal 1; bob confirm 1, bob decline 1, ann withdraw 1
    ann ask sell 20000 -> request 1; bob quote 1 8600 -> offer 1; ann accept 1
    ann bidding 100000 uniform reserve 8500 until 14:30 -> session 1; `authority` for `bidding`
    `cap`, `smallest` and (of an authority) `share` may follow; session 1 -> reserve 8500 stated,
    smallest 1, share -, bids may go; due -> s1, what its time ends, or -
    bob bid 1 600@8600 -> bid 1; end session 1 -> sold 600, unsold 0, price 8600; bob unbid 1

A step's result is compared with the text after the arrow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import matching.deals.models  # noqa: F401
from ledger.accounts import (
    CASH,
    CASH_SOURCE,
    CNY,
    HOLDING,
    HOLDING_BLOCKED,
    HOLDING_BOUGHT,
)
from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from ledger.posting import Leg
from ledger.transactions import CASH_ENDOW
from matching.deals.dealing import Deals
from matching.deals.off_book import Dealt
from matching.phases import Phase
from matching.venues import Venue
from registry.market import commands
from registry.market.listing import instrument_of
from registry.market.venues import shipped
from registry.roles import Actor, Role
from tests.matching.venue_lines import Script
from tests.matching.world import World

CODE = "X"
FIRST_DAY = date(2028, 3, 13)
ORDER = re.compile(
    r"(?P<side>buy|sell) (?P<quantity>-?\d+)(@(?P<price>-?\d+)| at any price)(?P<more>.*)"
)


def played(script: Script, worlds: list[World]) -> list[str]:
    """Play a scenario; every step that came to something else, in words. Adds its world."""
    market, *rest = script.lines
    stage = Stage(market[1].split())
    worlds.append(stage.world)
    wrong = []
    for number, step, expected in rest:
        came = stage.play(step)
        if came != (expected or "done"):
            wrong.append(f"line {number}: {step} -> {came}, not {expected or 'done'}")
    return wrong


class Stage:
    """One market on real books, and what a step does to it."""

    def __init__(self, words: list[str]) -> None:
        word, code, previous, *more = words
        assert word == "market", words
        options = dict(zip(more[::2], more[1::2], strict=True))
        self.day = date.fromisoformat(options.pop("day", str(FIRST_DAY)))
        venue = shipped().pick(code, day=str(self.day))
        assert venue is not None, f"no venue {code}"
        self.venue: Venue = venue
        self.unit = options.pop("unit", "BRC" if code == "plain" else self.venue.product)
        given = {} if "price" not in options else {"price_rule": options.pop("price")}
        assert not options, words
        instrument = instrument_of(
            self.venue, code=CODE, registry="CN", unit=self.unit, host="",
            reference=int(previous), limit_percent=10, lot=1, **given,
        )  # fmt: skip
        self.world = World(instrument, self_trade=instrument.self_trade, day=str(self.day))
        self.deals = Deals(self.world.exchange)
        self.world.do(lambda: self.deals.off_book.take_rules(instrument=CODE, venue=self.venue))
        self._at(9, 31)
        self.assets: dict[str, list[int]] = {}

    def play(self, step: str) -> str:
        """What a step came to: its answer, or the code of its refusal."""
        words = step.split()
        if words[0] in _HOUSE:
            run: Callable[[], str] = lambda: _HOUSE[words[0]](self, words[1:])  # noqa: E731
        else:
            self._enter(words[0])
            run = lambda: _SEATS[words[1]](self, words[0], words[1:])  # noqa: E731
        try:
            return run()
        except Refusal as refusal:
            return refusal.code

    # --- steps of the market --------------------------------------------------------------------

    def _give(self, words: list[str]) -> str:
        seat, amount, unit = words
        self._enter(seat)
        if unit == "fen":
            self._endow(seat, int(amount))
        else:
            asset = self.world.issue(seat, int(amount), unit=self.unit, host="CN")
            self.assets.setdefault(seat, []).append(asset)
        return "done"

    def _time(self, words: list[str]) -> str:
        hour, minute = words[0].split(":")
        self._at(int(hour), int(minute))
        return "done"

    def _phase(self, phase: Phase) -> str:
        return self._trades_of(lambda: self.world.exchange.trading_day.set_phase(phase))

    def _halt(self, words: list[str]) -> str:
        return self._trades_of(lambda: self.world.exchange.trading_day.halt(instrument=CODE))

    def _resume(self, words: list[str]) -> str:
        def resumes() -> None:
            self.world.exchange.trading_day.resume(instrument=CODE)
            self.deals.biddings.close_waiting(instrument=CODE, at=self.world.books.at)

        return self._trades_of(resumes)

    def _trades_of(self, change: Callable[[], Any]) -> str:
        before = self.world.exchange.market.last_trade
        self.world.do(change)
        made = self.world.rows(
            f"SELECT quantity, price, maker, taker FROM trade WHERE id > {before} ORDER BY id"
        )
        return " ".join(f"{q}@{p}({m}<{t})" for q, p, m, t in made) or "-"

    def _day(self, words: list[str]) -> str:
        at = self.world.time
        self.world.do(lambda: self.deals.end_of_day(at=at))
        self.world.end_of_day()
        ((close,),) = self.world.rows(
            "SELECT close_price FROM trading_day ORDER BY id DESC LIMIT 1"
        )
        self.day = date.fromisoformat(words[0]) if words else self.day + timedelta(days=1)
        self._at(9, 0)
        self.world.do(lambda: self.world.exchange.trading_day.start_of_day(day=str(self.day)))
        self.world.do(lambda: self.world.exchange.trading_day.set_phase(Phase.CONTINUOUS))
        self._at(9, 31)
        book = self.world.exchange.market.listing(CODE).book
        return f"close {close}, limits {book.lo}..{book.hi}"

    def _book(self, words: list[str]) -> str:
        sides = self.world.exchange.market.listing(CODE).book.snapshot()
        sides = [
            ",".join(f"{price}:{left}({order})" for price, queue in side for order, left in queue)
            for side in sides
        ]
        return f"B {sides[0] or '-'} / S {sides[1] or '-'}"

    def _end(self, words: list[str]) -> str:
        word, number = words
        assert word == "session", words
        at = self.world.time
        made = self.world.do(lambda: self.deals.biddings.close_session(session=int(number), at=at))
        trades = self.world.rows(
            "SELECT buyer, quantity, price FROM trade WHERE mode = 'bidding' AND id IN"
            f" ({','.join(map(str, made.trades)) or '0'}) ORDER BY id"
        )
        won = "".join(f", {seat} {tonnes}@{price}" for seat, tonnes, price in trades)
        return f"sold {made.sold}, unsold {made.unsold}, price {made.price or '-'}{won}"

    def _session(self, words: list[str]) -> str:
        ((state, reserve, basis, cap, least, share, stands),) = self.world.rows(
            "SELECT state, reserve, reserve_basis, cap, smallest_bid, bidder_percent, irrevocable"
            f" FROM bidding_session WHERE id = {int(words[0])}"
        )
        if state != "open":
            return str(state)
        highest = "" if cap is None else f", cap {cap}"
        return (
            f"reserve {reserve} {basis}{highest}, smallest {least}, share {share or '-'},"
            f" bids {'stand' if stands else 'may go'}"
        )

    def _due(self, words: list[str]) -> str:
        ended = self.world.do(lambda: self.deals.end_due(at=self.world.books.at))
        return ",".join(f"{what[0]}{one}" for what, ones in ended.items() for one in ones) or "-"

    # --- steps of a seat ------------------------------------------------------------------------

    def _order(self, seat: str, words: list[str]) -> str:
        match = ORDER.fullmatch(" ".join(words))
        assert match, words
        price = match["price"]
        arguments: dict[str, Any] = {"time_in_force": "day"}
        more = match["more"].split()
        while more:
            word = more.pop(0)
            if word == "post-only":
                arguments["post_only"] = True
            elif word == "until":
                arguments |= {"time_in_force": "gtd", "expires": more.pop(0)}
            elif word in ("peak", "stop"):
                arguments["trigger" if word == "stop" else word] = int(more.pop(0))
            else:
                assert word in ("day", "ioc", "fok", "gtc"), words
                arguments["time_in_force"] = word
        return self._placed(
            commands.place_order, seat, instrument=CODE, side=match["side"],
            kind="market" if price is None else "limit", quantity=int(match["quantity"]),
            price=None if price is None else int(price), **arguments,
        )  # fmt: skip

    def _pick(self, seat: str, words: list[str]) -> str:
        return self._placed(commands.pick_order, seat, maker=int(words[1]), quantity=int(words[2]))

    def _replace(self, seat: str, words: list[str]) -> str:
        quantity, price = words[2].split("@")
        return self._placed(
            commands.replace_order, seat,
            order=int(words[1]), price=int(price), quantity=int(quantity),
        )  # fmt: skip

    def _reduce(self, seat: str, words: list[str]) -> str:
        return self._placed(
            commands.reduce_order, seat, order=int(words[1]), quantity=int(words[2])
        )

    def _cancel(self, seat: str, words: list[str]) -> str:
        answer = self._given(commands.cancel_order, seat, order=int(words[1]))
        return f"{answer['released']} t back"

    def _given(self, command: Callable[..., Any], seat: str, **arguments: Any) -> Any:
        by, world = Actor(seat, Role.TRADER, "person"), self.world
        return world.do(lambda: command(world.exchange, **arguments, by=by, at=world.books.at))

    def _placed(self, command: Callable[..., Any], seat: str, **arguments: Any) -> str:
        answer = self._given(command, seat, **arguments)
        trades = "".join(f" {tonnes}@{price}" for _, price, tonnes in answer["trades"])
        return f"{answer['order']} {answer['status']}{trades}"

    def _units(self, seat: str, words: list[str]) -> str:
        found = self.world.books.found
        every = sorted({asset for held in self.assets.values() for asset in held})
        free, blocked, bought = (
            sum(found(kind, asset, owner=seat, registry="CN") for asset in every)
            for kind in (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT)
        )
        return f"{free} free, {blocked} blocked, {bought} bought today"

    def _cash(self, seat: str, words: list[str]) -> str:
        free, blocked = self.world.cash(seat)
        return f"{free} free, {blocked} blocked"

    # --- trades outside the book ----------------------------------------------------------------

    def _dealt(self, change: Callable[[int], Any], word: str) -> str:
        at = self.world.time
        made = self.world.do(lambda: change(at))
        if isinstance(made, Dealt):
            return f"{made.quantity}@{made.price}"
        return f"{word} {made}" if word else f"{made} t back"

    def _block(self, seat: str, words: list[str]) -> str:
        _, side, other, amount = words
        quantity, price = map(int, amount.split("@"))
        return self._dealt(
            lambda at: self.deals.blocks.propose(
                instrument=CODE, owner=seat, side=side, counterparty=other, price=price,
                quantity=quantity, at=at,
            ),
            "proposal",
        )  # fmt: skip

    def _one(self, seat: str, words: list[str]) -> str:
        """A step about one proposal, offer or bid, by its number."""
        method, what, timed = _ONE[words[0]]
        named = {what: int(words[1]), "owner": seat}
        return self._dealt(
            lambda at: attrgetter(method)(self.deals)(**named, **({"at": at} if timed else {})), ""
        )

    def _ask(self, seat: str, words: list[str]) -> str:
        side, quantity = words[1], int(words[2])
        return self._dealt(
            lambda at: self.deals.quotes.ask(
                instrument=CODE, owner=seat, side=side, quantity=quantity, at=at
            ),
            "request",
        )

    def _quote(self, seat: str, words: list[str]) -> str:
        request, price = int(words[1]), int(words[2])
        return self._dealt(
            lambda at: self.deals.quotes.offer(request=request, owner=seat, price=price, at=at),
            "offer",
        )

    def _bidding(self, seat: str, words: list[str]) -> str:
        own, quantity, pricing, more = words[0] == "bidding", int(words[1]), words[2], words[3:]
        options = dict(zip(more[::2], more[1::2], strict=True))
        hour, minute = map(int, options["until"].split(":"))
        terms: dict[str, Any] = {
            "instrument": CODE, "owner": seat, "quantity": quantity, "pricing": pricing,
            "reserve": int(options["reserve"]) if "reserve" in options else None,
            "closes": moment(self.day, hour, minute),
            "cap": int(options["cap"]) if "cap" in options else None,
            "smallest_bid": int(options["smallest"]) if "smallest" in options else None,
        }  # fmt: skip
        if own:
            return self._dealt(
                lambda at: self.deals.biddings.open_bidding(**terms, at=at), "session"
            )
        terms["bidder_percent"] = int(options["share"]) if "share" in options else None
        return self._dealt(lambda at: self.deals.biddings.open_auction(**terms, at=at), "session")

    def _bid(self, seat: str, words: list[str]) -> str:
        quantity, price = map(int, words[2].split("@"))
        return self._dealt(
            lambda at: self.deals.biddings.bid(
                session=int(words[1]), owner=seat, price=price, quantity=quantity, at=at
            ),
            "bid",
        )

    # --- helpers --------------------------------------------------------------------------------

    def _endow(self, seat: str, fen: int) -> None:
        books = self.world.books

        def endowed() -> None:
            source, target = books.place(CASH_SOURCE, CNY), books.place(CASH, CNY, owner=seat)
            books.post(CASH_ENDOW, legs=[Leg(source, target, CNY, fen)])

        self.world.do(endowed)

    def _enter(self, seat: str) -> None:
        if not self.world.books.has_account(seat, "CN"):
            self.world.holder(seat)

    def _at(self, hour: int, minute: int) -> None:
        self.world.time = max(self.world.time, moment(self.day, hour, minute))


_ONE = {
    "confirm": ("blocks.confirm", "proposal", True),
    "decline": ("blocks.decline", "proposal", False),
    "withdraw": ("blocks.withdraw_proposal", "proposal", False),
    "accept": ("quotes.accept", "offer", True),
    "unbid": ("biddings.withdraw_bid", "bid", False),
}

_HOUSE: dict[str, Callable[[Stage, list[str]], str]] = {
    "give": Stage._give,
    "time": Stage._time,
    "call": lambda stage, _: stage._phase(Phase.CALL),
    "continuous": lambda stage, _: stage._phase(Phase.CONTINUOUS),
    "closed": lambda stage, _: stage._phase(Phase.CLOSED),
    "halt": Stage._halt,
    "resume": Stage._resume,
    "day": Stage._day,
    "book": Stage._book,
    "end": Stage._end,
    "session": Stage._session,
    "due": Stage._due,
}

_SEATS: dict[str, Callable[[Stage, str, list[str]], str]] = {
    "buy": Stage._order,
    "sell": Stage._order,
    "pick": Stage._pick,
    "replace": Stage._replace,
    "reduce": Stage._reduce,
    "cancel": Stage._cancel,
    "units": Stage._units,
    "cash": Stage._cash,
    "block": Stage._block,
    "ask": Stage._ask,
    "quote": Stage._quote,
    "bidding": Stage._bidding,
    "authority": Stage._bidding,
    "bid": Stage._bid,
    **dict.fromkeys(_ONE, Stage._one),
}
