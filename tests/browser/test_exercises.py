"""An exercise solved by a visitor, first wrong, then right; and a search in the glossary.

Goal: exercises and glossary work without a seat, without scripts and on a phone, in both languages.
Method: a real Chromium; every width is compared with that of the page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, HOST, PHONE, Open, language_and_size
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SAID = {
    "zh": ("还不对：561,507 吨", "您的数值比公式算出的大 505,356.63 吨", "您找到了：56,150.37 吨"),
    "en": ("Not yet: 561,507 t", "505,356.63 t above", "You found it: 56,150.37 t"),
}
Shot = Callable[[Page, str], None]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


@pytest.mark.parametrize(("language", "size"), language_and_size(*SIZES))
def test_a_figure_is_wrong_at_first_and_then_right(
    watched: Open, shot: Shot, language: str, size: str
) -> None:
    wrong, apart, right = SAID[language]
    page = watched(language, SIZES[size])
    page.goto("/")
    page.click("main a[href='/mistakes']")
    page.click("#E01 a.button")
    expect(page.locator("#solution")).to_have_count(0)
    page.fill("#answer", "561507")
    page.click(".answer button")

    expect(page.locator(".verdict")).to_contain_text(wrong)
    expect(page.locator(".verdict")).to_contain_text(apart)
    expect(page.locator("#solution .formula")).to_be_hidden()
    shot(page, f"mistake-wrong-{language}-{size}")
    page.fill("#answer", "56,150.37")
    page.click(".answer button")

    expect(page.locator(".verdict")).to_contain_text(right)
    expect(page.locator("#solution .formula")).to_be_visible()
    assert 0 >= sideways(page)
    shot(page, f"mistake-right-{language}-{size}")
    page.click("a[rel=next]")
    page.wait_for_url("**/mistakes/E02")


def test_a_choice_is_made_by_keyboard_and_the_hint_unfolds(watched: Open) -> None:
    page = watched("en", PHONE)
    page.goto("/mistakes/E16")
    page.click(".hint summary")
    expect(page.locator(".hint p")).to_be_visible()
    page.locator("input[name=choice]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".verdict.right")).to_contain_text("8 years and 3 months")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("language", "query", "word"),
    [("zh", "swedish", "瑞典能源署"), ("en", "相应调整", "corresponding")],
)
def test_the_glossary_is_searched_in_both_languages(
    watched: Open, shot: Shot, language: str, query: str, word: str, size: str
) -> None:
    page = watched(language, SIZES[size])
    page.goto("/glossary")
    page.fill("#q", query)
    page.click(".glossary-search button")

    expect(page.locator(".entry").filter(has_text=word).first).to_be_visible()
    assert 1 <= page.locator(".entry").count() <= 5
    assert 0 >= sideways(page)
    shot(page, f"glossary-{language}-{size}")
    page.goto("/glossary#term.block")
    expect(page.locator("[id='term.block']")).to_be_in_viewport()


@pytest.mark.parametrize("language", SAID)
def test_nothing_scrolls_sideways_at_360_pixels_and_targets_are_large(
    watched: Open, language: str
) -> None:
    page = watched(language, NARROW)
    for address in ("/", "/mistakes", "/mistakes/E17?show=solution", "/mistakes/E30?answer=1",
                    "/mistakes/E20?choice=a", "/glossary", "/glossary?q=zzz"):  # fmt: skip
        page.goto(address)
        assert 0 >= sideways(page), address
        small = page.eval_on_selector_all(
            "main .button, main .kind, main .option, main summary, main .anchor, main .open-page,"
            " main input:not([type=radio]), .public-navigation a",
            "all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)",
        )
        assert [] == small, address


def test_an_exercise_is_solved_without_script(browser: Browser, server: ServerProcess) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=f"http://{HOST}:{server.port}", locale="en-GB"
    )
    page = context.new_page()
    page.goto("/mistakes/E18")
    page.fill("#answer", "0.9 Gt")
    page.click(".answer button")

    expect(page.locator(".verdict.right")).to_contain_text("900 Mt")
    context.close()
