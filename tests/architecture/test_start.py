"""Goal: start.py works with a bare Python on any system, and says how to mend what is missing.

Method: call its parts with what a bare or broken machine has; no package is installed here.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import socket
import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.architecture import tree

START = tree.ROOT / "start.py"


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The script as a module, with its environment in a folder of its own."""
    spec = importlib.util.spec_from_file_location("start", START)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ENVIRONMENT", tmp_path / "env")
    monkeypatch.setattr(module, "STAMP", tmp_path / "env" / "stamp.txt")
    monkeypatch.setattr(module, "PYTHON", python_of(tmp_path / "env"))
    return module


@pytest.fixture
def became(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What it would have run, had everything been installed."""
    ran: list[list[str]] = []
    monkeypatch.setattr(start, "install", lambda requirements, wheels: None)
    monkeypatch.setattr(start, "become", lambda words: ran.append(words) or 0)
    return ran


def test_it_needs_the_standard_library_only() -> None:
    found = set()
    for node in ast.walk(ast.parse(START.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])

    assert set() == found - set(sys.stdlib_module_names)


def test_an_old_python_is_told_so_in_both_languages(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    with pytest.raises(start.CannotStart, match=r"3\.11 or newer") as told:
        start.main([])

    assert "需要 Python 3.11" in str(told.value)


def test_a_missing_venv_module_is_told_with_the_line_that_mends_it(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(start.CannotStart, match="apt-get install python3-venv"):
        start.install(start.RUN, None)


@pytest.mark.slow
def test_an_environment_without_pip_gets_it_and_keeps_the_rest(start: ModuleType) -> None:
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(start.ENVIRONMENT)
    kept = start.ENVIRONMENT / "kept.txt"
    kept.touch()
    start.make_environment()

    assert start.runs("import pip")
    assert kept.exists()


@pytest.mark.slow
def test_an_environment_that_does_not_run_is_made_anew(start: ModuleType) -> None:
    python = python_of(start.ENVIRONMENT)
    python.parent.mkdir(parents=True)
    python.write_text("no program", encoding="utf-8")
    start.make_environment()

    assert start.runs("import pip")


def test_packages_that_cannot_be_had_are_told_with_the_way_out(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def failing(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, stdout="noise\nERROR: no route\n")

    monkeypatch.setattr(start, "make_environment", lambda: None)
    monkeypatch.setattr(start.subprocess, "run", failing)
    with pytest.raises(start.CannotStart, match=r"(?s)ERROR: no route.*check the network"):
        start.install(start.RUN, None)
    with pytest.raises(start.CannotStart, match="not all in"):
        start.install(start.RUN, tmp_path)


def test_installing_is_done_once_and_again_when_the_lock_changes(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[list[str]] = []
    lock = tmp_path / "lock.txt"
    lock.write_text("one", encoding="utf-8")
    start.ENVIRONMENT.mkdir()
    monkeypatch.setattr(start, "make_environment", lambda: None)
    monkeypatch.setattr(start, "pip", lambda words, refused: calls.append(words))
    start.install(lock, None)
    start.install(lock, None)

    assert 2 == len(calls)  # the packages, then the project

    lock.write_text("two", encoding="utf-8")
    start.install(lock, tmp_path)

    assert 4 == len(calls)
    assert "--require-hashes" in calls[0]
    assert {"--no-deps", "--no-build-isolation", "--no-index"} <= set(calls[1])
    assert "--no-index" in calls[2]


def test_an_installation_for_tests_is_enough_to_run(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    start.ENVIRONMENT.mkdir()
    monkeypatch.setattr(start, "make_environment", lambda: None)
    monkeypatch.setattr(start, "pip", lambda words, refused: calls.append(words))
    start.install(start.TEST, None)
    start.install(start.RUN, None)

    assert 2 == len(calls)


def test_an_interrupted_installation_is_begun_again(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(words: list[str], refused: str) -> None:
        raise KeyboardInterrupt

    start.ENVIRONMENT.mkdir()
    monkeypatch.setattr(start, "make_environment", lambda: None)
    monkeypatch.setattr(start, "pip", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start.install(start.RUN, None)

    assert not start.STAMP.exists()


def test_options_reach_the_server(start: ModuleType, became: list[list[str]]) -> None:
    start.main(["--no-open", "--port", "8123", "--data", "x", "--host", "127.0.0.1"])

    assert ["-m", "registry", "serve"] == became[0][:3]
    assert ["--host", "127.0.0.1", "--port", "8123", "--data", "x"] == became[0][3:]


def test_words_after_test_reach_pytest_which_keeps_what_it_compiled(
    start: ModuleType, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.chdir(Path.cwd())
    start.main(["test", "-m", "quick", "-k", "books"])

    assert ["-m", "pytest"] == became[0][:2]
    assert ["-m", "quick", "-k", "books"] == became[0][-4:]
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_a_port_that_is_taken_is_left_alone(start: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        start.FIRST_PORT, start.PORTS = taken.getsockname()[1], 1
        found = start.free_port("127.0.0.1", any_port=False)

    assert found not in (0, start.FIRST_PORT)


def test_a_text_browser_never_takes_the_terminal(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert not start.has_screen()


def test_help_tells_every_option() -> None:
    said = subprocess.run(
        [sys.executable, str(START), "--help"], capture_output=True, encoding="utf-8"
    )

    assert 0 == said.returncode
    for option in ("--no-open", "--wheels", "--host", "--port", "--data", "--public-url", "test"):
        assert option in said.stdout
