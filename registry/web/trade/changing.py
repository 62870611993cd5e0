"""Own orders: their rows, their amendment (price and open tonnes) and its preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from matching.instruments import Instrument
from matching.orders import OrderStatus
from matching.views import OrderView
from registry.market import queue
from registry.market.queries import Available
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import FieldError, Form
from registry.web.frame.fields import parse_price, parse_tonnes, price_typed
from registry.web.frame.holdings import state_of
from registry.web.frame.questions import Look
from registry.web.frame.visitor import mint
from registry.web.trade.ticket import needed_fees
from registry.web.trade.ticket_contexts import CancelAll, Change, ChangePreview, OrderRow

Rules = Mapping[str, Instrument]
"""Instruments by code."""

Highest = Mapping[str, int]
"""Instrument -> the day's upper price limit in ticks: the reservation price of a market stop."""

LINES_SHOWN = 20
"""For how many orders the queue position is shown; each needs a look-up in the book."""


def orders_of(
    session: Session, found: Sequence[OrderView], rules: Rules, highest: Highest
) -> list[OrderRow]:
    """Rows of a seat's orders, with the queue position of the first open ones."""
    rows = []
    for number, order in enumerate(found):
        resting = order.status == OrderStatus.RESTING
        ahead = None
        if resting and number < LINES_SHOWN and not rules[order.instrument].listed:
            line = queue.place_in_line(session, order=order.order, seat=order.owner)
            ahead = line.better_t + line.ahead_t
        blocked = blocked_fen(order, rules, highest)
        rows.append(_row(order, blocked=blocked, ahead=ahead))
    return rows


def _row(order: OrderView, *, blocked: int, ahead: int | None) -> OrderRow:
    buy, is_open = order.side == "buy", order.open > 0
    changes = is_open and order.trigger is None
    here = to("trade", instrument=order.instrument, change=order.order)
    return OrderRow(
        order=order,
        blocked_fen=blocked if buy else None,
        blocked_t=None if buy else order.open,
        state=state_of(order),
        ahead=ahead,
        change_href=f"{here}#change" if changes else "",
        cancel_key=mint() if is_open else "",
    )


def blocked_fen(order: OrderView, rules: Rules, highest: Highest) -> int:
    """Cash reserved by an open buy order, in fen; 0 for other orders."""
    if order.side != "buy" or not order.open:
        return 0
    reservation_price = order.price or highest[order.instrument]
    rate = rules[order.instrument].rate_ppm
    return reservation_price * order.open + needed_fees(reservation_price, order.open, rate)


def cancel_all_of(found: Sequence[OrderView], *, instrument: str) -> tuple[CancelAll, ...]:
    """The buttons that cancel all open orders here, and everywhere if there are others."""
    open_ones = [order for order in found if order.open]
    here = sum(order.instrument == instrument for order in open_ones)
    counts = [(instrument, here)] if here else []
    if len(open_ones) > here:
        counts.append(("", len(open_ones)))
    return tuple(CancelAll(key=mint(), instrument=code, count=n) for code, n in counts if n > 1)


def change_of(
    found: Sequence[OrderView],
    given: Mapping[str, str],
    look: Look,
    *,
    rules: Instrument,
    available: Available,
) -> Change | None:
    """The amendment form that the address requests; None unless it names an open order here."""
    order = next((o for o in found if str(o.order) == given.get("change")), None)
    if order is None or not order.open or order.trigger is not None or order.price is None:
        return None
    if order.instrument != rules.code:
        return None
    price_text = given.get("price", price_typed(order.price)).strip()
    tonnes_text = given.get("quantity", str(order.open)).strip()
    errors: dict[str, FieldError] = {}
    preview = None
    if given.get("step") == "preview":
        price, quantity = parse_price(price_text), parse_tonnes(tonnes_text)
        if not price:
            errors["price"] = FieldError(code="not_a_number", limit="")
        if isinstance(quantity, FieldError):
            errors["quantity"] = quantity
        elif price and (price, quantity) == (order.price, order.open):
            errors[""] = FieldError(code="unchanged", limit="")
        elif price:
            preview = _preview(order, price, quantity, look, rules, available)
    return Change(
        number=order.order,
        side=order.side,
        price_now=order.price,
        open_now=order.open,
        price=price_text,
        quantity=tonnes_text,
        form=Form(values={}, errors=errors, open=True),
        preview=preview,
        back=to("trade", instrument=order.instrument),
    )


def _preview(
    order: OrderView, price: int, quantity: int, look: Look, rules: Instrument, available: Available
) -> ChangePreview:
    """What the amended order would do; fewer tonnes at the same price keep the queue position."""
    assert order.price is not None
    less = price == order.price and quantity < order.open
    action = "order.reduce" if less else "order.replace"
    changed = {"order": order.order}
    changed |= (
        {"quantity": order.open - quantity} if less else {"price": price, "quantity": quantity}
    )
    looked = look(action, changed)
    effects, buy = looked.effects, order.side == "buy"
    before = order.open
    if buy:
        before = order.price * before + needed_fees(order.price, before, rules.rate_ppm)
    after = before
    if effects is not None and buy:
        after += effects.blocked_fen - effects.released_fen
    elif effects is not None:
        after += effects.blocked_t - effects.released_t
    free = available.free_fen if buy else available.free_t
    return ChangePreview(
        key=mint(),
        action=action,
        arguments={name: str(value) for name, value in changed.items()} | looked.confirms,
        price=price,
        quantity=quantity,
        keeps_place=less,
        refused=looked.refused,
        trades_now=0 if effects is None else sum(tonnes for _, tonnes in effects.fills),
        blocked_unit="fen" if buy else "tonnes",
        blocked_before=before,
        blocked_after=after,
        free_after=free + before - after,
        warnings=looked.warnings,
    )
