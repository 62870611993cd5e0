"""Tables of the trades outside the book; the figures of each side are in its order's row.

Whole numbers throughout: fen per tonne, tonnes, ms of lesson time.
"""

from __future__ import annotations

from enum import StrEnum

from ledger.db import Table, enum_column, hot, key, whole
from matching.bidding import Pricing
from matching.orders import OrderSide


class DealState(StrEnum):
    """The state of a block proposal or a request for quote."""

    OPEN = "open"
    TRADED = "traded"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class SaleState(StrEnum):
    """The state of a bidding session.

    halted: its day ended while its instrument was halted, and nothing was sold.
    """

    OPEN = "open"
    CLOSED = "closed"
    HALTED = "halted"


class ReserveBasis(StrEnum):
    """The origin of a session's reserve price.

    stated: set by the seller, or by an authority whose venue has no rule. policy: set by the
    authority in place of the venue's rule. mean: that rule, the weighted mean of three months.
    reference: the same rule, where nothing traded in those months.
    """

    NONE = "none"
    STATED = "stated"
    POLICY = "policy"
    MEAN = "mean"
    REFERENCE = "reference"


class InstrumentVenue(Table, table=True):
    """All rules of an instrument's venue: `Venue.as_dict` in JSON."""

    __tablename__ = "instrument_venue"
    __append_only__ = True
    id: int = key()
    instrument: str
    rules: str


class BlockProposal(Table, table=True):
    """A block trade that one seat proposes to another.

    `proposed` is the proposer's order, `answered` the other's. `expires` is the lesson time at
    which it ends, NULL: with the trading day.
    """

    __tablename__ = "block_proposal"
    __changes__ = ("state", "answered", "ended")
    __final__ = "OLD.state <> 'open'"
    id: int = key()
    proposed: int = whole(index=True)
    counterparty: str
    expires: int | None = whole(optional=True)
    state: DealState = enum_column(DealState)
    answered: int | None = whole(optional=True)
    ended: int | None = whole(optional=True)


class QuoteRequest(Table, table=True):
    """A request for quote: `side` is the asker's; `taken` the offer that it took."""

    __tablename__ = "quote_request"
    __changes__ = ("state", "taken", "answered", "ended")
    __final__ = "OLD.state <> 'open'"
    id: int = key()
    instrument: str
    asker: str
    side: OrderSide = enum_column(OrderSide)
    quantity: int = whole()
    at: int = whole()
    expires: int | None = whole(optional=True)
    state: DealState = enum_column(DealState)
    taken: int | None = whole(optional=True)
    answered: int | None = whole(optional=True)
    entered: int = whole()
    ended: int | None = whole(optional=True)


class QuoteOffer(Table, table=True):
    """A price that a seat offers for all of a request; `offered` is its order."""

    __tablename__ = "quote_offer"
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    offered: int = whole(index=True)


class BiddingSession(Table, table=True):
    """An offer that takes bids until `closes`; `offered` is the seller's order.

    The columns from `quantity` to `lot` are the terms of its sale, fixed when it opened; `demand`
    are the tonnes of all bids that stood at the close, `price` is the lowest winning bid.
    """

    __tablename__ = "bidding_session"
    __changes__ = ("state", "sold", "demand", "price", "ended")
    __final__ = "OLD.state <> 'open'"
    id: int = key()
    instrument: str
    seller: str
    offered: int = whole(index=True)
    auction: bool
    closes: int = whole()
    quantity: int = whole()
    pricing: Pricing = enum_column(Pricing)
    reserve: int | None = whole(optional=True)
    cap: int | None = whole(optional=True)
    smallest_offer: int = whole()
    smallest_bid: int = whole()
    bidder_percent: int | None = whole(optional=True)
    tick: int = whole()
    lot: int = whole()
    irrevocable: bool
    reserve_basis: ReserveBasis = enum_column(ReserveBasis)
    state: SaleState = enum_column(SaleState)
    sold: int | None = whole(optional=True)
    demand: int | None = whole(optional=True)
    price: int | None = whole(optional=True)
    ended: int | None = whole(optional=True)


class BiddingBid(Table, table=True):
    """A sealed bid; its number is its arrival, `bid` its order."""

    __tablename__ = "bidding_bid"
    __append_only__ = True
    id: int = key()
    session: int = whole(index=True)
    bid: int = whole(index=True)


VENUE, PROPOSAL, REQUEST = hot(InstrumentVenue), hot(BlockProposal), hot(QuoteRequest)
OFFER, SESSION, BID = hot(QuoteOffer), hot(BiddingSession), hot(BiddingBid)
