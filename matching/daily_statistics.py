"""The day's figures of one instrument, as whole numbers. Pure: it knows no order and no storage."""

from __future__ import annotations

from collections import deque

RECENT = 5
"""How many of the last trades are kept, as price and quantity: Hubei's close is made of them."""


class DailyStatistics:
    """What traded today: fen per tonne, tonnes, fen. Prices are 0 while nothing traded."""

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
        """All figures, for comparing two tapes."""
        found = (getattr(self, name) for name in self.__slots__)
        return tuple(tuple(one) if isinstance(one, deque) else one for one in found)


def volume_weighted(*, turnover_fen: int, volume: int, tick: int) -> int:
    """Turnover by volume, rounded half up to a tick."""
    assert volume > 0
    step = volume * tick
    return (2 * turnover_fen + step) // (2 * step) * tick
