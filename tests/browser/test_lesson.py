"""A lesson in the browser: join, buy, correct a refused order, pause, trace a tonne.

Goal: the pages work without a secure context and without the internet.
Method: a real server, a real Chromium, and the books read back over JSON after each command.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Open,
    assert_nothing_covered,
    assert_whole,
    language_and_size,
    offered_t,
    play_on,
    sign_in,
    take_seat,
)
from tests.support.server import ServerProcess, until

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]

HIGHEST = "67.10"
"""The upper limit of the first day: an order at it trades, whatever the best offer has become."""


def order(page: Page, *, quantity: int, price: str | None = None) -> None:
    """Fill in the ticket, preview it, and place the order."""
    if price is not None:
        page.fill("#price", price)
    page.fill("#quantity", str(quantity))
    page.click(".ticket-form .ticket-actions .button")
    page.click("[data-confirm]")
    page.wait_for_url(re.compile(r"[?&](done|refused)=\d+"))


def test_a_trainee_joins_and_buys_credits_and_sees_their_serials(
    market: ServerProcess, watched: Open, shot: Shot
) -> None:
    page = watched("en")
    take_seat(page, market, name="Ann", role="trader")

    assert page.evaluate("isSecureContext") is False
    page.goto("/trade/BRC-CN")
    order(page, quantity=20, price=HIGHEST)
    holdings = page.locator("#holdings")

    expect(page.locator(".receipt")).to_contain_text("Order accepted")
    expect(holdings).to_contain_text("biogas")
    assert holdings.locator("a.serial").count() >= 1
    shot(page, "bought-en-desktop")


def test_a_refusal_is_read_and_corrected_by_its_button(
    market: ServerProcess, watched: Open, shot: Shot
) -> None:
    page = watched("en", PHONE)
    take_seat(page, market, name="Ben", role="voluntary_buyer")
    page.goto("/trade/BRC-CN")
    order(page, quantity=900_000)
    card = page.locator(".refusal")

    expect(card).to_contain_text("Order not placed")
    expect(card).to_contain_text("risk.cash_short")
    expect(card).to_contain_text("Nothing in the books has changed")
    shot(page, "refusal-en-phone")
    page.click(".refusal-actions .primary")
    expect(page.locator("[data-confirm]")).to_be_visible()
    page.click("[data-confirm]")
    page.wait_for_url(re.compile(r"[?&]done=\d+"))

    expect(page.locator(".receipt")).to_contain_text("Order accepted")


def test_the_trainer_pauses_and_goes_on_and_every_page_says_so(
    market: ServerProcess, watched: Open
) -> None:
    trainee, trainer = watched("en"), watched("en")
    take_seat(trainee, market, name="Cid")
    sign_in(trainer, market)
    bar = trainee.locator("#clockbar")
    expect(bar).to_have_attribute("data-face", "running")

    trainer.get_by_role("button", name="Pause").click()
    expect(bar).to_have_attribute("data-face", "paused")
    stands_at = market.trainer.get("/api/clock").json()["at"]
    assert market.trainer.get("/api/clock").json()["at"] == stands_at

    trainer.get_by_role("button", name="Continue").click()
    expect(bar).to_have_attribute("data-face", "running")
    until(lambda: market.trainer.get("/api/clock").json()["at"] > stands_at)


def test_a_page_waits_while_the_computer_sleeps_and_says_for_how_long(
    market: ServerProcess, watched: Open
) -> None:
    """The page counts on up to the next due event, and not past it."""
    page = watched("en")
    take_seat(page, market, name="Eve")
    answer = page.locator("#slept")
    expect(answer).to_be_hidden()
    market.give("lesson.speed", "a minute a second", speed=60)
    expect(page.locator('[data-clock="speed"]')).to_have_text("60")
    market.process.send_signal(signal.SIGSTOP)
    page.wait_for_timeout(1_500)
    waiting = page.evaluate("Tanlu.now()")
    page.wait_for_timeout(1_500)
    still = page.evaluate("Tanlu.now()")
    market.process.send_signal(signal.SIGCONT)

    expect(answer).to_contain_text(re.compile(r"The computer slept for \d+ s; the lesson waited"))
    assert waiting == still
    market.give("lesson.speed", "slow again", speed=1)


def test_the_books_trace_a_bought_serial_to_the_committees_decision(
    market: ServerProcess, watched: Open, shot: Shot
) -> None:
    trainee, trainer = watched("en"), watched("en")
    take_seat(trainee, market, name="Dee", role="trader")
    play_on(market, lambda: offered_t(market) >= 10)  # others have bought in the meantime
    trainee.goto("/trade/BRC-CN")
    order(trainee, quantity=10, price=HIGHEST)
    href = trainee.locator("#holdings a.serial").first.get_attribute("href")
    assert href is not None
    sign_in(trainer, market)
    trainer.goto(f"/admin{href.replace('/serial/', '/serials/')}")
    shot(trainer, "trace-en-desktop")
    life = trainer.locator(".life-list")

    trainer.evaluate("window.print = () => document.title = 'printed'")
    trainer.get_by_role("button", name="Print").click()

    expect(trainer).to_have_title("printed")
    expect(life).to_contain_text("Committee decision")
    expect(life).to_contain_text("Issued")
    expect(life).to_contain_text("Settled")
    trainer.locator(".life-list a", has_text="committee item").first.click()
    expect(trainer.locator("h1")).to_contain_text("biogas")
    votes = trainer.locator("table").first
    assert votes.locator("td.strong", has_text="consents").count() == 2
    shot(trainer, "decision-en-desktop")


def test_a_removed_person_is_signed_out_and_the_bot_goes_on(
    market: ServerProcess, watched: Open
) -> None:
    trainee, trainer = watched("en"), watched("en")
    take_seat(trainee, market, name="Xandra")
    sign_in(trainer, market)
    row = trainer.locator("#roster tr", has_text="Xandra")
    row.locator("summary").click()
    assert_nothing_covered(trainer, "#roster tbody tr", widths=(1366, 1280, 390))
    assert_whole(trainer)
    row.locator("form button").click()
    trainer.wait_for_url(re.compile(r"[?&]done=\d+"))
    trainee.goto("/trade")

    expect(trainee.locator("main")).to_contain_text("given back to its bot by the trainer")
    expect(trainer.locator("#roster")).not_to_contain_text("Xandra")


@pytest.mark.parametrize(("language", "size"), language_and_size("desktop", "phone"))
def test_pages_are_whole_in_both_languages_and_sizes(
    market: ServerProcess, watched: Open, shot: Shot, language: str, size: str
) -> None:
    dimensions = DESKTOP if size == "desktop" else PHONE
    page = watched(language, dimensions)
    take_seat(
        page, market, name=f"李雷 {size}" if language == "zh" else f"Lei {size}", role="emitter"
    )
    assert offered_t(market) >= 0
    pages = {
        "trade": "/trade/CCER",
        "preview": "/trade/BRC-CN?step=preview&side=buy&quantity=100&price=61.00",
        "serial": "/serial/TH/1",
    }
    for name, address in pages.items():
        page.goto(address)
        shot(page, f"{name}-{language}-{size}")
        assert_fits(page)
    trainer = watched(language, dimensions)
    trainer.goto("/")
    shot(trainer, f"welcome-{language}-{size}")
    trainer.goto(f"/join?code={market.join_code}")
    shot(trainer, f"join-{language}-{size}")
    sign_in(trainer, market)
    shot(trainer, f"trainer-{language}-{size}")
    assert_fits(trainer)
    for name in ("accounts", "transactions", "transactions/60", "decisions/1", "orders", "trades",
                 "commands", "transfers", "audit", "serials/TH/1", "owners/S07",
                 "accounts/5?as_of=40"):  # fmt: skip
        trainer.goto(f"/admin/{name}")
        shot(trainer, f"admin-{name.replace('/', '-')}-{language}-{size}")
        assert_fits(trainer)
    trainer.goto("/admin")
    shot(trainer, f"admin-{language}-{size}")


def assert_fits(page: Page) -> None:
    """Nothing but a table in its own box scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert wide <= 0, f"{page.url} is {wide} px too wide"
