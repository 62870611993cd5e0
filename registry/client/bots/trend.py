"""A trend follower: it buys while the price rises, keeps what it has, and sells once it falls.

It bets that prices go on. Run it: python -m registry.client.bots.trend URL TOKEN_FILE
"""

from __future__ import annotations

from registry.client import Client
from registry.client.bots.orders import Held, bid, offer, tonnes
from registry.client.bots.runner import main

QUANTITY = 5  # tonnes in each order
MOST = 100  # tonnes that it holds of one instrument at most: a trend ends without notice
PRICES = 16  # prices that it remembers: about a trading day
LATEST = 4  # those of the last hour; their mean is compared with that of all
MOVE = 5  # thousandths between the two means that count as a trend; less is noise
# Where it buys below and sells above the price of now, in thousandths. Even in a rise it waits for
# a small fall to buy: whoever runs after each price pays the spread every time.
RISE = (4, 18)
CALM = (5, 8)
FALL = 2  # it buys nothing, and sells
STEPS = (0, 2, 4, 7)  # thousandths by which its four orders on a side are further away


class Trend:
    """Compares the prices of the last hour with those of the last day."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Take the old orders off, then buy and sell as the trend of each instrument says."""
        self.seat.command.order_cancel_all()
        held = tonnes(self.seat)
        for quote in self.seat.query.instruments():
            if quote["phase"] != "continuous" or quote["last"] is None:
                continue
            seen = self.prices.setdefault(quote["instrument"], [])
            seen.append(quote["last"])
            del seen[:-PRICES]
            now = sum(seen[-LATEST:]) // len(seen[-LATEST:])
            usual = sum(seen) // len(seen)
            moved = (now - usual) * 1000 // usual
            own = held.get((quote["registry"], quote["unit"]), Held())
            falls = moved <= -MOVE
            below, above = RISE if moved >= MOVE else CALM
            if falls:
                above = FALL
            left = own.free
            for step in STEPS:
                if not falls and own.may_grow(MOST):
                    bid(self.seat, quote, now * (1000 - below - step) // 1000, QUANTITY)
                offer(self.seat, quote, now * (1000 + above + step) // 1000, min(left, QUANTITY))
                left -= min(left, QUANTITY)


if __name__ == "__main__":
    main(Trend, "trader")
