"""Checks of countries: registries, the agreements, and methodologies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ledger.kernel.text import is_readable
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table, twice
from registry.classroom.toml_lines import Place
from registry.roles import CHINA, Role, SplitRule

CHINAS_PARTY = "CHN"

SPLIT_KEYS = {
    SplitRule.WEIGHTS: ("partner_weight", "host_weight", "odd_to"),
    SplitRule.PERCENTAGES: ("partner_percent", "host_percent"),
}
"""The keys that each split rule needs: the partner's share, the host's, and further ones."""


def registries(plan: Sound) -> Iterator[Mistake]:
    """China has a registry, and each registry has a code, a Party and names of its own."""
    yield from twice(plan, "registries", ("code", "name_en", "name_zh"))
    yield from _parties(plan)
    known = plan.registries()
    if known and CHINA not in known:
        yield ("registries",), "China's registry (code CN) is missing"


def _parties(plan: Sound) -> Iterator[Mistake]:
    """Each registry has a Party of its own, and CHN is the Party of CN."""
    codes: set[str] = set()
    parties: set[str] = set()
    for index, one in enumerate(plan.tables("registries")):
        code, party = one.get("code"), one.get("party")
        if party is None:
            continue
        # Whose Party it should be is not known of a code that is wrong, or stands twice.
        known = code is not None and code not in codes
        codes |= {code} if code else set()
        if known and code == CHINA and party != CHINAS_PARTY:
            said = f"the registry {CHINA} is of the Party {CHINAS_PARTY}"
        elif known and code != CHINA and party == CHINAS_PARTY:
            said = f"{CHINAS_PARTY} is the Party of the registry {CHINA}, not of {code}"
        elif party in parties:
            said = f"{party} stands twice"
        else:
            parties.add(party)
            continue
        yield ("registries", index, "party"), said


def agreements(plan: Sound) -> Iterator[Mistake]:
    """Each agreement has a code of its own and two countries with registries, each pair once; its
    shares are those of its rule.
    """
    yield from twice(plan, "agreements", ("code", "approach"))
    pairs: set[tuple[str, str]] = set()
    known = plan.registries()
    for place, agreed in plan.agreements():
        host, partner = agreed.get("host"), agreed.get("partner")
        if host is not None and not plan.is_host(host):
            yield (*place, "host"), f"there is no host registry {short(host)}"
        if partner is not None and known is not None and partner not in known:
            yield (*place, "partner"), f"there is no registry {short(partner)}"
        elif partner is not None and partner == host and plan.is_host(host):
            yield (*place, "partner"), f"{partner} is the host; the partner is another country"
        elif partner and host:
            if (partner, host) in pairs:
                yield (*place, "host"), f"{partner} and {host} stand twice"
            pairs.add((partner, host))
        if plan.whole(*place, "split_rule"):
            rule = SplitRule(agreed.get("split_rule", SplitRule.WEIGHTS))
            yield from _shares(plan, place, agreed, rule)
            yield from _sums(place, agreed, rule)
        elif plan.reached(*place):
            for rule in SplitRule:
                yield from _sums(place, agreed, rule)
        yield from _bounds(place, agreed)


def _bounds(place: Place, agreed: Table) -> Iterator[Mistake]:
    """Vintages, term and NDC period do not end before they begin; levies leave something."""
    for first, last in (
        ("vintage_first", "vintage_last"),
        ("term_first_day", "term_last_day"),
        ("ndc_first_year", "ndc_last_year"),
    ):
        begins, ends = agreed.get(first), agreed.get(last)
        if begins is not None and ends is not None and str(ends) < str(begins):
            yield (*place, last), f"{last} {ends} is before {first} {begins}"
    levied = [Fraction(agreed.get(key, 0)) for key in ("sop_percent", "omge_percent")]
    if sum(levied) > 100:
        yield (*place, "omge_percent"), "the levies are more than 100 percent"
    least = Fraction(agreed.get("min_share_percent", 0))
    if least > 100:
        yield (*place, "min_share_percent"), "the least share is more than 100 percent"


def members(plan: Sound) -> Iterator[Mistake]:
    """Members of a committee are seats of the governments of both countries."""
    for place, agreed in plan.agreements():
        parties = {
            Role.GOVERNMENT_PARTNER.value: agreed.get("partner"),
            Role.GOVERNMENT_HOST.value: agreed.get("host"),
        }
        seated: set[str] = set()
        for number, named in enumerate(agreed.get("members", [])):
            if named is None:
                continue
            role, _, ordinal = named.partition(":")
            if role not in parties or not re.fullmatch(r"[1-9][0-9]{0,3}", ordinal):
                said = f"{short(named)} is no seat of a government; write role:number"
                yield (*place, "members", number), said
                continue
            found = plan.named(role, int(ordinal))[-1]
            if isinstance(found, int):
                said = f"{named} is no seat: there are {found} of {role}"
                yield (*place, "members", number), said
            elif found is not None and parties[role]:
                own = plan.countries(found.group, [found.number])
                if own.isdisjoint({parties[role], None}):
                    said = f"{named} does not belong to {parties[role]}"
                    yield (*place, "members", number), said
                seated.add(role)
        if agreed.get("members") and plan.whole(*place, "members"):
            for role in sorted(parties.keys() - seated):
                yield (*place, "members"), f"no member is a seat of the role {role}"


def employed(plan: Sound) -> Iterator[Mistake]:
    """A member whom a company employs is a government's seat, and the company owns projects."""
    governments = {Role.GOVERNMENT_PARTNER.value, Role.GOVERNMENT_HOST.value}
    sorts = (governments, {Role.PROJECT_OWNER.value})
    for place, agreed in plan.agreements():
        for number, named in enumerate(agreed.get("employed") or []):
            if named is None:
                continue
            sides = named.split(" by ")
            parts = [side.partition(":") for side in sides]
            if len(sides) != 2 or not all(
                role in sort and re.fullmatch(r"[1-9][0-9]{0,3}", ordinal)
                for (role, _, ordinal), sort in zip(parts, sorts, strict=True)
            ):
                said = f"{short(named)} is no employment; write role:number by project_owner:number"
                yield (*place, "employed", number), said
                continue
            for role, _, ordinal in parts:
                found = plan.named(role, int(ordinal))[-1]
                if isinstance(found, int):
                    said = f"{role}:{ordinal} is no seat: there are {found} of {role}"
                    yield (*place, "employed", number), said


def _shares(plan: Sound, place: Place, agreed: Table, rule: SplitRule) -> Iterator[Mistake]:
    """Every key of the rule, and none of another."""
    of_rule = f'split_rule = "{rule}"'
    for named, keys in SPLIT_KEYS.items():
        for key in keys:
            given = agreed.get(key) is not None
            if named == rule and not given and plan.whole(*place, key):
                yield (*place, key), f"is missing: {of_rule} needs it"
            elif named != rule and given:
                yield (*place, key), f"{of_rule} has no {key}"


def _sums(place: Place, agreed: Table, rule: SplitRule) -> Iterator[Mistake]:
    """The shares of a rule add up to the whole, and not to zero."""
    partner, host = (agreed.get(key) for key in SPLIT_KEYS[rule][:2])
    if partner is None or host is None:
        return
    if rule is SplitRule.WEIGHTS and partner == 0 == host:
        yield (*place, "host_weight"), "both weights are zero"
    if rule is SplitRule.PERCENTAGES and Fraction(partner) + Fraction(host) != 100:
        said = f"partner_percent {partner} and host_percent {host} do not add up to 100"
        yield (*place, "host_percent"), said


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """Each methodology is defined once."""
    yield from twice(plan, "methodologies", ("code",))


def short(text: str) -> str:
    """A text shortened for one line: printable, and not longer than a name."""
    return text if (not text or is_readable(text)) and len(text) <= 60 else ascii(text[:60])


CHECKS: tuple[Check, ...] = (registries, agreements, members, employed, methodologies)
