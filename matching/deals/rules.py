"""What a venue's rules say of trades outside the book: modes, hours, limits, terms of a sale.

Pure: it knows no table and no order; the time of day comes with the question.
"""

from __future__ import annotations

from ledger.kernel.clock import as_datetime, moment
from matching.bidding import Pricing
from matching.closing import day_limits
from matching.deals.errors import (
    ModeNotOffered,
    OutsideSession,
    PricingNotOffered,
    ReserveNotOffered,
)
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


def require_pricing(pricing: str, offered: tuple[str, ...]) -> Pricing:
    """What winners pay, or a refusal of a way that is not offered."""
    if pricing not in offered:
        raise PricingNotOffered(given=pricing, offered=", ".join(offered))
    return Pricing(pricing)


def require_reserve(venue: Venue, reserve: int | None, *, reference: int) -> None:
    """Refuse a reserve that is none of those between which the venue lets a seller choose."""
    offered = venue.reserves(previous=reference)
    if offered and reserve not in offered:
        raise ReserveNotOffered(
            given="none" if reserve is None else price_text(reserve),
            offered=", ".join(price_text(one) for one in offered),
        )


def price_text(fen: int) -> str:
    """`72.00`: a price inside a list in a sentence."""
    return f"{fen // 100:,}.{fen % 100:02d}"
