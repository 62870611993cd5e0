"""The committee's rule of decision, on plain values: who counts, who chairs, what the votes make.

Programme rules, 3.5. Pure; the numbers stand in `NUMBERS` with their status.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from registry.programme.committee.models import Said
from registry.roles import Side


class Number(NamedTuple):
    """A number of the rule: its name, its value as text, and where it comes from.

    `status` verified, recalled (a title was seen, not the text) or assumption (this project's).
    """

    name: str
    value: str
    status: str
    source_en: str
    source_zh: str


NUMBERS = (
    Number(
        "circulation", "10", "recalled",
        "JCM Rules of Procedures: calendar days of an electronic decision",
        "JCM 议事规则：电子决定的日历日",
    ),
    Number(
        "resumed", "3", "assumption",
        "This project: calendar days at least after an objection was withdrawn",
        "本项目：撤回反对后至少的日历日",
    ),
    Number(
        "quorum", "2/3", "assumption",
        "This project: members of each side who are present at a meeting",
        "本项目：会议上每一方须到场的委员比例",
    ),
    Number(
        "members_most", "10", "recalled",
        "JCM Rules of Procedures: members of each side",
        "JCM 议事规则：每一方委员人数上限",
    ),
)  # fmt: skip
"""The numbers of the rule as the real procedure has them; a lesson's clock has its own days
(`fixtures/pace`)."""

QUORUM = Fraction(next(one.value for one in NUMBERS if one.name == "quorum"))
MEMBERS_MOST = int(next(one.value for one in NUMBERS if one.name == "members_most"))

_VOTES = (Said.AFFIRM, Said.OBJECT, Said.ABSTAIN)


class Member(NamedTuple):
    """A member of the committee for one side."""

    seat: str
    side: Side
    cochair: bool


@dataclass(frozen=True)
class Sitting:
    """A committee before one item: its members in order, who has no vote, and the votes so far.

    `votes` has the last vote of each seat; one that withdrew its objection has none.
    """

    members: tuple[Member, ...]
    recused: frozenset[str]
    votes: Mapping[str, Said]

    def __post_init__(self) -> None:
        assert all(vote in _VOTES for vote in self.votes.values())

    @property
    def counted(self) -> tuple[Member, ...]:
        """The members whose vote counts."""
        return tuple(one for one in self.members if one.seat not in self.recused)

    def of(self, side: Side) -> tuple[Member, ...]:
        """The members of a side whose vote counts."""
        return tuple(one for one in self.counted if one.side is side)

    def chair(self, side: Side) -> str:
        """The seat that chairs for a side; its first other member while its co-chair is recused.

        "" for a side of which nobody is left.
        """
        left = sorted(self.of(side), key=lambda one: not one.cochair)
        return left[0].seat if left else ""

    @property
    def complete(self) -> bool:
        """Whether both sides have a member whose vote counts; without one nothing is adopted."""
        return all(self.of(side) for side in Side)

    @property
    def objecting(self) -> tuple[str, ...]:
        """The seats whose objection stands."""
        return tuple(o.seat for o in self.counted if self.votes.get(o.seat) is Said.OBJECT)

    @property
    def silent(self) -> tuple[str, ...]:
        """The seats whose vote counts and that have not voted."""
        return tuple(one.seat for one in self.counted if one.seat not in self.votes)

    def unanimous(self) -> bool:
        """Whether every member whose vote counts has affirmed: the item is adopted at once."""
        return self.complete and all(
            self.votes.get(one.seat) is Said.AFFIRM for one in self.counted
        )

    def adopted_at_end(self) -> bool:
        """Whether the end of the clock adopts: no objection, and both co-chairs have affirmed."""
        chairs = [self.chair(side) for side in Side]
        return (
            self.complete
            and not self.objecting
            and all(self.votes.get(chair) is Said.AFFIRM for chair in chairs)
        )

    def quorum(self, side: Side) -> int:
        """How many members of a side have to be present at a meeting; at least one."""
        return max(1, -(-len(self.of(side)) * QUORUM.numerator // QUORUM.denominator))

    def present(self, side: Side, seats: Collection[str]) -> int:
        """How many of these seats are members of a side whose vote counts."""
        return sum(one.seat in seats for one in self.of(side))


def resumed(*, at: int, left_ms: int, least_end: int) -> int:
    """When a circulation ends that goes on at `at`: what was left, and at least to `least_end`."""
    return max(at + left_ms, least_end)
