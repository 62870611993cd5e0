"""Goal: a server opens the lessons that its command line names, and those that scripts opened.

Method: real processes on one data folder, killed and started again.
"""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

import registry.serve
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.roles import Role
from registry.serve import change_password, keep_token
from tests.support.classroom import CODE, create
from tests.support.server import ROOT, ServerProcess

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
    token = str(server.token_file)
    again, rest, answered = served_as_json(
        tmp_path, "--lesson", CODE, "--trainer-token-file", token
    )
    found = {one["code"]: one for one in answered}

    assert {CODE, "venues"} == listed.keys() and listed[CODE]["first"]
    assert [listed[CODE]["join_code"], listed["venues"]["join_code"]] == codes
    assert {CODE, "kept"} == {code for code, one in found.items() if one["open"]}
    assert {"closed", "gone", "venues"} < found.keys(), "listed, and not open"
    kept = found["kept"]
    assert (9, 17, True) == (kept["seed"], kept["clock"]["speed"], found[CODE]["first"])
    assert "gone stays closed" in (tmp_path / "log").read_text(encoding="utf-8")
    assert "" == rest and [CODE, "kept"] == [one["code"] for one in again["lessons"]]
    assert kept["join_code"] == again["lessons"][1]["join_code"] and "password" not in again


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


def test_a_token_is_kept_while_it_is_valid_and_written_anew_after_a_new_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall, file = Hall(tmp_path / HALL_FILE), tmp_path / "token"
    file.write_text("an old one", encoding="utf-8")
    keep_token(hall, file)
    first = file.read_text(encoding="utf-8")
    file.chmod(0o644)
    keep_token(hall, file)
    second = file.read_text(encoding="utf-8")
    mode = stat.S_IMODE(file.stat().st_mode)
    trainer = hall.admit(kind=Kind.TRAINER, lesson="", seat="", name="", at=0)
    hall.close()
    change_password(str(tmp_path))
    assert "password" in capsys.readouterr().out
    again = Hall(tmp_path / HALL_FILE)
    revoked = again.holder(first.strip())
    keep_token(again, file)
    third = file.read_text(encoding="utf-8")
    file.write_text(f"{trainer}\n", encoding="utf-8")
    keep_token(again, file)
    fourth = file.read_text(encoding="utf-8").strip()

    assert first == second != third and first.strip() != "an old one"
    assert 0o600 == mode or sys.platform == "win32"
    assert revoked is None and again.holder(third.strip()) is None, "the fourth replaced it"
    assert fourth != trainer, "a sign-in is no script's token"
    holder = again.holder(fourth)
    assert holder is not None and holder.kind is Kind.SCRIPT
    again.close()


def served_as_json(folder: Path, *options: str) -> tuple[dict[str, Any], str, list[Any]]:
    """What a server prints with --json: its first line, the rest, and what it answers meanwhile."""
    command = [
        sys.executable, "-m", "registry", "serve", "--json", "--data", str(folder),
        "--host", "127.0.0.1", "--port", "0", *options,
    ]  # fmt: skip
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        told = json.loads(line)
        token = Path(told["trainer_token_file"]).read_text(encoding="utf-8").strip()
        headers = {"authorization": f"Bearer {token}"}
        answered = httpx2.get(f"{told['urls'][0]}/api/lessons", headers=headers).json()
    finally:
        process.terminate()
        rest = process.stdout.read()
        process.wait(timeout=60)
        process.stdout.close()
    return told, rest, answered


def test_one_line_of_json_says_how_to_reach_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first start up to the moment at which it would serve."""
    began: list[dict[Role, bool]] = []

    def end(application: Any, _: Any) -> None:
        for live in application.state.server.lives.values():
            began.append(dict(live.current.bots_play))
            live.close()
        application.state.server.hall.close()

    monkeypatch.setattr(registry.serve, "run", end)
    token = tmp_path / "token"
    for _ in range(2):
        registry.serve.serve(
            data=str(tmp_path), host="127.0.0.1", port=0, trainer_token_file=token,
            lessons=[CODE, "venues"], seed=12, bots=False, as_json=True,
        )  # fmt: skip
    lines = capsys.readouterr().out.splitlines()
    told, again = map(json.loads, lines)

    assert [CODE, "venues"] == [one["code"] for one in told["lessons"]]
    assert [12, 12] == [one["seed"] for one in told["lessons"]]
    assert 4 == len(began)
    assert {Role.MARKET_MAKER} == {role for one in began for role, on in one.items() if on}
    assert f":{told['port']}" in told["urls"][0] and told["port"] > 0
    assert told["password"] and "password" not in again
    assert again["lessons"] == told["lessons"] and Path(told["lessons"][1]["file"]).is_file()
    assert str(token) == told["trainer_token_file"]
