"""An instrument's trading rules from its venue: order book, price limits, fees, holding period.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matching.auction import Tie
from matching.instruments import Instrument
from matching.orders import SelfTrade
from matching.venue_facts import PLAYED, ModeKind
from matching.venues import Mode, Venue

PLAIN = "plain"
"""The market of an instrument whose plan names no venue."""

EVERY_LEVEL = 10**9
"""Price levels from which orders may be picked if the venue sets no limit."""


def mode_of(venue: Venue) -> Mode | None:
    """The mode in which the book of a venue trades, None if it has no book."""
    kinds = (ModeKind.CONTINUOUS, ModeKind.LISTED, ModeKind.NEGOTIATED)
    return next((mode for kind in kinds if (mode := venue.mode(kind))), None)


def instrument_of(
    venue: Venue | None,
    *,
    price_rule: str | None = None,
    breaker: Mapping[str, int] | None = None,
    self_trade: str | None = None,
    tie: str | None = None,
    position_limit_t: int | None = None,
    closing_call: bool = False,
    **fields: Any,
) -> Instrument:
    """An instrument as its venue trades it; None is the plain market.

    `fields` are fields of an instrument by their names. Of them `limit_percent` and `lot`, and with
    them `breaker` (percent, reference_minutes, call_minutes), `self_trade` and `tie` hold where the
    venue is silent. `price_rule` names one of several that are on record, None: the first.
    `closing_call`: the lesson's hours have one.
    """
    fields |= {f"breaker_{name}": value for name, value in (breaker or {}).items()}
    fields |= {"position_limit": position_limit_t or 0, "closing_call": closing_call}
    wishes = {"self_trade": self_trade, "auction_tie": tie}
    if venue is None:
        return Instrument(**fields, **_meeting(None, wishes))
    mode = mode_of(venue)
    assert mode is not None, f"{venue.id} has no book"
    fields |= {
        "limit_percent": mode.said("limit_percent") or fields["limit_percent"],
        "tick": venue.played("tick_fen"),
        "lot": venue.said("lot_t") or fields["lot"],
        "largest": mode.largest_t,
        "venue": venue.id,
        "price_rule": price_rule or mode.price_rules[0],
        "sessions": ",".join(f"{opens}-{closes}" for opens, closes in mode.sessions),
    }
    made = Instrument(**(fields | _ways(venue, mode) | _meeting(venue, wishes)))
    return replace(made, closing_call=closing_call and made.gathers and not made.sessions)


def _meeting(venue: Venue | None, wishes: Mapping[str, str | None]) -> dict[str, Any]:
    """Self-trade prevention, and the tie rule between several auction prices."""
    rules = {
        name: (venue and venue.said(name)) or wish or PLAYED[name] for name, wish in wishes.items()
    }
    return {"self_trade": SelfTrade(rules["self_trade"]), "tie": Tie(rules["auction_tie"])}


_AS_PLAYED = (
    "limit_rounding", "close_rule", "fee_maker_ppm", "fee_taker_ppm", "t_plus", "turnaround_days",
    "day_orders",
)  # fmt: skip


def _ways(venue: Venue, mode: Mode) -> dict[str, Any]:
    """The venue's rules for the close, fees and delivery, and for picking orders."""
    listed, breaker = mode.kind is ModeKind.LISTED, venue.breaker
    ways: dict[str, Any] = {"listed": listed}
    ways |= {name: venue.played(name) for name in _AS_PLAYED}
    if listed:
        ways["pick_levels"] = mode.said("levels") or EVERY_LEVEL
        ways["pick_first"] = mode.said("choice") == "first"
    if breaker is not None:
        ways["breaker_percent"] = breaker.percent
        ways["breaker_reference_minutes"] = breaker.reference_minutes
        ways["breaker_call_minutes"] = breaker.call_minutes
    return ways
