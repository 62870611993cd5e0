"""Goal: a test elsewhere gets a lesson by naming `tanlu_lesson`. Method: a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import tree

pytestmark = pytest.mark.slow

TESTS = """
import pytest

@pytest.mark.tanlu(server=False)
def test_in_process(tanlu_lesson):
    assert tanlu_lesson.client.advance(phase="continuous")["day"] == 1
    assert not hasattr(tanlu_lesson, "url")

@pytest.mark.tanlu("venues", seed=2, bots=False)
def test_over_http(tanlu_lesson):
    assert tanlu_lesson.url.startswith("http://127.0.0.1:")
    assert tanlu_lesson.client.query.clock()["started"] is False
    (made,) = [one for one in tanlu_lesson.client.lessons.list() if one["code"] == "venues"]
    assert (made["seed"], made["bots"]) == (2, ["market_maker"])
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_elsewhere.py").write_text(TESTS, encoding="utf-8")
    line = [sys.executable, "-W", "error", "-m", "pytest", "-q", "--strict-markers"]
    # By its module, without the entry point of a package that may be installed from elsewhere.
    line += ["-p", "no:tanlu", "-p", "registry.pytest_plugin", *options, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(tree.ROOT)}
    return subprocess.run(line, capture_output=True, encoding="utf-8", cwd=folder, env=environment)


def test_a_test_gets_a_lesson_in_process_or_on_a_server(tmp_path: Path) -> None:
    ran = run(tmp_path, "--tanlu-server")

    assert "2 passed" in ran.stdout, ran.stdout


def test_the_package_names_the_plugin_and_does_not_require_pytest() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {"tanlu": "registry.pytest_plugin"} == project["entry-points"]["pytest11"]
    assert not any(one.startswith("pytest") for one in project["dependencies"])
