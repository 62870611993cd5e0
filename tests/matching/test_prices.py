"""Price limits, daily statistics and the next reference price, as tables of whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from matching.daily_statistics import DailyStatistics, volume_weighted
from matching.instruments import Instrument, Limits, price_limits
from matching.phases import ACCEPTS, Phase, effective

# reference, percent, tick, lowest, highest
LIMITS = """
  8537  10   1   7684   9390
  8500  10   1   7650   9350
     1  10   1      1      1
    15  30   1     11     19
  8535  10   5   7685   9385
  4800  20  10   3840   5760
"""


@pytest.mark.parametrize("row", LIMITS.split("\n")[1:-1])
def test_limits_are_rounded_inwards(row: str) -> None:
    reference, percent, tick, lo, hi = map(int, row.split())

    assert Limits(lo, hi) == price_limits(reference=reference, percent=percent, tick=tick)


def test_limits_never_reach_beyond_the_percentage() -> None:
    for reference in range(1, 3000):
        found = price_limits(reference=reference, percent=10)

        assert Fraction(9, 10) * reference <= found.lo <= reference
        assert reference <= found.hi <= Fraction(11, 10) * reference
        assert found.lo - 1 < Fraction(9, 10) * reference
        assert found.hi + 1 > Fraction(11, 10) * reference


def _statistics(*trades: tuple[int, int]) -> DailyStatistics:
    statistics = DailyStatistics()
    for price, quantity in trades:
        statistics.record(price=price, quantity=quantity)
    return statistics


# turnover, volume, tick, close
ROUNDED = """
  17001  2   1   8501
  25501  3   1   8500
  25502  3   1   8501
  17005  2   5   8505
  17004  2   5   8500
"""


@pytest.mark.parametrize("row", ROUNDED.split("\n")[1:-1])
def test_the_close_is_rounded_half_up_to_a_tick(row: str) -> None:
    turnover, volume, tick, close = map(int, row.split())

    assert close == volume_weighted(turnover_fen=turnover, volume=volume, tick=tick)


def test_the_statistics_keep_first_high_low_last_and_the_exact_turnover() -> None:
    statistics = _statistics((8500, 2), (8600, 1), (8400, 3), (8450, 1))

    assert (8500, 8600, 8400, 8450) == (
        statistics.open,
        statistics.high,
        statistics.low,
        statistics.last,
    )
    assert (7, 59250, 4) == (statistics.volume, statistics.turnover_fen, statistics.count)


class _Batch:
    def __init__(self, unit: str, host: str) -> None:
        self.unit, self.host = unit, host


def test_an_instrument_is_delivered_by_its_unit_from_its_host() -> None:
    any_host = Instrument(code="A", registry="CN", unit="BRC", reference=1, limit_percent=10)
    thai = Instrument(code="B", registry="TH", unit="BRC", host="TH", reference=1, limit_percent=10)
    cases = [("BRC", "TH"), ("BRC", "KE"), ("CCER", "CN")]

    assert [True, True, False] == [any_host.delivers(_Batch(u, h)) for u, h in cases]
    assert [True, False, False] == [thai.delivers(_Batch(u, h)) for u, h in cases]


def test_closed_and_halted_accept_the_same() -> None:
    assert ACCEPTS[Phase.CLOSED] == ACCEPTS[Phase.HALTED] == {"cancel"}


def test_a_halt_stops_trading_and_opens_nothing() -> None:
    assert Phase.HALTED is effective(Phase.CONTINUOUS, halted=True)
    assert Phase.CONTINUOUS is effective(Phase.CONTINUOUS, halted=False)
    assert Phase.CLOSED is effective(Phase.CLOSED, halted=True)
