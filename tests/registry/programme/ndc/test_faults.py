"""Goal: each invariant of NDC accounts finds its breach.

Method: a programme with reports, entries and a raised target; one fault each is planted by SQL.
"""

from __future__ import annotations

from registry.programme.authorisation import commands as authorisation
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import indicators, rounds
from tests.support.guards import drop_guards
from tests.support.ndc import TRAINER, accounted, submitted
from tests.support.programme import CHINA, HOST

REPORT, METHOD = "authorisations_follow_the_initial_report", "reported_methods_stay"
CLOSED, OVER = "nothing_is_entered_for_a_closed_period", "figures_are_of_years_that_are_over"
AMBITION, METRICS = "ambition_never_falls", "metrics_are_kept_apart"

FAULTS = {
    "UPDATE initial_report SET submitted_at = submitted_at + 1 WHERE period = 1": REPORT,
    "UPDATE initial_report SET period = 3 WHERE period = 1": REPORT,
    "DELETE FROM initial_report": REPORT,
    "UPDATE ndc_period SET method = 'trajectory' WHERE party = 'TH'": METHOD,
    "UPDATE ndc_period SET locked_at = NULL WHERE party = 'TH'": METHOD,
    "UPDATE initial_report SET method = 'trajectory' WHERE period = 1": METHOD,
    "UPDATE ndc_period SET closed_at = 1 WHERE party = 'TH'": CLOSED,
    "INSERT INTO corresponding_adjustment SELECT 99, party, 'use', 2030, 5, 'x', locked_at + 2"
    " FROM ndc_period WHERE id = 2; UPDATE ndc_period SET closed_at = locked_at + 1": CLOSED,
    "UPDATE ndc_inventory SET year = 2028 WHERE id = 1": OVER,
    "UPDATE ndc_year SET year = 2029 WHERE id = 1": OVER,
    "UPDATE ndc_level SET level_t = 1100000 WHERE round = 2": AMBITION,
    "UPDATE ndc_level SET level_t = 1 WHERE round = 1 AND period = 1": AMBITION,
    "UPDATE indicator_entry SET metric = 'tCO2e' WHERE kind = 'use'": METRICS,
    "UPDATE indicator_entry SET quantity = 51 WHERE kind = 'use'": METRICS,
    "UPDATE indicator_entry SET other = 'KZ' WHERE kind = 'first_transfer'": METRICS,
}


def test_a_planted_fault_is_found() -> None:
    whole = accounted()
    submitted(whole, "TH", HOST)
    whole.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=100, by=HOST)
    submitted(whole, "CN", CHINA)
    whole.do(ndc.publish_year, year=2027, by=HOST)
    whole.do(rounds.raise_target, party="TH", year=2030, level_t=9, reason="x", by=TRAINER)
    given = {"metric": "MWh", "year": 2027}
    whole.do(indicators.transfer, party="CN", quantity=50, **given, by=HOST)
    whole.do(indicators.use, party="TH", quantity=50, **given, by=CHINA)

    assert [] == whole.audit()
    for sql, invariant in FAULTS.items():
        world = whole.copy()
        drop_guards(world.store.driver)
        for statement in sql.split("; "):
            world.execute(statement)

        assert invariant in {finding.invariant for finding in world.audit()}, sql
        world.close()
    whole.close()
