"""Goal: what the README tells people to do works as it stands.

Method: run its Python example against a real server; look for every file it links.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree
from tests.support.server import serving, until

README = (tree.ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def test_every_linked_file_is_there() -> None:
    missing = [
        f"{tree.label(path)}: {link}"
        for path in tree.tracked_files()
        if path.suffix == ".md"
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / link).exists()
    ]

    assert [] == missing


def test_the_example_is_short() -> None:
    (example,) = EXAMPLE.findall(README)

    assert 20 >= len(example.strip().splitlines())


@pytest.mark.slow
def test_the_example_trades(tmp_path: Path) -> None:
    (example,) = EXAMPLE.findall(README)
    with serving(tmp_path) as server:
        server.give("lesson.start", "start")
        server.give("lesson.speed", "fast", speed=600)
        until(lambda: server.trainer.get("/api/clock").json()["phase"] == "continuous")
        server.give("lesson.speed", "slow", speed=1)
        said = subprocess.run(
            [sys.executable, "-c", example, server.url, server.join_code],
            capture_output=True,
            encoding="utf-8",
        )

    assert 0 == said.returncode, said.stderr
    assert "'order':" in said.stdout
