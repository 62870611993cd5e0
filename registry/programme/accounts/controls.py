"""The controls that a lesson's registries play, each with its period; a plan switches them on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Row
from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import DAY, day_of, moment
from registry.pace import Kind, Period
from registry.programme.accounts.models import Control


def play(books: Books, *, name: str, period: Period, trading: Sequence[date]) -> None:
    """Play a control in this lesson; its period counts the lesson's trading days, if it does."""
    session = books.session
    session.add(
        Control(
            name=name,
            days=period.days,
            day_kind=period.kind,
            trading_days=" ".join(day.isoformat() for day in trading),
        )
    )
    session.flush()


def end_of(session: Session, name: str, *, since: int) -> int | None:
    """The lesson time (ms) at which the last day of a control's period ends; None: not played.

    The period begins after the day of `since`; one of no days ends with that day.
    """
    found = session.get(Control, name)
    return None if found is None else end(found, since=since)


def hour_of(session: Session, name: str, *, since: int) -> int | None:
    """The hour of `since` on the last day of a control's period (lesson time, ms); None: not
    played.
    """
    found = session.get(Control, name)
    return None if found is None else hour(found, since=since)


def hour(control: Control | Row[Any], *, since: int) -> int:
    """The hour of `since` on the last day of a control's period (lesson time, ms)."""
    return end(control, since=since) - DAY + since % DAY


class Played(Protocol):
    """The columns of a control from which the end of its period follows."""

    @property
    def days(self) -> int:
        """How many days."""

    @property
    def day_kind(self) -> str:
        """Which days count."""

    @property
    def trading_days(self) -> str:
        """The lesson's trading days, blanks between them."""


def end(control: Played | Row[Any], *, since: int) -> int:
    """The lesson time (ms) at which the last day of a control's period ends."""
    period = Period(control.days, Kind(control.day_kind), "", "", "")
    trading = [date.fromisoformat(day) for day in control.trading_days.split()]
    return moment(period.ends(day_of(since), trading=trading)) + DAY
