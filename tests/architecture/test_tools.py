"""Goal: the linter, the formatter and the type checker have nothing to say.

Method: run each over the whole tree, as a person would.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture import tree


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=tree.ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_the_linter_is_content() -> None:
    said = run("ruff", "check", "--output-format", "concise", ".")

    assert 0 == said.returncode, said.stdout + said.stderr


def test_the_formatter_is_content() -> None:
    said = run("ruff", "format", "--check", "--output-format", "concise", ".")

    assert 0 == said.returncode, said.stdout + said.stderr


@pytest.mark.slow
def test_the_type_checker_is_content() -> None:
    said = run("mypy", "--strict", *tree.PACKAGES, "start.py")

    assert 0 == said.returncode, said.stdout + said.stderr
