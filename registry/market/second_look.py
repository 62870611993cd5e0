"""A second look before a seat trades, on the market's working state: what the guard is asked with.

Whether the market takes it has been judged before, by the command itself. Knows no lesson; what a
seat still has to hand in is told by the caller.
"""

from __future__ import annotations

from collections.abc import Callable

from ledger.accounts import CASH, CNY, HOLDING, HOLDING_BOUGHT, Kind
from matching.desk import Desk
from matching.orders import Judged
from registry.command import EXACT
from registry.market.guard import MarketNow, OwnNow, refusal_of, warnings


def second_look(
    desk: Desk, meant: Judged, *, seat: str, need_t: Callable[[str], int | None]
) -> None:
    """Refuse what looks like finger trouble; `need_t` tells what is still to be handed in."""
    listing = desk.market.listing(meant.instrument)
    book, one = listing.book, listing.instrument
    found = warnings(
        side="buy" if meant.buy else "sell",
        price=meant.price,
        quantity=meant.quantity,
        market=MarketNow(
            bid=book.best(buy=True) if meant.in_line else None,
            ask=book.best(buy=False) if meant.in_line else None,
            last=listing.last or None,
            reference=listing.reference,
            lo=meant.lo,
            hi=EXACT if meant.hi is None else meant.hi,
            tick=one.tick,
        ),
        own=own_now(desk, meant, seat, need_t(one.unit)),
        deal=meant.deal,
    )
    if found:
        raise refusal_of(found)


def own_now(desk: Desk, meant: Judged, seat: str, need_t: int | None) -> OwnNow:
    """What a seat has; what a replaced order has set aside counts as free again."""
    books, listing = desk.books, desk.market.listing(meant.instrument)
    registry, batches = listing.instrument.registry, listing.deliverable(books.batches)

    def tonnes(kind: Kind) -> int:
        return sum(books.found(kind, a, owner=seat, registry=registry) for a in batches)

    freed_fen, freed_t = (meant.has, 0) if meant.buy else (0, meant.has)
    return OwnNow(
        held_t=tonnes(HOLDING) + freed_t,
        free_fen=books.found(CASH, CNY, owner=seat) + freed_fen,
        need_t=need_t,
        bought_t=tonnes(HOLDING_BOUGHT),
        buying_t=desk.market.buying(seat, meant.instrument) - (meant.ordered if meant.buy else 0),
    )
