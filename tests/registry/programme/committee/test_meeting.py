"""Goal: a meeting adopts by the consensus that both co-chairs state, with a quorum of each side.

Method: an item before 4 + 4 members that met an objection.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.programme.committee import commands as committee
from registry.programme.committee import meeting, voting
from tests.support.committee import (
    HOSTS,
    PARTNERS,
    affirm,
    ask,
    end_of_day,
    enlarge,
    objection,
    seen,
)
from tests.support.programme import CHINA, HOST, SECRETARY, Programme


@pytest.fixture
def item(programme: Programme) -> int:
    """An item on the agenda after an objection of a host's member."""
    enlarge(programme)
    item = ask(programme)
    affirm(programme, item, CHINA)
    programme.do(voting.vote, item=item, **objection(HOSTS[1]))
    programme.do(meeting.table, item=item, by=CHINA)
    return item


def stated(*there: Any, consensus: bool = True) -> dict[str, Any]:
    return {
        "consensus": consensus, "present": [one.seat for one in there], "minutes": "discussed",
    }  # fmt: skip


def test_consensus_of_both_cochairs_adopts(programme: Programme, item: int) -> None:
    programme.do(voting.withdraw, item=item, reason="explained", by=HOSTS[1])
    first = programme.do(meeting.conclude, item=item, by=CHINA, **stated(*PARTNERS[:3]))
    assert "on_agenda" == first["state"]
    programme.refuses(
        "procedure.vote_cast", meeting.conclude, item=item, by=CHINA, **stated(*PARTNERS)
    )
    second = programme.do(meeting.conclude, item=item, by=HOST, **stated(*HOSTS))
    assert "adopted" == second["state"]
    said = [one for one in seen(programme, item).said if one.vote == "consensus"]
    assert ["discussed"] * 2 == [one.reason for one in said]
    assert "CN2 CN3 GCN" == said[0].about
    assert [] == programme.audit()


def test_a_standing_objection_in_the_room_prevents_it(programme: Programme, item: int) -> None:
    refusal = programme.refuses(
        "procedure.objection_stands", meeting.conclude, item=item, by=CHINA, **stated(*PARTNERS)
    )
    assert [5007] == [check.number for check in refusal.checks]
    assert HOSTS[1].seat in refusal.text("en")


def test_no_vote_takes_an_objection_back_in_the_room(programme: Programme, item: int) -> None:
    """Neither its own seat by a vote without a word, nor the member who votes in its name."""
    programme.do(voting.delegate, item=item, to=HOSTS[2].seat, by=HOSTS[1])
    for by, behalf in ((HOSTS[1], None), (HOSTS[2], HOSTS[1].seat)):
        for said in ("affirm", "abstain"):
            programme.refuses("procedure.objection_stands", voting.vote, item=item, vote=said,
                              behalf=behalf, by=by)  # fmt: skip
    programme.do(voting.withdraw, item=item, reason="explained", by=HOSTS[1])
    programme.do(voting.vote, item=item, vote="affirm", behalf=HOSTS[1].seat, by=HOSTS[2])


@pytest.mark.parametrize(("there", "enough"), [(2, False), (3, True)])
def test_two_thirds_of_a_side_must_be_present(
    programme: Programme, item: int, there: int, enough: bool
) -> None:
    programme.do(voting.withdraw, item=item, reason="explained", by=HOSTS[1])
    # Members of the other side do not count.
    present = stated(*PARTNERS[:there], *HOSTS)
    if enough:
        programme.do(meeting.conclude, item=item, by=CHINA, **present)
    else:
        refusal = programme.refuses(
            "procedure.no_quorum", meeting.conclude, item=item, by=CHINA, **present
        )
        assert "3 are needed" in refusal.text("en")


def test_no_consensus_defers_and_the_item_can_come_again(programme: Programme, item: int) -> None:
    programme.do(voting.withdraw, item=item, reason="explained", by=HOSTS[1])
    programme.do(meeting.conclude, item=item, by=CHINA, **stated(*PARTNERS))
    end = programme.do(meeting.conclude, item=item, by=HOST, **stated(consensus=False))
    assert "deferred" == end["state"]
    programme.do(meeting.table, item=item, by=HOST)
    # The statement of the first meeting is gone with it.
    again = programme.do(meeting.conclude, item=item, by=HOST, **stated(*HOSTS))
    assert "on_agenda" == again["state"]
    last = programme.do(meeting.conclude, item=item, by=CHINA, **stated(*PARTNERS))
    assert "adopted" == last["state"]


def test_a_meeting_has_no_clock_and_a_lapsed_item_can_be_tabled(programme: Programme) -> None:
    item = ask(programme)
    end_of_day(programme, 10)
    assert "lapsed" == seen(programme, item).state
    programme.do(meeting.table, item=item, by=HOST)
    view = seen(programme, item)
    assert ("on_agenda", None, "") == (view.state, view.due_at, view.if_silent)


def test_only_a_cochair_tables_and_concludes(programme: Programme, item: int) -> None:
    refusal = programme.refuses(
        "machine.role_not_allowed", meeting.conclude, item=item, by=HOSTS[1], **stated(*HOSTS)
    )
    assert "co-chair" in refusal.text("en").lower()
    programme.refuses("machine.move_not_allowed", committee.publish, item=item, by=SECRETARY)
