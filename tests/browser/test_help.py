"""Goal: a person asks for help, a helper sees it and gives a hint, the trainer looks, acts, moves.

Method: a real server and Chromium; what is shown must come by the live stream, without a reload.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, assert_whole, sign_in, take_seat
from tests.support.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.long]

Shot = Callable[[Page, str], None]


def test_help_reaches_the_seat_and_the_seat_reaches_help(
    market: ServerProcess, watched: Open, shot: Shot
) -> None:
    phone, console, helper = watched("zh", PHONE), watched("en", DESKTOP), watched("en", PHONE)
    take_seat(phone, market, name="赵敏", role="trader")
    sign_in(console, market)
    seat = console.locator("#roster tr", has_text="赵敏").locator(".meta").first.inner_text()

    # The person asks; the queue of the trainer and of a helper has it.
    phone.locator("#ask-help summary").click()
    phone.fill("#help-words", "为什么不成交？")
    phone.locator("#ask-help form button").click()
    expect(console.locator("#queue")).to_contain_text("为什么不成交？", timeout=20_000)
    console.locator("#queue details summary").click()
    code = console.locator("#queue .personal-code").inner_text()
    helper.goto("/helper")
    helper.fill("#code", code.lower())
    helper.fill("#name", "Hanna")
    helper.click("main form button")
    expect(helper.locator("#queue li")).to_contain_text("赵敏")
    assert_whole(helper)
    shot(helper, "helper-queue")
    helper.locator("#queue form button").first.click()
    expect(phone.locator("#ask-help")).to_contain_text("有人前来")

    # The helper's hint comes to that seat alone, and goes when it is put away.
    helper.goto(f"/trainer/seats/{seat}")
    helper.locator(".suggestions form button").first.click()
    note = phone.locator("#help-notes .note")
    expect(note).to_have_count(1)
    expect(note).to_contain_text("先试试")
    assert_whole(phone)
    shot(phone, "hint-at-the-seat")
    note.locator("button").click()
    expect(note).to_have_count(0)

    # The trainer looks: nothing can be sent. Then acts: the person is told.
    console.goto(f"/look/{seat}/trade/CCER")
    expect(console.locator(".beside-seat")).to_contain_text("nothing can be sent")
    assert 0 == console.locator("main button:enabled, main input:enabled").count()
    console.keyboard.press("Shift+X")
    shot(console, "look")
    console.locator(".beside-seat a").first.click()
    expect(console.locator(".beside-seat.act")).to_contain_text("赵敏")
    console.goto(f"/act/{seat}/trade/BRC-CN")
    console.fill("#quantity", "10")
    console.locator("#ticket .primary").first.click()
    console.locator("form[action$='/action/order.place'] button.primary").first.click()
    expect(console.locator(".receipt")).to_be_visible()
    expect(note).to_contain_text("教员已代您操作", timeout=20_000)
    shot(phone, "acted-for")

    # Moved to another seat, the page follows by itself.
    console.goto(f"/trainer/seats/{seat}")
    console.select_option("#target", index=5)
    target = console.locator("#target").input_value()
    console.get_by_role("button", name="Move 赵敏").click()
    phone.wait_for_url("**/home")
    expect(phone.locator("#brief-title")).to_contain_text(target, timeout=20_000)
    expect(note).to_have_count(0)
