"""Goal: however often a server is killed, what it acknowledged over HTTP is in the file, once.

Method: ten rounds on one folder. Eight people place orders until `kill -9`; then the file is read,
examined by the doctor, and the requests whose answers were lost are sent again.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, create
from tests.support.server import ROOT, ServerProcess, until

ROUNDS, PEOPLE = 10, 8
ORDER = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}


class Person:
    """Places orders one after another; knows what was acknowledged and what was sent last."""

    def __init__(self, seat: str, token: str) -> None:
        self.seat, self.token = seat, token
        self.acknowledged: dict[str, tuple[int, int]] = {}
        self.unanswered: set[str] = set()
        self._sent = 0

    def place_until_killed(self, url: str) -> None:
        """Go on until nobody answers any more."""
        with self.client(url) as client:
            while True:
                self._sent += 1
                try:
                    self.place(client, f"k{self._sent}")
                except httpx2.TransportError:
                    return

    def place(self, client: httpx2.Client, key: str) -> dict[str, Any]:
        """Place one order; the answer is kept if one comes."""
        self.unanswered.add(key)
        while True:
            told = client.post("/api/commands/order.place", json={"key": key, "arguments": ORDER})
            if told.status_code != 429:
                break
            time.sleep(0.2)  # faster than a seat may be: not looked at
        assert told.status_code == 200, told.text
        answer: dict[str, Any] = told.json()
        self.acknowledged[key] = (answer["command"], answer["answer"]["order"])
        self.unanswered.discard(key)
        return answer

    def client(self, url: str) -> httpx2.Client:
        """A client with this person's token."""
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=url, headers=headers, timeout=30)


def kept(path: Path, person: Person) -> dict[str, tuple[int, int]]:
    """Key -> (command, order) of every accepted order of a person, from the file."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(
            "SELECT key, number, outcome FROM command"
            " WHERE seat = ? AND name = 'order.place' AND key IS NOT NULL",
            (person.seat,),
        ).fetchall()
        placed = file.execute(
            "SELECT id FROM market_order WHERE owner = ?", (person.seat,)
        ).fetchall()
    found = {
        key: (number, json.loads(outcome)["accepted"]["order"])
        for key, number, outcome in rows
        if '"accepted"' in outcome
    }

    assert len(rows) == len({key for key, _, _ in rows}), "a key stands twice in the log"
    assert {order for _, order in found.values()} <= {order for (order,) in placed}
    assert len({order for _, order in found.values()}) == len(found), "an order has two commands"
    return found


def one_round(folder: Path, people: list[Person], chance: Random) -> None:
    """Serve, let everybody write, kill, and look."""
    server = ServerProcess(folder)
    try:
        if not people:
            server.give("lesson.start", "start")
            for number in range(PEOPLE):
                body = {"code": server.join_code, "name": f"P{number}", "role": "trader"}
                told = server.trainer.post("/api/join", json=body).json()
                people.append(Person(told["seat"], told["token"]))
        repeat_unanswered(server.url, folder, people)
        before = sum(len(one.acknowledged) for one in people)
        threads = [
            threading.Thread(target=one.place_until_killed, args=(server.url,)) for one in people
        ]
        for thread in threads:
            thread.start()
        until(lambda: sum(len(one.acknowledged) for one in people) > before + 2 * PEOPLE)
        time.sleep(chance.random())
    finally:
        server.kill()
    for thread in threads:
        thread.join()
    examined = subprocess.run(
        [sys.executable, "-m", "registry", "doctor", str(folder / f"{CODE}.lesson"), "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert 0 == examined.returncode, examined.stdout + examined.stderr
    for one in people:
        assert one.acknowledged.items() <= kept(folder / f"{CODE}.lesson", one).items()


def repeat_unanswered(url: str, folder: Path, people: list[Person]) -> None:
    """What was sent and not answered is done once, by the first time or by the second."""
    for one in people:
        done = kept(folder / f"{CODE}.lesson", one)
        with one.client(url) as client:
            for key in tuple(one.unanswered):
                told = one.place(client, key)

                assert told["repeated"] is (key in done)
                assert key not in done or done[key] == one.acknowledged[key]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_done_twice_in_ten_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=10)
    people: list[Person] = []
    chance = Random(7)
    for _ in range(ROUNDS):
        one_round(tmp_path, people, chance)
    acknowledged = sum(len(one.acknowledged) for one in people)
    with capsys.disabled():
        sys.stdout.write(f"\n{ROUNDS} kills, {acknowledged} orders acknowledged\n")

    assert acknowledged > ROUNDS * PEOPLE * 2
