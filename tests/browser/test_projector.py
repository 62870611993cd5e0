"""The wall in the browser: the lobby fills up by itself, the market follows, keys change it.

Goal: readable from the back of the room on any projector. Method: a real server with its bots, a
real Chromium at three sizes; what is drawn is compared with the API, type sizes are measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

WALL = {"width": 1920, "height": 1080}
OLD = ({"width": 1024, "height": 768}, {"width": 1280, "height": 720})
SMALL_TYPE = """() => [...document.querySelectorAll('body *')]
    .filter((one) => one.getClientRects().length && !one.closest('.sr, .skip, [hidden]')
        && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
        && parseFloat(getComputedStyle(one).fontSize) < 23.9)
    .map((one) => one.textContent.trim())"""
OUTSIDE = """() => [...document.querySelectorAll('header *, .live *, .lobby *')]
    .filter((one) => one.getClientRects().length && !one.closest('.sr, svg'))
    .map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
    .filter(([text, box]) => text && (box.left < 0 || box.right > innerWidth + 1
        || box.bottom > innerHeight + 1))
    .concat([...document.querySelectorAll('.steps-of-road li')].filter((one) => one.scrollWidth
        > one.clientWidth + 1).map((one) => [one.textContent, null]))
    .map(([text]) => text)"""
COVERED = """() => {
    const shown = (one) => one.getClientRects().length && !one.closest('.sr, svg');
    const foot = (one) => one.getBoundingClientRect().bottom;
    return [...document.querySelectorAll('.top, .market, .side, .headline, .road')]
        .filter((part) => shown(part) && [...part.querySelectorAll('*')].filter(shown)
            .some((one) => foot(one) > foot(part) + 1))
        .map((part) => part.className);
}"""


def facts(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("({ ...document.body.dataset })")
    return found


def assert_readable(page: Page) -> None:
    """Everything is inside the picture, and nothing covers or cuts anything."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert [] == page.evaluate(OUTSIDE), (page.viewport_size, facts(page)["shown"])
    assert [] == page.evaluate(COVERED), (page.viewport_size, facts(page)["shown"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_lobby_fills_up_and_the_market_follows(
    server: ServerProcess, watched: Open, shot: Callable[[Page, str], None]
) -> None:
    page = watched("zh", WALL)
    page.goto(f"/projector?code={server.join_code}")
    body = page.locator("body")
    expect(body).to_have_attribute("data-now", "lobby")
    assert "124px" == page.locator(".door .code").evaluate("one => getComputedStyle(one).fontSize")
    expect(page.locator("#seats .many")).to_have_text("0")
    for name in ("Ann", "李雷"):
        server.trainer.post(
            "/api/join", json={"code": server.join_code, "name": name, "role": "trader"}
        )
    expect(page.locator("#seats .many")).to_have_text("2")
    expect(page.locator(".roles li", has_text="交易商").locator(".count")).to_contain_text("2 / ")
    shot(page, "projector-lobby-zh")
    assert [] == page.evaluate(SMALL_TYPE)
    assert_readable(page)

    server.give("lesson.advance", "lunch", phase="closed")
    expect(body).to_have_attribute("data-now", "live")
    expect(page.locator('[data-cell="time"]')).to_have_text("11:30", timeout=30_000)
    ccer = server.trainer.get("/api/instruments").json()[0]
    expect(page.locator('[data-cell="price"]')).to_have_text(f"{ccer['last'] / 100:.2f}")
    expect(page.locator(".trades li")).not_to_have_count(0)
    expect(page.locator("#chart path.line")).to_be_attached()
    issued = page.locator("#steps li", has_text="签发").locator(".tonnes")
    expect(issued).to_have_text(re.compile(r"^[1-9][\d,]* t$"))
    assert [] == page.evaluate(SMALL_TYPE)
    for size in (WALL, *OLD):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for shown in ("zh", "en", "both"):
            expect(body).to_have_attribute("data-shown", shown)
            assert_readable(page)
            shot(page, f"projector-live-{shown}-{size['width']}")
            page.keyboard.press("z")
        page.keyboard.press("z")


def test_keys_change_what_is_shown_and_the_address_keeps_it(
    server: ServerProcess, watched: Open
) -> None:
    page = watched("en", WALL)
    page.goto(f"/projector?code={server.join_code}&screen=live")
    code = page.locator('[data-cell="code"]')
    expect(code).to_have_text("CCER")
    page.keyboard.press("ArrowRight")
    expect(code).to_have_text("BRC-CN")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(code).to_have_text("BRC-TH")
    for key in "dal":
        page.keyboard.press(key)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Light or dark")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    before = facts(page)
    page.reload()
    expect(code).to_have_text("BRC-TH")
    after = facts(page)

    assert ("dark", "lobby") == (before["theme"], before["now"])
    assert ("dark", "lobby", "1") == (after["theme"], after["now"], after["turn"])
