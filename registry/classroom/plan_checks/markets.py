"""Checks of instruments: what can deliver them, and what their venue's rules say."""

from __future__ import annotations

from collections.abc import Iterator

from matching.instruments import LARGEST_ORDER
from matching.venue_facts import ModeKind
from matching.venues import Mode, Venue
from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import CHINA, Check, Mistake, Sound, Table, day_of, twice
from registry.market.listing import PLAIN, mode_of
from registry.market.venues import shipped
from registry.roles import Role

_SHARED = "BRC"
_ALLOWANCE = "CEA"


def codes(plan: Sound) -> Iterator[Mistake]:
    """An instrument stands once."""
    yield from twice(plan, "instruments", ("code",))


def units(plan: Sound) -> Iterator[Mistake]:
    """Somebody can deliver it: units of that host can lie in that registry."""
    known = plan.registries() if plan.all_have("registries", "code") else None
    for index, one in enumerate(plan.tables("instruments")):
        unit, found = one.get("unit"), False
        for key in ("registry", "host"):
            code = one.get(key)
            if code is None:
                continue
            may = _may(plan, unit, key)
            if known is not None and code not in known:
                found = True
                yield ("instruments", index, key), f"there is no registry {short(code)}"
            elif may and code not in may:
                found = True
                said = f"nobody can ever deliver {unit} of this {key}: write {' or '.join(may)}"
                yield ("instruments", index, key), said
        if not found and (said := _no_source(plan, unit)):
            yield ("instruments", index, "unit"), said


def _may(plan: Sound, unit: str | None, key: str) -> list[str]:
    """The countries whose units, or in whose registries units, of a kind are; empty: not known."""
    if unit is None or not plan.host():
        return []
    if unit != _SHARED:
        return [CHINA]
    return [plan.host()] if key == "host" else [CHINA, plan.host()]


def _no_source(plan: Sound, unit: str | None) -> str:
    """Why no unit of a kind ever comes into being; "" when some do."""
    if unit == _ALLOWANCE:
        if plan.all_have("seats", "role") and not plan.count_of(Role.GOVERNMENT_CN.value):
            return "nobody issues allowances: there is no seat of the role government_cn"
    elif unit and plan.host() and plan.all_have("projects", "host"):
        host = plan.host() if unit == _SHARED else CHINA
        if not any(project["host"] == host for project in plan.tables("projects")):
            return f"no project makes {unit}: there is none in {host}"
    return ""


def venues(plan: Sound) -> Iterator[Mistake]:
    """The rules of its venue hold on the first day, and the plan does not contradict them."""
    clock = plan.table("clock")
    if "first_day" not in clock:
        return
    first_day = day_of(clock["first_day"]).isoformat()
    for index, one in enumerate(plan.tables("instruments")):
        place = ("instruments", index)
        if not plan.whole(*place, "venue"):
            continue
        named = one.get("venue", PLAIN)
        if named == PLAIN:
            yield from _plain(index, one)
            continue
        venue = shipped().pick(named, day=first_day)
        if venue is None:
            known = ", ".join(shipped().codes())
            yield (*place, "venue"), f"no rules of {short(named)} on that day; of {known}"
        elif (mode := mode_of(venue)) is None:
            yield (*place, "venue"), f"{named} has no book"
        else:
            for key, said in _against(venue, mode, one, clock):
                yield (*place, key), said


def _plain(index: int, one: Table) -> Iterator[Mistake]:
    place = ("instruments", index)
    if "price_rule" in one:
        yield (*place, "price_rule"), "only a venue has price rules of which one is named"
    if (said := _too_small(one, lot=one.get("lot", 1))) is not None:
        yield (*place, "position_limit_t"), said


def _against(venue: Venue, mode: Mode, one: Table, clock: Table) -> Iterator[tuple[str, str]]:
    """The keys of an instrument that contradict what its venue says."""
    named, tick = one["venue"], venue.played("tick_fen")
    lot = venue.said("lot_t") or one.get("lot", 1)
    if one.get("price_rule", mode.price_rules[0]) not in mode.price_rules:
        yield "price_rule", f"{named} has the price rules {', '.join(mode.price_rules)}"
    if one.get("reference", 0) % tick:
        yield "reference", f"{one['reference']} is no multiple of {tick} fen"
    if "breaker" in one and mode.kind is ModeKind.NEGOTIATED:
        yield (
            "breaker",
            "no circuit breaker where orders meet at a matching price: there is no call",
        )
    if lot > min(mode.largest_t, LARGEST_ORDER):
        yield "lot", f"the lot of {lot} t is above the largest order, {mode.largest_t} t"
    if (said := _too_small(one, lot=lot)) is not None:
        yield "position_limit_t", said
    opens, closes = clock.get("opens", ""), clock.get("closes", "")
    reached = not mode.sessions or any(max(opens, a) < min(closes, b) for a, b in mode.sessions)
    if opens and opens < closes and not reached:
        hours = ", ".join(f"{a}-{b}" for a, b in mode.sessions)
        yield "venue", f"{named} trades {hours}, outside of the lesson's day"


def _too_small(one: Table, *, lot: int) -> str | None:
    """Why nobody can have one lot under the position limit, or None."""
    limit = one.get("position_limit_t")
    return f"below one lot of {lot} t" if limit is not None and limit < lot else None


CHECKS: tuple[Check, ...] = (codes, units, venues)
