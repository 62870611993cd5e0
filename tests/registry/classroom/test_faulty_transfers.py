"""Goal: cards, repairs, reconciliations and notices of a lesson are those of its log, no others.

Method: a lesson in memory in which messages are lost and sent again: nothing is broken. Then each
row that somebody might enter or change by hand, in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from registry.classroom.audit import audit
from tests.registry.classroom.test_two_hosts import World

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Two transfers of Thailand: one message is lost and sent again, one record is wrong."""
    made = World()
    own, china = made.seat("government_host", "TH"), made.seat("government_partner")
    owner, manager = made.seat("project_owner", "TH"), made.seat("registry_manager")
    asked = made.do(owner, "issuance.request", project="TH001", period=1)
    made.do(own, "authorisation.grant", project="TH001", purposes=["NDC"], quantity=100_000)
    for government in (china, own):
        made.do(government, "committee.vote", item=asked["item"], vote="affirm")
    batch = made.issued(made.seat("secretariat"), asked)["batch"]
    for card in ({"kind": "lose", "step": "debited"}, {"kind": "misrecord", "quantity": 2}):
        made.do("trainer", "fault.message", **card)
        sent = made.do(
            owner, "transfer.request", source="TH", target="CN", unit="BRC", quantity=100,
            purpose="NDC", asset=batch, receiver=None,
        )["transfer"]  # fmt: skip
        made.do(own, "transfer.approve", transfer=sent)
        made.do(manager, "transfer.accept", transfer=sent)
        made.do("trainer", "reconciliation.run", one="CN", other="TH")
        if card["kind"] == "lose":
            sql = "SELECT id FROM transfer_message WHERE state = 'lost'"
            ((lost,),) = made.lesson.store.fetch(sql)
            made.do(manager, "transfer.resend", message=lost, reason="it was lost")
            made.do(manager, "reconciliation.run", one="CN", other="TH")
    made.do(manager, "transfer.correct", transfer=sent, reason="as both registries have it")
    made.do(manager, "reconciliation.run", one="CN", other="TH")
    outage = made.do("trainer", "fault.offline", registry="KH", hours=5)["fault"]
    made.do("trainer", "fault.recall", fault=outage)
    made.do(china, "agreement.suspend", agreement="CN-KH", reason="a pause")
    yield made
    made.lesson.close()


def test_faults_and_their_repairs_leave_nothing_broken(world: World) -> None:
    counts = {
        table: world.lesson.store.fetch(f"SELECT count(*) FROM {table}")[0][0]
        for table in ("transfer_fault", "transfer_repair", "reconciliation")
    }

    assert {"transfer_fault": 3, "transfer_repair": 2, "reconciliation": 4} == counts
    assert [] == world.audit()


BY_HAND = {
    "INSERT INTO transfer_fault SELECT 9, kind, step, source, target, hours, quantity, laid_at,"
    " until, NULL, NULL, 0 FROM transfer_fault WHERE id = 1": "faults_are_their_commands",
    "INSERT INTO transfer_repair SELECT 9, kind, transfer_id, message, record, reason, by, at"
    " FROM transfer_repair WHERE id = 1": "repairs_are_their_commands",
    "INSERT INTO reconciliation SELECT 9, one, other, state, by, at FROM reconciliation"
    " WHERE id = 1": "reconciliations_are_their_commands",
    "INSERT INTO reconciliation_stage SELECT 99, 1, 'completed_with_intervention', 0, 0":
        "reconciliations_are_their_commands",
    "INSERT INTO reconciliation_finding SELECT 99, 1, transfer_id, registry_code, owner, asset,"
    " mismatch, 1, 0, '1-1', '', found_at, NULL, NULL FROM reconciliation_finding WHERE id = 1":
        "reconciliations_are_their_commands",
    "INSERT INTO first_transfer_pledge SELECT 99, authorisation, asset, quantity, because, 0"
    " FROM first_transfer_pledge WHERE id = 1": "pledges_are_their_commands",
    "UPDATE agreement SET state = 'suspended' WHERE code = 'CN-TH'":
        "agreements_are_their_commands",
    "UPDATE agreement SET ends_at = 1 WHERE code = 'CN-TH'": "agreements_are_their_commands",
}  # fmt: skip
"""What the guards let in -> the invariant that tells of it."""


@pytest.mark.planted
@pytest.mark.parametrize("statement", list(BY_HAND))
def test_what_no_command_made_is_told(statement: str, world: World) -> None:
    with world.lesson.store.procedure() as session, session.begin_nested() as savepoint:
        changed = session.connection().execute(text(statement)).rowcount
        found = {name for name, _ in audit(session)}
        savepoint.rollback()

    assert 1 == changed
    assert BY_HAND[statement] in found


@pytest.mark.planted
def test_a_sale_that_a_blocked_account_has_open_is_told(world: World) -> None:
    owner = world.seat("project_owner", "TH")
    blocked = (
        "INSERT INTO reconciliation_finding SELECT 99, 1, transfer_id, 'TH', :owner, asset,"
        " mismatch, 1, 0, '1-1', '', found_at, NULL, NULL FROM reconciliation_finding WHERE id = 1"
    )
    sale = (
        "INSERT INTO market_order (id, instrument, owner, side, kind, time_in_force, price,"
        " quantity, filled, open_quantity, status, ending, day, at, entered, reduced, rank, worst,"
        " post_only, mode, client_order_id) VALUES (1, 'BRC-TH', :owner, 'sell', 'limit', 'gtc',"
        " 6000, 1, 0, 1, 'resting', '', '2028-03-13', 0, 1, 0, 1, 0, FALSE, 'book', NULL)"
    )
    with world.lesson.store.procedure() as session, session.begin_nested() as savepoint:
        for statement in (blocked, sale):
            session.connection().execute(text(statement), {"owner": owner})
        found = dict(audit(session))
        savepoint.rollback()

    told = f"order 1 of {owner} is open, blocked by reconciliation 1"
    assert told == found["blocked_accounts_have_nothing_for_sale"]
