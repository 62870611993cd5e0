"""What all tests share: golden files, which tests are quick, and a browser that must be there.

Knows no package of ours.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden"
NOT_QUICK = {"slow", "browser", "planted", "long"}
NO_CHROMIUM = (
    "Browser tests need Chromium and a Chinese font:"
    " apt-get install --no-install-recommends chromium fonts-wqy-microhei"
    " (or leave these tests out with -m 'not browser and not long')."
)

Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: golden files take what was found; the difference is then read in git."""
    parser.addoption("--rewrite", action="store_true", help="write golden files anew")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test without one of the other marks is quick."""
    for item in items:
        if not any(mark.name in NOT_QUICK for mark in item.iter_markers()):
            item.add_marker(pytest.mark.quick)


@pytest.fixture(scope="session")
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written anew."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture
def golden(*, rewrite: bool) -> Golden:
    """Compares a text with the golden file of that name."""

    def compare(name: str, found: str) -> None:
        path = GOLDEN / name
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{name} is missing: pytest --rewrite makes it"
        kept = path.read_text(encoding="utf-8")

        assert kept == found, f"{name} differs; if that is meant: pytest --rewrite, read the diff"

    return compare


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; a machine without it fails, since a test left out proves nothing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """The system's Chromium, seen as a LAN client sees us: a name that is no secure context."""
    return {
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP class.test 127.0.0.1",
        ],
    }
