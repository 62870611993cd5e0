"""Goal: each invariant of monitoring finds its breach.

Method: a report with a finding, a restated and issued one, and a domestic one are made; one breach
each is planted by SQL, then the audit runs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.programme.issuance import ccer
from tests.support.guards import drop_guards
from tests.support.monitoring import conclude, monitored, opened, report, sample, verified
from tests.support.programme import MANAGER, WIND, Programme

pytestmark = pytest.mark.slow

REPORTS = "reports_are_what_was_submitted"
METERS = "readings_and_samples_are_of_the_meters"
AMOUNTS = "verified_amounts_are_those_of_reports_and_samples"
STATES = "monitoring_is_where_its_steps_left_it"
ISSUED = "no_more_is_issued_than_was_verified"

FAULTS = {
    "UPDATE reported_figure SET mwh = '1' WHERE id = 1": REPORTS,
    "UPDATE document SET text = text || 'x' WHERE kind = 'monitoring_report'": REPORTS,
    "UPDATE monitoring_report SET digest = 'x' WHERE id = 1": REPORTS,
    "UPDATE monitoring_report SET version = 3 WHERE id = 2": REPORTS,
    "UPDATE monitoring SET version = 1 WHERE id = 1": REPORTS,
    "UPDATE meter_reading SET mwh = '1' WHERE id = 1": METERS,
    "UPDATE verification_sample SET measured_mwh = '1' WHERE id = 1": METERS,
    "UPDATE verification_sample SET uncertainty_mwh = '99' WHERE id = 1": METERS,
    "UPDATE verification_sample SET cost = 9 WHERE id = 1": METERS,
    "UPDATE monitored_project SET samples = 0": METERS,
    "UPDATE monitored_project SET key = 'x'": METERS,
    "UPDATE verification SET positive = 0 WHERE id = 2": AMOUNTS,
    "UPDATE verification SET concluded_by = 'OWN' WHERE id = 1": AMOUNTS,
    "UPDATE verification_finding SET material = 0": AMOUNTS,
    "UPDATE verified_vintage SET quantity = quantity + 1": AMOUNTS,
    "UPDATE verified_vintage SET deducted_mwh = '100'": AMOUNTS,
    "DELETE FROM verified_vintage": AMOUNTS,
    "UPDATE monitoring SET state = 'submitted' WHERE id = 1": STATES,
    "UPDATE monitoring SET partner_statement = 'negative' WHERE id = 3": STATES,
    "UPDATE issuance_vintage SET quantity = quantity + 1": ISSUED,
    "UPDATE verified_vintage SET quantity = quantity - 1": ISSUED,
    "UPDATE issuance_request SET quantity = quantity - 1": ISSUED,
    "UPDATE ccer_registration SET quantity = quantity + 1": ISSUED,
}


@pytest.fixture(scope="module")
def busy() -> Iterator[Programme]:
    programme = monitored()
    shown = opened(programme)
    report(programme, shown | {"2027-03": "300"})
    sample(programme, "2027-03")
    conclude(programme, positive=False)
    report(programme, shown)
    conclude(programme, positive=True)
    programme.issue(programme.decided())
    domestic = {"project": "CN001", "period": 1}
    verified(programme, by=WIND, **domestic)
    programme.do(ccer.register, **domestic, by=MANAGER)
    verified(programme, period=2)
    yield programme
    programme.close()


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(busy: Programme, sql: str) -> None:
    world = busy.copy()
    assert [] == world.audit()
    drop_guards(world.store.driver)
    world.execute(sql)

    assert FAULTS[sql] in {finding.invariant for finding in world.audit()}
    world.close()
