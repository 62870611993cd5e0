"""Events of the market that belong to a risk of the register: halts, and prices far from reference.

They are computed from the log and the tables of the exchange; the programme's register, which
knows neither, takes them as a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

from ledger.kernel.clock import moment
from registry.classroom.logged import accepted
from registry.programme.risks.events import RiskEvent
from registry.programme.risks.taxonomy import far_percent

_HALTED = "SELECT code FROM instrument WHERE halted"
_SOLD_NOTHING = """
    SELECT id, ended, quantity FROM bidding_session WHERE state = 'halted' ORDER BY id
"""
_CLOSES = """
    SELECT d.instrument, d.day, d.close_price, d.volume, d.turnover_fen, f.reference,
           (SELECT max(l.day) FROM trading_day l
            WHERE l.instrument = d.instrument AND l.close_price IS NOT NULL) AS last
    FROM trading_day d
    JOIN trading_day f ON f.instrument = d.instrument AND f.day = (
        SELECT min(o.day) FROM trading_day o WHERE o.instrument = d.instrument)
    WHERE d.close_price IS NOT NULL ORDER BY d.id
"""


def market_risks(session: Session) -> list[RiskEvent]:
    """The events of the lesson's exchange by risk, each sort oldest first."""
    return [*_halts(session), *_bidding(session), *_prices(session)]


def _halts(session: Session) -> Iterator[RiskEvent]:
    connection = session.connection()
    halted = {code for (code,) in connection.execute(text(_HALTED))}
    for one in accepted(connection, "lesson.halt", "lesson.halt_all"):
        code = one.arguments.get("instrument", "")
        open_ = code in halted if code else bool(halted)
        sort = "market_halted" if code else "all_markets_halted"
        yield RiskEvent("operation", sort, one.at, "", f"instrument {code}".strip(), 0, open=open_)


def _bidding(session: Session) -> Iterator[RiskEvent]:
    for number, ended, quantity in session.connection().execute(text(_SOLD_NOTHING)):
        yield RiskEvent("operation", "bidding_halted", ended, "", f"session {number}", quantity)


def _prices(session: Session) -> Iterator[RiskEvent]:
    """Closes further from the first day's reference price than the table of risks allows."""
    far = far_percent()
    for row in session.connection().execute(text(_CLOSES)):
        if abs(row.close_price - row.reference) * 100 < far * row.reference:
            continue
        yield RiskEvent(
            "pricing", "price_far", moment(date.fromisoformat(row.day)), "",
            f"instrument {row.instrument}", row.volume, row.turnover_fen, row.day == row.last,
        )  # fmt: skip
