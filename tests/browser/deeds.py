"""What a person of each role does first, by the buttons of its pages only, in English.

Each function begins on the first page of the role, `/home`, and ends when the books have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from registry.roles import Role

DONE = re.compile(r"[?&]done=\d+")
WAITS = {
    Role.GOVERNMENT_PARTNER: "vote", Role.GOVERNMENT_HOST: "vote", Role.SECRETARIAT: "publish",
    Role.REGISTRY_MANAGER: "issue",
}  # fmt: skip
"""The first task of an official, by the beginning of its id on the page."""

COMMANDS = {
    Role.EMITTER: "offset.submit", Role.TRADER: "order.place",
    Role.VOLUNTARY_BUYER: "retirement.retire", Role.PROJECT_OWNER: "issuance.request",
    Role.GOVERNMENT_PARTNER: "committee.vote", Role.GOVERNMENT_HOST: "authorisation.grant",
    Role.SECRETARIAT: "committee.publish", Role.REGISTRY_MANAGER: "issuance.issue",
}  # fmt: skip
"""The last command of each role's first deed."""


def step(page: Page, text: str) -> None:
    """Follow one of the three first things to do."""
    page.goto("/home")
    page.locator(".first-steps a", has_text=text).first.click()


def order(page: Page, *, quantity: int, price: str = "") -> None:
    """Fill in the ticket, read its preview, confirm; the price is the ticket's unless given."""
    if price:
        page.fill("#price", price)
    page.fill("#quantity", str(quantity))
    page.click(".ticket-form .ticket-actions .button")
    page.click("[data-confirm]")
    page.wait_for_url(DONE)


def task(page: Page, name: str, *, button: str, **typed: str) -> None:
    """Fill in a task's form, read its preview, and press its button."""
    part = page.locator(f"#task-{name}")
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    for field, value in typed.items():
        part.locator(f"[name={field}]").fill(value)
    for purpose in part.locator("[name=purposes]").all()[:1]:
        purpose.check()
    part.get_by_role("button", name="Preview").click()
    part.locator(".task-actions button", has_text=button).click()
    page.wait_for_url(DONE)


def decide(page: Page, kind: str, button: str) -> None:
    """Take the first waiting task of a kind from the docket on the first page."""
    page.goto("/home")
    waiting = page.locator(f"#tasks [id^={kind}-]").first
    expect(waiting).to_be_visible()
    waiting.locator(".task-actions button", has_text=button).click()
    page.wait_for_url(DONE)


def cover_gap(page: Page) -> None:
    """An emitter buys, and submits what it bought as offset."""
    step(page, "Buy CCER")
    order(page, quantity=20)
    step(page, "Offset")
    task(page, "offset", button="as offset", quantity="20")


def quote(page: Page) -> None:
    """A trader buys at the best price asked."""
    step(page, "Quote a price")
    order(page, quantity=30)


def vote(page: Page) -> None:
    """A government consents to what waits in the joint committee."""
    decide(page, "vote", "Consent")


def vote_and_authorise(page: Page) -> None:
    """The host's government consents, and authorises tonnes of a project."""
    vote(page)
    step(page, "Authorise")
    task(page, "authorise", button="Authorise", quantity="1000")


def retire(page: Page) -> None:
    """A voluntary buyer buys, and retires for a beneficiary."""
    step(page, "Buy")
    order(page, quantity=20)
    step(page, "Retire for a beneficiary")
    task(page, "retire", button="Retire", quantity="20", beneficiary="Fair 2028")


def ask_for_issuance(page: Page) -> None:
    """A project owner asks the joint committee for its first credits."""
    step(page, "Ask for issuance")
    page.locator("#tasks [id^=request-] .task-actions button").first.click()
    page.wait_for_url(DONE)


DEEDS: dict[Role, Callable[[Page], None]] = {
    Role.EMITTER: cover_gap,
    Role.TRADER: quote,
    Role.VOLUNTARY_BUYER: retire,
    Role.PROJECT_OWNER: ask_for_issuance,
    Role.GOVERNMENT_PARTNER: vote,
    Role.GOVERNMENT_HOST: vote_and_authorise,
    Role.SECRETARIAT: lambda page: decide(page, "publish", "Publish"),
    Role.REGISTRY_MANAGER: lambda page: decide(page, "issue", "Issue"),
}
"""The first deed of every role that a person can take."""
