"""Goal: what a page shows of one's own is true after every kind of interruption.

Method: a real Chromium behind a line that the test spoils; lesson time stands and bots rest, so
that nothing but the test changes anything. What the page shows is compared with the books. Where a
page waits for long, its own clock is put forward.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP, HOST, PHONE, take_seat
from tests.support.bad_line import BadLine, Line
from tests.support.server import ServerProcess, until

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
SILENT_S, RETRY_S = 12, 20
"""Seconds after which a silent line is left, and in which a lost one is tried again."""
HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""

KEEP_STREAM = """window.EventSource = class extends EventSource {
    constructor(address) { super(address); window.stream = this; }
};"""
SAY_OWN = """(kind) => stream.dispatchEvent(
    new MessageEvent('own', { data: JSON.stringify({ changed: [kind] }) }))"""


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
        context.clock.install()
        page = context.new_page()
        page.set_default_timeout(10_000)
        take_seat(page, self.server, name=name, role=role)
        heard(page)
        return page

    def give(self, seat: str, command: str, /, **arguments: object) -> dict[str, object]:
        """A command of a seat, by the trainer's script."""
        self.keys += 1
        body = {"key": f"feed-{self.keys}", "arguments": arguments}
        headers = {"tanlu-seat": seat} if seat else {}
        told = self.server.trainer.post(f"/api/commands/{command}", json=body, headers=headers)
        assert 200 == told.status_code, told.text
        answer: dict[str, object] = told.json()["answer"]
        return answer

    def seat(self, role: str, driver: str = "person") -> str:
        """The first seat of this role that a person plays, or a bot."""
        seats = self.server.trainer.get("/api/seats").json()
        return str(next(s["seat"] for s in seats if (s["role"], s["driver"]) == (role, driver)))

    def clock(self) -> int:
        """Lesson time on the server."""
        return int(self.server.trainer.get("/api/clock").json()["at"])

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


def bar_is(page: Page, face: str) -> None:
    expect(page.locator("#clockbar")).to_have_attribute("data-face", face)


def later(page: Page, seconds: int) -> None:
    """Put the page's own clock forward: what it wanted to do until then, it does now."""
    page.clock.fast_forward(seconds * 1000)


def comes_back(page: Page, face: str) -> None:
    """A lost line is found again at the next attempt, or at the one after it."""
    later(page, RETRY_S)
    with suppress(AssertionError):
        bar_is(page, face)
        return
    later(page, RETRY_S)
    bar_is(page, face)


def whole_again(page: Page, free_cash: str) -> None:
    """The order that was withdrawn meanwhile is gone, and its cash is free."""
    expect(page.locator("#orders button", has_text="Cancel")).to_have_count(0)
    expect(page.locator("#ticket-free")).to_have_text(free_cash)


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

    whole_again(trader, whole)
    expect(trader.locator("#clockbar")).not_to_have_attribute("data-face", "lost")


def test_after_an_unlock_orders_and_free_cash_are_true(held: Held, trader: Page) -> None:
    whole = free(trader)
    seat, order = held.bid(trader)
    trader.evaluate(HIDE, True)
    held.give(seat, "order.cancel", order=order)
    trader.evaluate(HIDE, False)

    whole_again(trader, whole)


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


def test_a_part_in_use_is_renewed_when_it_is_left(held: Held, trader: Page) -> None:
    seat, order = held.bid(trader)
    button = trader.locator("#orders button", has_text="Cancel").last
    button.focus()
    whole = trader.locator("#holdings .cash")
    blocked = whole.inner_text()
    held.give(seat, "order.cancel", order=order)
    expect(whole).not_to_have_text(blocked)

    expect(button).to_be_attached()
    button.evaluate("(node) => node.blur()")
    expect(trader.locator("#orders button", has_text="Cancel")).to_have_count(0)


def test_a_part_taken_in_use_while_its_newer_one_is_on_the_way_stays(
    held: Held, trader: Page
) -> None:
    seat, order = held.bid(trader)
    button = trader.locator("#orders button", has_text="Cancel").last
    whole = trader.locator("#holdings .cash")
    blocked, waiting = whole.inner_text(), list[Route]()
    trader.route("**/trade/CCER", lambda route: waiting.append(route))
    with trader.expect_request("**/trade/CCER"):
        held.give(seat, "order.cancel", order=order)
    button.focus()
    waiting[0].continue_()
    trader.unroute("**/trade/CCER")
    expect(whole).not_to_have_text(blocked)

    expect(button).to_be_attached()
    button.evaluate("(node) => node.blur()")
    expect(trader.locator("#orders button", has_text="Cancel")).to_have_count(0)


def test_other_pages_fetch_only_what_they_show(held: Held, trader: Page) -> None:
    deals, rules = (trader.context.new_page() for _ in range(2))
    deals.add_init_script(KEEP_STREAM)
    asked: list[str] = []
    for page, address in ((deals, "/deals/CCER"), (rules, "/rules")):
        page.goto(address)
        heard(page)
    rules.on("request", lambda request: asked.append(request.url))
    funds = deals.locator("#deal-funds")
    before = funds.inner_text()
    seat, order = held.bid(trader)
    expect(funds).not_to_have_text(before)
    held.give(seat, "order.cancel", order=order)
    expect(funds).to_have_text(before)
    assert [] == asked

    later(deals, 1)
    deals.on("request", lambda request: asked.append(request.url))
    for kind in ("seat", "cash"):  # tasks are on every page: they carry the seat's own requests
        deals.evaluate(SAY_OWN, kind)
    later(deals, 1)
    assert 1 == len(asked), "for the cash only"
    deals.close()
    rules.close()


def test_a_line_that_falls_silent_is_noticed_and_left(held: Held, trader: Page, shot: Shot) -> None:
    whole = free(trader)
    seat, order = held.bid(trader)
    held.line.be(Line.SILENT)
    held.give(seat, "order.cancel", order=order)
    later(trader, SILENT_S)

    bar_is(trader, "lost")
    shot(trader, "feed-lost-en-desktop")
    held.line.be(Line.GOOD)
    comes_back(trader, "running")
    whole_again(trader, whole)


def test_a_line_that_buffers_is_not_shown_as_connected(held: Held, trader: Page) -> None:
    held.line.be(Line.BUFFERING)
    asked = held.line.streams
    trader.reload()
    until(lambda: held.line.streams > asked)
    later(trader, SILENT_S)

    bar_is(trader, "lost")
    held.line.be(Line.GOOD)
    comes_back(trader, "running")


def period_of(held: Held, owner: str) -> tuple[str, str]:
    """A project of the owner, and a period for which it can ask."""
    found = held.server.trainer.get("/api/projects").json()
    return next(
        (one["project"]["code"], one["open_periods"][0])
        for one in found
        if one["open_periods"] and one["project"]["owner"] == owner
    )


def test_tasks_and_requests_are_live_on_every_page(held: Held, shot: Shot) -> None:
    china = held.page("Chen", "government_partner", language="zh")
    owner = held.page("Olive", "project_owner", phone=True)
    elsewhere = china.context.new_page()
    away = owner.context.new_page()
    for page, address in ((elsewhere, "/serial"), (away, "/rules")):
        page.goto(address)
        heard(page)
    entry = elsewhere.locator("#nav-tasks .badge")
    expect(china.locator("#bar-tasks .badge:not([data-unseen])")).to_have_count(0)
    expect(entry).to_have_count(0)
    seat = held.seat("project_owner")
    project, period = period_of(held, seat)
    held.give(seat, "issuance.request", project=project, period=period)

    expect(china.locator("#bar-tasks .badge:not([data-unseen])")).to_have_text("1")
    expect(china.locator("#notice")).to_contain_text("1 项待办")
    expect(china.locator("#tasks [id^=vote-]")).to_have_count(1)
    expect(entry).to_have_text("1")
    expect(elsewhere.locator("#notice a")).to_have_attribute("href", re.compile("/home#tasks$"))
    expect(owner.locator("#asked")).to_contain_text("requested")
    shot(china, "feed-task-zh-desktop")
    shot(elsewhere, "feed-task-elsewhere-zh-desktop")
    (item,) = held.server.trainer.get("/api/committee?limit=1").json()
    for role, driver in (("government_partner", "person"), ("government_host", "bot")):
        held.give(held.seat(role, driver), "committee.vote", item=item["item"], vote="affirm")
    expect(owner.locator("#asked")).to_contain_text("secretariat")
    held.give(held.seat("secretariat", "bot"), "committee.publish", item=item["item"])

    expect(entry).to_have_count(0)
    expect(elsewhere.locator("#notice")).to_be_hidden()
    expect(owner.locator("#asked")).to_contain_text("decided, not issued yet")
    expect(owner.locator("#notice")).to_contain_text(re.compile(r"Issuance \d+, .* decided"))
    expect(owner.locator("#bar-tasks [data-unseen]")).to_have_text("1")
    expect(away.locator("#notice")).to_contain_text(re.compile(r"Issuance \d+, .* decided"))
    expect(away.locator("#nav-asked [data-unseen]")).to_have_text("1")
    shot(away, "feed-asked-elsewhere-en-phone")
    away.locator("#notice a").click()
    expect(away).to_have_url(re.compile(r"/requests#issuance-\d+$"))
    expect(away.locator("[data-request].fresh")).to_contain_text("Registry manager")
    away.goto("/rules")
    expect(away.locator("#nav-asked [data-unseen]")).to_be_hidden()
    shot(owner, "feed-asked-en-phone")
    china.context.close()
    owner.context.close()


def test_after_a_restart_the_page_comes_back_and_its_clock_shows_now(
    held: Held, trader: Page
) -> None:
    held.server.kill()
    later(trader, SILENT_S)
    bar_is(trader, "lost")
    held.server = ServerProcess(held.folder, options=("--no-bots",))
    held.line.target = held.server.port
    comes_back(trader, "running")
    heard(trader)

    held.give("", "lesson.speed", speed=60)
    held.give("", "lesson.start")
    started = held.clock()
    until(lambda: held.clock() > started + 60_000)
    trader.reload()
    heard(trader)
    trader.wait_for_timeout(500)
    shown = trader.evaluate("Tanlu.now()")
    assert -60_000 < shown - held.clock() < 60_000, "a second of real time is a minute"


def test_in_a_pause_the_clock_stands_where_it_was_after_every_opening(
    held: Held, trader: Page
) -> None:
    held.give("", "lesson.pause")
    stood = held.clock()
    bar_is(trader, "paused")
    assert stood == held.clock() == trader.evaluate("Tanlu.now()")
    held.line.be(Line.CUT)
    later(trader, SILENT_S)
    bar_is(trader, "lost")
    held.line.be(Line.GOOD)
    comes_back(trader, "paused")

    assert stood == trader.evaluate("Tanlu.now()")
    trader.reload()
    heard(trader)
    assert stood == trader.evaluate("Tanlu.now()") == held.clock()


def test_a_page_whose_seat_was_given_back_says_that_and_not_that_the_lesson_is_closed(
    held: Held, shot: Shot
) -> None:
    owner = held.page("Otto", "voluntary_buyer", language="zh")
    held.give("", "seat.leave", seat=held.seat("voluntary_buyer"))

    bar_is(owner, "ended")
    pill = owner.locator("#clockbar .pill")
    expect(pill).to_contain_text("席位已收回")
    expect(pill).not_to_contain_text("关闭")
    expect(owner.locator("#clockbar")).to_contain_text("已由教员交还机器人")
    shot(owner, "feed-given-back-zh-desktop")
    owner.context.close()


def test_a_page_of_a_closed_lesson_says_so_once_sends_nothing_and_asks_no_more(
    held: Held, trader: Page, shot: Shot
) -> None:
    closed = held.server.trainer.post("/api/lessons/belt-road-1/close")
    assert 200 == closed.status_code, closed.text
    bar = trader.locator("#clockbar")

    bar_is(trader, "ended")
    expect(bar).to_contain_text("is closed. Nothing more can be sent from this page.")
    expect(bar.get_by_role("link", name="Join a lesson")).to_be_visible()
    expect(trader.locator('#ticket [data-when="ended"]')).to_be_visible()
    expect(trader.locator('#ticket [data-when="lost"]')).to_be_hidden()
    shot(trader, "feed-closed-en-desktop")
    asked: list[str] = []
    trader.on("request", lambda request: asked.append(request.url))
    trader.fill("#quantity", "10")
    trader.locator("#ticket").get_by_role("button", name="Preview").click()
    expect(trader.locator("#said")).to_have_text("Nothing more can be sent from this page.")
    for _ in range(3):
        later(trader, RETRY_S)
    trader.evaluate(HIDE, True)
    trader.evaluate(HIDE, False)
    trader.evaluate("fetch('/health')")

    assert ["/health"] == [urlsplit(url).path for url in asked]
