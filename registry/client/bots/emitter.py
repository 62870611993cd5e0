"""An emitter: it buys the credits that the national market accepts as offsets, and submits them
until its cap is used.

Run it: python -m registry.client.bots.emitter URL TOKEN_FILE
"""

from __future__ import annotations

from contextlib import suppress

from registry.client import Client, Refused
from registry.client.bots.runner import main
from registry.client.described.shapes import Quote

UNIT = "CCER"  # what the national market accepts
QUANTITY = 600  # tonnes bought in one turn at most


class Emitter:
    """Has an obligation; may cover a part of it, the cap, by offsets."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat

    def turn(self) -> None:
        """Submit what it holds, then bid for what is missing."""
        self.seat.command.order_cancel_all()
        # The desk says how much may still be offset. It changes with every submission.
        left = self.left()
        for lot in self.seat.query.holdings():
            if lot["unit"] == UNIT and lot["free_t"] > 0 and left > 0:
                quantity = min(left, lot["free_t"])
                with suppress(Refused):
                    self.seat.command.offset_submit(
                        lots=[{"asset": lot["asset"], "quantity": quantity}]
                    )
                    left = self.left()
        if left <= 0:
            return
        for quote in self.seat.query.instruments():
            if quote["unit"] == UNIT and quote["phase"] == "continuous":
                self.buy(quote, min(left, QUANTITY))

    def buy(self, quote: Quote, wanted: int) -> None:
        """Bid for as many tonnes as its cash allows."""
        # Sellers are few: a bid at the highest price of the day is first in line, and trades at the
        # sellers' own prices.
        quantity = min(wanted, self.seat.query.cash()["free_fen"] // quote["hi"])
        quantity -= quantity % quote["lot"]
        if quantity > 0:
            with suppress(Refused):
                self.seat.give(
                    "order.place",
                    instrument=quote["instrument"],
                    side="buy",
                    price=quote["hi"],
                    quantity=quantity,
                )

    def left(self) -> int:
        """Tonnes that may still be offset."""
        desk = self.seat.query.offset_desk()
        return 0 if desk is None else desk["left_t"]


if __name__ == "__main__":
    main(Emitter, "emitter")
