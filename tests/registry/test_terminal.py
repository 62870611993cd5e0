"""Goal: what a command prints arrives as UTF-8, and its exit status is that of its answer.

Method: real processes whose output is set to cp1252 or ASCII, closed, or a full device.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import SMALL
from tests.support.server import ROOT

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


def run(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`tanlu` in a process of its own; its output is bytes."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    command = [sys.executable, "-m", "registry", *words]
    return subprocess.run(command, cwd=ROOT, timeout=120, **options)


ONE_AFTER_ANOTHER = """
import json, sys
from registry.cli import app
for words in json.loads(sys.argv[1]):
    try:
        app(words)
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stdout.buffer.write(b"\\0%d\\0" % (ended.code or 0))
        sys.stdout.buffer.flush()
"""


def several(encoding: str, *commands: list[str]) -> list[tuple[int, bytes]]:
    """Exit status and output of commands in one process whose terminal has an encoding."""
    said = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(commands)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUNBUFFERED": "1"},
    )
    parts = said.stdout.split(b"\0")
    return [(int(status), text) for text, status in zip(parts[::2], parts[1::2], strict=False)]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "ok.json").write_text(json.dumps(BUNDLE), encoding="utf-8")
    (folder / "no.json").write_text(json.dumps(REFUSED), encoding="utf-8")
    (folder / "wrong.json").write_text("{}", encoding="utf-8")
    (folder / "碳路.lesson").write_text("a letter", encoding="utf-8")
    Lesson.create(folder / "a.lesson", SMALL, seed=1).close()
    return folder


@pytest.mark.parametrize("encoding", ["cp1252", "ascii:strict"])
def test_every_command_prints_utf_8_whatever_is_asked_of_the_terminal(
    encoding: str, files: Path
) -> None:
    plan = (ROOT / "fixtures/lessons/belt-road-1.toml").read_text(encoding="utf-8")
    one_day = re.sub(r"(?m)^days = .*", "days = 1", plan)
    (files / "one.toml").write_text(one_day, encoding="utf-8")
    cases = {
        0: ["offsets", "check", str(files / "ok.json"), "--json"],
        1: ["offsets", "check", str(files / "no.json")],
        2: ["offsets", "check", str(files / "wrong.json")],
        3: ["doctor", str(files / "a.lesson")],
        4: ["doctor", str(files / "碳路.lesson")],
        5: ["replay", str(files / "碳路.lesson")],
        6: ["docs", "--check"],
        7: ["play", str(files / "one.toml"), "--seats-per-role", "1", "--json"],
        8: ["offsets", "--help"],
    }
    wanted = [0, 1, 2, 0, 2, 2, 0, 0, 0][: 9 if encoding == "cp1252" else 6]
    said = several(encoding, *list(cases.values())[: len(wanted)])

    assert wanted == [status for status, _ in said], said
    texts = [text.decode() for _, text in said]
    assert not any("Traceback" in text for text in texts)
    assert json.loads(texts[0])["accepted"]
    assert all("\u4e00" <= max(text) for text in (texts[1], texts[2], texts[4], texts[5]))
    assert "ascii:strict" == encoding or "ok" == json.loads(texts[7])["audit"]


def test_an_output_that_takes_nothing_is_never_an_answer(files: Path) -> None:
    with open("/dev/full", "wb") as full:
        accepted = run("offsets", "check", str(files / "ok.json"), stdout=full)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        refused = run("offsets", "check", str(files / "no.json"), stdout=writing)
    finally:
        os.close(writing)

    assert [3, 3] == [one.returncode for one in (accepted, refused)]
    assert b"could not be printed" in accepted.stderr


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
