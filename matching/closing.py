"""Opening and closing prices and the day's price limits; a venue's rules name the formula.

Prices are fen per tonne, weighted means are rounded half up to a tick. The caller chooses the
trades that count (those of the listed or matched mode).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matching.daily_statistics import RECENT, volume_weighted
from matching.instruments import Limits, price_limits

Trade = tuple[int, int]
"""Price and quantity."""

SMALL_DAY_T = 100
"""Up to this volume in tonnes Guangdong's closing price stays the previous one."""

INWARDS, HALF_UP = "inwards", "half_up"
LIMIT_ROUNDINGS = (INWARDS, HALF_UP)
"""How a limit between two ticks is rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a closing price needs of a day's trades: tonnes, fen, the last five, oldest first.

    `first` and `last` are 0 while nothing traded.
    """

    volume: int = 0
    turnover_fen: int = 0
    first: int = 0
    last: int = 0
    recent: tuple[Trade, ...] = ()

    def __post_init__(self) -> None:
        assert bool(self.volume) == bool(self.first) == bool(self.last) == bool(self.recent)
        assert len(self.recent) <= RECENT


def figures_of(trades: Iterable[Trade]) -> Figures:
    """The figures of trades in order of time."""
    made = list(trades)
    if not made:
        return Figures()
    return Figures(
        volume=sum(quantity for _, quantity in made),
        turnover_fen=sum(price * quantity for price, quantity in made),
        first=made[0][0],
        last=made[-1][0],
        recent=tuple(made[-RECENT:]),
    )


def _weighted(trades: Iterable[Trade], tick: int) -> int:
    made = list(trades)
    return volume_weighted(
        turnover_fen=sum(price * quantity for price, quantity in made),
        volume=sum(quantity for _, quantity in made),
        tick=tick,
    )


def vwap_of_day(day: Figures, *, previous: int, tick: int) -> int:
    """The day's volume-weighted price; the previous close when nothing traded."""
    if not day.volume:
        return previous
    return volume_weighted(turnover_fen=day.turnover_fen, volume=day.volume, tick=tick)


def guangdong(day: Figures, *, previous: int, tick: int) -> int:
    """The previous close when at most 100 t traded, else the volume-weighted price."""
    return vwap_of_day(day, previous=previous, tick=tick) if day.volume > SMALL_DAY_T else previous


def last_five(day: Figures, *, previous: int, tick: int) -> int:
    """The weighted mean of at most the last five trades; the previous close when there is none."""
    return _weighted(day.recent, tick) if day.recent else previous


def last_trade(day: Figures, *, previous: int, tick: int) -> int:
    """The price of the last trade; the previous close when nothing traded."""
    assert tick > 0
    return day.last or previous


CLOSING: dict[str, Callable[..., int]] = {
    "vwap_of_day": vwap_of_day,
    "guangdong": guangdong,
    "last_five": last_five,
    "last_trade": last_trade,
}
"""Closing price rules by name; each takes the day's figures, `previous` and `tick`."""


def first_trade(day: Figures, *, previous: int) -> int:
    """The price of the day's first trade; the previous close when nothing traded."""
    return day.first or previous


def previous_close(day: Figures, *, previous: int) -> int:
    """The previous close, whatever the day's figures."""
    assert isinstance(day, Figures)
    return previous


OPENING: dict[str, Callable[..., int]] = {
    "first_trade": first_trade,
    "previous_close": previous_close,
}
"""Opening price rules by name; each takes the day's figures and `previous`."""


def day_limits(*, reference: int, percent: int, tick: int, rounding: str) -> Limits:
    """`percent` below and above the reference, on a tick: rounded inwards, or each side half up."""
    assert rounding in LIMIT_ROUNDINGS
    if rounding == INWARDS:
        return price_limits(reference=reference, percent=percent, tick=tick)
    assert reference > 0 and reference % tick == 0 and 0 < percent < 100
    step = 100 * tick
    lo, hi = (
        (2 * reference * share + step) // (2 * step) * tick
        for share in (100 - percent, 100 + percent)
    )
    return Limits(max(lo, tick), hi)
