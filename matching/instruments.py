"""What can be traded, and within which prices. Pure: it knows no order and no storage.

An instrument is listed in one registry; which credit batches deliver it is a predicate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from matching.auction import Tie
from matching.orders import SelfTrade

LARGEST_ORDER = 1_000_000_000
"""Largest order in tonnes where a venue names none; keeps price x quantity within 63 bits."""

ALLOWANCE = "CEA"
"""The unit of national emission allowances."""

PICK_LEVELS = 5
"""A pick chooses among so many best price levels: national listed trades (2021 notice)."""


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
    reference price and rounded as `limit_rounding` says, `reference` is that of the first day.

    What follows `largest` is the way of the `venue`, which names itself there. `listed`: orders
    wait without meeting, and are picked among `pick_levels`, `pick_first` the first at its price
    only. `price_rule` names what makes the price of a trade. Fees are parts per million. `t_plus`
    1: what was bought can be sold the next day. `turnaround_days` trading days lie between a seat's
    trades of the two sides, 0: none. `day_orders`: orders end with the day. `sessions` are hours of
    its own, "09:30-11:30,13:00-15:00"; empty: the lesson's, with a `closing_call` or without.
    `breaker_percent` above zero: a trade so far from the price of `breaker_reference_minutes` ago
    makes way for a call of `breaker_call_minutes`. `position_limit` is the most that one holder
    may have of what delivers the instrument and have ordered of what may, in tonnes; 0: no limit.

    These fields are the only list of them: the table's columns are made of them, in their order.
    """

    code: str
    registry: str
    unit: str
    host: str = ""
    reference: int
    limit_percent: int
    tick: int = 1
    lot: int = 1
    largest: int = LARGEST_ORDER
    venue: str = "plain v1"
    listed: bool = False
    limit_rounding: str = "inwards"
    close_rule: str = "vwap_of_day"
    self_trade: SelfTrade = SelfTrade.NEWEST
    tie: Tie = Tie.CLAMP
    pick_levels: int = PICK_LEVELS
    pick_first: bool = False
    price_rule: str = "maker"
    fee_maker_ppm: int = 0
    fee_taker_ppm: int = 0
    t_plus: int = 0
    turnaround_days: int = 0
    day_orders: bool = False
    sessions: str = ""
    closing_call: bool = False
    breaker_percent: int = 0
    breaker_reference_minutes: int = 0
    breaker_call_minutes: int = 0
    position_limit: int = 0

    def __post_init__(self) -> None:
        assert self.code and self.registry and self.unit
        assert self.tick > 0 and self.lot > 0 and 0 < self.largest <= LARGEST_ORDER
        assert 0 < self.limit_percent < 100
        assert self.reference > 0 and self.reference % self.tick == 0
        assert self.pick_levels > 0 and self.t_plus in (0, 1)
        assert self.turnaround_days >= 0 and self.position_limit >= 0

    @property
    def gathers(self) -> bool:
        """Whether a call gathers orders here: where they are picked, or meet at a matching price
        of the venue's own, there is no auction to gather them for.
        """
        return not self.listed and self.price_rule == "maker"

    @property
    def rate_ppm(self) -> int:
        """The higher of the two fees: the one that a buy order is ready to pay."""
        maker, taker = self.fee_maker_ppm, self.fee_taker_ppm
        return maker if maker > taker else taker

    def delivers(self, batch: Described) -> bool:
        """Whether credits of this batch deliver the instrument."""
        return batch.unit == self.unit and (not self.host or batch.host == self.host)

    def shares_units_with(self, other: Instrument) -> bool:
        """Whether some batch may deliver both: the same unit, registry, and host if both name one.

        Every instrument shares units with itself.
        """
        same = (self.registry, self.unit) == (other.registry, other.unit)
        return same and (not self.host or not other.host or self.host == other.host)


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
