"""Goal: live parts are said aloud at most once in five seconds, can be held still, and a key reads
the book.

Method: a real Chromium on a lesson that stands, in this process; the page's clock is the test's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.classroom import CODE, Class, class_of, create
from tests.support.server import until

pytestmark = pytest.mark.browser

SAID = """() => { window.heard = [];
    new MutationObserver(() => heard.push([Math.round(performance.now()), said.textContent]))
        .observe(said, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("steady")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        ask_behind_the_best(made)
        yield made


def ask_behind_the_best(room: Class) -> None:
    """A second level of the book, of an owner that has credits in China's registry."""
    asks = room.live.view["instruments"]["BRC-CN"]["asks"]
    placed = {
        "instrument": "BRC-CN", "side": "sell", "kind": "limit", "price": asks[-1][0] + 25,
        "quantity": 150,
    }  # fmt: skip
    seat = room.seats("project_owner")[-1]
    assert 200 == room.give("order.place", "behind", seat=seat, **placed).status_code
    until(lambda: len(room.live.view["instruments"]["BRC-CN"]["asks"]) > len(asks))


@pytest.fixture
def trader(browser: Browser, room: Class) -> Iterator[Page]:
    context = browser.new_context(
        base_url=room.url, locale="en-GB", viewport={"width": 1366, "height": 768}
    )
    page = context.new_page()
    page.goto(f"/join?code={room.join_code}")
    page.fill("#name", "Tom")
    page.check("input[name=role][value=trader]")
    page.click("main form button")
    page.wait_for_url("**/home")
    page.goto("/trade/BRC-CN")
    expect(page.locator("[data-clock=connection]")).to_have_text("Connected")
    yield page
    seat = page.get_attribute("body", "data-seat") or ""
    context.close()
    room.remove(seat.rpartition("-")[2])


def best(page: Page, side: str, cell: str) -> str:
    return page.locator(f"[data-side={side}] > [data-slot='0'] [data-cell={cell}]").inner_text()


def test_a_key_reads_the_book_and_another_lists_the_keys(trader: Page) -> None:
    trader.keyboard.press("r")
    said = trader.locator("#said")
    for side in ("bids", "asks"):
        for cell in ("price", "quantity"):
            expect(said).to_contain_text(best(trader, side, cell) or "none")
    trader.keyboard.press("?")
    listed = trader.locator("#keys")
    expect(listed).to_contain_text("Read the book aloud")
    expect(listed).to_contain_text("Hold live parts still")
    trader.keyboard.press("Escape")
    expect(listed).to_be_hidden()

    trader.locator("#quantity").fill("")
    trader.locator("#quantity").press("r")
    assert "BRC-CN: best bid" in said.inner_text()


def test_what_is_held_still_changes_only_when_it_is_let_go(room: Class, trader: Page) -> None:
    seat = room.seats("trader")[-1]
    (highest, *_), *_ = room.live.view["instruments"]["BRC-CN"]["bids"]
    before = best(trader, "bids", "quantity")
    trader.locator(".clockbar [data-hold]").click()
    expect(trader.locator("#held")).to_contain_text("Held still since")
    expect(trader.locator(".clockbar [data-hold]")).to_have_attribute("aria-pressed", "true")
    placed = {
        "instrument": "BRC-CN", "side": "buy", "kind": "limit", "price": highest,
        "quantity": 3,
    }  # fmt: skip
    assert 200 == room.give("order.place", "held", seat=seat, **placed).status_code
    number = room.commands()
    until(lambda: trader.evaluate("Tanlu.sequence()") >= number)
    assert before == best(trader, "bids", "quantity")
    trader.locator("#held button").click()

    expect(trader.locator("#held")).to_be_hidden()
    assert before != best(trader, "bids", "quantity")


def test_live_news_is_said_at_most_once_in_five_seconds(trader: Page) -> None:
    trader.evaluate(SAID)
    heard = trader.evaluate(
        """async () => {
            for (let n = 1; n <= 12; n += 1) {
                Tanlu.say('news ' + n);
                await new Promise((go) => setTimeout(go, 500));
            }
            return heard;
        }"""
    )
    times = [at for at, _ in heard]

    assert 2 == len(heard), heard
    assert all(later - sooner >= 4990 for sooner, later in pairwise(times))
    assert "news 1" == heard[0][1] and heard[1][1] in ("news 10", "news 11")
    trader.evaluate("Tanlu.say('asked for', true)")
    assert "asked for" == trader.evaluate("said.textContent")


def test_a_touched_ticket_keeps_its_price_and_says_where_the_book_is(
    room: Class, trader: Page
) -> None:
    """P23: what was read is what is previewed."""
    field, moved = trader.locator("#price"), trader.locator("#price-moved")
    asks = room.live.view["instruments"]["BRC-CN"]["asks"]
    assert f"{asks[0][0] / 100:.2f}" == field.input_value()
    trader.locator("#quantity").focus()
    seat = room.seats("trader")[-1]
    taken = {
        "instrument": "BRC-CN", "side": "buy", "kind": "limit", "price": asks[0][0],
        "quantity": asks[0][1],
    }  # fmt: skip
    assert 200 == room.give("order.place", "take", seat=seat, **taken).status_code

    best_now = f"{asks[1][0] / 100:.2f}"
    expect(moved).to_contain_text(best_now)
    assert f"{asks[0][0] / 100:.2f}" == field.input_value()
    moved.click()
    assert best_now == field.input_value()
    expect(moved).to_be_hidden()


def test_the_confirmation_is_in_sight_above_the_tab_bar(room: Class, trader: Page) -> None:
    """P24: on a short phone, with a preview of five lines and more."""
    trader.set_viewport_size({"width": 390, "height": 560})
    ask, tonnes, _ = room.live.view["instruments"]["BRC-CN"]["asks"][0]
    order = f"side=buy&price={ask / 100:.2f}&quantity={tonnes + 50}&step=preview"
    trader.goto(f"/trade/BRC-CN?{order}")
    assert 5 <= trader.locator(".ticket-second .preview > div").count()
    trader.locator(".ticket-form").scroll_into_view_if_needed()
    trader.evaluate("document.querySelector('.outlook').scrollIntoView({ block: 'center' })")
    confirm = trader.locator("[data-confirm]").bounding_box()
    tabs = trader.locator(".tabbar").bounding_box()

    assert confirm is not None and tabs is not None
    assert confirm["y"] + confirm["height"] <= tabs["y"] + 0.5
