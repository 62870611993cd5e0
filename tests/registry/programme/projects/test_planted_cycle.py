"""Goal: the invariants of the cycle find what nobody could have done by a command.

Method: one breach each by SQL, in a programme with a registered project that was issued.
"""

from __future__ import annotations

from datetime import date

import pytest

from registry.programme.issuance import commands as issuance
from registry.programme.projects import designing, validating
from tests.support.cycle import DOMESTIC, ENTITY, SHARED, Ideas
from tests.support.guards import drop_guards
from tests.support.programme import BUYER, OWNER, SECRETARY, WIND

_MACHINE = "projects_go_by_their_machine"
_VALIDATED = "registered_projects_were_validated"
_CREDITS = "credits_come_from_registered_projects"
_PERIODS = "crediting_periods_follow_one_another"

FAULTS = {
    "UPDATE project_stage SET state = 'validation' WHERE project = 'TH005'": _MACHINE,
    "UPDATE project_step SET trigger = 'register' WHERE trigger = 'allocate'": _MACHINE,
    "UPDATE project_step SET seat = 'BUY' WHERE trigger = 'report_positive'": _MACHINE,
    "UPDATE project_step SET seat = '' WHERE trigger = 'submit_design'": _MACHINE,
    "DELETE FROM project_step WHERE trigger = 'end_input'": _MACHINE,
    "UPDATE project_step SET document = NULL WHERE trigger = 'report_positive'": _VALIDATED,
    "UPDATE document SET text = replace(text, 'positive: yes', 'positive: no')": _VALIDATED,
    "UPDATE project_comment SET answered_at = NULL": _VALIDATED,
    "DELETE FROM project_signature WHERE party = 'TH'": _VALIDATED,
    "UPDATE issuance_request SET period = 1": _CREDITS,
    "UPDATE issuance_request SET requested_at = 1": _CREDITS,
    "UPDATE crediting_period SET first_day = '2028-01-02'": _CREDITS,
    "UPDATE crediting_period SET number = 2": _PERIODS,
    "UPDATE crediting_period SET last_day = '2027-12-31'": _PERIODS,
}


@pytest.fixture
def issued() -> Ideas:
    """A registered project whose first year was requested, after a comment was answered; a domestic
    one that is published.
    """
    made = Ideas()
    made.decide(made.note())
    made.design()
    made.do(designing.publish, project=SHARED, by=SECRETARY)
    said = made.do(designing.comment, project=SHARED, text="Who meters it?", by=BUYER)
    made.over()
    made.do(validating.answer, comment=said["comment"], answer="The grid", by=ENTITY)
    made.do(validating.validate, project=SHARED, positive=True, wrong=[], by=ENTITY)
    made.on_from_validation()
    made.at(date(2029, 2, 1))
    made.do(issuance.request, project=SHARED, period=2, by=OWNER)
    made.design(DOMESTIC, by=WIND)
    return made


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(issued: Ideas, sql: str) -> None:
    assert [] == issued.audit()
    drop_guards(issued.store.driver)
    issued.execute(sql)

    assert FAULTS[sql] in {finding.invariant for finding in issued.audit()}
    issued.close()
