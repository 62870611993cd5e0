"""Goal: at 320 px, and at 200 % of a desktop, nothing scrolls sideways but a box of its own.

Method: every page of a trainee at both widths; the browser names what is too wide. English is the
wider language; Chinese is in the long run. One server on a small lesson in this process; pages are
loaded once and made narrow.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.browser

WIDTHS = (320, 683)
"""A small phone; a desktop of 1366 px at 200 %."""

TOO_WIDE = """() => {
    const own = (one) => { for (let box = one.parentElement; box; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== 'visible' && box !== document.body) return true;
        return false; };
    const wide = document.documentElement.scrollWidth - innerWidth;
    return wide <= 0 ? [] : [`${wide} px: ` + [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 && !own(one)
            && getComputedStyle(one).position !== 'absolute')
        .map((one) => one.tagName.toLowerCase() + '.' + one.className).slice(0, 4).join(' ')];
}"""
BOXED = """() => {
    const box = document.createElement('div'), wide = document.createElement('p');
    box.style.overflowX = 'auto'; wide.style.width = '900px';
    box.append(wide); document.querySelector('main').append(box);
}"""
TICKET = "side=buy&price=60.00&quantity=10&step=preview"
SEATED = {
    "trader": (
        "/home", "/trade/BRC-CN", f"/trade/BRC-CN?{TICKET}", "/trade/CCER?span=three",
        "/market/BRC-CN", "/deals/BRC-CN", "/bidding/BRC-CN", "/requests", "/news", "/debrief",
        "/serial", "/serial/TH/1", "/rules", "/offsets", "/calculators", "/mistakes", "/glossary",
    ),
    "emitter": ("/home", "/trade/CCER", "/trade/CCER?task=offset&unit=CN-2&quantity=9"),
    "project_owner": ("/home", "/trade/BRC-TH", "/requests"),
    "government_host": ("/home", "/trade/CCER", "/requests"),
}  # fmt: skip
GUEST = ("/", "/join", "/return", "/serial", "/glossary")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("narrow")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        made.give(
            "announcement.make", "told", text_zh="抵销上限维持", text_en="Supercalifragilistic"
        )
        yield made


def too_wide(page: Page, addresses: tuple[str, ...]) -> dict[str, list[str]]:
    """Address and width -> what is too wide there."""
    found = {}
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 640})
            found[f"{address} at {width}"] = page.evaluate(TOO_WIDE)
    return {place: what for place, what in found.items() if what}


def visit(browser: Browser, room: Class, role: str, language: str) -> Page:
    """A page of a person in a role; of a guest without one."""
    context = browser.new_context(
        base_url=room.url, locale={"zh": "zh-CN", "en": "en-GB"}[language],
        viewport={"width": 320, "height": 640},
    )  # fmt: skip
    page = context.new_page()
    if role:
        page.goto(f"/join?code={room.join_code}")
        page.fill("#name", f"{role} {language}")
        page.check(f"input[name=role][value={role}]")
        page.click("main form button")
        page.wait_for_url("**/home")
    return page


@pytest.mark.parametrize(
    ("role", "language"),
    [("", "en"), *((role, "en") for role in SEATED),
     *(pytest.param(role, "zh", marks=pytest.mark.long) for role in ("", *SEATED))],
)  # fmt: skip
def test_no_page_of_a_trainee_scrolls_sideways(
    browser: Browser, room: Class, role: str, language: str
) -> None:
    page = visit(browser, room, role, language)
    found = too_wide(page, SEATED.get(role, GUEST))
    seat = page.get_attribute("body", "data-seat")
    page.context.close()
    if seat:
        room.remove(seat.rpartition("-")[2])

    assert {} == found


@pytest.mark.planted
def test_a_block_that_is_too_wide_would_be_seen(browser: Browser, room: Class) -> None:
    """Planted: a block of 340 px; and a wide table in a box of its own, which is allowed."""
    page = visit(browser, room, "", "en")
    page.goto("/glossary")
    page.evaluate(BOXED)
    fine = page.evaluate(TOO_WIDE)
    page.evaluate("document.querySelector('main').style.minWidth = '340px'")
    wide = page.evaluate(TOO_WIDE)
    page.context.close()

    assert ([], 1) == (fine, len(wide)) and "main." in wide[0]
