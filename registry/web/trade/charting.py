"""What the chart shows of an instrument: the day's price line, candles of a day or of several."""

from __future__ import annotations

from sqlmodel import Session

from ledger.kernel.clock import MINUTE, moment
from matching import queries as whole_market
from registry.classroom.live import Live
from registry.market import queue
from registry.web.trade.candles import MINUTES, candles_of, days_of
from registry.web.trade.contexts import Chart
from registry.web.trade.drawing import chart_of
from registry.web.trade.ticket_contexts import Candles

TRADES_DRAWN = 2000
"""How many of the day's trades the price line uses."""

HOUR_MINUTES, DAY_MINUTES = 60, 24 * 60
DAYS_DRAWN = 250
"""The most days that are drawn at once."""


def candles_now(live: Live, session: Session, instrument: str, *, at: int, span: str) -> Candles:
    """Candles of today (five minutes), of the last three trading days (an hour), of all (a day)."""
    one = live.view["instruments"][instrument]
    calendar = live.current.calendar
    told = [(made.number, made.at) for made in live.current.announcements]
    day = calendar.day_at(at)
    if span == "all":
        found = queue.candles(session, instrument, minutes=DAY_MINUTES, limit=DAYS_DRAWN)
        days = found[::-1]
        return days_of(days, minutes=DAY_MINUTES, reference=one["reference"], told=told)
    if span == "three":
        first = calendar.days[max(0, day.number - 3)].opens
        most = 3 * ((day.closes - day.opens) // (HOUR_MINUTES * MINUTE) + 2)
        found = queue.candles(session, instrument, minutes=HOUR_MINUTES, limit=most)
        recent = [one for one in found[::-1] if one.at > first - HOUR_MINUTES * MINUTE]
        return days_of(recent, minutes=HOUR_MINUTES, reference=one["reference"], told=told)
    starts_at, ends_at = chart_span(live, at=at)
    most = (day.closes - day.opens) // (MINUTES * MINUTE) + 1
    found = queue.candles(session, instrument, minutes=MINUTES, limit=most)
    return candles_of(
        [one for one in reversed(found) if one.at >= starts_at - MINUTES * MINUTE],
        starts_at=starts_at,
        ends_at=ends_at,
        reference=one["reference"],
        average=one["average"],
        told=told,
    )


def chart_span(live: Live, *, at: int) -> tuple[int, int]:
    """The span from the first phase of the current day, or the last one, to now."""
    day = live.current.calendar.day_at(at)
    hour, minute = (int(part) for part in live.current.plan.phases[0].at.split(":"))
    starts_at = moment(day.date, hour, minute)
    return starts_at, max(min(at, day.closes), starts_at + MINUTE)


def chart_now(live: Live, session: Session, instrument: str, *, at: int) -> Chart:
    """The price line of the current day, or of the last one."""
    starts_at, ends_at = chart_span(live, at=at)
    traded = whole_market.trades(session, instrument=instrument, limit=TRADES_DRAWN)
    today = [
        (t.at, t.price, t.quantity)
        for t in reversed(traded)
        if t.at >= starts_at and t.mode == "book"
    ]
    return chart_of(
        today,
        starts_at=starts_at,
        ends_at=ends_at,
        reference=live.view["instruments"][instrument]["reference"],
        told=[(one.number, one.at) for one in live.current.announcements],
    )
