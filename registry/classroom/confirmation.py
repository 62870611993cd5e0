"""Confirmation of trades: the market's order warnings, with what the seat owns and must surrender.

The market has already checked that it accepts the trade. Compliance is above the market in the
layers, so the two are combined here.
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


def asking(world: World, arguments: dict[str, Any], by: Actor, at: int) -> dict[str, Any]:
    """The arguments of a command that may need confirmation, as its handler takes them.

    The flag `confirmed` is removed; if it is false, `ask` takes its place.
    """
    rest = dict(arguments)
    if rest.pop("confirmed", None) is False:
        rest["ask"] = confirmation(world, by, at)
    return rest


def confirmation(world: World, by: Actor, at: int) -> Ask:
    """A function that refuses a seat's trade with `book.needs_confirmation` if it has warnings."""

    def ask(meant: Judged) -> None:
        listing = world.exchange.market.listing(meant.instrument)
        book, instrument = listing.book, listing.instrument
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
                tick=instrument.tick,
            ),
            own=_own_now(world, meant, by.seat, _need_t(world, instrument.unit, by, at)),
            deal=meant.deal,
        )
        if found:
            raise refusal_of(found)

    return ask


def _need_t(world: World, unit: str, by: Actor, at: int) -> int | None:
    """Tonnes of a unit that an emitter still has to surrender; None for other roles."""
    if by.role is not Role.EMITTER:
        return None
    with world.books.store.procedure() as session:
        return compliance.need_t(session, seat=by.seat, unit=unit, at=at)


def _own_now(world: World, meant: Judged, seat: str, need_t: int | None) -> OwnNow:
    """A seat's holdings and cash; the reservation of a replaced order counts as free again."""
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
