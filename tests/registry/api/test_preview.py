"""Goal: over HTTP a preview answers what the command then answers, and leaves no trace.

Method: a real server; log, books, snapshots and the key are read back after each preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger import log
from registry.edge.commands import COMMANDS
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.deep import snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(room: Class) -> Class:
    """The class with time running, at its slowest."""
    room.run()
    return room


@pytest.fixture
def standing(tmp_path: Path) -> Iterator[Class]:
    """A class that is paused, whose seats may send three requests and then one a second."""
    create(tmp_path / f"{CODE}.lesson", hour=11)
    with class_of(tmp_path, seat_per_second=1, seat_burst=3) as made:
        yield made


def sealed(room: Class) -> tuple[Any, ...]:
    """Everything in memory, the state hash, the head of the chain, how long the log is."""
    lesson = room.live.lesson

    def read() -> tuple[Any, ...]:
        connection = lesson.store.connection
        return (
            snapshot(lesson),
            log.state_hash(connection),
            log.head(connection),
            lesson.books.number,
        )

    return tuple(room.live.thread.call(read).result())


def order(**changes: Any) -> dict[str, Any]:
    return {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 10} | changes


def both(client: httpx2.Client, name: str, key: str, **arguments: Any) -> list[httpx2.Response]:
    """The preview with the command's own key, then the command."""
    body = {"key": key, "arguments": arguments}
    return [client.post(f"/api/{way}/{name}", json=body) for way in ("preview", "commands")]


def test_a_preview_is_the_commands_answer_and_leaves_its_key(running: Class) -> None:
    ann, seat = running.join("Ann", "trader")
    before = sealed(running)
    body = {"arguments": order()}
    twice = [ann.post("/api/preview/order.place", json=body).json() for _ in range(2)]
    after = sealed(running)
    foretold, done = both(ann, "order.place", "ann-1", **order())
    logged = running.script.get(f"/api/log?seat={seat}&name=order.place").json()

    assert before == after
    assert twice[0] == twice[1]
    assert (200, 200) == (foretold.status_code, done.status_code)
    assert done.json() == {k: v for k, v in foretold.json().items() if k != "effects"}
    assert ["ann-1"] == [row["key"] for row in logged if row["origin"] != "bot"]


def test_the_effects_of_an_order_are_what_the_books_then_say(running: Class) -> None:
    bob, _ = running.join("Bob", "trader")
    cash = bob.get("/api/cash").json()
    ask = bob.get("/api/book/CCER").json()["asks"][0]
    foretold, done = both(
        bob, "order.place", "bob-1", **order(price=ask["price"], quantity=ask["quantity"] + 5)
    )
    effects, answer = foretold.json()["effects"], done.json()["answer"]
    after = bob.get("/api/cash").json()
    resting = {one["order"]: one for one in bob.get("/api/orders?resting=true").json()}

    assert answer["trades"] and [one[1:] for one in answer["trades"]] == effects["fills"]
    assert (ask["price"], answer["open"], 0) == (
        effects["average_fen"], effects["rests_t"], effects["cancelled_t"],
    )  # fmt: skip
    assert answer["open"] == resting[answer["order"]]["open"]
    assert effects["blocked_fen"] >= ask["price"] * (ask["quantity"] + 5)
    assert after["blocked_fen"] - cash["blocked_fen"] < effects["blocked_fen"]
    assert (False, False, None) == (
        effects["gathers"], effects["breaker"], effects["indicative_fen"],
    )  # fmt: skip


def test_a_refusal_is_the_commands_and_is_not_logged(running: Class) -> None:
    cat, _ = running.join("Cat", "emitter")
    for key, name, arguments in (
        ("c1", "committee.vote", {"item": 1, "vote": "affirm"}),
        ("c2", "order.place", order(price=1)),
        ("c3", "order.cancel", {"order": 10**9}),
        ("c4", "offset.submit", {"lots": [{"asset": 99, "quantity": 1}]}),
    ):
        length = running.commands()
        foretold = cat.post(f"/api/preview/{name}", json={"arguments": arguments})
        kept = running.commands()
        done = cat.post(f"/api/commands/{name}", json={"key": key, "arguments": arguments})

        assert foretold.status_code == done.status_code >= 400
        assert foretold.json() == done.json()
        assert length == kept == done.json()["command"] - 1


def test_a_used_key_is_told_as_the_command_tells_it(running: Class) -> None:
    dan, _ = running.join("Dan", "trader")
    done = both(dan, "order.place", "dan-1", **order())[1].json()
    again, _ = both(dan, "order.place", "dan-1", **order())
    other, _ = both(dan, "order.place", "dan-1", **order(quantity=11))

    assert {**done, "repeated": True, "effects": None} == again.json()
    assert (409, "access.key_reused") == (other.status_code, other.json()["refusal"]["code"])


def test_every_command_has_its_preview_and_shapes_are_checked(running: Class) -> None:
    paths = running.script.get("/api/openapi.json").json()["paths"]
    eve, _ = running.join("Eve", "trader")
    wrong = eve.post("/api/preview/order.place", json={"arguments": order(colour="red")})
    unknown = eve.post("/api/preview/clock.day_end", json={"arguments": {"day": 1}})
    guest = running.client().post("/api/preview/order.place", json={"arguments": order()})
    large = eve.post("/api/preview/order.place", json={"arguments": {"x": "y" * 10**6}})
    commands = eve.post("/api/commands/order.place", json={"arguments": {"x": "y" * 10**6}})

    assert set(COMMANDS) == {
        path.removeprefix("/api/preview/") for path in paths if path.startswith("/api/preview/")
    }
    assert [422, 404, 401] == [one.status_code for one in (wrong, unknown, guest)]
    assert large.status_code == commands.status_code >= 400


def test_a_preview_counts_for_the_rate_and_stands_still_with_the_lesson(standing: Class) -> None:
    fay, _ = standing.join("Fay", "trader")
    told = [fay.post("/api/preview/order.place", json={"arguments": order()}) for _ in range(4)]

    assert ["classroom.paused"] * 3 == [one.json()["refusal"]["code"] for one in told[:3]]
    assert (429, None) == (told[3].status_code, told[3].json()["command"])
