"""Goal: accounts, freezes, transfers inside a registry, motions and corrections are those of the
log: a row that somebody changed by hand is told by the invariant that compares it.

Method: scenario files leave lessons in which all of it happened; each row is changed without
guards, in a transaction that is rolled back, and its own invariant is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlmodel import Session

from registry.classroom.audit import INVARIANTS
from registry.paths import fixtures
from registry.scenario.checks import read_file
from registry.scenario.runner import play
from registry.scenario_command import InProcess
from tests.support.guards import drop_guards

pytestmark = [pytest.mark.slow, pytest.mark.planted]

BY_HAND: dict[str, dict[str, tuple[str, ...]]] = {
    "accounts/states": {
        "account_requests_are_their_commands": (
            "UPDATE account_request SET decided_for = 'because' WHERE id = 2",
            "UPDATE account_request SET state = 'withdrawn' WHERE id = 2",
            "UPDATE account_request SET account = account + 1 WHERE account IS NOT NULL",
            "DELETE FROM account_request WHERE id = 1",
            "INSERT INTO account_request SELECT 9, seat, registry_code, reason, state,"
            " requested_at, account, decided_by, decided_for, decided_at FROM account_request"
            " WHERE id = 1",
        ),
        "account_states_are_those_of_the_log": (
            "UPDATE account_change SET reason = 'a whim' WHERE id = 1",
            "UPDATE account_change SET seat = 'S01' WHERE id = 2",
            "UPDATE account_change SET last_posting = 0",
            "UPDATE account_standing SET state = 'open'",
            "UPDATE account_standing SET restricted = 'trade'",
            "DELETE FROM account_change WHERE id = 1",
            "DELETE FROM account_standing",
        ),
    },
    "accounts/frozen-by-a-court": {
        "freezes_are_their_commands": (
            "UPDATE court_freeze SET court_order = 'Order 9' WHERE id = 1",
            "UPDATE court_freeze SET state = 'lifted', receiver = '' WHERE id = 2",
            "UPDATE court_freeze SET posted_as = ended_as WHERE id = 1",
            "UPDATE court_freeze SET ended_as = posted_as WHERE id = 1",
            "UPDATE frozen_range SET last = last - 1 WHERE court_freeze = 1",
            "DELETE FROM frozen_range WHERE court_freeze = 2",
        ),
    },
    "accounts/two-persons": {
        "movements_are_their_commands": (
            "UPDATE movement SET command = 'retirement.cancel'",
            "UPDATE movement SET arguments = '{}'",
            "UPDATE movement SET registry_code = 'TH'",
            "UPDATE movement SET decided_by = 'S11'",
            "UPDATE movement SET decided_at = decided_at + 1",
            "UPDATE movement_line SET quantity = 59",
            "DELETE FROM movement_line",
            "DELETE FROM movement",
        ),
        "retirements_are_their_commands": ("UPDATE retirement SET seat = 'S10'",),
        "the_lesson_begins_as_its_log_says": (
            "UPDATE account_approver SET approver = 'S11'",
            "UPDATE control SET days = days + 1",
            "DELETE FROM control",
        ),
    },
    "incidents/to-a-public-note": {
        "incidents_are_their_commands": (
            "UPDATE incident SET reason = 'a whim'",
            "UPDATE incident SET quantity = quantity + 1",
            "UPDATE incident SET risk = 'policy'",
            "UPDATE incident SET about = 'item'",
            "UPDATE incident SET opened_by = ''",
            "UPDATE incident SET concluded_at = concluded_at - 1",
            "UPDATE incident_member SET seat = named_by WHERE id = 1",
            "UPDATE incident_member SET at = at + 1 WHERE id = 2",
            "UPDATE incident_step SET note = 'all is well' WHERE id = 3",
            "UPDATE incident_step SET side = 'partner' WHERE id = 1",
            "UPDATE incident_note SET text = 'Nothing happened.' WHERE id = 2",
            "UPDATE incident_consent SET seat = 'S01' WHERE id = 2",
            "DELETE FROM incident_consent WHERE id = 3",
            "DELETE FROM incident_note WHERE id = 1",
            "DELETE FROM incident",
        ),
    },
    "incidents/overdue": {
        "incidents_are_their_commands": (
            "UPDATE incident SET late_at = NULL",
            "UPDATE incident SET subject = '2'",
            "UPDATE incident SET due_at = due_at + 1",
            "UPDATE incident SET state = 'joined'",
        ),
    },
    "incidents/responses": {
        "responses_are_their_commands": (
            "UPDATE risk_response SET text = 'nothing' WHERE id = 1",
            "UPDATE risk_response SET response = 'avoid' WHERE id = 2",
            "UPDATE risk_response SET due_day = '2099-12-02' WHERE id = 1",
            "UPDATE risk_response SET seat = 'S01' WHERE id = 3",
            "DELETE FROM risk_response WHERE id = 3",
        ),
    },
    "accounts/two-persons-rejected": {
        "movements_are_their_commands": (
            "UPDATE movement SET reason = 'a whim' WHERE id = 1",
            "UPDATE movement SET state = 'expired' WHERE id = 2",
            "UPDATE movement SET state = 'proposed' WHERE id = 3",
        ),
    },
    "accounts/trusted": {
        "trusted_lists_are_their_commands": (
            "UPDATE trusted_account SET seat = 'S10'",
            "UPDATE trusted_account SET entered_at = entered_at + 1",
            "UPDATE trusted_account SET effective_at = effective_at + 1",
            "UPDATE trusted_account SET removed_at = NULL",
            "DELETE FROM trusted_account",
        ),
        "movements_are_their_commands": (
            "UPDATE movement SET target = ''",
            "UPDATE movement SET delayed_at = delayed_at + 1",
            "UPDATE movement SET state = 'carried_out' WHERE id = 2",
        ),
        "transfers_within_are_their_commands": ("UPDATE transfer_within SET quantity = 999",),
    },
    "accounts/receiver-closed": {
        "movements_are_their_commands": ("UPDATE movement SET reason = 'a whim'",),
    },
    "retirement/reversed": {
        "reversals_are_their_commands": (
            "UPDATE reversal SET reason = 'a whim'",
            "UPDATE reversal SET seat = 'S01'",
            "UPDATE reversal SET posted_as = 1",
            "UPDATE reversal SET at = at + 1",
            "DELETE FROM reversal",
        ),
    },
    "transfers/within-a-registry": {
        "transfers_within_are_their_commands": (
            "UPDATE transfer_within SET receiver = 'S09'",
            "UPDATE transfer_within SET quantity = 999",
            "UPDATE transfer_within SET ranges = '1-1000'",
            "UPDATE transfer_within SET posted_as = 1",
            "DELETE FROM transfer_within",
            "UPDATE book_transaction SET type = 'credit.transfer'"
            " WHERE id = (SELECT min(id) FROM book_transaction)",
        ),
    },
    "committee/deregistration": {
        "motions_are_their_commands": (
            "UPDATE committee_motion SET reason = 'a whim'",
            "UPDATE committee_motion SET terms = 'owner S05; partner S07'",
            "UPDATE committee_motion SET requested_by = 'S02'",
            "UPDATE committee_motion SET about = 'TH002'",
            "UPDATE committee_motion SET since = since + 1",
            "DELETE FROM committee_motion",
        ),
        "issuances_are_their_commands": ("UPDATE issuance_request SET state = 'requested'",),
        "decisions_are_their_commands": (
            "UPDATE committee_item SET state = 'circulated' WHERE id = 1",
            "UPDATE committee_item SET decided_at = NULL WHERE id = 1",
        ),
    },
    "agreements/amended-terms": {
        "motions_are_their_commands": (
            "UPDATE committee_motion SET terms = 'host_share 5' WHERE state = 'in_force'",
        ),
        "shares_are_those_of_the_agreement": (
            "UPDATE agreement_amendment SET value = '5'",
            "UPDATE agreement_amendment SET since = 0",
        ),
    },
    "issuance/corrected-by-compensation": {
        "corrections_are_their_commands": (
            "UPDATE issuance_correction SET seat = 'S06'",
            "UPDATE issuance_correction SET cancelled = '1-300'",
            "UPDATE issuance_correction SET corrected_by = 'S03'",
            "UPDATE issuance_correction SET ordered_at = ordered_at - 1",
            "UPDATE compensation SET quantity = 350",
            "UPDATE compensation SET posted_as = 1 WHERE id = 1",
            "UPDATE compensation SET registry_code = 'CN'",
            "DELETE FROM compensation WHERE id = 2",
        ),
    },
    "transfers/found-in-the-night": {
        "reconciliations_are_their_commands": (
            "UPDATE reconciliation SET by = 'trainer' WHERE id = 1",
            "UPDATE reconciliation SET at = at - 1 WHERE id = 1",
            "UPDATE reconciliation SET state = 'completed' WHERE id = 1",
            "UPDATE reconciliation SET other = 'CN' WHERE id = 3",
            "UPDATE reconciliation_finding SET found_at = found_at + 1",
            "DELETE FROM reconciliation_stage WHERE reconciliation = 1 AND state = 'manual'",
            "DELETE FROM reconciliation WHERE id = 3",
        ),
    },
    "undertakings/a-fire-in-the-forest": {
        "storage_reversals_are_their_commands": (
            "UPDATE storage_reversal SET seat = 'S06'",
            "UPDATE storage_reversal SET event = NULL",
            "UPDATE storage_reversal SET due_at = due_at + 1",
            "UPDATE storage_reversal SET buffer_t = buffer_t - 1",
            "UPDATE storage_reversal SET posted_as = 1",
            "UPDATE storage_reversal SET settled_at = settled_at + 1",
            "UPDATE replacement SET quantity = 59 WHERE id = 1",
            "UPDATE replacement SET posted_as = 1 WHERE id = 1",
            "DELETE FROM replacement WHERE id = 2",
            "INSERT INTO buffer_release VALUES (9, 1, 'TH001', 'S05', 1, 1, 1)",
        ),
        "motions_are_their_commands": (
            "UPDATE committee_motion SET terms = 'owner S06; tonnes 300'",
        ),
        "the_lesson_begins_as_its_log_says": (
            "UPDATE project_buffer SET percent = '10'",
            "UPDATE storage_event SET quantity = 200",
            "UPDATE project_finance SET mode = 'epc'",
            "UPDATE project_funder SET credits_first_t = 1 WHERE id = 1",
            "UPDATE project_payment SET amount_fen = 1 WHERE id = 3",
        ),
    },
    "undertakings/a-replacement-overdue": {
        "storage_reversals_are_their_commands": (
            "UPDATE storage_reversal SET overdue_at = overdue_at + 1",
        ),
    },
    "undertakings/buffer-released": {
        "storage_reversals_are_their_commands": (
            "UPDATE buffer_release SET quantity = 1",
            "UPDATE buffer_release SET posted_as = 1",
            "DELETE FROM buffer_release",
        ),
    },
    "undertakings/who-bears-the-costs": {
        "payments_are_their_commands": (
            "UPDATE project_payment SET state = 'unpaid' WHERE id = 3",
            "UPDATE project_payment SET posted_as = 1 WHERE id = 4",
            "UPDATE project_payment SET paid_at = paid_at + 1 WHERE id = 4",
            "UPDATE first_call SET request = 9 WHERE id = 1",
            "UPDATE first_call SET at = at + 1 WHERE id = 1",
        ),
    },
    "imports/origin-asked-once": {
        "imports_are_their_commands": (
            "UPDATE import_request SET proof = 'VCS-C-1' WHERE id = 1",
            "UPDATE import_request SET first = 1 WHERE id = 1",
            "UPDATE import_request SET seat = 'S01' WHERE id = 1",
            "UPDATE import_request SET installation = 'a plant' WHERE id = 1",
            "UPDATE import_request SET asset = NULL WHERE id = 1",
            "UPDATE import_request SET state = 'admitted' WHERE id = 2",
            "UPDATE import_request SET decided_for = '' WHERE id = 2",
            "UPDATE import_request SET decided_at = 1 WHERE id = 3",
            "DELETE FROM import_request WHERE id = 3",
        ),
    },
}  # fmt: skip
"""Scenario -> invariant -> what it must tell of."""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The files of the lessons that the scenarios leave."""
    with closing(InProcess()) as driver:
        files = {}
        for name in BY_HAND:
            (ready,) = read_file(fixtures() / "scenarios" / f"{name}.txt")
            played = play(driver, ready)
            assert played.held, name
            files[name] = driver.file_of(played.lesson)
        yield files


def told(connection: Connection, invariant: str) -> list[str]:
    """What an invariant finds now."""
    session = Session(connection, join_transaction_mode="rollback_only")
    return list(INVARIANTS[invariant](session))


@pytest.mark.parametrize("name", BY_HAND)
def test_a_row_that_no_command_made_is_told(lessons: dict[str, Path], name: str) -> None:
    engine = create_engine(f"sqlite:///{lessons[name]}")
    with engine.connect() as connection:
        drop_guards(connection.connection.driver_connection)  # type: ignore[arg-type]
        for invariant, statements in BY_HAND[name].items():
            assert [] == told(connection, invariant)
            connection.rollback()
            for statement in statements:
                changed = connection.execute(text(statement)).rowcount
                found = told(connection, invariant)
                connection.rollback()

                assert changed and found, statement
    engine.dispose()
