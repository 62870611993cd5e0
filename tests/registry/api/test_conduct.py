"""Goal: surveillance over JSON is for the trainer alone, daily statistics are for everybody.

Method: the class of the API tests; every answer is compared with the tables or the other routes.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from matching.thresholds import THRESHOLDS
from registry.classroom.room import TRAINER
from tests.support.abuse import Abuse
from tests.support.classroom import CODE, Class, class_of

pytestmark = pytest.mark.slow

TRAINERS = (
    "/api/auditor/concentration/BRC-CN",
    "/api/auditor/holders/BRC-CN",
    "/api/auditor/surveillance",
    "/api/auditor/thresholds",
)


@pytest.mark.parametrize("address", TRAINERS)
def test_a_seat_is_refused_and_the_trainer_answered(room: Class, address: str) -> None:
    seat, name = room.join("Lin", None)
    refused, told = seat.get(address), room.script.get(address)
    room.remove(name)

    assert (403, "access.trainer_only") == (
        refused.status_code,
        refused.json()["refusal"]["code"],
    )
    assert 200 == told.status_code


def test_concentration_is_that_of_the_balances(room: Class) -> None:
    told = room.script.get("/api/auditor/concentration/BRC-CN?top=2").json()
    rows = [
        row
        for kind in ("holding", "holding_blocked")
        for row in room.script.get(
            "/api/balances", params={"registry": "CN", "kind": kind, "limit": 500}
        ).json()
        if row["asset_code"].startswith("BRC") and row["owner"] not in room.seats("market_maker")
    ]
    held: dict[str, int] = {}
    for row in rows:
        held[row["owner"]] = held.get(row["owner"], 0) + row["balance"]
    total = sum(held.values())

    assert total > 0
    assert ("BRC-CN", total) == (told["instrument"], told["total_t"])
    assert sum(Fraction(100 * one, total) ** 2 for one in held.values()) == Fraction(
        told["hhi_exact"]
    )
    assert sorted(held.values(), reverse=True)[:2] == [one["quantity_t"] for one in told["top"]]


def test_holders_are_those_above_the_share_that_is_asked(room: Class) -> None:
    all_told = room.script.get("/api/auditor/concentration/BRC-CN?top=500").json()
    told = room.script.get("/api/auditor/holders/BRC-CN?percent=30").json()

    assert [
        one for one in all_told["top"] if 10 * one["quantity_t"] >= 3 * all_told["total_t"]
    ] == told


def test_the_trainer_sees_the_thresholds_with_their_status(room: Class) -> None:
    told = room.script.get("/api/auditor/thresholds").json()

    assert list(THRESHOLDS) == list(told)
    assert {"assumption"} == {one["status"] for one in told.values()}


def test_the_trainer_can_open_each_command_behind_an_entry(tmp_path: Path) -> None:
    abuse = Abuse(tmp_path / f"{CODE}.lesson")
    washed, _ = abuse.wash_and_mark()
    abuse.give("lesson.pause", TRAINER)
    abuse.lesson.close()
    with class_of(tmp_path) as room:
        told = room.script.get("/api/auditor/surveillance?instrument=BRC-CN").json()
        (entry,) = [one for one in told if one["commands"] == washed]
        logged = [
            room.script.get(f"/api/log?before={number + 1}&limit=1").json()[0]
            for number in entry["commands"]
        ]

    assert ("BRC-CN", "back_and_forth") == (entry["instrument"], entry["kind"])
    assert abuse.seats["trader"] == entry["owners"]
    assert [(one["command"], one["owner"]) for one in entry["orders"]] == [
        (one["number"], one["seat"]) for one in logged
    ]
    assert {"order.place"} == {one["name"] for one in logged}
    assert [100, 96] == [trade["quantity"] for trade in entry["trades"]]


def test_everybody_sees_the_day_table_and_no_party(room: Class) -> None:
    seat, name = room.join("Wei", None)
    told = seat.get("/api/market/statistics/BRC-CN").json()
    quote = room.quote("BRC-CN")
    room.remove(name)

    assert [quote["day"]] == [day["day"] for day in told]
    assert (quote["volume"], quote["turnover_fen"], quote["trades"], quote["average"]) == tuple(
        told[0][field] for field in ("volume", "turnover_fen", "trades", "average")
    )
    assert told[0]["close"] is None
    assert {"day", "reference", "open", "high", "low", "last", "average", "close", "volume",
            "turnover_fen", "trades"} == set(told[0])  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/auditor/concentration/TEA", 404, "book.instrument_unknown"),
        ("/api/auditor/holders/TEA", 404, "book.instrument_unknown"),
        ("/api/auditor/holders/CCER?percent=0", 422, "access.shape_wrong"),
        ("/api/auditor/surveillance?instrument=TEA", 404, "book.instrument_unknown"),
        ("/api/auditor/surveillance?day=today", 422, "access.shape_wrong"),
        ("/api/market/statistics/TEA", 404, "book.instrument_unknown"),
    ],
)
def test_what_is_not_there_is_refused(room: Class, address: str, status: int, code: str) -> None:
    told = room.script.get(address)

    assert (status, code) == (told.status_code, told.json()["refusal"]["code"])
