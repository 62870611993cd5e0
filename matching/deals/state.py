"""The working state of the trades outside the book: open deals and the counters.

It is always derivable from the tables: `load` derives it. Nothing here changes a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from ledger.columns import Fetch
from matching.bidding import Pricing, Sale
from matching.orders import Order, OrderMode
from matching.records import open_orders
from matching.venues import Venue, venue_from


class Proposal:
    """An open block proposal."""

    __slots__ = ("counterparty", "expires", "id", "order")

    def __init__(self, id: int, order: Order, counterparty: str, expires: int | None) -> None:
        self.id, self.order = id, order
        self.counterparty, self.expires = counterparty, expires


class Asked:
    """An open request for quote with its open offers; `buy` is the asker's side."""

    __slots__ = ("asker", "buy", "expires", "id", "instrument", "offers", "quantity")

    def __init__(
        self, id: int, instrument: str, asker: str, *, buy: bool, quantity: int, expires: int | None
    ) -> None:
        self.id, self.instrument, self.asker = id, instrument, asker
        self.buy, self.quantity, self.expires = buy, quantity, expires
        self.offers: dict[int, Order] = {}


class Bidding:
    """An open bidding session with its standing bids; a bid's key is its arrival."""

    __slots__ = ("bids", "closes", "id", "irrevocable", "order", "sale")

    def __init__(
        self, id: int, order: Order, sale: Sale, *, closes: int, irrevocable: bool
    ) -> None:
        self.id, self.order, self.sale = id, order, sale
        self.closes, self.irrevocable = closes, irrevocable
        self.bids: dict[int, Order] = {}

    def tonnes_of(self, bidder: str) -> int:
        """The tonnes of a bidder's standing bids."""
        return sum(order.open for order in self.bids.values() if order.account == bidder)


class State:
    """All open deals, the venues of the instruments, and the last number of each kind."""

    def __init__(self) -> None:
        self.venues: dict[str, Venue] = {}
        self.proposals: dict[int, Proposal] = {}
        self.requests: dict[int, Asked] = {}
        self.sessions: dict[int, Bidding] = {}
        self.offer_of: dict[int, int] = {}
        self.bid_of: dict[int, int] = {}
        self.last_proposal = self.last_request = self.last_offer = 0
        self.last_session = self.last_bid = 0

    def orders(self) -> Iterator[Order]:
        """Every open order outside the book."""
        yield from (proposal.order for proposal in self.proposals.values())
        for asked in self.requests.values():
            yield from asked.offers.values()
        for session in self.sessions.values():
            yield session.order
            yield from session.bids.values()

    def expiries(self) -> Iterator[int]:
        """Every lesson time at which an open proposal or request ends."""
        ends = [proposal.expires for proposal in self.proposals.values()]
        ends += [request.expires for request in self.requests.values()]
        yield from (expires for expires in ends if expires is not None)

    def snapshot(self) -> dict[str, Any]:
        """All of the working state, for comparing it with one loaded from the tables."""
        return {
            "venues": sorted((code, venue.id) for code, venue in self.venues.items()),
            "proposals": [
                (one.id, one.counterparty, one.expires, one.order.snapshot())
                for one in self.proposals.values()
            ],
            "requests": [
                (
                    one.id, one.instrument, one.asker, one.buy, one.quantity, one.expires,
                    [(number, order.snapshot()) for number, order in one.offers.items()],
                )
                for one in self.requests.values()
            ],
            "sessions": [
                (
                    one.id, one.sale, one.closes, one.irrevocable, one.order.snapshot(),
                    [(number, order.snapshot()) for number, order in one.bids.items()],
                )
                for one in self.sessions.values()
            ],
            "places": (self.offer_of, self.bid_of),
            "counters": (
                self.last_proposal, self.last_request, self.last_offer, self.last_session,
                self.last_bid,
            ),
        }  # fmt: skip


def load(fetch: Fetch) -> State:
    """The working state from the tables."""
    state = State()
    for code, rules in fetch("SELECT instrument, rules FROM instrument_venue ORDER BY id"):
        state.venues[code] = venue_from(orjson.loads(rules))
    found = open_orders(fetch, "mode <> ?", OrderMode.BOOK.value)
    orders = {order.id: order for order in found}
    for number, proposed, counterparty, expires in fetch(
        "SELECT id, proposed, counterparty, expires FROM block_proposal WHERE state = 'open'"
        " ORDER BY id"
    ):
        state.proposals[number] = Proposal(number, orders[proposed], counterparty, expires)
    _load_requests(fetch, state, orders)
    _load_sessions(fetch, state, orders)
    for name, table in (
        ("last_proposal", "block_proposal"),
        ("last_request", "quote_request"),
        ("last_offer", "quote_offer"),
        ("last_session", "bidding_session"),
        ("last_bid", "bidding_bid"),
    ):
        setattr(state, name, fetch(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0])
    return state


def _load_requests(fetch: Fetch, state: State, orders: dict[int, Order]) -> None:
    for number, instrument, asker, side, quantity, expires in fetch(
        "SELECT id, instrument, asker, side, quantity, expires FROM quote_request"
        " WHERE state = 'open' ORDER BY id"
    ):
        state.requests[number] = Asked(
            number, instrument, asker, buy=side == "buy", quantity=quantity, expires=expires
        )
    for number, request, offered in fetch(
        "SELECT id, request, offered FROM quote_offer ORDER BY id"
    ):
        state.offer_of[number] = request
        if offered in orders:
            state.requests[request].offers[number] = orders[offered]


_SESSION = (
    "id, offered, closes, irrevocable, quantity, pricing, reserve, cap, smallest_offer,"
    " smallest_bid, bidder_percent, tick, lot"
)


def _load_sessions(fetch: Fetch, state: State, orders: dict[int, Order]) -> None:
    for row in fetch(f"SELECT {_SESSION} FROM bidding_session WHERE state = 'open' ORDER BY id"):
        number, offered, closes, irrevocable = row[:4]
        state.sessions[number] = Bidding(
            number,
            orders[offered],
            sale_from(row[4:]),
            closes=closes,
            irrevocable=bool(irrevocable),
        )
    for number, session, bid in fetch("SELECT id, session, bid FROM bidding_bid ORDER BY id"):
        state.bid_of[number] = session
        if bid in orders:
            state.sessions[session].bids[number] = orders[bid]


def sale_from(row: tuple[Any, ...]) -> Sale:
    """The terms of a sale from a session's columns, `quantity` to `lot`."""
    supply, pricing, reserve, cap, smallest_offer, smallest_bid, percent, tick, lot = row
    return Sale(
        supply=supply, pricing=Pricing(pricing), reserve=reserve, cap=cap,
        smallest_offer=smallest_offer, smallest_bid=smallest_bid, bidder_percent=percent,
        tick=tick, lot=lot,
    )  # fmt: skip
