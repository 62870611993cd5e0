"""Checks of instruments: deliverable units, and the rules of their venues."""

from __future__ import annotations

from collections.abc import Iterator

from matching.venue_facts import ModeKind
from matching.venues import Venue
from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table, twice
from registry.classroom.plan_checks.times import first_date
from registry.classroom.plan_checks.tonnes import supply
from registry.market.listing import PLAIN, mode_of
from registry.market.venues import shipped
from registry.roles import CHINA, Role

_SHARED = "BRC"
_ALLOWANCE = "CEA"


def codes(plan: Sound) -> Iterator[Mistake]:
    """Each instrument is defined once."""
    yield from twice(plan, "instruments", ("code",))


def units(plan: Sound) -> Iterator[Mistake]:
    """An instrument can be delivered: units of its host can be held in its registry."""
    known = plan.registries()
    for index, one in enumerate(plan.tables("instruments")):
        unit, found = one.get("unit"), False
        for key in ("registry", "host"):
            code = one.get(key)
            if code is None:
                continue
            may = _may(plan, one, key)
            if known is not None and code not in known:
                found = True
                yield ("instruments", index, key), f"there is no registry {short(code)}"
            elif may and code not in may:
                found = True
                said = f"nobody can ever deliver {unit or 'units'} of this {key}"
                yield ("instruments", index, key), f"{said}: write {' or '.join(may)}"
        if not found and (said := _no_source(plan, one)):
            yield ("instruments", index, "unit"), said


def _may(plan: Sound, one: Table, key: str) -> list[str]:
    """The countries whose units, or in whose registries units, of a kind are; empty: not known.

    Without a unit those of any kind. Credits of a host lie there or with a partner of it.
    """
    unit = one.get("unit")
    if unit not in (None, _SHARED):
        return [CHINA]
    hosts = plan.hosts()
    if not hosts:
        return []
    if unit and key == "host":
        return hosts
    mine = [one["host"]] if one.get("host") in hosts else hosts
    partners = [
        agreed.get("partner") for _, agreed in plan.agreements() if agreed.get("host") in mine
    ]
    known = [code for code in plan.partners() if code in partners]
    return [*(known or [CHINA]), *mine]


def _no_source(plan: Sound, one: Table) -> str:
    """Why no unit of an instrument can ever be issued; "" if some can."""
    unit = one.get("unit")
    if unit == _ALLOWANCE:
        if plan.seated(Role.GOVERNMENT_PARTNER.value) is False:
            return "nobody issues allowances: there is no seat of the role government_partner"
    elif unit:
        hosts = plan.hosts() if unit == _SHARED else [CHINA]
        if one.get("host") in hosts:
            hosts = [one["host"]]
        if hosts and all(plan.projects_of(host) == [] for host in hosts):
            return f"no project makes {unit}: there is none in {' or '.join(hosts)}"
        if unit == _SHARED and (said := _not_traded(plan, hosts)):
            return said
    return ""


def _not_traded(plan: Sound, hosts: list[str]) -> str:
    """Why no shared unit of these hosts is ever traded; "" if one may be."""
    agreed = [one for _, one in plan.agreements() if one.get("host") in hosts]
    if any(one.get("tradable", True) and not one.get("virtual", False) for one in agreed):
        return ""
    if not agreed:
        return ""
    codes = ", ".join(str(one.get("code", "")) for one in agreed)
    return f"nothing of {' or '.join(hosts)} is traded: {codes} is virtual or not tradable"


def makers_credits(plan: Sound) -> Iterator[Mistake]:
    """Market makers begin with credits that are issued and can be traded."""
    for index, project in enumerate(plan.tables("projects")):
        agreed = plan.agreement_of(project)
        if agreed is None or project.get("owner", "").partition(":")[0] != Role.MARKET_MAKER:
            continue
        why = "virtual" if agreed.get("virtual", False) else "not tradable"
        if agreed.get("virtual", False) or not agreed.get("tradable", True):
            said = f"a market maker begins with its credits: {agreed.get('code', '')} is {why}"
            yield ("projects", index, "agreement"), said


def venues(plan: Sound) -> Iterator[Mistake]:
    """The venue's rules are in effect on the first day, and the plan does not contradict them."""
    clock = plan.table("clock")
    for index, one in enumerate(plan.tables("instruments")):
        place = ("instruments", index)
        if not plan.whole(*place, "venue"):
            continue
        named = one.get("venue", PLAIN)
        if named == PLAIN:
            if "price_rule" in one:
                said = "only a venue has price rules of which one is named"
                yield (*place, "price_rule"), said
            continue
        rules = _rules(plan, named)
        if not rules:
            day = " on that day" if shipped().versions(named) else ""
            known = ", ".join(shipped().codes())
            yield (*place, "venue"), f"no rules of {short(named)}{day}; of {known}"
            continue
        # Where the day is not known, what contradicts every version.
        found = [dict(_against(venue, one, clock)) for venue in rules]
        for key, said in found[-1].items():
            if all(key in other for other in found):
                yield (*place, key), said


def _rules(plan: Sound, named: str) -> list[Venue]:
    """The version of a venue's rules in effect on the first day; all if that day is not known."""
    first_day = first_date(plan)
    if first_day is None:
        return shipped().versions(named)
    found = shipped().pick(named, day=first_day.isoformat())
    return [found] if found is not None else []


def _against(venue: Venue, one: Table, clock: Table) -> Iterator[tuple[str, str]]:
    """The keys of an instrument that contradict its venue's rules."""
    named, mode, tick = one["venue"], mode_of(venue), venue.played("tick_fen")
    if mode is None:
        yield "venue", f"{named} has no book"
        return
    if one.get("price_rule", mode.price_rules[0]) not in mode.price_rules:
        yield "price_rule", f"{named} has the price rules {', '.join(mode.price_rules)}"
    if one.get("reference", 0) % tick:
        yield "reference", f"{one['reference']} is no multiple of {tick} fen"
    if "breaker" in one and mode.kind is ModeKind.NEGOTIATED:
        yield (
            "breaker",
            "no circuit breaker where orders meet at a matching price: there is no call",
        )
    lot = venue.said("lot_t") or one.get("lot", 1)
    if lot > mode.largest_t:
        yield "lot", f"the lot of {lot} t is above the largest order, {mode.largest_t} t"
    opens, closes = clock.get("opens", ""), clock.get("closes", "24:00")
    reached = not mode.sessions or any(max(opens, a) < min(closes, b) for a, b in mode.sessions)
    if opens < closes and not reached:
        hours = ", ".join(f"{a}-{b}" for a, b in mode.sessions)
        yield "venue", f"{named} trades {hours}, outside of the lesson's day"


def lots(plan: Sound) -> Iterator[Mistake]:
    """One lot can be issued, and be held under each position limit that applies to it."""
    tables = plan.tables("instruments")
    fitting: dict[int, int] = {}
    for index, one in enumerate(tables):
        lot = _lot(plan, index)
        if lot is None:
            continue
        made = _made(plan, one)
        if made is not None and lot > made:
            said = f"all projects in {one['host']} make {made} t in this lesson, less than one lot"
            yield ("instruments", index, "lot"), said
        else:
            fitting[index] = lot
    for index, one in enumerate(tables):
        limit = one.get("position_limit_t")
        if limit is None:
            continue
        lots = [(at != index, tables[at], lot) for at, lot in fitting.items() if lot > limit]
        for of_another, other, lot in sorted(lots, key=lambda found: found[0]):
            if not of_another or _share_units(one, other):
                whose = f" of {other['code']}" if of_another and "code" in other else ""
                yield ("instruments", index, "position_limit_t"), f"below one lot of {lot} t{whose}"
                break


def _lot(plan: Sound, index: int) -> int | None:
    """The lot in which an instrument trades; None if it is not known, or above the largest order
    of its venue.
    """
    one, place = plan.tables("instruments")[index], ("instruments", index)
    if not plan.whole(*place, "venue") or not plan.whole(*place, "lot"):
        return None
    lot: int = one.get("lot", 1)
    named = one.get("venue", PLAIN)
    if named == PLAIN:
        return lot
    found = {venue.said("lot_t") or lot for venue in _rules(plan, named) if _takes(venue, lot)}
    return found.pop() if len(found) == 1 else None


def _takes(venue: Venue, lot: int) -> bool:
    """Whether the book of a venue accepts an order of one lot."""
    mode = mode_of(venue)
    return mode is not None and (venue.said("lot_t") or lot) <= mode.largest_t


def _made(plan: Sound, one: Table) -> int | None:
    """The most tonnes that can deliver an instrument; None if nothing bounds them, or it is not
    known: the government issues as many allowances as it decides.
    """
    unit, host = one.get("unit"), one.get("host")
    if host is None or unit == _ALLOWANCE or host not in _may(plan, one, "host"):
        return None
    return supply(plan, host)


def _share_units(one: Table, other: Table) -> bool:
    """Whether the same batches deliver both, so that the smaller limit applies to both."""
    return all(key in one and one[key] == other.get(key) for key in ("registry", "unit", "host"))


CHECKS: tuple[Check, ...] = (codes, units, makers_credits, venues, lots)
