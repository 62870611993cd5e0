"""Goal: people's pages go to a practice market, back, and to the next round, by themselves.

Method: a lesson that has not begun, the trainer's console, two people and the wall in Chromium.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, assert_whole, sign_in, take_seat
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
WITHIN_MS = 30_000


def seat(page: Page) -> str:
    found: str = page.evaluate("fetch('/api/me').then((told) => told.json()).then((me) => me.seat)")
    return found


def test_everybody_practises_and_the_lesson_knows_nothing_of_it(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    console, ann, bob = watched("zh", DESKTOP), watched("en", PHONE), watched("zh", DESKTOP)
    wall = watched("en", {"width": 1920, "height": 1080})
    sign_in(console, server)
    take_seat(ann, server, name="Ann", role="trader")
    ann.goto("/trade/CCER")
    wall.goto(f"/projector?code={server.trainer.get('/api/lessons').json()[0]['join_code']}")
    before = server.trainer.get("/api/log?limit=1").json()[0]

    console.click("summary:has-text('练习市场')")
    console.click("form[action='/trainer/practice'] button")
    for page in (ann, console):
        expect(page.locator(".practice-bar")).to_be_visible(timeout=WITHIN_MS)
        assert_whole(page)
    expect(wall.locator(".practice")).to_be_visible(timeout=WITHIN_MS)
    take_seat(bob, server, name="Bob", role="emitter")
    expect(bob.locator(".practice-bar")).to_contain_text("练习")
    ann.fill("#quantity", "10")
    ann.click(".ticket-form .ticket-actions .button")
    ann.click("[data-confirm]")
    expect(ann.locator(".receipt")).to_be_visible()
    for name, page in (("console", console), ("phone", ann), ("home", bob), ("wall", wall)):
        shot(page, f"practice-{name}")

    console.click("form[action='/trainer/practice/end'] button")
    for page in (ann, bob):
        expect(page.locator(".practice-bar")).to_have_count(0, timeout=WITHIN_MS)
        expect(page.locator("#clockbar")).to_have_attribute("data-face", "waiting")
    expect(wall.locator(".practice")).to_have_count(0, timeout=WITHIN_MS)
    log = server.trainer.get("/api/log?limit=5").json()

    assert [before["number"] + 1, "seat.claim"] == [log[0]["number"], log[0]["name"]]
    assert before == log[1], "all that the lesson's log got is the seat of who came"


def test_the_next_round_has_the_same_people_on_the_same_seats(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    console, cai = watched("en", PHONE), watched("zh", PHONE)
    sign_in(console, server)
    take_seat(cai, server, name="Cai", role="trader")
    code = cai.locator(".personal-code").first.inner_text()
    own, seed = seat(cai), server.trainer.get("/api/lessons").json()[0]["seed"]
    server.give("lesson.start", "round one")
    server.give("lesson.end", "end of round one")
    expect(cai.locator("#clockbar")).to_have_attribute("data-face", "over", timeout=WITHIN_MS)
    console.goto("/trainer")
    console.click("text=Again with the same people")
    # Its question is open already.
    assert_whole(console)
    shot(console, "again-asks")
    console.click("form[action='/trainer/lessons/again'] button")
    expect(cai.locator("#clockbar")).to_have_attribute("data-face", "waiting", timeout=WITHIN_MS)
    rounds = server.trainer.get("/api/lessons").json()
    back = server.trainer.post("/api/return", json={"personal_code": code, "code": ""}).json()
    console.goto("/trainer/lessons")
    shot(console, "again-done")

    assert own == seat(cai) == back["seat"]
    assert [seed + 1, None] == [one["seed"] for one in rounds]
    assert re.search(r"round 1$", rounds[1]["title"]["en"]) and not rounds[1]["open"]
