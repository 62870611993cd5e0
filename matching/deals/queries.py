"""Reading the trades outside the book, limited to what a seat may see.

Frozen values; lists page by number, newest first. An empty seat sees everything, as the auditor
does: the caller decides who may pass it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger.paging import Page

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A block proposal as its two sides see it; `side` is the proposer's.

    `expires` None: with the trading day. `trade` is there once it was traded.
    """

    proposal: int
    instrument: str
    proposer: str
    counterparty: str
    side: str
    price: int
    quantity: int
    state: str
    at: int
    expires: int | None
    trade: int | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request for quote; `side` is the asker's, `own` says whether the reader asked.

    `offers` counts the open offers for the asker, None for others: they are not told.
    """

    request: int
    instrument: str
    asker: str
    side: str
    quantity: int
    state: str
    at: int
    expires: int | None
    own: bool
    offers: int | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer, as its maker and the asker see it; `side` is its maker's."""

    offer: int
    request: int
    instrument: str
    maker: str
    side: str
    price: int
    quantity: int
    status: str
    at: int
    trade: int | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A bidding session or, with `auction`, an auction of allowances, as everybody sees it.

    `reserve_basis` says where its reserve is from: none, stated, policy (the authority's own in
    place of the venue's rule), mean (of three months, by that rule), reference (nothing traded).
    What follows `state` is None until it has closed: tonnes, the lowest winning bid (None too when
    nothing was sold), and cover, the valid demand by the offer, exactly as a fraction.
    """

    session: int
    instrument: str
    seller: str
    auction: bool
    quantity: int
    pricing: str
    reserve: int | None
    cap: int | None
    smallest_bid: int
    bidder_percent: int | None
    irrevocable: bool
    opened: int
    closes: int
    state: str
    sold: int | None
    unsold: int | None
    price: int | None
    cover: str | None
    reserve_basis: str = "none"


@dataclass(frozen=True, slots=True)
class BidView:
    """A bid as its bidder sees it; `paid` is the price of its trade, once it has won."""

    bid: int
    session: int
    instrument: str
    bidder: str
    price: int
    quantity: int
    won: int
    paid: int | None
    status: str
    ending: str
    at: int
    trade: int | None


def proposals(
    session: Session, *, seat: str, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[ProposalView]:
    """Block proposals that a seat made or received."""
    return [
        ProposalView(*line)
        for line in _page(
            session,
            "SELECT p.id, o.instrument, o.owner, p.counterparty, o.side, o.price, o.quantity,"
            " p.state, o.at, p.expires, t.id FROM block_proposal p"
            " JOIN market_order o ON o.id = p.proposed LEFT JOIN trade t ON t.maker = o.id",
            "p.id",
            ["(o.owner = :seat OR p.counterparty = :seat)"] if seat else [],
            seat=seat, page=Page(before, after, limit),
        )
    ]  # fmt: skip


def requests(
    session: Session,
    *,
    seat: str,
    only_open: bool = False,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[RequestView]:
    """Requests for quote: the open ones of all seats, and all of the seat's own."""
    where = ["(r.state = 'open' OR r.asker = :seat)"] if seat else []
    where += ["r.state = 'open'"] if only_open else []
    lines = _page(
        session,
        "SELECT r.id, r.instrument, r.asker, r.side, r.quantity, r.state, r.at, r.expires,"
        " (SELECT count(*) FROM quote_offer q JOIN market_order o ON o.id = q.offered"
        " WHERE q.request = r.id AND o.open_quantity > 0) FROM quote_request r",
        "r.id", where, seat=seat, page=Page(before, after, limit),
    )  # fmt: skip
    found: list[RequestView] = []
    for line in lines:
        own = line[2] == seat
        values: tuple[Any, ...] = (*line[:8], own, line[8] if own or not seat else None)
        found.append(RequestView(*values))
    return found


def offers(
    session: Session,
    *,
    seat: str,
    request: int = 0,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[OfferView]:
    """Offers that a seat made, and offers for its own requests."""
    where = ["(o.owner = :seat OR r.asker = :seat)"] if seat else []
    where += ["q.request = :request"] if request else []
    return [
        OfferView(*line)
        for line in _page(
            session,
            "SELECT q.id, q.request, o.instrument, o.owner, o.side, o.price, o.quantity, o.status,"
            " o.at, t.id FROM quote_offer q JOIN quote_request r ON r.id = q.request"
            " JOIN market_order o ON o.id = q.offered LEFT JOIN trade t ON t.maker = o.id",
            "q.id", where, seat=seat, request=request, page=Page(before, after, limit),
        )
    ]  # fmt: skip


_SESSIONS = (
    "SELECT s.id, s.instrument, s.seller, s.auction, s.quantity, s.pricing, s.reserve, s.cap,"
    " s.smallest_bid, s.bidder_percent, s.irrevocable, o.at, s.closes, s.state, s.sold, s.price,"
    " s.demand, s.reserve_basis FROM bidding_session s JOIN market_order o ON o.id = s.offered"
)


def sessions(
    session: Session,
    *,
    instrument: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[SessionView]:
    """Bidding sessions and auctions; an open one shows nothing of its bids."""
    where = ["s.instrument = :instrument"] if instrument else []
    lines = _page(
        session, _SESSIONS, "s.id", where, instrument=instrument, page=Page(before, after, limit)
    )
    return [_session(line) for line in lines]


def _session(line: tuple[Any, ...]) -> SessionView:
    *head, sold, price, demand, basis = line
    head[3], head[10] = bool(head[3]), bool(head[10])
    quantity = head[4]
    unsold = None if sold is None else quantity - sold
    cover = None if demand is None else str(Fraction(demand, quantity))
    values: tuple[Any, ...] = (*head, sold, unsold, price, cover, basis)
    return SessionView(*values)


def bids(
    session: Session,
    *,
    seat: str,
    of_session: int = 0,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[BidView]:
    """A seat's own bids, with the tonnes that each has won."""
    where = ["o.owner = :seat"] if seat else []
    where += ["b.session = :of_session"] if of_session else []
    return [
        BidView(*line)
        for line in _page(
            session,
            "SELECT b.id, b.session, o.instrument, o.owner, o.price, o.quantity, o.filled, t.price,"
            " o.status, o.ending, o.at, t.id FROM bidding_bid b"
            " JOIN market_order o ON o.id = b.bid LEFT JOIN trade t ON t.taker = o.id",
            "b.id", where, seat=seat, of_session=of_session, page=Page(before, after, limit),
        )
    ]  # fmt: skip


def _page(
    session: Session, sql: str, number: str, where: list[str], *, page: Page, **values: Any
) -> list[tuple[Any, ...]]:
    clause, paged = page.clause(number, where)
    used = {name: value for name, value in values.items() if f":{name}" in clause}
    rows = session.connection().execute(text(f"{sql}{clause}"), {**used, **paged})
    return [tuple(row) for row in rows]
