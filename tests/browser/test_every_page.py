"""Every page that the application has, opened in both languages as its visitor sees it.

Goal: axe-core finds nothing, on a desktop, in dark colours and on a phone, no request leaves the
server, no script fails, nothing on a Chinese page is untranslated. Method: the list of pages is
that of the application's routes; one server in this process, a real Chromium as on the LAN, the
bundled axe-core run in each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.routing import Mount, Route

from ledger.writer import Action, Request
from registry.edge.request_checks import COOKIE
from registry.roles import Role
from registry.web.areas import routes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.visitor import LANGUAGE_COOKIE
from registry.web.home.briefs import BRIEFS
from tests.browser.conftest import DESKTOP, HOST, PHONE
from tests.registry.web.test_pages import LANGUAGES, PARTS, PUBLIC, SEATED, TRAINERS
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.foreign_words import foreign_words

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
CHECK = """() => axe.run(document, {
    resultTypes: ['violations'], preload: false,
    rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } },
}).then((found) => found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\\s+/g, ' ')}`)))"""
AGAIN = """(rules) => axe.run(document, {
    resultTypes: ['violations'], preload: false, runOnly: rules,
}).then((found) => found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\\s+/g, ' ')}`)))"""
"""In another look of a page that has been checked, only what the look can change."""

LOOKS = {
    "dark": (DESKTOP, "dark", ["color-contrast"]),
    "phone": (
        PHONE, "light",
        ["color-contrast", "target-size", "aria-hidden-focus",
         "empty-table-header", "label", "link-name", "button-name"],
    ),
    "dark phone": (PHONE, "dark", ["color-contrast"]),
}  # fmt: skip
"""Looks of a page beside the light one on a desktop: size, colours, and what is checked again."""

SHORTEN = """() => document.querySelectorAll(
    'tbody tr:nth-child(n+4), li:nth-child(n+8), option:nth-child(n+4), dl > :nth-child(n+9), '
    + '.two-cards > :nth-child(n+5), .verdicts > :nth-child(n+4)'
).forEach((one) => one.remove())"""
"""The rows of a list are drawn by one part of a template: the first of them stand for all."""
NO_PAGES = {
    "static", "live", "room_live", "helper_live", "backup", "csv", "debrief_csv", "quiz_csv",
    "trade_home",
}  # fmt: skip
"""Addresses that answer with something else than a page."""
PREVIEW = "/trade/BRC-CN?step=preview&side=buy&quantity=100&price=61.00"
LANGUAGES_BY_TURN = ("zh", "en")
CHINESE = {"accept-language": "zh"}
NOT_PLAYED = ("monitoring", "ndc_account", "public_ndc_account", "incident", "report")
"""Pages of one record of what this lesson does not play."""
VISITORS = {
    "guest": (*PUBLIC, "serial", "projector", "helper"),
    "participant": tuple(
        name for name in SEATED if name not in ("retirement", "papers", *NOT_PLAYED)
    ),
    "owner": ("retirement", "papers"),
    "government_host": ("motion",),
    "trainer": (*TRAINERS, "registry_account"),
    "helper": ("helper", "seat_help", "look"),
}
SEATS = {"participant": Role.EMITTER, "owner": Role.PROJECT_OWNER}
"""Visitors whose name is not that of their role."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The late morning of day 1; credits issued, orders open."""
    folder = tmp_path_factory.mktemp("pages")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        yield made


class Watched:
    """A page of a visitor, and what it asked of other servers or complained about."""

    def __init__(self, browser: Browser, room: Class, visitor: str) -> None:
        self.here = f"{HOST}:{urlsplit(room.url).port}"
        self.context: BrowserContext = browser.new_context(
            base_url=f"http://{self.here}",
            viewport=DESKTOP,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        self.problems: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("request", lambda asked: self._asked(asked.url))
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        token = client_of(room, visitor).cookies.get(COOKIE)
        if token:
            self._keep(COOKIE, token)

    def _keep(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"}])

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme != "data" and urlsplit(url).netloc != self.here:
            self.problems.append(f"request: {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(f"console: {text}")

    def open(
        self,
        path: str,
        language: str,
        *,
        whole: bool = False,
        looks: Iterable[str] = (),
        status: int = 200,
    ) -> list[str]:
        """What is wrong with the page at an address; of a list only the first rows are checked.

        In each of the further `looks` the page is checked again.
        """
        self.problems.clear()
        self._keep(LANGUAGE_COOKIE, language)
        answer = self.page.goto(path)
        assert answer is not None and status == answer.status, path
        if status != 200:  # the browser reports the status, too
            self.problems = [one for one in self.problems if "the server responded" not in one]
        return self._checked(path, language, whole=whole, looks=looks)

    def show(self, html: str, language: str, *, looks: Iterable[str]) -> list[str]:
        """What is wrong with a page that answers a form; `html` is that answer."""
        self._keep(LANGUAGE_COOKIE, language)
        self.page.goto("/static/frame/tokens.css")  # a document of this server, without scripts
        self.problems.clear()
        self.page.set_content(html)
        return self._checked("a form's answer", language, whole=False, looks=looks)

    def _checked(self, path: str, language: str, *, whole: bool, looks: Iterable[str]) -> list[str]:
        if not whole:
            self.page.evaluate(SHORTEN)
        self.page.evaluate(AXE)
        found = [f"axe: {one}" for one in self.page.evaluate(CHECK)]
        if language == "zh":
            found += [f"word: {one}" for one in sorted(foreign_words(self.page.content()))]
        for look in looks:
            found += [f"{look} axe: {one}" for one in self._again(look)]
        return [f"{language} {path} {one}" for one in (*self.problems, *found)]

    def _again(self, look: str) -> list[str]:
        """Findings in another look; the next page has the first one again."""
        size, scheme, rules = LOOKS[look]
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found: list[str] = self.page.evaluate(AGAIN, rules)
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="light")
        return found


@contextmanager
def watched(browser: Browser, room: Class, visitor: str) -> Iterator[Watched]:
    made = Watched(browser, room, visitor)
    try:
        yield made
    finally:
        made.context.close()


def client_of(room: Class, visitor: str) -> httpx2.Client:
    """A client that has signed in as this visitor; the same one each time."""
    if visitor == "guest":
        return room.client()
    known = {one.headers.get("visitor"): one for one in room.clients}
    if visitor not in known:
        made = signed_in(room, visitor, name=f"李雷{len(known)}")
        made.headers["visitor"] = visitor
        return made
    return known[visitor]


def signed_in(room: Class, visitor: str, *, name: str) -> httpx2.Client:
    """A new client of a visitor other than a guest."""
    if visitor == "trainer":
        return room.trainer()
    if visitor == "helper":
        made = room.client(origin=room.url)
        form = {"key": "helper", "code": room.hall.helper_code(CODE), "name": name}
        assert 303 == made.post("/helper", data=form).status_code
        return made
    return room.browser(name, SEATS.get(visitor, visitor))[0]


def retired(room: Class) -> int:
    """The number of a retirement of the owner."""
    owner = client_of(room, "owner")
    if not owner.get("/api/retirements").json():
        held = next(one for one in owner.get("/api/holdings").json() if one["free_t"])
        form = {
            "key": "retire", "back": "/home", "registry": held["registry"],
            "asset": held["asset"], "quantity": 1, "purpose": "voluntary", "beneficiary": "李雷",
        }  # fmt: skip
        assert 303 == owner.post("/action/retirement.retire", data=form).status_code
    return int(owner.get("/api/retirements").json()[0]["retirement"])


def address(name: str, room: Class) -> str:
    """The address of a sample of this page."""
    if name == "projector":
        return to(name, code=room.join_code)
    if name == "retirement":
        return to(name, number=retired(room))
    return to(name, **PARTS.get(name, {}))


def test_every_page_of_the_application_has_a_visitor() -> None:
    names = {pattern: name for name, pattern in ADDRESSES.items()}
    asked = {
        names.get(route.path.replace(":path", ""), route.path)
        for route in routes()
        if isinstance(route, Route) and "GET" in (route.methods or ())
    }
    beside = {
        names.get(route.path + ADDRESSES["home"], route.path)
        for route in routes()
        if isinstance(route, Mount)
    }

    seen = {name for pages in VISITORS.values() for name in pages}
    assert (asked | beside) - NO_PAGES == seen | {*NOT_PLAYED}


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_page_has_a_finding(browser: Browser, room: Class, visitor: str) -> None:
    """Each page in one of the languages, by turns; further looks are in the long run."""
    with watched(browser, room, visitor) as made:
        found = [
            problem
            for place, name in enumerate(VISITORS[visitor])
            for problem in made.open(address(name, room), LANGUAGES_BY_TURN[place % 2])
        ]

    assert [] == found


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_whole_page_has_a_finding_in_either_language(
    browser: Browser, room: Class, visitor: str
) -> None:
    with watched(browser, room, visitor) as made:
        found = [
            problem
            for name in VISITORS[visitor]
            for language in LANGUAGES
            for problem in made.open(address(name, room), language, whole=True, looks=LOOKS)
        ]

    assert [] == found


MISSING = {
    "guest": {"/no-such-page": 404, "/serial/TH/999999999": 200},
    "trainer": {"/admin/accounts/999999": 404},
    "participant": {"/trainer": 403, "/trade/NO-SUCH": 404},
}
"""Addresses that lead nowhere, by visitor, with their status."""

WRONG_FORMS = {
    "guest": (
        ("/sign-in", {"key": "k", "password": "wrong", "next": ""}),
        ("/join", {"key": "k", "code": "AAA-AAA", "name": "Ann", "role": "trader"}),
        ("/helper", {"key": "k", "code": "AAA-AAA", "name": "Ann"}),
        ("/return", {"key": "k", "personal_code": "AAAA-AAAA"}),
    ),
    "participant": (
        ("/action/order.place", {
            "key": "much", "back": "/trade/CCER", "instrument": "CCER", "side": "buy",
            "quantity": "9000000", "price": "80.00", "kind": "limit",
        }),
        ("/action/committee.vote", {"key": "vote", "back": "/home", "item": "1", "vote": "yes"}),
    ),
}  # fmt: skip
"""Forms that are refused, by visitor."""


@pytest.mark.parametrize("visitor", MISSING)
def test_no_page_of_something_missing_has_a_finding(
    browser: Browser, room: Class, visitor: str
) -> None:
    with watched(browser, room, visitor) as made:
        found = [
            problem
            for place, (path, status) in enumerate(MISSING[visitor].items())
            for problem in made.open(path, LANGUAGES_BY_TURN[place % 2], looks=LOOKS, status=status)
        ]

    assert [] == found


@pytest.mark.parametrize("visitor", WRONG_FORMS)
def test_no_refusal_has_a_finding(browser: Browser, room: Class, visitor: str) -> None:
    client, found = client_of(room, visitor), []
    with watched(browser, room, visitor) as made:
        for place, (path, form) in enumerate(WRONG_FORMS[visitor]):
            language = LANGUAGES_BY_TURN[place % 2]
            said = {"accept-language": language, "origin": room.url}
            told = client.post(path, data=form, headers=said, follow_redirects=True)
            assert 'class="refusal' in told.text, (path, told.status_code, told.text[-1500:])
            found += made.show(told.text, language, looks=LOOKS)

    # What was typed, and names of fields of a form that no page has, are no words of a page.
    assert [] == [one for one in found if "axe: " in one or "script: " in one]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_failure_has_no_finding(
    browser: Browser, room: Class, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(request: Request, at: int) -> dict[str, str]:
        raise ValueError("planted")

    writer, name = room.live.lesson.writer, "order.cancel_all"
    monkeypatch.setattr(writer, "actions", {**writer.actions, name: Action(fails, hot=True)})
    told = client_of(room, "participant").post(
        f"/action/{name}", data={"key": f"fails-{language}", "back": "/home"},
        headers={"accept-language": language, "origin": room.url},
    )  # fmt: skip
    assert 500 == told.status_code
    with watched(browser, room, "participant") as made:
        assert [] == made.show(told.text, language, looks=LOOKS)


@pytest.mark.planted
def test_faint_text_of_the_dark_colours_is_seen(browser: Browser, room: Class) -> None:
    with watched(browser, room, "guest") as made:
        assert [] == made.open("/sign-in", "zh", looks=["dark"])
        made.page.evaluate("document.querySelector('h1').style.color = '#333'")
        problems = made._again("dark")

    assert [] != [one for one in problems if "color-contrast" in one], problems


@pytest.mark.long
@pytest.mark.parametrize("role", [role for role in BRIEFS if role is not Role.EMITTER])
def test_what_a_role_sees_first_has_no_finding_in_either_language(
    browser: Browser, room: Class, role: Role
) -> None:
    with watched(browser, room, role) as made:
        found = [
            problem
            for path in ("/home", "/trade/CCER", PREVIEW)
            for language in LANGUAGES
            for problem in made.open(path, language)
        ]

    assert [] == found


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_chinese_page_has_an_untranslated_word(room: Class, visitor: str) -> None:
    client = client_of(room, visitor)
    found = {
        path: words
        for path in (address(name, room) for name in VISITORS[visitor])
        if (words := foreign_words(client.get(path, headers=CHINESE).raise_for_status().text))
    }

    assert {} == found


@pytest.mark.planted
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('<label for="password">', "<span>", "axe: label"),
        ("</main>", '<img alt="" src="http://example.test/dot.png"></main>', "request: http://ex"),
        ("</main>", '<img alt="" src="/static/no.png"></main>', "console: "),
        ("</main>", "<p>Untranslated</p></main>", "word: Untranslated"),
    ],
)
def test_a_planted_fault_is_found(
    browser: Browser, room: Class, old: str, new: str, found: str
) -> None:
    html = room.client().get("/sign-in", headers=CHINESE).text
    assert old in html
    with watched(browser, room, "guest") as made:
        made.page.route(
            "**/sign-in", lambda route: route.fulfill(body=html.replace(old, new), status=200)
        )
        problems = made.open("/sign-in", "zh")

    assert [] != [one for one in problems if found in one], problems
