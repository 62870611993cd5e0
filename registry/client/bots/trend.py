"""A trend follower: it buys what has risen since yesterday and sells what has fallen.

It bets that prices go on. Run it: python -m registry.client.bots.trend URL TOKEN_FILE
"""

from __future__ import annotations

from contextlib import suppress

from registry.client import Client, Refused
from registry.client.bots.runner import main

QUANTITY = 10  # tonnes in each order
MOST = 150  # tonnes that it holds of one instrument at most
MOVE = 10  # thousandths of yesterday's price that count as a trend; less is noise


class Trend:
    """Compares the last price with the day's reference price, which yesterday's trading gave."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat

    def turn(self) -> None:
        """Buy where the price is well above yesterday's, sell where it is well below."""
        self.seat.command.order_cancel_all()
        held: dict[tuple[str, str], int] = {}
        for one in self.seat.query.holdings():
            place = (one["registry"], one["unit"])
            held[place] = held.get(place, 0) + one["free_t"]
        for quote in self.seat.query.instruments():
            last, lo, hi = quote["last"], quote["lo"], quote["hi"]
            if quote["phase"] != "continuous" or last is None or lo is None or hi is None:
                continue
            moved = (last - quote["reference"]) * 1000
            far = MOVE * quote["reference"]
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
