"""/deals/{instrument}: block proposals, requests for quote and their offers.

The page shows only the ways of trading that the instrument's venue has.
"""

from __future__ import annotations

from matching.deals import queries as deals
from matching.deals.queries import ProposalView
from matching.deals.rules import NEGOTIATED
from matching.venue_facts import ModeKind
from matching.venues import Mode
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import price_typed
from registry.web.offbook.contexts import (
    DealForm,
    DealsPage,
    OfferRow,
    ProposalRow,
    RequestRow,
)
from registry.web.offbook.maker import DealMaker, read_price, read_tonnes

SHOWN = 30
"""How many proposals and requests of a seat are read, over all instruments."""

_OTHER = {"buy": "sell", "sell": "buy"}


def page_of(top: DealMaker) -> DealsPage:
    """The page of one seat."""
    block, quote = _mode(top, (ModeKind.BLOCK,)), _mode(top, NEGOTIATED)
    return DealsPage(
        head=top.head(),
        block=None if block is None else top.terms(block),
        propose=None if block is None or top.closed(block) else _propose(top, block),
        proposals=_proposals(top, block),
        quote=None if quote is None else top.terms(quote),
        ask=None if quote is None or top.closed(quote) else _ask(top, quote),
        requests=_requests(top, quote),
        refusal=top.refusal,
        receipt=top.receipt(),
    )


def _mode(top: DealMaker, kinds: tuple[ModeKind, ...]) -> Mode | None:
    """The first of these modes that the venue offers; None without one."""
    if top.venue is None:
        return None
    found = (top.venue.mode(kind) for kind in kinds)
    return next((mode for mode in found if mode is not None), None)


# --- block trades -----------------------------------------------------------------------------


def _propose(top: DealMaker, mode: Mode) -> DealForm:
    """The form to propose a block trade."""
    seats, limits = top.seats(), top.limits(mode)
    values = top.typed(
        "block", side="buy", counterparty="", price=price_typed(top.one["reference"]),
        quantity=str(mode.smallest_t),
    )  # fmt: skip
    errors: dict[str, FieldError] = {}
    preview = None
    if top.asks("block"):
        price = read_price(
            errors, "price", values, lo=limits.lo if limits else None,
            hi=limits.hi if limits else None,
        )  # fmt: skip
        quantity = read_tonnes(
            errors, "quantity", values, smallest=mode.smallest_t, most=mode.largest_t
        )
        if values["counterparty"] not in {one.value for one in seats}:
            errors["counterparty"] = FieldError(code="not_offered", limit="")
        side = values["side"] if values["side"] in _OTHER else "buy"
        arguments = {
            "instrument": top.code, "side": side, "counterparty": values["counterparty"],
            "price": price, "quantity": quantity,
        }  # fmt: skip
        preview = None if errors else top.preview(
            "block.propose", arguments, side=side, price=price, quantity=quantity,
            other=top.names.seat(values["counterparty"]),
        )  # fmt: skip
    return top.form("block", values, errors=errors, preview=preview, seats=seats)


def _proposals(top: DealMaker, mode: Mode | None) -> tuple[ProposalRow, ...]:
    """The seat's proposals in this instrument, the newest first."""
    found = deals.proposals(top.session, seat=top.seat, limit=SHOWN)
    closed = mode is None or bool(top.closed(mode))
    return tuple(_proposal(top, one, closed=closed) for one in found if one.instrument == top.code)


def _proposal(top: DealMaker, one: ProposalView, *, closed: bool) -> ProposalRow:
    mine, waits = one.proposer == top.seat, one.state == "open"
    return ProposalRow(
        number=one.proposal,
        mine=mine,
        other=top.names.seat(one.counterparty if mine else one.proposer),
        side=one.side if mine else _OTHER[one.side],
        price=one.price,
        quantity=one.quantity,
        value=one.price * one.quantity,
        at=one.at,
        expires=one.expires,
        state=one.state,
        trade=one.trade,
        confirm_key=top.key(possible=waits and not mine and not closed),
        decline_key=top.key(possible=waits and not mine),
        withdraw_key=top.key(possible=waits and mine),
    )


# --- requests for quote -----------------------------------------------------------------------


def _ask(top: DealMaker, mode: Mode) -> DealForm:
    """The form of a request for quote, which blocks nothing."""
    values = top.typed("ask", side="buy", quantity=str(mode.smallest_t))
    errors: dict[str, FieldError] = {}
    preview = None
    if top.asks("ask"):
        quantity = read_tonnes(
            errors, "quantity", values, smallest=mode.smallest_t, most=mode.largest_t
        )
        side = values["side"] if values["side"] in _OTHER else "buy"
        arguments = {"instrument": top.code, "side": side, "quantity": quantity}
        preview = (
            None
            if errors
            else top.preview("quote.ask", arguments, side=side, price=None, quantity=quantity)
        )
    return top.form("ask", values, errors=errors, preview=preview)


def _requests(top: DealMaker, mode: Mode | None) -> tuple[RequestRow, ...]:
    """All open requests in this instrument, and the seat's own past ones."""
    closed = mode is None or bool(top.closed(mode))
    found = deals.requests(top.session, seat=top.seat, limit=SHOWN)
    return tuple(
        _request(top, one, mode, closed=closed) for one in found if one.instrument == top.code
    )


def _request(
    top: DealMaker, one: deals.RequestView, mode: Mode | None, *, closed: bool
) -> RequestRow:
    waits = one.state == "open"
    seen = deals.offers(top.session, seat=top.seat, request=one.request)
    mine = any(o.maker == top.seat and o.status == "resting" for o in seen)
    answer = None
    if waits and not one.own and not mine and not closed and mode is not None:
        answer = _answer(top, one, mode)
    best_first = sorted(seen, key=lambda o: (o.price, o.offer))
    if one.side == "sell":
        best_first.sort(key=lambda o: (-o.price, o.offer))
    return RequestRow(
        number=one.request,
        own=one.own,
        asker=top.names.seat(one.asker),
        side=one.side,
        quantity=one.quantity,
        at=one.at,
        expires=one.expires,
        state=one.state,
        offers=tuple(
            OfferRow(
                number=o.offer,
                other="" if o.maker == top.seat else top.names.seat(o.maker),
                price=o.price,
                value=o.price * o.quantity,
                at=o.at,
                state=o.status,
                accept_key=top.key(
                    possible=waits and one.own and o.status == "resting" and not closed
                ),
                withdraw_key=top.key(
                    possible=waits and o.maker == top.seat and o.status == "resting"
                ),
            )
            for o in best_first
        ),
        answer=answer,
        end_key=top.key(possible=waits and one.own),
    )


def _answer(top: DealMaker, one: deals.RequestView, mode: Mode) -> DealForm:
    """The form that quotes a price for a request's full quantity."""
    name, limits = f"offer-{one.request}", top.limits(mode)
    values = top.typed(name, price="")
    errors: dict[str, FieldError] = {}
    preview = None
    if top.asks(name):
        price = read_price(
            errors, "price", values, lo=limits.lo if limits else None,
            hi=limits.hi if limits else None,
        )  # fmt: skip
        arguments = {"request": one.request, "price": price}
        preview = None if errors else top.preview(
            "quote.offer", arguments, side=_OTHER[one.side], price=price, quantity=one.quantity,
            other=top.names.seat(one.asker),
        )  # fmt: skip
    return top.form(name, values, errors=errors, preview=preview)
