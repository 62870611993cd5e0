"""A call auction up to its uncross on two phones; an iceberg, a stop and a pick from the ticket.

Goal: the pages show each event of the venue before, during and after it, in both languages.
Method: a real server with a lesson that has a call auction and one instrument by listing, a real
Chromium, and the market read back over JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    DESKTOP,
    NARROW,
    PHONE,
    Open,
    advance,
    assert_nothing_covered,
    assert_whole,
    begin,
    clock,
    language_and_size,
    offered_t,
    planned,
    sign_in,
    take_seat,
)
from tests.support.server import ServerProcess, until

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
SIZES = {"desktop": DESKTOP, "phone": PHONE, "narrow": NARROW}

CHANGES = (
    ('at = "13:00"\nphase = "continuous"',
     'at = "13:00"\nphase = "call"\n\n[[phases]]\nat = "14:00"\nphase = "continuous"'),
    ('code = "BRC-TH"', 'code = "BRC-TH"\nvenue = "national-ets"'),
    ('code = "CCER"', 'code = "CCER"\nvenue = "shanghai"'),
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson in its first morning, credits on offer, time slow."""
    with planned(
        tmp_path_factory.mktemp("call-auction"), name="call-auction", changes=CHANGES
    ) as running:
        begin(running, lambda: offered_t(running) >= 100)
        yield running


def go_to(server: ServerProcess, phase: str) -> None:
    """Advance to a phase of the trading hours, unless it runs already."""
    if clock(server)["phase"] != phase:
        advance(server, phase=phase)


def quote(server: ServerProcess, instrument: str) -> dict[str, Any]:
    """One instrument of the public snapshot."""
    found = server.trainer.get("/api/instruments").json()
    return next(one for one in found if one["instrument"] == instrument)


def offer(server: ServerProcess, *, quantity: int) -> None:
    """The owner of Thai units lists some of them at the reference price."""
    now = quote(server, "BRC-TH")
    listed = {"instrument": "BRC-TH", "side": "sell", "price": now["last"] or now["reference"],
              "quantity": quantity}  # fmt: skip
    for number in range(3):
        body = {"key": f"list-{number}", "arguments": listed}
        with server.join(f"Owner {number}", "project_owner") as owner:
            if owner.post("/api/commands/order.place", json=body).status_code == 200:
                return
    raise AssertionError("no owner has Thai units to list")


def price_text(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def order(
    page: Page,
    side: str,
    *,
    price: int,
    quantity: int,
    look: Callable[[Page], None] = lambda page: None,
    **rare: str,
) -> None:
    """Fill in the ticket, preview it, place it, and confirm warnings if there are any."""
    page.goto("/trade/BRC-CN")
    page.locator(f"label[for=side-{side}]").click()
    page.fill("#price", price_text(price))
    page.fill("#quantity", str(quantity))
    if rare:
        page.click(".rare summary")
    for name, value in rare.items():
        page.fill(f"#{name}", value)
    page.click(".ticket-form .ticket-actions .button")
    expect(page.locator(".outlook")).to_be_visible()
    look(page)
    page.click("[data-confirm]")
    page.wait_for_url(re.compile(r"[?&](done|refused)=\d+"))
    if page.locator(".refusal.asks").count():
        page.click(".refusal.asks form button")
        page.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(page.locator(".receipt")).to_be_visible()


def same_curves(page: Page) -> bool:
    """Whether the script has drawn both curves as the server draws them now."""
    asked = page.evaluate("fetch(location.pathname).then((answer) => answer.text())")
    paths = [
        page.locator(f"#auction path.{name}").get_attribute("d") for name in ("demand", "supply")
    ]
    return all(path and path in asked for path in paths)


def shown_in(page: Page) -> list[str]:
    """Indicative price and tonnes, and the surplus, as the page shows them."""
    names = ("price", "volume", "imbalance")
    return [page.locator(f"[data-auction={name}]").inner_text() for name in names]


def drawn_in(page: Page) -> list[str]:
    """The same as the server draws them now."""
    html = page.evaluate("fetch(location.pathname).then((answer) => answer.text())")
    found: list[str] = page.evaluate(
        """(html) => { const there = new DOMParser().parseFromString(html, "text/html");
        return ["price", "volume", "imbalance"].map((name) =>
            there.querySelector(`[data-auction=${name}]`).textContent.trim()); }""",
        html,
    )
    return found


def test_a_call_auction_is_watched_to_its_uncross_by_two_phones(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    seller, buyer, wall = watched("zh", PHONE), watched("en", PHONE), watched("en", DESKTOP)
    take_seat(seller, server, name="李雷", role="trader")
    take_seat(buyer, server, name="Ben", role="voluntary_buyer")
    take_seat(wall, server, name="Wanda", role="emitter")
    now = quote(server, "BRC-CN")
    order(seller, "buy", price=now["hi"], quantity=30)
    order(buyer, "buy", price=now["lo"], quantity=40, peak="10",
          look=lambda page: shot(page, "iceberg-en-phone"))  # fmt: skip
    expect(buyer.locator("#orders")).to_contain_text("shows 10 of 40 t")
    order(buyer, "buy", price=now["hi"], quantity=5, trigger=price_text(now["hi"]))
    expect(buyer.locator("#orders")).to_contain_text("waits for its trigger")
    shot(buyer, "kinds-en-phone")
    assert_nothing_covered(buyer, "#orders tbody tr", widths=(1280, 1200, 390))

    go_to(server, "call")
    called = int(clock(server)["at"])
    wall.goto("/trade/BRC-CN")
    order(seller, "sell", price=now["lo"], quantity=30)
    order(buyer, "buy", price=now["hi"], quantity=30)
    for page in (seller, buyer, wall):
        expect(page.locator("#auction")).to_be_visible()
        expect(page.locator("[data-auction=price]")).to_have_text(re.compile(r"^\d+\.\d\d$"))
        expect(page.locator("#auction path.demand")).to_have_count(1)
    expect(seller.locator("#clockbar .track [aria-current]")).to_have_text("集合竞价")
    expect(wall.locator("#clockbar .track [aria-current]")).to_have_text("Call")
    until(lambda: same_curves(wall), within_s=10)
    live = server.trainer.get("/api/book/BRC-CN").json()
    assert live["bids"][0]["price"] >= live["asks"][0]["price"], "a call gathers crossed orders"
    for page in (seller, buyer, wall):
        assert shown_in(page) == drawn_in(page), "the page says what the public picture says"
    shot(seller, "call-zh-phone")
    shot(buyer, "call-en-phone")
    shot(wall, "call-en-desktop")
    for page in (seller, buyer, wall):
        assert_whole(page)

    before = quote(server, "BRC-CN")["volume"]
    go_to(server, "continuous")
    for page, said in ((seller, "集合竞价："), (buyer, "Auction at"), (wall, "Auction at")):
        expect(page.locator("[data-auction=result]")).to_contain_text(said)
        expect(page.locator("[data-auction=body]")).to_be_hidden()
    made = server.trainer.get("/api/trades?instrument=BRC-CN&limit=200").json()
    first = min(one["at"] for one in made if one["at"] >= called)
    auctioned = [one for one in made if one["at"] == first]
    result = f"{sum(one['quantity'] for one in auctioned):,} t"
    for page in (seller, buyer, wall):
        said = page.locator("[data-auction=result]")
        expect(said).to_contain_text(result)
        expect(said).to_contain_text(price_text(auctioned[0]["price"]))
    assert quote(server, "BRC-CN")["volume"] >= before + 30
    seller.goto("/trade/BRC-CN")
    buyer.goto("/trade/BRC-CN")

    expect(seller.locator("#orders tbody tr", has_text="已成交").first).to_be_visible()
    expect(buyer.locator("#orders tbody tr", has_text="traded").first).to_be_visible()
    shot(wall, "uncrossed-en-desktop")


def test_an_order_is_changed_and_all_are_taken_back(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    page = watched("zh", DESKTOP)
    go_to(server, "continuous")
    take_seat(page, server, name="Cai", role="trader")
    now = quote(server, "BRC-CN")
    order(page, "buy", price=now["lo"], quantity=9)
    order(page, "buy", price=now["lo"] + 1, quantity=8)
    page.locator("#orders a", has_text="改单").first.click()
    page.fill("#change-quantity", "3")
    page.click(".change-form button")
    expect(page.locator(".change .preview")).to_contain_text("保留")
    shot(page, "change-zh-desktop")
    page.click(".change .wide-button")
    page.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(page.locator("#orders tbody tr").first).to_contain_text("3")
    page.goto("/trade/BRC-CN?chart=candles")
    expect(page.locator("#candles svg")).to_be_visible()
    page.goto("/trade/BRC-CN?depth=10")
    expect(page.locator(".asks .slot")).to_have_count(10)
    shot(page, "candles-zh-desktop")
    page.click("#orders .ask summary")
    page.click("#orders .ask form button")
    page.wait_for_url(re.compile(r"[?&]done=\d+"))

    open_here = page.locator("#orders tr:has(.action form)", has_text="BRC-CN")
    expect(open_here).to_have_count(0)


def test_a_listed_order_is_picked(server: ServerProcess, watched: Open, shot: Shot) -> None:
    page, phone = watched("en", DESKTOP), watched("zh", PHONE)
    go_to(server, "continuous")
    offer(server, quantity=12)
    take_seat(page, server, name="Dan", role="trader")
    take_seat(phone, server, name="李梅", role="trader")
    for one in (page, phone):
        one.goto("/trade/BRC-TH")
        expect(one.locator("#listed")).to_be_visible()
        assert_whole(one)
    shot(phone, "listed-zh-phone")
    page.locator("#listed a.button").first.click()
    page.fill("#pick-quantity", "1")
    page.click(".pick .change-form button")
    expect(page.locator(".pick .preview")).to_contain_text("1 t @")
    shot(page, "pick-en-desktop")
    page.click(".pick .wide-button")
    page.wait_for_url(re.compile(r"[?&](done|refused)=\d+"))

    expect(page.locator(".receipt")).to_contain_text("Listed order picked")


@pytest.mark.parametrize(("language", "size"), language_and_size(*SIZES))
def test_pages_to_trade_on_are_whole_in_both_languages_and_sizes(
    server: ServerProcess, watched: Open, language: str, size: str
) -> None:
    page = watched(language, SIZES[size])
    go_to(server, "continuous")
    take_seat(page, server, name=f"Una {language} {size}", role="trader")
    for address in ("/trade/BRC-CN", "/trade/BRC-TH", "/trade/CCER", "/deals/BRC-TH",
                    "/bidding/BRC-TH", "/market/BRC-TH"):  # fmt: skip
        page.goto(address)
        assert_whole(page)
    page.goto("/trade/BRC-TH")
    listed = page.locator("#time_in_force option").evaluate_all("(all) => all.map((o) => o.value)")
    page.goto("/trade/BRC-CN")
    plain = page.locator("#time_in_force option").evaluate_all("(all) => all.map((o) => o.value)")

    assert ["day"] == listed, "the national market has orders for the day only"
    assert ["day", "gtc", "gtd", "ioc", "fok", "at_open"] == plain


@pytest.mark.parametrize(("language", "size"), language_and_size("desktop", "phone"))
def test_days_rules_and_conduct_are_whole_in_both_languages_and_sizes(
    server: ServerProcess, watched: Open, shot: Shot, language: str, size: str
) -> None:
    trainer = watched(language, SIZES[size])
    sign_in(trainer, server)
    for name, address in {
        "market": "/market/BRC-TH",
        "market-breaker": "/market/CCER",
        "conduct": "/admin/conduct?limit=20",
    }.items():
        trainer.goto(address)
        shot(trainer, f"{name}-{language}-{size}")
        assert_whole(trainer)
