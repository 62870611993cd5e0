"""Contexts of the pages for trades outside the book: block trades, quotes, one-way bidding.

Prices are ticks, money fen, quantities tonnes, times ms of lesson time; it knows no query.
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
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DealHead:
    """Which instrument the page is about, and what the seat has for it."""

    instrument: str = told("instrument code")
    registry: str = told("registry in which it is listed, CN or TH")
    venue: str = told("name of its venue in the page's language")
    offered: tuple[Way, ...] = told("the ways of trading of its venue")
    instruments: tuple[tuple[str, bool, bool], ...] = told(
        "codes of all instruments, whether they have deals and whether they have bidding"
    )
    free_fen: int = told("free cash of the seat")
    free_t: int = told("free tonnes that deliver the instrument")
    bought_t: int = told("tonnes bought today that can be sold the next day")
    bidding: bool = told("whether the instrument has one-way bidding or auctions")
    deals: bool = told("whether the instrument has block trades or quotes")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealTerms:
    """What the venue's rules say of one way of trading, and whether it is open now."""

    way: Way = told("the way of trading with its facts")
    hours: str = told("its own hours, 13:00–15:00; '' while the book trades continuously")
    lo: int | None = told("lowest price today; None without a limit")
    hi: int | None = told("highest price today; None without a limit")
    smallest: int = told("smallest quantity")
    closed: str = told("a key of words.DEAL_CLOSED; '' while it is open")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPreview:
    """What a deed will block, before it is done."""

    key: str = told("idempotency key, minted for this rendering")
    deed: str = told("the command")
    arguments: Mapping[str, str] = told("its arguments, sent as hidden fields")
    side: str = told("buy or sell, the reader's own")
    price: int | None = told("price; None where none is named")
    quantity: int = told("tonnes")
    other: str = told("name of the other side; '' where there is none yet")
    blocks_fen: int | None = told("cash that is blocked; None for a sale or a mere question")
    fee_room: int | None = told("of it for fees, at most; None without fees")
    blocks_t: int | None = told("tonnes that are blocked; None for a purchase or a mere question")
    free_before: int = told("free cash or tonnes now")
    free_after: int = told("free cash or tonnes afterwards")
    closes: int | None = told("when the session closes; None for others")
    refused: NotTaken | None = told("why it would be refused; None when it is taken")
    warnings: tuple[str, ...] = told("what the market asks about it, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealForm:
    """A form with two steps: what is asked for, and its preview."""

    name: str = told("which form it is, and the start of its fields' ids")
    form: Form = told("what was typed, and what is wrong with it")
    preview: DealPreview | None = told("the second step; None before")
    seats: tuple[Choice, ...] = told("seats to choose the other side from; () where none is")
    pricings: tuple[str, ...] = told("keys of words.PRICINGS; () where none is chosen")
    reserves: tuple[int, ...] = told("reserve prices to choose from; () where it is typed")
    own_terms: bool = told("whether the share of one bidder can be named")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A block proposal that the seat made or was made."""

    number: int = told("number of the proposal")
    mine: bool = told("whether the seat made it")
    other: str = told("the other side")
    side: str = told("buy or sell, the reader's own")
    price: int = told("price")
    quantity: int = told("tonnes")
    value: int = told("price times tonnes")
    at: int = told("when it was made")
    expires: int | None = told("when it ends; None: with the trading day")
    state: str = told("a key of words.DEAL_STATES")
    trade: int | None = told("number of its trade; None without one")
    confirm_key: str = told("key to confirm it; '' when that is not possible")
    decline_key: str = told("key to decline it; '' when that is not possible")
    withdraw_key: str = told("key to withdraw it; '' when that is not possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """An offer for a request."""

    number: int = told("number of the offer")
    other: str = told("who made it; '' for the reader")
    price: int = told("price")
    value: int = told("price times tonnes")
    at: int = told("when it was made")
    state: str = told("resting, filled or another key of words.STATES")
    accept_key: str = told("key to accept it; '' when that is not possible")
    withdraw_key: str = told("key to withdraw it; '' when that is not possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request for quotes with the offers that the reader may see."""

    number: int = told("number of the request")
    own: bool = told("whether the reader asked")
    asker: str = told("who asks")
    side: str = told("buy or sell, the asker's")
    quantity: int = told("tonnes")
    at: int = told("when it was asked")
    expires: int | None = told("when it ends; None: with the trading day")
    state: str = told("a key of words.DEAL_STATES")
    offers: tuple[OfferRow, ...] = told("offers, the best first")
    answer: DealForm | None = told("the form to offer a price; None when that is not possible")
    end_key: str = told("key to end it; '' when that is not possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealsPage(Page):
    """Block trades and requests for quote of one instrument, for one seat."""

    template: ClassVar[str] = "offbook/deals.html"
    head: DealHead = told("instrument, venue and means")
    block: DealTerms | None = told("the rules of block trades; None where the venue has none")
    propose: DealForm | None = told("the form to propose; None when that is not possible now")
    proposals: tuple[ProposalRow, ...] = told("proposals, the newest first")
    quote: DealTerms | None = told("the rules of quotes; None where the venue has none")
    ask: DealForm | None = told("the form to ask for quotes; None when that is not possible now")
    requests: tuple[RequestRow, ...] = told("requests, the newest first")
    refusal: RefusalCard | None = told("what was refused last; None without")
    receipt: Receipt | None = told("what was done last; None without")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRow:
    """An own bid in a session."""

    number: int = told("number of the bid")
    price: int = told("price")
    quantity: int = told("tonnes")
    at: int = told("when it was made")
    won: int = told("tonnes that it won")
    paid: int | None = told("price of its trade; None without one")
    fate: str = told("a key of words.BID_FATES")
    withdraw_key: str = told("key to withdraw it; '' when that is not possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRow:
    """A bidding session or an auction, with the reader's own bids."""

    number: int = told("number of the session")
    auction: bool = told("whether it is an auction of the authority")
    seller: str = told("who sells; '' for the reader")
    quantity: int = told("tonnes offered")
    pricing: str = told("a key of words.PRICINGS")
    reserve: int | None = told("lowest valid bid; None without one")
    cap: int | None = told("highest valid bid; None without one")
    smallest_bid: int = told("smallest bid in tonnes")
    most: int = told("tonnes that the bids of one bidder may come to")
    irrevocable: bool = told("whether a bid stands until the close")
    closes: int = told("when it closes")
    left: str = told("lesson time until then, 12:30; '' once it has closed")
    state: str = told("a key of words.DEAL_STATES")
    sold: int | None = told("tonnes sold; None before the close")
    unsold: int | None = told("tonnes not sold; None before the close")
    price: int | None = told("lowest winning bid; None before the close, and when nothing was sold")
    cover: str = told("demand by offer, 1.40; '' before the close")
    won: int = told("tonnes that the reader's bids won")
    bids: tuple[BidRow, ...] = told("the reader's own bids, the newest first")
    form: DealForm | None = told("the form to bid; None when that is not possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class BiddingPage(Page):
    """The bidding room of one instrument, for one seat."""

    template: ClassVar[str] = "offbook/bidding.html"
    head: DealHead = told("instrument, venue and means")
    way: Way | None = told("the venue's rules of bidding; None where it has none")
    hours: str = told("hours in which a session can be opened; '' while the book trades")
    closed: str = told("a key of words.DEAL_CLOSED: why no bid is taken now; ''")
    sales: tuple[SaleRow, ...] = told("sessions, the newest first")
    opening: DealForm | None = told("the form to open a session; None when that is not possible")
    opening_deed: str = told("bidding.open or auction.open; '' for a seat that can open neither")
    no_opening: str = told("a key of words.NO_OPENING; '' when a session can be opened")
    smallest_offer: int = told("smallest offer in tonnes")
    refusal: RefusalCard | None = told("what was refused last; None without")
    receipt: Receipt | None = told("what was done last; None without")


PAGES: tuple[type[Page], ...] = (DealsPage, BiddingPage)
"""The pages of this area."""
