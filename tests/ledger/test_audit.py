"""Each invariant finds its breach, which is planted with all database triggers removed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from ledger import log
from ledger.audit import INVARIANTS, audit
from tests.ledger.hostile import PLACES

PLANTED = [
    ("nothing_is_created_or_lost", "UPDATE sub_account SET balance = balance + 1 WHERE id = 2"),
    (
        "balances_are_what_postings_add_up_to",
        "UPDATE sub_account SET balance = balance + CASE id WHEN 2 THEN -1 ELSE 1 END"
        " WHERE id IN (2, 3)",
    ),
    ("balances_are_what_postings_add_up_to", "UPDATE posting SET quantity = 501 WHERE id = 2"),
    ("running_balances_follow_one_another", "UPDATE posting SET source_after = 0 WHERE id = 2"),
    ("running_balances_follow_one_another", "UPDATE posting SET target_after = 0 WHERE id = 11"),
    ("running_balances_follow_one_another", "UPDATE posting SET source_before = 2 WHERE id = 12"),
    ("running_balances_follow_one_another", "DELETE FROM posting WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     "UPDATE posting SET quantity = 500.5 WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     "UPDATE posting SET quantity = '500x' WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     "UPDATE posting SET quantity = 0 WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     "UPDATE posting SET asset = 2 WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     "UPDATE posting SET target = 99 WHERE id = 2"),
    ("postings_move_whole_quantities_of_one_asset_in_one_registry",
     f"UPDATE sub_account SET registry_code = 'CN' WHERE id = {PLACES['ann_blocked']}"),
    ("blocks_tile_what_was_issued", "DELETE FROM serial_block WHERE id = 6"),
    ("blocks_tile_what_was_issued", "UPDATE serial_block SET first = 42 WHERE id = 6"),
    ("blocks_tile_what_was_issued", "UPDATE serial_block SET first = 40 WHERE id = 6"),
    ("blocks_tile_what_was_issued", "UPDATE serial_block SET closed = 13 WHERE id = 6"),
    ("blocks_equal_balances",
     f"UPDATE serial_block SET owner = {PLACES['bob_th']} WHERE id = 6"),
    ("no_balance_is_below_its_floor", "UPDATE sub_account SET balance = -1 WHERE id = 2"),
    ("no_balance_is_below_its_floor", "UPDATE sub_account SET floor = -1000 WHERE id = 2"),
    ("no_balance_is_below_its_floor",
     f"UPDATE sub_account SET floor = -120 WHERE id = {PLACES['source']}"),
    ("no_balance_is_below_its_floor",
     f"UPDATE sub_account SET kind = 'retired' WHERE id = {PLACES['ann_th']}"),
    ("children_tile_their_parent", "UPDATE serial_block SET parent = NULL WHERE id = 11"),
    ("children_tile_their_parent", "UPDATE serial_block SET closed = 13 WHERE id = 6"),
    ("children_tile_their_parent",
     "UPDATE serial_block SET first = first + 1, last = last + 1 WHERE parent = 1"),
    ("acquisition_stays_with_the_holder",
     "UPDATE serial_block SET acquisition = 1 WHERE id = 6"),
    ("acquisition_stays_with_the_holder",
     "UPDATE serial_block SET acquisition = 3 WHERE id = 9"),
    ("every_posting_has_its_command", "UPDATE book_transaction SET command = 99 WHERE id = 2"),
    ("every_posting_has_its_command", "UPDATE command SET last_posting = 12 WHERE number = 14"),
    ("every_posting_has_its_command", "UPDATE command SET first_posting = 3 WHERE number = 1"),
    ("every_posting_has_its_command", "UPDATE book_transaction SET last_posting = 3 WHERE id = 2"),
    ("every_posting_has_its_command", "UPDATE posting SET book_transaction = 1 WHERE id = 2"),
    ("the_chain_recomputes", "UPDATE command SET seat = 'S02' WHERE number = 6"),
]  # fmt: skip

COVERED_BY_A_LINK = {
    "origin": "'person'", "seat": "'S02'", "key": "'k2'", "at": "1", "name": "'endow'",
    "format": "2", "arguments": "'{}'", "outcome": "'{}'", "first_posting": "1",
    "last_posting": "9", "previous": "'x'", "hash": "'x'",
}  # fmt: skip


def _plant(path: Path, *faults: str) -> None:
    plain = sqlite3.connect(path)
    plain.execute("PRAGMA ignore_check_constraints = ON")
    for fault in faults:
        assert plain.execute(fault).rowcount > 0
    plain.commit()
    plain.close()


def _found(path: Path) -> set[str]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        names = {finding.invariant for finding in audit(connection)}
    engine.dispose()
    return names


def _broken_at(path: Path) -> int | None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = log.broken_at(connection)
    engine.dispose()
    return found


@pytest.mark.planted
@pytest.mark.parametrize(("invariant", "fault"), PLANTED)
def test_the_invariant_finds_its_fault(invariant: str, fault: str, bare: Path) -> None:
    assert set() == _found(bare)

    _plant(bare, fault)

    assert invariant in _found(bare)


def test_every_invariant_has_a_fault_planted() -> None:
    assert set(INVARIANTS) == {invariant for invariant, _ in PLANTED}


@pytest.mark.planted
@pytest.mark.parametrize("column", COVERED_BY_A_LINK)
def test_the_chain_breaks_exactly_at_the_altered_command(column: str, bare: Path) -> None:
    assert _broken_at(bare) is None

    _plant(bare, f"UPDATE command SET {column} = {COVERED_BY_A_LINK[column]} WHERE number = 6")

    assert 6 == _broken_at(bare)


@pytest.mark.planted
@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE posting SET quantity = 499 WHERE id = 2",
        "UPDATE posting SET source_before = 0 WHERE id = 2",
        "UPDATE book_transaction SET because = 'a gift' WHERE id = 2",
        "UPDATE book_transaction SET first_posting = 1 WHERE id = 2",
        "DELETE FROM posting WHERE id = 2",
        "DELETE FROM book_transaction WHERE id = 2",
    ],
)
def test_the_chain_covers_what_a_command_posted(fault: str, bare: Path) -> None:
    _plant(bare, fault)

    assert 6 == _broken_at(bare)


@pytest.mark.planted
def test_a_command_that_was_taken_out_breaks_the_chain_at_the_next(bare: Path) -> None:
    _plant(bare, "DELETE FROM command WHERE number = 7")

    assert 8 == _broken_at(bare)


def test_wall_time_is_not_covered(bare: Path) -> None:
    before = _state(bare)

    _plant(bare, "UPDATE command SET wall_ms = wall_ms + 1 WHERE number = 6")

    assert _broken_at(bare) is None
    assert before == _state(bare)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE command SET at = 1 WHERE number = 16",
        "UPDATE account SET number = 'x' WHERE id = 2",
        "UPDATE asset SET code = 'x' WHERE id = 2",
        "UPDATE credit_batch SET project = 'x' WHERE asset = 2",
        "UPDATE serial_block SET acquisition = 9 WHERE id = 2",
        "UPDATE sub_account SET last_posting = 1 WHERE id = 3",
    ],
)
def test_any_value_changes_the_state_hash(change: str, bare: Path) -> None:
    before = _state(bare)

    _plant(bare, change)

    assert before != _state(bare)


def _state(path: Path) -> str:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = log.state_hash(connection)
    engine.dispose()
    return found
