"""The measurements do the work that they name, and compare what they say with the bars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.audit import audit
from ledger.queue import WriterThread
from registry import bench
from registry.bench import (
    PARTS,
    aside,
    callers,
    live_class,
    order_book,
    order_entry,
    order_requests,
    plain_offsets,
    transfers,
)
from registry.bench.hostile import BAR as HOSTILE_BAR
from registry.bench.offsets import BAR, LOTS, answered, bundle, offsets
from registry.bench.payments import ACCOUNTS, Payments
from registry.bench.references import Floor, NaiveSession, RawCommits
from registry.bench.rounds import folder, in_turns
from registry.bench.start import HELP_BAR, READY_BAR

ROW = ["name", "unit", "ours", "reference", "ratio", "bar", "met"]
README = Path(bench.__file__).with_name("README.md").read_text(encoding="utf-8")
BARS = {
    "book": (order_book.BAR_DEPTH, order_book.BAR_PEERS),
    "books": (
        transfers.BAR_ONE, transfers.BAR_HUNDRED, transfers.BAR_THOUSAND, transfers.BAR_GROWN
    ),
    "writer": (callers.BAR,),
    "offsets": (BAR,),
    "hostile": (HOSTILE_BAR,),
    "audit": (aside.BAR,),
    "start": (HELP_BAR, READY_BAR),
    "orders": (order_entry.BAR_NAIVE, order_entry.BAR_ROWS),
    "http": (order_requests.BAR_NAIVE, order_requests.BAR_BULK, order_requests.BAR_PARTS),
    "live": (
        live_class.BAR_MS, live_class.BAR_CORE, live_class.BAR_MEMORY, live_class.BAR_BACK_S
    ),
}  # fmt: skip


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Payments]:
    with closing(Payments(tmp_path / "ours.db")) as payments:
        yield payments
        assert [] == audit(payments.books.store.connection)


def _count(payments: Payments, table: str) -> int:
    return int(payments.books.store.fetch(f"SELECT count(*) FROM {table}")[0][0])


def test_a_payment_is_a_command_with_one_leg_and_a_key(ours: Payments) -> None:
    before = [_count(ours, table) for table in ("command", "book_transaction", "posting")]
    ours.rate(ours.payments(250), group=100)
    after = [_count(ours, table) for table in ("command", "book_transaction", "posting")]

    assert [number + 250 for number in before] == after
    accepted = "SELECT count(*), count(DISTINCT key) FROM command WHERE outcome LIKE '{\"accepted%'"
    assert [(251, 250)] == ours.books.store.fetch(accepted)


def test_a_retirement_splits_a_block(ours: Payments) -> None:
    ours.rate(ours.retirements(50), group=25)

    assert ACCOUNTS + 100 == _count(ours, "serial_block")


def test_each_reference_does_the_same_work(tmp_path: Path) -> None:
    raw, floor = RawCommits(tmp_path / "raw.db"), Floor(tmp_path / "floor.db")
    naive = NaiveSession(tmp_path / "naive.db")
    raw.rate(10)
    floor.rate(30, group=10)
    naive.rate(30, group=10)

    assert [(10,)] == raw.connection.execute("SELECT count(*) FROM one").fetchall()
    assert [(30,)] == floor.connection.execute("SELECT count(*) FROM transfer").fetchall()
    moved = "SELECT count(*) FROM account WHERE balance <> 1000000000"
    assert floor.connection.execute(moved).fetchall()[0][0] > 30
    with naive.engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT count(*), sum(quantity) > 0 FROM naivetransfer")
        assert [(30, 1)] == [tuple(row) for row in told]
    raw.close()
    floor.close()
    naive.close()


def test_references_are_as_durable_as_ours(tmp_path: Path, ours: Payments) -> None:
    raw, floor = RawCommits(tmp_path / "raw.db"), Floor(tmp_path / "floor.db")
    for setting in ("journal_mode", "synchronous", "page_size", "wal_autocheckpoint"):
        question = f"PRAGMA {setting}"
        expected = ours.books.store.fetch(question)

        assert expected == raw.connection.execute(question).fetchall()
        assert expected == floor.connection.execute(question).fetchall()
    raw.close()
    floor.close()


def test_medians_and_their_ratio_are_compared_with_the_bar() -> None:
    mine, theirs = iter([10.0, 30.0, 20.0]), iter([100.0, 50.0, 1.0])
    row = in_turns(
        "planted", ours=lambda: next(mine), reference=lambda: next(theirs), rounds=3, bar=0.41
    )

    assert ROW == list(row)
    assert [20.0, 50.0, 0.4, 0.41, False] == list(row.values())[2:]


@pytest.mark.parametrize(("bar", "met"), [(None, None), (0.4, True), (0.5, False)])
def test_a_row_without_a_bar_is_neither_met_nor_missed(bar: float | None, met: bool | None) -> None:
    row = in_turns("planted", ours=lambda: 2.0, reference=lambda: 5.0, rounds=2, bar=bar)

    assert met is row["met"]


def test_both_sides_take_turns() -> None:
    order: list[str] = []

    def noted(name: str) -> float:
        order.append(name)
        return 1.0

    in_turns(
        "planted", ours=lambda: noted("ours"), reference=lambda: noted("theirs"), rounds=4, bar=None
    )

    assert 4 == order.count("ours") == order.count("theirs")
    assert {"ours", "theirs"} == {order[0], order[2]}


def test_the_parts_are_those_of_the_command_line() -> None:
    others = {"book", "books", "writer", "offsets", "hostile", "audit", "start"}
    assert others | {"orders", "http", "live"} == PARTS.keys()
    assert transfers.books is PARTS["books"]
    assert offsets is PARTS["offsets"]


def test_the_readme_tells_every_part_with_its_bars() -> None:
    told = {}
    for part, bars in re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", README, re.MULTILINE):
        told[part] = tuple(float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", bars))

    assert BARS == told


def test_the_readme_names_every_file() -> None:
    files = {path.name for path in Path(bench.__file__).parent.glob("*.py")}

    assert files == set(re.findall(r"`(\w+\.py)`", README))


def test_every_market_is_measured_in_checks_a_second() -> None:
    rows = offsets(bundles=2, rounds=2)

    assert list(plain_offsets.MARKETS) == [row["name"].rpartition(" ")[2] for row in rows]
    for row in rows:
        assert ROW == list(row)
        assert ("per second", BAR) == (row["unit"], row["bar"])
        assert row["met"] is (row["ours"] >= BAR)


@pytest.mark.parametrize("market", plain_offsets.MARKETS)
def test_the_measured_bundle_is_checked_as_the_plain_reading_reads_it(market: str) -> None:
    for seed in range(5):
        given = bundle(market, seed=seed)
        answer = answered(given)
        expected = plain_offsets.read(market, given["entity"], given["credits"])

        assert LOTS == len(given["credits"])
        assert expected.codes == {one.code for one in answer.violations}
        assert (expected.cap_t, expected.used_t) == (answer.cap_t, answer.used_t)
        assert bundle(market, seed=seed) == given


def test_coroutines_that_are_measured_are_answered(ours: Payments) -> None:
    thread = WriterThread(ours.writer)
    rate = callers.rate(thread, ours, callers=8, each=5)
    thread.close()

    assert rate > 0
    assert 41 == _count(ours, "command")


def test_the_folder_of_a_measurement_goes_away() -> None:
    with folder() as where:
        (where / "file").touch()

    assert not where.exists()
