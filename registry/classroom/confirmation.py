"""A second look before what a person trades: the market's guard, told what the seat has and owes.

The market has judged before whether it takes the trade. Compliance stands above the market, so the
two meet here. Knows no command by name.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import CASH, CNY, HOLDING, HOLDING_BOUGHT, Kind
from matching.orders import Ask, Judged
from registry.classroom.world import World
from registry.command import EXACT
from registry.compliance import queries as compliance
from registry.market.order_warnings import MarketNow, OwnNow, refusal_of, warnings
from registry.roles import Actor, Role


def asking(world: World, given: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
    """The arguments of a command that can be asked about, for its handler.

    The flag `confirmed` is taken out; where it is false, `ask` stands in its place.
    """
    rest = dict(given)
    if rest.pop("confirmed", None) is False:
        rest["ask"] = confirmation(world, by, at)
    return rest


def confirmation(world: World, by: Actor, at: int) -> Ask:
    """What refuses a trade of a seat that looks like finger trouble, until it is confirmed."""

    def ask(meant: Judged) -> None:
        listing = world.exchange.market.listing(meant.instrument)
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
            own=_own_now(world, meant, by.seat, _need_t(world, one.unit, by, at)),
            deal=meant.deal,
        )
        if found:
            raise refusal_of(found)

    return ask


def _need_t(world: World, unit: str, by: Actor, at: int) -> int | None:
    """What an emitter still has to hand in of a unit; others owe nothing."""
    if by.role is not Role.EMITTER:
        return None
    with world.books.store.procedure() as session:
        return compliance.need_t(session, seat=by.seat, unit=unit, at=at)


def _own_now(world: World, meant: Judged, seat: str, need_t: int | None) -> OwnNow:
    """What a seat has; what a replaced order has set aside counts as free again."""
    books, market = world.exchange.books, world.exchange.market
    listing = market.listing(meant.instrument)
    registry, batches = listing.instrument.registry, listing.deliverable(books.batches)

    def tonnes(kind: Kind) -> int:
        return sum(books.found(kind, a, owner=seat, registry=registry) for a in batches)

    freed_fen, freed_t = (meant.has, 0) if meant.buy else (0, meant.has)
    return OwnNow(
        held_t=tonnes(HOLDING) + freed_t,
        free_fen=books.found(CASH, CNY, owner=seat) + freed_fen,
        need_t=need_t,
        bought_t=tonnes(HOLDING_BOUGHT),
        buying_t=market.buying(seat, meant.instrument) - (meant.ordered if meant.buy else 0),
    )
