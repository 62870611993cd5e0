"""A block trade between two phones, and one-way bidding won by one seat and lost by another.

Goal: both sides see each step without reloading, in both languages, and why a bid lost.
Method: a real server with a lesson whose Chinese credits trade at a venue with block trades and
bidding, a real Chromium, and the trades read back over JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.paths import fixtures
from registry.web.frame.figures import clock_minute
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Open,
    advance,
    assert_whole,
    clock,
    take_seat,
)
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
CODE = "CEA"
LISTED = """
[[instruments]]
code = "CEA"
registry = "CN"
unit = "CEA"
host = "CN"
reference = 8500
limit_percent = 10
venue = "national-ccer"

[[instruments]]
code = "STOCK"
registry = "CN"
unit = "CEA"
host = "CN"
reference = 8500
limit_percent = 10

[[instruments]]
"""
STOCK = "STOCK"
"""The instrument in which a seat buys allowances; CEA units could not be resold for days."""


def plan(folder: Path) -> Path:
    """The shipped lesson with allowances at a venue whose block trades have no smallest size."""
    written = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")
    path = folder / "deals.toml"
    path.write_text(written.replace("\n[[instruments]]\n", LISTED, 1), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson in its first morning, time slow."""
    folder = tmp_path_factory.mktemp("deals")
    running = ServerProcess(folder, lesson=str(plan(folder)))
    try:
        running.give("lesson.speed", "slow", speed=1)
        advance(running, phase="continuous")
        done(running, government(running), "allowance.issue", year=2028, quantity=10_000)
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def done(server: ServerProcess, seat: str, name: str, **arguments: Any) -> dict[str, Any]:
    """Send a command that must be accepted for a seat; return its answer."""
    body = {"key": f"k-{name}", "arguments": arguments}
    response = server.trainer.post(f"/api/commands/{name}", json=body, headers={"tanlu-seat": seat})
    assert "answer" in response.json(), response.text
    answer: dict[str, Any] = response.json()["answer"]
    return answer


def government(server: ServerProcess) -> str:
    """The seat of China's government."""
    seats = server.trainer.get("/api/seats").json()
    found: str = next(one["seat"] for one in seats if one["role"] == "government_partner")
    return found


def step(page: Page, form: str, **fields: str) -> None:
    """Fill in a form, preview it, and send it."""
    found = page.locator(f"#{form}")
    for name, value in fields.items():
        field = found.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    found.locator(".deal-form button").click()
    expect(page.locator(f"#{form} .preview")).to_be_visible()
    page.locator(f"#{form} .deal-second .button").click()
    page.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(page.locator(".receipt")).to_be_visible()


def seat_of(page: Page) -> str:
    found: str = page.evaluate("fetch('/api/me').then((r) => r.json()).then((me) => me.seat)")
    return found


def stock(server: ServerProcess, seat: str) -> None:
    """Let a seat win allowances in an auction of the government, so that it can sell some."""
    closes, seller = closing(server, minutes=2), government(server)
    done(server, seller, "allowance.issue", year=2028, quantity=10_000)
    terms = {"instrument": STOCK, "quantity": 500, "pricing": "uniform", "reserve": 8000}
    session = done(server, seller, "auction.open", **terms, closes_at=closes)["session"]
    done(server, seat, "bidding.bid", session=session, price=15_000, quantity=500)
    advance(server, to=closes + 1)


def closing(server: ServerProcess, *, minutes: int) -> int:
    """A whole minute of lesson time, so many minutes from now."""
    return (int(clock(server)["at"]) // 60_000 + minutes) * 60_000


def test_a_block_trade_is_agreed_between_two_phones(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    buyer, seller = watched("en", PHONE), watched("zh", PHONE)
    take_seat(buyer, server, name="Ben", role="trader")
    take_seat(seller, server, name="李雷", role="trader")
    other = seat_of(seller)
    stock(server, other)
    seller.goto(f"/deals/{CODE}")
    buyer.goto(f"/deals/{CODE}")
    step(buyer, "block", side="buy", counterparty=other, price="85.00", quantity="120")
    confirm = seller.locator("#proposals button", has_text="确认")
    expect(confirm).to_be_visible()
    expect(confirm).to_have_text("确认卖出 120 t @ 85.00")
    waits = seller.locator("#proposals .deal.waits")
    expect(waits).to_contain_text("10,200.00 元")
    expect(waits).to_contain_text("有效")
    expect(buyer.locator("#proposals .deal.waits")).to_contain_text("= CNY 10,200.00")
    assert_whole(seller)
    form = seller.locator("#block form").bounding_box()
    asked = confirm.bounding_box()
    assert form and asked and asked["y"] < form["y"], "what waits stands before the form"
    shot(seller, "deals-proposed-zh-phone")
    confirm.click()
    seller.wait_for_url(re.compile(r"[?&]done=\d+"))

    expect(seller.locator("#proposals .chip.done").first).to_have_text("已交收")
    expect(buyer.locator("#proposals .deal").first).to_contain_text("settled")
    bought = buyer.locator("#proposals .deal").first
    expect(bought).to_contain_text("120 t @ 85.00 = CNY 10,200.00")
    expect(bought).to_contain_text(re.compile(r"trade \d+"))
    buyer.reload()
    expect(buyer.locator(".deal-funds")).to_contain_text(re.compile(r"\b120 t"))
    shot(buyer, "deals-settled-en-phone")
    for page in (buyer, seller):
        assert_whole(page)
    answer = server.trainer.get("/api/blocks").json()
    assert ["traded"] == [one["state"] for one in answer if one["counterparty"] == other]


def test_bidding_is_won_by_one_and_lost_by_another_who_sees_why(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    winner, loser, wall = watched("zh", PHONE), watched("en", PHONE), watched("en", DESKTOP)
    take_seat(wall, server, name="Gus", role="government_partner")
    take_seat(winner, server, name="王芳", role="trader")
    take_seat(loser, server, name="Lou", role="emitter")
    at = closing(server, minutes=4)
    wall.goto(f"/bidding/{CODE}")
    step(wall, "open", quantity="1000", reserve="80.00", closes=clock_minute(at))
    newest = wall.locator(".sale").first.get_attribute("id") or ""
    number = int(newest.removeprefix("session-"))
    for page, price in ((winner, "140.00"), (loser, "81.00")):
        page.goto(f"/bidding/{CODE}")
        step(page, f"bid-{number}", price=price, quantity="1000")
        assert_whole(page)
    shot(loser, "bidding-en-phone")
    advance(server, to=at + 1)

    won, lost = (page.locator(f"#session-{number}") for page in (winner, loser))
    for said in ("中标 1,000 t", "140.00 元/t", "1,000 t @ 140.00"):
        expect(won).to_contain_text(said)
    for said in ("below the lowest winning bid", "140.00 CNY/t", "1,000 t @ 81.00", "0 t won"):
        expect(lost).to_contain_text(said)
    cover = re.search(r"认购倍数\s*(\d+\.\d\d)", won.inner_text())
    assert cover is not None and float(cover[1]) >= 2, "both bids are for all of it"
    assert f"Bid-to-cover ratio\n{cover[1]}" in lost.inner_text()
    expect(wall.locator(f"#session-{number}")).to_contain_text("140.00 CNY/t")
    shot(winner, "bidding-won-zh-phone")
    shot(loser, "bidding-lost-en-phone")
    shot(wall, "bidding-closed-en-desktop")
    for page in (winner, loser, wall):
        assert_whole(page)


def test_a_refused_proposal_is_shown_with_its_card(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    page = watched("en", PHONE)
    take_seat(page, server, name="Ida", role="trader")
    page.goto(f"/deals/{CODE}")
    form = page.locator("#block")
    form.locator("[name=side]").select_option("sell")
    form.locator("[name=counterparty]").select_option(index=1)
    form.locator("[name=quantity]").fill("50")
    form.locator(".deal-form button").click()
    form.locator(".deal-second .button").click()
    page.wait_for_url(re.compile(r"[?&]refused=\d+"))

    expect(page.locator(".refusal")).to_contain_text("risk.units_short")
    expect(page.locator("#block-quantity")).to_have_value("50")
    shot(page, "deals-refused-en-phone")
    assert_whole(page)
