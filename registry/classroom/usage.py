"""How often a lesson used each way of trading: orders by kind, deals, auctions.

Reads tables only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger.log import ACCEPTED

_BOOK = "SELECT count(*) FROM market_order WHERE mode = 'book' AND "
_STOPS = (
    f"SELECT count(*) FROM command WHERE name = 'order.place' AND {ACCEPTED}"
    " AND arguments LIKE '%\"trigger\"%' AND arguments NOT LIKE '%\"trigger\"_null%'"
)
_DONE = f"SELECT count(*) FROM command WHERE {ACCEPTED} AND name = "

ORDERS = {
    "market": f"{_BOOK}kind = 'market'",
    "limit_day": f"{_BOOK}kind = 'limit' AND time_in_force = 'day'",
    "ioc": f"{_BOOK}kind = 'limit' AND time_in_force = 'ioc'",
    "fok": f"{_BOOK}time_in_force = 'fok'",
    "gtc": f"{_BOOK}time_in_force = 'gtc'",
    "gtd": f"{_BOOK}time_in_force = 'gtd'",
    "at_open": f"{_BOOK}time_in_force = 'at_open'",
    "at_close": f"{_BOOK}time_in_force = 'at_close'",
    "iceberg": f"{_BOOK}peak IS NOT NULL",
    "post_only": f"{_BOOK}post_only",
    # A triggered stop's row no longer has its trigger price, so its command is counted.
    "stop": _STOPS,
    "replaced": f"{_DONE}'order.replace'",
    "reduced": f"{_DONE}'order.reduce'",
}
"""Orders in the book by kind; one order can be of several."""


def _auctions(by: str) -> str:
    """The query for the number of auctions with trades that such commands ended."""
    return (
        "SELECT count(*) FROM (SELECT DISTINCT t.instrument, t.entered FROM trade t"
        f" JOIN command c ON c.number = t.entered WHERE t.mode = 'book' AND ({by})) AS found"
    )


DEALS = {
    "picks": f"{_DONE}'order.pick'",
    "blocks": "SELECT count(*) FROM block_proposal WHERE state = 'traded'",
    "quotes": "SELECT count(*) FROM quote_request WHERE state = 'traded'",
    "biddings": "SELECT count(*) FROM bidding_session WHERE NOT auction AND sold > 0",
    "auctions": "SELECT count(*) FROM bidding_session WHERE auction AND sold > 0",
    "uncrosses": _auctions(
        "c.name IN ('clock.call_end', 'lesson.resume', 'lesson.uncross')"
        " OR (c.name = 'clock.phase' AND c.arguments LIKE '%\"continuous\"%')"
    ),
    "closings": _auctions(
        "c.name = 'clock.day_end' OR (c.name = 'clock.phase' AND c.arguments LIKE '%\"closed\"%')"
    ),
    "breakers": f"{_DONE}'clock.call_end'",
}
"""Trading outside continuous matching: deals that traded, and breakers' calls that ended."""


def usage(session: Session) -> dict[str, Any]:
    """How often each way of trading was used, orders by kind and the rest."""
    connection = session.connection()

    def count(sql: str) -> int:
        return int(connection.execute(text(sql)).scalar() or 0)

    orders = {kind: count(sql) for kind, sql in ORDERS.items()}
    return {"orders": orders, **{name: count(sql) for name, sql in DEALS.items()}}
