"""Goal: orders are measured in process, over HTTP and by a whole class, with the same work.

Method: short runs of each; what both sides wrote is compared; the lags on planted figures.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.audit import audit
from registry.bench.live_class import Heard, lags, live
from registry.bench.naive_orders import NaiveOrders, tables_by_name
from registry.bench.order_entry import orders
from registry.bench.order_flow import Flow, copied, prepare, recorded
from registry.bench.order_requests import http

ROW = ["name", "unit", "ours", "reference", "ratio", "bar", "met"]


def _compared(rows: list[dict[str, Any]]) -> None:
    """Both sides were measured, and the ratio and the verdict are theirs."""
    for row in rows:
        assert ROW == list(row)[: len(ROW)]
        assert row["ratio"] == pytest.approx(row["ours"] / row["reference"], rel=0.01)
        assert row["met"] is (None if row["bar"] is None else row["ratio"] >= row["bar"])


@pytest.mark.slow
def test_the_reference_writes_the_same_rows(tmp_path: Path) -> None:
    made = tmp_path / "made.lesson"
    prepare(made, traders=14)
    with closing(copied(made, tmp_path / "ours.lesson")) as lesson:
        before = lesson.exchange.market.last_trade
        writes = recorded(Flow(lesson), 60, group=20)
        traded = lesson.exchange.market.last_trade - before
        shutil.copyfile(made, tmp_path / "naive.lesson")
        with closing(NaiveOrders(tmp_path / "naive.lesson", writes)) as naive:
            naive.rate(3, group=20)
            with naive.engine.connect() as connection:
                for name in tables_by_name():
                    everything = f"SELECT * FROM {name} ORDER BY 1"
                    written = connection.exec_driver_sql(everything)
                    assert lesson.store.fetch(everything) == [tuple(row) for row in written], name
        assert traded > 20
        assert [] == audit(lesson.store.connection)


@pytest.mark.slow
def test_a_short_run_in_process() -> None:
    rows = orders(rounds=1, groups=1)

    _compared(rows)
    assert all(row["trades_per_order"] > 0.3 for row in rows)


@pytest.mark.slow
def test_a_short_run_over_http() -> None:
    _compared(http(rounds=1, each=100, naive_each=20))


@pytest.mark.slow
def test_a_short_run_of_a_class_whose_server_is_killed() -> None:
    rows = live(clients=5, per_second=40, seconds=0.8, since=0.2)

    figures = {row["unit"]: row["ours"] for row in rows}
    assert all(ROW == list(row) for row in rows)
    assert all(row["met"] is (row["ours"] <= row["bar"]) for row in rows if row["bar"] is not None)
    assert {"ms", "cores", "%", "s", "per second", "MB"} == figures.keys()
    assert all(row["ours"] > 0 for row in rows if row["unit"] in ("ms", "cores", "s", "MB"))


MS = 1_000_000


@pytest.mark.parametrize("extra", [0, 3])
def test_an_event_is_measured_from_its_last_and_from_its_first_commit(extra: int) -> None:
    stamps = [(10, 100 * MS), (12, 150 * MS), (13, 190 * MS)]
    heard = [Heard(9, 90 * MS), Heard(10, 101 * MS), Heard(13, (195 + extra) * MS)]

    assert ([1.0, 5.0 + extra], [1.0, 45.0 + extra]) == lags(stamps, heard)
