"""Goal: a term tells its meaning by mouse, key and touch, and nothing on the page moves.

Method: a phone and a desktop at the trading page; the terms are pressed, tapped and closed.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, take_seat
from tests.support.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACES = """() => [...document.querySelectorAll('.panel')]
    .map((one) => [one.offsetTop, one.offsetWidth, one.offsetHeight])"""


def opened(page: Page, key: str, by: str) -> None:
    mark, card = page.locator(f"[popovertarget={key}]"), page.locator(f"#{key}")
    before = page.evaluate(PLACES)
    expect(card).to_be_hidden()
    if by == "key":
        mark.focus()
        page.keyboard.press("Enter")
    else:
        mark.click()
    expect(card).to_be_visible()
    assert before == page.evaluate(PLACES)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_term_is_read_by_key_and_by_touch(server: ServerProcess, watched: Open) -> None:
    desktop, phone = watched("zh"), watched("en", PHONE)
    take_seat(desktop, server, name="Terms", role="emitter")
    take_seat(phone, server, name="Words", role="trader")
    opened(desktop, "term-order_book", "key")
    opened(desktop, "term-obligation", "click")
    opened(phone, "term-holding", "click")
    expect(desktop.locator("#term-obligation")).to_contain_text("应清缴的配额数量")
