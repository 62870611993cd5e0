"""Goal: what a command prints arrives as UTF-8, and its exit status is that of its answer.

Method: real processes whose output is set to cp1252 or ASCII, closed, or a full device.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import SMALL
from tests.support.server import ROOT, ServerProcess

pytestmark = pytest.mark.slow

CREDIT = {
    "lot": "A", "type": "CCER", "quantity_t": 10, "from_covered_entity_project": False,
}  # fmt: skip
BUNDLE: dict[str, Any] = {
    "market": "national",
    "entity": {"surrender_obligation_t": 1000},
    "credits": [CREDIT],
}
REFUSED = BUNDLE | {"entity": {"surrender_obligation_t": 10}}


def run(*words: str, encoding: str = "", **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`tanlu` in a process of its own; its output is bytes."""
    environment = os.environ | ({"PYTHONIOENCODING": encoding} if encoding else {})
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    command = [sys.executable, "-m", "registry", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=120, **options)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "ok.json").write_text(json.dumps(BUNDLE), encoding="utf-8")
    (folder / "no.json").write_text(json.dumps(REFUSED), encoding="utf-8")
    (folder / "wrong.json").write_text("{}", encoding="utf-8")
    (folder / "碳路.lesson.txt").write_text("a letter", encoding="utf-8")
    Lesson.create(folder / "a.lesson", SMALL, seed=1).close()
    return folder


def test_every_command_prints_utf_8_whatever_is_asked_of_the_terminal(files: Path) -> None:
    cases = {
        ("cp1252", "offsets", "check", str(files / "ok.json"), "--json"): 0,
        ("ascii", "offsets", "check", str(files / "no.json")): 1,
        ("cp1252", "offsets", "check", str(files / "wrong.json")): 2,
        ("ascii", "doctor", str(files / "a.lesson")): 0,
        ("cp1252", "doctor", str(files / "碳路.lesson.txt")): 2,
        ("ascii:strict", "replay", str(files / "碳路.lesson.txt")): 2,
        ("cp1252", "docs", "--check"): 0,
        ("ascii", "offsets", "--help"): 0,
    }
    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(cases, pool.map(lambda c: run(*c[1:], encoding=c[0]), cases), strict=True))
    for case, status in cases.items():
        assert status == said[case].returncode, (case, said[case])
        text = said[case].stdout.decode() + said[case].stderr.decode()
        assert "Traceback" not in text
    first, second = list(said.values())[:2]

    assert json.loads(first.stdout)["accepted"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in second.stdout.decode())


def test_an_output_that_takes_nothing_is_never_an_answer(files: Path) -> None:
    with open("/dev/full", "wb") as full:
        accepted = run("offsets", "check", str(files / "ok.json"), stdout=full)
        examined = run("doctor", str(files / "a.lesson"), "--json", stdout=full)
        told = run("offsets", "check", str(files / "wrong.json"), stderr=full)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        refused = run("offsets", "check", str(files / "no.json"), stdout=writing)
    finally:
        os.close(writing)

    assert [3, 3, 3] == [one.returncode for one in (accepted, examined, refused)]
    assert b"could not be printed" in accepted.stderr
    assert 2 == told.returncode


def test_a_crash_is_never_an_answer(tmp_path: Path) -> None:
    crashing = (
        "import registry.compliance.check as check, registry.cli as cli\n"
        "def broken(*_): raise RuntimeError('ours')\n"
        "check.check_text = broken\n"
        "cli.app()\n"
    )
    bundle = tmp_path / "ok.json"
    bundle.write_text(json.dumps(BUNDLE), encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-c", crashing, "offsets", "check", str(bundle)],
        cwd=ROOT,
        capture_output=True,
    )

    assert 3 == said.returncode
    assert b"RuntimeError: ours" in said.stderr


def test_a_server_starts_on_a_terminal_that_knows_no_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    server = ServerProcess(tmp_path)
    printed = server.printed
    server.stop()

    assert "一带一路" in printed
    assert "password" in printed


def test_play_prints_json_on_a_terminal_that_knows_ascii(tmp_path: Path) -> None:
    plan = (ROOT / "fixtures/lessons/belt-road-1.toml").read_text(encoding="utf-8")
    (tmp_path / "one.toml").write_text(plan.replace("days = 6", "days = 1"), encoding="utf-8")
    words = ["play", str(tmp_path / "one.toml"), "--seats-per-role", "1", "--json"]
    said = run(*words, encoding="ascii")

    assert 0 == said.returncode, said.stderr
    assert "ok" == json.loads(said.stdout)["audit"]


def test_start_py_tells_what_is_missing_on_any_terminal() -> None:
    code = (
        "import runpy, sys, importlib.util\n"
        "sys.argv = ['start.py']\n"
        "importlib.util.find_spec = lambda name: None\n"
        "import subprocess; subprocess.run = lambda *a, **k: type('R', (), {'returncode': 1})()\n"
        "runpy.run_path('start.py', run_name='__main__')\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )

    assert 1 == said.returncode
    assert "当前 Python 缺少 venv 模块" in said.stderr.decode()
