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
from tests.support.server import ServerProcess, serving, until

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
    *_, example = EXAMPLE.findall(README)

    assert 25 >= len(example.strip().splitlines())


def example_run(server: ServerProcess) -> subprocess.CompletedProcess[str]:
    """The example against a server, as a person runs it."""
    *_, example = EXAMPLE.findall(README)
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", example, server.url, server.join_code],
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_the_example_trades_when_the_market_is_open_and_says_why_not_when_it_is_not(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as server:
        waiting = example_run(server)
        server.give("lesson.speed", "slow", speed=1)
        server.give("lesson.start", "start")
        closed = example_run(server)
        server.give("lesson.speed", "fast", speed=600)
        until(lambda: server.trainer.get("/api/clock").json()["phase"] == "continuous")
        server.give("lesson.speed", "slow again", speed=1)
        traded = example_run(server)

    for refused, en, zh in (
        (waiting, "The lesson is paused", "暂停"),
        (closed, "The market is closed", "市场已休市"),
    ):
        assert (1, "") == (refused.returncode, refused.stdout)
        assert "Traceback" not in refused.stderr
        english, chinese = refused.stderr.splitlines()
        assert en in english
        assert zh in chinese
    assert 0 == traded.returncode, traded.stderr
    assert "'order':" in traded.stdout
