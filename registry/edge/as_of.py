"""A state of the books named in words: by a command's number, or by a lesson time.

Pages and scripts write it alike: `812`, `#812`, `2028-03-15`, `2028-03-15 10:30`. Knows no page.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlmodel import Session

from ledger import balances
from ledger import queries as books
from ledger.balances import BEGINNING, Point
from ledger.kernel.clock import DAY, SECOND, clock_text, moment
from ledger.kernel.numerals import ungrouped, whole_number
from registry.edge.errors import AsOfUnknown

SHOWN = 40
"""Characters of a wrong text that the refusal repeats."""

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[ T](?P<minute>\d{2}:\d{2})(?P<second>:\d{2})?)?", re.ASCII
)


def point_of(session: Session, text: str, *, now: int) -> Point:
    """The state after a command, or at the end of a day or second of lesson time.

    The end, because pages show times without their milliseconds. Raises AsOfUnknown for any other
    text, for a number that no command has, and for a time before the first command or after `now`.
    """
    _, found = _around(session, text.strip(), now)
    return found


def point_before(session: Session, text: str, *, now: int) -> Point:
    """The state before the command, day or second that a text names; refused as in `point_of`."""
    found, _ = _around(session, text.strip(), now)
    return found


def _around(session: Session, typed: str, now: int) -> tuple[Point, Point]:
    number = whole_number(ungrouped(typed.removeprefix("#")))
    before, after = BEGINNING, None
    if number is not None:
        if 0 < number < 2**53:
            after = balances.after_command(session, number)
            before = balances.after_command(session, number - 1) or BEGINNING
    else:
        begins, lasts = _span(typed)
        if 0 < begins <= now:
            before = balances.at_time(session, begins - 1)
            after = balances.at_time(session, begins + lasts - 1)
    if after is None or not after.command:
        newest, _ = books.last_command(session)
        first = books.command(session, 1)
        since = now if first is None else first.at
        raise AsOfUnknown(
            given=typed[:SHOWN], newest=newest, first=clock_text(since), now=clock_text(now)
        )
    return before, after


def _span(typed: str) -> tuple[int, int]:
    """The day or second that a text names: when it begins and how long it lasts, in ms; else 0."""
    parts = _MOMENT.fullmatch(typed)
    if parts is None:
        return 0, 0
    clock = f"{parts['minute'] or '00:00'}{parts['second'] or ':00'}"
    try:
        when = datetime.strptime(f"{parts['day']} {clock}", "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return 0, 0
    begins = moment(when.date(), when.hour, when.minute) + when.second * SECOND
    return begins, SECOND if parts["minute"] else DAY
