"""Goal: the trainer starts a call auction, and an at-the-close order waits for it, on real pages.

Method: a real server with a lesson that ends its day with a call, a real Chromium for the console
and two phones, and the market read back over JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Open,
    advance,
    assert_whole,
    begin,
    offered_t,
    planned,
    sign_in,
    take_seat,
)
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
CLOSE = 'at = "15:00"\nphase = "closed"'
CHANGES = ((CLOSE, f'at = "14:50"\nphase = "closing"\n\n[[phases]]\n{CLOSE}'),)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson in its first morning, credits on offer, time slow."""
    with planned(tmp_path_factory.mktemp("closing"), name="closing", changes=CHANGES) as running:
        begin(running, lambda: offered_t(running) >= 20)
        yield running


def row() -> str:
    return "#markets tbody:has-text('BRC-CN')"


def test_the_trainer_begins_a_call_and_ends_it_before_the_class(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    console, phone, small = watched("zh", DESKTOP), watched("en", PHONE), watched("en", PHONE)
    sign_in(console, server)
    sign_in(small, server)
    take_seat(phone, server, name="Ben", role="trader")
    phone.goto("/trade/BRC-CN")
    expect(phone.locator("#auction [data-auction=body]")).to_be_hidden()
    begin = console.locator(row()).get_by_role("button", name="集合竞价")
    expect(begin).to_be_visible()
    begin.click()
    console.wait_for_url(re.compile(r"[?&]done=\d+"))

    expect(console.locator(row())).to_contain_text(re.compile(r"集合竞价至 \d\d:\d\d"))
    expect(phone.locator("#auction [data-auction=body]")).to_be_visible()
    expect(phone.locator("[data-breaker]")).to_contain_text("call auction until")
    small.goto("/trainer")
    expect(small.locator("#markets")).to_contain_text("call until")
    for page, name in ((console, "console-call-zh"), (small, "console-call-en-phone"),
                       (phone, "trainer-call-en-phone")):  # fmt: skip
        shot(page, name)
        assert_whole(page)
    console.locator(row()).get_by_role("button", name="结束集合竞价").click()
    console.wait_for_url(re.compile(r"[?&]done=\d+"))

    expect(phone.locator("#auction [data-auction=body]")).to_be_hidden()
    expect(console.locator(row()).get_by_role("button", name="集合竞价")).to_be_visible()


def test_an_order_at_the_close_waits_outside_the_book_and_leaves_with_the_call(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    phone = watched("zh", PHONE)
    take_seat(phone, server, name="李雷", role="trader")
    listed = server.trainer.get("/api/instruments").json()
    lo = next(one["lo"] for one in listed if one["instrument"] == "BRC-CN")
    phone.goto("/trade/BRC-CN")
    phone.fill("#price", f"{lo // 100}.{lo % 100:02d}")
    phone.fill("#quantity", "5")
    phone.select_option("#time_in_force", "at_close")
    phone.click(".ticket-form .ticket-actions .button")
    expect(phone.locator(".outlook")).to_contain_text("收盘集合竞价")
    shot(phone, "at-close-zh-phone")
    phone.click("[data-confirm]")
    phone.wait_for_url(re.compile(r"[?&](done|refused)=\d+"))
    if phone.locator(".refusal.asks").count():
        phone.click(".refusal.asks form button")
        phone.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(phone.locator("#orders")).to_contain_text("等待收盘集合竞价")
    expect(phone.locator(".receipt")).to_contain_text("等待收盘集合竞价")
    assert_whole(phone)
    advance(server, phase="closing")
    expect(phone.locator("#auction [data-auction=body]")).to_be_visible()
    expect(phone.locator("#clockbar .track [aria-current]")).to_have_text("收盘集合竞价")
    shot(phone, "closing-zh-phone")
    advance(server, phase="closed")

    expect(phone.locator("#orders")).not_to_contain_text("等待收盘集合竞价")
    expect(phone.locator("#orders")).to_contain_text("已撤")
