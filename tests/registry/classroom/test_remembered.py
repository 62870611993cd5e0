"""Goal: a remembered answer is never older than the last procedure.

Method: a query that counts how often it is asked, between hot commands, procedures, refused ones
and a group that is rolled back.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session

from ledger.writer import Request
from registry.programme.committee import queries as committee
from registry.programme.committee.models import ItemState
from tests.registry.classroom.test_two_hosts import World

pytestmark = pytest.mark.slow


def test_an_answer_is_asked_again_only_after_a_procedure() -> None:
    world, asked = World(), [0]

    def states(session: Session) -> frozenset[ItemState]:
        asked[0] += 1
        return committee.states(session)

    ask = world.lesson.remembered.ask
    owner, host = world.seat("project_owner", "TH"), world.seat("government_host", "TH")

    assert frozenset() == ask(states) == ask(states) and [1] == asked
    # A hot command, and one that is refused, change no table of the procedures.
    world.do("trainer", "lesson.pause")
    world.do("trainer", "lesson.start")
    world.refused(host, "committee.vote", item=9, vote="affirm")
    assert frozenset() == ask(states) and [1] == asked
    world.do(owner, "issuance.request", project="TH001", period=1)
    assert {ItemState.CIRCULATED} == ask(states) == ask(states) and [2] == asked
    with pytest.raises(RuntimeError), world.lesson.group():
        objection = {"item": 1, "vote": "object", "about": "figures", "reason": "no"}
        world.lesson.run(Request("committee.vote", objection, "person", host))
        assert {ItemState.OBJECTED} == ask(states)
        raise RuntimeError
    assert {ItemState.CIRCULATED} == ask(states)
    world.lesson.close()
