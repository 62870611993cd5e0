"""A read-only observer: it gives no command, and writes down what the market did.

Run it: python -m registry.client.bots.observer URL TOKEN_FILE
"""

from __future__ import annotations

import sys

from registry.client import Client
from registry.client.bots.runner import main


class Observer:
    """Reads every trade once, and keeps the figures of each instrument."""

    def __init__(self, seat: Client) -> None:
        self.seat = seat
        self.last_trade = 0
        self.tonnes: dict[str, int] = {}
        self.prices: dict[str, list[int]] = {}

    def turn(self) -> None:
        """Read the trades since the last turn: `after` gives newer ones only, oldest first."""
        while trades := self.seat.query.trades(after=self.last_trade, limit=500):
            for trade in trades:
                code = trade["instrument"]
                self.tonnes[code] = self.tonnes.get(code, 0) + trade["quantity"]
                self.prices.setdefault(code, []).append(trade["price"])
                self.last_trade = trade["trade"]

    def report(self) -> list[str]:
        """A line for each instrument: tonnes, lowest, mean and highest price."""
        return [
            f"{code}: {self.tonnes[code]} t, {min(seen)} to {max(seen)} fen,"
            f" mean {sum(seen) // len(seen)}"
            for code, seen in sorted(self.prices.items())
        ]


if __name__ == "__main__":
    sys.stdout.write("\n".join(main(Observer, "trader").report()) + "\n")
