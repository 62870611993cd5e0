"""What a command about one order is after, and what it would do beyond its answer: for its preview.

Knows the arguments of these commands, and no lesson.
"""

from __future__ import annotations

from typing import Any

from ledger.kernel.lazy_copy import Copies
from matching.exchange import Exchange
from matching.preview import Effects, effects
from registry.command import Command


def effects_of(
    exchange: Exchange,
    copies: Copies,
    *,
    command: Command,
    given: dict[str, Any],
    seat: str,
    answer: dict[str, Any],
) -> Effects | None:
    """What a command that was done on the copy of a desk did; None for what is about no order.

    `desk` is what the copy was made of, so it still has the order as it was.
    """
    if command.aim is None:
        return None
    instrument, wanted = command.aim(exchange, given, seat)
    return effects(
        exchange, copies, owner=seat, instrument=instrument, order=answer["order"], wanted=wanted,
        trades=answer.get("trades", ()),
    )  # fmt: skip


def placed(exchange: Exchange, given: dict[str, Any], seat: str) -> tuple[str, int]:
    """A new order: all of it."""
    return given["instrument"], given["quantity"]


def picked(exchange: Exchange, given: dict[str, Any], seat: str) -> tuple[str, int]:
    """What is picked of another's order."""
    return exchange.listing_of(given["maker"]).instrument.code, given["quantity"]


def replaced(exchange: Exchange, given: dict[str, Any], seat: str) -> tuple[str, int]:
    """The tonnes that the order then has open."""
    return exchange.market.open_of[seat][given["order"]].instrument, given["quantity"]


def reduced(exchange: Exchange, given: dict[str, Any], seat: str) -> tuple[str, int]:
    """The tonnes that are left open."""
    order = exchange.market.open_of[seat][given["order"]]
    return order.instrument, order.open - given["quantity"]


def cancelled(exchange: Exchange, given: dict[str, Any], seat: str) -> tuple[str, int]:
    """The tonnes that were open, all of which leave."""
    order = exchange.market.open_of[seat][given["order"]]
    return order.instrument, order.open
