"""Goal: an order keeps what its owner calls it, and nobody else reads that.

Method: a real server; the owner's own answers against everything that another seat and the public
can ask.
"""

from __future__ import annotations

import pytest

from tests.support.classroom import Class

NAME = "甲-7 <b>"
ORDER = {
    "instrument": "CCER", "side": "buy", "price": 7_650, "quantity": 2, "client_order_id": NAME,
}  # fmt: skip


@pytest.fixture(scope="module")
def running(room: Class) -> Class:
    room.run()
    return room


def test_the_owner_finds_the_name_everywhere_and_others_nowhere(running: Class) -> None:
    ann, _ = running.join("Ann", "trader")
    bob, _ = running.join("Bob", "trader")
    highest = next(
        one["hi"] for one in ann.get("/api/instruments").json() if one["instrument"] == "CCER"
    )
    crossing = ORDER | {"price": highest, "quantity": 1}
    bulk = {"items": [
        {"key": f"bulk {n}", "command": "order.place", "arguments": arguments}
        for n, arguments in enumerate((ORDER, crossing, ORDER | {"client_order_id": None}))
    ]}  # fmt: skip
    told = ann.post("/api/orders/bulk", json=bulk).json()
    resting, traded, plain = (one["body"]["answer"] for one in told["results"])
    previewed = ann.post("/api/preview/order.place", json={"key": "p", "arguments": ORDER}).json()
    shown = {one["order"]: one["client_order_id"] for one in ann.get("/api/orders").json()}
    trades = ann.get("/api/trades/own").json()

    assert [NAME, NAME] == [resting["client_order_id"], traded["client_order_id"]]
    assert "client_order_id" not in plain
    assert NAME == previewed["answer"]["client_order_id"]
    assert {resting["order"]: NAME, traded["order"]: NAME, plain["order"]: None}.items() <= (
        shown.items()
    )
    assert {NAME} == {one["client_order_id"] for one in trades if one["order"] == traded["order"]}
    assert "甲-7 &lt;b&gt;" in ann.get("/trade/CCER", headers={"accept-language": "zh"}).text
    assert "客户订单编号" not in bob.get("/trade/CCER", headers={"accept-language": "zh"}).text
    for path in ("/api/book/CCER", "/api/trades", "/api/orders", "/api/instruments", "/trade/CCER"):
        assert "甲-7" not in bob.get(path).text
    assert "甲-7" not in str(running.live.view)
    assert "甲-7" not in running.trainer().get("/admin/orders").text


def test_a_malformed_name_is_refused_with_the_form_that_passes(running: Class) -> None:
    eve, _ = running.join("Eve", "trader")
    before = eve.get("/api/orders").json()
    body = {"key": "k", "arguments": ORDER | {"client_order_id": "x" * 33}}
    refused = eve.post("/api/commands/order.place", json=body).json()["refusal"]

    assert "book.client_order_id_malformed" == refused["code"]
    assert "1 to 32 printable" in refused["would_pass"]["en"]
    assert before == eve.get("/api/orders").json()
