"""Goal: members vote, with reasons; an objection stops the clock; a recused vote never counts.

Method: an issuance request circulates an item to 4 + 4 members, or to the two governments;
refusals prove that nothing changed.
"""

from __future__ import annotations

import pytest

from registry.programme.committee import commands as committee
from registry.programme.committee import queries, voting
from registry.programme.issuance import commands as issuance
from registry.roles import Actor, Role
from tests.support.committee import (
    EIGHT,
    HOSTS,
    PARTNERS,
    affirm,
    ask,
    end_of_day,
    enlarge,
    objection,
    on_day,
    seen,
)
from tests.support.programme import CHINA, HOST, OWNER, PARTNER, SECRETARY, Programme, actor


@pytest.fixture
def item(programme: Programme) -> int:
    return ask(programme)


@pytest.fixture
def eight(programme: Programme) -> int:
    """An item before eight members."""
    enlarge(programme, employed=PARTNER.seat)
    return ask(programme)


def test_two_governments_decide_at_once(programme: Programme, item: int) -> None:
    first = programme.do(voting.vote, item=item, vote="affirm", by=HOST)
    second = programme.do(voting.vote, item=item, vote="affirm", by=CHINA)

    assert {"item": item, "state": "circulated"} == first
    assert {"item": item, "state": "adopted"} == second


# --- the cases of programme.md 4.16 -----------------------------------------------------------


def test_all_eight_affirm_on_day_3_and_it_is_adopted_on_day_3(programme: Programme) -> None:
    enlarge(programme)
    eight = ask(programme)
    on_day(programme, 3)
    assert "circulated" == affirm(programme, eight, *EIGHT[:7])
    assert "adopted" == affirm(programme, eight, EIGHT[7])
    view = seen(programme, eight)
    assert view.decided_at is not None and view.due_at is None


def test_five_with_both_cochairs_are_enough_at_the_end_of_day_10(programme: Programme) -> None:
    enlarge(programme)
    eight = ask(programme)
    affirm(programme, eight, CHINA, HOST, *PARTNERS[1:3], HOSTS[1])
    assert "adopted" == seen(programme, eight).if_silent
    on_day(programme, 10)
    assert "circulated" == seen(programme, eight).state
    end_of_day(programme, 10)
    assert "adopted" == seen(programme, eight).state
    assert [] == programme.audit()


def test_it_lapses_with_a_cochair_silent(programme: Programme) -> None:
    enlarge(programme)
    eight = ask(programme)
    affirm(programme, eight, HOST, *PARTNERS[1:], *HOSTS[1:])
    assert "lapsed" == seen(programme, eight).if_silent
    end_of_day(programme, 10)
    assert "lapsed" == seen(programme, eight).state
    programme.do(committee.circulate, item=eight, by=SECRETARY)
    again = seen(programme, eight)
    assert ("circulated", 2, ()) == (again.state, again.circulation, again.votes)


def test_one_objection_on_day_9_stops_it_and_its_withdrawal_on_day_12_gives_3_days(
    programme: Programme,
) -> None:
    enlarge(programme)
    eight = ask(programme)
    affirm(programme, eight, *EIGHT[:7])
    on_day(programme, 9)
    programme.do(voting.vote, item=eight, **objection(EIGHT[7]))
    assert ("objected", None) == (seen(programme, eight).state, seen(programme, eight).due_at)
    end_of_day(programme, 11)
    assert "objected" == seen(programme, eight).state

    programme.do(voting.withdraw, item=eight, reason="explained", by=EIGHT[7])
    assert "circulated" == seen(programme, eight).state
    on_day(programme, 15)
    assert "circulated" == seen(programme, eight).state
    end_of_day(programme, 15)
    assert "adopted" == seen(programme, eight).state


def test_an_early_withdrawal_keeps_what_was_left(programme: Programme, item: int) -> None:
    due = seen(programme, item).due_at
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.do(voting.withdraw, item=item, reason="explained", by=HOST)
    assert due == seen(programme, item).due_at


def test_a_member_employed_by_a_participant_has_no_vote(programme: Programme, eight: int) -> None:
    refusal = programme.refuses(
        "procedure.own_interest", voting.vote, item=eight, vote="affirm", by=PARTNERS[3]
    )
    assert [5004] == [check.number for check in refusal.checks]
    assert "adopted" == affirm(programme, eight, *PARTNERS[:3], *HOSTS)
    assert [] == programme.audit()


# --- objections, changes of mind, recusal, delegation -------------------------------------------


@pytest.mark.parametrize("affirmed_before", [False, True])
def test_one_objection_stops_an_item(
    programme: Programme, item: int, affirmed_before: bool
) -> None:
    if affirmed_before:
        affirm(programme, item, CHINA)
    said = programme.do(voting.vote, item=item, **objection(HOST))

    assert {"item": item, "state": "objected"} == said
    refusal = programme.refuses(
        "machine.move_not_allowed", voting.vote, item=item, vote="affirm", by=CHINA
    )
    assert "withdraw" in refusal.would_pass("en")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"about": ""}, "procedure.objection_unnamed"),
        ({"about": "weather"}, "procedure.objection_unnamed"),
        ({"reason": " "}, "procedure.item_reason_missing"),
    ],
)
def test_an_objection_names_a_paper_and_says_why(
    programme: Programme, item: int, changed: dict[str, str], code: str
) -> None:
    programme.refuses(code, voting.vote, item=item, **objection(HOST) | changed)


def test_a_vote_can_be_changed_and_all_are_kept(programme: Programme, item: int) -> None:
    programme.do(voting.vote, item=item, vote="abstain", by=HOST)
    refusal = programme.refuses(
        "procedure.vote_cast", voting.vote, item=item, vote="abstain", by=HOST
    )
    assert [5005] == [check.number for check in refusal.checks]
    assert "circulated" == affirm(programme, item, CHINA)
    assert "adopted" == affirm(programme, item, HOST)
    view = seen(programme, item)
    assert ["abstain", "affirm", "affirm"] == [said.vote for said in view.said]
    assert {"GCN": "affirm", "GTH": "affirm"} == {vote.seat: vote.vote for vote in view.votes}


def test_only_the_objector_withdraws(programme: Programme, item: int) -> None:
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.refuses(
        "procedure.not_the_objector", voting.withdraw, item=item, reason="x", by=CHINA
    )
    programme.refuses(
        "procedure.item_reason_missing", voting.withdraw, item=item, reason="", by=HOST
    )


def test_a_recused_cochair_is_replaced_and_its_vote_is_not_counted(
    programme: Programme,
) -> None:
    enlarge(programme)
    item = ask(programme)
    programme.do(voting.recuse, item=item, reason="owns shares", by=CHINA)
    programme.refuses("procedure.own_interest", voting.vote, item=item, vote="affirm", by=CHINA)
    affirm(programme, item, PARTNERS[1], HOST)
    chairs = {one.seat for one in seen(programme, item).members if one.chairs}
    assert {PARTNERS[1].seat, HOST.seat} == chairs
    end_of_day(programme, 10)
    assert "adopted" == seen(programme, item).state


def test_a_recusal_of_the_last_silent_member_adopts(programme: Programme) -> None:
    enlarge(programme)
    item = ask(programme)
    affirm(programme, item, *EIGHT[:7])
    said = programme.do(voting.recuse, item=item, reason="owns shares", by=EIGHT[7])
    assert "adopted" == said["state"]
    assert [] == programme.audit()


def test_a_side_without_a_member_adopts_nothing(programme: Programme, item: int) -> None:
    affirm(programme, item, CHINA)
    programme.do(voting.recuse, item=item, reason="owns shares", by=HOST)
    assert "circulated" == seen(programme, item).state
    end_of_day(programme, 10)
    assert "lapsed" == seen(programme, item).state


def test_a_delegate_votes_in_the_members_name(programme: Programme) -> None:
    enlarge(programme)
    item = ask(programme)
    other = {"item": item, "vote": "affirm", "behalf": PARTNERS[1].seat}
    programme.refuses("procedure.not_delegated", voting.vote, by=PARTNERS[2], **other)
    programme.refuses(
        "procedure.other_side", voting.delegate, item=item, to=HOST.seat, by=PARTNERS[1]
    )
    programme.do(voting.delegate, item=item, to=PARTNERS[2].seat, by=PARTNERS[1])
    programme.do(voting.vote, by=PARTNERS[2], **other)
    (vote,) = seen(programme, item).votes
    assert (PARTNERS[1].seat, PARTNERS[2].seat) == (vote.seat, vote.cast_by)


# --- revision, drop, and the same request again -------------------------------------------------


def test_after_an_objection_a_draft_is_circulated_only_with_something_changed(
    programme: Programme, item: int
) -> None:
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.do(committee.revise, item=item, by=SECRETARY)
    refusal = programme.refuses(
        "procedure.nothing_changed", committee.circulate, item=item, by=SECRETARY
    )
    assert [5009] == [check.number for check in refusal.checks]
    assert "figures" in refusal.would_pass("en")

    amended = programme.do(
        issuance.amend, request=1, deducted_mwh="6.5", statement="six days deducted", by=OWNER
    )
    assert (1, 352, item) == (amended["request"], amended["quantity"], amended["item"])
    programme.do(committee.circulate, item=item, by=SECRETARY)
    view = seen(programme, item)
    assert ("circulated", 2, 352, ()) == (view.state, view.circulation, view.quantity, view.votes)
    assert "adopted" == affirm(programme, item, CHINA, HOST)
    assert [] == programme.audit()


def test_after_a_drop_the_same_request_needs_a_change(programme: Programme, item: int) -> None:
    programme.refuses(
        "procedure.asked_before", issuance.request, project="TH001", period=1, by=OWNER
    )
    programme.do(voting.vote, item=item, **objection(HOST))
    programme.do(committee.drop, item=item, reason="no answer", by=CHINA)
    same = {"project": "TH001", "period": 1, "by": OWNER}
    refusal = programme.refuses("procedure.nothing_changed", issuance.request, **same)
    assert f"item {item}" in refusal.text("en") and HOST.seat in refusal.text("en")
    again = programme.do(issuance.request, deducted_mwh="0.1", **same)
    assert 354 == again["quantity"]


def test_without_an_objection_a_dropped_request_may_come_again(
    programme: Programme, item: int
) -> None:
    end_of_day(programme, 10)
    programme.do(committee.drop, item=item, reason="no interest", by=SECRETARY)
    assert ask(programme) != item


def test_only_a_draft_is_amended(programme: Programme, item: int) -> None:
    programme.refuses("machine.move_not_allowed", issuance.amend, request=1, by=OWNER)


@pytest.mark.parametrize("deducted", ["-1", "1000.1", "x", "1/0", "999"])
def test_a_wrong_deduction_is_refused(programme: Programme, deducted: str) -> None:
    code = "nothing_to_issue" if deducted == "999" else "deduction_wrong"
    programme.refuses(
        f"procedure.{code}", issuance.request, project="TH001", period=1,
        deducted_mwh=deducted, by=OWNER,
    )  # fmt: skip


# --- who may do what ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "vote", "code"),
    [
        (actor("XXX", Role.GOVERNMENT_HOST), "affirm", "procedure.not_a_member"),
        (OWNER, "affirm", "procedure.not_a_member"),
        (CHINA, "perhaps", "procedure.choice_unknown"),
    ],
)
def test_only_members_vote(
    programme: Programme, item: int, by: Actor, vote: str, code: str
) -> None:
    programme.refuses(code, voting.vote, item=item, vote=vote, by=by)


def test_an_unknown_item_is_refused(programme: Programme) -> None:
    programme.refuses("procedure.item_unknown", voting.vote, item=9, vote="affirm", by=CHINA)


def test_an_item_waits_for_the_members_that_are_silent(programme: Programme, item: int) -> None:
    affirm(programme, item, CHINA)
    with programme.reading() as session:
        waiting = {
            seat.seat: [view.item for view in queries.waiting_for(session, seat.seat)]
            for seat in (CHINA, HOST, SECRETARY)
        }
    assert {"GCN": [], "GTH": [item], "SEC": []} == waiting
