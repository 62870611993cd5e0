"""Goal: an entity judges only what it was designated for, by whom it concerns, while it holds.

Method: designations under the agreement of the small programme and for domestic projects, applied
for, decided, suspended, revoked and withdrawn; each refusal proves that nothing changed, and every
invariant finds the fault that was planted for it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.kernel.clock import moment
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.committee.motions import motion_of
from registry.programme.committee.queries import item as item_of
from registry.programme.entities import commands as entities
from registry.programme.entities import motions
from registry.programme.entities.models import Function
from registry.programme.entities.queries import applicable, designated, designation, designations
from registry.programme.entities.scopes import scopes
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    ENTITY,
    HOST,
    KAZAKH,
    NOW,
    OTHER_ENTITY,
    OWNER,
    SECRETARY,
    TRADER,
    Programme,
)

ENERGY = {"function": "validation", "scope": 1, "reason": "Ten auditors, accredited since 2020"}
UNDER = {"agreement": "CN-TH", **ENERGY}


def applied(programme: Programme, **changed: Any) -> dict[str, Any]:
    return programme.do(motions.apply, by=ENTITY, **UNDER | changed)


def published(programme: Programme, item: int) -> dict[str, Any]:
    programme.adopted(item)
    return programme.do(committee.publish, item=item, by=SECRETARY)


def given(programme: Programme, **changed: Any) -> int:
    asked = applied(programme, **changed)
    published(programme, asked["item"])
    return int(asked["designation"])


def reconsidered(programme: Programme, number: int, step: str) -> dict[str, Any]:
    asked = programme.do(
        motions.ask_reconsideration, designation=number, step=step, reason=f"we {step}", by=HOST
    )
    return published(programme, asked["item"])


def state(programme: Programme, number: int = 1) -> str:
    with programme.reading() as session:
        found = designation(session, number)
    assert found is not None
    return found.state


def require(programme: Programme, **changed: Any) -> None:
    asked = {"function": Function.VALIDATION, "scope": 1, "agreement": "CN-TH"} | changed
    with programme.reading() as session:
        entities.require_designated(session, ENTITY.seat, **asked)


def test_each_scope_and_function_is_decided_apart(programme: Programme) -> None:
    first, second = applied(programme), applied(programme, function="verification")
    published(programme, first["item"])

    assert ("designated", "applied") == (state(programme, 1), state(programme, 2))
    require(programme)
    for other in ({"function": Function.VERIFICATION}, {"scope": 2}, {"agreement": ""}):
        with pytest.raises(entities.NotDesignated) as refused:
            require(programme, **other)
        assert 5020 == refused.value.checks[0].number
    with programme.reading() as session:
        found = designated(session, function=Function.VALIDATION, scope=1, agreement="CN-TH")
        named = motion_of(session, second["item"])
    assert [ENTITY.seat] == found
    assert named is not None and "TPE verification 1" == named.about


def test_a_designation_is_suspended_resumed_and_revoked_by_motions(programme: Programme) -> None:
    number = given(programme)
    reconsidered(programme, number, "suspend")
    with pytest.raises(entities.NotDesignated, match="suspended"):
        require(programme)
    reconsidered(programme, number, "resume")
    require(programme)
    answer = reconsidered(programme, number, "revoke")

    assert ("revoked", 1) == (answer["becomes"], answer["designation"])
    with programme.reading() as session:
        found = designation(session, number)
    assert found is not None
    assert ["apply", "designate", "suspend", "resume", "revoke"] == [a.trigger for a in found.acts]
    assert 2 == applied(programme)["designation"]


def test_what_held_at_a_time_stays_readable(programme: Programme) -> None:
    number = given(programme)
    programme.at(date(2028, 4, 3))
    reconsidered(programme, number, "suspend")

    def at(time: int | None) -> list[str]:
        with programme.reading() as session:
            return designated(
                session, function=Function.VALIDATION, scope=1, agreement="CN-TH", at=time
            )

    assert [[], ["TPE"], []] == [at(NOW - 1), at(moment(date(2028, 4, 2))), at(None)]


def test_a_dropped_application_is_declined(programme: Programme) -> None:
    asked = applied(programme)
    programme.do(
        voting.vote, item=asked["item"], vote="object", about="reason", reason="none seen", by=HOST
    )
    programme.do(committee.drop, item=asked["item"], reason="no competence", by=SECRETARY)

    assert "declined" == state(programme)
    programme.refuses("procedure.nothing_changed", motions.apply, by=ENTITY, **UNDER)
    assert 2 == applied(programme, reason="Eleven auditors")["designation"]


def test_an_entity_withdraws_and_ends_what_is_asked_about_it(programme: Programme) -> None:
    number = given(programme)
    asked = programme.do(
        motions.ask_reconsideration, designation=number, step="suspend", reason="late", by=CHINA
    )
    programme.refuses("procedure.not_yours", motions.withdraw, designation=1, by=OTHER_ENTITY)
    answer = programme.do(motions.withdraw, designation=number, by=ENTITY)

    assert ("withdrawn", [asked["item"]]) == (answer["state"], answer["cancelled"])
    with programme.reading() as session:
        matter = item_of(session, asked["item"])
    assert matter is not None and "dropped" == matter.state
    assert 2 == applied(programme)["designation"]
    assert [3] == programme.do(motions.withdraw, designation=2, by=ENTITY)["cancelled"]
    assert "withdrawn" == state(programme, 2)


def test_for_domestic_projects_the_government_decides(programme: Programme) -> None:
    answer = programme.do(entities.apply_domestic, by=ENTITY, **ENERGY)
    decided = {"designation": 1, "reason": "Order 31"}
    assert ("applied", "") == (answer["state"], answer["agreement"])
    for by, code in ((KAZAKH, "procedure.other_country"), (HOST, "procedure.other_country")):
        programme.refuses(code, entities.decide, step="designate", by=by, **decided)
    programme.refuses(
        "machine.role_not_allowed", entities.decide, step="designate", by=TRADER, **decided
    )
    programme.refuses(
        "procedure.ground_missing", entities.decide, designation=1, step="designate", reason=" ",
        by=CHINA,
    )  # fmt: skip
    programme.do(entities.decide, step="designate", by=CHINA, **decided)
    require(programme, agreement="")
    programme.refuses(
        "procedure.government_decides", motions.ask_reconsideration, designation=1,
        step="suspend", reason="x", by=CHINA,
    )  # fmt: skip
    for step, then in (("suspend", "suspended"), ("resume", "designated"), ("revoke", "revoked")):
        assert then == programme.do(entities.decide, step=step, by=CHINA, **decided)["state"]


def test_what_an_application_needs(programme: Programme) -> None:
    programme.refuses("procedure.choice_unknown", motions.apply, by=ENTITY, **UNDER | {
        "function": "audit"})  # fmt: skip
    refusal = programme.refuses(
        "procedure.scope_unknown", motions.apply, by=ENTITY, **UNDER | {"scope": 16}
    )
    assert len(scopes()) == refusal.facts["last"]
    programme.refuses(
        "procedure.motion_reason_missing", motions.apply, by=ENTITY, **UNDER | {"reason": ""}
    )
    programme.refuses(
        "procedure.agreement_unknown", motions.apply, by=ENTITY, **UNDER | {"agreement": "X"}
    )
    applied(programme)
    refusal = programme.refuses("procedure.applied_already", motions.apply, by=ENTITY, **UNDER)
    assert (1, "applied") == (refusal.facts["designation"], refusal.facts["state"])


def test_who_brings_a_designation_before_its_committee(programme: Programme) -> None:
    given(programme)
    asked = {"designation": 1, "step": "suspend", "reason": "late"}
    programme.refuses("procedure.not_submitted", motions.ask_reconsideration, by=OWNER, **asked)
    programme.refuses("procedure.other_country", motions.ask_reconsideration, by=KAZAKH, **asked)
    programme.refuses(
        "machine.move_not_allowed", motions.ask_reconsideration, by=HOST,
        **asked | {"step": "resume"},
    )  # fmt: skip
    programme.refuses("procedure.committee_decides", entities.decide, by=CHINA, **asked)
    programme.refuses(
        "procedure.designation_unknown", entities.decide, by=CHINA, **asked | {"designation": 9}
    )


def test_an_entity_stands_apart_from_the_project(programme: Programme) -> None:
    with programme.reading() as session:
        apart = entities.not_independent(session, "TPE", participants=("OWN", "PAR"))
        (own,) = entities.not_independent(session, "OWN", participants=("OWN", "PAR"))
        (holds,) = entities.not_independent(session, "BUY", participants=("OWN", "PAR"))

    assert [] == apart
    assert (5023, "participant") == (own.checks[0].number, own.facts["why"])
    assert (5023, "account") == (holds.checks[0].number, holds.facts["why"])


def test_what_an_entity_can_still_apply_for(programme: Programme) -> None:
    given(programme)
    with programme.reading() as session:
        first = applicable(session, "TPE")
    applied(programme, function="verification")
    with programme.reading() as session:
        assert [] == applicable(session, "TPE")
        assert [1, 2] == [one.designation for one in designations(session, seat="TPE")]
        assert [] == designations(session, seat="VER")
    assert [("CN-TH", Function.VERIFICATION, 1)] == first


FAULTS = {
    "UPDATE designation SET state = 'suspended'": "designations_are_where_their_acts_left_them",
    "DELETE FROM designation": "designations_are_where_their_acts_left_them",
    "UPDATE committee_motion SET state = 'dropped'": (
        "designations_are_decided_by_whom_they_concern"
    ),
    "UPDATE designation_act SET motion = NULL WHERE id = 2": (
        "designations_are_decided_by_whom_they_concern"
    ),
    "UPDATE designation_act SET seat = 'VER' WHERE id = 1": (
        "designations_are_decided_by_whom_they_concern"
    ),
    "UPDATE committee_motion SET about = 'TPE validation 2'": (
        "designations_are_decided_by_whom_they_concern"
    ),
    "INSERT INTO designation SELECT 9, seat, agreement, function, scope, state FROM designation": (
        "an_entity_has_a_designation_once"
    ),
    "UPDATE participant SET offices = 'third_party_entity' WHERE seat = 'BUY'": (
        "entities_hold_no_units"
    ),
}


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_changed_by_hand_is_found(fault: str) -> None:
    programme = Programme()
    given(programme)
    drop_guards(programme.store.driver)
    programme.execute(fault)

    assert FAULTS[fault] in {finding.invariant for finding in programme.audit()}
    programme.close()
