"""What happened at a seat since its person sat down or came back. Reads tables only."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger import queries as books
from ledger.log import ACCEPTED
from registry.classroom.room import SeatState

COMMANDS_MOST = 5_000
"""Commands of the lesson after which a person who did nothing yet counts as settled in."""

_GIVEN = text(
    "SELECT count(*) FROM (SELECT number FROM command WHERE number > :since AND number <= :last"
    " AND seat = :seat LIMIT 1) given"
)
_DEEDS = text(
    "SELECT name, count(*) FROM command WHERE number > :since AND number < :until AND seat = :seat"
    f" AND origin = 'bot' AND {ACCEPTED} GROUP BY name"
)
_TRADED = text(
    "SELECT coalesce(sum(quantity), 0) FROM trade WHERE (buyer = :seat OR seller = :seat)"
    " AND entered > :since AND entered < :until"
)
_FILLED = text(
    "SELECT count(*) FROM (SELECT id FROM market_order WHERE owner = :seat AND entered > :since"
    " AND filled > 0 LIMIT 1) filled"
)
_MOMENTS = text("SELECT number, at FROM command WHERE number IN (:since, :until)")


class Minded(NamedTuple):
    """What a bot did from `since` to `until` (lesson time in ms), while the person was away.

    `placed` orders, `filed` requests; `traded`: tonnes of the seat's trades in that time.
    """

    since: int
    until: int
    placed: int
    traded: int
    filed: int


def untouched(session: Session, seat: SeatState, *, newest: int) -> bool:
    """Whether a person has given no command since sitting down or coming back.

    `newest` is the number of the lesson's last command; false once `COMMANDS_MOST` went by.
    """
    if not seat.since or newest > seat.since + COMMANDS_MOST:
        return False
    asked = {"since": seat.since, "last": newest, "seat": seat.name}
    return session.connection().execute(_GIVEN, asked).scalar() == 0


def has_traded(session: Session, seat: SeatState) -> bool:
    """Whether an order that was placed since the person sat down or came back has traded."""
    asked = {"since": seat.since or 0, "seat": seat.name}
    return bool(session.connection().execute(_FILLED, asked).scalar())


def cancelled_at_joining(session: Session, seat: SeatState) -> int:
    """How many orders of the bot were cancelled because the person who took the seat wanted it."""
    claim = books.command(session, seat.since)
    if claim is None or claim.name != "seat.claim":
        return 0
    return int(orjson.loads(claim.outcome)["accepted"].get("cancelled", 0))


def minded(session: Session, seat: SeatState) -> Minded | None:
    """What a bot did for a person who has come back; None for one who was not away."""
    if not seat.away_since or seat.away_since == seat.since:
        return None
    connection = session.connection()
    asked = {"since": seat.away_since, "until": seat.since}
    at = {row[0]: int(row[1]) for row in connection.execute(_MOMENTS, asked)}
    asked_seat = {**asked, "seat": seat.name}
    deeds = {row[0]: int(row[1]) for row in connection.execute(_DEEDS, asked_seat)}
    placed = deeds.pop("order.place", 0)
    traded = connection.execute(_TRADED, asked_seat).scalar() or 0
    return Minded(at[seat.away_since], at[seat.since], placed, int(traded), sum(deeds.values()))
