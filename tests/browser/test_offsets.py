"""The offset form in a browser: build a bundle, read why it is refused, correct it.

Goal: page and JSON give the same verdicts, with and without scripts, in both sizes.
Method: a real server and a real Chromium; the accepted bundle is read back from the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.web.offsets.examples import EXAMPLES
from registry.web.offsets.rules import NINE
from tests.browser.conftest import DESKTOP, PHONE, Open, language_and_size
from tests.browser.test_lesson import assert_fits
from tests.support.offset_samples import form_of
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
HREF = {one.code: one.href for one in EXAMPLES}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
NARROW = {"width": 360, "height": 780}
TAKES = {
    "en": "Chongqing accepts all {tonnes} t.",
    "zh": "重庆碳市场接受全部 {tonnes} t。",
}
REASONS = {
    "en": ("must not come from hydropower", "At least 90 % must arise"),
    "zh": ("须由非水电类项目产生", "不得低于 90%"),
}


def accepts(page: Page, server: ServerProcess, market: str) -> int:
    """Tonnes of the bundle in the page's address, which the API must accept in full."""
    bundle = form_of(page.url).bundle(market)
    answer = server.trainer.post("/api/offsets/check", json=bundle).json()

    assert answer["accepted"], answer
    return int(answer["used_t"])


@pytest.mark.parametrize(("language", "size"), language_and_size(*SIZES))
def test_two_broken_rules_are_read_and_corrected_by_the_button(
    server: ServerProcess, watched: Open, shot: Shot, language: str, size: str
) -> None:
    page = watched(language, SIZES[size])
    page.goto("/offsets")
    page.locator(".examples a").nth(1).click()
    detail = page.locator(".detail")

    expect(detail).to_have_class(re.compile(r"\bpartly\b"))
    assert 2 == detail.locator(".violation").count()
    for reason in REASONS[language]:
        expect(detail).to_contain_text(reason)
    for fact in ("project_type", "share_circle", "seed/chongqing", "Table 4, Chongqing", "3,600 t"):
        expect(detail).to_contain_text(fact)
    shot(page, f"offsets-two-{language}-{size}")
    detail.locator(".fix-line button").click()
    page.wait_for_url(re.compile(r"#answer$"))

    expect(detail).to_have_class(re.compile(r"\baccepted\b"))
    expect(detail).to_contain_text(TAKES[language].format(tonnes="3,333"))
    assert 3_333 == accepts(page, server, "chongqing")
    shot(page, f"offsets-corrected-{language}-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_the_answer_follows_what_is_typed(server: ServerProcess, watched: Open, size: str) -> None:
    page = watched("en", SIZES[size])
    page.goto(HREF["two_rules"])
    detail = page.locator(".detail")
    page.select_option("#lot-3-project_type", "wind")

    expect(detail).not_to_contain_text("must not come from hydropower")
    expect(detail).to_contain_text("At least 90 % must arise")
    page.fill("#lot-2-quantity_t", "300")
    expect(detail).to_contain_text("Chongqing accepts all 3,600 t.")
    assert "lot-2-quantity_t" == page.evaluate("document.activeElement.id")
    assert 3_600 == accepts(page, server, "chongqing")
    page.reload()
    expect(detail).to_contain_text("Chongqing accepts all 3,600 t.")


def test_a_bundle_is_built_and_checked_without_script(
    server: ServerProcess, browser: Browser
) -> None:
    context = browser.new_context(
        base_url=f"http://class.test:{server.port}", locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/offsets?rule_set=seed")
    page.fill("#base", "100000")
    page.fill("#lot-1-quantity_t", "3,000")
    page.click("button[value=add]")
    page.fill("#lot-2-quantity_t", "3000")
    page.locator("button.primary").first.click()
    beijing = page.locator("#m-beijing")

    expect(beijing).to_contain_text("the bundle has 6,000 t")
    expect(page.locator("#m-shenzhen")).to_contain_text("accepted")
    page.click("button[value='remove.1']")
    expect(page.locator("fieldset.lot")).to_have_count(1)
    expect(beijing).to_contain_text("accepted")
    assert "B" == page.locator("#lot-1-lot").input_value()
    context.close()


def test_a_missing_field_is_named_and_its_link_leads_there(watched: Open) -> None:
    page = watched("en", PHONE)
    page.goto("/offsets?market=fujian&base=40000&1.quantity_t=100&1.project_type=wind")
    folded = page.locator("#lot-1-gas")
    page.locator(".detail .needs a", has_text="Gas").click()

    expect(folded).to_be_focused()
    expect(folded).to_have_attribute("aria-invalid", "true")
    folded.select_option("CO2")
    expect(page.locator(".detail")).not_to_contain_text("lot A: Gas")


@pytest.mark.parametrize(("language", "size"), language_and_size(*SIZES, "narrow"))
def test_rules_and_form_are_whole_in_both_languages_and_sizes(
    watched: Open, shot: Shot, language: str, size: str
) -> None:
    page = watched(language, {**SIZES, "narrow": NARROW}[size])
    pages = {
        "rules": "/rules",
        "rule": "/rules/seed/shanghai",
        "everywhere": HREF["everywhere"],
        "fujian": HREF["fujian_sub_cap"],
        "wrong": "/offsets?price=1.234&1.quantity_t=x",
    }
    for name, address in pages.items():
        page.goto(address)
        shot(page, f"offsets-{name}-{language}-{size}")
        assert_fits(page)
    page.goto(HREF["everywhere"])
    answer = [one.get_attribute("id") for one in page.locator("article.verdict").all()]

    assert [f"m-{market}" for market in NINE] == answer[:9]
    assert 9 == page.locator(".tile").count()
    assert page.locator(".tile.accepted").count() >= 1
    assert page.locator(".tile.partly, .tile.refused").count() >= 1
