"""A market maker: it offers to buy a little below the middle of the market and to sell a little
above it, and lives on the difference.

Run it: python -m registry.client.bots.market_maker URL TOKEN_FILE
"""

from __future__ import annotations

from contextlib import suppress

from registry.client import Client, Refused
from registry.client.bots.runner import main

QUANTITY = 20  # tonnes in each order
MOST = 100  # tonnes that it holds of one instrument at most: what it holds can fall in price
WIDTH = 4  # thousandths of the price between the middle and each of its two prices


class MarketMaker:
    """Quotes every instrument on both sides, and quotes anew at each turn."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.middles: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Take the old orders off, then place new ones around the price of now."""
        self.seat.command.order_cancel_all()
        held = tonnes(self.seat)
        for quote in self.seat.query.instruments():
            last, lo, hi = quote["last"], quote["lo"], quote["hi"]
            if quote["phase"] != "continuous" or last is None or lo is None or hi is None:
                continue
            # One trade says little; the mean of the last six prices says where the market is.
            seen = self.middles.setdefault(quote["instrument"], [])
            seen.append(last)
            del seen[:-6]
            middle = sum(seen) // len(seen)
            away = middle * WIDTH // 1000
            own = held.get((quote["registry"], quote["unit"]), 0)
            # Whoever holds much quotes lower: it buys less eagerly and sells more easily.
            lean = away * own // MOST
            if own < MOST:
                # Never above the best price on the other side: that would be a bad purchase.
                price = min(middle - away - lean, (quote["ask"] or hi) - quote["tick"])
                self.place(quote["instrument"], "buy", max(lo, price), QUANTITY)
            if own > 0:
                price = max(middle + away - lean, (quote["bid"] or lo) + quote["tick"])
                self.place(quote["instrument"], "sell", min(hi, price), min(own, QUANTITY))

    def place(self, instrument: str, side: str, price: int, quantity: int) -> None:
        """Place an order; a refusal (no cash, a halt) is no reason to stop."""
        with suppress(Refused):
            self.seat.give(
                "order.place", instrument=instrument, side=side, price=price, quantity=quantity
            )


def tonnes(seat: Client) -> dict[tuple[str, str], int]:
    """The tonnes that a seat can sell, by registry and unit."""
    found: dict[tuple[str, str], int] = {}
    for one in seat.query.holdings():
        place = (one["registry"], one["unit"])
        found[place] = found.get(place, 0) + one["free_t"]
    return found


if __name__ == "__main__":
    main(MarketMaker, "trader")
