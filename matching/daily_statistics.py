"""The daily statistics of one instrument, as whole numbers."""

from __future__ import annotations

from collections import deque

RECENT = 5
"""How many of the last trades are kept, as price and quantity, for Hubei's closing price."""


class DailyStatistics:
    """The figures of a day: fen per tonne, tonnes, fen. Prices are 0 before the first trade."""

    __slots__ = ("count", "high", "last", "low", "open", "recent", "turnover_fen", "volume")

    def __init__(self) -> None:
        self.recent: deque[tuple[int, int]] = deque(maxlen=RECENT)
        self.count = self.volume = self.turnover_fen = 0
        self.open = self.high = self.low = self.last = 0

    def record(self, *, price: int, quantity: int) -> None:
        """Add one trade."""
        if not self.count:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.last = price
        self.recent.append((price, quantity))
        self.count += 1
        self.volume += quantity
        self.turnover_fen += price * quantity

    def figures(self) -> tuple[object, ...]:
        """All figures, for comparing two of them."""
        found = (getattr(self, name) for name in self.__slots__)
        return tuple(tuple(value) if isinstance(value, deque) else value for value in found)


def volume_weighted(*, turnover_fen: int, volume: int, tick: int) -> int:
    """Turnover by volume in fen per tonne, rounded half up to a tick."""
    assert volume > 0
    step = volume * tick
    return (2 * turnover_fen + step) // (2 * step) * tick
