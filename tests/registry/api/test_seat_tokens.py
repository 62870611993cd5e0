"""Goal: a script's token for one seat acts as that seat only, and ends when the seat does.

Method: a running server, started a second time on the same folder; the log says who gave what.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.writer import Request
from registry.classroom.models import Driver
from registry.classroom.room import CLOCK
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

BUY = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / f"{CODE}.lesson", hour=11)
    return tmp_path


@pytest.fixture
def room(folder: Path) -> Iterator[Class]:
    with class_of(folder) as made:
        yield made


def token(room: Class, seat: str) -> dict[str, Any]:
    told = room.script.post(f"/api/seats/{seat}/token")
    assert told.status_code == 200, told.text
    answer: dict[str, Any] = told.json()
    return answer


def buy(client: httpx2.Client, key: str) -> httpx2.Response:
    return client.post("/api/commands/order.place", json={"key": key, "arguments": BUY})


def test_it_claims_the_bots_seat_and_acts_as_this_seat_only(room: Class) -> None:
    seat, other = room.seats("trader")
    room.run()
    given = token(room, seat)
    script = room.client(given["token"])
    mine = script.get("/api/me", headers={"tanlu-seat": other}).json()
    placed = buy(script, "one")
    newest = room.script.get("/api/log?limit=2").json()
    console = room.trainer().get("/trainer", headers={"accept-language": "en"}).text

    assert (seat, "trader", CODE) == (given["seat"], given["role"], given["lesson"])
    assert (seat, "", False) == (mine["seat"], mine["name"], mine["trainer"])
    assert placed.status_code == 200, placed.text
    assert ("script", seat) == (newest[0]["origin"], newest[0]["seat"])
    claims = [
        row for row in room.script.get("/api/log?limit=20").json() if row["name"] == "seat.claim"
    ]
    assert [("script", "trainer", None)] == [(r["origin"], r["seat"], r["key"]) for r in claims]
    assert "person" == room.live.current.seats[seat].driver and "script" in console
    assert 403 == script.post(f"/api/seats/{other}/token").status_code
    assert 403 == script.get("/api/lessons").status_code
    unknown = room.script.post("/api/seats/S99/token")
    assert (404, "access.seat_unknown") == (
        unknown.status_code, unknown.json()["refusal"]["code"]
    )  # fmt: skip


def test_it_lasts_over_a_restart_and_ends_with_the_seat(folder: Path) -> None:
    with class_of(folder) as before:
        seat = before.seats("emitter")[0]
        given = token(before, seat)["token"]
        commands = before.commands()
    with class_of(folder) as after:
        script = after.client(given)
        same = script.get("/api/me").json()["seat"]
        quiet = after.commands()
        after.remove(seat)
        gone = script.get("/api/me").status_code

    assert (seat, commands) == (same, quiet), "nobody took the seat back at the start"
    assert 401 == gone


def test_beside_a_person_it_is_one_more_token_for_the_seat(room: Class) -> None:
    ann, seat = room.join("Ann", "trader")
    commands = room.commands()
    script = room.client(token(room, seat)["token"])
    quiet = room.commands()
    room.run()
    buy(script, "by script"), buy(ann, "by hand")
    origins = [row["origin"] for row in room.script.get("/api/log?limit=2").json()]

    assert commands == quiet, "the seat was not claimed again"
    assert ["person", "script"] == origins
    assert {seat: "Ann"} == room.hall.names(CODE)
    assert "Ann" == ann.get("/api/me").json()["name"]
    room.remove(seat)
    assert [401, 401] == [one.get("/api/me").status_code for one in (ann, script)]


def test_what_a_script_asks_beside_a_person_is_a_sign_of_the_person(room: Class) -> None:
    _, seat = room.join("Bea", "trader")
    script = room.client(token(room, seat)["token"])
    gone = Request("seat.away", {"seat": seat}, "clock", CLOCK)
    room.live.submit(gone).result(timeout=30)
    before = room.live.current.seats[seat].driver
    script.get("/api/me")

    assert (Driver.AWAY, Driver.PERSON) == (before, room.live.current.seats[seat].driver)
    room.remove(seat)
