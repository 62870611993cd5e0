"""Goal: a reconciliation finds every error in a registry's record, and nothing else.

Method: two transfers out, one back, one in transit; then one figure is changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.programme.authorisation import commands as authorisation
from registry.programme.transfers import commands as transfers
from registry.programme.transfers.reconcile import Difference, reconcile
from tests.support.guards import drop_guards
from tests.support.programme import CHINA, HOST, MANAGER, MANAGER_TH, OWNER, PARTNER, Programme

FIRST = "THA01>CHN01-000001"
COPIED = "INSERT INTO transfer_record SELECT"
KEPT = (
    " ranges, quantity, digest, 0, 0, posted_as, at FROM transfer_record"
    f" WHERE transfer_id = '{FIRST}' AND registry_code = 'TH' AND entry = 'debited'"
)
DONE = {"TH": "debited", "CN": "credited"}


@pytest.fixture
def moved() -> Iterator[Programme]:
    """Of its own: what a test changes by hand, the audit would find too."""
    programme = Programme()
    programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=900, by=HOST)
    for source, target, by, government, manager in (
        ("TH", "CN", OWNER, HOST, MANAGER),
        ("TH", "CN", PARTNER, HOST, MANAGER),
        ("CN", "TH", PARTNER, CHINA, MANAGER_TH),
        ("TH", "CN", PARTNER, HOST, None),
    ):
        transfer = programme.do(
            transfers.request,
            source=source,
            target=target,
            unit="BRC",
            asset=None,
            quantity=100,
            purpose="NDC",
            receiver=None,
            by=by,
        )["transfer"]
        programme.do(transfers.approve, transfer=transfer, by=government)
        if manager is not None:
            programme.do(transfers.accept, transfer=transfer, by=manager)
    assert [] == programme.audit()
    drop_guards(programme.store.driver)
    yield programme
    programme.close()


def differences(programme: Programme) -> list[Difference]:
    with programme.reading() as session:
        return reconcile(session, "TH", "CN")


def told(programme: Programme) -> list[tuple[str, str, str]]:
    return [(d.transfer_id, d.registry, d.what) for d in differences(programme)]


def test_honest_records_agree(moved: Programme) -> None:
    assert [] == differences(moved)


@pytest.mark.parametrize("registry", ["TH", "CN"])
def test_one_changed_quantity_is_found(moved: Programme, registry: str) -> None:
    moved.execute(
        "UPDATE transfer_record SET quantity = 101"
        " WHERE transfer_id = :transfer AND registry_code = :registry AND entry = :entry",
        transfer=FIRST,
        registry=registry,
        entry=DONE[registry],
    )
    found = differences(moved)

    assert {(FIRST, "quantity")} == {(d.transfer_id, d.what) for d in found}
    assert registry in {d.registry for d in found if d.against.startswith("transaction")}
    assert ("101", "100") in {(d.recorded, d.expected) for d in found}
    assert all("10" in d.en and "10" in d.zh for d in found)


def test_a_record_that_agrees_with_itself_still_disagrees_with_the_books(
    moved: Programme,
) -> None:
    moved.execute(
        "UPDATE transfer_record SET quantity = 99, ranges = 'THA01-TH001-2027-179-277',"
        " digest = 'made up' WHERE transfer_id = :transfer"
        " AND (entry = 'final' OR registry_code <> 'LOG')",
        transfer=FIRST,
    )

    assert [
        (FIRST, "TH", "quantity"),
        (FIRST, "TH", "ranges"),
        (FIRST, "TH", "digest"),
        (FIRST, "CN", "quantity"),
        (FIRST, "CN", "ranges"),
        (FIRST, "CN", "digest"),
    ] == told(moved)


@pytest.mark.parametrize("registry", ["TH", "CN"])
def test_a_missing_record_is_found(moved: Programme, registry: str) -> None:
    moved.execute(
        "DELETE FROM transfer_record WHERE transfer_id = :transfer AND registry_code = :registry"
        " AND entry = :entry",
        transfer=FIRST,
        registry=registry,
        entry=DONE[registry],
    )

    assert [(FIRST, registry, "missing")] == told(moved)


def test_a_record_of_what_was_never_sent_is_found(moved: Programme) -> None:
    moved.execute(f"{COPIED} 99, registry_code, 'THA01>CHN01-000009', direction, entry,{KEPT}")

    assert [("THA01>CHN01-000009", "TH", "unknown")] == told(moved)
    assert all(d.en and d.zh for d in differences(moved))


def test_every_pair_of_three_registries_is_compared_and_each_difference_told_once(
    moved: Programme,
) -> None:
    moved.execute(
        "INSERT INTO country_registry VALUES ('KH', 'KHM', 'KHM01', 'Cambodia', '柬埔寨')"
    )
    with moved.reading() as session:
        assert [] == reconcile(session, "CN", "KH", "TH")
    moved.execute(
        "UPDATE transfer_record SET quantity = 101"
        " WHERE transfer_id = :transfer AND registry_code = 'CN' AND entry = 'credited'",
        transfer=FIRST,
    )
    for number, transfer in ((98, "THA01>CHN01-000009"), (99, FIRST)):
        moved.execute(
            f"{COPIED} :number, 'KH', :transfer, 'in', 'credited',{KEPT}",
            number=number,
            transfer=transfer,
        )
    with moved.reading() as session:
        found = reconcile(session, "CN", "KH", "TH")

    assert [
        (FIRST, "CN", "quantity"),
        (FIRST, "TH", "quantity"),
        ("THA01>CHN01-000009", "KH", "unknown"),
        (FIRST, "KH", "unknown"),
    ] == [(one.transfer_id, one.registry, one.what) for one in found]


def test_a_transfer_on_its_way_has_one_record_only(moved: Programme) -> None:
    moved.execute(
        "INSERT INTO transfer_record SELECT 99, 'CN', transfer_id, 'in', 'credited', ranges,"
        " quantity, digest, 0, 0, posted_as, at FROM transfer_record"
        " WHERE transfer_id = 'THA01>CHN01-000003' AND entry = 'proposed'"
    )

    assert [("THA01>CHN01-000003", "CN", "unknown")] == told(moved)


def test_a_record_that_names_another_transaction_is_found(moved: Programme) -> None:
    moved.execute(
        "UPDATE transfer_record SET posted_as = 1 WHERE transfer_id = :transfer"
        " AND registry_code = 'CN' AND entry = 'credited'",
        transfer=FIRST,
    )

    assert [(FIRST, "CN", "transaction")] == told(moved)
