"""A second look before a seat trades, on the market's working state: what the guard is asked with.

One function for each command that can be asked about says what it would trade. Knows no lesson;
what a seat still has to hand in is told by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ledger.accounts import CASH, CNY, HOLDING, HOLDING_BOUGHT
from ledger.kernel.errors import Refusal
from matching import gate, permission, risk
from matching.bidding import Bid, bid_refused
from matching.deals.dealing import Deals
from matching.deals.rules import NEGOTIATED, limits_of, mode_of, session_end
from matching.instruments import Limits
from matching.listings import Listing
from matching.orders import Order, Terms, TimeInForce
from matching.venue_facts import ModeKind
from registry.command import EXACT, Meaning
from registry.market.guard import MarketNow, OwnNow, refusal_of, warnings

_TERMS = {term.value: term for term in TimeInForce}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a command would trade; `price` in fen per tonne, None at any price.

    `in_line`: it is compared with the best prices of the book, else with the last price. `deal`:
    it is none of the book, and `limits` are those of its own mode. `renews` is the order that it
    replaces.
    """

    listing: Listing
    side: str
    price: int | None
    quantity: int
    limits: Limits
    in_line: bool = False
    deal: bool = False
    renews: Order | None = None


def _permit(deals: Deals, meant: Meant, seat: str) -> None:
    """Refuse what the instrument's rules do not let the seat trade at all."""
    permission.check(
        deals.desk.market, deals.books, meant.listing, owner=seat, buy=meant.side == "buy",
        quantity=meant.quantity, ordered=meant.renews.open if meant.renews is not None else 0,
    )  # fmt: skip


def second_look(
    deals: Deals,
    *,
    meaning: Meaning,
    given: dict[str, Any],
    seat: str,
    at: int,
    need_t: Callable[[str], int | None],
) -> None:
    """Refuse what looks like finger trouble; where the market refuses, nothing is asked.

    `need_t` tells what the seat still has to hand in of a unit.
    """
    try:
        meant = meaning(deals, given, seat, at)
        if meant is not None:
            _permit(deals, meant, seat)
    except Refusal:
        # The market says the same, with all that it has to say, when the command comes to it.
        return
    if meant is None or not deals.books.has_account(seat, meant.listing.instrument.registry):
        return
    book, listing = meant.listing.book, meant.listing
    found = warnings(
        side=meant.side,
        price=meant.price,
        quantity=meant.quantity,
        market=MarketNow(
            bid=book.best(buy=True) if meant.in_line else None,
            ask=book.best(buy=False) if meant.in_line else None,
            last=listing.last or None,
            reference=listing.reference,
            lo=meant.limits.lo,
            hi=meant.limits.hi,
            tick=listing.instrument.tick,
        ),
        own=own_now(deals, meant, seat, need_t(listing.instrument.unit)),
        deal=meant.deal,
    )
    if found:
        raise refusal_of(found)


def own_now(deals: Deals, meant: Meant, seat: str, need_t: int | None) -> OwnNow:
    """What a seat has; what a replaced order has set aside counts as free again."""
    books, one = deals.books, meant.listing.instrument
    batches = meant.listing.deliverable(books.batches)

    def tonnes(kind: Any) -> int:
        found = (books.found(kind, a, owner=seat, registry=one.registry) for a in batches)
        return sum(found)

    free_t, free_fen = tonnes(HOLDING), books.found(CASH, CNY, owner=seat)
    old = meant.renews
    if old is not None and old.buy:
        free_fen += risk.need(worst=old.means.worst, quantity=old.open, rate_ppm=one.rate_ppm)
    elif old is not None:
        free_t += old.open
    buying = deals.desk.market.buying(seat, one.code)
    if old is not None and old.buy:
        buying -= old.open
    return OwnNow(
        held_t=free_t, free_fen=free_fen, need_t=need_t, bought_t=tonnes(HOLDING_BOUGHT),
        buying_t=buying,
    )  # fmt: skip


# --- what a command would trade; None where the market refuses it -----------------------------


def place(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """An order as it was typed."""
    listing = deals.desk.market.listing(given["instrument"])
    book, price, quantity = listing.book, given.get("price"), given["quantity"]
    term = _TERMS.get(given.get("time_in_force", "day"))
    if (given.get("kind") == "market") is not (price is None) or term is None:
        return None
    order = Order(
        id=0, account=seat, buy=given["side"] == "buy", price=price, quantity=quantity,
        time_in_force=term, instrument=book.instrument,
        terms=Terms(
            post_only=given.get("post_only", False),
            peak=given.get("peak"),
            trigger=given.get("trigger"),
        ),
    )  # fmt: skip
    gate.admit_order(book, order)
    return Meant(
        listing=listing, side=given["side"], price=price, quantity=quantity,
        limits=Limits(book.lo, book.hi), in_line=listing.trading,
    )  # fmt: skip


def replace(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """An open order with its new price and quantity."""
    old = deals.desk.market.open_of.get(seat, {}).get(given["order"])
    if old is None:
        return None
    listing = deals.desk.market.listing(old.instrument)
    book, price, quantity = listing.book, given["price"], given["quantity"]
    gate.admit_replace(book, old.id, price=price, quantity=quantity)
    return Meant(
        listing=listing, side="buy" if old.buy else "sell", price=price, quantity=quantity,
        limits=Limits(book.lo, book.hi), in_line=listing.trading, renews=old,
    )  # fmt: skip


def pick(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """The price that is picked is itself one of the best: it is compared with the last price."""
    listing = deals.desk.listing_of(given["maker"])
    book, quantity = listing.book, given["quantity"]
    chosen = gate.admit_pick(book, given["maker"], account=seat, quantity=quantity)
    return Meant(
        listing=listing, side="sell" if chosen.buy else "buy", price=chosen.price,
        quantity=quantity, limits=Limits(book.lo, book.hi),
    )  # fmt: skip


def propose(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """A block trade as it was typed."""
    side, price, quantity = given["side"], given["price"], given["quantity"]
    return _negotiated(
        deals, given["instrument"], (ModeKind.BLOCK,), side=side, price=price, quantity=quantity,
        at=at,
    )  # fmt: skip


def confirm(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """The proposal that waits for this seat."""
    found = deals.state.proposals.get(given["proposal"])
    if found is None or found.counterparty != seat or found.order.price is None:
        return None
    order = found.order
    return _negotiated(
        deals, order.instrument, (ModeKind.BLOCK,), side="sell" if order.buy else "buy",
        price=found.order.price, quantity=order.open, at=at,
    )  # fmt: skip


def offer(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """The whole quantity of a request, at the offered price."""
    asked = deals.state.requests.get(given["request"])
    if asked is None or asked.asker == seat:
        return None
    return _negotiated(
        deals, asked.instrument, NEGOTIATED, side="sell" if asked.buy else "buy",
        price=given["price"], quantity=asked.quantity, at=at,
    )  # fmt: skip


def accept(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """The offer that is taken, at its price."""
    asked = deals.state.requests.get(deals.state.offer_of.get(given["offer"], 0))
    order = None if asked is None else asked.offers.get(given["offer"])
    if asked is None or order is None or order.price is None or asked.asker != seat:
        return None
    return _negotiated(
        deals, asked.instrument, NEGOTIATED, side="buy" if asked.buy else "sell",
        price=order.price, quantity=asked.quantity, at=at,
    )  # fmt: skip


def _negotiated(
    deals: Deals,
    code: str,
    kinds: tuple[ModeKind, ...],
    *,
    side: str,
    price: int,
    quantity: int,
    at: int,
) -> Meant | None:
    """A deal of a mode with its own limits, within its hours and quantities."""
    listing = deals.desk.market.listing(code)
    one = listing.instrument
    mode = mode_of(one, deals.state.venues.get(code), kinds)
    in_hours = session_end(one, mode, at=at) is not None or listing.trading
    fits = not quantity % one.lot and mode.smallest_t <= quantity <= mode.largest_t
    if listing.halted or not listing.day or not in_hours or not fits or price % one.tick:
        return None
    limits = limits_of(one, mode, reference=listing.reference) or Limits(one.tick, EXACT)
    return Meant(
        listing=listing, side=side, price=price, quantity=quantity, limits=limits, deal=True
    )


def bid(deals: Deals, given: dict[str, Any], seat: str, at: int) -> Meant | None:
    """A bid in a session of somebody else."""
    found = deals.state.sessions.get(given["session"])
    if found is None or found.order.account == seat:
        return None
    listing = deals.desk.market.listing(found.order.instrument)
    price, quantity, sale = given["price"], given["quantity"], found.sale
    bid = Bid(id="", bidder=seat, price=price, quantity=quantity, arrival=0)
    if listing.halted or bid_refused(sale, bid, already=found.tonnes_of(seat)) is not None:
        return None
    limits = Limits(sale.reserve or sale.tick, sale.cap or EXACT)
    return Meant(
        listing=listing, side="buy", price=price, quantity=quantity, limits=limits, deal=True
    )
