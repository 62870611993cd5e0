"""The calculators in a browser: a wind farm in all six grids.

Goal: the calculators work in a real browser, with and without scripts, on desktop and phone.
Method: the wind example is typed in; the page is compared with the worked example, written out
here again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, language_and_size
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
NARROW = {"width": 360, "height": 780}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
PLANT = {"capacity_mw": "50", "hours": "1840", "price": "20.35", "tariff": "0.3078"}
STEPS = {
    "net_generation_mwh": "92,000",
    "om_part": "0.66915",
    "bm_part": "0.110175",
    "combined_margin": "0.779325",
    "reduction_t": "71,697.9",
    "credits_t": "71,697",
    "ccer_income_cny": "1,459,052.265",
    "ccer_income_fen_per_kwh": "1.585926375",
    "power_income_cny": "28,317,600",
    "uplift_percent": "5.152457358674",
}
"""The wind example in the Northwest, every figure as the page shows it."""

GRIDS = {
    "northeast": ("80,217", "5.7647"),
    "north": ("76,074", "5.4670"),
    "northwest": ("71,697", "5.1525"),
    "central": ("65,814", "4.7297"),
    "east": ("63,555", "4.5673"),
    "south": ("60,400", "4.3406"),
}
"""Whole tonnes and printed uplift of the same plant in every grid."""

PAGES = ("", "/revenue", "/figures", "/aviation", "/china", "/reserve")


def fill(page: Page, grid: str) -> None:
    """Type the plant and choose a grid; the page calculates when a field loses the focus."""
    for name, value in PLANT.items():
        page.fill(f"#field-{name}", value)
    page.select_option("#field-grid", grid)


def step(page: Page, name: str) -> str:
    """The shown figure of one step."""
    return page.locator(f"[data-step={name}] .step-result data").inner_text()


@pytest.mark.parametrize(("language", "size"), language_and_size(*SIZES))
def test_a_wind_farm_in_all_six_grids(
    server: ServerProcess, watched: Open, shot: Shot, language: str, size: str
) -> None:
    page = watched(language, SIZES[size])
    page.goto("/calculators")
    page.click("#door-revenue h2 a")
    page.wait_for_url("**/calculators/revenue")
    seen = {}
    for grid, (credits, _) in GRIDS.items():
        fill(page, grid)
        expect(page.locator("[data-step=credits_t] .step-result data")).to_have_text(credits)
        row = page.locator(f"tr[data-grid={grid}]")
        expect(row).to_have_class("own-row")
        seen[grid] = row.locator("[data-figure=uplift_percent] data").get_attribute("value")
        assert credits == row.locator("[data-figure=credits_t]").inner_text()

    assert {grid: uplift for grid, (_, uplift) in GRIDS.items()} == {
        grid: f"{round(float(value or 0), 4):.4f}" for grid, value in seen.items()
    }
    page.select_option("#field-grid", "northwest")
    expect(page.locator("[data-step=combined_margin] .step-result data")).to_have_text("0.779325")
    assert STEPS == {name: step(page, name) for name in STEPS}
    assert re.search(r"[?&]grid=northwest", page.url)
    shot(page, f"revenue-{language}-{size}")
    page.reload()
    assert STEPS == {name: step(page, name) for name in STEPS}


def test_a_field_keeps_its_focus_and_its_text_while_the_page_calculates(
    server: ServerProcess, watched: Open
) -> None:
    page = watched("en")
    page.goto("/calculators/revenue")
    page.fill("#field-hours", "1441")
    page.press("#field-hours", "Tab")
    expect(page.locator("[data-step=credits_t] .step-result data")).to_have_text("56,150")

    assert "field-mwh" == page.evaluate("document.activeElement.id")
    page.keyboard.type("7")
    page.press("#field-mwh", "Tab")
    expect(page.locator("#field-mwh-error")).to_contain_text("give the one or the other")
    expect(page.locator("#field-mwh")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".fault-card")).to_contain_text("procedure.inputs_wrong")
    page.fill("#field-mwh", "")
    page.press("#field-mwh", "Tab")
    expect(page.locator(".fault-card")).to_have_count(0)
    expect(page.locator("#field-mwh")).not_to_have_attribute("aria-invalid", "true")


def test_a_calculator_works_without_script(server: ServerProcess, browser: Browser) -> None:
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{server.port}", java_script_enabled=False, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/calculators/revenue")
    fill(page, "south")
    page.click("#plant button")

    assert "60,400" == step(page, "credits_t")
    context.close()


def test_another_year_of_an_operator_finds_room(server: ServerProcess, watched: Open) -> None:
    page = watched("en")
    page.goto("/calculators/aviation")
    page.fill("#field-year_4", "2028")
    page.fill("#field-emissions_t_4", "200000")
    page.fill("#field-sector_growth_4", "0.25")
    page.press("#field-sector_growth_4", "Tab")

    expect(page.locator("tr[data-year='2028']")).to_contain_text("50,000")
    expect(page.locator("#field-year_5")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_calculator_scrolls_sideways_on_a_narrow_phone(
    server: ServerProcess, watched: Open, shot: Shot, language: str
) -> None:
    page = watched(language, NARROW)
    for name in PAGES:
        page.goto(f"/calculators{name}")
        shot(page, f"calculators{name.replace('/', '-')}-{language}-narrow")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough_for_a_thumb(
    server: ServerProcess, watched: Open, name: str
) -> None:
    page = watched("en", PHONE)
    page.goto(f"/calculators{name}")
    touched = "main :is(a, button, input:not([type=hidden]), select, summary)"
    small = page.evaluate(
        """(touched) => [...document.querySelectorAll(touched)]
           .map((e) => [e.id || e.textContent.trim(), Math.round(e.getBoundingClientRect().height)])
           .filter(([, height]) => height > 0 && height < 44)""",
        touched,
    )

    assert [] == small
