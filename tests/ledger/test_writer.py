"""The writer: keys, refusals, errors and groups have exactly their specified effects.

The test commands `fail`, `refuse` and `unplain` pay first and break afterwards, so that a payment
which is not undone is seen. The tables are compared with the working state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger import log
from ledger.accounts import CASH, CNY
from ledger.posting import Leg
from ledger.transactions import CASH_TRANSFER
from ledger.used_keys import UsedKeys
from ledger.writer import Action, NotCommitted, NotPlain, Outcome, Request
from tests.ledger.conftest import Opened
from tests.ledger.test_model import HOLDERS, Stream
from tests.support.books import Office, request
from tests.support.factories import payers

PAY = {"source": "ann", "target": "bob", "fen": 100}
BREAKING = ("fail", "slow.fail", "refuse", "slow.refuse", "unplain", "slow.unplain")


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Silences the log of planted errors."""
    caplog.set_level("CRITICAL", "tanlu.writer")


def _cash(office: Office, owner: str) -> int:
    return office.books.found(CASH, CNY, owner=owner)


def _logged(office: Office) -> int:
    return int(office.scalar("SELECT count(*) FROM command"))


# --- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pay", "slow.pay"])
def test_one_key_has_one_effect_and_one_answer(name: str, small: Office) -> None:
    first = small.run(name, key="k7", **PAY)
    again = small.run(name, key="k7", **PAY)

    assert not first.repeated
    assert Outcome(first.number, answer=first.answer, repeated=True) == again
    assert 1000 == _cash(small, "ann")


def test_a_key_is_known_within_its_group_too(small: Office) -> None:
    with small.writer.group():
        first = small.writer.run(request("pay", key="k7", **PAY))
        again = small.writer.run(request("pay", key="k7", **PAY))

    assert again.repeated
    assert first.answer == again.answer
    assert 1000 == _cash(small, "ann")


def test_a_key_is_known_after_reopening(small_copy: Path, opened: Opened) -> None:
    office = Office(small_copy, create=False)
    first = office.run("pay", key="k7", **PAY)
    office = opened(office.reopened())
    again = office.run("pay", key="k7", **PAY)

    assert (first.number, first.answer, True) == (again.number, again.answer, again.repeated)
    assert 1000 == _cash(office, "ann")


def test_a_refused_key_stays_refused(small: Office) -> None:
    much = {**PAY, "fen": 1101}
    first = small.run("pay", key="k7", **much)
    small.done("endow", owner="ann", fen=5000)
    again = small.run("pay", key="k7", **much)

    assert first.refusal is not None and again.refusal is not None
    assert first.refusal.as_answer() == again.refusal.as_answer()
    assert again.repeated
    assert 6100 == _cash(small, "ann")


def test_a_failed_key_stays_failed(small: Office) -> None:
    first = small.run("fail", key="k7", **PAY)
    again = small.run("fail", key="k7", **PAY)

    assert first.failure == again.failure == f"E{first.number:07d}"


@pytest.mark.parametrize(("name", "arguments"), [("pay", {**PAY, "fen": 99}), ("refuse", PAY)])
def test_one_key_for_other_content_is_a_conflict(
    name: str, arguments: dict[str, Any], small: Office
) -> None:
    small.run("pay", key="k7", **PAY)
    before = small.rows()
    other = small.run(name, key="k7", **arguments)

    assert other.conflict
    assert other.answer is None and other.refusal is None
    assert before == small.rows()


def test_a_key_belongs_to_its_seat(small: Office) -> None:
    small.run("pay", key="k7", seat="S01", **PAY)
    other = small.run("pay", key="k7", seat="S02", **PAY)

    assert not other.repeated
    assert 900 == _cash(small, "ann")


def test_keys_are_told_apart_after_reopening(small_copy: Path, opened: Opened) -> None:
    office = Office(small_copy, create=False)
    office.run("pay", key="k7", seat="S01", **PAY)
    office = opened(office.reopened())
    with office.writer.group():
        conflict = office.writer.run(request("pay", key="k7", seat="S01", **{**PAY, "fen": 99}))
        other_seat = office.writer.run(request("pay", key="k7", seat="S02", **PAY))
        other_key = office.writer.run(request("pay", key="k8", seat="S01", **PAY))

    assert conflict.conflict
    assert other_seat.answer is not None and not other_seat.repeated
    assert other_key.answer is not None and not other_key.repeated
    assert 800 == _cash(office, "ann")


def test_other_content_in_the_same_group_is_a_conflict_too(small: Office) -> None:
    with small.writer.group():
        small.writer.run(request("pay", key="k7", **PAY))
        other = small.writer.run(request("pay", key="k7", **{**PAY, "fen": 99}))

    assert other.conflict
    assert 1000 == _cash(small, "ann")


def test_a_key_that_was_lost_with_its_group_is_new(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small.store, "commit", _broken_disk)
    with pytest.raises(NotCommitted):
        small.run("pay", key="k7", **PAY)
    monkeypatch.undo()
    again = small.run("pay", key="k7", **PAY)

    assert not again.repeated
    assert 1000 == _cash(small, "ann")


def _looks(office: Office, key: str) -> list[str]:
    """The queries of the log for a payment with a key."""
    asked: list[str] = []
    office.store.driver.set_trace_callback(asked.append)
    office.run("pay", key=key, **PAY)
    office.store.driver.set_trace_callback(None)
    return [sql for sql in asked if sql.startswith("SELECT") and "FROM command" in sql]


def test_a_new_key_is_not_looked_up_and_a_used_one_once_by_its_index(small: Office) -> None:
    assert [] == _looks(small, "k7")
    (look,) = _looks(small, "k7")
    plan = small.store.fetch(f"EXPLAIN QUERY PLAN {look}")

    assert all(row[3].startswith("SEARCH command USING INDEX") for row in plan)


def test_a_new_key_with_the_mark_of_a_used_one_is_new(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UsedKeys, "marked", lambda self, one: True)
    first = small.run("pay", key="k7", **PAY)

    assert first.answer is not None and not first.repeated


# --- refusals and errors ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pay", "slow.pay", *BREAKING])
def test_only_a_row_in_the_log_remains(name: str, small: Office) -> None:
    before, working = small.rows(), small.working()
    outcome = small.run(name, **{**PAY, "fen": 5000 if "pay" in name else 100})
    after = small.rows()

    assert outcome.answer is None
    assert before.pop("command") == after.pop("command")[:-1]
    assert before == after
    now = small.working()
    assert working.pop("counters")[3:] == now.pop("counters")[3:]
    assert working == now


@pytest.mark.parametrize("name", BREAKING)
def test_neighbours_in_the_group_stay(name: str, small: Office) -> None:
    with small.writer.group():
        for fen in (1, 2):
            small.writer.run(request("pay", **{**PAY, "fen": fen}))
        small.writer.run(request("slow.pay", **{**PAY, "fen": 4}))
        small.writer.run(request("pay", **{**PAY, "fen": 8}))
        broken = small.writer.run(request(name, **PAY))
        small.writer.run(request("pay", **{**PAY, "fen": 16}))
        small.writer.run(request("slow.pay", **{**PAY, "fen": 32}))

    assert broken.answer is None
    assert 1100 - 63 == _cash(small, "ann")
    assert small.as_loaded() == small.working()
    assert [1, 2, 4, 8, 16, 32] == [
        row[0] for row in small.store.fetch("SELECT quantity FROM posting WHERE id > 14")
    ]


def test_a_broken_hot_command_that_buffered_nothing_is_derived_anew_too(small: Office) -> None:
    def spoil(**_: Any) -> dict[str, Any]:
        small.books.subs[2].balance += 5
        raise RuntimeError("planted")

    action = Action(lambda request, at: spoil(), hot=True)
    small.writer.actions = {**small.writer.actions, "spoil": action}
    outcome = small.run("spoil")

    assert outcome.failure is not None
    assert small.as_loaded() == small.working()


def test_the_log_tells_what_came_of_a_command(small: Office) -> None:
    told = {}
    for name in ("pay", "refuse", "fail"):
        number = small.run(name, **PAY).number
        told[name] = small.scalar(f"SELECT outcome FROM command WHERE number = {number}")

    assert '{"accepted":{"ranges":[[]],"transaction":12}}' == told["pay"]
    assert '{"facts":{"free":0,"needed":100},"refused":"ledger.balance_short"}' == told["refuse"]
    assert '{"failed":"E0000019"}' == told["fail"]


def test_arguments_that_are_no_json_are_neither_run_nor_logged(small: Office) -> None:
    before = _logged(small)
    with small.writer.group():
        with pytest.raises(NotPlain):
            small.writer.run(Request("pay", {**PAY, "fen": object()}, "script", "S01"))
        with pytest.raises(NotPlain):
            small.writer.run(Request("pay", {**PAY, "fen": 2**70}, "script", "S01"))
        small.writer.run(request("pay", **PAY))

    assert before + 1 == _logged(small)


def test_a_procedure_reads_what_was_buffered_before_it(small: Office) -> None:
    with small.writer.group():
        small.writer.run(request("open", owner="eve", registries=[]))
        small.writer.run(request("endow", owner="eve", fen=5))
        counted = small.writer.run(request("slow.count"))

    assert {"sub_accounts": 17} == counted.answer


# --- lesson time ------------------------------------------------------------------------------


def test_lesson_time_never_runs_back(small: Office) -> None:
    with small.writer.group():
        for at in (5000, 3000, 7000):
            small.writer.run(request("pay", at=at, **PAY))

    times = small.store.fetch("SELECT at FROM command ORDER BY number DESC LIMIT 3")
    assert [(7000,), (5000,), (5000,)] == times


def test_what_is_due_happens_before_a_command(small: Office) -> None:
    seen: list[int] = []
    small.writer.due = seen.append
    small.writer.clock = lambda: 900
    with small.writer.group():
        small.writer.take(request("pay", at=500, **PAY))
        small.writer.take(request("pay", **PAY))

    assert [500, 900] == seen
    assert 900 == small.books.at


# --- groups -----------------------------------------------------------------------------------


def test_a_group_that_is_not_committed_never_happened(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, working = small.rows(), small.working()
    commit = small.store.commit
    monkeypatch.setattr(small.store, "commit", _broken_disk)
    with pytest.raises(NotCommitted), small.writer.group():
        small.writer.run(request("pay", key="k7", **PAY))
        small.writer.run(request("slow.pay", **PAY))
    monkeypatch.setattr(small.store, "commit", commit)

    assert (before, working) == (small.rows(), small.working())
    again = small.run("pay", key="k7", **PAY)
    assert not again.repeated
    assert 1000 == _cash(small, "ann")


def test_when_the_state_cannot_be_derived_the_next_group_tries_again(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild = small.books.rebuild
    monkeypatch.setattr(small.store, "commit", _broken_disk)
    monkeypatch.setattr(small.books, "rebuild", _broken_disk)
    with pytest.raises(sqlite3.OperationalError), small.writer.group():
        small.writer.run(request("pay", **PAY))
    monkeypatch.undo()

    assert rebuild == small.books.rebuild
    assert 1000 == _cash(small, "ann")
    small.done("pay", **PAY)
    assert 1000 == _cash(small, "ann")


def test_what_the_database_refuses_takes_its_group_with_it(small: Office) -> None:
    before, working = small.rows(), small.working()
    with pytest.raises(sqlite3.IntegrityError, match="sub_account_moved"), small.writer.group():
        small.writer.run(request("pay", **PAY))
        small.writer.run(request("poison", owner="ann"))

    assert (before, working) == (small.rows(), small.working())


def test_a_full_disk_loses_the_group_and_nothing_else(tmp_path: Path, opened: Opened) -> None:
    office = opened(payers(tmp_path / "full.lesson"))
    before, working = office.rows(), office.working()
    pages = office.scalar("PRAGMA page_count")
    office.store.driver.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises((sqlite3.OperationalError, NotCommitted)), office.writer.group():
        for place in range(2000):
            name = "slow.pay" if place % 500 == 499 else "pay"
            office.writer.run(request(name, source="P00", target="P01", fen=1))

    assert (before, working) == (office.rows(), office.working())
    office.store.driver.execute("PRAGMA max_page_count = 1000000")
    office.done("pay", source="P00", target="P01", fen=1)


def _broken_disk() -> None:
    raise sqlite3.OperationalError("disk I/O error")


def _stream() -> Iterator[tuple[str, dict[str, Any]]]:
    """The same 400 commands each time: hot and slow, good, refused and failing."""
    yield "begin", {}
    for owner, registries in HOLDERS.items():
        yield "open", {"owner": owner, "registries": registries}
        yield "endow", {"owner": owner, "fen": 500}
    for host in ("TH", "CN", "TH"):
        yield "batch", {"host": host, "quantity": 100}
    stream, random = Stream(5, [2, 3, 4]), Random(5)
    for _ in range(400):
        name, arguments = stream.command()
        yield ("slow." if random.random() < 0.1 else "") + name, arguments


@pytest.mark.parametrize("path", [None, "groups.lesson"])
def test_the_same_commands_make_the_same_books_in_any_groups(
    path: str | None, tmp_path: Path, opened: Opened
) -> None:
    seals = set()
    for size in (1, 10, 1000):
        office = opened(Office(tmp_path / f"{size}{path}" if path else None))
        commands = list(_stream())
        for start in range(0, len(commands), size):
            with office.writer.group():
                for place, (name, arguments) in enumerate(commands[start : start + size], start):
                    office.writer.run(request(name, key=f"k{place}", at=place, **arguments))
        connection = office.store.connection
        seals.add((log.state_hash(connection), log.head(connection), office.books.chain))

    assert 1 == len(seals)


def test_rebuilding_changes_nothing(small: Office) -> None:
    before = small.working()
    small.books.rebuild()

    assert before == small.working()


def test_reopening_adds_no_row(small_copy: Path, opened: Opened) -> None:
    office = Office(small_copy, create=False)
    rows, working = office.rows(), office.working()
    office = opened(office.reopened())

    assert (rows, working) == (office.rows(), office.working())


def test_a_transaction_of_a_thousand_legs_is_one_transaction(small: Office) -> None:
    place = small.books.place

    def pay_to_and_fro(asked: Request, at: int) -> dict[str, Any]:
        ann, bob = place(CASH, CNY, owner="ann"), place(CASH, CNY, owner="bob")
        legs = [Leg(ann, bob, CNY, 3), Leg(bob, ann, CNY, 2)] * 500
        return {"transaction": small.books.post(CASH_TRANSFER, legs=legs).transaction}

    small.writer.actions = {**small.writer.actions, "wide": Action(pay_to_and_fro, hot=True)}
    small.run("wide")

    assert (600, 900) == (_cash(small, "ann"), _cash(small, "bob"))
    ranges = small.store.fetch("SELECT last_posting - first_posting + 1 FROM book_transaction")
    assert (1000,) == ranges[-1]


def test_blocking_and_releasing_does_not_crumble_a_holding(small: Office) -> None:
    units = {"owner": "ann", "registry": "TH", "asset": 2, "quantity": 7}
    for _ in range(100):
        small.done("block", **units)
        small.done("release", **units)

    open_blocks = "SELECT count(*) FROM serial_block WHERE closed IS NULL"
    assert small.scalar(open_blocks) <= 9
