"""A matcher that is obviously right: one list of orders in order of entry, scanned for everything.

It shares no code with the book. Each rule of the market stands in one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.matching.driver import REJECTED, Event, Result


@dataclass
class Waiting:
    """An order in the list."""

    id: int
    account: str
    buy: bool
    price: int
    open: int
    term: str


class Oracle:
    """All orders that wait, oldest first."""

    def __init__(
        self, *, lo: int, hi: int, lot: int = 1, tick: int = 1, self_trade: str = "none"
    ) -> None:
        self.lo, self.hi, self.lot, self.tick, self.self_trade = lo, hi, lot, tick, self_trade
        self.waiting: list[Waiting] = []
        self.seen: list[int] = []
        self.open = True

    def play(self, event: Event) -> Result:
        """Do one event."""
        verb, *arguments = event
        result: Result = getattr(self, verb)(*arguments)
        return result

    def new(
        self, id: int, account: str, side: str, quantity: int, price: int | None, term: str
    ) -> Result:
        if id in self.seen:
            return REJECTED
        self.seen.append(id)
        if not self.open or quantity <= 0 or quantity % self.lot:
            return REJECTED
        if price is not None and (price % self.tick or price < self.lo or price > self.hi):
            return REJECTED
        trades: list[tuple[int, int, int, int]] = []
        left, met_own = quantity, False
        while left:
            maker = self._best(buy=side == "sell", worst=price)
            if maker is None:
                break
            if self.self_trade == "newest" and maker.account == account:
                met_own = True
                break
            tonnes = min(left, maker.open)
            trades.append((maker.id, id, tonnes, maker.price))
            left -= tonnes
            maker.open -= tonnes
            self.waiting = [one for one in self.waiting if one.open]
        if not left:
            return Result("filled", trades, [], 0)
        if price is None or term == "ioc" or met_own:
            return Result("cancelled", trades, [(id, left)], 0)
        self.waiting.append(Waiting(id, account, side == "buy", price, left, term))
        return Result("resting", trades, [], left)

    def _best(self, *, buy: bool, worst: int | None) -> Waiting | None:
        """The order that trades next: best price, oldest first."""
        best: Waiting | None = None
        for one in self.waiting:
            if one.buy != buy or (
                worst is not None and (one.price < worst if buy else one.price > worst)
            ):
                continue
            if best is None or (one.price > best.price if buy else one.price < best.price):
                best = one
        return best

    def cancel(self, id: int) -> Result:
        for one in self.waiting:
            if one.id == id:
                self.waiting.remove(one)
                return Result("ok", [], [(id, one.open)], 0)
        return REJECTED

    def phase(self, word: str) -> Result:
        self.open = word == "continuous"
        return Result("ok", [], [], 0)

    def limits(self, lo: int, hi: int) -> Result:
        self.lo, self.hi = lo, hi
        return Result("ok", [], [], 0)

    def end_of_day(self) -> Result:
        gone = [(one.id, one.open) for one in self.waiting if one.term == "day"]
        self.waiting = [one for one in self.waiting if one.term != "day"]
        return Result("ok", [], gone, 0)

    def drawn(self) -> Any:
        """Bids and asks, best first: price and [(id, open)] in order of entry."""
        sides = []
        for buy in (True, False):
            prices = sorted({one.price for one in self.waiting if one.buy == buy}, reverse=buy)
            sides.append(
                [
                    (p, [(o.id, o.open) for o in self.waiting if o.buy == buy and o.price == p])
                    for p in prices
                ]
            )
        return tuple(sides)
