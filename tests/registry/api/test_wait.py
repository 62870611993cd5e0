"""A script waits for a lesson instead of asking again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ledger import log
from ledger.kernel.clock import MINUTE
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    """A class of its own, paused at eleven of its first day."""
    create(tmp_path / f"{CODE}.lesson", hour=11)
    with class_of(tmp_path) as made:
        yield made


def test_a_script_steps_through_the_day_without_asking_twice(room: Class) -> None:
    now = room.script.get("/api/clock").json()["at"]
    for step in range(1, 6):
        moment = now + step * 10 * MINUTE
        room.give("lesson.advance", f"step-{step}", to=moment)
        answer = room.script.get("/api/wait", params={"at": moment, "standing": True}).json()

        assert answer["reached"] and moment == answer["clock"]["at"]
        assert answer["clock"]["standing"] and answer["clock"]["running"]
    given = room.give("lesson.advance", "to the next morning", day=2)
    answer = room.script.get("/api/wait", params={"day": 2, "standing": True}).json()
    assert given.json()["answer"]["stand_at"] == answer["clock"]["at"]
    assert 2 == answer["clock"]["day"]


def test_a_wait_ends_with_the_state_when_its_time_is_up(room: Class) -> None:
    began = time.monotonic()
    answer = room.script.get("/api/wait", params={"day": 3, "seconds": 1}).json()

    assert not answer["reached"] and 1 == answer["clock"]["day"]
    assert 0.9 < time.monotonic() - began < 15


def test_a_wait_is_answered_by_somebody_elses_command(room: Class) -> None:
    client, _ = room.join("Ann", "trader")
    last = room.script.get("/api/wait", params={"command": 1}).json()["command"]
    found: list[int] = []

    def waiting() -> None:
        answer = client.get("/api/wait", params={"command": last + 1})
        found.append(answer.json()["command"])

    thread = threading.Thread(target=waiting)
    thread.start()
    room.give("lesson.speed", "faster", speed=20)
    thread.join(timeout=30)

    assert [last + 1] == found


def test_a_seat_waits_for_its_own_order_to_trade(room: Class) -> None:
    """Commands of others that leave the seat alone do not end the wait."""
    room.give("lesson.advance", "go on", phase="continuous")
    state = room.script.get("/api/wait", params={"standing": True}).json()
    params = {"instrument": "CCER", "resting": True}
    offers = room.script.get("/api/orders", params=params).json()
    first = min((o for o in offers if o["side"] == "sell"), key=lambda o: (o["price"], o["order"]))
    headers = {"tanlu-seat": first["owner"]}

    def waiting(seconds: int) -> dict[str, Any]:
        params = {"own_after": state["command"], "seconds": seconds}
        found: dict[str, Any] = room.script.get("/api/wait", params=params, headers=headers).json()
        return found

    room.give("lesson.speed", "faster", speed=20)
    early = waiting(1)
    buyer = next(seat for seat in room.seats("trader") if seat != first["owner"])
    order = {"instrument": "CCER", "kind": "limit", "quantity": 1, "time_in_force": "day"}
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(waiting, 20)
        bought = room.give(
            "order.place", "hit", seat=buyer, side="buy", price=first["price"], **order
        )
        answer = late.result()

    assert not early["reached"] and early["command"] > state["command"]
    assert answer["reached"] and bought.json()["command"] == answer["command"]
    own = room.script.get("/api/trades/own", headers=headers).json()
    assert bought.json()["answer"]["trades"][0][0] == own[0]["trade"]


def test_a_running_clock_is_waited_for_between_two_events(room: Class) -> None:
    room.give("lesson.speed", "speed", speed=600)
    room.give("lesson.start", "start")
    at = room.script.get("/api/clock").json()["at"]
    answer = room.script.get("/api/wait", params={"at": at + 15_500}).json()

    assert answer["reached"] and at + 15_500 <= answer["clock"]["at"]


def test_what_cannot_be_waited_for_is_refused(room: Class) -> None:
    for given in ({"phase": "lunch"}, {"seconds": 61}, {"seconds": 0}, {"at": -1}, {"until": 5}):
        assert 422 == room.script.get("/api/wait", params=given).status_code


def _played(folder: Path) -> tuple[str, int]:
    """The chain's head and the number of commands after a script, with bots at all other seats."""
    folder.mkdir()
    create(folder / f"{CODE}.lesson", hour=9, minute=15)
    with class_of(folder) as room:
        seat = room.seats("trader")[0]
        claim = {"key": "claim", "arguments": {"seat": seat}}
        room.script.post("/api/commands/seat.claim", json=claim)
        room.give("lesson.advance", "open", phase="continuous")
        for step in range(8):
            room.script.get("/api/wait", params={"standing": True})
            order = {"instrument": "CCER", "side": "buy", "kind": "limit", "quantity": 10,
                     "price": room.quote("CCER")["lo"] + step, "time_in_force": "day"}  # fmt: skip
            placed = room.give("order.place", f"order-{step}", seat=seat, **order)
            assert 200 == placed.status_code, placed.text
            to = room.script.get("/api/clock").json()["at"] + 7 * MINUTE
            room.give("lesson.advance", f"step-{step}", to=to)
        room.script.get("/api/wait", params={"standing": True})
        with room.live.reading() as session:
            return log.head(session.connection()), room.commands()


def test_the_same_script_makes_the_same_log_beside_bots(tmp_path: Path) -> None:
    first, again = (_played(tmp_path / name) for name in ("first", "again"))

    assert first == again
    assert first[1] > 60, "bots gave commands too"
