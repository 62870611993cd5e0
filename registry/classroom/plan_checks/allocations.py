"""Checks of who receives a project's credits: seats, percentages, the least share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from registry.classroom.plan_checks.countries import short
from registry.classroom.plan_checks.sound import OWN, Check, Mistake, Named, Sound, Table
from registry.classroom.toml_lines import Place
from registry.programme.methodologies.calculator import decimal_text
from registry.roles import CHINA, Role

_ENTITIES = {
    role.value for role in (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)
}
_RECIPIENTS = _ENTITIES | OWN


def allocations(plan: Sound) -> Iterator[Mistake]:
    """An allocation names seats of both countries with accounts, and adds up to 100 percent."""
    for index, project in enumerate(plan.tables("projects")):
        place = ("projects", index, "allocation")
        listed = project.get("allocation", [])
        if listed and project.get("host") == CHINA:
            yield place, "a domestic project's credits are its owner's: it has no allocation"
            continue
        agreed = plan.agreement_of(project)
        if listed and agreed is not None:
            yield from _recipients(plan, place, project, agreed)
        if agreed is not None and plan.whole(*place):
            yield from _percents(place, listed, agreed)


def _percents(place: Place, listed: list[Table], agreed: Table) -> Iterator[Mistake]:
    """The percentages add up (check 5030); the partner's government has its least share (5031)."""
    if not listed:
        # Without an allocation no share is a government's own.
        return
    total = sum((Fraction(one["percent"]) for one in listed), Fraction(0))
    if total != 100:
        yield place, f"the percentages add up to {decimal_text(total)}, not to 100 (check 5030)"
        return
    least = Fraction(agreed.get("min_share_percent", 0))
    if least > 100:
        return
    role = Role.GOVERNMENT_PARTNER.value
    own = [Fraction(one["percent"]) for one in listed if one["seat"].startswith(f"{role}:")]
    code = agreed.get("code", "")
    if sum(own) < least:
        has = f"has {decimal_text(sum(own, Fraction(0)))} percent"
        said = f"the partner's government {has}: {code} gives it {decimal_text(least)} at least"
        yield place, f"{said} (check 5031)"


def _recipients(plan: Sound, place: Place, project: Table, agreed: Table) -> Iterator[Mistake]:
    seats: set[str] = set()
    governments: set[str] = set()
    for number, one in enumerate(project["allocation"]):
        named = one.get("seat")
        if named is None:
            continue
        at = (*place, number, "seat")
        role, _, ordinal = named.partition(":")
        if role not in _RECIPIENTS or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
            listed = ", ".join(sorted(_RECIPIENTS))
            yield (
                at,
                f"{short(named)} receives nothing; write role:number, of {listed}",
            )
        elif named in seats:
            yield at, f"{named} stands twice"
        elif role in OWN and role in governments:
            yield at, f"a second seat of {role}: a government receives once"
        else:
            yield from _seat(plan, at, named, project, agreed)
        seats.add(named)
        governments.add(role)


def _seat(plan: Sound, at: Place, named: str, project: Table, agreed: Table) -> Iterator[Mistake]:
    """Whether a seat exists, belongs to one of the two countries, and has the accounts it needs."""
    role, _, ordinal = named.partition(":")
    found = plan.named(role, int(ordinal))[-1]
    if isinstance(found, int):
        yield at, f"{named} is no seat: there are {found} of {role}"
        return
    host, partner = agreed.get("host"), agreed.get("partner")
    if not isinstance(found, Named) or host is None or partner is None:
        return
    countries = plan.countries(found.group, [found.number])
    expected = {
        Role.GOVERNMENT_PARTNER.value: {partner}, Role.GOVERNMENT_HOST.value: {host},
    }.get(role, {host, partner})  # fmt: skip
    if None in countries or None in plan.held(found.group):
        return
    foreign = countries - expected
    if foreign:
        own = short(str(foreign.pop())) or "no country"
        listed = " or ".join(sorted(expected))
        yield at, f"{named} belongs to {own}; a recipient belongs to {listed}"
        return
    # The partner's share is issued in the host's registry when no authorisation covers it.
    needed = {host} | ({partner} if countries == {partner} else set())
    for code in sorted(needed - set(plan.held(found.group))):
        yield at, f"{named} has no account in {code}"


CHECKS: tuple[Check, ...] = (allocations,)
