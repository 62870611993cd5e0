"""A market maker: it offers to buy a little below the middle of the market and to sell a little
above it, and lives on the difference.

Run it: python -m registry.client.bots.market_maker URL TOKEN_FILE
"""

from __future__ import annotations

from registry.client import Client
from registry.client.bots.orders import Held, bid, offer, tonnes
from registry.client.bots.runner import main

QUANTITY = 10  # tonnes in each order
MOST = 100  # tonnes that it holds of one instrument at most: what it holds can fall in price
WIDTHS = (6, 11, 16)  # thousandths of the price between the middle and its orders on each side
LEAN = 10  # thousandths by which its prices are lower when it holds the most
PRICES = 6  # prices that make the middle
FALL = 15  # thousandths below the middle where the last price is a fall, not a chance


class MarketMaker:
    """Quotes every instrument on both sides, and quotes anew at each turn."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Take the old orders off, then place new ones around the price of now."""
        self.seat.command.order_cancel_all()
        held = tonnes(self.seat)
        for quote in self.seat.query.instruments():
            if quote["phase"] != "continuous" or quote["last"] is None:
                continue
            # One trade says little; the mean of the last prices says where the market is.
            seen = self.prices.setdefault(quote["instrument"], [])
            seen.append(quote["last"])
            del seen[:-PRICES]
            middle = sum(seen) // len(seen)
            own = held.get((quote["registry"], quote["unit"]), Held())
            # While a price falls everybody sells to the bid that is too high: bid below the last.
            falls = (middle - quote["last"]) * 1000 > FALL * middle
            low = quote["last"] if falls else middle
            # Whoever holds much quotes lower: it buys less eagerly and sells more easily, so that
            # what it holds comes back to nothing.
            lean = middle * LEAN * min(own.all, MOST) // (1000 * MOST)
            # Several small orders instead of a large one: a small move of the price trades a
            # little, a large one more, and at better prices.
            left = own.free
            for width in WIDTHS:
                away = middle * width // 1000
                if own.may_grow(MOST):
                    bid(self.seat, quote, low - lean - away, QUANTITY)
                offer(self.seat, quote, middle - lean + away, min(left, QUANTITY))
                left -= min(left, QUANTITY)


if __name__ == "__main__":
    main(MarketMaker, "trader")
