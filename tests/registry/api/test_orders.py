"""Goal: every order type over JSON, many orders in one request, and the market's queries.

Method: a real server; a bulk request on one class and the same commands one by one on a copy of
its lesson must leave the same answers and the same log.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

LOGGED = ("origin", "seat", "key", "name", "arguments", "outcome")


@pytest.fixture(scope="module")
def running(room: Class) -> Class:
    """The class with time running, at its slowest."""
    room.run()
    return room


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[tuple[Class, Class]]:
    """Two classes on two copies of one lesson, paused: nothing happens but what is asked."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    create(tmp_path / "one" / f"{CODE}.lesson", hour=10)
    shutil.copy(tmp_path / "one" / f"{CODE}.lesson", tmp_path / "two" / f"{CODE}.lesson")
    with class_of(tmp_path / "one") as one, class_of(tmp_path / "two") as two:
        yield one, two


def give(client: httpx2.Client, name: str, key: str, **arguments: Any) -> dict[str, Any]:
    """A command that is done; its answer."""
    told = client.post(f"/api/commands/{name}", json={"key": key, "arguments": arguments})
    assert 200 == told.status_code, told.text
    answer: dict[str, Any] = told.json()["answer"]
    return answer


def order(**changes: Any) -> dict[str, Any]:
    """An order for CCER that rests: one tonne at the lowest price."""
    return {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1} | changes


def test_an_order_of_every_kind_is_shown_with_its_terms(running: Class) -> None:
    ann, _ = running.join("Ann", "trader")
    until = "2028-03-20"
    placed = [
        give(ann, "order.place", "gtd", **order(time_in_force="gtd", expires=until)),
        give(ann, "order.place", "ice", **order(quantity=9, peak=2, time_in_force="gtc")),
        give(ann, "order.place", "stop", **order(trigger=9_350)),
        give(ann, "order.place", "post", **order(post_only=True)),
        give(ann, "order.place", "fok", **order(time_in_force="fok", quantity=500)),
    ]
    shown = {one["order"]: one for one in ann.get("/api/orders").json()}
    gtd, ice, stop, post, fok = (shown[one["order"]] for one in placed)

    assert ("gtd", until, "resting") == (gtd["time_in_force"], gtd["expires"], gtd["status"])
    assert (9, 2, 2) == (ice["open"], ice["peak"], ice["shown"])
    assert ("pending", 9_350) == (stop["status"], stop["trigger"])
    assert post["post_only"]
    assert ("cancelled", "not_whole", 500) == (fok["status"], fok["ending"], fok["reduced"])
    resting = {one["order"] for one in ann.get("/api/orders?resting=true").json()}
    assert {one["order"] for one in placed[:4]} <= resting
    assert fok["order"] not in resting


def test_the_line_tells_what_trades_before_an_own_order(running: Class) -> None:
    cat, _ = running.join("Cat", "trader")
    dan, _ = running.join("Dan", "trader")
    price = 7_660
    before = give(cat, "order.place", "a", **order(price=price, quantity=9, peak=2))["order"]
    mine = give(dan, "order.place", "b", **order(price=price, quantity=3))["order"]
    told = dan.get(f"/api/orders/{mine}/line").json()
    stop = give(dan, "order.place", "c", **order(trigger=9_350))["order"]

    assert (mine, price, 1, 2) == tuple(
        told[name] for name in ("order", "price", "ahead_orders", "ahead_t")
    )
    assert told["level"] > 1 and told["better_t"] > 0
    for number, code in (
        (before, "book.order_of_another"), (stop, "book.order_not_open"),
        (10**9, "book.order_unknown"),
    ):  # fmt: skip
        refused = dan.get(f"/api/orders/{number}/line")
        assert code == refused.json()["refusal"]["code"]


def test_candles_add_up_to_the_trades(running: Class) -> None:
    trades = running.script.get("/api/trades?instrument=CCER&limit=500").json()
    found = running.script.get("/api/candles/CCER?minutes=15&limit=500").json()
    by_start: dict[int, list[dict[str, Any]]] = {}
    for trade in reversed(trades):
        by_start.setdefault(trade["at"] - trade["at"] % 900_000, []).append(trade)

    assert len(trades) < 500 and len(found) > 1
    assert sorted(by_start, reverse=True) == [one["at"] for one in found]
    for one in found:
        made = [(trade["price"], trade["quantity"]) for trade in by_start[one["at"]]]
        prices = [price for price, _ in made]
        assert (one["open"], one["close"]) == (prices[0], prices[-1])
        assert (one["high"], one["low"]) == (max(prices), min(prices))
        assert (one["volume"], one["trades"]) == (sum(q for _, q in made), len(made))
        turnover = sum(price * quantity for price, quantity in made)
        assert one["turnover_fen"] == turnover
        assert abs(one["average"] * one["volume"] - turnover) * 2 <= one["volume"]
    older = running.script.get(f"/api/candles/CCER?minutes=15&before={found[0]['at']}").json()
    assert older[:3] == found[1:4]


# --- bulk ---------------------------------------------------------------------------------------


def items(first: int) -> list[dict[str, Any]]:
    """Orders, changes and refusals; a repeated key, and one with other content."""
    place = [
        {"command": "order.place", "key": f"k{n}", "arguments": order(quantity=1 + n % 7)}
        for n in range(60)
    ]
    return [
        *place,
        {"command": "order.replace", "key": "r",
         "arguments": {"order": first + 1, "price": 7_660, "quantity": 3}},
        {"command": "order.reduce", "key": "d", "arguments": {"order": first + 7, "quantity": 1}},
        {"command": "order.cancel", "key": "c", "arguments": {"order": first + 2}},
        {"command": "order.cancel", "key": "c", "arguments": {"order": first + 2}},
        {"command": "order.cancel", "key": "c", "arguments": {"order": first + 3}},
        {"command": "order.cancel", "key": "x", "arguments": {"order": 10**9}},
        {"command": "order.place", "key": "w", "arguments": order(price="dear")},
        {"command": "order.place", "key": "y", "arguments": order(quantity=10**9)},
        {"command": "order.place", "key": "v", "arguments": order(quantity=2**70)},
        {"command": "order.pick", "key": "z", "arguments": {"maker": first + 4, "quantity": 1}},
        {"command": "order.cancel_all", "key": "all", "arguments": {}},
    ]  # fmt: skip


def test_a_bulk_request_is_its_commands_one_by_one(twins: tuple[Class, Class]) -> None:
    one, two = twins
    for made in twins:
        made.run()
    seat = one.seats("trader")[0]
    headers = {"tanlu-seat": seat}
    last = one.script.get("/api/orders?limit=1").json()[0]["order"]
    asked = items(last)
    bulk = one.script.post("/api/orders/bulk", json={"items": asked}, headers=headers)
    assert 200 == bulk.status_code, bulk.text
    results = bulk.json()["results"]
    alone = [
        two.script.post(
            f"/api/commands/{item['command']}", headers=headers,
            json={"key": item["key"], "arguments": item["arguments"]},
        )
        for item in asked
    ]  # fmt: skip

    assert [one.status_code for one in alone] == [result["status"] for result in results]
    assert [one.json() for one in alone] == [result["body"] for result in results]
    logs = [
        [
            {name: row[name] for name in LOGGED}
            for row in made.script.get(f"/api/log?seat={seat}&limit=500").json()
        ]
        for made in twins
    ]
    assert logs[0] == logs[1]
    assert {200, 404, 409, 422} <= {result["status"] for result in results}


@pytest.mark.parametrize(
    "body",
    [
        {"items": []},
        {"items": [{"command": "order.cancel", "key": "k", "arguments": {"order": 1}}] * 201},
        {"items": [{"command": "lesson.pause", "key": "k", "arguments": {}}]},
        {"items": [{"command": "order.cancel", "arguments": {"order": 1}}]},
    ],
)
def test_a_bulk_request_of_another_shape_is_refused_whole(
    running: Class, body: dict[str, Any]
) -> None:
    before = running.script.get("/api/log?limit=1&name=order.cancel").json()
    told = running.script.post("/api/orders/bulk", json=body)

    assert (422, "access.shape_wrong") == (told.status_code, told.json()["refusal"]["code"])
    assert before == running.script.get("/api/log?limit=1&name=order.cancel").json()


def test_a_bulk_request_pays_for_each_command_at_the_turnstile(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=10)
    with class_of(tmp_path, seat_per_second=1, seat_burst=2) as made:
        eve, _ = made.join("Eve", "trader")
        body = {"items": [
            {"command": "order.cancel", "key": f"k{n}", "arguments": {"order": 10**9}}
            for n in range(5)
        ]}  # fmt: skip
        results = eve.post("/api/orders/bulk", json=body).json()["results"]

    assert [404, 404, 429, 429, 429] == [one["status"] for one in results]
