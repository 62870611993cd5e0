"""Trades of seats outside the book: the only way to block trades and requests for quote.

This module decides which seats may take part from which registry's account; `matching/deals`
checks prices and funds, and settles.
"""

from __future__ import annotations

from typing import Any, Literal

from matching.deals.dealing import Deals
from matching.exchange import Exchange
from matching.orders import Ask
from matching.venues import Venue
from registry.agenda import Due, Source
from registry.command import (
    Arguments,
    Command,
    Confirmable,
    Nothing,
    Number,
    Text,
    Tonnes,
    Whole,
    on_deals,
)
from registry.market.commands import require_account, require_trading, require_whole
from registry.market.errors import CounterpartyUnknown
from registry.roles import TRADING, Actor, Role, offices_of


class ProposeBlock(Confirmable):
    """A block trade offered to another seat; `side` is the proposer's."""

    instrument: Text
    side: Literal["buy", "sell"]
    counterparty: Text
    price: Whole
    quantity: Tonnes


class OneProposal(Arguments):
    """A block proposal by its number."""

    proposal: Number


class ConfirmBlock(OneProposal, Confirmable):
    """Another seat's proposal by its number."""


class AskQuote(Arguments):
    """Instrument, side and quantity for which all other seats may quote a price."""

    instrument: Text
    side: Literal["buy", "sell"]
    quantity: Tonnes


class OfferQuote(Confirmable):
    """A price for the whole quantity of a request."""

    request: Number
    price: Whole


class OneOffer(Arguments):
    """An offer by its number."""

    offer: Number


class AcceptQuote(OneOffer, Confirmable):
    """The accepted offer by its number."""


class OneQuoteRequest(Arguments):
    """A request for quote by its number."""

    request: Number


def open_deals(exchange: Exchange) -> Deals:
    """The trades outside the book over a lesson's exchange, loaded from the tables."""
    return Deals(exchange)


def deals_due(deals: Deals) -> Source:
    """The source of the ends of proposals, requests and bidding sessions."""

    def source() -> Due | None:
        at = deals.next_due()
        return None if at is None else Due(at, "clock.deals_end", {})

    return source


def take_rules(deals: Deals, *, instrument: str, venue: Venue) -> None:
    """Store the rules of an instrument's venue when the lesson is created."""
    deals.off_book.take_rules(instrument=instrument, venue=venue)


# --- block trades -----------------------------------------------------------------------------


def propose_block(
    deals: Deals,
    *,
    instrument: str,
    side: str,
    counterparty: str,
    price: int,
    quantity: int,
    ask: Ask | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Propose a block trade to another seat; cash or tonnes are reserved until that answers."""
    admit(by, price=price, quantity=quantity)
    require_account(deals.exchange, instrument, by, buy=side == "buy")
    _require_counterparty(deals, instrument, counterparty)
    number = deals.blocks.propose(
        instrument=instrument,
        owner=by.seat,
        side=side,
        counterparty=counterparty,
        price=price,
        quantity=quantity,
        at=at,
        ask=ask,
    )
    return {"proposal": number}


def confirm_block(
    deals: Deals, *, proposal: int, ask: Ask | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Confirm a proposal made to the acting seat; the trade settles at once."""
    admit(by, proposal=proposal)
    found = deals.state.proposals.get(proposal)
    if found is not None and found.counterparty == by.seat:
        order = found.order
        require_account(deals.exchange, order.instrument, by, buy=not order.buy)
    done = deals.blocks.confirm(proposal=proposal, owner=by.seat, at=at, ask=ask)
    return {"proposal": proposal, **done._asdict()}


def decline_block(deals: Deals, *, proposal: int, by: Actor, at: int) -> dict[str, Any]:
    """Decline a proposal made to the acting seat."""
    admit(by, proposal=proposal)
    return {
        "proposal": proposal,
        "released": deals.blocks.decline(proposal=proposal, owner=by.seat),
    }


def withdraw_block(deals: Deals, *, proposal: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw a proposal of the acting seat."""
    admit(by, proposal=proposal)
    gone = deals.blocks.withdraw_proposal(proposal=proposal, owner=by.seat)
    return {"proposal": proposal, "released": gone}


# --- requests for quote -----------------------------------------------------------------------


def ask_quote(
    deals: Deals, *, instrument: str, side: str, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Request quotes from every seat for a purchase or sale of the acting seat."""
    admit(by, quantity=quantity)
    require_account(deals.exchange, instrument, by, buy=side == "buy")
    number = deals.quotes.ask(
        instrument=instrument, owner=by.seat, side=side, quantity=quantity, at=at
    )
    return {"request": number}


def offer_quote(
    deals: Deals, *, request: int, price: int, ask: Ask | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Quote a price for a request; cash or tonnes are reserved until the requester answers."""
    admit(by, request=request, price=price)
    found = deals.state.requests.get(request)
    if found is not None:
        require_account(deals.exchange, found.instrument, by, buy=not found.buy)
    number = deals.quotes.offer(request=request, owner=by.seat, price=price, at=at, ask=ask)
    return {"offer": number}


def accept_quote(
    deals: Deals, *, offer: int, ask: Ask | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Accept an offer for a request of the acting seat; it settles, the other offers end."""
    admit(by, offer=offer)
    found = deals.state.requests.get(deals.state.offer_of.get(offer, 0))
    if found is not None and found.asker == by.seat:
        require_account(deals.exchange, found.instrument, by, buy=found.buy)
    done = deals.quotes.accept(offer=offer, owner=by.seat, at=at, ask=ask)
    return {"offer": offer, **done._asdict()}


def withdraw_quote(deals: Deals, *, offer: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw an offer of the acting seat."""
    admit(by, offer=offer)
    return {"offer": offer, "released": deals.quotes.withdraw_offer(offer=offer, owner=by.seat)}


def end_quote(deals: Deals, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """End a request of the acting seat and every offer for it."""
    admit(by, request=request)
    return {
        "request": request,
        "ended": deals.quotes.withdraw_request(request=request, owner=by.seat),
    }


# --- the clock --------------------------------------------------------------------------------


def close_waiting(deals: Deals, *, instrument: str, by: Actor, at: int) -> list[int]:
    """Close the bidding sessions whose time passed during a halt that has now ended."""
    return deals.biddings.close_waiting(instrument=instrument, at=at)


def end_due(deals: Deals, *, by: Actor, at: int) -> dict[str, Any]:
    """Close bidding sessions, and end proposals and requests, whose time has come."""
    return dict(deals.end_due(at=at))


def end_day(deals: Deals, *, by: Actor, at: int) -> dict[str, Any]:
    """Close or end every deal that is still open outside the book."""
    return dict(deals.end_of_day(at=at))


# --- who may ----------------------------------------------------------------------------------


def admit(by: Actor, **figures: int | None) -> None:
    """Raise MayNotTrade for a role that does not trade, NotWhole for figures that are not whole."""
    require_trading(by)
    require_all_whole(**figures)


def require_all_whole(**figures: int | None) -> None:
    """Raise NotWhole for figures that are not whole numbers; None is allowed."""
    for field, value in figures.items():
        if value is not None:
            require_whole(field, value)


def _require_counterparty(deals: Deals, instrument: str, counterparty: str) -> None:
    """Raise CounterpartyUnknown unless a seat exists, may trade and has an account there."""
    registry = deals.exchange.market.listing(instrument).instrument.registry
    found = deals.books.store.fetch(
        "SELECT role || ' ' || offices FROM participant WHERE seat = ?", counterparty
    )
    trades = bool(found) and not TRADING.isdisjoint(offices_of(found[0][0]))
    if not trades or not deals.books.has_account(counterparty, registry):
        raise CounterpartyUnknown(counterparty=counterparty[:40], registry=registry)


COMMANDS = (
    Command(
        name="block.propose", en="Propose block trade", zh="发起大宗协议",
        done=("Block trade proposed", "大宗协议已发起"),
        not_done=("Block trade not proposed", "大宗协议未发起"),
        arguments=ProposeBlock, roles=TRADING, run=on_deals(propose_block), hot=True,
        touches_all=True,
    ),
    Command(
        name="block.confirm", en="Confirm block trade", zh="确认大宗协议",
        done=("Block trade settled", "大宗协议已成交并交收"),
        not_done=("Block trade not settled", "大宗协议未成交"),
        arguments=ConfirmBlock, roles=TRADING, run=on_deals(confirm_block), hot=True,
        touches_all=True,
    ),
    Command(
        name="block.decline", en="Decline block trade", zh="拒绝大宗协议",
        done=("Block trade declined", "大宗协议已拒绝"),
        not_done=("Block trade not declined", "大宗协议未拒绝"),
        arguments=OneProposal, roles=TRADING, run=on_deals(decline_block), hot=True, paused=True,
        over=True, touches_all=True,
    ),
    Command(
        name="block.withdraw", en="Withdraw block proposal", zh="撤回大宗协议",
        done=("Block proposal withdrawn", "大宗协议已撤回"),
        not_done=("Block proposal not withdrawn", "大宗协议未撤回"),
        arguments=OneProposal, roles=TRADING, run=on_deals(withdraw_block), hot=True, paused=True,
        over=True, touches_all=True,
    ),
    Command(
        name="quote.ask", en="Ask for quotes", zh="发起询价",
        done=("Quotes asked for", "询价已发起"), not_done=("Quotes not asked for", "询价未发起"),
        arguments=AskQuote, roles=TRADING, run=on_deals(ask_quote), hot=True, touches_all=True,
    ),
    Command(
        name="quote.offer", en="Offer quote", zh="报价",
        done=("Quote offered", "报价已提交"), not_done=("Quote not offered", "报价未提交"),
        arguments=OfferQuote, roles=TRADING, run=on_deals(offer_quote), hot=True,
        touches_all=True,
    ),
    Command(
        name="quote.accept", en="Accept quote", zh="接受报价",
        done=("Quote accepted and settled", "报价已接受并交收"),
        not_done=("Quote not accepted", "报价未接受"),
        arguments=AcceptQuote, roles=TRADING, run=on_deals(accept_quote), hot=True,
        touches_all=True,
    ),
    Command(
        name="quote.withdraw", en="Withdraw quote", zh="撤回报价",
        done=("Quote withdrawn", "报价已撤回"), not_done=("Quote not withdrawn", "报价未撤回"),
        arguments=OneOffer, roles=TRADING, run=on_deals(withdraw_quote), hot=True, paused=True,
        over=True, touches_all=True,
    ),
    Command(
        name="quote.end", en="End request for quotes", zh="结束询价",
        done=("Request for quotes ended", "询价已结束"),
        not_done=("Request for quotes not ended", "询价未结束"),
        arguments=OneQuoteRequest, roles=TRADING, run=on_deals(end_quote), hot=True, paused=True,
        over=True, touches_all=True,
    ),
    Command(
        name="clock.deals_end", en="Deals end", zh="场外交易到期",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_deals(end_due), hot=True,
        paused=True, by_people=False, touches_all=True,
    ),
)  # fmt: skip
