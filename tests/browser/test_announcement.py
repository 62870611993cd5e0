"""Goal: an announcement reaches an open page at once, is hidden there, and the next one is shown.

Method: a real server whose plan has a script, a real Chromium for the console and a phone.
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
SCRIPT = """
[[announcement]]
day = 1
at = "10:00"
text_en = "Thailand authorises 48,650 t for NDC use"
text_zh = "泰国授权 48,650 t 用于国家自主贡献"

[[announcement]]
day = 2
at = "10:05"
text_en = "A registry is offline until noon"
text_zh = "登记簿离线至中午"

[[remark]]
day = 1
at = "09:30"
minute = 0
text_en = "Let everybody place one order"
text_zh = "请每人下一笔委托"

[[remark]]
day = 1
at = "14:00"
minute = 12
text_en = "Ask who bought above the reference price, and why"
text_zh = "问谁以高于参考价的价格买入，为什么"
"""
CHANGES = (("[[phases]]\nat = \"09:30\"", f"{SCRIPT}\n[[phases]]\nat = \"09:30\""),)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson in its first morning, credits on offer, time slow."""
    with planned(tmp_path_factory.mktemp("told"), name="told", changes=CHANGES) as running:
        begin(running, lambda: offered_t(running) >= 20)
        yield running


def test_an_announcement_is_previewed_told_hidden_and_followed_by_the_next(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    console, english, phone = watched("zh", DESKTOP), watched("en", DESKTOP), watched("en", PHONE)
    sign_in(console, server)
    sign_in(english, server)
    take_seat(phone, server, name="Ben", role="trader")
    phone.goto("/trade/BRC-CN")
    bar = phone.locator("#announcement")
    console.get_by_label("中文", exact=True).fill("抵销上限维持 5 %")
    console.get_by_label("英文", exact=True).fill("The offset cap stays at 5 %")
    console.get_by_role("button", name="预览").click()
    expect(console.get_by_text("各页面将显示：")).to_be_visible()
    shot(console, "announce-preview-zh")
    before = bar.get_attribute("data-number")
    console.get_by_role("button", name="向全体发布").click()
    console.wait_for_url(re.compile(r"[?&]done=\d+"))

    expect(bar).to_contain_text("The offset cap stays at 5 %")
    expect(bar).to_contain_text("抵销上限维持 5 %")
    assert before != bar.get_attribute("data-number")
    expect(phone.locator("#chart g.told text").last).to_have_text(
        bar.get_attribute("data-number") or "none"
    )
    shot(phone, "announcement-trade-en-phone")
    assert_whole(phone)
    bar.get_by_role("button", name="Hide").click()
    expect(bar).to_be_hidden()
    server.trainer.post(
        "/api/commands/announcement.make",
        json={"key": "next", "arguments": {"text_zh": "只有中文"}},
    )
    expect(bar).to_be_visible()
    expect(bar.locator("p")).to_have_text(re.compile("^只有中文 ?$"))
    for page, name in ((console, "console-script-zh"), (english, "console-script-en")):
        page.goto("/trainer")
        shot(page, name)
        assert_whole(page)


def test_a_halt_asks_in_the_page_and_a_call_stands_under_the_clock(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    console, phone = watched("en", DESKTOP), watched("zh", PHONE)
    sign_in(console, server)
    take_seat(phone, server, name="甲", role="trader")
    phone.goto("/trade/BRC-CN")
    console.locator("#clock-actions summary", has_text="Halt all").click()
    console.locator("#clock-actions summary", has_text="Next day").click()
    shot(console, "console-asks-en")
    assert_whole(console)
    console.get_by_role("button", name=re.compile(r"Halt all \d+ instruments")).click()
    console.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(phone.locator("#clockbar")).to_have_attribute("data-face", "halted")
    console.locator("#clock-actions summary", has_text="Resume all").click()
    console.get_by_role("button", name=re.compile(r"Resume all \d+ instruments")).click()
    console.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(phone.locator("#clockbar")).to_have_attribute("data-face", "running")
    calling = phone.locator("#calling")
    expect(calling).to_contain_text(re.compile(r"集合竞价：.*BRC-CN.* · 真实 (1:0\d|0:\d\d)"))
    calls = console.locator("#markets").get_by_role("button", name="End the call")
    for left in reversed(range(calls.count())):
        calls.first.click()
        expect(calls).to_have_count(left)
    expect(calling).to_be_hidden()
    row = console.locator("#markets tbody:has-text('BRC-CN')")
    row.get_by_role("button", name="Call auction").click()

    expect(calling).to_contain_text(re.compile(r"集合竞价：BRC-CN · 真实 (1:0\d|0:\d\d)"))
    shot(phone, "calling-zh-phone")
    assert_whole(phone)
    console.goto("/trainer")
    row.get_by_role("button", name="End the call").click()
    expect(calling).to_be_hidden()
