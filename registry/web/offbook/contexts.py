"""Contexts of the off-book pages: block trades, requests for quote, one-way bidding.

Prices are in ticks, money in fen, quantities in tonnes, times in ms of lesson time; lists begin
with the newest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    Choice,
    Form,
    NotTaken,
    Page,
    Receipt,
    RefusalCard,
    Way,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealHead:
    """The instrument of the page, and the seat's available funds and units.

    `instruments` are (code, has deals, has bidding). `bought_t` was bought today and can be sold
    from the next trading day on.
    """

    instrument: str
    registry: str
    venue: str
    offered: tuple[Way, ...]
    instruments: tuple[tuple[str, bool, bool], ...]
    free_fen: int
    free_t: int
    bought_t: int
    bidding: bool
    deals: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DealTerms:
    """The venue's rules for one mode of trading, and whether it is open now.

    `hours` is '' while the book trades continuously. `lo` and `hi` are None without a limit.
    `closed` is a key of `words.DEAL_CLOSED`, '' while it is open.
    """

    way: Way
    hours: str
    lo: int | None
    hi: int | None
    smallest: int
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPreview:
    """What a command would block, before it is sent.

    `side` is the reader's own. `price` is None where none is named. `blocks_fen` and `blocks_t` are
    None when nothing of that unit is blocked; `fee_room` is the part reserved for fees, at most.
    `free_before` and `free_after` are cash or tonnes. `closes` is None unless it opens a session.
    `refused` is None when it would be accepted.
    """

    key: str
    action: str
    arguments: Mapping[str, str]
    side: str
    price: int | None
    quantity: int
    other: str
    blocks_fen: int | None
    fee_room: int | None
    blocks_t: int | None
    free_before: int
    free_after: int
    closes: int | None
    refused: NotTaken | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealForm:
    """A form with two steps: the fields, and the preview.

    `name` also begins the ids of its fields. `pricings` are keys of `words.PRICINGS`; `reserves` is
    () where the reserve is typed. `own_terms`: the form has a field for one bidder's largest share.
    """

    name: str
    form: Form
    preview: DealPreview | None
    seats: tuple[Choice, ...]
    pricings: tuple[str, ...]
    reserves: tuple[int, ...]
    own_terms: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A block proposal that the seat made or received.

    `side` is the reader's own; `value` is price times tonnes. `expires` is None when it ends with
    the trading day. `state` is a key of `words.DEAL_STATES`.
    """

    number: int
    mine: bool
    other: str
    side: str
    price: int
    quantity: int
    value: int
    at: int
    expires: int | None
    state: str
    trade: int | None
    confirm_key: str
    decline_key: str
    withdraw_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """A quote in answer to a request.

    `other` is the seat that made it, '' for the reader. `value` is price times tonnes. `state` is a
    key of `words.STATES`.
    """

    number: int
    other: str
    price: int
    value: int
    at: int
    state: str
    accept_key: str
    withdraw_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request for quotes with the offers that the reader may see.

    `side` is the requester's. `expires` is None when it ends with the trading day. `state` is a key
    of `words.DEAL_STATES`. `offers` begin with the best; `answer` is None when the reader cannot
    quote.
    """

    number: int
    own: bool
    asker: str
    side: str
    quantity: int
    at: int
    expires: int | None
    state: str
    offers: tuple[OfferRow, ...]
    answer: DealForm | None
    end_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealsPage(Page):
    """Block trades and requests for quote of one instrument, for one seat.

    Terms are None where the venue does not have that mode, forms when they cannot be sent now.
    """

    template: ClassVar[str] = "offbook/deals.html"
    head: DealHead
    block: DealTerms | None
    propose: DealForm | None
    proposals: tuple[ProposalRow, ...]
    quote: DealTerms | None
    ask: DealForm | None
    requests: tuple[RequestRow, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRow:
    """An own bid in a session.

    `won` is in tonnes; `paid` is the price of its trade. `fate` is a key of `words.BID_FATES`.
    """

    number: int
    price: int
    quantity: int
    at: int
    won: int
    paid: int | None
    fate: str
    withdraw_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRow:
    """A bidding session or an auction, with the reader's own bids.

    `auction` marks an auction of the authority. `seller` is '' for the reader. `pricing` is a key
    of `words.PRICINGS`, `state` of `words.DEAL_STATES`. `reserve` and `cap` are the lowest and
    highest valid bid, None without one; `most` is the largest total of one bidder's bids. Before
    the close `sold` and `unsold` are None and `cover` (demand by offer, 1.40) is ''; `price` is the
    lowest winning bid, None also when nothing was sold.
    """

    number: int
    auction: bool
    seller: str
    quantity: int
    pricing: str
    reserve: int | None
    cap: int | None
    smallest_bid: int
    most: int
    irrevocable: bool
    closes: int
    left: str
    state: str
    sold: int | None
    unsold: int | None
    price: int | None
    cover: str
    won: int
    bids: tuple[BidRow, ...]
    form: DealForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BiddingPage(Page):
    """Bidding sessions and auctions of one instrument, for one seat.

    `closed` is a key of `words.DEAL_CLOSED`, '' when bids are accepted; `no_opening` one of
    `words.NO_OPENING`, '' when a session can be opened. `opening_command` is bidding.open,
    auction.open or ''. `hours` is '' where sessions follow continuous trading.
    """

    template: ClassVar[str] = "offbook/bidding.html"
    head: DealHead
    way: Way | None
    hours: str
    closed: str
    sales: tuple[SaleRow, ...]
    opening: DealForm | None
    opening_action: str
    no_opening: str
    smallest_offer: int
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (DealsPage, BiddingPage)
"""The pages of this area."""
