"""Start-up times of the program: its help, and a server over an existing lesson.

Both are measured alternately with importing the libraries that they use, in processes of their own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from registry.bench.rounds import folder, in_turns

RUNS = 5
HELP_BAR, READY_BAR = 3.5, 3.0
"""Highest allowed ratios to the times of importing."""

READY_WITHIN_S = 120
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+")


def start(*, runs: int = RUNS) -> list[dict[str, Any]]:
    """The help against importing typer, and a server against importing its libraries."""
    with folder() as where:
        _until_ready(where)  # creates the lesson; from here on every file is cached
        return [
            _compared(
                "tanlu --help, beside importing typer",
                ours=lambda: _run("-m", "registry", "--help"),
                reference=lambda: _run("-c", "import typer"),
                bar=HELP_BAR,
                runs=runs,
            ),
            _compared(
                "server ready, beside fastapi, sqlmodel, uvicorn",
                ours=lambda: _until_ready(where),
                reference=lambda: _run("-c", "import fastapi, sqlmodel, uvicorn"),
                bar=READY_BAR,
                runs=runs,
            ),
        ]


def _compared(
    name: str,
    *,
    ours: Callable[[], float],
    reference: Callable[[], float],
    bar: float,
    runs: int,
) -> dict[str, Any]:
    """The row of two times: the ratio must not exceed the bar."""
    row = in_turns(name, ours=ours, reference=reference, rounds=runs, bar=bar)
    return row | {"unit": "milliseconds", "met": row["ratio"] <= bar}


def _run(*words: str) -> float:
    """Milliseconds until Python with these arguments has ended."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], env=_settings(), stdout=subprocess.PIPE, check=True)
    return (time.perf_counter() - began) * 1000


def _until_ready(where: Path) -> float:
    """Milliseconds until a server over the lesson in a folder has answered."""
    line = [sys.executable, "-m", "registry", "serve", "--data", str(where)]
    began = time.perf_counter()
    with subprocess.Popen(
        [*line, "--host", "127.0.0.1", "--port", "0"],
        env=_settings(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            printed = next(filter(None, map(_ADDRESS.search, server.stdout)), None)
            assert printed, "the server did not start"
            _wait_for(f"{printed[0].decode()}/health", until=began + READY_WITHIN_S)
            return (time.perf_counter() - began) * 1000
        finally:
            server.terminate()


def _wait_for(address: str, *, until: float) -> None:
    direct = build_opener(ProxyHandler({}))
    while True:
        try:
            with direct.open(address, timeout=READY_WITHIN_S):
                return
        except (URLError, OSError):
            assert time.perf_counter() < until, "the server does not answer"
            time.sleep(0.005)


def _settings() -> dict[str, str]:
    """Our environment, in which compiled modules are cached as for every user."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
