"""Requests for quote: a seat asks for prices of a quantity, others offer, it takes one or none.

A seat that offers sees the request and its own offer only; the asker sees all offers.
"""

from __future__ import annotations

from typing import NoReturn

from matching.deals.errors import (
    DealNotOpen,
    DealNotYours,
    DealUnknown,
    OfferedBefore,
    WithOneself,
)
from matching.deals.models import DealState, QuoteOffer, QuoteRequest
from matching.deals.off_book import Dealt, OffBook, is_buy
from matching.deals.rules import NEGOTIATED, mode_of
from matching.deals.state import Asked, State
from matching.listings import Listing
from matching.orders import Ask, Ending, Order, OrderMode, OrderSide
from matching.venues import Mode


class Quotes:
    """Requests and the offers that answer them."""

    def __init__(self, off_book: OffBook) -> None:
        self.off_book, self.exchange, self.books = off_book, off_book.exchange, off_book.books

    @property
    def state(self) -> State:
        """All open deals."""
        return self.off_book.state

    def ask(self, *, instrument: str, owner: str, side: str, quantity: int, at: int) -> int:
        """Ask every seat for a price; the asker blocks nothing before it takes an offer."""
        listing = self.exchange.market.listing(instrument)
        buy = is_buy(side)
        mode = self._negotiated(listing)
        expires = self.off_book.require_open(listing, mode, at=at)
        self.off_book.require_quantity(listing, mode, quantity)

        # From here on the request must succeed.
        number = self.state.last_request + 1
        self.books.rows.insert(
            QuoteRequest, id=number, instrument=instrument, asker=owner,
            side=OrderSide(side).value, quantity=quantity, at=at, expires=expires,
            state=DealState.OPEN.value, taken=None, answered=None, entered=self.books.number,
            ended=None,
        )  # fmt: skip
        self.state.last_request = number
        self.state.requests[number] = Asked(
            number, instrument, owner, buy=buy, quantity=quantity, expires=expires
        )
        return number

    def offer(
        self, *, request: int, owner: str, price: int, at: int, ask: Ask | None = None
    ) -> int:
        """Offer a price for all of a request and block its reservation; returns its number."""
        asked = self._request(request)
        listing = self.exchange.market.listing(asked.instrument)
        mode = self._negotiated(listing)
        self.off_book.require_open(listing, mode, at=at)
        if asked.asker == owner:
            raise WithOneself(seat=owner)
        for number, order in asked.offers.items():
            if order.account == owner:
                raise OfferedBefore(offer=number, request=request)
        self.off_book.require_price(listing, mode, price)
        buy, quantity = not asked.buy, asked.quantity
        lots = self.off_book.lots_for(
            listing, OrderMode.QUOTE, owner=owner, buy=buy, price=price, quantity=quantity
        )
        self.off_book.ask(ask, listing, mode, buy=buy, price=price, quantity=quantity)

        # From here on the offer must succeed.
        order = self.off_book.enter(
            listing, OrderMode.QUOTE,
            owner=owner, buy=buy, price=price, quantity=quantity, lots=lots, at=at,
        )  # fmt: skip
        number = self.state.last_offer + 1
        self.books.rows.insert(QuoteOffer, id=number, request=request, offered=order.id)
        self.state.last_offer = number
        self.state.offer_of[number] = request
        asked.offers[number] = order
        return number

    def accept(self, *, offer: int, owner: str, at: int, ask: Ask | None = None) -> Dealt:
        """Take an offer: the asker's risk check, settlement, then the other offers are released."""
        asked, order = self._offer(offer, owner)
        if asked.asker != owner:
            raise DealNotYours(what="offer", number=offer, possible="quote.withdraw")
        listing = self.exchange.market.listing(asked.instrument)
        mode = self._negotiated(listing)
        self.off_book.require_open(listing, mode, at=at)
        price, quantity = order.price, order.open
        assert price is not None
        lots = self.off_book.lots_for(
            listing, OrderMode.QUOTE, owner=owner, buy=asked.buy, price=price, quantity=quantity
        )
        self.off_book.ask(ask, listing, mode, buy=asked.buy, price=price, quantity=quantity)

        # From here on the trade must succeed.
        answer = self.off_book.enter(
            listing, OrderMode.QUOTE,
            owner=owner, buy=asked.buy, price=price, quantity=quantity, lots=lots, at=at,
        )  # fmt: skip
        trade = self.off_book.trade(
            listing, OrderMode.QUOTE,
            maker=order, taker=answer, price=price, quantity=quantity, at=at,
        )  # fmt: skip
        self.off_book.finish(answer, Ending.NONE)
        self.off_book.finish(asked.offers.pop(offer), Ending.NONE)
        self.end_request(
            asked, DealState.TRADED, Ending.NOT_CHOSEN, taken=offer, answered=answer.id
        )
        return Dealt(trade, price, quantity)

    def withdraw_offer(self, *, offer: int, owner: str) -> int:
        """Withdraw an own offer; returns its tonnes."""
        asked, order = self._offer(offer, owner)
        if order.account != owner:
            raise DealNotYours(what="offer", number=offer, possible="quote.accept")
        tonnes = order.open
        self.off_book.finish(asked.offers.pop(offer), Ending.OWNER)
        return tonnes

    def withdraw_request(self, *, request: int, owner: str) -> int:
        """End an own request; returns how many offers ended with it."""
        asked = self._request(request)
        if asked.asker != owner:
            raise DealNotYours(what="request", number=request, possible="quote.offer")
        return self.end_request(asked, DealState.WITHDRAWN, Ending.NOT_CHOSEN)

    def _negotiated(self, listing: Listing) -> Mode:
        instrument = listing.instrument
        return mode_of(instrument, self.state.venues.get(instrument.code), NEGOTIATED)

    def _request(self, number: int) -> Asked:
        """An open request, which every seat may answer; else raises the reason."""
        found = self.state.requests.get(number)
        if found is not None:
            return found
        self.books.rows.flush()
        row = self.books.store.fetch("SELECT state FROM quote_request WHERE id = ?", number)
        if row:
            raise DealNotOpen(what="request", number=number, state=row[0][0])
        raise DealUnknown(what="request", number=number)

    def _offer(self, number: int, seat: str) -> tuple[Asked, Order]:
        """An open offer that the seat made or received, and its request; else raises the reason."""
        asked = self.state.requests.get(self.state.offer_of.get(number, 0))
        order = asked.offers.get(number) if asked is not None else None
        if asked is None or order is None:
            self._refuse_ended_offer(number, seat)
        if seat not in (asked.asker, order.account):
            raise DealUnknown(what="offer", number=number)
        return asked, order

    def _refuse_ended_offer(self, number: int, seat: str) -> NoReturn:
        self.books.rows.flush()
        row = self.books.store.fetch(
            "SELECT o.status FROM quote_offer q JOIN quote_request r ON r.id = q.request"
            " JOIN market_order o ON o.id = q.offered WHERE q.id = ? AND ? IN (r.asker, o.owner)",
            number,
            seat,
        )
        if row:
            raise DealNotOpen(what="offer", number=number, state=row[0][0])
        raise DealUnknown(what="offer", number=number)

    def end_request(
        self,
        asked: Asked,
        state: DealState,
        ending: Ending,
        *,
        taken: int | None = None,
        answered: int | None = None,
    ) -> int:
        """End a request and all its open offers; returns how many offers ended."""
        left = len(asked.offers)
        for order in asked.offers.values():
            self.off_book.finish(order, ending)
        changes = {
            "state": state.value,
            "taken": taken,
            "answered": answered,
            "ended": self.books.number,
        }
        self.books.rows.update(QuoteRequest, asked.id, changes)
        del self.state.requests[asked.id]
        return left
