"""What a command about one order would do beyond its answer: for its preview.

Knows the arguments and answers of these commands, and no lesson.
"""

from __future__ import annotations

from typing import Any

from ledger.kernel.lazy_copy import Copies
from matching.desk import Desk
from matching.orders import Order
from matching.preview import Effects, effects


def effects_of(
    desk: Desk,
    copies: Copies,
    *,
    name: str,
    given: dict[str, Any],
    seat: str,
    answer: dict[str, Any],
) -> Effects | None:
    """What a command that was done on the copy of a desk did; None for what is about no order.

    `desk` is what the copy was made of, so it still has the order as it was.
    """
    if name == "order.place":
        instrument, wanted = given["instrument"], given["quantity"]
    elif name == "order.pick":
        instrument, wanted = desk.listing_of(given["maker"]).instrument.code, given["quantity"]
    elif name in ("order.replace", "order.reduce", "order.cancel"):
        own = desk.market.open_of[seat][given["order"]]
        instrument, wanted = own.instrument, _left(name, own, given)
    else:
        return None
    return effects(
        desk, copies, owner=seat, instrument=instrument, order=answer["order"], wanted=wanted,
        trades=answer.get("trades", ()),
    )  # fmt: skip


def _left(name: str, order: Order, given: dict[str, Any]) -> int:
    """The tonnes that a change means to leave open; before a cancel, those that were."""
    if name == "order.replace":
        return int(given["quantity"])
    return order.open - (given["quantity"] if name == "order.reduce" else 0)
