"""What the three traders share: how much they hold, and orders that wait in the book.

An order that waits trades at its own price; one that meets another pays the difference between the
best prices of both sides, the spread. These bots live on the spread and never pay it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from registry.client import Client, Refused
from registry.client.described.shapes import Quote

LOCKED = 20  # tonnes that it has and cannot sell today: they are a bet on tomorrow's price


class Held(NamedTuple):
    """Tonnes of one unit in one registry: all of them, and those that can be sold now."""

    all: int = 0
    free: int = 0

    def may_grow(self, most: int) -> bool:
        """Whether to buy more, up to `most` tonnes: not while too many cannot be sold yet."""
        return self.all < most and self.all - self.free < LOCKED


def tonnes(seat: Client) -> dict[tuple[str, str], Held]:
    """What a seat holds, by registry and unit.

    Where what is bought today can be sold tomorrow only, or an order waits, not all of it is free.
    """
    found: dict[tuple[str, str], Held] = {}
    for one in seat.query.holdings():
        place = (one["registry"], one["unit"])
        before = found.get(place, Held())
        total = before.all + one["free_t"] + one["blocked_t"]
        found[place] = Held(total, before.free + one["free_t"])
    return found


def bid(seat: Client, quote: Quote, price: int, quantity: int) -> None:
    """Offer to buy at a price or a little lower: below the best seller, on a tick."""
    tick, lot = quote["tick"], quote["lot"]
    below = quote["hi"] if quote["ask"] is None else quote["ask"] - tick
    price = min(price, below, quote["hi"]) // tick * tick
    _place(seat, quote, "buy", price, max(lot, quantity // lot * lot))


def offer(seat: Client, quote: Quote, price: int, quantity: int) -> None:
    """Offer to sell at a price or a little higher: above the best buyer, on a tick."""
    tick, lot = quote["tick"], quote["lot"]
    above = quote["lo"] if quote["bid"] is None else quote["bid"] + tick
    price = -(-max(price, above, quote["lo"]) // tick) * tick
    _place(seat, quote, "sell", price, quantity // lot * lot)


def _place(seat: Client, quote: Quote, side: str, price: int, quantity: int) -> None:
    if quantity <= 0 or not quote["lo"] <= price <= quote["hi"]:
        return
    # A refusal (no cash, a halt, a rule of this market) is no reason to stop: the next turn comes.
    with suppress(Refused):
        seat.give(
            "order.place", instrument=quote["instrument"], side=side, price=price, quantity=quantity
        )
