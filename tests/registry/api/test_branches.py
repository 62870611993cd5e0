"""Goal: a script branches a lesson of the server, open or closed, and plays the branch.

Method: a running server; the branch is read back over HTTP and from its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from registry.classroom.replay import replay
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("branches")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def of(room: Class, lesson: str) -> httpx2.Client:
    token = room.script.headers["authorization"].removeprefix("Bearer ")
    return room.client(token, **{"tanlu-lesson": lesson})


def test_a_running_lesson_is_branched_and_both_go_on(room: Class) -> None:
    _, seat = room.join("Ann", "trader")
    room.run()
    at = room.commands()
    head = room.script.get(f"/api/log?before={at + 1}&limit=1").json()[0]["hash"]
    told = room.script.post(f"/api/lessons/{CODE}/branch", json={"at": at})
    assert told.status_code == 200, told.text
    branch = told.json()
    script = of(room, branch["code"])
    seats = {one["seat"]: one["driver"] for one in script.get("/api/seats").json()}
    body = {"key": "on", "arguments": {"phase": "closed"}}
    script.post("/api/commands/lesson.advance", json=body)
    waited = script.get("/api/wait?standing=true&seconds=30").json()

    assert (f"{CODE}-at-{at}", at, head) == (branch["code"], branch["at"], branch["head"])
    assert branch["equal"] and 0 == branch["differences"] and branch["open"]
    assert f"branch at {at}" in branch["title"]["en"] and f"第 {at} 条" in branch["title"]["zh"]
    assert not branch["clock"]["running"], "it stands until its script lets it go on"
    assert "bot" == seats[seat] and "person" == room.live.current.seats[seat].driver
    assert waited["reached"] and waited["command"] > branch["command"] + 1
    assert [] == script.get("/api/audit").json()["broken"]
    closed = room.script.post(f"/api/lessons/{branch['code']}/close").json()
    assert replay(Path(room.hall.folder) / closed["file"])["equal"]


def test_a_closed_lesson_is_branched_under_a_changed_plan(room: Class) -> None:
    body = {"plan": CODE, "code": "source", "seed": 4}
    assert room.script.post("/api/lessons", json=body).status_code == 200
    source = of(room, "source")
    source.post("/api/commands/lesson.advance", json={"key": "on", "arguments": {"phase": "call"}})
    source.post("/api/commands/lesson.speed", json={"key": "two", "arguments": {"speed": 2}})
    room.script.post("/api/lessons/source/close")
    changes = {"instruments[*].limit_percent": 1, "clock.speed": 9}
    told = room.script.post(
        "/api/lessons/source/branch", json={"at": 1, "set": changes, "code": "what-if"}
    )
    wrong = room.script.post(
        "/api/lessons/source/branch", json={"at": 9_999, "set": {"bots.more": 1, "clock.speed": 0}}
    )
    unknown = room.script.post("/api/lessons/none/branch", json={"at": 1})
    plan = of(room, "what-if").get("/api/clock").json()

    assert told.status_code == 200, told.text
    assert ("what-if", False, 9) == (told.json()["code"], told.json()["equal"], plan["speed"])
    refusal = wrong.json()["refusal"]
    assert (422, "access.branch_wrong", 3) == (
        wrong.status_code, refusal["code"], refusal["facts"]["count"]
    )  # fmt: skip
    assert 3 == len(refusal["checks"])
    assert all(re.search("[\u4e00-\u9fff]", one["zh"]) for one in refusal["checks"])
    assert (404, "access.lesson_unknown") == (
        unknown.status_code, unknown.json()["refusal"]["code"]
    )  # fmt: skip
