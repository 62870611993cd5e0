"""Goal: the shipped lesson on six markets uses every way of trading, and stays exact doing it.

Method: played whole with bots to a file, audited, replayed from its log alone; the counts of its
answer are compared with the tables.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.plan import read_plan
from registry.classroom.play import play
from registry.classroom.replay import replay
from registry.classroom.usage import DEALS, ORDERS
from tests.support.played import first_day, log_of

pytestmark = pytest.mark.slow

PLAN = read_plan("venues")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The lesson played with seed 7: its file and its summary."""
    path = tmp_path_factory.mktemp("venues") / "venues.lesson"
    return path, play(PLAN, seed=7, path=path)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_every_way_of_trading_is_used(lesson: tuple[Path, dict[str, Any]]) -> None:
    _, summary = lesson
    used = summary["used"]
    flat = used["orders"] | {name: count for name, count in used.items() if name != "orders"}

    assert set(flat) == set(ORDERS) | set(DEALS)
    assert [] == [name for name, count in flat.items() if count == 0]


def test_the_audit_holds_and_nothing_failed(lesson: tuple[Path, dict[str, Any]]) -> None:
    _, summary = lesson

    assert ("ok", 0) == (summary["audit"], summary["failed"])
    assert summary["refused"] < summary["commands"] // 50, summary


def test_the_log_alone_makes_the_same_lesson(lesson: tuple[Path, dict[str, Any]]) -> None:
    path, summary = lesson
    told = replay(path)

    assert summary["state_hash"] == told["original_hash"] == told["replayed_hash"]
    assert (None, None) == (told["first_difference"], told["chain_broken_at"])


def test_the_same_seed_is_the_same_first_day(lesson: tuple[Path, dict[str, Any]]) -> None:
    path, _ = lesson
    again = first_day(PLAN, seed=7)

    assert 500 < len(again)
    assert again == log_of(path)[: len(again)]


@pytest.mark.long
@pytest.mark.parametrize("seed", [7, 8])
def test_the_same_seed_is_the_same_lesson(lesson: tuple[Path, dict[str, Any]], seed: int) -> None:
    _, first = lesson
    again = play(PLAN, seed=seed, path=None)

    assert "ok" == again["audit"]
    assert (seed == 7) == (first["state_hash"] == again["state_hash"])
    assert (seed == 7) == (first["chain_head"] == again["chain_head"])


def test_every_market_trades_in_its_own_ways(lesson: tuple[Path, dict[str, Any]]) -> None:
    path, _ = lesson
    modes: dict[str, set[str]] = {}
    for code, mode in rows(path, "SELECT DISTINCT instrument, mode FROM trade"):
        modes.setdefault(code, set()).add(mode)

    assert {one.code for one in PLAN.instruments} == set(modes)
    assert modes["CEA"] >= {"book", "block", "bidding"}
    assert modes["GDEA"] >= {"book", "block", "bidding"}
    assert modes["HBEA"] == {"book", "quote"}
    assert modes["CCER"] >= {"book", "block"}
    assert modes["BRC-CN"] == {"book"}


def test_fees_and_the_waiting_day_stand_where_the_market_has_them(
    lesson: tuple[Path, dict[str, Any]],
) -> None:
    path, _ = lesson
    paying = rows(path, "SELECT DISTINCT instrument FROM trade WHERE fee_buyer + fee_seller > 0")
    waiting = rows(path, "SELECT code FROM instrument WHERE t_plus = 1")
    bought = rows(path, "SELECT count(*) FROM sub_account WHERE kind = 'holding_bought'")

    assert [("HBEA",)] == paying
    assert [("CEA",)] == waiting
    assert bought[0][0] > 0


def test_each_market_keeps_its_hours_and_its_limits(lesson: tuple[Path, dict[str, Any]]) -> None:
    path, _ = lesson
    minute = "at / 60000 % 1440"
    inside = {
        "CEA": [(570, 690), (780, 900)],
        "GDEA": [(570, 690), (810, 930)],
        "CCER": [(570, 690), (780, 900)],
    }
    for code, sessions in inside.items():
        found = rows(
            path, f"SELECT {minute} FROM trade WHERE instrument = '{code}' AND mode = 'book'"
        )
        assert found
        assert [] == [at for (at,) in found if not any(a <= at < b for a, b in sessions)]
    long_lived = rows(
        path,
        "SELECT count(*) FROM market_order WHERE time_in_force IN ('gtc', 'gtd')"
        " AND instrument IN (SELECT code FROM instrument WHERE day_orders)",
    )
    assert [(0,)] == long_lived


def test_counts_are_those_of_the_tables(lesson: tuple[Path, dict[str, Any]]) -> None:
    path, summary = lesson
    used = summary["used"]
    traded = dict(rows(path, "SELECT mode, count(*) FROM trade GROUP BY mode"))
    orders = "SELECT count(*) FROM market_order WHERE mode = 'book'"

    assert used["blocks"] == traded["block"]
    assert used["quotes"] == traded["quote"]
    assert used["biddings"] + used["auctions"] <= traded["bidding"]
    kinds = ("market", "limit_day", "ioc", "fok", "gtc", "gtd", "at_open", "at_close")
    assert sum(used["orders"][kind] for kind in kinds) == rows(path, orders)[0][0]
