"""Goal: what was issued too much is cancelled on the committee's order, to the tonne, by whom it
was issued to; what is gone is replaced by as many credits of the same agreement.

Method: issuances on the small programme are corrected while all, some or none of the tonnes are
still there; balances, serials and the final accounts are read back, refusals change nothing,
planted faults for the invariant.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.accounts import CANCELLED_ADMIN, CANCELLED_MANDATORY
from registry.programme.accounts import freezing
from registry.programme.committee import commands as committee
from registry.programme.committee import queries, voting
from registry.programme.issuance import correction
from registry.programme.issuance.correction import corrections
from registry.programme.retirement import commands as retirement
from registry.programme.retirement import ordered
from registry.programme.trace import trace
from registry.roles import Actor
from tests.support.guards import drop_guards
from tests.support.programme import (
    HOST,
    MANAGER_KZ,
    MANAGER_TH,
    OWNER,
    PARTNER,
    SECRETARY,
    TRADER,
    Programme,
)

HELD = 177
"""Tonnes of the first batch that its owner gets; its partner gets 178."""


def transaction(programme: Programme, seat: Actor = OWNER) -> int:
    """The last transaction that issued credits."""
    programme.books.rows.flush()
    sql = "SELECT max(id) FROM book_transaction WHERE type = 'credit.issue'"
    return int(programme.store.fetch(sql)[0][0])


def asking(programme: Programme, quantity: int, seat: Actor = OWNER) -> dict[str, Any]:
    """The arguments of a motion for a correction."""
    return {
        "transaction": transaction(programme), "seat": seat.seat, "quantity": quantity,
        "reason": "The meter counted twice in March", "by": MANAGER_TH,
    }  # fmt: skip


def ordered_of(programme: Programme, quantity: int, seat: Actor = OWNER) -> int:
    """A correction that the committee ordered; the number of its motion."""
    asked = programme.do(correction.ask_correction, **asking(programme, quantity, seat))
    programme.adopted(asked["item"])
    programme.do(committee.publish, item=asked["item"], by=SECRETARY)
    return int(asked["motion"])


def final(programme: Programme, asset: int) -> tuple[int, int]:
    """Tonnes of a batch on the accounts of administrative and of mandatory cancellation."""
    programme.books.rows.flush()
    sql = "SELECT coalesce(sum(balance), 0) FROM sub_account WHERE kind = ? AND asset = ?"
    kinds = (CANCELLED_ADMIN.name, CANCELLED_MANDATORY.name)
    admin, mandatory = (programme.store.fetch(sql, kind, asset)[0][0] for kind in kinds)
    return int(admin), int(mandatory)


def test_what_is_still_there_is_cancelled_from_the_newest_serial_down(
    programme: Programme,
) -> None:
    asset = programme.issued()
    motion = ordered_of(programme, 40)
    programme.refuses("procedure.other_country", ordered.correct, motion=motion, by=MANAGER_KZ)
    answer = programme.do(ordered.correct, motion=motion, by=MANAGER_TH)

    assert {"motion": 1, "state": "corrected", "cancelled": 40, "ranges": "316-355", "owed": 0} == (
        answer
    )
    assert HELD - 40 == programme.free(OWNER, "TH", asset)
    assert (40, 0) == final(programme, asset)
    with programme.reading() as session:
        item = queries.item(session, 2)
        found = trace(session, "TH", 355)
    assert item is not None and ("used", "correction 1") == (item.state, item.used_for)
    assert found is not None and found.moves[-1].last == 355
    programme.refuses("machine.move_not_allowed", ordered.correct, motion=motion, by=MANAGER_TH)


def test_what_is_gone_is_replaced_by_credits_of_the_same_agreement(programme: Programme) -> None:
    asset, other = programme.issued(), programme.issued("TH001", 2)
    lately = transaction(programme)
    programme.do(retirement.cancel, registry="TH", asset=other, quantity=350, reason="x", by=OWNER)
    asked = programme.do(
        correction.ask_correction, **asking(programme, 15) | {"transaction": lately}
    )
    programme.adopted(asked["item"])
    programme.do(committee.publish, item=asked["item"], by=SECRETARY)
    motion = asked["motion"]
    programme.refuses(
        "machine.move_not_allowed", ordered.compensate, motion=motion, registry="TH", asset=asset,
        quantity=10, by=OWNER,
    )  # fmt: skip
    answer = programme.do(ordered.correct, motion=motion, by=MANAGER_TH)

    assert ("owed", 5, 10) == (answer["state"], answer["cancelled"], answer["owed"])
    pay = {"motion": motion, "registry": "TH", "asset": asset, "by": OWNER}
    too_much = programme.refuses(
        "procedure.compensation_wrong", ordered.compensate, quantity=11, **pay
    )
    programme.refuses("procedure.quantity_not_positive", ordered.compensate, quantity=0, **pay)
    programme.refuses(
        "procedure.not_yours", ordered.compensate, quantity=1, **pay | {"by": PARTNER}
    )
    assert 10 == too_much.facts["owed"]
    assert "owed" == programme.do(ordered.compensate, quantity=4, **pay)["state"]
    answer = programme.do(ordered.compensate, quantity=6, **pay)
    assert ("corrected", 0, "183-188") == (answer["state"], answer["owed"], answer["ranges"])
    assert ((0, 10), (5, 0)) == (final(programme, asset), final(programme, other))
    programme.refuses("machine.move_not_allowed", ordered.compensate, quantity=1, **pay)


def test_nothing_is_left_and_domestic_credits_do_not_replace_it() -> None:
    programme = Programme()
    asset = programme.issued()
    asked = asking(programme, 20)
    domestic = programme.given(OWNER, registry="CN", project="CN001", quantity=90)
    programme.do(retirement.cancel, registry="TH", asset=asset, quantity=HELD, reason="x", by=OWNER)
    item = programme.do(correction.ask_correction, **asked)["item"]
    programme.adopted(item)
    programme.do(committee.publish, item=item, by=SECRETARY)
    motion = 1
    answer = programme.do(ordered.correct, motion=motion, by=MANAGER_TH)

    assert (0, "", 20) == (answer["cancelled"], answer["ranges"], answer["owed"])
    programme.refuses(
        "procedure.compensation_wrong", ordered.compensate, motion=motion, registry="CN",
        asset=domestic, quantity=20, by=OWNER,
    )  # fmt: skip
    with programme.reading() as session:
        (row,) = corrections(session)
    assert ("owed", None) == (row.state, row.posted_as)
    programme.close()


def test_frozen_tonnes_are_left_to_the_court(programme: Programme) -> None:
    asset = programme.issued()
    account = programme.store.fetch(
        "SELECT number FROM account WHERE owner = 'OWN' AND registry_code = 'TH'"
    )[0][0]
    programme.do(
        freezing.freeze, account=account, asset=asset, quantity=170, court_order="7", by=MANAGER_TH
    )
    motion = ordered_of(programme, 20)

    assert 7 == programme.do(ordered.correct, motion=motion, by=MANAGER_TH)["cancelled"]


def test_a_correction_cites_the_faulty_transaction(programme: Programme) -> None:
    programme.refuses("procedure.not_the_issuance", correction.ask_correction, **asking_of(1, 5))
    programme.issued()
    asked = asking(programme, HELD + 1)
    refusal = programme.refuses(
        "procedure.correction_too_large", correction.ask_correction, **asked
    )
    programme.refuses(
        "procedure.not_the_issuance", correction.ask_correction, **asked | {"seat": TRADER.seat}
    )
    programme.refuses(
        "procedure.correction_too_large", correction.ask_correction, **asked | {"quantity": 0}
    )
    programme.refuses(
        "procedure.other_country", correction.ask_correction, **asked | {"by": MANAGER_KZ}
    )
    ordered_of(programme, 100)
    again = programme.refuses(
        "procedure.correction_too_large", correction.ask_correction, **asked | {"quantity": 78}
    )
    programme.refuses("procedure.correction_unknown", ordered.correct, motion=9, by=MANAGER_TH)

    assert (HELD, HELD - 100) == (refusal.facts["left"], again.facts["left"])


def asking_of(transaction: int, quantity: int) -> dict[str, Any]:
    return {
        "transaction": transaction, "seat": "OWN", "quantity": quantity, "reason": "x",
        "by": MANAGER_TH,
    }  # fmt: skip


def test_an_objection_and_a_lapse_order_nothing(programme: Programme) -> None:
    asset = programme.issued()
    asked = programme.do(correction.ask_correction, **asking(programme, 10))
    programme.do(
        voting.vote, item=asked["item"], vote="object", about="terms", reason="five, not ten",
        by=HOST,
    )  # fmt: skip
    programme.refuses(
        "procedure.correction_unknown", ordered.correct, motion=asked["motion"], by=MANAGER_TH
    )
    programme.do(committee.drop, item=asked["item"], reason="as he says", by=SECRETARY)
    programme.refuses(
        "procedure.nothing_changed", correction.ask_correction, **asking(programme, 10)
    )

    assert HELD == programme.free(OWNER, "TH", asset)
    motion = ordered_of(programme, 5)
    assert 5 == programme.do(ordered.correct, motion=motion, by=MANAGER_TH)["cancelled"]


INVARIANT = "corrections_cancel_what_was_ordered"
FAULTS = (
    "UPDATE issuance_correction SET quantity = quantity + 1",
    "UPDATE issuance_correction SET owed_t = owed_t + 1",
    "UPDATE issuance_correction SET state = 'corrected'",
    "UPDATE issuance_correction SET cancelled = '350-350'",
    "UPDATE issuance_correction SET posted_as = 1",
    "UPDATE issuance_correction SET issued_as = 1",
    "UPDATE compensation SET quantity = quantity - 1",
    "UPDATE compensation SET posted_as = 1",
    "DELETE FROM compensation",
    "DELETE FROM issuance_correction",
)


@pytest.mark.planted
def test_the_invariant_of_corrections_finds_each_breach() -> None:
    programme = Programme()
    asset = programme.issued()
    programme.do(retirement.cancel, registry="TH", asset=asset, quantity=170, reason="x", by=OWNER)
    other = programme.issued("TH001", 2)
    motion = programme_of(programme, asset)
    programme.do(ordered.correct, motion=motion, by=MANAGER_TH)
    programme.do(
        ordered.compensate, motion=motion, registry="TH", asset=other, quantity=1, by=OWNER
    )
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    for fault in FAULTS:
        programme.store.begin()
        programme.store.connection.exec_driver_sql(fault)
        found = {finding.invariant for finding in programme.audit()}
        programme.store.rollback()

        assert INVARIANT in found, fault
    programme.close()


def programme_of(programme: Programme, asset: int) -> int:
    """A correction of 9 t of a batch's first issuance, of which 7 t are there."""
    sql = (
        "SELECT min(p.book_transaction) FROM posting p JOIN sub_account s ON s.id = p.source"
        " WHERE s.kind = 'issuance_source' AND p.asset = ?"
    )
    cited = programme.store.fetch(sql, asset)[0][0]
    asked = programme.do(correction.ask_correction, **asking_of(cited, 9))
    programme.adopted(asked["item"])
    programme.do(committee.publish, item=asked["item"], by=SECRETARY)
    return int(asked["motion"])
