"""The guided first trade: price, quantity, confirmation, with values that make sense just now."""

from __future__ import annotations

from registry.edge.feed import LiveInstrument
from registry.roles import Role
from registry.web.frame.addresses import to
from registry.web.frame.fields import price_typed
from registry.web.home.contexts import Guide

SIDES = {
    Role.EMITTER: "buy",
    Role.TRADER: "buy",
    Role.VOLUNTARY_BUYER: "buy",
    Role.PROJECT_OWNER: "sell",
}
"""The side of a role's first trade; other roles have none."""

TONNES = 10
"""A first trade is small: its point is to see what happens."""


def guide_of(
    role: Role,
    instrument: str,
    one: LiveInstrument,
    *,
    free_t: int,
    closed: bool,
    toggle_href: str,
) -> Guide | None:
    """The guide, at the best price of the other side, the last, or the reference price.

    None: nothing to trade.

    `free_t` are tonnes that the seat could sell, `closed` whether the person put the guide away.
    """
    side = SIDES.get(role)
    quantity = min(TONNES, free_t) if side == "sell" else TONNES
    if side is None or not quantity:
        return None
    waiting = one["asks"] if side == "buy" else one["bids"]
    last = one["reference"] if one["last"] is None else one["last"]
    price = waiting[0][0] if waiting else last

    def at(**more: object) -> str:
        typed = {"side": side, "price": price_typed(price), **more}
        return to("trade", instrument=instrument, **typed) + "#ticket"

    return Guide(
        instrument=instrument,
        side=side,
        price=price,
        waits=not waiting,
        untraded=one["last"] is None,
        quantity=quantity,
        price_href=at(),
        quantity_href=at(quantity=quantity),
        confirm_href=at(quantity=quantity, step="preview"),
        closed=closed,
        toggle_href=toggle_href,
    )
