"""Goal: a server opens the lessons that its command line names, and those that scripts opened.

Method: real processes on one data folder, killed and started again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry.classroom.hall import HALL_FILE, Hall
from tests.support.classroom import CODE, create
from tests.support.server import ServerProcess

pytestmark = pytest.mark.slow


def test_lessons_that_a_script_made_are_open_after_a_restart(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=11)
    server = ServerProcess(tmp_path, options=["--lesson", "venues"])
    try:
        codes = re.findall(r"join code\s+(\S+)", server.printed)
        listed = {one["code"]: one for one in server.trainer.get("/api/lessons").json()}
        for code in ("kept", "closed", "gone"):
            body = {"plan": CODE, "code": code, "seed": 9}
            assert server.trainer.post("/api/lessons", json=body).status_code == 200
        server.trainer.post("/api/lessons/closed/close")
        headers = {"tanlu-lesson": "kept"}
        body = {"key": "one", "arguments": {"speed": 17}}
        told = server.trainer.post("/api/commands/lesson.speed", json=body, headers=headers)
        assert told.status_code == 200, told.text
    finally:
        server.kill()
    (tmp_path / "gone.lesson").unlink()
    again = ServerProcess(tmp_path)
    try:
        found = {one["code"]: one for one in again.trainer.get("/api/lessons").json()}
        clock = again.trainer.get("/api/clock", headers=headers).json()
    finally:
        again.stop()

    assert {CODE, "venues"} == listed.keys() and listed[CODE]["first"]
    assert [listed[CODE]["join_code"], listed["venues"]["join_code"]] == codes
    assert {CODE, "kept"} == {code for code, one in found.items() if one["open"]}
    assert {"closed", "gone", "venues"} < found.keys(), "listed, and not open"
    assert (9, 17, True) == (found["kept"]["seed"], clock["speed"], found[CODE]["first"])
    assert "gone stays closed" in again.errors.read_text(encoding="utf-8")


def test_the_hall_knows_what_was_opened_by_request(tmp_path: Path) -> None:
    hall = Hall(tmp_path / HALL_FILE)
    for code in ("b", "a"):
        hall.keep_open(code, open=True)
        hall.keep_open(code, open=True)
    hall.keep_open("b", open=False)
    hall.keep_open("b", open=False)
    hall.close()
    again = Hall(tmp_path / HALL_FILE)

    assert ["a"] == again.opened()
    again.close()
