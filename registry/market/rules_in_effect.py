"""The trading rules in effect for an instrument, by name, in codes and whole numbers.

If a venue has several versions of a rule on record, these are the ones in effect. Rules that cannot
apply in the lesson are omitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matching.instruments import LARGEST_ORDER, Instrument
from matching.venue_facts import PLAYED, ModeKind
from matching.venues import Mode, Stated, Venue
from registry.market.listing import EVERY_LEVEL, PLAIN, mode_of
from registry.market.venues import shipped

Rules = dict[str, int | str]

MAKER = "maker"
"""The price rule of a book in which the resting order sets the price."""


def way_of(rules: Instrument) -> str:
    """Listed, negotiated (with the venue's own matching price) or continuous."""
    if rules.listed:
        return ModeKind.LISTED.value
    return ModeKind.CONTINUOUS.value if rules.price_rule == MAKER else ModeKind.NEGOTIATED.value


def open_rule_of(venue: Venue | None) -> str:
    """The opening rule of a venue; None is the plain market."""
    rule: str = PLAYED["open_rule"] if venue is None else venue.played("open_rule")
    return rule


def played(rules: Instrument, venue: Venue | None) -> Rules:
    """The rules in effect, from the venue or the plan: fen, tonnes, percent, millionths.

    `venue` is None in the plain market. `pick_levels` 0: orders at every price can be picked.
    """
    found: Rules = {"way": way_of(rules)}
    if found["way"] == ModeKind.NEGOTIATED:
        found["price_rule"] = rules.price_rule
    found |= {"tick": rules.tick, "lot": rules.lot}
    if rules.largest < LARGEST_ORDER:
        found["largest"] = rules.largest
    found |= {
        "limit_percent": rules.limit_percent,
        "limit_rounding": rules.limit_rounding,
        "fee_maker": rules.fee_maker_ppm,
        "fee_taker": rules.fee_taker_ppm,
        "t_plus": rules.t_plus,
        "order_days": "day_only" if rules.day_orders else "days_too",
        "open_rule": open_rule_of(venue),
        "close_rule": rules.close_rule,
    }
    if rules.listed:
        found["pick_levels"] = 0 if rules.pick_levels >= EVERY_LEVEL else rules.pick_levels
        found["pick_whom"] = "first_in_time" if rules.pick_first else "any_order"
    else:
        found["self_trade"] = rules.self_trade.value
    if rules.turnaround_days:
        found["turnaround_days"] = rules.turnaround_days
    if rules.position_limit:
        found["position_limit"] = rules.position_limit
    if rules.gathers:
        found["auction_tie"] = rules.tie.value
        found["closing"] = "call" if rules.closing_call else "none"
    if rules.breaker_percent:
        found["breaker_percent"] = rules.breaker_percent
        found["breaker_minutes"] = rules.breaker_reference_minutes
        found["breaker_call"] = rules.breaker_call_minutes
    return found


def holds(fact: Stated, mode: Mode, *, venue: Venue, rules: Instrument) -> bool | None:
    """Whether this version of the book's price rule is in effect; None: it has one version."""
    if fact.name != "price_rule" or mode is not mode_of(venue) or len(mode.price_rules) < 2:
        return None
    return bool(fact.value == rules.price_rule)


@dataclass(frozen=True)
class FactInEffect:
    """One fact of a venue: `mode` is the way of trading, empty for the venue as a whole.

    `holds`: whether this version is in effect, for a rule with several; otherwise None.
    """

    mode: str
    name: str
    value: Any
    en: str
    zh: str
    source_en: str
    source_zh: str
    status: str
    holds: bool | None


@dataclass(frozen=True)
class RulesInEffect:
    """The rules in effect for an instrument, and all facts of its venue."""

    instrument: str
    venue: str
    venue_en: str
    venue_zh: str
    played: Rules
    facts: list[FactInEffect]


def describe(rules: Instrument, venue: Venue | None) -> RulesInEffect:
    """The rules in effect and the venue's facts for an instrument; None is the plain market."""
    stated = venue or shipped().pick(PLAIN)
    assert stated is not None, "the plain market is shipped"
    facts = [_fact(one, "", holding=None) for one in stated.facts]
    for mode in stated.modes:
        facts += [
            _fact(one, mode.kind.value, holding=holds(one, mode, venue=stated, rules=rules))
            for one in mode.facts
        ]
    return RulesInEffect(
        instrument=rules.code,
        venue=stated.id,
        venue_en=stated.name_en,
        venue_zh=stated.name_zh,
        played=played(rules, venue),
        facts=facts,
    )


def _fact(one: Stated, mode: str, *, holding: bool | None) -> FactInEffect:
    return FactInEffect(
        mode, one.name, one.value, one.en, one.zh, one.source_en, one.source_zh, one.status, holding
    )
