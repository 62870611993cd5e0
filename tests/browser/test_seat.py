"""Goal: a person sits down, loses the device, comes back by code, and is told what a bot did.

Method: a real server whose people are away after six seconds, a real Chromium for the phones and
the console. A locked phone is a page that is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    PHONE,
    Open,
    assert_whole,
    begin,
    offered_t,
    planned,
    sign_in,
    take_seat,
)
from tests.support.server import ServerProcess, until

pytestmark = [pytest.mark.browser, pytest.mark.long]

Shot = Callable[[Page, str], None]
CHANGES = (("every_minutes = 16", "every_minutes = 5\naway_after_s = 6"),)
HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson in its first morning, credits on offer, time slow."""
    with planned(tmp_path_factory.mktemp("away"), name="away", changes=CHANGES) as running:
        begin(running, lambda: offered_t(running) >= 20)
        yield running


def driver(server: ServerProcess, seat: str) -> str:
    seats = server.trainer.get("/api/seats").json()
    return str(next(one["driver"] for one in seats if one["seat"] == seat))


def placed(server: ServerProcess, seat: str) -> int:
    return len(server.trainer.get(f"/api/log?seat={seat}&origin=bot&limit=500").json())


def order_left(server: ServerProcess) -> str:
    """The first trader's seat, whose bot has an order open that nobody takes."""
    seats = server.trainer.get("/api/seats").json()
    seat = next(one["seat"] for one in seats if one["role"] == "trader")
    lowest = server.trainer.get("/api/instruments").json()[0]
    order = {
        "instrument": lowest["instrument"], "side": "buy", "kind": "limit", "price": lowest["lo"],
        "quantity": 1,
    }  # fmt: skip
    told = server.trainer.post(
        "/api/commands/order.place", json={"key": "left", "arguments": order},
        headers={"tanlu-seat": seat},
    )  # fmt: skip
    assert 200 == told.status_code, told.text
    return str(seat)


def test_a_seat_is_found_again_by_its_code_and_minded_while_its_phone_is_locked(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    phone, other, console = watched("en", PHONE), watched("zh", PHONE), watched("en")
    sign_in(console, server)
    seat = order_left(server)
    take_seat(phone, server, name="Dora", role="trader")
    note = phone.locator("#seat-notes")
    code = note.locator(".personal-code").inner_text()
    expect(note).to_contain_text(f"You are Dora at {seat}, Trader")
    expect(note).to_contain_text("They stay unless you cancel them.")
    assert_whole(phone)
    note.locator("button").click()
    expect(note.locator("section")).to_have_count(0)

    # Another phone takes the name by mistake, and is led back by the code.
    other.goto(f"/join?code={server.join_code}")
    other.fill("#name", "Dora")
    other.click("main form button")
    other.fill("#personal-code", code.lower())
    assert_whole(other)
    other.click("form.come-back button")
    other.wait_for_url("**/home")
    expect(other.locator("footer.leave")).to_contain_text(code)

    # Both are locked: the bot minds the seat until one is unlocked.
    for one in (phone, other):
        one.evaluate(HIDE, True)
    until(lambda: driver(server, seat) == "away")
    row = console.locator("#roster tr", has_text="Dora")
    # The trainer's page is drawn anew every five seconds.
    expect(row).to_contain_text("a bot minds the seat", timeout=20_000)
    before = placed(server, seat)
    server.give("lesson.speed", "away-fast", speed=600)
    until(lambda: placed(server, seat) > before)
    server.give("lesson.speed", "away-slow", speed=1)
    phone.evaluate(HIDE, False)
    expect(note).to_contain_text("You are playing again. While you were away")
    assert_whole(phone)
    shot(phone, "seat-again")

    assert "person" == driver(server, seat)
    row.locator("summary").click()
    expect(console.locator("#roster")).to_contain_text(code)
