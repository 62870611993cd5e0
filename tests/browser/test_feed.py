"""Goal: what a page shows of one's own is true after every kind of interruption.

Method: a real Chromium behind a line that the test spoils; lesson time stands and bots rest, so
that nothing but the test changes anything. What the page shows is compared with the books.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, HOST, PHONE, take_seat
from tests.support.bad_line import BadLine, Line
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
LOST_WITHIN_MS = 20_000
HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


class Held:
    """A server on a folder, the bad line to it, and the pages behind that line."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.folder, self.browser = folder, browser
        self.server = ServerProcess(folder, options=("--no-bots",))
        self.server.give("lesson.advance", "open", phase="continuous")
        self.line = BadLine(self.server.port)
        self.keys = 0

    def page(self, name: str, role: str, *, language: str = "en", phone: bool = False) -> Page:
        """A person's page on the trading page, hearing the feed."""
        context = self.browser.new_context(
            base_url=f"http://{HOST}:{self.line.port}",
            locale="zh-CN" if language == "zh" else "en-GB",
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        take_seat(page, self.server, name=name, role=role)
        heard(page)
        return page

    def give(self, seat: str, command: str, **arguments: object) -> dict[str, object]:
        """A command of a seat, by the trainer's script."""
        self.keys += 1
        body = {"key": f"feed-{self.keys}", "arguments": arguments}
        headers = {"tanlu-seat": seat} if seat else {}
        told = self.server.trainer.post(f"/api/commands/{command}", json=body, headers=headers)
        assert 200 == told.status_code, told.text
        answer: dict[str, object] = told.json()["answer"]
        return answer

    def seat(self, role: str) -> str:
        """The seat of this role that a person plays."""
        seats = self.server.trainer.get("/api/seats").json()
        return str(next(s["seat"] for s in seats if (s["role"], s["driver"]) == (role, "person")))

    def bid(self, page: Page) -> tuple[str, object]:
        """A resting order of the page's seat, which the page shows; seat and order."""
        seat = self.seat("trader")
        price = self.server.trainer.get("/api/instruments").json()[0]["lo"]
        made = self.give(
            seat, "order.place", instrument="CCER", side="buy", kind="limit", price=price,
            quantity=10, time_in_force="day",
        )  # fmt: skip
        expect(page.locator("#orders")).to_contain_text(f"{made['order']}")
        expect(page.locator("#orders form").first).to_be_attached()
        return seat, made["order"]


def heard(page: Page) -> None:
    """Wait until the page hears the feed."""
    words = re.compile("Connected|已连接|已接上")
    expect(page.locator('[data-clock="connection"]')).to_contain_text(words)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Held]:
    made = Held(tmp_path_factory.mktemp("feed"), browser)
    yield made
    made.line.close()
    made.server.stop()


@pytest.fixture(scope="module")
def trader(held: Held) -> Page:
    """A trader's page."""
    return held.page("Ann", "trader")


def free(page: Page) -> str:
    return page.locator("#ticket-free").inner_text()


def test_after_a_cut_of_a_second_and_a_half_orders_and_free_cash_are_true(
    held: Held, trader: Page
) -> None:
    whole = free(trader)
    seat, order = held.bid(trader)
    expect(trader.locator("#ticket-free")).not_to_have_text(whole)
    held.line.be(Line.CUT)
    held.give(seat, "order.cancel", order=order)
    trader.wait_for_timeout(1_500)
    held.line.be(Line.GOOD)

    expect(trader.locator("#orders button", has_text="Cancel")).to_have_count(0)
    expect(trader.locator("#ticket-free")).to_have_text(whole)
    expect(trader.locator("#clockbar")).not_to_have_attribute("data-face", "lost")


def test_after_an_unlock_orders_and_free_cash_are_true(held: Held, trader: Page) -> None:
    whole = free(trader)
    seat, order = held.bid(trader)
    trader.evaluate(HIDE, True)
    held.give(seat, "order.cancel", order=order)
    trader.evaluate(HIDE, False)

    expect(trader.locator("#orders button", has_text="Cancel")).to_have_count(0)
    expect(trader.locator("#ticket-free")).to_have_text(whole)


def test_the_strip_of_an_order_says_what_became_of_it(held: Held, trader: Page) -> None:
    seat, order = held.bid(trader)
    number = held.server.trainer.get("/api/log?limit=1").json()[0]["number"]
    trader.goto(f"/trade/CCER?done={number}")
    heard(trader)
    strip = trader.locator("#outcome")
    expect(strip.get_by_role("button", name="Cancel order")).to_be_visible()
    held.give(seat, "order.cancel", order=order)

    expect(strip.get_by_role("button", name="Cancel order")).to_have_count(0)
    expect(strip).to_contain_text("cancelled")
    trader.goto("/trade/CCER")
    heard(trader)


def test_a_line_that_falls_silent_is_noticed_and_left(held: Held, trader: Page, shot: Shot) -> None:
    whole = free(trader)
    seat, order = held.bid(trader)
    held.line.be(Line.SILENT)
    held.give(seat, "order.cancel", order=order)
    bar = trader.locator("#clockbar")

    expect(bar).to_have_attribute("data-face", "lost", timeout=LOST_WITHIN_MS)
    shot(trader, "feed-lost-en-desktop")
    held.line.be(Line.GOOD)
    expect(bar).to_have_attribute("data-face", "running", timeout=LOST_WITHIN_MS)
    expect(trader.locator("#ticket-free")).to_have_text(whole)


def test_a_line_that_buffers_is_not_shown_as_connected(held: Held, trader: Page) -> None:
    held.line.be(Line.BUFFERING)
    trader.reload()
    bar = trader.locator("#clockbar")

    expect(bar).to_have_attribute("data-face", "lost", timeout=LOST_WITHIN_MS)
    held.line.be(Line.GOOD)
    expect(bar).to_have_attribute("data-face", "running", timeout=LOST_WITHIN_MS)


def test_a_vote_to_cast_appears_for_whom_it_concerns(held: Held, shot: Shot) -> None:
    china = held.page("Chen", "government_cn", language="zh", phone=True)
    expect(china.locator("#bar-tasks .badge")).to_have_count(0)
    owner = next(
        s["seat"]
        for s in held.server.trainer.get("/api/seats").json()
        if s["role"] == "project_owner"
    )
    found = held.server.trainer.get("/api/projects").json()
    period = next(
        (one["project"]["code"], one["open_periods"][0])
        for one in found
        if one["open_periods"] and one["project"]["owner"] == owner
    )
    held.give(owner, "issuance.request", project=period[0], period=period[1])

    expect(china.locator("#bar-tasks .badge")).to_have_text("1")
    expect(china.locator("#notice")).to_contain_text("1 项待办")
    expect(china.locator("#tasks [id^=vote-]")).to_have_count(1)
    shot(china, "feed-task-zh-phone")
    china.context.close()


def test_after_a_restart_the_page_comes_back_and_its_clock_shows_now(
    held: Held, trader: Page
) -> None:
    held.server.kill()
    bar = trader.locator("#clockbar")
    expect(bar).to_have_attribute("data-face", "lost", timeout=LOST_WITHIN_MS)
    held.server = ServerProcess(held.folder, options=("--no-bots",))
    held.line.target = held.server.port
    expect(bar).to_have_attribute("data-face", "running", timeout=LOST_WITHIN_MS)
    heard(trader)

    held.give("", "lesson.speed", speed=60)
    held.give("", "lesson.start")
    trader.wait_for_timeout(1_500)
    trader.reload()
    heard(trader)
    trader.wait_for_timeout(500)
    shown = trader.evaluate("Tanlu.now()")
    now = held.server.trainer.get("/api/clock").json()["at"]
    assert -60_000 < shown - now < 60_000, "a second of real time is a minute of the lesson"


def test_a_page_of_a_closed_lesson_says_so_once_and_asks_no_more(
    held: Held, trader: Page, shot: Shot
) -> None:
    closed = held.server.trainer.post("/api/lessons/belt-road-1/close")
    assert 200 == closed.status_code, closed.text
    bar = trader.locator("#clockbar")

    expect(bar).to_have_attribute("data-face", "ended")
    expect(bar).to_contain_text("is closed")
    expect(bar.get_by_role("link", name="Join a lesson")).to_be_visible()
    shot(trader, "feed-closed-en-desktop")
    asked = held.line.streams
    trader.wait_for_timeout(2_500)
    assert asked == held.line.streams
