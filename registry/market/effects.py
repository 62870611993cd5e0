"""Effects of a command about one order beyond its answer, for its preview.

The functions beside `effects_of` are the `aim` of these commands (`registry/command.py`).
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
    arguments: dict[str, Any],
    seat: str,
    answer: dict[str, Any],
) -> Effects | None:
    """The effects of a command that was run on the copy of an exchange; None if it has no `aim`.

    `exchange` is the original, so it still has the order as it was; `copies` lead to the copy.
    """
    if command.aim is None:
        return None
    instrument, wanted = command.aim(exchange, arguments, seat)
    return effects(
        exchange, copies, owner=seat, instrument=instrument, order=answer["order"], wanted=wanted,
        trades=answer.get("trades", ()),
    )  # fmt: skip


def placed(exchange: Exchange, arguments: dict[str, Any], seat: str) -> tuple[str, int]:
    """The instrument and tonnes of a new order."""
    return arguments["instrument"], arguments["quantity"]


def picked(exchange: Exchange, arguments: dict[str, Any], seat: str) -> tuple[str, int]:
    """The instrument and the tonnes picked of another seat's order."""
    return exchange.listing_of(arguments["maker"]).instrument.code, arguments["quantity"]


def replaced(exchange: Exchange, arguments: dict[str, Any], seat: str) -> tuple[str, int]:
    """The instrument and the open tonnes after the replacement."""
    return exchange.market.open_of[seat][arguments["order"]].instrument, arguments["quantity"]


def reduced(exchange: Exchange, arguments: dict[str, Any], seat: str) -> tuple[str, int]:
    """The instrument and the tonnes that stay open."""
    order = exchange.market.open_of[seat][arguments["order"]]
    return order.instrument, order.open - arguments["quantity"]


def cancelled(exchange: Exchange, arguments: dict[str, Any], seat: str) -> tuple[str, int]:
    """The instrument and the open tonnes that are cancelled."""
    order = exchange.market.open_of[seat][arguments["order"]]
    return order.instrument, order.open
