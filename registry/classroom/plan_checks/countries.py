"""Checks of countries: registries, the agreement, and methodologies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.kernel.text import is_readable
from registry.classroom.plan_checks.sound import CHINA, Check, Mistake, Sound, Table, twice
from registry.roles import SplitRule

CHINAS_PARTY = "CHN"

SPLIT_KEYS = {
    SplitRule.WEIGHTS: ("cn_weight", "host_weight", "odd_to"),
    SplitRule.PERCENTAGES: ("cn_percent", "host_percent"),
}
"""The keys that each rule of a split needs: China's share, the host's, and what else there is."""


def registries(plan: Sound) -> Iterator[Mistake]:
    """China's registry is there, and each has a code, a Party and names of its own."""
    yield from twice(plan, "registries", ("code", "name_en", "name_zh"))
    yield from _parties(plan)
    known = plan.registries()
    if known and CHINA not in known:
        yield ("registries",), "China's registry (code CN) is missing"


def _parties(plan: Sound) -> Iterator[Mistake]:
    """Each registry has a Party of its own, and CHN is that of CN."""
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


def agreement(plan: Sound) -> Iterator[Mistake]:
    """The host country has a registry and is not China; the shares are those of the rule."""
    agreed = plan.table("agreement")
    named = agreed.get("host")
    if named is not None and not plan.host():
        yield ("agreement", "host"), f"there is no host registry {short(named)}"
    if plan.whole("agreement", "split_rule"):
        rule = SplitRule(agreed.get("split_rule", SplitRule.WEIGHTS))
        yield from _shares(plan, rule)
        yield from _sums(agreed, rule)
    elif plan.reached("agreement"):
        for rule in SplitRule:
            yield from _sums(agreed, rule)


def _shares(plan: Sound, rule: SplitRule) -> Iterator[Mistake]:
    """Every key of the rule, and none of another."""
    agreed = plan.table("agreement")
    of_rule = f'split_rule = "{rule}"'
    for named, keys in SPLIT_KEYS.items():
        for key in keys:
            given = agreed.get(key) is not None
            if named == rule and not given and plan.whole("agreement", key):
                yield ("agreement", key), f"is missing: {of_rule} needs it"
            elif named != rule and given:
                yield ("agreement", key), f"{of_rule} has no {key}"


def _sums(agreed: Table, rule: SplitRule) -> Iterator[Mistake]:
    """What is shared out by a rule is all, and not nothing."""
    china, host = (agreed.get(key) for key in SPLIT_KEYS[rule][:2])
    if china is None or host is None:
        return
    if rule is SplitRule.WEIGHTS and china == 0 == host:
        yield ("agreement", "host_weight"), "both weights are zero"
    if rule is SplitRule.PERCENTAGES and Fraction(china) + Fraction(host) != 100:
        said = f"cn_percent {china} and host_percent {host} do not add up to 100"
        yield ("agreement", "host_percent"), said


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """Each methodology stands once."""
    yield from twice(plan, "methodologies", ("code",))


def short(text: str) -> str:
    """A text as it can be shown in a line: printable, and not longer than a name."""
    return text if (not text or is_readable(text)) and len(text) <= 60 else ascii(text[:60])


CHECKS: tuple[Check, ...] = (registries, agreement, methodologies)
