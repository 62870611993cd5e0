"""A lesson in which seats misbehave on the market by command, for tests of conduct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.market import conduct, queries
from registry.market.commands import TRADING
from registry.market.conduct import Entry
from tests.support.classroom import SMALL
from tests.support.makers import without_makers


class Abuse:
    """A small lesson on its first afternoon: every trading seat is a person's, the book empty."""

    def __init__(self, path: Path | None = None, plan: Plan = SMALL) -> None:
        self.lesson = Lesson.create(path, without_makers(plan), seed=3)
        self.now = self.lesson.books.at
        self.give("lesson.start", TRAINER)
        self.loop = Loop(self.lesson)
        self.until(11)
        seats = [one for one in self.lesson.room.seats.values() if one.role in TRADING]
        for one in seats:
            self.give("seat.claim", TRAINER, seat=one.name)
        with self.lesson.reading() as session:
            for one in seats:
                for order in queries.own_orders(session, seat=one.name, resting=True):
                    self.give("order.cancel", one.name, order=order.order)
            quoted = {quote.instrument: quote for quote in queries.quotes(session)}
        self.price = quoted["BRC-CN"].last or quoted["BRC-CN"].reference
        self.seats = {
            role: [one.name for one in seats if one.role == role]
            for role in ("project_owner", "trader", "voluntary_buyer")
        }

    def give(self, name: str, seat: str, /, **arguments: Any) -> int:
        """Give a command that must be accepted; its number."""
        with self.lesson.group():
            outcome = self.lesson.run(Request(name, arguments, "script", seat, at=self.now))
        assert outcome.answer is not None, outcome
        return self.lesson.books.number

    def order(self, seat: str, side: str, quantity: int, price: int) -> int:
        """Place a limit order; the command's number."""
        return self.give(
            "order.place", seat, instrument="BRC-CN", side=side, kind="limit", price=price,
            quantity=quantity, time_in_force="day",
        )  # fmt: skip

    def until(self, hour: int, minute: int = 0) -> None:
        """Let time run, with whatever is due."""
        self.now = moment(SMALL.clock.first_day, hour, minute)
        with self.lesson.group():
            self.loop.advance(self.now)

    def wash_and_mark(self) -> tuple[list[int], list[int]]:
        """Two traders wash 100 t and 96 t, somebody buys honestly, and one marks the close.

        The commands of both kinds of abuse; the day's hours are over afterwards.
        """
        one, two = self.seats["trader"]
        honest, marker = self.seats["voluntary_buyer"]
        seller, price, high = self.seats["project_owner"][-1], self.price, self.high
        self.until(13, 30)
        washed = [self.order(two, "sell", 100, price), self.order(one, "buy", 100, price)]
        self.until(13, 40)
        self.order(seller, "sell", 50, price)
        self.order(honest, "buy", 50, price)
        self.until(13, 45)
        washed += [self.order(one, "sell", 96, price + 1), self.order(two, "buy", 96, price + 1)]
        self.until(14, 55)
        self.order(seller, "sell", 60, price)
        self.order(seller, "sell", 60, high)
        marked = [self.order(marker, "buy", 60, price), self.order(marker, "buy", 60, high)]
        self.until(15)
        return washed, marked

    @property
    def high(self) -> int:
        """The price and 3 % of it, rounded up."""
        return self.price + -(-3 * self.price // 100)

    def entries(self, **asked: str) -> list[Entry]:
        """The surveillance list from 13:00 on."""
        afternoon = moment(SMALL.clock.first_day, 13)
        with self.lesson.reading() as session:
            found = conduct.surveillance(session, instrument="BRC-CN", **asked)
        return [one for one in found if one.trades[0].at >= afternoon]
