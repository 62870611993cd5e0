"""Every type of order on one book, through the batch runner of `tanlu book`; events are seeded.

Of 1,000 events about 300 are resting limit orders, 150 marketable limit orders, 150 cancels, 100
replacements, and the others market, IOC, FOK, post-only, iceberg and stop orders, picks, calls with
their uncross, and ends of days.
"""

from __future__ import annotations

import time
from random import Random
from typing import Any

from matching.batch_runner import Player, book_of
from matching.phases import Phase
from registry.bench.book_stream import LARGEST, MIDDLE

RULES = "stp=newest"
WIDTH = 400
PRELOADED = 10_000
EVENTS_A_DAY = 10_000

Event = dict[str, Any]


class FullStream:
    """Events generated with one book, and timed on another."""

    def __init__(self, *, seed: int) -> None:
        self.random = Random(seed)
        self.maker, self.ours = Player(book_of(RULES)), Player(book_of(RULES))
        self.day = self.made = self.played = 0
        for event in [self._new(self._resting()) for _ in range(PRELOADED)]:
            self.ours.play(self.played, event)

    def rate(self, count: int) -> float:
        """Events per second for the next `count` events."""
        events = [self._event() for _ in range(count)]
        play = self.ours.play
        started = time.perf_counter()
        for number, event in enumerate(events):
            play(number, event)
        spent = time.perf_counter() - started
        self.played += count
        return count / spent

    def _event(self) -> Event:
        dice = self.random.randrange(1000)
        book = self.maker.book
        if dice < 2:
            to = "call" if book.phase is Phase.CONTINUOUS else "cont"
            return self._play({"op": "phase", "to": to})
        if dice < 6:
            return self._play({"op": "uncross", "ref": book.last or MIDDLE})
        if not self.random.randrange(EVENTS_A_DAY):
            self.day += 1
            return self._play({"op": "eod", "day": self.day})
        if dice < 150:
            return self._play({"op": "cancel", "id": self._known()})
        if dice < 250:
            return self._replace()
        if dice < 280:
            return self._pick()
        return self._new(self._order(dice))

    def _order(self, dice: int) -> Event:
        """The fields of a new order other than its number, account and quantity."""
        if dice < 580:
            return self._resting()
        if dice < 730:
            return self._reaching()
        if dice < 780:
            return self._reaching() | {"px": None, "tif": "IOC"}
        if dice < 830:
            return self._reaching() | {"tif": self.random.choice(["IOC", "FOK"])}
        if dice < 870:
            return self._resting() | {"post": True}
        if dice < 950:
            return self._resting() | {"disp": self.random.randint(1, 20)}
        order = self._resting()
        away = self.random.randint(1, 40)
        return order | {"stop": order["px"] + away if order["side"] == "B" else order["px"] - away}

    def _resting(self) -> Event:
        side = self.random.choice("BS")
        best = self.maker.book.best(buy=side == "S")
        away = self.random.randrange(1, WIDTH)
        middle = best if best is not None else MIDDLE
        return {"side": side, "px": max(1, middle - away if side == "B" else middle + away)}

    def _reaching(self) -> Event:
        side = self.random.choice("BS")
        best = self.maker.book.best(buy=side == "S")
        middle = best if best is not None else MIDDLE
        beyond = self.random.randint(0, 5)
        return {"side": side, "px": max(1, middle + beyond if side == "B" else middle - beyond)}

    def _new(self, said: Event) -> Event:
        self.made += 1
        event = {"op": "new", "id": self.made, "acct": f"a{self.random.randrange(200)}"}
        event |= {"qty": self.random.randint(1, LARGEST), "tif": "GTC"} | said
        return self._play(event)

    def _replace(self) -> Event:
        id = self._known()
        order = self.maker.book.orders.get(id)
        price = MIDDLE if order is None or order.price is None else order.price
        step = self.random.randint(-2, 2)
        quantity = self.random.randint(1, LARGEST)
        return self._play({"op": "replace", "id": id, "px": max(1, price + step), "qty": quantity})

    def _pick(self) -> Event:
        side = self.random.choice([True, False])
        half = self.maker.book.bids if side else self.maker.book.asks
        level = next(half.best_first(), None)
        maker = None if level is None else next(level[1].orders(), None)
        self.made += 1
        event = {"op": "pick", "id": self.made, "acct": "picker", "qty": 1}
        return self._play(event | {"maker": 0 if maker is None else maker.id})

    def _known(self) -> int:
        return self.random.randint(max(1, self.made - 20_000), self.made)

    def _play(self, event: Event) -> Event:
        self.maker.play(0, event)
        return event
