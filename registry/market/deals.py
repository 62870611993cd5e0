"""Trades of seats outside the book: the only way to block trades, quotes, bidding and auctions.

Who may take part, and from which registry's account, is decided here; prices, means and
settlement are the deals'. Knows no HTTP and no bot.
"""

from __future__ import annotations

from typing import Any

from matching.deals.dealing import Deals
from matching.desk import Desk
from matching.venues import Venue
from registry.agenda import Due, Source
from registry.market.commands import TRADING, require_account, require_trading, require_whole
from registry.market.errors import CounterpartyUnknown
from registry.records import require_role
from registry.roles import Actor, Role


def open_deals(desk: Desk) -> Deals:
    """The trades outside the book over a lesson's desk, as the tables tell them."""
    return Deals(desk)


def deals_due(deals: Deals) -> Source:
    """What ends proposals, requests and sessions whose time has come."""

    def source() -> Due | None:
        at = deals.next_due()
        return None if at is None else Due(at, "clock.deals_end", {})

    return source


def take_rules(deals: Deals, *, instrument: str, venue: Venue) -> None:
    """Keep the rules of an instrument's venue when the lesson is created."""
    deals.take_rules(instrument=instrument, venue=venue)


# --- block trades -----------------------------------------------------------------------------


def propose_block(
    deals: Deals,
    *,
    instrument: str,
    side: str,
    counterparty: str,
    price: int,
    quantity: int,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Offer another seat a block trade; what it takes is blocked until the other answers."""
    _admit(by, price=price, quantity=quantity)
    require_account(deals.desk, instrument, by)
    _require_counterparty(deals, instrument, counterparty)
    number = deals.propose(
        instrument=instrument,
        owner=by.seat,
        side=side,
        counterparty=counterparty,
        price=price,
        quantity=quantity,
        at=at,
    )
    return {"proposal": number}


def confirm_block(deals: Deals, *, proposal: int, by: Actor, at: int) -> dict[str, Any]:
    """Accept a proposal that was made to the acting seat; it settles at once."""
    _admit(by, proposal=proposal)
    done = deals.confirm(proposal=proposal, owner=by.seat, at=at)
    return {"proposal": proposal, **done._asdict()}


def decline_block(deals: Deals, *, proposal: int, by: Actor, at: int) -> dict[str, Any]:
    """Turn down a proposal that was made to the acting seat."""
    _admit(by, proposal=proposal)
    return {"proposal": proposal, "released": deals.decline(proposal=proposal, owner=by.seat)}


def withdraw_block(deals: Deals, *, proposal: int, by: Actor, at: int) -> dict[str, Any]:
    """Take back a proposal of the acting seat."""
    _admit(by, proposal=proposal)
    gone = deals.withdraw_proposal(proposal=proposal, owner=by.seat)
    return {"proposal": proposal, "released": gone}


# --- requests for quote -----------------------------------------------------------------------


def ask_quote(
    deals: Deals, *, instrument: str, side: str, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Ask every seat for a price of what the acting seat would buy or sell."""
    _admit(by, quantity=quantity)
    require_account(deals.desk, instrument, by)
    number = deals.ask(instrument=instrument, owner=by.seat, side=side, quantity=quantity, at=at)
    return {"request": number}


def offer_quote(deals: Deals, *, request: int, price: int, by: Actor, at: int) -> dict[str, Any]:
    """Offer a price for a request; what it takes is blocked until the asker answers."""
    _admit(by, request=request, price=price)
    asked = deals.state.requests.get(request)
    if asked is not None:
        require_account(deals.desk, asked.instrument, by)
    return {"offer": deals.offer(request=request, owner=by.seat, price=price, at=at)}


def accept_quote(deals: Deals, *, offer: int, by: Actor, at: int) -> dict[str, Any]:
    """Take an offer for a request of the acting seat; it settles, the other offers leave."""
    _admit(by, offer=offer)
    return {"offer": offer, **deals.accept(offer=offer, owner=by.seat, at=at)._asdict()}


def withdraw_quote(deals: Deals, *, offer: int, by: Actor, at: int) -> dict[str, Any]:
    """Take back an offer of the acting seat."""
    _admit(by, offer=offer)
    return {"offer": offer, "released": deals.withdraw_offer(offer=offer, owner=by.seat)}


def end_quote(deals: Deals, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """End a request of the acting seat; every offer for it leaves."""
    _admit(by, request=request)
    return {"request": request, "ended": deals.withdraw_request(request=request, owner=by.seat)}


# --- one-way bidding and auctions -------------------------------------------------------------


def open_bidding(
    deals: Deals,
    *,
    instrument: str,
    quantity: int,
    pricing: str,
    reserve: int | None,
    closes_at: int,
    by: Actor,
    at: int,
    cap: int | None = None,
    smallest_bid: int | None = None,
) -> dict[str, Any]:
    """Open a session in which others bid for what the acting seat offers."""
    _admit(
        by, quantity=quantity, reserve=reserve, cap=cap, smallest_bid=smallest_bid,
        closes_at=closes_at,
    )  # fmt: skip
    require_account(deals.desk, instrument, by)
    number = deals.open_bidding(
        instrument=instrument,
        owner=by.seat,
        quantity=quantity,
        pricing=pricing,
        reserve=reserve,
        cap=cap,
        smallest_bid=smallest_bid,
        closes=closes_at,
        at=at,
    )
    return {"session": number, "closes_at": closes_at}


def open_auction(
    deals: Deals,
    *,
    instrument: str,
    quantity: int,
    pricing: str,
    reserve: int | None,
    smallest_bid: int | None,
    bidder_percent: int | None,
    closes_at: int,
    by: Actor,
    at: int,
    cap: int | None = None,
) -> dict[str, Any]:
    """Auction allowances of the government's own account."""
    require_role(by, procedure="auction", step="open", roles=[Role.GOVERNMENT_CN])
    _require_whole(
        quantity=quantity, reserve=reserve, cap=cap, smallest_bid=smallest_bid,
        bidder_percent=bidder_percent, closes_at=closes_at,
    )  # fmt: skip
    require_account(deals.desk, instrument, by)
    number = deals.open_auction(
        instrument=instrument,
        owner=by.seat,
        quantity=quantity,
        pricing=pricing,
        reserve=reserve,
        cap=cap,
        smallest_bid=smallest_bid,
        bidder_percent=bidder_percent,
        closes=closes_at,
        at=at,
    )
    return {"session": number, "closes_at": closes_at}


def bid(
    deals: Deals, *, session: int, price: int, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Bid in a session; the cash for it is blocked until the session closes."""
    _admit(by, session=session, price=price, quantity=quantity)
    found = deals.state.sessions.get(session)
    if found is not None:
        require_account(deals.desk, found.order.instrument, by)
    number = deals.bid(session=session, owner=by.seat, price=price, quantity=quantity, at=at)
    return {"bid": number, "session": session}


def withdraw_bid(deals: Deals, *, bid: int, by: Actor, at: int) -> dict[str, Any]:
    """Take back a bid of the acting seat, where the venue lets bids go."""
    _admit(by, bid=bid)
    return {"bid": bid, "released": deals.withdraw_bid(bid=bid, owner=by.seat)}


# --- the clock --------------------------------------------------------------------------------


def close_waiting(deals: Deals, *, instrument: str, by: Actor, at: int) -> list[int]:
    """Close the sessions that a halt, which has ended, kept open beyond their time."""
    return deals.close_waiting(instrument=instrument, at=at)


def end_due(deals: Deals, *, by: Actor, at: int) -> dict[str, Any]:
    """Close the sessions and end the proposals and requests whose time has come."""
    return dict(deals.end_due(at=at))


def end_day(deals: Deals, *, by: Actor, at: int) -> dict[str, Any]:
    """Close and end everything that is still open outside the book."""
    return dict(deals.end_of_day(at=at))


# --- who may ----------------------------------------------------------------------------------


def _admit(by: Actor, **figures: int | None) -> None:
    """Refuse a seat that does not trade, and figures that are no whole numbers."""
    require_trading(by)
    _require_whole(**figures)


def _require_whole(**figures: int | None) -> None:
    for field, value in figures.items():
        if value is not None:
            require_whole(field, value)


def _require_counterparty(deals: Deals, instrument: str, counterparty: str) -> None:
    """Refuse a seat that does not exist, does not trade, or has no account in the registry."""
    registry = deals.desk.market.listing(instrument).instrument.registry
    roles = deals.books.store.fetch("SELECT role FROM participant WHERE seat = ?", counterparty)
    trades = bool(roles) and Role(roles[0][0]) in TRADING
    if not trades or not deals.books.has_account(counterparty, registry):
        raise CounterpartyUnknown(counterparty=counterparty[:40], registry=registry)
