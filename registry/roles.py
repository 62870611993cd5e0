"""Roles of a lesson, the actor behind a command, the sides of an agreement and its rules.

Standard library only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

CHINA = "CN"
"""The country of the market that is taught, by its ISO 3166 code: it has a registry in every
lesson. Its government issues allowances; its domestic reductions are registered as CCER."""


class Role(StrEnum):
    """The function of a seat in the lesson, and the name of the office that comes with it."""

    GOVERNMENT_PARTNER = "government_partner"
    GOVERNMENT_HOST = "government_host"
    SECRETARIAT = "secretariat"
    REGISTRY_MANAGER = "registry_manager"
    THIRD_PARTY_ENTITY = "third_party_entity"
    PROJECT_OWNER = "project_owner"
    EMITTER = "emitter"
    TRADER = "trader"
    VOLUNTARY_BUYER = "voluntary_buyer"
    MARKET_MAKER = "market_maker"
    TRAINER = "trainer"
    CLOCK = "clock"
    HELPER = "helper"


HELPER_SEAT = "H"
"""The name of a helper's place begins with it and goes on with a number: H1."""


def is_helpers(seat: str) -> bool:
    """Whether a seat's name is that of a helper's place: H1, H2 and so on."""
    return seat.startswith(HELPER_SEAT) and seat[len(HELPER_SEAT) :].isdecimal()


class Side(StrEnum):
    """The two sides of an agreement; the partner stands first wherever both are shown.

    The host's reductions are credited; the partner is the country that takes its share of them.
    """

    PARTNER = "partner"
    HOST = "host"


class SplitRule(StrEnum):
    """The rules by which an agreement's two sides share issued credits."""

    WEIGHTS = "weights"
    PERCENTAGES = "percentages"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: the seat (also the owner of its accounts), its role, and the origin.

    `further` are the offices that it holds besides the one of its role. `approved`: what it does
    was held for an approval or a delay, and is carried out now.
    """

    seat: str
    role: Role
    origin: str
    further: frozenset[Role] = frozenset()
    approved: bool = False

    @property
    def offices(self) -> frozenset[Role]:
        """Every office that the seat holds; its role is the first of them."""
        return self.further | {self.role}

    def holds(self, offices: Collection[Role]) -> bool:
        """Whether the seat holds one of these offices."""
        return self.role in offices or not self.further.isdisjoint(offices)


def offices_of(stored: str) -> frozenset[Role]:
    """The offices of a text in which blanks stand between them, as participants store theirs."""
    return frozenset(map(Role, stored.split()))


def held(role: Role, further: Iterable[Role]) -> str:
    """The offices of a seat as one text, its role first: `secretariat, registry_manager`."""
    return ", ".join((role, *sorted(further)))


SIDE_OF = {Role.GOVERNMENT_PARTNER: Side.PARTNER, Role.GOVERNMENT_HOST: Side.HOST}
"""The side for which an office of a government acts in an agreement of its country."""

TRADING = frozenset(
    {Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER, Role.MARKET_MAKER}
)
"""Roles of trading accounts."""

OFFICIAL = frozenset({*SIDE_OF, Role.SECRETARIAT, Role.REGISTRY_MANAGER, Role.THIRD_PARTY_ENTITY})
"""Offices whose holders may not be representatives of a trading account (programme rules, 3.1)."""
