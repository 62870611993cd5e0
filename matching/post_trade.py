"""Post-trade: settles each trade of a book, releases reservations, and records the results.

The book has changed already, so nothing here refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.books import Books
from matching import records, reservations
from matching.book import Cancel, Fill
from matching.clearing.settlement import settle
from matching.fees import fee
from matching.listings import Listing, Market, load
from matching.orders import Order, draw

Trades = list[tuple[int, int, int]]
"""Number, price in fen per tonne and tonnes of each."""


class PostTrade:
    """Ledger and working state of all markets; the working state loads itself from the tables.

    One call of `settle_event` settles everything that one event of a book did.
    """

    def __init__(self, books: Books) -> None:
        self.books = books
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Derive the working state from the tables again."""
        self.market: Market = load(self.books.store.fetch)

    # --- reservations -------------------------------------------------------------------------

    def block(self, listing: Listing, order: Order) -> None:
        """Block the reservation of an admitted order."""
        because = f"order {order.id}"
        reservation, instrument = order.reservation, listing.instrument
        if order.buy:
            fen = reservations.need(
                price=reservation.worst, quantity=order.open, rate_ppm=instrument.rate_ppm
            )
            reservations.block_cash(self.books, owner=order.account, fen=fen, because=because)
        else:
            reservations.block_units(
                self.books,
                owner=order.account,
                registry=instrument.registry,
                lots=reservation.lots,
                because=because,
            )

    def _release(
        self, listing: Listing, order: Order, quantity: int, leaving: dict[int, int]
    ) -> None:
        """Release the reservation of `quantity` tonnes that leave without a trade."""
        because = f"order {order.id}"
        reservation, instrument = order.reservation, listing.instrument
        reservation.reduced += quantity
        if order.buy:
            fen = self._freed(order, quantity, leaving, rate_ppm=instrument.rate_ppm)
            reservations.release_cash(self.books, owner=order.account, fen=fen, because=because)
        else:
            reservations.release_units(
                self.books,
                owner=order.account,
                registry=instrument.registry,
                lots=draw(reservation.lots, quantity),
                because=because,
            )

    @staticmethod
    def _freed(order: Order, quantity: int, leaving: dict[int, int], *, rate_ppm: int) -> int:
        """The fen that a buy order no longer needs once `quantity` tonnes of it have left.

        `order.open` is already that after the whole event; `leaving` are the tonnes of the event
        that are not settled yet, and is lowered here.
        """
        # The room for fees is rounded over all open tonnes, so it falls by a difference.
        price = order.reservation.worst
        if not rate_ppm:
            return price * quantity
        before = order.open + leaving[order.id]
        leaving[order.id] -= quantity
        more = reservations.need(price=price, quantity=before, rate_ppm=rate_ppm)
        return more - reservations.need(price=price, quantity=before - quantity, rate_ppm=rate_ppm)

    # --- what a book did ----------------------------------------------------------------------

    def settle_event(
        self,
        listing: Listing,
        fills: Sequence[Fill],
        cancels: Sequence[Cancel],
        *,
        at: int,
        new: Order | None = None,
        renewed: Order | None = None,
        auctioned: int = 0,
    ) -> Trades:
        """Settle and record one event in order; returns the trades of the order that caused it.

        That order is `new`, which has no row yet, or `renewed`, a replaced one, or neither. Of an
        event that ends a call, so many fills at its beginning are `auctioned`.
        """
        own_order = new or renewed
        touched: dict[int, Order] = {}
        own: Trades = []
        leaving = _leaving(fills, cancels) if listing.instrument.rate_ppm else {}
        for place, (maker, taker, price, quantity) in enumerate(fills):
            trade = self._trade(
                listing, maker, taker, price, quantity, at, leaving, auction=place < auctioned
            )
            touched[maker.id], touched[taker.id] = maker, taker
            if own_order is maker or own_order is taker:
                own.append((trade, price, quantity))
        for order, tonnes, ending in cancels:
            self._release(listing, order, tonnes, leaving)
            order.reservation.ending = ending
            touched[order.id] = order
        # One update per order and event, however many fills it had: rows are written below.
        woken = listing.book.stops.woken
        for order in woken if renewed is None else (*woken, renewed):
            records.order_renewed(self.books, order)
            touched[order.id] = order
        woken.clear()
        self.market.touched.update(order.account for order in touched.values())
        for order in touched.values():
            filled = order.quantity - order.open
            assert not order.open or filled == order.reservation.filled, f"{order} after {filled} t"
            if order is not new:
                records.order_changed(self.books, order)
                if not order.open:
                    self._gone(order)
        return own

    def _gone(self, order: Order) -> None:
        """Remove an order that has left from the working state."""
        assert not order.reservation.lots
        del self.market.open_of[order.account][order.id]

    def _trade(
        self,
        listing: Listing,
        maker: Order,
        taker: Order,
        price: int,
        quantity: int,
        at: int,
        leaving: dict[int, int],
        *,
        auction: bool,
    ) -> int:
        """Settle and record one fill; returns the number of the trade."""
        buyer, seller = (taker, maker) if taker.buy else (maker, taker)
        instrument = listing.instrument
        fees = (0, 0)
        if instrument.rate_ppm:
            fees = (
                fee(price=price, quantity=quantity, rate_ppm=instrument.fee_taker_ppm),
                fee(price=price, quantity=quantity, rate_ppm=instrument.fee_maker_ppm),
            )
            fees = fees if taker.buy else fees[::-1]
        buyer.reservation.filled += quantity
        seller.reservation.filled += quantity
        released = self._freed(buyer, quantity, leaving, rate_ppm=instrument.rate_ppm)
        number = self.market.last_trade + 1
        settled = settle(
            self.books,
            trade=number,
            registry=instrument.registry,
            seller=seller.account,
            buyer=buyer.account,
            units=draw(seller.reservation.lots, quantity),
            price=price,
            spare=released - price * quantity - fees[0],
            fees=fees,
            waits=instrument.t_plus > 0,
        )
        self.market.last_trade = number
        records.traded(
            self.books, number=number, taker=taker, maker=maker, price=price, quantity=quantity,
            fees=fees, settled=settled, at=at, auction=auction,
        )  # fmt: skip
        listing.printed(price=price, quantity=quantity, at=at)
        listing.exchanged(buyer=buyer.account, seller=seller.account)
        return number

    def keep(self, order: Order, lots: Iterable[tuple[int, int]]) -> None:
        """Add an open order to its owner's, and record the batches that it blocks."""
        self.market.open_of.setdefault(order.account, {})[order.id] = order
        self.keep_lots(order, lots)

    def keep_lots(self, order: Order, lots: Iterable[tuple[int, int]]) -> None:
        """Record the batches that an open order blocks."""
        market = self.market
        for asset, tonnes in lots:
            market.last_lot += 1
            records.lot_entered(
                self.books, number=market.last_lot, order=order.id, asset=asset, quantity=tonnes
            )


def _leaving(fills: Sequence[Fill], cancels: Sequence[Cancel]) -> dict[int, int]:
    """All tonnes that leave each order in an event, by trades (buyers) and without."""
    found: dict[int, int] = {}
    for maker, taker, _, quantity in fills:
        buyer = taker.id if taker.buy else maker.id
        found[buyer] = found.get(buyer, 0) + quantity
    for order, quantity, _ in cancels:
        found[order.id] = found.get(order.id, 0) + quantity
    return found
