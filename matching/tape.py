"""The day's figures of one instrument, as whole numbers. Pure: it knows no order and no storage."""

from __future__ import annotations


class Tape:
    """What traded today: fen per tonne, tonnes, fen. Prices are 0 while nothing traded."""

    __slots__ = ("count", "high", "last", "low", "open", "turnover_fen", "volume")

    def __init__(self) -> None:
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
        self.count += 1
        self.volume += quantity
        self.turnover_fen += price * quantity

    def close(self, *, reference: int, tick: int) -> int:
        """The day's volume-weighted price; the reference is carried when nothing traded."""
        if not self.volume:
            return reference
        return volume_weighted(turnover_fen=self.turnover_fen, volume=self.volume, tick=tick)

    def figures(self) -> tuple[int, ...]:
        """All figures, for comparing two tapes."""
        return tuple(getattr(self, name) for name in self.__slots__)


def volume_weighted(*, turnover_fen: int, volume: int, tick: int) -> int:
    """Turnover by volume, rounded half up to a tick."""
    assert volume > 0
    step = volume * tick
    return (2 * turnover_fen + step) // (2 * step) * tick
