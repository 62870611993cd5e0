"""Goal: the committee decides any kind of item through the kind's own definitions.

Method: a kind that only the tests declare runs through all steps beside an issuance, with the audit
after each. An undeclared kind is refused and found by the audit, and breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from registry.programme.committee import commands as committee
from registry.programme.committee import queries, voting
from registry.programme.committee.kinds import subject_of
from registry.web.frame.render import cause
from tests.support import docket
from tests.support.guards import drop_guards
from tests.support.programme import HOST, MANAGER, NOW, SECRETARY, Programme


@pytest.fixture(autouse=True)
def policy() -> Iterator[None]:
    with docket.declared():
        yield


def adopted(programme: Programme, policy: int = 1) -> int:
    """A policy that both governments affirmed; returns its item."""
    item = int(programme.do(docket.propose, policy=policy, by=SECRETARY)["item"])
    programme.adopted(item)
    programme.do(committee.publish, item=item, by=SECRETARY)
    return item


def test_a_second_kind_goes_its_way_beside_an_issuance(programme: Programme) -> None:
    programme.issued()
    item = adopted(programme)
    programme.do(docket.enforce, policy=1, by=MANAGER)

    assert [(1, "adopted"), (1, "published")] == docket.HEARD
    assert [] == programme.audit()
    with programme.reading() as session:
        seen = queries.item(session, item)
    assert seen is not None
    assert ("policy", "used", "policy 1") == (seen.kind, seen.state, seen.used_for)


def test_an_objection_is_heard_by_the_kind(programme: Programme) -> None:
    item = int(programme.do(docket.propose, policy=2, by=SECRETARY)["item"])
    programme.do(
        voting.vote, item=item, vote="object", about="proposal", reason="too early", by=HOST
    )

    assert [(2, "objected")] == docket.HEARD


def test_only_the_kinds_own_user_uses_its_decision(programme: Programme) -> None:
    adopted(programme)
    refusal = programme.refuses("machine.role_not_allowed", docket.enforce, policy=1, by=SECRETARY)

    assert "for the role Registry manager" in refusal.text("en")
    assert {"policy": 1} == programme.do(docket.enforce, policy=1, by=MANAGER)


def test_a_decision_is_not_used_before_its_kind_allows(programme: Programme) -> None:
    adopted(programme)
    docket.IN_FORCE_FROM[1] = NOW + 1
    programme.refuses("procedure.decision_missing", docket.enforce, policy=1, by=MANAGER)
    docket.IN_FORCE_FROM[1] = NOW

    assert {"policy": 1} == programme.do(docket.enforce, policy=1, by=MANAGER)


@pytest.mark.planted
@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("UPDATE committee_item SET used_for = 'policy 7' WHERE kind = 'policy'", "not policy 1"),
        ("UPDATE committee_item SET state = 'published', used_for = '' WHERE kind = 'issuance'",
         "was used 1 times"),
        ("UPDATE committee_item SET kind = 'policy' WHERE kind = 'issuance'",
         "was used for issuance 1"),
        ("UPDATE committee_item SET kind = 'rumour' WHERE kind = 'policy'", "no procedure knows"),
        ("UPDATE issuance_request SET item = 99", "issuance 1 used decision 99"),
    ],
)  # fmt: skip
def test_the_audit_asks_each_kind_for_its_uses(breach: str, told: str) -> None:
    with closing(Programme()) as programme:
        _breach(programme, breach, told)


def _breach(programme: Programme, breach: str, told: str) -> None:
    programme.issued()
    adopted(programme)
    programme.do(docket.enforce, policy=1, by=MANAGER)
    drop_guards(programme.store.driver)
    programme.execute(breach)
    found = [f for f in programme.audit() if f.invariant == "each_decision_is_used_once"]

    assert any(told in one.found for one in found), found


def test_a_used_decision_is_refused_in_the_words_of_its_kind(programme: Programme) -> None:
    adopted(programme)
    programme.do(docket.enforce, policy=1, by=MANAGER)
    refusal = programme.refuses("procedure.decision_used", docket.enforce, policy=1, by=MANAGER)

    assert "for policy 1" in refusal.text("en")
    assert "政策 1" in refusal.text("zh")
    assert ("policy 1", "政策 1") == (cause("policy 1", "en"), cause("policy 1", "zh"))


def test_a_subject_that_is_missing_is_shown_by_its_number(programme: Programme) -> None:
    with programme.reading() as session:
        lost = subject_of(session, "issuance", 99)
        strange = subject_of(session, "rumour", 3)

    assert ("issuance 99", "签发 99") == (lost.name.en, lost.name.zh)
    assert ("rumour 3", "rumour 3") == (strange.name.en, strange.name.zh)
