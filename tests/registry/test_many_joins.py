"""Goal: a whole year joins within a minute, nobody twice, nobody lost.

Method: a server process; people join at once from several threads, and each repeats the request at
random, as a browser does whose answer was lost; then seats, names and tokens are counted.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.support.server import ServerProcess, serving

THREADS = 16
WITHIN_S = 60.0


def joins(server: ServerProcess, people: int, *, seed: int) -> tuple[list[dict[str, Any]], float]:
    """The answers that each of so many people got, a join or several equal ones; and seconds."""
    random = Random(seed)
    requests = [
        {"code": server.join_code, "name": f"P{n}", "key": f"person-{n}-joins"}
        for n in range(people)
        for _ in range(1 + (random.random() < 0.3) + (random.random() < 0.1))
    ]
    random.shuffle(requests)
    with (
        httpx2.Client(base_url=server.url, timeout=60) as client,
        ThreadPoolExecutor(THREADS) as of,
    ):
        began = time.monotonic()
        told = list(of.map(lambda body: client.post("/api/join", json=body), requests))
        took_s = time.monotonic() - began

    assert {200} == {answer.status_code for answer in told}, [a.text for a in told][:1]
    pairs = zip(requests, told, strict=True)
    return [{"name": asked["name"], **answer.json()} for asked, answer in pairs], took_s


def assert_each_has_one_seat(folder: Path, people: int) -> float:
    with serving(folder) as server:
        answers, took_s = joins(server, people, seed=people)
        by_name = {one["name"]: one for one in answers}
        seats = server.trainer.get("/api/seats").json()
        held = {seat["seat"] for seat in seats if seat["driver"] == "person"}
        roster = {}
        for one in by_name.values():
            bearer = {"authorization": f"Bearer {one['token']}"}
            me = server.trainer.get("/api/me", headers=bearer).json()
            roster[me["name"]] = me["seat"]

    assert people == len(by_name)
    assert len(answers) > people
    assert all(one == by_name[one["name"]] for one in answers)
    assert people == len(held)
    assert held == {one["seat"] for one in by_name.values()} == set(roster.values())
    assert {name: one["seat"] for name, one in by_name.items()} == roster
    return took_s


@pytest.mark.slow
def test_a_class_joins_nobody_twice_and_nobody_lost(tmp_path: Path) -> None:
    assert assert_each_has_one_seat(tmp_path, 60) < WITHIN_S


@pytest.mark.long
def test_five_hundred_people_join_within_a_minute(tmp_path: Path) -> None:
    assert assert_each_has_one_seat(tmp_path, 500) < WITHIN_S
