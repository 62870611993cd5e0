"""The stream of events with which every order book is measured; seeded, the same for all of them.

50 % resting orders, 30 % marketable orders, 20 % cancels. Prices in ticks, quantities in tonnes. A
book of ours supplies the best prices while events are generated.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from matching.book import Book
from matching.instruments import Limits
from matching.orders import Order, TimeInForce
from matching.validation import admit

MIDDLE = 100_000
LEVELS = 500
"""Largest distance of resting orders from the mid price in ticks: about 1,000 levels in all."""

LARGEST = 100
WIDE = Limits(1, 1_000_000)


class Event(NamedTuple):
    """A new order, or with `price` 0 the cancel of the order from event `id`."""

    id: int
    buy: bool
    price: int
    quantity: int

    @property
    def cancels(self) -> bool:
        """Whether it is a cancel."""
        return not self.price


class Stream:
    """Events generated one by one with a book of ours, so that prices follow the market."""

    def __init__(self, *, seed: int, levels: int = LEVELS) -> None:
        self.random = Random(seed)
        self.levels = levels
        self.book = Book(limits=WIDE)
        self.made = 0
        self._ids: list[int] = []

    def resting(self, count: int) -> list[Event]:
        """Orders that rest, on both sides of the mid price."""
        return [self._rest() for _ in range(count)]

    def mixed(self, count: int) -> list[Event]:
        """50 % resting orders, 30 % marketable orders, 20 % cancels."""
        events = []
        for _ in range(count):
            dice = self.random.random()
            if dice < 0.5:
                events.append(self._rest())
            elif dice < 0.8:
                events.append(self._reach())
            else:
                events.append(self._cancel() or self._rest())
        return events

    def _new(self, *, buy: bool, price: int) -> Event:
        self.made += 1
        event = Event(self.made, buy, price, self.random.randint(1, LARGEST))
        place(self.book, event)
        if event.id in self.book.orders:
            self._ids.append(event.id)
        return event

    def _rest(self) -> Event:
        """Behind the best price of the other side, so that it rests."""
        buy = self.random.random() < 0.5
        other = self.book.best(buy=not buy)
        if buy:
            top = min(MIDDLE, (other or MIDDLE + 1) - 1)
            return self._new(buy=True, price=top - self.random.randrange(self.levels))
        bottom = max(MIDDLE + 1, (other or MIDDLE) + 1)
        return self._new(buy=False, price=bottom + self.random.randrange(self.levels))

    def _reach(self) -> Event:
        """Up to five ticks beyond the best price of the other side."""
        buy = self.random.random() < 0.5
        best = self.book.best(buy=not buy)
        if best is None:
            return self._rest()
        beyond = self.random.randint(0, 5)
        return self._new(buy=buy, price=best + beyond if buy else max(1, best - beyond))

    def _cancel(self) -> Event | None:
        """The cancel of a resting order; None if none was found quickly."""
        for _ in range(20):
            if not self._ids:
                return None
            place_in_list = self.random.randrange(len(self._ids))
            self._ids[place_in_list], self._ids[-1] = self._ids[-1], self._ids[place_in_list]
            order = self._ids.pop()
            if order in self.book.orders:
                self.book.cancel(order)
                return Event(order, False, 0, 0)
        return None


def place(book: Book, event: Event) -> None:
    """Apply an event to a book of ours."""
    if event.cancels:
        book.cancel(event.id)
        return
    admit(book, price=event.price, quantity=event.quantity)
    book.place(new_order(event))


def new_order(event: Event) -> Order:
    """The order of an event, good till cancelled."""
    return Order(
        id=event.id,
        account="a",
        buy=event.buy,
        price=event.price,
        quantity=event.quantity,
        time_in_force=TimeInForce.GTC,
    )
