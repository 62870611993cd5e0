"""The public daily statistics of an instrument: prices, volume and turnover, without parties.

Whole fen, tonnes and fen per tonne. Never writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from matching import queries
from matching.closing import OPENING, figures_of, previous_close
from matching.daily_statistics import DailyStatistics, volume_weighted
from matching.errors import InstrumentUnknown
from matching.venues import venue_from
from registry.market.rules_in_effect import open_rule_of


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one instrument; prices are None if nothing traded.

    `average` is the volume-weighted price. `open` follows the venue's rule, so a day without trades
    can have one; None before the first trade of the current day. `close` follows the market's rule
    and is carried over a day without trades; None during the day.
    """

    day: str
    reference: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    average: int | None
    close: int | None
    volume: int
    turnover_fen: int
    trades: int


def statistics(session: Session, instrument: str) -> list[DayFigures]:
    """Every trading day of an instrument, oldest first; the current one with its trades so far."""
    ticks = _lines(session, "SELECT tick FROM instrument WHERE code = :code", code=instrument)
    if not ticks:
        codes = _lines(session, "SELECT code FROM instrument ORDER BY id")
        listed = ", ".join(code for (code,) in codes)
        raise InstrumentUnknown(instrument=instrument[:40], listed=listed)
    found, rule = [], _open_rule(session, instrument)
    for one in queries.days(session, instrument):
        statistics = DailyStatistics()
        if one.close is None:
            for price, quantity in _running(session, instrument):
                statistics.record(price=price, quantity=quantity)
        else:
            statistics.count, statistics.volume, statistics.turnover_fen = (
                one.trades,
                one.volume,
                one.turnover_fen,
            )
            statistics.open, statistics.high, statistics.low, statistics.last = (
                one.first,
                one.high,
                one.low,
                one.last,
            )
        opened = opening(
            rule, first=statistics.open, previous=one.reference, runs=one.close is None
        )
        found.append(
            _figures(one.day, one.reference, opened, one.close, statistics, tick=ticks[0][0])
        )
    return found


def opening(rule: str, *, first: int, previous: int, runs: bool) -> int | None:
    """The opening price by a venue's rule, from the first trade's price (0: none) and the previous
    close; None during a day that opens with its first trade and has none yet.
    """
    opens = OPENING[rule]
    if runs and not first and opens is not previous_close:
        return None
    return opens(figures_of([(first, 1)] if first else []), previous=previous)


def _open_rule(session: Session, instrument: str) -> str:
    found = _lines(
        session, "SELECT rules FROM instrument_venue WHERE instrument = :code", code=instrument
    )
    return open_rule_of(venue_from(orjson.loads(found[0][0])) if found else None)


def _figures(
    day: str,
    reference: int,
    opened: int | None,
    close: int | None,
    statistics: DailyStatistics,
    *,
    tick: int,
) -> DayFigures:
    average = None
    if statistics.volume:
        average = volume_weighted(
            turnover_fen=statistics.turnover_fen, volume=statistics.volume, tick=tick
        )
    return DayFigures(
        day=day,
        reference=reference,
        open=opened,
        high=statistics.high or None,
        low=statistics.low or None,
        last=statistics.last or None,
        average=average,
        close=close,
        volume=statistics.volume,
        turnover_fen=statistics.turnover_fen,
        trades=statistics.count,
    )


def _running(session: Session, instrument: str) -> list[tuple[Any, ...]]:
    """Price and quantity of each trade of the current day."""
    return _lines(
        session,
        "SELECT price, quantity FROM trade WHERE instrument = :code AND mode = 'book' AND id >="
        " (SELECT max(first_trade) FROM trading_day WHERE instrument = :code) ORDER BY id",
        code=instrument,
    )


def _lines(session: Session, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(text(sql), values)]
