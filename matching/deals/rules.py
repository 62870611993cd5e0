"""A venue's rules for trades outside the book: modes, hours, price limits.

No table and no working state is read here; the caller passes the time.
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
    """The first of these modes that the instrument's venue has; raises `ModeNotOffered`."""
    modes = () if venue is None else venue.modes
    for kind in kinds:
        for mode in modes:
            if mode.kind is kind:
                return mode
    offered = ", ".join(mode.kind for mode in modes) or ModeKind.CONTINUOUS
    raise ModeNotOffered(
        instrument=instrument.code, mode=kinds[0], venue=instrument.venue, offered=offered
    )


def session_end(instrument: Instrument, mode: Mode, *, at: int) -> int | None:
    """The end of the mode's current hours, in lesson time; None without hours.

    Raises `OutsideSession`. The first minute belongs to the hours and the last does not: 13:00 to
    15:00 includes 14:59.
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
    """The mode's price limits around the day's reference price; None without limits."""
    percent = mode.said("limit_percent")
    if percent is None:
        return None
    return day_limits(
        reference=reference,
        percent=percent,
        tick=instrument.tick,
        rounding=instrument.limit_rounding,
    )
