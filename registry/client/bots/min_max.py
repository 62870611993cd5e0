"""A min-max trader: it buys where the price is near its lowest of late, and sells near its highest.

It bets that prices come back. Run it: python -m registry.client.bots.min_max URL TOKEN_FILE
"""

from __future__ import annotations

from registry.client import Client
from registry.client.bots.orders import Held, bid, offer, tonnes
from registry.client.bots.runner import main

QUANTITY = 10  # tonnes in each order
MOST = 150  # tonnes that it holds of one instrument at most: a price that falls may not come back
PRICES = 30  # prices that it remembers
NEAR = 5  # the lowest and the highest fifth of their range are "near"


class MinMax:
    """Remembers prices, and waits at the edges of their range for somebody who trades there."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Take the old orders off, then wait at the edges of the range of now."""
        self.seat.command.order_cancel_all()
        held = tonnes(self.seat)
        for quote in self.seat.query.instruments():
            if quote["phase"] != "continuous" or quote["last"] is None:
                continue
            seen = self.prices.setdefault(quote["instrument"], [])
            seen.append(quote["last"])
            del seen[:-PRICES]
            lowest, highest = min(seen), max(seen)
            edge = (highest - lowest) // NEAR
            own = held.get((quote["registry"], quote["unit"]), Held())
            # At a new lowest price nobody knows how far it falls: buy only still lower.
            start = lowest if quote["last"] > lowest else lowest - edge
            left = own.free
            # Two orders on a side: one at the edge, one at the end of the range.
            for inside in (edge, 0):
                if own.may_grow(MOST):
                    bid(self.seat, quote, start + inside, QUANTITY)
                offer(self.seat, quote, highest - inside, min(left, QUANTITY))
                left -= min(left, QUANTITY)


if __name__ == "__main__":
    main(MinMax, "trader")
