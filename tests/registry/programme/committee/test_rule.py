"""Goal: the rule of decision on plain values: at once, at the end of the clock, who chairs, quorum.

Method: the cases of programme.md 4.16 with 4 + 4 members, and a plain second rule over every
combination of votes and recusals of small committees.
"""

from __future__ import annotations

from itertools import product

import pytest

from registry.programme.committee.models import Said
from registry.programme.committee.rule import Member, Sitting, resumed
from registry.roles import Side

P, H = Side.PARTNER, Side.HOST
EIGHT = tuple(
    Member(f"{side}{number}", side, number == 1) for side in (P, H) for number in range(1, 5)
)


def sitting(affirming: list[str], objecting: tuple[str, ...] = (), recused: tuple[str, ...] = ()):
    votes = dict.fromkeys(affirming, Said.AFFIRM) | dict.fromkeys(objecting, Said.OBJECT)
    return Sitting(EIGHT, frozenset(recused), votes)


ALL = [member.seat for member in EIGHT]


@pytest.mark.parametrize(
    ("before", "at_once", "at_end"),
    [
        (sitting(ALL), True, True),
        (sitting(["partner1", "host1", "partner2", "host2", "host3"]), False, True),
        (sitting([seat for seat in ALL if seat != "partner1"]), False, False),
        (sitting(ALL[:7], ("host4",)), False, False),
        (sitting(ALL[:7], (), ("host4",)), True, True),
        # A recused co-chair is replaced by the next member of its side.
        (sitting(["partner2", "host1"], (), ("partner1",)), False, True),
        (sitting(["partner3", "host1"], (), ("partner1",)), False, False),
        # Nobody left on one side: never adopted.
        (sitting(ALL[:4], (), tuple(ALL[4:])), False, False),
    ],
)  # fmt: skip
def test_the_cases_of_the_rule(before: Sitting, at_once: bool, at_end: bool) -> None:
    assert (at_once, at_end) == (before.unanimous(), before.adopted_at_end())


def plain(members: list[tuple[str, bool, str]]) -> tuple[bool, bool]:
    """The rule once more, in words: (side, recused, vote) of each member, co-chair first."""
    counted = {side: [m for m in members if m[0] == side and not m[1]] for side in "PH"}
    if not counted["P"] or not counted["H"]:
        return False, False
    votes = [m[2] for side in "PH" for m in counted[side]]
    chairs = [counted[side][0][2] for side in "PH"]
    objection = "object" in votes
    return set(votes) == {"affirm"}, not objection and chairs == ["affirm", "affirm"]


def test_the_rule_equals_a_plain_second_one() -> None:
    states = list(product((False, True), ("", "affirm", "object", "abstain")))
    seen = 0
    for first, second, third in product(states, repeat=3):
        rows = [("P", *first), ("P", *second), ("H", *third)]
        members = (Member("a", P, True), Member("b", P, False), Member("c", H, True))
        named = list(zip("abc", rows, strict=True))
        case = Sitting(
            members,
            frozenset(seat for seat, row in named if row[1]),
            {seat: Said(row[2]) for seat, row in named if row[2]},
        )
        assert plain(rows) == (case.unanimous(), case.adopted_at_end()), rows
        seen += 1
    assert seen == 512


@pytest.mark.parametrize(
    ("members", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (6, 4), (9, 6), (10, 7)]
)
def test_the_quorum_is_two_thirds_of_a_side(members: int, needed: int) -> None:
    side = tuple(Member(f"p{number}", P, number == 0) for number in range(members))
    assert needed == Sitting((*side, Member("h", H, True)), frozenset(), {}).quorum(P)


def test_a_side_without_a_member_has_no_quorum() -> None:
    nobody = Sitting((Member("p", P, True),), frozenset(), {})
    assert (1, 0, "") == (nobody.quorum(H), nobody.present(H, ["p"]), nobody.chair(H))


@pytest.mark.parametrize(
    ("at", "left", "least", "end"), [(10, 50, 30, 60), (10, 5, 30, 30), (10, 20, 30, 30)]
)
def test_a_resumed_clock_has_the_rest_or_the_least(
    at: int, left: int, least: int, end: int
) -> None:
    assert end == resumed(at=at, left_ms=left, least_end=least)
