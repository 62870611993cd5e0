"""A second look before an order, on the market's working state: what the guard is asked with.

Knows no lesson; what a seat still has to hand in is told by the caller.
"""

from __future__ import annotations

from ledger.accounts import CASH, CNY, HOLDING
from matching.desk import Desk
from registry.market.guard import MarketNow, OwnNow, refusal_of, warnings


def second_look(
    desk: Desk,
    *,
    instrument: str,
    seat: str,
    side: str,
    price: int | None,
    quantity: int,
    need_t: int | None,
) -> None:
    """Refuse an order that looks like finger trouble; where the desk refuses, nothing is asked."""
    listing = desk.market.listing(instrument)
    books, one, book = desk.books, listing.instrument, listing.book
    if not listing.trading or not books.has_account(seat, one.registry):
        return
    held = sum(
        books.found(HOLDING, asset, owner=seat, registry=one.registry)
        for asset in listing.deliverable(books.batches)
    )
    found = warnings(
        side=side,
        price=price,
        quantity=quantity,
        market=MarketNow(
            bid=book.best(buy=True),
            ask=book.best(buy=False),
            last=listing.last or None,
            reference=listing.reference,
            lo=book.lo,
            hi=book.hi,
            tick=one.tick,
        ),
        own=OwnNow(held_t=held, free_fen=books.found(CASH, CNY, owner=seat), need_t=need_t),
    )
    if found:
        raise refusal_of(found)
