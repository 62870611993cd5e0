"""What all tests share: golden files, files in memory, which tests are quick, which come last.

Knows no package of ours.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
NOT_QUICK = {"slow", "browser", "planted", "long"}

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 << 30
"""Where files lie in memory on Linux, and what must be free there: a whole run takes less."""

GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""New containers before a young collection, and collections before an older one: each looks at what
thousands of tests leave in memory."""

LONGEST = {"test_every_page", "test_whole_class"}
"""Browser tests that take longest; the others take about as long as they are many."""

Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: golden files take what was found; the difference is then read in git."""
    parser.addoption("--rewrite", action="store_true", help="write golden files anew")


def pytest_configure() -> None:
    """Files of tests lie in memory where there is room: no commit waits for the disk.

    Servers are killed in tests, machines are not: no test could tell whether a disk was reached.
    Garbage is collected rarely.
    """
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: no later collection looks at them again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test without one of the other marks is quick; browser tests come last.

    Playwright keeps an event loop in this thread once it has started, and `asyncio.run` in a
    later test would refuse to start another. Their longest files come first, so that one worker
    does not wait long for the other's last file.
    """
    size = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, bool, int, str]:
        if item.get_closest_marker("browser") is None:
            return False, False, 0, ""
        return True, item.path.stem not in LONGEST, -size[item.path], str(item.path)

    items.sort(key=place)
    for item in items:
        asked = getattr(getattr(item, "callspec", None), "params", {})
        if item.get_closest_marker("browser") is None and "browser_name" in asked:
            raise pytest.UsageError(f"{item.nodeid} has an argument that stands for a browser page")
        if not any(mark.name in NOT_QUICK for mark in item.iter_markers()):
            item.add_marker(pytest.mark.quick)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped has proved nothing: it fails and says what is missing."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed: {report.longrepr}"
    return report


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
