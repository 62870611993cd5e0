"""A real Chromium that reaches the server as a laptop on the LAN does: plain HTTP, by host name.

`http://class.test:PORT` is not a secure context, so that a feature that needs one fails here.
Every request of every page is recorded; a request to another server fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from registry.paths import fixtures
from tests.support.server import ServerProcess, serving, until

HOST = "class.test"
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 740}
TEN_MINUTES_MS = 600_000
KEYS = count()
MISSING = (
    "Chromium is missing. On Debian: apt-get install -y chromium fonts-noto-cjk"
    " (or leave these tests out by: pytest -m 'not browser')"
)


def language_and_size(*sizes: str) -> list[Any]:
    """Both languages in each of these sizes, of which the whole run has one: Chinese on a desktop,
    English, whose words are longer, on phones. The others are under `long`.
    """
    return [
        pytest.param(
            language, size, id=f"{language}-{size}",
            marks=() if (language == "zh") == (size == "desktop") else pytest.mark.long,
        )
        for size in sizes
        for language in ("zh", "en")
    ]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, with one host name mapped to this machine, without background traffic."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, MISSING
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One server with a running lesson: the morning of day 1, credits issued and on offer."""
    with serving(tmp_path_factory.mktemp("class")) as running:
        yield running


@pytest.fixture(scope="module")
def market(server: ServerProcess) -> ServerProcess:
    """The same server, once Belt-and-Road credits are on offer in China; time then runs slowly."""
    begin(server, lambda: offered_t(server) >= 100)
    return server


def begin(server: ServerProcess, enough: Callable[[], bool]) -> None:
    """Start the lesson and advance it through its first morning until `enough()` is true.

    Time then runs slowly. Nobody waits for it: an hour takes as long as its bots compute.
    """
    server.give("lesson.speed", "slow", speed=1)
    advance(server, phase="continuous")
    play_on(server, enough)


def play_on(server: ServerProcess, enough: Callable[[], bool]) -> None:
    """Ten minutes of lesson time at once, again and again, until `enough()` is true."""
    for _ in range(12):
        if enough():
            return
        advance(server, to=int(clock(server)["at"]) + TEN_MINUTES_MS)
    raise AssertionError("not in the first two hours of trading")


def clock(server: ServerProcess) -> dict[str, Any]:
    """Lesson time as everybody is told it."""
    found: dict[str, Any] = server.trainer.get("/api/clock").json()
    return found


def advance(server: ServerProcess, **moment: Any) -> None:
    """Go to a moment, as lesson.advance names it, at once, and on from there."""
    key = f"advance-{next(KEYS)}"
    server.give("lesson.advance", key, **moment)
    until(lambda: clock(server)["standing"], within_s=60)
    server.give("lesson.start", f"{key}-on")


@contextmanager
def planned(
    folder: Path, *, name: str, changes: Iterable[tuple[str, str]]
) -> Iterator[ServerProcess]:
    """A server with the shipped lesson, each change made once in its plan."""
    written = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert 1 == written.count(old), old
        written = written.replace(old, new)
    path = folder / f"{name}.toml"
    path.write_text(written, encoding="utf-8")
    running = ServerProcess(folder, lesson=str(path))
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def offered_t(server: ServerProcess) -> int:
    """Tonnes on offer in BRC-CN during continuous trading; 0 outside it."""
    if clock(server)["phase"] != "continuous":
        return 0
    asks = server.trainer.get("/api/book/BRC-CN").json()["asks"]
    return sum(level["quantity"] for level in asks)


Open = Callable[..., Page]


@pytest.fixture
def watched(server: ServerProcess, browser: Browser) -> Iterator[Open]:
    """Open a page in its own browser context; no page may request anything from another server."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    complaints: list[str] = []

    def open_page(language: str = "en", size: dict[str, int] | None = None) -> Page:
        context = browser.new_context(
            base_url=f"http://{HOST}:{server.port}",
            locale="zh-CN" if language == "zh" else "en-GB",
            viewport=size or DESKTOP,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    foreign = {u for u in asked if urlsplit(u).netloc != f"{HOST}:{server.port}"}

    assert set() == foreign
    assert [] == [c for c in complaints if "the server responded with a status of 4" not in c]


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Save a screenshot in the folder that TANLU_SHOTS names, if it is set."""
    folder = os.environ.get("TANLU_SHOTS", "")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take


def sign_in(page: Page, server: ServerProcess) -> None:
    """The trainer signs in with the password that the server printed."""
    page.goto("/sign-in")
    page.fill("#password", server.password)
    page.click("main form button")
    page.wait_for_url("**/trainer")


def take_seat(page: Page, server: ServerProcess, *, name: str, role: str = "") -> None:
    """A person joins from the first page, and goes on from the role's own to the market."""
    page.goto("/")
    page.fill("#code", server.join_code)
    page.click("main form button")
    page.wait_for_url("**/join?*")
    page.fill("#name", name)
    if role:
        page.check(f"input[name=role][value={role}]")
    page.click("main form button")
    page.wait_for_url("**/home")
    page.goto("/trade")


CUT = """() => [...document.querySelectorAll('#clockbar span, h1, h2, .tab-name, .panel-head *')]
    .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).overflowX !== 'visible' && !one.closest('.sr'))
    .map((one) => one.textContent.trim())"""
THUMB = "main .button, main select, main summary, main .step, .tabbar a"
SMALL = """(thumb) => [...document.querySelectorAll(thumb)]
    .filter((one) => one.getClientRects().length)
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
    .map(([text, box]) => `${text} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""


def assert_whole(page: Page) -> None:
    """No text is cut, nothing scrolls sideways, and on a phone every button is large enough."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    size = page.viewport_size
    assert size is not None

    assert wide <= 0, f"{page.url} is {wide} px too wide"
    assert [] == page.evaluate(CUT), f"{page.url} at {size['width']} px cuts text"
    if size["width"] < 500:
        assert [] == page.evaluate(SMALL, THUMB), f"{page.url} has targets below 44 px"


COVERED = """(rows) => [...document.querySelectorAll(rows)].flatMap((row) => {
    const cells = [...row.children].filter((one) => one.getClientRects().length
        && one.textContent.trim()).map((one) => [one.textContent, one.getBoundingClientRect()]);
    return cells.flatMap(([text, a], place) => cells.slice(place + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
        .map(([other]) => `${other.trim()} covers ${text.trim()}`));
})"""


def assert_nothing_covered(page: Page, rows: str, *, widths: Iterable[int]) -> None:
    """No cell of these rows lies on another one, at each width in px; the last one stays."""
    assert page.locator(rows).count()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})

        assert [] == page.evaluate(COVERED, rows), f"at {width} px"
