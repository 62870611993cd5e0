"""Goal: each promise about versions and first transfers is a check that sees its breach.

Method: one lesson's worth of first transfers under two versions, by three definitions; without
guards one fault each is planted by SQL, and the audit names the invariant.
"""

from __future__ import annotations

import pytest

from tests.registry.programme.authorisation.steps import (
    AT_ONCE,
    USE,
    act,
    amend,
    cancel,
    grant,
    move,
)
from tests.support.guards import drop_guards
from tests.support.programme import Programme

pytestmark = [pytest.mark.planted, pytest.mark.slow]

_ACTS = "authorisations_are_where_their_acts_left_them"
_WITHIN = "first_transfers_stay_within_their_authorisation"
_STAY = "changes_leave_first_transfers_as_they_were"
_WHEN = "first_transfers_happen_when_their_terms_say"
_ONCE = "what_left_for_oimp_was_sent_once"
_PARTIES = "credits_stay_with_the_parties_of_their_authorisation"

FAULTS = {
    "UPDATE authorisation SET state = 'suspended' WHERE code = 'THA-AUT-0001'": _ACTS,
    "UPDATE authorisation SET version = 1 WHERE code = 'THA-AUT-0001'": _ACTS,
    "UPDATE authorisation SET reaches_transferred = 1 WHERE code = 'THA-AUT-0001'": _ACTS,
    "UPDATE authorisation SET ends_at = 5 WHERE code = 'THA-AUT-0001'": _ACTS,
    "UPDATE authorisation_act SET trigger = 'resume' WHERE trigger = 'amend'": _ACTS,
    "UPDATE authorisation_act SET version = 3 WHERE trigger = 'amend'": _ACTS,
    "UPDATE authorisation_act SET seat = '' WHERE trigger = 'suspend'": _ACTS,
    "UPDATE authorisation_act SET authorisation = 'X' WHERE trigger = 'suspend'": _ACTS,
    "UPDATE authorisation_version SET version = 7 WHERE version = 2": _ACTS,
    "UPDATE authorisation_version SET max_quantity = 59 WHERE version = 2": _WITHIN,
    "UPDATE authorisation_version SET vintage_first = 2028": _WITHIN,
    "UPDATE first_transferred_range SET version = 9 WHERE id = 2": _WITHIN,
    "UPDATE authorisation SET granted_at = granted_at + 1": _WITHIN,
    "UPDATE first_transferred_range SET host = 'KZ' WHERE id = 2": _WITHIN,
    "UPDATE first_transferred_range SET project = 'TH002' WHERE id = 2": _WITHIN,
    "UPDATE authorised_range SET last = 200 WHERE authorisation = 'THA-AUT-0001'": _WITHIN,
    "UPDATE authorisation_version SET purposes = 'NDC+OP' WHERE version = 2": _STAY,
    "UPDATE authorisation_version SET definition = 'issuance' WHERE version = 2": _STAY,
    "UPDATE authorisation_version SET max_quantity = 29 WHERE version = 2": _STAY,
    "UPDATE authorisation SET state = 'in_force' WHERE code = 'THA-AUT-0003'": _STAY,
    "UPDATE authorisation_version SET max_quantity = 9 WHERE authorisation = 'THA-AUT-0003'": _STAY,
    "UPDATE first_transferred_range SET marked_by = 'issuance', receiver = '' WHERE id = 1": _WHEN,
    "UPDATE first_transferred_range SET receiver = 'CN' WHERE marked_by = 'authorisation'": _WHEN,
    "UPDATE authorisation_version SET definition = 'issuance'"
    " WHERE authorisation = 'THA-AUT-0002'": _WHEN,
    "UPDATE outbound_range SET authorisation = 'THA-AUT-0003'": _WHEN,
    "UPDATE outbound_range SET because = 'transfer 9'": _ONCE,
    "INSERT INTO outbound_range SELECT 9, authorisation, asset, first, last, because, at"
    " FROM outbound_range": _ONCE,
    "UPDATE authorisation_version SET parties = 'KZ' WHERE version = 1": _PARTIES,
    "UPDATE retirement SET ranges = '1-5'": _PARTIES,
    "UPDATE authorisation_version SET purposes = 'OP' WHERE authorisation = 'THA-AUT-0002'": (
        _PARTIES
    ),
}


@pytest.fixture(scope="module")
def versions() -> Programme:
    """THA-AUT-0001: 30 t moved for an NDC, amended, 30 t more, suspended and resumed. 0002: 40 t
    away for an airline, 10 t of them cancelled after the 60 t. 0003: 5 t marked when granted."""
    programme = Programme()
    asset = programme.issued()
    first = grant(programme, "NDC", "OIMP", quantity=100, definition=USE)
    move(programme, 30)
    amend(programme, first, quantity=90)
    move(programme, 30)
    act(programme, "suspend", first)
    act(programme, "resume", first)
    grant(programme, "IMP", quantity=50, definition=USE)
    move(programme, 40, purpose="IMP", asset=asset)
    cancel(programme, asset, 70)
    grant(programme, "OP", quantity=5, definition=AT_ONCE)
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    return programme


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(versions: Programme, sql: str) -> None:
    driver = versions.store.driver
    driver.execute("SAVEPOINT planted")
    try:
        driver.execute(sql)
        found = {finding.invariant for finding in versions.audit()}
    finally:
        driver.execute("ROLLBACK TO planted")
        driver.execute("RELEASE planted")

    assert FAULTS[sql] in found
