"""Goal: credits that were cancelled in another registry are taken over once, whoever asks where,
and are never more than what they are.

Method: requests on the small programme; rows, balances and serials are read back, refusals change
nothing, planted faults for the invariants.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from registry.compliance import commands as compliance
from registry.programme.issuance import ccer, imports
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.imported import ImportView, imported_periods, possible
from registry.programme.issuance.imported import imports as listed
from registry.programme.issuance.queries import open_periods
from registry.programme.retirement import commands as retirement
from registry.programme.trace import StepKind, trace
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from tests.support.guards import drop_guards
from tests.support.programme import (
    CHINA,
    EMITTER,
    MANAGER,
    MANAGER_TH,
    NOW,
    OWNER,
    PARTNER,
    TRADER,
    Programme,
)

ASKED: dict[str, Any] = {
    "registry": "TH", "origin": "VCS", "project": "1529", "first_day": "2027-01-01",
    "last_day": "2027-12-31", "first": 5_001, "last": 5_400, "proof": "C-7781",
}  # fmt: skip
PLANT = "Ping river plant"


def asking(**other: Any) -> dict[str, Any]:
    """A request that differs so; its serials and its proof are others than those of `ASKED`."""
    return ASKED | {"first": 9_001, "last": 9_100, "proof": "C-9"} | other


def admitted(programme: Programme, by: Actor = OWNER, **other: Any) -> int:
    """A batch that was imported."""
    asked = programme.do(imports.ask, **(ASKED | other), by=by)
    manager = MANAGER_TH if (ASKED | other)["registry"] == "TH" else MANAGER
    return int(programme.do(imports.admit, request=asked["request"], by=manager)["batch"])


def rows(programme: Programme) -> list[ImportView]:
    with programme.reading() as session:
        return listed(session)


def measured(programme: Programme, *projects: str) -> None:
    """Let projects measure one plant, as a lesson's plan says it."""
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'project'"
    for (guard,) in programme.store.fetch(guards):
        programme.execute(f"DROP TRIGGER {guard}")
    for project in projects:
        programme.execute(
            "UPDATE project SET installation = :plant WHERE code = :code", plant=PLANT, code=project
        )


def test_admitted_tonnes_are_a_batch_that_knows_where_it_comes_from(programme: Programme) -> None:
    asked = programme.do(imports.ask, **ASKED, by=OWNER)
    assert (1, 400) == (asked["request"], asked["quantity"])
    assert [] == [batch for batch in programme.books.batches.values() if batch.unit == "VER"]
    done = programme.do(imports.admit, request=1, by=MANAGER_TH)

    batch = programme.books.batch(done["batch"])
    assert ("TH", "VCS-1529", "VER", 2027) == (batch.host, batch.project, batch.unit, batch.vintage)
    assert ("2027-01-01", "2027-12-31") == (batch.period_first, batch.period_last)
    assert 400 == programme.free(OWNER, "TH", batch.asset)
    (row,) = rows(programme)
    assert ("admitted", batch.asset, "MTH") == (row.state, row.asset, row.decided_by)
    with programme.reading() as session:
        found = trace(session, "TH", batch.first + 7)
    assert found is not None and found.imported == row and found.project is None
    assert 5_008 == found.origin_serial
    assert [StepKind.REQUESTED, StepKind.IMPORTED] == [step.kind for step in found.steps]


@pytest.mark.parametrize("decided", [False, True])
@pytest.mark.parametrize(("first", "last", "overlap"), [
    (5_001, 5_400, 400), (5_400, 5_900, 1), (4_000, 5_001, 1), (4_000, 9_000, 400),
    (5_100, 5_109, 10),
])  # fmt: skip
def test_a_serial_is_asked_for_once(
    programme: Programme, decided: bool, first: int, last: int, overlap: int
) -> None:
    programme.do(imports.ask, **ASKED, by=OWNER)
    if decided:
        programme.do(imports.admit, request=1, by=MANAGER_TH)
    for by, registry in ((OWNER, "TH"), (PARTNER, "CN")):
        found = programme.refuses(
            "procedure.origin_taken", imports.ask,
            **asking(first=first, last=last, registry=registry), by=by,
        )  # fmt: skip
        assert overlap == found.facts["overlap_t"]
        assert ("TH", 1) == (found.facts["registry"], found.facts["request"])

    assert 1 == len(rows(programme))


def test_the_neighbours_and_the_numbers_of_another_registry_are_free(programme: Programme) -> None:
    admitted(programme)
    for number, (first, last, origin) in enumerate(
        ((4_901, 5_000, "VCS"), (5_401, 5_500, "VCS"), (5_001, 5_400, "GS"))
    ):
        programme.do(
            imports.ask, **asking(first=first, last=last, origin=origin, proof=f"C-{number}"),
            by=OWNER,
        )  # fmt: skip

    assert 4 == len(rows(programme))


def test_a_cancellation_there_is_a_proof_once(programme: Programme) -> None:
    programme.do(imports.ask, **ASKED, by=OWNER)
    found = programme.refuses(
        "procedure.proof_used", imports.ask, **asking(proof=" c-7781 ", registry="CN"), by=PARTNER
    )
    assert 1 == found.facts["request"]
    both = programme.refuses("procedure.origin_taken", imports.ask, **ASKED, by=OWNER)
    assert [5041, 5041] == [check.number for check in both.checks]

    # Of another registry the same number is another cancellation.
    programme.do(imports.ask, **asking(origin="GS", proof="C-7781"), by=OWNER)


@pytest.mark.parametrize("ended", ["decline", "withdraw"])
def test_what_was_declined_or_withdrawn_can_be_asked_for_again(
    programme: Programme, ended: str
) -> None:
    programme.do(imports.ask, **ASKED, by=OWNER)
    if ended == "decline":
        programme.do(imports.decline, request=1, reason="no such cancellation", by=MANAGER_TH)
    else:
        programme.do(imports.withdraw, request=1, by=OWNER)
    programme.refuses("machine.move_not_allowed", imports.admit, request=1, by=MANAGER_TH)

    asset = admitted(programme)
    assert 400 == programme.free(OWNER, "TH", asset)
    assert ["admitted", "declined" if ended == "decline" else "withdrawn"] == [
        one.state for one in rows(programme)
    ]


@pytest.mark.parametrize(("field", "given"), [
    ("project", ""), ("project", "x" * 61), ("project", "15\u200b\n29"), ("proof", " "),
    ("first_day", "2027"), ("first_day", "2027-02-30"), ("last_day", "2026-12-31"),
    ("last_day", "2028-01-01"), ("first", 0), ("last", 4_000), ("last", 10**13),
    ("installation", "x" * 61),
])  # fmt: skip
def test_a_request_that_cannot_be_read_is_refused(
    programme: Programme, field: str, given: Any
) -> None:
    before = programme.state()
    found = programme.refuses(
        "procedure.import_malformed", imports.ask, **(ASKED | {field: given}), by=OWNER
    )

    assert field == found.facts["field"]
    assert before == programme.state()


def test_days_that_are_not_over_are_refused(programme: Programme) -> None:
    later = {"first_day": "2028-01-01", "last_day": "2028-03-13"}
    programme.refuses("procedure.import_malformed", imports.ask, **(ASKED | later), by=OWNER)

    programme.do(imports.ask, **(ASKED | later | {"last_day": "2028-03-12"}), by=OWNER)


def test_who_asks_and_who_decides(programme: Programme) -> None:
    programme.refuses("machine.role_not_allowed", imports.ask, **ASKED, by=MANAGER_TH)
    programme.refuses(
        "procedure.choice_unknown", imports.ask, **(ASKED | {"origin": "CN"}), by=OWNER
    )
    programme.refuses(
        "procedure.choice_unknown", imports.ask, **(ASKED | {"registry": "XX"}), by=OWNER
    )
    programme.refuses(
        "procedure.import_account_missing", imports.ask, **(ASKED | {"registry": "CN"}), by=TRADER
    )
    programme.do(imports.ask, **ASKED, by=OWNER)
    programme.refuses("procedure.other_country", imports.admit, request=1, by=MANAGER)
    programme.refuses("procedure.other_country", imports.decline, request=1, reason="x", by=MANAGER)
    programme.refuses(
        "procedure.ground_missing", imports.decline, request=1, reason=" ", by=MANAGER_TH
    )
    programme.refuses("procedure.not_yours", imports.withdraw, request=1, by=TRADER)
    programme.refuses("procedure.import_unknown", imports.admit, request=2, by=MANAGER_TH)
    (row,) = rows(programme)
    with programme.reading() as session:
        named = {by.seat: possible(session, row, by) for by in (OWNER, MANAGER, MANAGER_TH, TRADER)}

    assert {"OWN": ("withdraw",), "MAN": (), "MTH": ("admit", "decline"), "TRA": ()} == named


def test_imported_credits_serve_no_article_6_and_no_offset(programme: Programme) -> None:
    asset = admitted(programme, PARTNER, registry="CN")
    lot = {"registry": "CN", "asset": asset, "quantity": 10}
    programme.refuses(
        "procedure.imported_stays", transfers.request, source="CN", target="TH", unit="VER",
        asset=asset, quantity=10, purpose="NDC", receiver=None, by=PARTNER,
    )  # fmt: skip
    for purpose in ("oimp", "other"):
        programme.refuses(
            "procedure.imported_not_authorised", retirement.cancel, **lot, reason="x",
            purpose=purpose, by=PARTNER,
        )  # fmt: skip
    own = admitted(programme, CHINA, registry="CN", first=1, last=9, proof="C-1")
    programme.refuses(
        "procedure.imported_not_authorised", retirement.retire, registry="CN", asset=own,
        quantity=9, purpose="ndc", by=CHINA,
    )  # fmt: skip
    used = admitted(programme, EMITTER, registry="CN", first=11, last=19, proof="C-2")
    programme.refuses(
        "procedure.type_not_admitted", compliance.submit, lots=[{"asset": used, "quantity": 1}],
        by=EMITTER,
    )  # fmt: skip
    done = programme.do(
        retirement.retire, **lot, purpose="voluntary", beneficiary="a fair", by=PARTNER
    )

    assert "contribution" == done["claim"]
    assert [] == programme.audit()


def test_a_plants_days_are_credited_there_or_here(programme: Programme) -> None:
    measured(programme, "TH001", "CN001")
    there = {"installation": PLANT, "first_day": "2027-06-30", "last_day": "2027-12-31"}
    programme.do(issuance.request, project="TH001", period=1, by=OWNER)
    found = programme.refuses("procedure.import_claimed", imports.ask, **(ASKED | there), by=OWNER)
    assert ("TH001", 1) == (found.facts["elsewhere"], found.facts["period"])
    after = there | {"first_day": "2027-07-01"}
    programme.do(imports.ask, **(ASKED | after), by=OWNER)
    # Nobody is kept from a claim by a request that waits: the manager decides on it.
    programme.do(issuance.request, project="TH001", period=2, by=OWNER)
    programme.refuses("procedure.import_claimed", imports.admit, request=1, by=MANAGER_TH)


def test_days_that_were_imported_are_not_issued(programme: Programme) -> None:
    measured(programme, "TH001", "CN001")
    admitted(programme, installation=PLANT, first_day="2027-07-01")
    programme.refuses(
        "procedure.imported_before", issuance.request, project="TH001", period=2, by=OWNER
    )
    programme.refuses(
        "procedure.imported_before", ccer.register, project="CN001", period=1, by=MANAGER
    )
    with programme.reading() as session:
        assert {("TH001", 2), ("CN001", 1)} == imported_periods(session)
        left = {(one.project, one.number) for one in open_periods(session, at=NOW)}
    assert ("TH001", 1) in left and not {("TH001", 2), ("CN001", 1)} & left

    programme.do(issuance.request, project="TH001", period=1, by=OWNER)


FAULTS = {
    "UPDATE import_request SET first = 5001, last = 5400 WHERE id = 2": (
        "another_registrys_serials_are_imported_once"
    ),
    "UPDATE import_request SET proof = 'c-7781' WHERE id = 2": (
        "another_registrys_serials_are_imported_once"
    ),
    "UPDATE import_request SET state = 'declined' WHERE id = 1": (
        "imported_credits_are_those_admitted"
    ),
    "UPDATE import_request SET asset = NULL WHERE id = 1": "imported_credits_are_those_admitted",
    "UPDATE import_request SET asset = 2 WHERE id = 2": "imported_credits_are_those_admitted",
    "UPDATE import_request SET seat = 'PAR' WHERE id = 1": "imported_credits_are_those_admitted",
    "UPDATE import_request SET last = last + 1 WHERE id = 1": "issued_is_what_was_decided",
    "UPDATE credit_batch SET unit = 'BRC' WHERE unit = 'VER'": (
        "imported_credits_are_those_admitted"
    ),
    "UPDATE credit_batch SET project = 'VCS-1530' WHERE unit = 'VER'": (
        "imported_credits_are_those_admitted"
    ),
    "UPDATE sub_account SET registry_code = 'CN' WHERE kind = 'holding' AND asset = "
    "(SELECT asset FROM import_request WHERE id = 1)": "imported_credits_are_those_admitted",
    "UPDATE retirement SET purpose = 'ndc'": "imported_credits_are_those_admitted",
    "UPDATE import_request SET installation = 'Ping river plant', first_day = '2027-01-01'"
    " WHERE id = 1": "no_installation_is_claimed_twice",
}


@pytest.mark.planted
def test_the_invariants_of_imports_find_each_breach() -> None:
    programme = Programme()
    measured(programme, "TH001")
    programme.issued()
    asset = admitted(programme)
    programme.do(
        retirement.retire, registry="TH", asset=asset, quantity=9, purpose="voluntary",
        beneficiary="a fair", by=OWNER,
    )  # fmt: skip
    programme.do(imports.ask, **asking(), by=OWNER)
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    for fault, invariant in FAULTS.items():
        programme.store.begin()
        programme.store.connection.execute(text(fault))
        found = {finding.invariant for finding in programme.audit()}
        programme.store.rollback()

        assert invariant in found, fault
    programme.close()
