"""Orders outside the book: set aside, traded against each other, released, written down.

The same money and units as the book's, by the same rules. Knows no seat's rights.
"""

from __future__ import annotations

from typing import NamedTuple

import orjson

from matching import permission, records, reservations
from matching.clearing.settlement import settle
from matching.deals.errors import DealTooSmall, PriceNotPositive
from matching.deals.models import InstrumentVenue
from matching.deals.rules import limits_of, session_end
from matching.deals.state import State, load
from matching.errors import (
    InstrumentHalted,
    MarketClosed,
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
    WordUnknown,
)
from matching.exchange import Exchange
from matching.fees import fee
from matching.listings import Listing
from matching.orders import (
    Ask,
    Ending,
    Judged,
    Order,
    OrderKind,
    OrderMode,
    OrderSide,
    Reservation,
    TimeInForce,
    draw,
)
from matching.venues import Mode, Venue

Lots = list[tuple[int, int]]
"""Asset and tonnes of each batch."""


class Dealt(NamedTuple):
    """What was traded between two seats: its trade, at which price, and how much."""

    trade: int
    price: int
    quantity: int


class OffBook:
    """What all trades outside the book share; the working state loads itself from the tables."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange, self.books = exchange, exchange.books
        self.load()
        self.books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Derive the working state from the tables again."""
        self.state: State = load(self.books.store.fetch)
        for order in self.state.orders():
            self.exchange.market.dealt_of.setdefault(order.account, {})[order.id] = order

    def take_rules(self, *, instrument: str, venue: Venue) -> None:
        """Keep the rules of an instrument's venue for the whole lesson."""
        assert instrument not in self.state.venues
        number = self.exchange.market.listing(instrument).id
        rules = orjson.dumps(venue.as_dict()).decode()
        self.books.rows.insert(InstrumentVenue, id=number, instrument=instrument, rules=rules)
        self.state.venues[instrument] = venue

    # --- refusals -----------------------------------------------------------------------------

    def require_open(self, listing: Listing, mode: Mode, *, at: int) -> int | None:
        """Refuse outside the mode's hours; when they end, None where it has none of its own.

        A mode without hours trades while the book trades continuously.
        """
        one = listing.instrument
        if listing.halted:
            raise InstrumentHalted(instrument=one.code)
        if not listing.day:
            raise MarketClosed(instrument=one.code)
        ends = session_end(one, mode, at=at)
        if ends is None and not listing.trading:
            raise MarketClosed(instrument=one.code)
        return ends

    def require_quantity(self, listing: Listing, mode: Mode, quantity: int) -> None:
        lot = listing.instrument.lot
        if quantity <= 0:
            raise QuantityNotPositive(quantity=quantity, lot=lot)
        if quantity % lot:
            below = quantity // lot * lot
            raise QuantityOffLot(quantity=quantity, lot=lot, below=below, above=below + lot)
        if quantity < mode.smallest_t:
            raise DealTooSmall(quantity=quantity, smallest=mode.smallest_t)
        if quantity > mode.largest_t:
            raise QuantityTooLarge(quantity=quantity, largest=mode.largest_t)

    def require_price(self, listing: Listing, mode: Mode, price: int) -> None:
        one = listing.instrument
        if price <= 0:
            raise PriceNotPositive(price_fen=price)
        if price % one.tick:
            below = price // one.tick * one.tick
            raise PriceOffTick(
                price_fen=price, tick_fen=one.tick, below_fen=below, above_fen=below + one.tick
            )
        limits = limits_of(one, mode, reference=listing.reference)
        if limits is not None and not limits.lo <= price <= limits.hi:
            raise PriceOutsideLimits(price_fen=price, lo_fen=limits.lo, hi_fen=limits.hi)

    def lots_for(
        self,
        listing: Listing,
        mode: OrderMode,
        *,
        owner: str,
        buy: bool,
        price: int,
        quantity: int,
    ) -> Lots:
        """Refuse what may not be or cannot be set aside; the batches that a seller delivers."""
        one, market = listing.instrument, self.exchange.market
        permission.check(market, self.books, listing, owner=owner, buy=buy, quantity=quantity)
        if buy:
            rate = self.rate(listing, mode)
            reservations.check_cash(
                self.books, one, owner=owner, price=price, quantity=quantity, rate_ppm=rate
            )
            return []
        deliverable = listing.deliverable(self.books.batches)
        return reservations.check_units(
            self.books, one, deliverable, owner=owner, quantity=quantity
        )

    def ask(
        self, ask: Ask | None, listing: Listing, mode: Mode, *, buy: bool, price: int, quantity: int
    ) -> None:
        """Tell who wants to be asked what is about to be traded, within the mode's limits."""
        if ask is None:
            return
        one = listing.instrument
        limits = limits_of(one, mode, reference=listing.reference)
        lo, hi = (one.tick, None) if limits is None else (limits.lo, limits.hi)
        ask(Judged(one.code, buy, price, quantity, lo=lo, hi=hi, deal=True))

    # --- fees ---------------------------------------------------------------------------------

    def fees(self, listing: Listing, mode: OrderMode) -> tuple[int, int]:
        """What maker and taker pay, in millionths: by the venue's rules, if the lesson has any."""
        one = listing.instrument
        venue = self.state.venues.get(one.code)
        return (one.fee_maker_ppm, one.fee_taker_ppm) if venue is None else venue.fees(mode)

    def rate(self, listing: Listing, mode: OrderMode) -> int:
        """The higher of the two: the one that a buy order is ready to pay."""
        return max(self.fees(listing, mode))

    # --- orders -------------------------------------------------------------------------------

    def enter(
        self,
        listing: Listing,
        mode: OrderMode,
        *,
        owner: str,
        buy: bool,
        price: int | None,
        quantity: int,
        lots: Lots,
        at: int,
    ) -> Order:
        """A new order outside the book, with all that it needs set aside."""
        market, one = self.exchange.market, listing.instrument
        number = market.last_order + 1
        worst = price or 0 if buy else 0
        order = Order(
            id=number, account=owner, buy=buy, price=price, quantity=quantity,
            time_in_force=TimeInForce.DAY, instrument=one.code,
            reservation=Reservation(worst=worst, lots=lots.copy(), mode=mode),
        )  # fmt: skip
        because = f"order {number}"
        if buy:
            rate = self.rate(listing, mode)
            fen = reservations.need(price=worst, quantity=quantity, rate_ppm=rate)
            reservations.block_cash(self.books, owner=owner, fen=fen, because=because)
        else:
            reservations.block_units(
                self.books, owner=owner, registry=one.registry, lots=lots, because=because
            )
        market.last_order = number
        market.dealt_of.setdefault(owner, {})[number] = order
        kind = OrderKind.LIMIT if price is not None else OrderKind.MARKET
        records.order_entered(self.books, order, kind=kind, day=listing.day, at=at)
        for asset, tonnes in lots:
            market.last_lot += 1
            records.lot_entered(
                self.books, number=market.last_lot, order=number, asset=asset, quantity=tonnes
            )
        return order

    def trade(
        self,
        listing: Listing,
        mode: OrderMode,
        *,
        maker: Order,
        taker: Order,
        price: int,
        quantity: int,
        at: int,
    ) -> int:
        """Settle two orders against each other by novation; the number of the trade.

        The rows of both orders are the caller's to finish.
        """
        one, market = listing.instrument, self.exchange.market
        buyer, seller = (taker, maker) if taker.buy else (maker, taker)
        assert buyer.buy and not seller.buy and buyer.account != seller.account
        rates = self.fees(listing, mode)
        rates = rates[::-1] if taker.buy else rates
        fees = tuple(fee(price=price, quantity=quantity, rate_ppm=rate) for rate in rates)
        worst = buyer.reservation.worst
        before = reservations.need(price=worst, quantity=buyer.open, rate_ppm=max(rates))
        for order in (buyer, seller):
            order.reservation.filled += quantity
            order.open -= quantity
        after = reservations.need(price=worst, quantity=buyer.open, rate_ppm=max(rates))
        number = market.last_trade + 1
        settled = settle(
            self.books,
            trade=number,
            registry=one.registry,
            seller=seller.account,
            buyer=buyer.account,
            units=draw(seller.reservation.lots, quantity),
            price=price,
            spare=before - after - price * quantity - fees[0],
            fees=(fees[0], fees[1]),
            waits=one.t_plus > 0,
        )
        market.last_trade = number
        listing.exchanged(buyer=buyer.account, seller=seller.account)
        records.traded(
            self.books, number=number, taker=taker, maker=maker, price=price, quantity=quantity,
            fees=(fees[0], fees[1]), settled=settled, at=at,
        )  # fmt: skip
        return number

    def finish(self, order: Order, ending: Ending) -> None:
        """Release what is left of an order, if anything is, and write its end down."""
        reservation, because = order.reservation, f"order {order.id}"
        listing = self.exchange.market.listing(order.instrument)
        left, one = order.open, listing.instrument
        if left:
            if order.buy:
                rate = self.rate(listing, reservation.mode)
                fen = reservations.need(price=reservation.worst, quantity=left, rate_ppm=rate)
                reservations.release_cash(self.books, owner=order.account, fen=fen, because=because)
            else:
                reservations.release_units(
                    self.books,
                    owner=order.account,
                    registry=one.registry,
                    lots=draw(reservation.lots, left),
                    because=because,
                )
            order.open, reservation.reduced, reservation.ending = 0, left, ending
        assert not reservation.lots
        del self.exchange.market.dealt_of[order.account][order.id]
        records.order_changed(self.books, order)


def is_buy(side: str) -> bool:
    """Whether a side buys; refuses what is no side."""
    if side not in tuple(OrderSide):
        raise WordUnknown(field="side", given=side, allowed=", ".join(OrderSide))
    return side == OrderSide.BUY
