"""Bots outside the book: block trades, requests for quote, bidding sessions, auctions.

They act if an instrument's venue has such a way of trading, by its rules. Whole numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ledger.kernel.clock import MINUTE, as_datetime
from matching.instruments import ALLOWANCE
from matching.venue_facts import ModeKind
from matching.venues import Mode, Venue
from registry.bots.trading import private_value
from registry.bots.view import Asked, OnSale, Quote, View, Wish

_AUCTION_T, _ISSUE_T = 500_000, 2_000_000
"""Tonnes of one auction of the authority, and the tonnes that it issues if it has less."""

_NEGOTIATED = (ModeKind.BLOCK, ModeKind.NEGOTIATED)


def trade(view: View, random: Random) -> Iterator[Wish]:
    """Answer open proposals, requests and sessions, then sometimes begin a deal of its own."""
    venues = {code: venue for code in view.instruments() if (venue := view.venue(code))}
    if not venues:
        return
    if view.worth() is not None:
        # Its values and costs are of single tonnes: it keeps to the book, where it can count them.
        for one in view.proposals():
            yield "block.decline", {"proposal": one.proposal}
        return
    yield from _answer_proposals(view, random)
    for asked in view.asked():
        yield from (_choose if asked.own else _offer)(view, random, asked)
    for sale in view.on_sale():
        yield from _bid(view, random, sale)
    begin = random.choice((_propose, _propose, _propose, _ask, _open_bidding))
    if random.randrange(100) >= 30:
        return
    # The first market in which the deal is possible; few allow its size.
    for code in random.sample(list(venues), len(venues)):
        if wishes := list(begin(view, random, code, venues[code])):
            yield from wishes
            return


# --- answers --------------------------------------------------------------------------------


def _answer_proposals(view: View, random: Random) -> Iterator[Wish]:
    for one in view.proposals():
        if not _runs(view, _mode(view.venue(one.instrument), ModeKind.BLOCK), one.instrument):
            continue
        value = _value(view, one.instrument)
        agreed = _affords(view, one.instrument, buy=not one.buy, price=one.price, t=one.quantity)
        agreed = agreed and (one.price >= value * 97 // 100 if one.buy else one.price <= value)
        yield f"block.{'confirm' if agreed else 'decline'}", {"proposal": one.proposal}


def _choose(view: View, random: Random, asked: Asked) -> Iterator[Wish]:
    """Accept the best offer if its price is fair, or end the request if no offer is."""
    mode = _mode(view.venue(asked.instrument), *_NEGOTIATED)
    if not asked.offers or not _runs(view, mode, asked.instrument):
        return
    sign = 1 if asked.buy else -1
    offer, price = min(asked.offers, key=lambda one: (sign * one[1], one[0]))
    value = _value(view, asked.instrument)
    fair = price <= value * 103 // 100 if asked.buy else price >= value * 97 // 100
    can = _affords(view, asked.instrument, buy=asked.buy, price=price, t=asked.quantity)
    if fair and can:
        yield "quote.accept", {"offer": offer}
    else:
        yield "quote.end", {"request": asked.request}


def _offer(view: View, random: Random, asked: Asked) -> Iterator[Wish]:
    venue = view.venue(asked.instrument)
    mode = _mode(venue, *_NEGOTIATED)
    if asked.offers or venue is None or mode is None or random.randrange(100) >= 50:
        return
    if not _runs(view, mode, asked.instrument):
        return
    quote = view.quote(asked.instrument)
    spread = 99 + random.randrange(3)
    price = _limited(venue, mode, quote, _value(view, asked.instrument) * spread // 100)
    if _affords(view, asked.instrument, buy=not asked.buy, price=price, t=asked.quantity):
        yield "quote.offer", {"request": asked.request, "price": price}


def _bid(view: View, random: Random, sale: OnSale) -> Iterator[Wish]:
    """One sealed bid per session, at the seat's own value."""
    value = _value(view, sale.instrument)
    price = max(value, sale.reserve or 1)
    price = price if sale.cap is None else min(price, sale.cap)
    wanted = 20_000 + random.randrange(100_000)
    quantity = min(wanted, sale.most, view.cash_fen() // 2 // price)
    quantity = min(quantity, view.allowed_t(sale.instrument, buy=True))
    if sale.own or sale.bid or quantity < sale.smallest or price > value * 106 // 100:
        return
    yield "bidding.bid", {"session": sale.session, "price": price, "quantity": quantity}


# --- beginnings -----------------------------------------------------------------------------


def _propose(view: View, random: Random, code: str, venue: Venue) -> Iterator[Wish]:
    """Propose a block trade of the seat's own tonnes to another seat."""
    mode, owned, quote = _mode(venue, ModeKind.BLOCK), _sellable(view, code), view.quote(code)
    if mode is None or not _runs(view, mode, code) or owned < mode.smallest_t:
        return
    quantity = min(owned, max(mode.smallest_t, 200 + random.randrange(2_000)))
    price = _limited(venue, mode, quote, _value(view, code) * (96 + random.randrange(6)) // 100)
    if others := view.counterparties(code):
        yield (
            "block.propose",
            {
                "instrument": code,
                "side": "sell",
                "counterparty": random.choice(others),
                "price": price,
                "quantity": quantity,
            },
        )


def _ask(view: View, random: Random, code: str, venue: Venue) -> Iterator[Wish]:
    mode, quote = _mode(venue, *_NEGOTIATED), view.quote(code)
    waiting = any(one.own for one in view.asked())
    if mode is None or waiting or not _runs(view, mode, code):
        return
    quantity = max(mode.smallest_t, 100 + random.randrange(900))
    buy = not _affords(view, code, buy=False, price=quote.last, t=quantity)
    if not buy or _affords(view, code, buy=True, price=quote.hi, t=quantity):
        side = "buy" if buy else "sell"
        yield "quote.ask", {"instrument": code, "side": side, "quantity": quantity}


def _open_bidding(view: View, random: Random, code: str, venue: Venue) -> Iterator[Wish]:
    """Open one-way bidding for the seat's own tonnes, for half an hour."""
    mode, owned, quote = _mode(venue, ModeKind.BIDDING), _sellable(view, code), view.quote(code)
    if mode is None or mode.said("applicant") == "authority" or not _runs(view, mode, code):
        return
    smallest = mode.said("offer_smallest_t") or 500
    if owned < smallest:
        return
    reserves = venue.reserves(previous=quote.reference) or (_value(view, code),)
    yield (
        "bidding.open",
        {
            "instrument": code,
            "quantity": min(owned, smallest + random.randrange(smallest)),
            "pricing": random.choice(mode.price_rules),
            "reserve": random.choice(reserves),
            "closes_at": view.at + 30 * MINUTE,
        },
    )


def allowances(view: View) -> Iterator[Wish]:
    """The authority issues allowances and auctions a part of them each morning."""
    for code in view.instruments():
        venue, quote = view.venue(code), view.quote(code)
        mode = _mode(venue, ModeKind.BIDDING)
        if view.instrument_unit(code) != ALLOWANCE or mode is None:
            continue
        on_sale = any(one.own and one.instrument == code for one in view.on_sale())
        if mode.said("applicant") != "authority" or on_sale:
            continue
        if view.deliverable_t(code) < _AUCTION_T:
            yield "allowance.issue", {"year": view.date.year, "quantity": _ISSUE_T}
        yield (
            "auction.open",
            {
                "instrument": code,
                "quantity": _AUCTION_T,
                "pricing": mode.price_rules[0],
                # If the venue has a rule for the reserve price, the authority uses that.
                "reserve": None if mode.said("reserve_rule") else quote.reference,
                "smallest_bid": None,
                "bidder_percent": None,
                "closes_at": view.at + 90 * MINUTE,
            },
        )


# --- rules and means ------------------------------------------------------------------------


def _mode(venue: Venue | None, *kinds: ModeKind) -> Mode | None:
    """The first of these ways of trading that the venue has."""
    if venue is None:
        return None
    return next((mode for kind in kinds if (mode := venue.mode(kind))), None)


def _runs(view: View, mode: Mode | None, code: str) -> bool:
    """Whether the mode's hours run now; without hours of its own they are the book's."""
    if mode is None:
        return False
    if not mode.sessions:
        return view.quote(code).open
    now = as_datetime(view.at).strftime("%H:%M")
    return any(opens <= now < closes for opens, closes in mode.sessions)


def _limited(venue: Venue, mode: Mode, quote: Quote, price: int) -> int:
    """The price, or the nearest one that the mode allows today."""
    limits = venue.limits(mode.kind, previous=quote.reference)
    return price if limits is None else max(limits.lo, min(limits.hi, price))


def _value(view: View, code: str) -> int:
    return private_value(view, code, view.quote(code))


def _sellable(view: View, code: str) -> int:
    """Free tonnes that the seat may sell now."""
    return min(view.deliverable_t(code), view.allowed_t(code, buy=False))


def _affords(view: View, code: str, *, buy: bool, price: int, t: int) -> bool:
    """Whether the seat may make a trade and has the tonnes, or the cash and 2 % more for fees."""
    if view.allowed_t(code, buy=buy) < t:
        return False
    if buy:
        return view.cash_fen() >= price * t * 51 // 50
    return view.deliverable_t(code) >= t
