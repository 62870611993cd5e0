"""Goal: a registered project changes, renews, ends and leaves the register only as M6 says.

Method: each way with what it refuses; the state read back; nothing issued afterwards.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.issuance import ccer
from registry.programme.issuance import commands as issuance
from registry.programme.projects import clock, motions, revising
from registry.programme.projects import queries as projects
from registry.programme.projects.design import design_of
from registry.programme.projects.possible import possible
from tests.support.cycle import CLOCK, DOMESTIC, ENTITY, OTHER_ENTITY, SHARED, SITE, Ideas
from tests.support.programme import CHINA, HOST, MANAGER, MANAGER_TH, OWNER, SECRETARY, WIND

MOVE = "machine.move_not_allowed"


def ask_change(ideas: Ideas, **figures: Any) -> int:
    given = asdict(replace(SITE, **figures))
    asked = ideas.do(revising.ask_change, project=SHARED, reason="more roofs", by=OWNER, **given)
    return int(asked["revision"])


def renew(ideas: Ideas) -> int:
    given = {"project": SHARED, "years": 5, "reason": "goes on"}
    return int(ideas.do(revising.ask_renewal, by=OWNER, **given)["revision"])


def endorse(ideas: Ideas, revision: int) -> int:
    given = {"revision": revision, "positive": True, "remark": "seen on site"}
    return int(ideas.do(revising.endorse, by=ENTITY, **given)["item"])


def test_a_change_goes_from_the_owner_to_the_validator_to_the_committee(ideas: Ideas) -> None:
    ideas.registered()
    number = ask_change(ideas, yearly_t=500)
    with ideas.reading() as session:
        stated = design_of(session, SHARED, projects.stages(session)[SHARED].design)
    assert stated is not None and SITE.yearly_t == stated.yearly_t

    given = {"revision": number, "positive": True, "remark": "seen on site"}
    ideas.refuses("procedure.validator_other", revising.endorse, by=OTHER_ENTITY, **given)
    ideas.refuses("procedure.revision_unknown", revising.endorse, by=ENTITY,
                  **given | {"revision": 9})  # fmt: skip
    ideas.refuses("procedure.revision_open", revising.ask_renewal, project=SHARED, years=5,
                  reason="goes on", by=OWNER)  # fmt: skip
    ideas.decide(endorse(ideas, number))

    with ideas.reading() as session:
        stage = projects.stages(session)[SHARED]
        stated = design_of(session, SHARED, stage.design)
        (row,) = projects.revisions(session, SHARED)
    assert (2, "registered", "in_force") == (stage.design, stage.state, row.state)
    assert stated is not None and 500 == stated.yearly_t
    assert stage.ends_at is not None


def test_a_rejected_or_dropped_revision_changes_nothing(ideas: Ideas) -> None:
    ideas.registered()
    number = ask_change(ideas)
    given = {"revision": number, "positive": False, "remark": "not so"}
    ideas.do(revising.endorse, by=ENTITY, **given)
    ideas.refuses(MOVE, revising.endorse, by=ENTITY, **given)
    item = endorse(ideas, renew(ideas))
    ideas.do(voting.vote, item=item, vote="object", reason="no need", about="terms", by=CHINA)
    ideas.do(committee.drop, item=item, reason="no need", by=SECRETARY)

    with ideas.reading() as session:
        assert ["rejected", "dropped"] == [o.state for o in projects.revisions(session, SHARED)]
        assert 1 == projects.stages(session)[SHARED].design
        assert 1 == len(projects.crediting_periods(session, SHARED))


def test_crediting_is_renewed_before_it_ends_and_so_often(ideas: Ideas) -> None:
    ideas.registered()
    for first, last in (("2033-01-01", "2037-12-31"), ("2038-01-01", "2042-12-31")):
        ideas.decide(endorse(ideas, renew(ideas)))
        with ideas.reading() as session:
            newest = projects.crediting_periods(session, SHARED)[-1]
        assert (first, last) == (newest.first_day, newest.last_day)

    given = {"project": SHARED, "years": 5, "reason": "again", "by": OWNER}
    refused = ideas.refuses("procedure.renewal_not_possible", revising.ask_renewal, **given)
    assert 0 == refused.facts["left"]


def test_after_the_last_period_only_what_was_avoided_before_is_issued(ideas: Ideas) -> None:
    ideas.registered()
    ideas.at(date(2033, 1, 1))
    assert {"ended": [], "completed": [SHARED]} == ideas.do(clock.due, by=CLOCK)

    assert "crediting_over" == ideas.state_of()
    ideas.refuses(MOVE, revising.ask_renewal, project=SHARED, years=5, reason="late", by=OWNER)
    assert ideas.do(issuance.request, project=SHARED, period=2, by=OWNER)["request"]


def test_a_renewal_that_is_decided_too_late_is_dropped(ideas: Ideas) -> None:
    ideas.registered()
    item = endorse(ideas, renew(ideas))
    ideas.adopted(item)
    ideas.at(date(2033, 1, 1))
    ideas.do(clock.due, by=CLOCK)
    ideas.do(committee.publish, item=item, by=SECRETARY)

    with ideas.reading() as session:
        (row,) = projects.revisions(session, SHARED)
    assert ("dropped", "crediting_over") == (row.state, ideas.state_of())


def test_a_project_is_withdrawn_without_open_requests(ideas: Ideas) -> None:
    ideas.registered()
    ideas.at(date(2029, 2, 1))
    asked = ideas.do(issuance.request, project=SHARED, period=2, by=OWNER)
    given = {"project": SHARED, "reason": "sold", "by": OWNER}
    refused = ideas.refuses("procedure.issuance_open", revising.ask_withdrawal, **given)
    assert str(asked["request"]) == refused.facts["requests"]
    ideas.do(voting.vote, item=asked["item"], vote="object", reason="no", about="figures", by=HOST)
    ideas.do(committee.drop, item=asked["item"], reason="no", by=SECRETARY)
    ideas.decide(ideas.do(revising.ask_withdrawal, **given)["item"])

    assert "withdrawn" == ideas.state_of()
    ideas.refuses(
        "procedure.project_not_registered", issuance.request, project=SHARED, period=2, by=OWNER
    )


def test_a_deregistered_project_never_comes_back(ideas: Ideas) -> None:
    ideas.registered()
    item = endorse(ideas, renew(ideas))
    given = {"project": SHARED, "reason": "fraud", "by": HOST}
    asked = ideas.do(motions.ask_deregistration, **given)
    ideas.decide(asked["item"])

    assert "deregistered" == ideas.state_of()
    with ideas.reading() as session:
        assert "dropped" == committee.find(session, item).state
        assert "dropped" == projects.revisions(session, SHARED)[0].state
        assert not possible(session, SHARED, OWNER)
    ideas.refuses("procedure.project_deregistered", motions.ask_deregistration, **given)
    ideas.refuses(MOVE, revising.ask_withdrawal, project=SHARED, reason="sold", by=OWNER)


@pytest.mark.parametrize("before", ["idea", "validated"])
def test_an_unregistered_project_has_nothing_to_deregister(ideas: Ideas, before: str) -> None:
    if before == "validated":
        ideas.validated()

    given = {"project": SHARED, "reason": "fraud", "by": HOST}
    ideas.refuses("procedure.project_not_registered", motions.ask_deregistration, **given)


def test_the_registry_deregisters_a_domestic_project(ideas: Ideas) -> None:
    ideas.registered(DOMESTIC)
    given = {"project": DOMESTIC, "reason": "false figures"}
    ideas.refuses("procedure.other_country", revising.deregister, by=MANAGER_TH, **given)
    ideas.refuses("procedure.step_not_in_cycle", revising.ask_withdrawal, by=WIND, **given)
    ideas.do(revising.deregister, by=MANAGER, **given)

    assert "deregistered" == ideas.state_of(DOMESTIC)
    ideas.at(date(2029, 2, 1))
    ideas.refuses(
        "procedure.project_not_registered", ccer.register, project=DOMESTIC, period=2, by=MANAGER
    )
