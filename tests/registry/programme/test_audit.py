"""Goal: each invariant of the programme finds its breach.

Method: one breach each is planted by SQL, without a command, then the audit runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from registry import programme
from registry.programme.audit import INVARIANTS
from registry.programme.authorisation import commands as authorisation
from registry.programme.transfers import commands as transfers
from tests.registry.programme.accounts import test_freezing
from tests.registry.programme.authorisation import test_planted
from tests.registry.programme.committee import test_motions
from tests.registry.programme.documents import test_documents
from tests.registry.programme.entities import test_entities
from tests.registry.programme.finance import test_finance
from tests.registry.programme.issuance import test_correction, test_imports
from tests.registry.programme.methodologies import test_baseline
from tests.registry.programme.monitoring import test_planted as test_monitoring
from tests.registry.programme.movements import test_movements, test_trust
from tests.registry.programme.ndc import test_faults
from tests.registry.programme.permanence import test_permanence
from tests.registry.programme.projects import test_planted_cycle
from tests.registry.programme.reports import test_planted as test_reports
from tests.registry.programme.retirement import test_reversal
from tests.registry.programme.risks import test_incidents
from tests.registry.programme.transfers import test_host_first
from tests.support.guards import drop_guards
from tests.support.programme import HOST, MANAGER, OWNER, PARTNER, Programme

pytestmark = pytest.mark.slow

FAULTS = {
    "UPDATE agreement SET moved_by = 1": "agreements_are_where_their_acts_left_them",
    "UPDATE issuance_request SET quantity = quantity + 1": "issued_is_what_was_decided",
    "UPDATE issuance_request SET host_t = host_t - 1": "issued_is_what_was_decided",
    "UPDATE issuance_request SET asset = NULL": "issued_is_what_was_decided",
    "UPDATE committee_item SET state = 'adopted'": "each_decision_is_used_once",
    "UPDATE committee_item SET used_for = 'issuance 7'": "each_decision_is_used_once",
    "UPDATE committee_vote SET vote = 'object' WHERE seat = 'GTH'": (
        "decisions_have_the_consent_of_both_sides"
    ),
    "UPDATE committee_vote SET vote = 'comment' WHERE seat = 'GCN'": (
        "decisions_have_the_consent_of_both_sides"
    ),
    "UPDATE committee_member SET employer = 'OWN' WHERE seat = 'GCN'": (
        "recused_members_have_no_vote"
    ),
    "UPDATE committee_paper SET text = '9 t' WHERE id = 1": "papers_are_what_was_circulated",
    "UPDATE committee_item SET digest = 'x'": "papers_are_what_was_circulated",
    "UPDATE issuance_vintage SET partner_t = partner_t - 1, proceeds_t = 1": (
        "levies_are_issued_by_the_host"
    ),
    "UPDATE issuance_part SET levy = 'omge' WHERE id = 2": "levies_are_issued_by_the_host",
    "UPDATE agreement SET tradable = 0": "what_is_not_tradable_was_never_traded",
    "UPDATE agreement SET virtual = 1": "nothing_is_issued_under_a_virtual_agreement",
    "UPDATE issuance_request SET state = 'virtual'": (
        "nothing_is_issued_under_a_virtual_agreement"
    ),
    "UPDATE issuance_part SET last = last - 1 WHERE id = 1": "each_side_issues_what_was_decided",
    "INSERT INTO monitoring_period VALUES (99, 'TH001', 9, '2027-06-30', '2027-06-30', 2027, '1',"
    " 0)": "monitoring_periods_share_no_day",
    "INSERT INTO credit_batch SELECT 99, host, project, methodology, unit, 2027, '2027-06-30',"
    " '2027-07-31', last + 1, last + 2, source + 1000 FROM credit_batch": (
        "no_reduction_is_issued_twice"
    ),
    "INSERT INTO issuance_request SELECT 9, project, period, vintage, host, quantity, '0', '', '',"
    " item, state, requested_by, requested_at, 99, mode, host_t, partner_t, 0, 0, 0, '', 0, 0, 0"
    " FROM issuance_request": ("no_reduction_is_issued_twice"),
    "INSERT INTO ccer_registration SELECT 9, project, period, quantity, 99, 'MAN', 0"
    " FROM issuance_request": "no_reduction_is_issued_twice",
    "UPDATE issuance_request SET period = 2": "no_reduction_is_issued_twice",
    "INSERT INTO first_transferred_range VALUES (9, 'TH', 'TH001', 2, 340, 350, 2027, 'transfer',"
    " 'CN', 'THA-AUT-0009', 1, 'x', 0)": "first_transfers_stay_within_their_authorisation",
    "INSERT INTO first_transferred_range VALUES (9, 'TH', 'TH001', 2, 200, 201, 2027, 'transfer',"
    " 'CN', 'THA-AUT-0001', 1, 'x', 0)": "a_serial_is_first_transferred_once",
    "INSERT INTO corresponding_adjustment VALUES (9, 'TH', 'first_transfer', 2027, 1, 'x', 0)": (
        "adjustments_equal_first_transfers"
    ),
    "UPDATE authorisation_version SET parties = 'KZ'": (
        "credits_stay_with_the_parties_of_their_authorisation"
    ),
    "UPDATE transfer_request SET state = 'sent' WHERE id = 1": "in_transit_is_what_was_sent",
    "UPDATE transfer_request SET returned_as = 1 WHERE id = 1": (
        "each_keeper_has_what_the_state_says"
    ),
    "UPDATE transfer_record SET ranges = 'THA01-TH001-2027-1-9' WHERE entry = 'final'": (
        "the_log_equals_the_registries"
    ),
    "UPDATE transfer_message SET sequence = 9 WHERE id = 1": "messages_follow_one_another",
    "INSERT INTO authorisation_act VALUES (9, 'THA-AUT-0001', 'suspend', 1, 'GTH', 'x', '', 0)": (
        "nothing_is_first_transferred_in_a_suspension"
    ),
    "INSERT INTO first_transfer_pledge VALUES (9, 'THA-AUT-0001', 2, 1, 'transfer 1', 1)": (
        "pledges_are_those_of_open_transfers"
    ),
    "INSERT INTO reconciliation_finding VALUES (9, 1, 'x', 'TH', 'OWN', 2, 'missing_here', 0, 1,"
    " '', '1-1', 0, NULL, NULL)": "blocked_accounts_send_nothing",
    "UPDATE transfer_request SET quantity = 51 WHERE id = 2": "requests_block_what_they_ask",
    "UPDATE transfer_request SET holder = 'BUY' WHERE id = 2": "requests_block_what_they_ask",
}


PLANTED = (
    test_baseline,
    test_documents,
    test_entities,
    test_faults,
    test_finance,
    test_freezing,
    test_imports,
    test_incidents,
    test_monitoring,
    test_motions,
    test_movements,
    test_permanence,
    test_planted,
    test_planted_cycle,
    test_reports,
    test_reversal,
    test_trust,
)
"""Where faults in the tables of other procedures are planted."""


@pytest.fixture
def busy(busy_once: Programme) -> Iterator[Programme]:
    """One transfer sent, another requested."""
    programme = busy_once.copy()
    yield programme
    programme.close()


@pytest.fixture(scope="module")
def busy_once() -> Iterator[Programme]:
    programme = Programme()
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=300, by=HOST)
    for by, quantity in ((OWNER, 100), (PARTNER, 50)):
        programme.do(
            transfers.request,
            source="TH",
            target="CN",
            unit="BRC",
            asset=None,
            quantity=quantity,
            purpose="NDC",
            receiver=None,
            by=by,
        )
    programme.do(transfers.approve, transfer=1, by=HOST)
    programme.do(transfers.accept, transfer=1, by=MANAGER)
    yield programme
    programme.close()


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(busy: Programme, sql: str) -> None:
    assert [] == busy.audit()
    drop_guards(busy.store.driver)
    busy.execute(sql)

    assert FAULTS[sql] in {finding.invariant for finding in busy.audit()}


def test_credits_abroad_without_a_mark_are_found(busy: Programme) -> None:
    busy.execute("DROP TRIGGER first_transferred_range_no_delete")
    busy.execute("DELETE FROM first_transferred_range")
    found = {finding.invariant: finding.found for finding in busy.audit()}

    assert ("batch 2: serials 179-278 are abroad and were never transferred") == found[
        "credits_abroad_were_first_transferred"
    ]


def test_an_installation_in_two_projects_batches_is_found(busy: Programme) -> None:
    drop_guards(busy.store.driver)
    busy.execute("UPDATE project SET installation = 'one plant'")
    assert [] == busy.audit()
    busy.execute(
        "INSERT INTO credit_batch SELECT 99, host, 'TH002', methodology, unit, 2027, '2027-06-30',"
        " '2027-07-31', last + 1, last + 2, source + 1000 FROM credit_batch"
    )

    assert "no_installation_is_claimed_twice" in {finding.invariant for finding in busy.audit()}


def declared(folder: str) -> set[str]:
    """The invariants in a procedure's own module."""
    module = import_module(f"{programme.__name__}.{folder}.audit")
    own = {name for name, one in vars(module).items() if isfunction(one)}
    return {name for name in own if getattr(module, name).__module__ == module.__name__}


def test_no_invariant_of_a_procedure_is_left_out() -> None:
    audits = Path(programme.__file__).parent.glob("*/audit.py")
    found = set[str]().union(*(declared(path.parent.name) for path in audits))

    assert found == set(INVARIANTS)
    assert all(check.__doc__ for check in INVARIANTS.values())


def test_every_sentence_has_a_planted_fault() -> None:
    planted = set(FAULTS.values()).union(*(one.FAULTS.values() for one in PLANTED))
    alone = {
        "credits_abroad_were_first_transferred", "no_installation_is_claimed_twice",
        test_correction.INVARIANT, test_host_first.INVARIANT,
    }  # fmt: skip
    assert set(INVARIANTS) == planted | alone


@pytest.mark.parametrize(
    "table",
    [
        "first_transferred_range",
        "corresponding_adjustment",
        "authorised_range",
        "authorisation_version",
        "authorisation_act",
        "transfer_record",
    ],
)
@pytest.mark.parametrize("action", ["UPDATE {} SET project = 'X'", "DELETE FROM {}"])
def test_the_registers_refuse_every_change(busy: Programme, table: str, action: str) -> None:
    columns = {
        "corresponding_adjustment": "because", "transfer_record": "digest",
        "authorisation_version": "parties", "authorisation_act": "reason",
    }  # fmt: skip
    column = columns.get(table, "host")
    with pytest.raises(IntegrityError, match="refuses every"):
        busy.execute(action.format(table).replace("project", column))
    busy.store.rollback()
