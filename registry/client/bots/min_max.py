"""A min-max trader: it buys where the price is near its lowest of late, and sells near its highest.

It bets that prices come back. Run it: python -m registry.client.bots.min_max URL TOKEN_FILE
"""

from __future__ import annotations

from contextlib import suppress

from registry.client import Client, Refused
from registry.client.bots.runner import main

QUANTITY = 20  # tonnes in each order
MOST = 200  # tonnes that it holds of one instrument at most
WINDOW = 30  # prices that it remembers
NEAR = 3  # the lowest and the highest third of the range are "near"


class MinMax:
    """Remembers prices, and trades at the edges of their range."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Look at every instrument: is its price low, high, or in between?"""
        self.seat.command.order_cancel_all()
        held: dict[tuple[str, str], int] = {}
        for one in self.seat.query.holdings():
            place = (one["registry"], one["unit"])
            held[place] = held.get(place, 0) + one["free_t"]
        for quote in self.seat.query.instruments():
            last, lo, hi = quote["last"], quote["lo"], quote["hi"]
            if quote["phase"] != "continuous" or last is None or lo is None or hi is None:
                continue
            seen = self.prices.setdefault(quote["instrument"], [])
            seen.append(last)
            del seen[:-WINDOW]
            lowest, highest = min(seen), max(seen)
            edge = (highest - lowest) // NEAR
            bid, ask = quote["bid"], quote["ask"]
            own = held.get((quote["registry"], quote["unit"]), 0)
            # Of the two prices that can be had at once, each is compared with the range.
            if ask is not None and ask <= lowest + edge and own < MOST:
                self.order(quote["instrument"], "buy", ask)
            elif bid is not None and bid >= highest - edge and own > 0:
                self.order(quote["instrument"], "sell", bid, min(own, QUANTITY))
            else:
                # Nothing to be had at a good price: wait in the book for somebody who gives it.
                if own < MOST:
                    self.order(quote["instrument"], "buy", max(lo, lowest + edge))
                if own > 0:
                    price = min(hi, highest - edge)
                    self.order(quote["instrument"], "sell", price, min(own, QUANTITY))

    def order(self, instrument: str, side: str, price: int, quantity: int = QUANTITY) -> None:
        """Place an order; who has no cash is refused, and tries again at the next turn."""
        with suppress(Refused):
            self.seat.give(
                "order.place", instrument=instrument, side=side, price=price, quantity=quantity
            )


if __name__ == "__main__":
    main(MinMax, "trader")
