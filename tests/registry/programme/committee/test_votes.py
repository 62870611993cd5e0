"""Goal: a decision needs both governments, ends with one objection, and is used once.

Method: an issuance request circulates an item; refusals prove that nothing changed.
"""

from __future__ import annotations

import pytest

from registry.programme.committee import commands as committee
from registry.programme.committee import queries
from registry.programme.issuance import commands as issuance
from registry.roles import Actor, Role
from tests.support.programme import CHINA, HOST, OWNER, SECRETARY, Programme, actor


@pytest.fixture
def item(programme: Programme) -> int:
    asked = programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    return int(asked["item"])


def test_two_affirmations_adopt_an_item(programme: Programme, item: int) -> None:
    first = programme.do(committee.vote, item=item, vote="affirm", by=HOST)
    second = programme.do(committee.vote, item=item, vote="affirm", by=CHINA)

    assert {"item": item, "state": "half_affirmed"} == first
    assert {"item": item, "state": "adopted"} == second


@pytest.mark.parametrize("affirmed_before", [False, True])
def test_one_objection_ends_an_item(programme: Programme, item: int, affirmed_before: bool) -> None:
    if affirmed_before:
        programme.do(committee.vote, item=item, vote="affirm", by=CHINA)
    said = programme.do(committee.vote, item=item, vote="object", by=HOST)

    assert {"item": item, "state": "objected"} == said
    programme.refuses(
        "machine.move_not_allowed", committee.vote, item=item, vote="affirm", by=CHINA
    )


def test_a_side_votes_once(programme: Programme, item: int) -> None:
    programme.do(committee.vote, item=item, vote="affirm", by=CHINA)
    refusal = programme.refuses(
        "procedure.vote_cast", committee.vote, item=item, vote="object", by=CHINA
    )

    assert [5005] == [check.number for check in refusal.checks]


@pytest.mark.parametrize(
    ("by", "vote", "code"),
    [
        (actor("XXX", Role.GOVERNMENT_HOST), "affirm", "procedure.not_a_member"),
        (OWNER, "affirm", "procedure.not_a_member"),
        (actor("GTH", Role.TRADER), "affirm", "machine.role_not_allowed"),
        (CHINA, "abstain", "procedure.choice_unknown"),
    ],
)
def test_only_members_say_yes_or_no(
    programme: Programme, item: int, by: Actor, vote: str, code: str
) -> None:
    programme.refuses(code, committee.vote, item=item, vote=vote, by=by)


def test_an_unknown_item_is_refused(programme: Programme) -> None:
    programme.refuses("procedure.item_unknown", committee.vote, item=9, vote="affirm", by=CHINA)


def test_an_item_waits_for_the_side_that_is_silent(programme: Programme, item: int) -> None:
    programme.do(committee.vote, item=item, vote="affirm", by=CHINA)
    with programme.reading() as session:
        waiting = {
            seat.seat: [view.item for view in queries.waiting_for(session, seat.seat)]
            for seat in (CHINA, HOST, SECRETARY)
        }
        seen = queries.item(session, item)

    assert {"GCN": [], "GTH": [item], "SEC": []} == waiting
    assert seen is not None
    assert [("partner", "affirm")] == [(vote.side, vote.vote) for vote in seen.votes]


def test_a_decision_is_used_once(programme: Programme) -> None:
    request = programme.decided()
    programme.do(issuance.issue, request=request, by=SECRETARY)
    refusal = programme.refuses(
        "procedure.decision_used", issuance.issue, request=request, by=SECRETARY
    )

    assert [5056] == [check.number for check in refusal.checks]
    assert "issuance 1" in refusal.text("en")
