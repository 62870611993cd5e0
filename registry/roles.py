"""Roles of a lesson, the actor behind a command, the sides of an agreement and its rules.

Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CHINA = "CN"
"""The country with which every host country has its agreement, by its ISO 3166 code."""


class Role(StrEnum):
    """The function of a seat in the lesson."""

    GOVERNMENT_CN = "government_cn"
    GOVERNMENT_HOST = "government_host"
    SECRETARIAT = "secretariat"
    REGISTRY_MANAGER = "registry_manager"
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
    """The two sides of an agreement; China stands first wherever both are shown."""

    CN = "CN"
    HOST = "HOST"


class SplitRule(StrEnum):
    """The rules by which an agreement's two sides share issued credits."""

    WEIGHTS = "weights"
    PERCENTAGES = "percentages"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: the seat (also the owner of its accounts), its role, and the origin."""

    seat: str
    role: Role
    origin: str


SIDE_OF = {Role.GOVERNMENT_CN: Side.CN, Role.GOVERNMENT_HOST: Side.HOST}
"""The side whose vote a government's seat casts."""
