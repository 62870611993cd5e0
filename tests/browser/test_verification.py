"""An owner reports too much, its verifier finds it, the owner reports anew, credits are issued.

Goal: both see each step on their own pages, and what is issued is what was verified.
Method: a real server with a lesson that monitors its projects, a real Chromium, and the reports
and credits read back over JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Open, advance, assert_whole, planned, take_seat
from tests.browser.conftest import clock as clock_of
from tests.support.server import ServerProcess

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
ENTITY = """[[seats]]
role = "third_party_entity"
count = 1
fixed = true
countries = [""]
names_zh = ["衡准认证"]
names_en = ["Hengzhun Certification"]

[monitoring]
samples = 3
uncertainty_percent = 2
spread_percent = 4

[bots]
"""
PERIOD = "/verification/TH001/1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The lesson before its first day: nobody has acted yet."""
    folder = tmp_path_factory.mktemp("verification")
    with planned(folder, name="monitored", changes=[("[bots]\n", ENTITY)]) as running:
        running.give("lesson.speed", "slow", speed=1)
        yield running


def sent(page: Page, button: str) -> None:
    """Press a form's button and wait for the receipt."""
    page.locator(button).click()
    page.wait_for_url(re.compile(r"[?&]done=\d+"))
    expect(page.locator(".receipt")).to_be_visible()


def test_an_overstated_report_is_found_and_restated(
    server: ServerProcess, watched: Open, shot: Shot
) -> None:
    owner, verifier = watched("en", DESKTOP), watched("zh", PHONE)
    take_seat(owner, server, name="Ann", role="project_owner")
    take_seat(verifier, server, name="王芳", role="third_party_entity")
    server.give("lesson.start", "begin")

    owner.goto("/verification")
    owner.locator("#monitoring-open-TH001-1 summary").click()
    sent(owner, "#monitoring-open-TH001-1 form button")
    owner.goto(PERIOD)
    sent(owner, "#monitoring-read button")
    expect(owner.locator("#part-2027-03 td").nth(1)).not_to_have_text("—")
    march = owner.locator("[name='m2027-03']")
    true = march.input_value()
    march.fill(str(round(float(true) * 1.4)))
    owner.locator("#report-form button").click()
    expect(owner.locator("#preview")).to_contain_text("Version")
    shot(owner, "report-en-desktop")
    assert_whole(owner)
    sent(owner, "#preview form button")

    verifier.goto("/verification")
    verifier.locator("#period-TH001-1 a").first.click()
    verifier.wait_for_url(f"**{PERIOD}")
    assert_whole(verifier)
    sent(verifier, "#verification-sample-2027-03 button")
    row = verifier.locator("#part-2027-03")
    expect(row).to_contain_text("实质性")
    expect(row).to_contain_text("±")
    verifier.locator("#conclude-form button").click()
    expect(verifier.locator("#preview")).to_contain_text("退回业主")
    shot(verifier, "conclude-zh-phone")
    assert_whole(verifier)
    sent(verifier, "#preview form button")

    owner.goto(PERIOD)
    expect(owner.locator("#versions")).to_contain_text("sent back with findings")
    expect(owner.locator("#part-2027-03")).to_contain_text("material")
    shot(owner, "sent-back-en-desktop")
    owner.locator("[name='m2027-03']").fill(true)
    owner.locator("#report-form button").click()
    sent(owner, "#preview form button")
    verifier.goto(PERIOD)
    sent(verifier, "#verification-sample-2027-03 button")
    verifier.locator("#conclude-form button").click()
    expect(verifier.locator("#preview table")).to_contain_text("2027")
    sent(verifier, "#preview form button")

    owner.goto(PERIOD)
    expect(owner.locator("h1")).to_contain_text("verified")
    tonnes = owner.locator("section[aria-labelledby=verified-title] td b").inner_text()
    owner.get_by_role("link", name="Request issuance").click()
    owner.locator("#papers-form + .scroll, main").first.wait_for()
    owner.get_by_role("button", name="Preview").click()
    sent(owner, "#preview form button")
    shot(owner, "requested-en-desktop")
    assert tonnes.replace(",", "") == f"{_issued(server)} t"


def _issued(server: ServerProcess) -> int:
    """The tonnes of the owner's request, once both registries have issued them."""
    for _ in range(30):
        found = server.trainer.get("/api/issuances").json()
        mine = [one for one in found if (one["project"], one["period"]) == ("TH001", 1)]
        if mine and mine[0]["state"] == "issued":
            return int(mine[0]["quantity"])
        advance(server, to=int(clock_of(server)["at"]) + 600_000)
    raise AssertionError(f"not issued within five hours: {mine}")
