"""What a venue's rules say of trades outside the book: modes, hours, limits.

Pure: it knows no table and no order; the time of day comes with the question.
"""

from __future__ import annotations

from ledger.kernel.clock import as_datetime, moment
from matching.closing import day_limits
from matching.deals.errors import ModeNotOffered, OutsideSession
from matching.instruments import Instrument, Limits
from matching.venue_facts import ModeKind
from matching.venues import Mode, Venue

NEGOTIATED = (ModeKind.BLOCK, ModeKind.NEGOTIATED)
"""Where a venue has both, requests for quote follow its block trades."""


def mode_of(instrument: Instrument, venue: Venue | None, kinds: tuple[ModeKind, ...]) -> Mode:
    """The first of these modes that the instrument's venue has, or a refusal."""
    modes = () if venue is None else venue.modes
    for kind in kinds:
        for one in modes:
            if one.kind is kind:
                return one
    offered = ", ".join(one.kind for one in modes) or ModeKind.CONTINUOUS
    raise ModeNotOffered(
        instrument=instrument.code, mode=kinds[0], venue=instrument.venue, offered=offered
    )


def session_end(instrument: Instrument, mode: Mode, *, at: int) -> int | None:
    """When the mode's session that runs now ends, in lesson time; None without sessions.

    A session begins with its first minute and is over with its last: 13:00 to 15:00 takes 14:59.
    """
    if not mode.sessions:
        return None
    now = as_datetime(at)
    time = now.strftime("%H:%M")
    for opens, closes in mode.sessions:
        if opens <= time < closes:
            hour, minute = closes.split(":")
            return moment(now.date(), int(hour), int(minute))
    hours = ", ".join(f"{opens}–{closes}" for opens, closes in mode.sessions)
    raise OutsideSession(now=time, mode=mode.kind, instrument=instrument.code, sessions=hours)


def limits_of(instrument: Instrument, mode: Mode, *, reference: int) -> Limits | None:
    """The mode's lowest and highest price around the day's reference; None without a limit."""
    percent = mode.said("limit_percent")
    if percent is None:
        return None
    return day_limits(
        reference=reference,
        percent=percent,
        tick=instrument.tick,
        rounding=instrument.limit_rounding,
    )
