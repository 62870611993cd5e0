"""The off-book modes of trading of an instrument, for the links to their pages."""

from __future__ import annotations

from matching.deals.rules import NEGOTIATED
from matching.instruments import ALLOWANCE, Instrument
from matching.venue_facts import ModeKind
from matching.venues import Venue


def has_deals(venue: Venue | None) -> bool:
    """Whether a venue has block trades or negotiated trades."""
    return venue is not None and any(venue.mode(kind) is not None for kind in NEGOTIATED)


def has_bidding(rules: Instrument, venue: Venue | None) -> bool:
    """Whether an instrument can be sold in sessions: at its venue, or allowances by auction."""
    offered = venue is not None and venue.mode(ModeKind.BIDDING) is not None
    return offered or rules.unit == ALLOWANCE
