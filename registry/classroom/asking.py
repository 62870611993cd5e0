"""The second look before what a person trades: the market's guard, told what the seat still owes.

Compliance stands above the market, so the two meet here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from registry.compliance import queries as compliance
from registry.market.second_look import second_look
from registry.roles import Actor, Role

if TYPE_CHECKING:
    from registry.classroom.lesson import Lesson


def look_again(lesson: Lesson, deed: str, given: dict[str, Any], by: Actor, at: int) -> None:
    """Refuse a deed that looks like finger trouble, until it is confirmed; changes nothing."""

    def need_t(unit: str) -> int | None:
        if by.role is not Role.EMITTER:
            return None
        with lesson.store.procedure() as session:
            return compliance.need_t(session, seat=by.seat, unit=unit, at=at)

    second_look(lesson.deals, deed=deed, given=given, seat=by.seat, at=at, need_t=need_t)
