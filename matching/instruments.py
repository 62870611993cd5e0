"""Instruments and their price limits.

An instrument is listed in one registry; a predicate decides which credit batches deliver it.
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
"""A pick is within so many best price levels: national listed trades (2021 notice)."""


class Described(Protocol):
    """The attributes of a credit batch that an instrument reads."""

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

    `host` empty: batches of every host country deliver it. `limit_percent` is a share of the day's
    reference price, rounded by `limit_rounding`; `reference` is the first day's.

    The fields from `venue` on are that venue's rules. `listed`: orders do not match one another,
    they are picked within `pick_levels`, and with `pick_first` only the oldest at its price.
    `price_rule` names the rule that sets the price of a trade. Fees are parts per million. `t_plus`
    1: bought units can be sold the next day. `turnaround_days` is the holding period in trading
    days between a seat's trades of the two sides, 0: none. `day_orders`: orders end with the day.
    `sessions` are trading hours of its own, "09:30-11:30,13:00-15:00"; empty: the lesson's, with or
    without a `closing_call`. `breaker_percent` above zero: instead of a trade so far from the price
    of `breaker_reference_minutes` ago a call of `breaker_call_minutes` begins. `position_limit` is
    the most tonnes that one holder may have and have ordered of the units that deliver the
    instrument; 0: no limit.

    These fields are the only list: the table's columns are made from them, in their order.
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
        """Whether the instrument has call auctions: not where orders are picked, or trade at a
        matching price of the venue.
        """
        return not self.listed and self.price_rule == "maker"

    @property
    def rate_ppm(self) -> int:
        """The higher of the two fee rates; a buy order blocks cash for it."""
        maker, taker = self.fee_maker_ppm, self.fee_taker_ppm
        return maker if maker > taker else taker

    def delivers(self, batch: Described) -> bool:
        """Whether credits of this batch deliver the instrument."""
        return batch.unit == self.unit and (not self.host or batch.host == self.host)

    def shares_units_with(self, other: Instrument) -> bool:
        """Whether a batch can deliver both: the same unit, registry, and host if both name one.

        Every instrument shares units with itself.
        """
        same = (self.registry, self.unit) == (other.registry, other.unit)
        return same and (not self.host or not other.host or self.host == other.host)


@dataclass(frozen=True, slots=True)
class Limits:
    """The day's lowest and highest price in fen per tonne, both included."""

    lo: int
    hi: int

    def __post_init__(self) -> None:
        assert 0 < self.lo <= self.hi


def price_limits(*, reference: int, percent: int, tick: int = 1) -> Limits:
    """The limits `percent` below and above the reference price, rounded inwards to a tick."""
    assert reference > 0 and reference % tick == 0 and 0 < percent < 100
    step = 100 * tick
    lo = -(-reference * (100 - percent) // step) * tick
    hi = reference * (100 + percent) // step * tick
    return Limits(max(lo, tick), hi)
