"""A whole lesson by its pages: from the door to the printed sheet, with three people and bots.

Goal: a trainer and a class need nothing but pages, and each person has a result at the end.
Method: a server in this process over a lesson that has not begun, a real Chromium as on the LAN;
the books are read over JSON after each step, and audited at the end. Time is made to run fast by
the console's own buttons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.classroom.lesson import Lesson
from registry.roles import Role
from tests.browser.conftest import DESKTOP, HOST, PHONE, assert_whole
from tests.browser.deeds import COMMANDS, DEEDS, DONE, WAITS
from tests.support.classroom import CODE, PASSWORD, SMALL, Class, class_of
from tests.support.makers import of_days
from tests.support.server import until

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
Open = Callable[[dict[str, int]], Page]
THREE = {Role.EMITTER: "Ann", Role.TRADER: "Ben", Role.GOVERNMENT_HOST: "Cid"}
A4_PX = {"width": 680, "height": 1009}
"""The print area of A4 with margins of 15 mm, at 96 px an inch."""
ON_PAPER = """() => [...document.querySelectorAll('nav, button, form, .button, .tabbar')]
    .filter((one) => one.getClientRects().length).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Class]:
    """The plan with two seats of each role, or the one that is asked for, before its first day."""
    plan = getattr(request, "param", SMALL)
    Lesson.create(tmp_path / f"{CODE}.lesson", plan, seed=3).close()
    with class_of(tmp_path) as made:
        yield made


@pytest.fixture
def opened(room: Class, browser: Browser) -> Iterator[Open]:
    """Open a page in its own browser context; nothing is asked of another server."""
    here = f"{HOST}:{urlsplit(room.url).port}"
    contexts, asked, failed = [], set[str](), list[str]()

    def open_page(size: dict[str, int]) -> Page:
        context = browser.new_context(
            base_url=f"http://{here}",
            locale="en-GB",
            viewport=size,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: failed.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()

    assert ({here}, []) == (asked, failed)


def console_of(opened: Open) -> Page:
    """The trainer, signed in by the page."""
    page = opened(DESKTOP)
    page.goto("/sign-in")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/trainer")
    return page


def press(console: Page, name: str, *, after: str = "") -> None:
    """Press a button of the console, which asks first if `after` names what unfolds it."""
    console.goto("/trainer")
    if after:
        console.locator("#clock-actions summary", has_text=after).click()
    console.get_by_role("button", name=re.compile(f"^{name}")).first.click()
    console.wait_for_url(DONE)


def clock(room: Class) -> dict[str, Any]:
    found: dict[str, Any] = room.script.get("/api/clock").json()
    return found


def advance(console: Page, room: Class, time: str) -> None:
    """Advance to a time of day by the console, and go on from there."""
    console.goto("/trainer")
    console.fill("#advance-time", time)
    console.locator("#advance").get_by_role("button", name="Advance", exact=True).click()
    console.wait_for_url(DONE)
    until(lambda: clock(room)["standing"], within_s=60)
    press(console, "Continue")


def seated(opened: Open, room: Class, *, name: str, role: Role) -> Page:
    """A person who came in by the first page, on the first page of the role."""
    page = opened(PHONE)
    page.goto("/")
    page.fill("#code", room.join_code)
    page.click("main form button")
    page.fill("#name", name)
    page.check(f"input[name=role][value={role.value}]")
    page.click("main form button")
    page.wait_for_url("**/home")
    return page


def result_of(room: Class, role: Role) -> dict[str, Any]:
    """What the debrief says of the one seat of this role that a person has."""
    seats: list[dict[str, Any]] = room.script.get("/api/debrief").json()["seats"]
    (found,) = [s for s in seats if s["role"] == role and s["driver"] != "bot"]
    return found


def to_the_end(console: Page, room: Class) -> None:
    """Play day after day by the console's button, until the lesson is over."""
    for day in range(clock(room)["day"], clock(room)["days"]):
        press(console, f"Go to day {day + 1}", after="Next day")
        until(lambda after=day: clock(room)["day"] > after, within_s=90)  # type: ignore[misc]
    press(console, "Play to the end of the lesson", after="Last day")
    until(lambda: clock(room)["over"], within_s=90)


@pytest.mark.parametrize("room", [of_days(SMALL, 3)], indirect=True, ids=["three days"])
def test_a_lesson_from_the_door_to_the_printed_sheet(room: Class, opened: Open, shot: Shot) -> None:
    console = console_of(opened)
    people = {role: seated(opened, room, name=name, role=role) for role, name in THREE.items()}
    press(console, "Start")
    advance(console, room, "10:40")
    for role, page in people.items():
        DEEDS[role](page)
        shot(page, f"class-{role.value}")
    to_the_end(console, room)
    found = {role: result_of(room, role) for role in THREE}

    assert 20 == found[Role.EMITTER]["aims"][0]["figures"]["offset_t"]
    assert 30 == found[Role.TRADER]["by_unit"][0]["bought_t"]
    assert 1 <= found[Role.GOVERNMENT_HOST]["aims"][0]["reached"]
    for role, page in people.items():
        page.goto("/debrief")
        expect(page.locator("h1")).to_contain_text(THREE[role])
        expect(page.locator("main")).to_contain_text("At the end of the lesson")
        assert_whole(page)
        assert_printable(page, pages=2)
        shot(page, f"class-debrief-{role.value}")
    console.goto("/trainer/debrief")
    assert_printable(console, pages=3)


def assert_printable(page: Page, *, pages: int) -> None:
    """On paper there is no navigation and no button, nothing is cut, and so many sheets do."""
    size = page.viewport_size
    assert size is not None
    page.emulate_media(media="print")
    page.set_viewport_size(A4_PX)  # type: ignore[arg-type]

    assert [] == page.evaluate(ON_PAPER), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX["width"], page.url
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) <= pages, page.url
    assert b"/MediaBox [0 0 594" in sheets or b"/MediaBox [0 0 595" in sheets
    page.emulate_media(media="screen")
    page.set_viewport_size(size)


@pytest.mark.long
@pytest.mark.parametrize("role", DEEDS, ids=lambda role: role.value)
def test_every_role_does_its_first_deed_by_its_pages(room: Class, opened: Open, role: Role) -> None:
    console = console_of(opened)
    page = seated(opened, room, name="Ann", role=role)
    press(console, "Start")
    advance(console, room, "10:40")
    for day in range(2, 2 + 3):
        page.goto("/home")
        if role not in WAITS or page.locator(f"#tasks [id^={WAITS[role]}-]").count():
            break
        press(console, f"Opening of day {day}")
        until(lambda: clock(room)["standing"], within_s=60)
        advance(console, room, "10:40")
    DEEDS[role](page)
    seat = result_of(room, role)["seat"]
    log = room.script.get(f"/api/log?seat={seat}&name={COMMANDS[role]}&limit=20").json()

    assert [] != [row for row in log if row["origin"] == "person" and "accepted" in row["outcome"]]
    aim = result_of(room, role)["aims"][0]
    assert aim["reached"] or role is Role.PROJECT_OWNER, "nothing is issued before the vote"
