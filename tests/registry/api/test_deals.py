"""Goal: trades outside the book over JSON: typed commands, and nobody reads what is not theirs.

Method: a class with allowances at the national venue, on Monday afternoon; two people and the
trainer ask the same addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.kernel.clock import moment
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.registry.market.test_deals import MONDAY, plan
from tests.support.classroom import CODE, Class, class_of

ADDRESSES = (
    "/api/blocks",
    "/api/quotes/requests",
    "/api/quotes/offers",
    "/api/bidding/sessions",
    "/api/bidding/bids",
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("deals")
    lesson = Lesson.create(folder / f"{CODE}.lesson", plan(), seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for seat in lesson.room.seats:
            lesson.run(Request("seat.claim", {"seat": seat}, "script", TRAINER))
        seats = lesson.room.seats.values()
        Loop(lesson).advance(moment(MONDAY, 13, 5))
        government = next(one.name for one in seats if one.role is Role.GOVERNMENT_PARTNER)
        issue = {"year": 2028, "quantity": 300_000}
        told = lesson.run(Request("allowance.issue", issue, "script", government))
        assert told.answer is not None, told
        auction = {
            "instrument": "CEA", "quantity": 300_000, "pricing": "uniform", "reserve": 8000,
            "smallest_bid": None, "bidder_percent": None, "closes_at": moment(MONDAY, 14),
        }  # fmt: skip
        told = lesson.run(Request("auction.open", auction, "script", government))
        assert told.answer is not None, told
        lesson.run(Request("lesson.speed", {"speed": 1}, "script", TRAINER))
    lesson.close()
    with class_of(folder) as made:
        yield made


def _give(client: Any, name: str, key: str, **arguments: Any) -> dict[str, Any]:
    told = client.post(f"/api/commands/{name}", json={"key": key, "arguments": arguments})
    found: dict[str, Any] = told.json()
    return found


def test_a_seat_reads_its_own_and_the_trainer_all(room: Class) -> None:
    (ann, first), (bob, second) = room.join("Ann", "trader"), room.join("Bob", "trader")
    deal = {"instrument": "CEA", "side": "buy", "price": 8500, "quantity": 100_000}
    made = _give(ann, "block.propose", "1", **deal, counterparty=second)
    asked = _give(ann, "quote.ask", "2", instrument="CEA", side="sell", quantity=100_000)
    _give(bob, "quote.offer", "1", request=1, price=8400)
    _give(bob, "bidding.bid", "2", session=1, price=8100, quantity=1000)

    assert ({"proposal": 1}, {"request": 1}) == (made["answer"], asked["answer"])
    counts = [
        [len(who.get(address).json()) for address in ADDRESSES] for who in (ann, bob, room.script)
    ]
    assert [[1, 1, 1, 1, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]] == counts
    (session,) = ann.get("/api/bidding/sessions").json()
    assert (True, "open", None, None) == (
        session["auction"], session["state"], session["cover"], session["price"]
    )  # fmt: skip
    (request,) = bob.get("/api/quotes/requests").json()
    assert (first, False, None) == (request["asker"], request["own"], request["offers"])


def test_a_refusal_has_the_shape_of_every_refusal(room: Class) -> None:
    ann, _ = room.join("Cai", "trader")
    told = _give(
        ann, "block.propose", "9", instrument="CEA", side="buy", price=8500, quantity=99_999,
        counterparty="S01",
    )  # fmt: skip

    assert "procedure.counterparty_unknown" == told["refusal"]["code"]


def test_orders_of_deals_are_not_listed_among_those_of_the_book(room: Class) -> None:
    with room.live.lesson.reading() as session:
        modes = {
            row[0] for row in session.connection().exec_driver_sql("SELECT mode FROM market_order")
        }
    told = room.script.get("/api/orders", params={"instrument": "CEA", "limit": 500}).json()

    assert {"block", "quote", "bidding"} <= modes
    assert all(one["price"] != 8100 for one in told)


def test_a_filter_by_a_number_that_is_none_is_refused(room: Class) -> None:
    for address in ("/api/quotes/offers?request=", "/api/bidding/bids?session="):
        refused = room.script.get(f"{address}987654321")

        assert 404 == refused.status_code, address
        assert "book.deal_unknown" == refused.json()["refusal"]["code"]
        assert 200 == room.script.get(f"{address}0").status_code
    auction = room.script.get("/api/bidding/sessions").json()[0]["session"]
    assert 200 == room.script.get(f"/api/bidding/bids?session={auction}").status_code
