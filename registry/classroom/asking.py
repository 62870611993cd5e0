"""The second look before an order of a person: the market's guard, told what the seat still owes.

Compliance stands above the market, so the two meet here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from registry.compliance import queries as compliance
from registry.market.second_look import second_look
from registry.roles import Actor, Role

if TYPE_CHECKING:
    from registry.classroom.lesson import Lesson


def look_again(lesson: Lesson, order: dict[str, Any], by: Actor, at: int) -> None:
    """Refuse an order that looks like finger trouble, until it is confirmed; changes nothing."""
    listing = lesson.desk.market.listings.get(order["instrument"])
    need = None
    if listing is not None and by.role is Role.EMITTER:
        with lesson.store.procedure() as session:
            need = compliance.need_t(session, seat=by.seat, unit=listing.instrument.unit, at=at)
    second_look(
        lesson.desk,
        instrument=order["instrument"],
        seat=by.seat,
        side=order["side"],
        price=order.get("price"),
        quantity=order["quantity"],
        need_t=need,
    )
