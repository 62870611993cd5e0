"""Goal: two people decide and issue in the joint committee, and repair a transfer, by pages only.

Method: a real Chromium; the two governments also keep their countries' registries and minutes, as
in a small class. One works on a desktop, the other on a phone; the trainer's card loses a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.classroom.lesson import Lesson
from registry.edge.request_checks import COOKIE
from registry.roles import Role
from tests.browser.conftest import DESKTOP, HOST, PHONE, assert_whole
from tests.browser.test_every_page import AXE, CHECK
from tests.support.classroom import CODE, SMALL, Class, class_of
from tests.support.makers import without_makers

pytestmark = pytest.mark.browser

OFFICES = [Role.SECRETARIAT, Role.REGISTRY_MANAGER]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The first morning; bots rest; an issuance is asked for under an authorisation for NDC."""
    folder = tmp_path_factory.mktemp("committee")
    plan = without_makers(SMALL)
    seats = [
        one.model_copy(update={"offices": OFFICES})
        if one.role in (Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST)
        else one
        for one in plan.seats
    ]
    small = plan.model_copy(update={"seats": seats})
    Lesson.create(folder / f"{CODE}.lesson", small, seed=3).close()
    with class_of(folder) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        made.give(
            "authorisation.grant", "allow", seat=made.seats("government_host")[0],
            project="TH001", purposes=["NDC"], quantity=90_000, confirmed=True,
        )  # fmt: skip
        yield made


def opened(browser: Browser, room: Class, token: str, size: dict[str, int]) -> Page:
    """A page of somebody who is signed in, in English."""
    context = browser.new_context(
        base_url=f"http://{HOST}:{urlsplit(room.url).port}", locale="en-GB",
        viewport=size,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )  # fmt: skip
    context.add_cookies([{"name": COOKIE, "value": token, "domain": HOST, "path": "/"}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def fill(page: Page, act: str, **typed: str) -> None:
    """Unfold the form of an act, fill it in and send it."""
    form = page.locator(f"#{act}")
    form.locator("summary").click()
    for name, value in typed.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("form button").click()
    page.wait_for_url("**done=*")


def press(page: Page, act: str) -> None:
    """Press the button of an act."""
    page.locator(f"[id^={act}] button").first.click()
    page.wait_for_url("**done=*")


def clean(page: Page) -> None:
    """Nothing is cut and axe-core finds nothing."""
    assert_whole(page)
    page.evaluate(AXE)

    assert [] == page.evaluate(CHECK), page.url


def asked(room: Class) -> tuple[str, dict[str, Any]]:
    """The owner of the shared project, and its request for an issuance."""
    found = room.script.get("/api/projects").json()
    owner = next(o["project"]["owner"] for o in found if o["project"]["code"] == "TH001")
    told = room.give("issuance.request", "ask", seat=owner, project="TH001", period=1)
    assert 200 == told.status_code, told.text
    return str(owner), dict(told.json()["answer"])


def test_two_governments_decide_issue_and_repair(browser: Browser, room: Class) -> None:
    tokens = {
        role: str(room.browser(role, role)[0].cookies.get(COOKIE))
        for role in ("government_partner", "government_host")
    }
    china = opened(browser, room, tokens["government_partner"], DESKTOP)
    host = opened(browser, room, tokens["government_host"], PHONE)
    trainer = opened(browser, room, str(room.trainer().cookies.get(COOKIE)), DESKTOP)
    owner, request = asked(room)
    here = f"/committee/items/{request['item']}"

    # The host objects with a reason; China's page shows it without being loaded anew.
    china.goto("/home")
    china.get_by_role("link", name="Papers, votes and clock").click()
    expect(china.locator("h1")).to_contain_text("issue 48,000 t")
    host.goto(here)
    clean(host)
    fill(host, "committee-vote-object", about="figures", reason="Six days of standstill")
    expect(china.locator("#passing")).to_contain_text("Stopped by Government of Thailand")
    expect(china.locator("#statements")).to_contain_text("Six days of standstill")
    assert_whole(china)

    # It is withdrawn in writing, both consent, and the decision is published.
    fill(host, "committee-withdraw", reason="They were deducted")
    press(host, "committee-vote-affirm")
    expect(china.locator("#votes")).to_contain_text("1 of 2 consent")
    press(china, "committee-vote-affirm")
    press(china, "committee-publish")

    # Each issues its own share; between the two everybody sees the half state.
    press(china, "issuance-issue-CN")
    host.goto(here)
    expect(host.locator("#split")).to_contain_text("issued by the partner's registry only")
    press(host, "issuance-issue-TH")
    expect(china.locator("#split")).to_contain_text("issued in both shares")

    # The trainer's card loses the last message of a transfer; China's manager finds and resends it.
    trainer.goto("/trainer")
    fill(trainer, "fault-message", kind="lose", step="credited")
    told = room.give(
        "transfer.request", "move", seat=owner, source="TH", target="CN", quantity=40, purpose="NDC"
    )
    moved = f"/registries/transfers/{told.json()['answer']['transfer']}"
    host.goto(moved)
    press(host, "transfer-approve")
    china.goto(moved)
    press(china, "transfer-accept")
    expect(china.locator("#transfer-head")).to_contain_text("to be repaired")
    repair = china.locator("details[id^=transfer-resend]").get_attribute("id")
    fill(china, str(repair), reason="Lost")
    expect(china.locator("#repairs")).to_contain_text("message sent again")
    assert_whole(china)
    expect(host.locator("#transfer-head")).not_to_contain_text("to be repaired")
    clean(host)
    for page in (china, host, trainer):
        page.context.close()

    items = room.script.get(f"/api/committee/{request['item']}").json()["item"]
    transfer = room.script.get("/api/transfers").json()[0]
    assert ("used", "completed") == (items["state"], transfer["state"])
