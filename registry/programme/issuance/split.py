"""How what is issued is split: between the two sides, or by percentages among many recipients.

Whole tonnes; nothing is lost. Pure: it knows no account, no batch and no agreement's table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

from ledger.kernel.quantity import floor_tonnes, largest_remainders, share_out
from registry.roles import Side, SplitRule


class Shares(NamedTuple):
    """Tonnes of the Chinese partner and of the host's owner; they add up to what was decided."""

    partner: int
    host: int


def by_weights(quantity: int, *, cn_weight: int, host_weight: int, odd_to: Side | str) -> Shares:
    """Both sides by the agreement's weights, rounded down; the odd tonne to the named side."""
    odd = 0 if odd_to == Side.CN else 1
    return Shares(*share_out(quantity, (cn_weight, host_weight), odd_to=odd))


class Place(IntEnum):
    """Whose a recipient is, in the order in which equal remainders are served."""

    CN_GOV = 0
    HOST_GOV = 1
    CN_ENTITY = 2
    HOST_ENTITY = 3


_GIVING = (Place.CN_ENTITY, Place.HOST_ENTITY, Place.HOST_GOV)
"""Who gives tonnes up, in this order, for the minimum of China's government."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives, and how many percent (exact) of what the levies leave."""

    id: str
    place: Place
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Levies:
    """Percentages taken before anybody's share: share of proceeds, and overall mitigation (OMGE).

    Each is rounded down, or up with `rounded_up`. Levies rounded up never exceed what is issued:
    the share of proceeds is taken first.
    """

    proceeds_percent: Fraction = Fraction(0)
    omge_percent: Fraction = Fraction(0)
    rounded_up: bool = False

    def of(self, quantity: int) -> tuple[int, int]:
        """Tonnes of the share of proceeds and of OMGE."""
        proceeds = min(quantity, self._rounded(quantity, self.proceeds_percent))
        omge = min(quantity - proceeds, self._rounded(quantity, self.omge_percent))
        return proceeds, omge

    def _rounded(self, quantity: int, percent: Fraction) -> int:
        exact_t = quantity * percent / 100
        return -floor_tonnes(-exact_t) if self.rounded_up else floor_tonnes(exact_t)


NO_LEVIES = Levies()


@dataclass(frozen=True, slots=True)
class VintageSplit:
    """What becomes of one vintage; `parts` are tonnes by recipient, in the order of serials."""

    proceeds: int
    omge: int
    parts: dict[str, int]

    def serials(self, *, first: int) -> list[tuple[str, int, int]]:
        """Name, first and last serial of each part above zero: levies, then China, then the host.

        The levies are called `share of proceeds` and `OMGE`.
        """
        ranges = []
        levied = {"share of proceeds": self.proceeds, "OMGE": self.omge}
        for name, tonnes in (*levied.items(), *self.parts.items()):
            if tonnes:
                ranges.append((name, first, first + tonnes - 1))
                first += tonnes
        return ranges


def by_percentages(
    vintages: Mapping[int, int],
    recipients: Sequence[Recipient],
    *,
    minimum_percent: Fraction = Fraction(0),
    levies: Levies = NO_LEVIES,
) -> dict[int, VintageSplit]:
    """Split the tonnes of each vintage of one project's issuance; the percentages sum to 100.

    Levies first; the rest of each vintage by largest remainder, ties to China's government, the
    host's government, then by recipient. China's government has at least `minimum_percent` of all
    vintages together, rounded up: what it lacks is moved tonne by tonne, from Chinese recipients,
    then the host's, then the host's government; from the largest holder, its oldest vintage first.
    """
    assert recipients and sum(one.percent for one in recipients) == 100
    assert len({one.id for one in recipients}) == len(recipients)
    china = [one.id for one in recipients if one.place is Place.CN_GOV]
    assert len(china) == 1 if minimum_percent else len(china) <= 1

    levied = {vintage: levies.of(total) for vintage, total in sorted(vintages.items())}
    left = {vintage: vintages[vintage] - sum(taken) for vintage, taken in levied.items()}
    ranked = sorted(recipients, key=lambda one: (min(one.place, Place.CN_ENTITY), one.id))
    parts: dict[int, dict[str, int]] = {}
    for vintage, total in left.items():
        tonnes = largest_remainders(total, [one.percent for one in ranked])
        parts[vintage] = dict(zip([one.id for one in ranked], tonnes, strict=True))
    if minimum_percent:
        least = -floor_tonnes(-sum(left.values()) * minimum_percent / 100)
        _reach(parts, recipients, to=china[0], least=least)
    order = sorted(recipients, key=lambda one: one.place in (Place.HOST_GOV, Place.HOST_ENTITY))
    for vintage, total in left.items():
        assert sum(parts[vintage].values()) == total, "a tonne was lost in the split"
    return {
        vintage: VintageSplit(*levied[vintage], {one.id: parts[vintage][one.id] for one in order})
        for vintage in left
    }


def _reach(
    parts: dict[int, dict[str, int]], recipients: Sequence[Recipient], *, to: str, least: int
) -> None:
    """Move single tonnes to one recipient until it has at least so many in all vintages."""
    held = {one.id: sum(part[one.id] for part in parts.values()) for one in recipients}
    while held[to] < least:
        groups = ([one.id for one in recipients if one.place is place] for place in _GIVING)
        giving = next(ids for ids in groups if any(held[each] for each in ids))
        giver = min(giving, key=lambda each: (-held[each], each))
        vintage = min(vintage for vintage, part in parts.items() if part[giver])
        for name, tonnes in ((giver, -1), (to, 1)):
            parts[vintage][name] += tonnes
            held[name] += tonnes


def _weighed(quantity: int, cn: Fraction, host: Fraction, odd_to: Side | None) -> Shares:
    assert odd_to is not None, "weights name the side of the odd tonne"
    return by_weights(quantity, cn_weight=int(cn), host_weight=int(host), odd_to=odd_to)


def _in_percent(quantity: int, cn: Fraction, host: Fraction, odd_to: Side | None) -> Shares:
    """The sides are the recipients and their names the ids: at equal remainders China is first."""
    assert odd_to is None, "percentages leave no odd tonne to name a side for"
    sides = [
        Recipient(Side.CN.value, Place.CN_ENTITY, cn),
        Recipient(Side.HOST.value, Place.HOST_ENTITY, host),
    ]
    parts = by_percentages({0: quantity}, sides)[0].parts
    return Shares(parts[Side.CN], parts[Side.HOST])


RULES: dict[SplitRule, Callable[[int, Fraction, Fraction, Side | None], Shares]] = {
    SplitRule.WEIGHTS: _weighed,
    SplitRule.PERCENTAGES: _in_percent,
}


def share(
    quantity: int, rule: SplitRule, *, cn: Fraction, host: Fraction, odd_to: Side | None
) -> Shares:
    """Both sides by an agreement's rule; `cn` and `host` are whole weights, or percent of 100."""
    return RULES[rule](quantity, cn, host, odd_to)
