"""Orders outside the book: validation, risk check, reservation, settlement, release, records.

They use the same funds and units as the book's orders, by the same rules.
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
    """A trade between two seats: number, fen per tonne, tonnes."""

    trade: int
    price: int
    quantity: int


class OffBook:
    """The parts that all trades outside the book share; the working state loads itself."""

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
        """Store the rules of an instrument's venue for the whole lesson."""
        assert instrument not in self.state.venues
        number = self.exchange.market.listing(instrument).id
        rules = orjson.dumps(venue.as_dict()).decode()
        self.books.rows.insert(InstrumentVenue, id=number, instrument=instrument, rules=rules)
        self.state.venues[instrument] = venue

    # --- refusals -----------------------------------------------------------------------------

    def require_open(self, listing: Listing, mode: Mode, *, at: int) -> int | None:
        """Refuse outside the mode's hours; returns their end in lesson time, None without hours.

        A mode without hours trades while the book trades continuously.
        """
        instrument = listing.instrument
        if listing.halted:
            raise InstrumentHalted(instrument=instrument.code)
        if not listing.day:
            raise MarketClosed(instrument=instrument.code)
        ends = session_end(instrument, mode, at=at)
        if ends is None and not listing.trading:
            raise MarketClosed(instrument=instrument.code)
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
        instrument = listing.instrument
        if price <= 0:
            raise PriceNotPositive(price_fen=price)
        if price % instrument.tick:
            below = price // instrument.tick * instrument.tick
            raise PriceOffTick(
                price_fen=price,
                tick_fen=instrument.tick,
                below_fen=below,
                above_fen=below + instrument.tick,
            )
        limits = limits_of(instrument, mode, reference=listing.reference)
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
        """The risk check; returns the batches that a seller will deliver."""
        instrument, market = listing.instrument, self.exchange.market
        permission.check(market, self.books, listing, owner=owner, buy=buy, quantity=quantity)
        if buy:
            rate = self.rate(listing, mode)
            reservations.check_cash(
                self.books, instrument, owner=owner, price=price, quantity=quantity, rate_ppm=rate
            )
            return []
        deliverable = listing.deliverable(self.books.batches)
        return reservations.check_units(
            self.books, instrument, deliverable, owner=owner, quantity=quantity
        )

    def ask(
        self, ask: Ask | None, listing: Listing, mode: Mode, *, buy: bool, price: int, quantity: int
    ) -> None:
        """Call `ask`, if given, with the checked order and the mode's price limits."""
        if ask is None:
            return
        instrument = listing.instrument
        limits = limits_of(instrument, mode, reference=listing.reference)
        lo, hi = (instrument.tick, None) if limits is None else (limits.lo, limits.hi)
        ask(Judged(instrument.code, buy, price, quantity, lo=lo, hi=hi, deal=True))

    # --- fees ---------------------------------------------------------------------------------

    def fees(self, listing: Listing, mode: OrderMode) -> tuple[int, int]:
        """The fee rates of maker and taker, in millionths: the venue's, else the instrument's."""
        instrument = listing.instrument
        venue = self.state.venues.get(instrument.code)
        return (
            (instrument.fee_maker_ppm, instrument.fee_taker_ppm)
            if venue is None
            else venue.fees(mode)
        )

    def rate(self, listing: Listing, mode: OrderMode) -> int:
        """The higher of the two rates; a buy order blocks cash for it."""
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
        """Enter a checked order outside the book and block its reservation."""
        market, instrument = self.exchange.market, listing.instrument
        number = market.last_order + 1
        reservation_price = price or 0 if buy else 0
        order = Order(
            id=number, account=owner, buy=buy, price=price, quantity=quantity,
            time_in_force=TimeInForce.DAY, instrument=instrument.code,
            reservation=Reservation(worst=reservation_price, lots=lots.copy(), mode=mode),
        )  # fmt: skip
        because = f"order {number}"
        if buy:
            rate = self.rate(listing, mode)
            fen = reservations.need(price=reservation_price, quantity=quantity, rate_ppm=rate)
            reservations.block_cash(self.books, owner=owner, fen=fen, because=because)
        else:
            reservations.block_units(
                self.books, owner=owner, registry=instrument.registry, lots=lots, because=because
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
        """Novate and settle a trade of two orders; returns its number.

        The caller then calls `finish` for both orders.
        """
        instrument, market = listing.instrument, self.exchange.market
        buyer, seller = (taker, maker) if taker.buy else (maker, taker)
        assert buyer.buy and not seller.buy and buyer.account != seller.account
        rates = self.fees(listing, mode)
        rates = rates[::-1] if taker.buy else rates
        fees = tuple(fee(price=price, quantity=quantity, rate_ppm=rate) for rate in rates)
        reserved = buyer.reservation.worst
        before = reservations.need(price=reserved, quantity=buyer.open, rate_ppm=max(rates))
        for order in (buyer, seller):
            order.reservation.filled += quantity
            order.open -= quantity
        after = reservations.need(price=reserved, quantity=buyer.open, rate_ppm=max(rates))
        number = market.last_trade + 1
        settled = settle(
            self.books,
            trade=number,
            registry=instrument.registry,
            seller=seller.account,
            buyer=buyer.account,
            units=draw(seller.reservation.lots, quantity),
            price=price,
            spare=before - after - price * quantity - fees[0],
            fees=(fees[0], fees[1]),
            waits=instrument.t_plus > 0,
        )
        market.last_trade = number
        listing.exchanged(buyer=buyer.account, seller=seller.account)
        records.traded(
            self.books, number=number, taker=taker, maker=maker, price=price, quantity=quantity,
            fees=(fees[0], fees[1]), settled=settled, at=at,
        )  # fmt: skip
        return number

    def finish(self, order: Order, ending: Ending) -> None:
        """End an order: release the reservation of its open tonnes and record its ending."""
        reservation, because = order.reservation, f"order {order.id}"
        listing = self.exchange.market.listing(order.instrument)
        left, instrument = order.open, listing.instrument
        if left:
            if order.buy:
                rate = self.rate(listing, reservation.mode)
                fen = reservations.need(price=reservation.worst, quantity=left, rate_ppm=rate)
                reservations.release_cash(self.books, owner=order.account, fen=fen, because=because)
            else:
                reservations.release_units(
                    self.books,
                    owner=order.account,
                    registry=instrument.registry,
                    lots=draw(reservation.lots, left),
                    because=because,
                )
            order.open, reservation.reduced, reservation.ending = 0, left, ending
        assert not reservation.lots
        del self.exchange.market.dealt_of[order.account][order.id]
        records.order_changed(self.books, order)


def is_buy(side: str) -> bool:
    """Whether a side buys; raises `WordUnknown` for a word that is no side."""
    if side not in tuple(OrderSide):
        raise WordUnknown(field="side", given=side, allowed=", ".join(OrderSide))
    return side == OrderSide.BUY
