"""The split of an issuance: between the two sides, or by percentages among many recipients.

Pure functions on whole tonnes; the parts always sum to the quantity.
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
    """Tonnes of the partner's side and of the host's; they sum to the decided quantity."""

    partner: int
    host: int


def by_weights(
    quantity: int, *, partner_weight: int, host_weight: int, odd_to: Side | str
) -> Shares:
    """Both sides' tonnes by weight, rounded down; the odd tonne goes to side `odd_to`."""
    odd = 0 if odd_to == Side.PARTNER else 1
    return Shares(*share_out(quantity, (partner_weight, host_weight), odd_to=odd))


class Place(IntEnum):
    """Sort of recipient, in the order in which equal remainders are served."""

    PARTNER_GOV = 0
    HOST_GOV = 1
    PARTNER_ENTITY = 2
    HOST_ENTITY = 3


_GIVING = (Place.PARTNER_ENTITY, Place.HOST_ENTITY, Place.HOST_GOV)
"""Recipients that give tonnes up for the minimum of the partner's government, in this order."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient and its exact percentage of the quantity after levies."""

    id: str
    place: Place
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Levies:
    """Percentages deducted before the shares: share of proceeds, and overall mitigation (OMGE).

    Each is rounded down, or up with `rounded_up`. Their sum never exceeds the issued quantity: the
    share of proceeds is deducted first. `buffer_percent` of the issued quantity is kept back last,
    rounded up.
    """

    proceeds_percent: Fraction = Fraction(0)
    omge_percent: Fraction = Fraction(0)
    rounded_up: bool = False
    buffer_percent: Fraction = Fraction(0)

    def of(self, quantity: int) -> tuple[int, int]:
        """Tonnes of the share of proceeds and of OMGE."""
        proceeds = min(quantity, self._rounded(quantity, self.proceeds_percent))
        omge = min(quantity - proceeds, self._rounded(quantity, self.omge_percent))
        return proceeds, omge

    def buffer(self, quantity: int) -> int:
        """Tonnes of the buffer: at most what both levies leave."""
        return min(quantity - sum(self.of(quantity)), self._buffer(quantity))

    def exceed(self, quantity: int) -> bool:
        """Whether levies and buffer, each rounded, are more than is issued."""
        due = (self.proceeds_percent, self.omge_percent)
        levied = sum(self._rounded(quantity, percent) for percent in due)
        return levied + self._buffer(quantity) > quantity

    def _buffer(self, quantity: int) -> int:
        return -floor_tonnes(-quantity * self.buffer_percent / 100)

    def _rounded(self, quantity: int, percent: Fraction) -> int:
        exact_t = quantity * percent / 100
        return -floor_tonnes(-exact_t) if self.rounded_up else floor_tonnes(exact_t)


NO_LEVIES = Levies()


@dataclass(frozen=True, slots=True)
class VintageSplit:
    """The split of one vintage in tonnes; `parts` are by recipient, in the order of serials."""

    proceeds: int
    omge: int
    parts: dict[str, int]
    buffer: int = 0

    def serials(self, *, first: int) -> list[tuple[str, int, int]]:
        """Name, first and last serial of each part above zero: levies, buffer, partner, host.

        The levies are called `share of proceeds` and `OMGE`, the buffer `buffer`.
        """
        ranges = []
        levied = {"share of proceeds": self.proceeds, "OMGE": self.omge, "buffer": self.buffer}
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

    Levies and buffer are deducted first. The rest of each vintage is split by largest remainder;
    at equal remainders the partner's government is first, then the host's, then recipients by id.
    The partner's government gets at least `minimum_percent` of all vintages together, rounded up:
    the missing tonnes are moved one by one from the partner's recipients, then the host's, then the
    host's government; from the largest holder, its oldest vintage first.
    """
    assert recipients and sum(r.percent for r in recipients) == 100
    assert len({r.id for r in recipients}) == len(recipients)
    chief = [r.id for r in recipients if r.place is Place.PARTNER_GOV]
    assert len(chief) == 1 if minimum_percent else len(chief) <= 1

    levied = {vintage: levies.of(total) for vintage, total in sorted(vintages.items())}
    kept = {vintage: levies.buffer(vintages[vintage]) for vintage in levied}
    left = {v: vintages[v] - sum(taken) - kept[v] for v, taken in levied.items()}
    ranked = sorted(recipients, key=lambda r: (min(r.place, Place.PARTNER_ENTITY), r.id))
    parts: dict[int, dict[str, int]] = {}
    for vintage, total in left.items():
        tonnes = largest_remainders(total, [r.percent for r in ranked])
        parts[vintage] = dict(zip([r.id for r in ranked], tonnes, strict=True))
    if minimum_percent:
        least = -floor_tonnes(-sum(left.values()) * minimum_percent / 100)
        _reach(parts, recipients, to=chief[0], least=least)
    order = sorted(recipients, key=lambda r: r.place in (Place.HOST_GOV, Place.HOST_ENTITY))
    for vintage, total in left.items():
        assert sum(parts[vintage].values()) == total, "a tonne was lost in the split"
    return {
        vintage: VintageSplit(
            *levied[vintage], {r.id: parts[vintage][r.id] for r in order}, kept[vintage]
        )
        for vintage in left
    }


def _reach(
    parts: dict[int, dict[str, int]], recipients: Sequence[Recipient], *, to: str, least: int
) -> None:
    """Move single tonnes to recipient `to` until it has at least `least` in all vintages."""
    held = {r.id: sum(part[r.id] for part in parts.values()) for r in recipients}
    while held[to] < least:
        groups = ([r.id for r in recipients if r.place is place] for place in _GIVING)
        giving = next(ids for ids in groups if any(held[each] for each in ids))
        giver = min(giving, key=lambda each: (-held[each], each))
        vintage = min(vintage for vintage, part in parts.items() if part[giver])
        for name, tonnes in ((giver, -1), (to, 1)):
            parts[vintage][name] += tonnes
            held[name] += tonnes


def _weighed(quantity: int, partner: Fraction, host: Fraction, odd_to: Side | None) -> Shares:
    assert odd_to is not None, "weights name the side of the odd tonne"
    return by_weights(quantity, partner_weight=int(partner), host_weight=int(host), odd_to=odd_to)


def _in_percent(quantity: int, partner: Fraction, host: Fraction, odd_to: Side | None) -> Shares:
    """Both sides as recipients by their names: at equal remainders the partner is first."""
    assert odd_to is None, "percentages leave no odd tonne to name a side for"
    sides = [
        Recipient(Side.PARTNER.value, Place.PARTNER_GOV, partner),
        Recipient(Side.HOST.value, Place.HOST_GOV, host),
    ]
    parts = by_percentages({0: quantity}, sides)[0].parts
    return Shares(parts[Side.PARTNER], parts[Side.HOST])


RULES: dict[SplitRule, Callable[[int, Fraction, Fraction, Side | None], Shares]] = {
    SplitRule.WEIGHTS: _weighed,
    SplitRule.PERCENTAGES: _in_percent,
}


def share(
    quantity: int, rule: SplitRule, *, partner: Fraction, host: Fraction, odd_to: Side | None
) -> Shares:
    """Both sides' tonnes by an agreement's rule, from whole weights or percentages."""
    return RULES[rule](quantity, partner, host, odd_to)
