"""Goal: a command over JSON is run once, by whom it is allowed, and answered after its commit.

Method: a real server; after each command the books and the log are read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(room: Class) -> Class:
    """The class with time running, at its slowest."""
    room.run()
    return room


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Class]:
    """A class whose seats may send two requests and then one a second."""
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=10)
    with class_of(tmp_path, seat_per_second=1, seat_burst=2) as made:
        yield made


def place(client: httpx2.Client, key: str, **changes: Any) -> httpx2.Response:
    """An order for CCER that rests: one tonne at the lowest price."""
    arguments = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1} | changes
    return client.post("/api/commands/order.place", json={"key": key, "arguments": arguments})


def test_the_same_key_gets_the_same_answer_and_does_nothing_twice(running: Class) -> None:
    bob, seat = running.join("Bob", "trader")
    first = place(bob, "once").json()
    again = place(bob, "once").json()
    logged = running.script.get(f"/api/log?seat={seat}&name=order.place").json()

    assert (False, True) == (first["repeated"], again["repeated"])
    assert (first["command"], first["answer"]) == (again["command"], again["answer"])
    assert 1 == sum(row["key"] == "once" for row in logged)


def test_the_same_key_with_other_content_is_refused_and_not_stored(running: Class) -> None:
    cat, seat = running.join("Cat", "voluntary_buyer")
    assert 200 == place(cat, "mine").status_code
    other = place(cat, "mine", quantity=2)
    logged = running.script.get(f"/api/log?seat={seat}&name=order.place").json()

    assert (409, "access.key_reused") == (other.status_code, other.json()["refusal"]["code"])
    assert [1] == [row["arguments"]["quantity"] for row in logged if row["key"] == "mine"]


def test_a_refusal_is_logged_and_keeps_its_answer_for_its_key(running: Class) -> None:
    dan, _ = running.join("Dan", "emitter")
    body = {"key": "vote", "arguments": {"item": 1, "vote": "affirm"}}
    first = dan.post("/api/commands/committee.vote", json=body)
    again = dan.post("/api/commands/committee.vote", json=body)
    logged = running.script.get("/api/log?name=committee.vote&limit=1").json()[0]

    assert (403, "access.role_may_not") == (first.status_code, first.json()["refusal"]["code"])
    assert first.json() | {"repeated": True} == again.json()
    assert (first.json()["command"], "access.role_may_not") == (
        logged["number"],
        logged["outcome"]["refused"],
    )


def test_a_person_acts_for_no_other_seat_and_a_script_for_any(running: Class) -> None:
    eve, seat = running.join("Eve")
    other = next(s for s in running.seats("emitter") if s != seat)
    headers = {"tanlu-seat": other}
    script = running.script.get("/api/me", headers=headers).json()
    person = eve.get("/api/me", headers=headers).json()
    ordered = running.give("order.place", "for-another", seat=other, instrument="CCER", side="buy",
                           price=7650, quantity=3)  # fmt: skip
    row = running.script.get(f"/api/log?seat={other}&name=order.place&limit=1").json()[0]

    assert (other, True) == (script["seat"], script["trainer"])
    assert (seat, False) == (person["seat"], person["trainer"])
    assert 200 == ordered.status_code
    assert ("script", other, "for-another") == (row["origin"], row["seat"], row["key"])


def test_a_person_sees_own_orders_only_and_no_log(running: Class) -> None:
    fay, seat = running.join("Fay", "trader")
    assert 200 == place(fay, "f1").status_code
    own = fay.get("/api/orders").json()
    every = running.script.get("/api/orders").json()

    assert {seat} == {order["owner"] for order in own}
    assert len({order["owner"] for order in every}) > 1
    for address in ("/api/log", "/api/audit", "/api/balances", "/api/transactions/1",
                    "/api/trades/parties", "/api/reconciliation"):  # fmt: skip
        told = fay.get(address)
        assert (403, "access.trainer_only") == (told.status_code, told.json()["refusal"]["code"])


def test_a_seat_that_sends_too_fast_is_slowed_and_nothing_is_stored(strict: Class) -> None:
    ann, _ = strict.join("Ann", "trader")
    bob, _ = strict.join("Bob", "trader")
    first, second, third = (place(ann, key) for key in ("1", "2", "3"))
    stored = strict.commands()
    fourth = place(ann, "4")

    assert [400, 400] == [first.status_code, second.status_code]  # the market is not open yet
    assert (429, "access.too_many_requests") == (
        third.status_code,
        third.json()["refusal"]["code"],
    )
    assert 429 == fourth.status_code
    assert ("1", None) == (third.headers["retry-after"], first.headers.get("retry-after"))
    assert stored == strict.commands()
    assert 400 == place(bob, "1").status_code
    assert 400 == strict.give("lesson.pause", "again").status_code


def test_joining_opens_a_seat_where_a_role_grows_and_refuses_where_it_is_full(
    strict: Class,
) -> None:
    seats_before = len(strict.script.get("/api/seats").json())
    traders = [strict.join(f"T{i}", "trader") for i in range(3)]
    strict.join("G", "government_partner")
    full = strict.script.post(
        "/api/join", json={"code": strict.join_code, "name": "H", "role": "government_partner"}
    )
    newest = traders[-1][0]

    assert 3 == len({seat for _, seat in traders})
    assert seats_before + 1 == len(strict.script.get("/api/seats").json())
    assert 80_000_000 == newest.get("/api/cash").json()["total_fen"]
    assert {"", "CN", "TH"} == set(newest.get("/api/me").json()["accounts"])
    assert (400, "access.role_full") == (full.status_code, full.json()["refusal"]["code"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "ZZZ-ZZZ", "name": "A"}, "access.join_code_unknown"),
        ({"name": "   "}, "access.name_wrong"),
        ({"name": "n" * 41}, "access.name_wrong"),
    ],
)
def test_a_wrong_code_or_name_is_refused_and_seats_nobody(
    strict: Class, body: dict[str, str], code: str
) -> None:
    told = strict.script.post("/api/join", json={"code": strict.join_code} | body)

    assert code == told.json()["refusal"]["code"]
    assert {"bot"} == {seat["driver"] for seat in strict.script.get("/api/seats").json()}


def test_a_class_that_joins_at_once_shares_no_seat(strict: Class) -> None:
    with ThreadPoolExecutor(12) as pool:
        joined = list(pool.map(lambda i: strict.join(f"P{i}"), range(48)))
    seats = [seat for _, seat in joined]
    people = [s for s in strict.script.get("/api/seats").json() if s["driver"] == "person"]

    assert 48 == len(set(seats)) == len(people)
    assert all(client.get("/api/me").json()["seat"] == seat for client, seat in joined)


def test_a_person_who_is_removed_is_signed_out_and_a_bot_sits_there(strict: Class) -> None:
    ann, seat = strict.join("Ann", "trader")
    told = strict.script.post(
        "/api/commands/seat.leave", json={"key": "away", "arguments": {"seat": seat}}
    )
    again = strict.script.post(
        "/api/commands/seat.leave", json={"key": "away", "arguments": {"seat": seat}}
    )
    driver = {s["seat"]: s["driver"] for s in strict.script.get("/api/seats").json()}[seat]

    assert (200, True) == (told.status_code, again.json()["repeated"])
    assert (401, "bot") == (ann.get("/api/me").status_code, driver)


def test_a_lesson_with_too_much_waiting_turns_commands_away_and_stores_nothing(
    tmp_path: Path,
) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=9, minute=1)
    with class_of(tmp_path, commands_waiting_max=0) as made:
        before = made.commands()
        told = made.give("lesson.start", "busy")
        after = made.commands()

    assert (503, "access.lesson_busy") == (told.status_code, told.json()["refusal"]["code"])
    assert "1" == told.headers["retry-after"]
    assert before == after
