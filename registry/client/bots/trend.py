"""A trend follower: it buys what has been rising and sells what has been falling.

It bets that prices go on. Run it: python -m registry.client.bots.trend URL TOKEN_FILE
"""

from __future__ import annotations

from contextlib import suppress

from registry.client import Client, Refused
from registry.client.bots.runner import main

QUANTITY = 10  # tonnes in each order
MOST = 150  # tonnes that it holds of one instrument at most
SHORT, LONG = 3, 40  # prices in the two means that it compares
MOVE = 8  # thousandths between the two means that count as a trend; less is noise


class Trend:
    """Compares the mean of the last few prices with that of many."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Buy where the short mean is well above the long one, sell where it is well below."""
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
            del seen[:-LONG]
            recent, whole = sum(seen[-SHORT:]), sum(seen)
            # The means are recent / fewer and whole / len(seen), here without rounding.
            fewer = min(SHORT, len(seen))
            moved = (recent * len(seen) - whole * fewer) * 1000
            far = MOVE * whole * fewer
            own = held.get((quote["registry"], quote["unit"]), 0)
            tick = quote["tick"]
            if moved >= far and own < MOST:
                # First in line among the buyers, not at the sellers' price: that saves the spread.
                price = (quote["bid"] or last) + tick
                self.order(quote["instrument"], "buy", min(hi, price), QUANTITY)
            elif moved < -far and own > 0:
                price = (quote["ask"] or last) - tick
                self.order(quote["instrument"], "sell", max(lo, price), min(own, QUANTITY))

    def order(self, instrument: str, side: str, price: int, quantity: int) -> None:
        """Place an order; who has no cash is refused, and tries again at the next turn."""
        with suppress(Refused):
            self.seat.give(
                "order.place", instrument=instrument, side=side, price=price, quantity=quantity
            )


if __name__ == "__main__":
    main(Trend, "trader")
