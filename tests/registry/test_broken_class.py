"""Goal: people fall asleep, leave, come back and lose the network, and the books stay whole.

Method: a whole server and twelve scripted people, each third of whom meets one mishap; at the end
the audit is asked, the log is read, and each person asks for the own result.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from registry.classroom.plan import Plan
from tests.support.classroom import CODE, SMALL, Class, class_of, create
from tests.support.makers import of_days
from tests.support.server import until

PEOPLE = 12
DROP = {"instrument": "CCER", "side": "buy", "kind": "limit", "quantity": 1}


@dataclass
class Person:
    """Somebody with a seat, a device and, while connected, an open stream."""

    room: Class
    name: str
    seat: str
    code: str
    device: httpx2.Client
    streams: ExitStack = field(default_factory=ExitStack)
    events: Iterator[str] = field(default_factory=lambda: iter(()))

    def listen(self) -> None:
        """Open the page's live stream, and read its first event."""
        stream = self.streams.enter_context(self.device.stream("GET", "/live"))
        assert 200 == stream.status_code
        self.events = stream.iter_text()  # a stream is closed when nothing holds what reads it
        assert "event: view" in next(self.events)

    def cut(self) -> None:
        """The network is gone: stream and connections end without a word."""
        self.streams.close()
        self.device.close()

    def on_another_device(self) -> None:
        """Come back by the personal code."""
        told = self.room.client().post("/api/return", json={"personal_code": self.code})
        assert (200, self.seat) == (told.status_code, told.json()["seat"]), told.text
        self.device = self.room.client(told.json()["token"])

    def ask(self, path: str) -> Any:
        told = self.device.get(path)
        assert 200 == told.status_code, told.text
        return told.json()

    def bid(self, key: str, price: int) -> dict[str, Any]:
        """The answer to a bid for one tonne, be it accepted or refused."""
        body = {"key": key, "arguments": DROP | {"price": price}}
        told = self.device.post("/api/commands/order.place", json=body)
        assert told.status_code < 500, told.text
        found: dict[str, Any] = told.json()
        return found

    def leave(self) -> None:
        """Give the seat back."""
        told = self.device.post("/sign-out", data={"key": f"leave-{self.seat}"})
        assert 303 == told.status_code, told.text


def drivers(room: Class, people: list[Person]) -> set[str]:
    """Who plays the seats of these people: person, bot or away."""
    found = {one["seat"]: one["driver"] for one in room.script.get("/api/seats").json()}
    return {found[one.seat] for one in people}


def join(room: Class, name: str) -> Person:
    """Somebody who joins and listens."""
    told = room.client().post("/api/join", json={"code": room.join_code, "name": name}).json()
    one = Person(room, name, told["seat"], told["personal_code"], room.client(told["token"]))
    one.listen()
    return one


def play(folder: Path, plan: Plan, *, drop_s: float) -> None:
    """The lesson with its mishaps, to the end; the server audits its books when it stops."""
    away_s = plan.bots.away_after_s
    assert drop_s < away_s
    create(folder / f"{CODE}.lesson", hour=11, plan=plan)
    with class_of(folder) as room:
        people = [join(room, f"P{number}") for number in range(PEOPLE)]
        room.run()
        asleep, leaving, dropped = people[0::3], people[1::3], people[2::3]
        low = room.quote("CCER")["lo"]
        lost = [one.bid(f"lost-{one.seat}", low) for one in dropped]
        for one in leaving:
            one.leave()
        cut_at = time.monotonic()
        for one in people:
            one.cut()
        time.sleep(drop_s)
        after_drop = drivers(room, [*asleep, *dropped])
        in_time = time.monotonic() - cut_at < away_s
        for one in dropped:
            one.on_another_device()
            one.listen()
        again = [one.bid(f"lost-{one.seat}", low) for one in dropped]
        until(lambda: drivers(room, asleep) == {"away"}, within_s=away_s + 15)
        left = drivers(room, leaving)
        for one in asleep:
            one.on_another_device()
            one.listen()
        back = [join(room, one.name) for one in leaving]
        people = [*asleep, *back, *dropped]
        until(lambda: drivers(room, people) == {"person"})
        room.give("lesson.next_day", "to the end")
        until(lambda: room.script.get("/api/clock").json()["over"], within_s=60)

        assert {"person"} == after_drop or not in_time, "a slow machine takes longer than that"
        assert {"bot"} == left
        assert [one | {"repeated": True} for one in lost] == again
        assert PEOPLE == len({one.seat for one in people})
        assert_everybody_has_a_result(room, people)
        assert_the_log_is_whole(room, minded={one.seat for one in asleep})
        assert [] == room.script.get("/api/audit").json()["broken"]
        for one in people:
            one.cut()


def assert_everybody_has_a_result(room: Class, people: list[Person]) -> None:
    """Each on the own seat, by the own token, with what the room's debrief says of it."""
    told = {one["seat"]: one for one in room.script.get("/api/debrief").json()["seats"]}

    assert {one.seat for one in people} <= set(told)
    for one in people:
        own = one.ask("/api/debrief")
        assert own["over"] and [one.seat] == [seat["seat"] for seat in own["seats"]]
        assert own["seats"][0]["aims"] and told[one.seat]["aims"] == own["seats"][0]["aims"]
        assert one.name == one.ask("/api/me")["name"]


def assert_the_log_is_whole(room: Class, *, minded: set[str]) -> None:
    """No number is missing or twice, and each who slept was minded once, then back."""
    rows: list[dict[str, Any]] = []
    before = room.commands() + 1
    while page := room.script.get(f"/api/log?limit=500&before={before}").json():
        rows += page
        before = page[-1]["number"]
    turns = {
        seat: [row["name"] for row in reversed(rows) if row["arguments"].get("seat") == seat]
        for seat in minded
    }

    assert list(range(room.commands(), 0, -1)) == [row["number"] for row in rows]
    assert {seat: ["seat.claim", "seat.away", "seat.back"] for seat in minded} == turns


def hasty(plan: Plan, *, away_after_s: int) -> Plan:
    """The plan's last day, with another time after which a bot minds a seat."""
    bots = plan.bots.model_copy(update={"away_after_s": away_after_s})
    return of_days(plan, 1).model_copy(update={"bots": bots})


@pytest.mark.slow
def test_a_class_that_sleeps_leaves_and_is_cut_off_ends_with_whole_books(tmp_path: Path) -> None:
    play(tmp_path, hasty(SMALL, away_after_s=2), drop_s=0.3)


@pytest.mark.long
def test_the_same_with_the_lessons_own_times_and_twenty_seconds_without_a_network(
    tmp_path: Path,
) -> None:
    play(tmp_path, of_days(SMALL, 1), drop_s=20)
