"""Checks of countries: registries, the agreements, and methodologies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.kernel.text import is_readable
from registry.classroom.plan_checks.sound import Check, Mistake, Sound, Table, twice
from registry.classroom.toml_lines import Place
from registry.roles import CHINA, SplitRule

CHINAS_PARTY = "CHN"

SPLIT_KEYS = {
    SplitRule.WEIGHTS: ("cn_weight", "host_weight", "odd_to"),
    SplitRule.PERCENTAGES: ("cn_percent", "host_percent"),
}
"""The keys that each split rule needs: China's share, the host's, and further ones."""


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
    """Each host country has a registry and is not China; the shares are those of the rule."""
    hosts: set[str] = set()
    for place, agreed in plan.agreements():
        named = agreed.get("host")
        if named is not None and not plan.is_host(named):
            yield (*place, "host"), f"there is no host registry {short(named)}"
        elif named in hosts:
            yield (*place, "host"), f"{named} stands twice"
        hosts |= {named} if named else set()
        if plan.whole(*place, "split_rule"):
            rule = SplitRule(agreed.get("split_rule", SplitRule.WEIGHTS))
            yield from _shares(plan, place, agreed, rule)
            yield from _sums(place, agreed, rule)
        elif plan.reached(*place):
            for rule in SplitRule:
                yield from _sums(place, agreed, rule)


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
    china, host = (agreed.get(key) for key in SPLIT_KEYS[rule][:2])
    if china is None or host is None:
        return
    if rule is SplitRule.WEIGHTS and china == 0 == host:
        yield (*place, "host_weight"), "both weights are zero"
    if rule is SplitRule.PERCENTAGES and Fraction(china) + Fraction(host) != 100:
        said = f"cn_percent {china} and host_percent {host} do not add up to 100"
        yield (*place, "host_percent"), said


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """Each methodology is defined once."""
    yield from twice(plan, "methodologies", ("code",))


def short(text: str) -> str:
    """A text shortened for one line: printable, and not longer than a name."""
    return text if (not text or is_readable(text)) and len(text) <= 60 else ascii(text[:60])


CHECKS: tuple[Check, ...] = (registries, agreements, methodologies)
