"""The written scenarios at the exchange: the same trades, cancels and book, on a real ledger.

Some lines are played on the book alone: where the exchange numbers orders otherwise (an id used
twice), where the day's limits or an auction's reference are not those of an exchange, where
trading becomes continuous after a call without an auction, where an order's last day is over on
arrival, and where a stop is IOC or FOK.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from matching.book import Cancel
from matching.instruments import Instrument
from matching.orders import SelfTrade
from matching.phases import Phase
from tests.matching.conftest import Opened
from tests.matching.scenario_table import Event, Result, Scenario, outcome, table
from tests.matching.world import World

pytestmark = pytest.mark.slow

RULES = {"lot", "tick", "stp", "pick_levels"}
PLAYED = {"new", "cancel", "replace", "pick", "phase", "eod"}
FIRST = date(2028, 3, 13).toordinal()


def _at_the_exchange(scenario: Scenario) -> bool:
    """Whether the exchange offers all that the line needs."""
    events = scenario.events
    ids = [event["id"] for event in events if event["op"] in ("new", "pick")]
    days = [event["day"] for event in events if event["op"] == "eod"]
    last_days = [event["exp"] for event in events if "exp" in event]
    return (
        len(ids) == len(set(ids))
        and scenario.rules.keys() <= RULES
        and all(event["op"] in PLAYED and event.get("to") != "call" for event in events)
        and min(last_days, default=1) >= (days or [1])[0]
        and days == sorted(set(days))
        and not any("stop" in one and one.get("tif") in ("IOC", "FOK") for one in events)
    )


TABLE = [
    one for one in table("book-reference.txt") + table("book-own.txt") if _at_the_exchange(one)
]


class ExchangeDriver:
    """Plays a scenario's events at an exchange; no account lacks funds or units."""

    def __init__(self, world: World, events: list[Event]) -> None:
        self.world = world
        self.number: dict[int, int] = {}
        self.name: dict[int, int] = {}
        self.days = [event["day"] for event in events if event["op"] == "eod"] or [1]
        self.begins = FIRST - self.days[0]
        self.gone: list[list[int]] = []
        self.arriving = 0
        post_trade = world.exchange.post_trade
        self._settle, post_trade.settle_event = post_trade.settle_event, self._noting  # type: ignore[method-assign]

    def _noting(self, listing: Any, fills: Any, cancels: Iterable[Cancel], **more: Any) -> Any:
        """The exchange's settlement, with the cancels noted."""
        left = list(cancels)
        self.gone += [[self.name.get(o.id, self.arriving), tonnes] for o, tonnes, _ in left]
        return self._settle(listing, fills, left, **more)

    def play(self, event: Event) -> Result:
        self.gone, seen = [], self.world.exchange.market.last_trade
        self._morning()
        try:
            status = getattr(self, event["op"])(event)
        except Refusal:
            status = "rejected"
        made = self.world.rows(
            f"SELECT maker, taker, price, quantity FROM trade WHERE id > {seen} ORDER BY id"
        )
        trades = [[self.name[maker], self.name[taker], *more] for maker, taker, *more in made]
        return {"op": event["op"], "status": status, "trades": trades, "cancels": self.gone}

    def _morning(self) -> None:
        """After the end of a day the next one begins with the next event."""
        if self.world.exchange.market.listing("ANY").day:
            return
        day = date.fromordinal(self.begins + self.days[0]).isoformat()
        self.world.do(lambda: self.world.exchange.trading_day.start_of_day(day=day))
        self.world.do(lambda: self.world.exchange.trading_day.set_phase(Phase.CONTINUOUS))

    def _rich(self, account: str) -> str:
        if not self.world.books.has_account(account, "CN"):
            self.world.holder(account, fen=10**9)
            self.world.issue(account, 1000)
        return account

    def _number(self, id: int) -> tuple[str, int]:
        """The owner and number of an order of the scenario."""
        order = self.number.get(id, 10**6)
        found = self.world.rows(f"SELECT owner FROM market_order WHERE id = {order}")
        return (found[0][0] if found else "nobody"), order

    def _comes(self, id: int) -> None:
        """The number that an accepted order will get."""
        number = self.world.exchange.market.last_order + 1
        self.number[id], self.name[number], self.arriving = number, id, id

    # --- events -------------------------------------------------------------------------------

    def new(self, event: Event) -> str:
        account = self._rich(event["acct"])
        names = {"post": "post_only", "disp": "peak", "stop": "trigger"}
        terms = {names[name]: event[name] for name in names if name in event}
        if "exp" in event:
            terms["expires"] = date.fromordinal(self.begins + event["exp"]).isoformat()
        side, term = {"B": "buy", "S": "sell"}[event["side"]], event.get("tif", "GTC").lower()
        if event.get("px") is None and "stop" in event and term == "gtc":
            term = "day"
        self._comes(event["id"])
        try:
            placed = self.world.place(
                account, side, event["qty"], event.get("px"), term=term, instrument="ANY", **terms
            )
        except Refusal:
            del self.number[event["id"]]
            raise
        return placed.status.value

    def cancel(self, event: Event) -> str:
        self.world.cancel(*self._number(event["id"]))
        return "ok"

    def replace(self, event: Event) -> str:
        owner, order = self._number(event["id"])
        return self.world.replace(owner, order, event["qty"], event["px"]).status.value

    def pick(self, event: Event) -> str:
        account, (_, maker) = self._rich(event["acct"]), self._number(event["maker"])
        self._comes(event["id"])
        return self.world.pick(account, maker, event["qty"]).status.value

    def phase(self, event: Event) -> str:
        exchange = self.world.exchange
        change = exchange.trading_day.halt if event["to"] == "halt" else exchange.trading_day.resume
        self.world.do(lambda: change(instrument="ANY"))
        return "ok"

    def eod(self, event: Event) -> str:
        self.world.end_of_day()
        self.days = [day for day in self.days if day > event["day"]] or [event["day"] + 1]
        return "ok"

    def book(self) -> dict[str, Any]:
        snapshot = self.world.exchange.market.listing("ANY").book.snapshot()
        sides = [
            [(price, [(self.name[one], left) for one, left in queue]) for price, queue in side]
            for side in snapshot
        ]
        return dict(zip(("bids", "asks"), sides, strict=True))


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_exchange_plays_the_line(opened: Opened, scenario: Scenario) -> None:
    rules = {key: scenario.rules[key] for key in ("lot", "tick", "pick_levels")
             if key in scenario.rules}  # fmt: skip
    world = opened(
        Instrument(
            code="ANY", registry="CN", unit="BRC", reference=8500, limit_percent=10, **rules
        ),
        self_trade=SelfTrade(scenario.rules.get("stp", "none")),
    )

    def player(_: dict[str, Any], events: list[Event]) -> tuple[list[Result], dict[str, Any]]:
        exchange = ExchangeDriver(world, events)
        return [exchange.play(event) for event in events], exchange.book()

    assert scenario.expected == outcome(scenario, player)


def test_the_exchange_plays_most_of_the_lines() -> None:
    assert len(TABLE) > 120
