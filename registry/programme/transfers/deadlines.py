"""By when an answer has to be in, and what the clock does when it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import DAY, day_of, moment
from registry.agenda import Due, Source
from registry.pace import Kind, Period
from registry.programme.transfers.models import TransferNetwork
from registry.roles import Role

_NEXT = (
    "SELECT min(due) FROM (SELECT min(ends_at) AS due FROM transfer_request"
    " WHERE ends_at IS NOT NULL UNION ALL SELECT min(due_at) FROM transfer_message"
    " WHERE due_at IS NOT NULL)"
)
_LAST = (
    f"SELECT (SELECT max(at) FROM reconciliation WHERE by = '{Role.CLOCK}'),"
    " EXISTS (SELECT 1 FROM transfer_request WHERE transfer_id <> '')"
)
"""When the clock compared last, and whether registries have anything to compare."""


def link(books: Books, *, period: Period, trading: list[date]) -> None:
    """Set how long a reply may take, counted in the days of the lesson."""
    session = books.session
    session.add(
        TransferNetwork(
            id=1,
            reply_days=period.days,
            reply_kind=period.kind,
            trading_days=" ".join(day.isoformat() for day in trading),
        )
    )
    session.flush()


def reply_due(session: Session, at: int) -> int | None:
    """The lesson time (ms) by which an answer to what is sent at `at` has to be in.

    The same hour of the last day of the period; None where nothing ever times out.
    """
    found = session.get(TransferNetwork, 1)
    if found is None or not found.reply_days:
        return None
    period = Period(found.reply_days, Kind(found.reply_kind), "", "", "")
    trading = [date.fromisoformat(day) for day in found.trading_days.split()]
    ends = period.ends(day_of(at), trading=trading)
    return moment(ends) + at % DAY


def transfers_due(books: Books) -> Source:
    """The next time-out of a transfer, or the next message whose delay is over."""

    def source() -> Due | None:
        due = books.store.fetch(_NEXT)[0][0]
        return None if due is None else Due(due, "transfer.due", {})

    return source


def reconciliations_due(books: Books, close: Callable[[], int | None]) -> Source:
    """The reconciliation at the close of a trading day, once something went between registries.

    `close` is that of the day that runs, lesson time in ms; None where nothing is compared at it.
    """

    def source() -> Due | None:
        at = close()
        if at is None:
            return None
        last, sent = books.store.fetch(_LAST)[0]
        done = not sent or (last is not None and last >= at)
        return None if done else Due(at, "reconciliation.daily", {})

    return source
