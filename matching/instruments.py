"""What can be traded, and within which prices. Pure: it knows no order and no storage.

An instrument is listed in one registry; which credit batches deliver it is a predicate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

LARGEST_ORDER = 1_000_000_000
"""Largest order in tonnes where a venue names none; keeps price x quantity within 63 bits."""


class Described(Protocol):
    """What an instrument asks of a credit batch."""

    @property
    def unit(self) -> str:
        """Kind of credit."""
        ...

    @property
    def host(self) -> str:
        """Country where the reductions were made."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A listed instrument: prices in fen per tonne are multiples of `tick`, quantities of `lot`.

    `host` empty: batches of every host country deliver it. `limit_percent` is taken of the day's
    reference price, `reference` is that of the first day.
    """

    code: str
    registry: str
    unit: str
    reference: int
    limit_percent: int
    host: str = ""
    tick: int = 1
    lot: int = 1
    largest: int = LARGEST_ORDER

    def __post_init__(self) -> None:
        assert self.code and self.registry and self.unit
        assert self.tick > 0 and self.lot > 0 and 0 < self.largest <= LARGEST_ORDER
        assert 0 < self.limit_percent < 100
        assert self.reference > 0 and self.reference % self.tick == 0

    def delivers(self, batch: Described) -> bool:
        """Whether credits of this batch deliver the instrument."""
        return batch.unit == self.unit and (not self.host or batch.host == self.host)


@dataclass(frozen=True, slots=True)
class Limits:
    """The day's lowest and highest price, both allowed."""

    lo: int
    hi: int

    def __post_init__(self) -> None:
        assert 0 < self.lo <= self.hi


def price_limits(*, reference: int, percent: int, tick: int = 1) -> Limits:
    """The day's limits: `percent` below and above the reference, rounded inwards to a tick."""
    assert reference > 0 and reference % tick == 0 and 0 < percent < 100
    step = 100 * tick
    lo = -(-reference * (100 - percent) // step) * tick
    hi = reference * (100 + percent) // step * tick
    return Limits(max(lo, tick), hi)
