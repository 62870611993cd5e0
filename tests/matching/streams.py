"""Seeded random events for a book, legal and illegal mixed, and the comparison of two players.

Few accounts and few prices, so that everything meets. Four profiles: `limit` (limit orders and
cancels), `terms` (also market, IOC, FOK, post-only, replace, ids and prices that are wrong), `all`
(also stops, icebergs, days, picks, call auctions, halts, limits) and `day` (also closing calls, and
orders at the open and at the close). No matcher is used here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Protocol

Event = dict[str, Any]
Result = dict[str, Any]

PROFILES = ("limit", "terms", "all", "day")
MIDDLE = 8500


class Player(Protocol):
    """Whoever plays events."""

    def play(self, event: Event) -> Result: ...
    def book(self) -> dict[str, Any]: ...


class Auctioneer(Player, Protocol):
    """A player that says how many tonnes of the last event's trades an auction made."""

    auctioned: int


class Stream:
    """Rules and events of one seed."""

    def __init__(self, seed: int | str, profile: str, count: int) -> None:
        self.random = Random(f"{profile} {seed}")
        self.seed, self.profile, self.number, self.day = seed, profile, 0, 0
        self.wide = profile in ("all", "day")
        self.phase = "cont"
        self.tick = 1 if profile == "limit" else self.random.choice([1, 1, 5])
        self.lot = 1 if profile == "limit" else self.random.choice([1, 1, 2])
        self.sizes = self.random.choice([[1, 2, 3, 4, 5, 8, 12], [2, 2, 4]])
        self.asked: dict[int, int] = {}
        width = 9 if profile == "limit" else 6
        self.rules: dict[str, Any] = {
            "tick": self.tick, "lot": self.lot,
            "lo": MIDDLE - width * self.tick, "hi": MIDDLE + width * self.tick,
            "pick_levels": self.random.choice([1, 2, 5]),
        }  # fmt: skip
        self.events = [self._event() for _ in range(count)]

    def _event(self) -> Event:
        """The next event; an event of the market itself now and then."""
        draw = self.random.random()
        if self.wide and draw < (0.1 if self.phase == "cont" else 0.2):
            return self._market()
        draw = self.random.random()
        if draw < (0.15 if self.profile == "limit" else 0.1):
            return {"op": "cancel", "id": self._known()}
        if self.profile != "limit" and draw < 0.24:
            return self._replace()
        if self.wide and draw < 0.32:
            return self._pick()
        return self._new()

    def _known(self) -> int:
        """An id of late; sometimes one that nobody has."""
        return self.random.randint(max(1, self.number - 12), self.number + 1)

    def _fresh(self) -> int:
        """The next id; sometimes one that was used."""
        self.number += 1
        if self.profile != "limit" and self.random.random() < 0.03:
            return self._known()
        return self.number

    def _acct(self) -> str:
        return self.random.choice(["ann", "ann", "bob", "cat", "dan"])

    def _qty(self) -> int:
        if self.profile != "limit" and self.random.random() < 0.03:
            return self.random.randint(-2, 3)
        return self.lot * self.random.choice(self.sizes)

    def _px(self, side: str) -> int:
        """A price around the middle, mostly on the side's own half."""
        away = self.random.randint(-3 if self.phase in ("call", "closing") else -1, 3)
        away *= -1 if side == "B" else 1
        if self.profile != "limit" and self.random.random() < 0.03:
            away = self.random.choice([-7, -6, 6, 7])
        off = 1 if self.profile != "limit" and self.random.random() < 0.02 else 0
        return MIDDLE + away * self.tick + off

    def _new(self) -> Event:
        random, side = self.random, self.random.choice("BS")
        event: Event = {
            "op": "new", "id": self._fresh(), "acct": self._acct(), "side": side,
            "qty": self._qty(), "px": self._px(side), "tif": "GTC",
        }  # fmt: skip
        self.asked[event["id"]] = event["px"]
        if self.profile == "limit":
            return event
        if random.random() < 0.06:
            del event["px"]
        calm = 1 if self.phase == "cont" else 8
        event["tif"] = random.choice(["GTC"] * 8 * calm + ["IOC", "FOK", "FOK"])
        if random.random() < 0.1 / calm:
            event["post"] = True
        if self.wide:
            self._widen(event, calm)
        if self.profile == "day" and random.random() < 0.3:
            self._for_an_auction(event)
        return event

    def _for_an_auction(self, event: Event) -> None:
        """At the open or at the close; mostly plain, as it has to be."""
        open_ = 6 if self.phase == "call" else 1
        event["tif"] = self.random.choice(["AT_OPEN"] * open_ + ["AT_CLOSE"] * 4)
        if self.random.random() < 0.9:
            for name in ("post", "stop", "exp"):
                event.pop(name, None)

    def _widen(self, event: Event, calm: int) -> None:
        """Peaks, days and stops."""
        random = self.random
        if random.random() < 0.4:
            event["disp"] = random.choice([1, 2, 3, 5, 20] * 4 + [0, -1])
        if event["tif"] == "GTC" and random.random() < 0.3:
            event["tif"] = random.choice(["DAY", "GTD", "GTD"])
        if event["tif"] == "GTD" and random.random() < 0.95:
            event["exp"] = self.day + random.randint(0, 3)
        if random.random() < 0.25 / calm:
            up = self.tick if event["side"] == "B" else -self.tick
            event["stop"] = MIDDLE + up * random.randint(-1, 3)
            if "px" in event and random.random() < 0.6:
                event["px"] = MIDDLE + up * 3

    def _replace(self) -> Event:
        """A known order, half the time at the price that it had."""
        id, px = self._known(), self._px(self.random.choice("BS"))
        if self.random.random() < 0.5:
            px = self.asked.get(id, px)
        return {"op": "replace", "id": id, "px": px, "qty": self._qty()}

    def _pick(self) -> Event:
        return {
            "op": "pick", "id": self._fresh(), "acct": self._acct(), "maker": self._known(),
            "qty": self.lot * self.random.choice([1, 1, 2, 3]) - (self.random.random() < 0.05),
        }  # fmt: skip

    def _market(self) -> Event:
        """Phases, auctions, days and limits."""
        random, draw = self.random, self.random.random()
        if draw < 0.15:
            self.day += 1
            return {"op": "eod", "day": self.day}
        if draw < 0.22:
            lo, hi = (random.randint(3, 8) * self.tick for _ in range(2))
            return {"op": "limits", "lo": MIDDLE - lo, "hi": MIDDLE + hi}
        if draw < (0.9 if self.phase in ("call", "closing") else 0.26):
            self.phase = {"call": "cont", "closing": "halt"}.get(self.phase, self.phase)
            ref = None if random.random() < 0.2 else self._reference()
            return {"op": "uncross", "ref": ref}
        weights = {"call": 8, "cont": 1, "halt": 1} if self.phase == "cont" else {"cont": 1}
        if self.profile == "day" and self.phase in ("cont", "call"):
            weights["closing"] = 6
        self.phase = random.choices(list(weights), list(weights.values()))[0]
        return {"op": "phase", "to": self.phase}

    def _reference(self) -> int:
        return MIDDLE + self.tick * self.random.randint(-5, 5)


def same(result: Result, auctioned: int) -> Result:
    """A result in which an auction's trades are its price and totals per order."""
    left, auction, trades = auctioned, Counter[Any](), []
    for maker, taker, px, qty in result["trades"]:
        if left > 0:
            auction.update({("buy", maker, px): qty, ("sell", taker, px): qty})
            left -= qty
        else:
            trades.append([maker, taker, px, qty])
    return {**result, "auction": dict(auction), "trades": trades}


def first_difference(ours: Player, twin: Auctioneer, events: list[Event]) -> str | None:
    """The first event after which the two disagree, in words, or None."""
    for place, event in enumerate(events):
        expected = twin.play(event)
        try:
            actual: Any = ours.play(event)
        except Exception as error:  # whatever breaks is a difference to be shown with its event
            return f"event {place} {event}\n  ours {error!r}\n  twin {expected}"
        if same(actual, twin.auctioned) != same(expected, twin.auctioned):
            return f"event {place} {event}\n  ours {actual}\n  twin {expected}"
        if ours.book() != twin.book():
            return f"event {place} {event}\n  ours {ours.book()}\n  twin {twin.book()}"
    return None


def shrunk(events: list[Event], differs: Callable[[list[Event]], bool]) -> list[Event]:
    """The events without those that can be dropped while it still differs."""
    size = len(events) // 2
    while size:
        place = 0
        while place < len(events):
            fewer = events[:place] + events[place + size :]
            if differs(fewer):
                events = fewer
            else:
                place += size
        size //= 2
    return events


def difference(
    ours: Callable[..., Player], twin: Callable[..., Auctioneer], stream: Stream, **rules: str
) -> str | None:
    """Where two matchers differ on a stream: both answers, and a short stream that shows it."""
    all_rules = {**stream.rules, **rules}

    def difference_on(events: list[Event]) -> str | None:
        return first_difference(ours(**all_rules), twin(**all_rules), events)

    first = difference_on(stream.events)
    if first is None:
        return None
    few = shrunk(stream.events, lambda events: difference_on(events) is not None)
    lines = "\n".join(json.dumps(event) for event in few)
    return f"seed {stream.seed}, rules {all_rules}: {first}\nshrunk: {difference_on(few)}\n{lines}"
