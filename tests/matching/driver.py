"""Plays events on the book or on the oracle and tells what came of each, in plain values.

Events are tuples: ("new", id, account, side, quantity, price or None, time in force),
("cancel", id), ("phase", word), ("limits", lo, hi), ("end_of_day",).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger.kernel.errors import Refusal
from matching.book import Book, Cancel
from matching.instruments import Limits
from matching.orders import Order, TimeInForce
from matching.phases import Phase

Event = tuple[Any, ...]


class Result(NamedTuple):
    """What an event did: trades are (maker, taker, quantity, price), cancels (id, quantity)."""

    status: str
    trades: list[tuple[int, int, int, int]]
    cancels: list[tuple[int, int]]
    open: int


REJECTED = Result("rejected", [], [], 0)


class BookDriver:
    """The real book behind the driver's events."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def play(self, event: Event) -> Result:
        """Do one event; a refusal is the result `rejected`."""
        verb, *arguments = event
        try:
            result: Result = getattr(self, verb)(*arguments)
        except Refusal:
            return REJECTED
        return result

    def new(
        self, id: int, account: str, side: str, quantity: int, price: int | None, term: str
    ) -> Result:
        self.book.claim(id)
        self.book.admit(price=price, quantity=quantity)
        order = Order(
            id=id, account=account, buy=side == "buy", price=price, quantity=quantity,
            time_in_force=TimeInForce(term),
        )  # fmt: skip
        fills, cancels = self.book.place(order)
        trades = [(maker.id, id, tonnes, met) for maker, met, tonnes in fills]
        status = "resting" if order.open else "cancelled" if cancels else "filled"
        return Result(status, trades, _told(cancels), order.open)

    def cancel(self, id: int) -> Result:
        return Result("ok", [], _told([self.book.cancel(id)]), 0)

    def phase(self, word: str) -> Result:
        self.book.phase = Phase(word)
        return Result("ok", [], [], 0)

    def limits(self, lo: int, hi: int) -> Result:
        self.book.limit_to(Limits(lo, hi))
        return Result("ok", [], [], 0)

    def end_of_day(self) -> Result:
        return Result("ok", [], _told(self.book.end_of_day()), 0)

    def drawn(self) -> Any:
        return self.book.drawn()


def _told(cancels: list[Cancel]) -> list[tuple[int, int]]:
    return [(order.id, tonnes) for order, tonnes, _ in cancels]
