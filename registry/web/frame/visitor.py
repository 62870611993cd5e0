"""The visitor of a page: caller, language, colours, and the frame around the page.

Pages are read on a read-only connection and rendered in a thread, off the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from registry.classroom.live import Live
from registry.edge.callers import ELSEWHERE, Caller, caller_of, not_signed_in, server_of
from registry.edge.errors import NotSignedIn, SeatUnknown, TrainerOnly
from registry.edge.feed import LiveView
from registry.edge.reading import refuse_repeated
from registry.edge.request_checks import COOKIE, cookies
from registry.edge.server_state import ServerState
from registry.programme.participants.queries import participant
from registry.roles import OFFICIAL
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.asked import Asked
from registry.web.frame.contexts.shared import (
    AskedLine,
    Audience,
    Chrome,
    Colours,
    ErrorPage,
    Language,
    Page,
)
from registry.web.frame.contexts.told import BesideBar, HelpBar
from registry.web.frame.naming import Names
from registry.web.frame.pictures import announcement_of, clock_of, help_of
from registry.web.frame.render import render
from registry.web.frame.waiting import ACTING, waiting_of

MODE = "tanlu.mode"
"""In the scope of a request for a seat's page by somebody beside it: look or act."""

LANGUAGE_COOKIE, COLOURS_COOKIE = "tanlu_language", "tanlu_colours"
DAY_S = 24 * 3600
PREFERENCES = {
    "lang": LANGUAGE_COOKIE,
    "colours": COLOURS_COOKIE,
    "depth": "tanlu_depth",
    "chart": "tanlu_chart",
    "span": "tanlu_span",
    "guide": "tanlu_guide",
}
"""Query parameters that set a cookie, and then leave the address."""

REPEATED = frozenset({"purposes", "parties", "entities", "circumstances"})
"""Query parameters that may repeat: tick boxes."""

REPORTS_REPEATED = (ADDRESSES["desk"],)
"""Pages that report a repeated field themselves."""

CHOICES = {
    "lang": ("zh", "en"),
    "colours": ("red_up", "green_up"),
    "depth": ("5", "10"),
    "chart": ("line", "candles"),
    "span": ("today", "three", "all"),
    "guide": ("open", "closed"),
}
"""The values of each preference; the first one is the default, but for language and
colours."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request for a page."""

    scope: Scope
    server: ServerState
    who: Caller | None
    language: Language
    colours: Colours
    elsewhere: Refusal | None = None
    """Why somebody with a valid token is a guest here: their lesson is closed."""

    @property
    def query(self) -> QueryParams:
        """The query parameters."""
        return QueryParams(self.scope["query_string"].decode("latin-1"))

    def kept(self, name: str) -> str:
        """The chosen value of a preference, else its default."""
        chosen = cookies(self.scope["headers"]).get(PREFERENCES[name], "")
        return chosen if chosen in CHOICES[name] else CHOICES[name][0]

    def other(self, name: str) -> str:
        """The address of this page with the other value of a preference with two values."""
        chosen = self.kept(name)
        return _with(self, name, next(c for c in CHOICES[name] if c != chosen))

    def choosing(self, name: str) -> tuple[tuple[str, str], ...]:
        """Every value of a preference, with the address of this page with it."""
        return tuple((value, _with(self, name, value)) for value in CHOICES[name])

    @property
    def path(self) -> str:
        """The path of this page."""
        return str(self.scope["path"])

    @property
    def seated(self) -> Caller:
        """The caller; refused unless signed in."""
        if self.who is None:
            raise self.elsewhere or not_signed_in(self.scope)
        return self.who

    @property
    def console(self) -> str:
        """The address of the page of somebody without a seat: the trainer's, or the helpers'."""
        return to("helper") if self.who is not None and self.who.is_helper else to("trainer")

    @property
    def live(self) -> Live:
        """The caller's lesson; for a guest on a public page, the first open one."""
        if self.who is not None:
            return self.who.live
        first = self.server.lives.get(self.server.first_lesson())
        if first is None:
            raise NotSignedIn()
        return first

    @property
    def view(self) -> LiveView:
        """The current public snapshot of the caller's lesson."""
        return cast(LiveView, self.live.view)

    def both(self, *, zh: str, en: str) -> str:
        """One of two texts."""
        return zh if self.language == "zh" else en


def visitor_of(scope: Scope) -> Visitor:
    """The visitor of a request."""
    who, elsewhere = None, None
    try:
        who = caller_of(scope)
    except SeatUnknown:
        pass
    except ELSEWHERE as refusal:
        elsewhere = refusal
    kept = cookies(scope["headers"])
    language = _language(kept.get(LANGUAGE_COOKIE, ""), scope)
    colours = kept.get(COLOURS_COOKIE, "")
    if colours not in ("red_up", "green_up"):
        colours = "red_up" if language == "zh" else "green_up"
    return Visitor(scope, server_of(scope), who, language, cast(Colours, colours), elsewhere)


def trainer_visitor(scope: Scope) -> Visitor:
    """The visitor of a request for a trainer's page; refuses everybody else."""
    visitor = visitor_of(scope)
    if not visitor.seated.is_trainer:
        raise TrainerOnly()
    return visitor


def _language(chosen: str, scope: Scope) -> Language:
    if chosen in ("zh", "en"):
        return cast(Language, chosen)
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    wanted = (part.strip()[:2] for part in accepted.split(","))
    first = next((code for code in wanted if code in ("zh", "en")), "zh")
    return cast(Language, first)


def mint() -> str:
    """A new idempotency key; every rendering of a form has its own."""
    return secrets.token_urlsafe(12)


def chrome_of(visitor: Visitor, session: Session | None, section: str) -> Chrome:
    """The frame around a page; `session` reads the seat's name, guests have none."""
    who, language = visitor.who, visitor.language
    other = "en" if language == "zh" else "zh"
    lesson = visitor.server.hall.lesson(who.lesson) if who else None
    seat = session and who and participant(session, who.seat)
    beside = _beside(visitor)
    title = "" if lesson is None else visitor.both(zh=lesson.title_zh, en=lesson.title_en)
    other_colours = "green_up" if visitor.colours == "red_up" else "red_up"
    return Chrome(
        language=language,
        language_href=_with(visitor, "lang", other),
        colours=visitor.colours,
        colours_href=_with(visitor, "colours", other_colours),
        audience=_audience(who),
        section=section,
        lesson=_lesson_called(who) if who else "",
        lesson_title=title,
        seat=who.seat if seat and who else "",
        seat_name=visitor.both(zh=seat.name_zh, en=seat.name_en) if seat else "",
        person=beside.person if beside else who.holder.name if who else "",
        clock=None if who is None else clock_of(visitor.view, language),
        announcement=None if who is None else announcement_of(visitor.view, language),
        live=who is not None,
        audit_ok=who.live.audit_holds if who and who.is_trainer and beside is None else None,
        tasks_waiting=_tasks_waiting(visitor, session),
        official=who is not None and who.state is not None and who.state.role in OFFICIAL,
        asked=_asked(visitor, session),
        key=mint(),
        help=_help(visitor) if beside is None else None,
        beside=beside,
        monitored=who is not None and who.live.current.plan.monitoring is not None,
        quiz="" if who is None else visitor.server.hall.quizzes.get(who.lesson, ""),
        reports=who is not None and who.live.current.plan.controls.reports,
        ndc=who is not None and bool(who.live.current.plan.ndc),
        undertakes=who is not None and _undertakes(who),
    )


def _undertakes(who: Caller) -> bool:
    """Whether the lesson's projects have costs or buffers."""
    plan = who.live.current.plan
    return bool(plan.finance or plan.sinks)


def _lesson_called(who: Caller) -> str:
    """What a browser calls this run of the lesson: practice and rounds number anew."""
    practice = "-practice" if who.live.practice else ""
    return f"{who.lesson}-{who.live.current.seed}{practice}"


def _audience(who: Caller | None) -> Audience:
    if who is None:
        return "guest"
    if who.state is not None:
        return "participant"
    return "helper" if who.is_helper else "trainer"


def by_trainer(visitor: Visitor) -> bool:
    """Whether the trainer's browser asks."""
    return _audience(visitor.who) == "trainer"


def _beside(visitor: Visitor) -> BesideBar | None:
    """Whose seat is looked at or acted for; None for everybody at the own place."""
    mode, who = visitor.scope.get(MODE), visitor.who
    if mode is None or who is None:
        return None
    other = {"look": "act", "act": "look"}[mode]
    return BesideBar(
        mode=mode,
        seat=who.seat,
        person=visitor.server.hall.names(who.lesson).get(who.seat, ""),
        other_href="" if who.is_helper else visitor.path.replace(f"/{mode}/", f"/{other}/", 1),
        back_href=to("seat_help", seat=who.seat),
    )


def _help(visitor: Visitor) -> HelpBar | None:
    """Notes for a person and the own request for help; None for others."""
    who = visitor.who
    if who is None or who.state is None or who.is_trainer:
        return None
    here = _with_query(visitor) if visitor.scope["method"] == "GET" else to("home")
    helped = visitor.live.current.helped
    return help_of(helped, who.seat, language=visitor.language, here=here, mint=mint)


def _with_query(visitor: Visitor) -> str:
    query = visitor.scope["query_string"].decode("latin-1")
    return f"{visitor.path}?{query}" if query else visitor.path


ASKED_FOLLOWED = 6
"""How many of a seat's last requests every page follows."""


def _asked(visitor: Visitor, session: Session | None) -> tuple[AskedLine, ...] | None:
    """The visitor's last requests that others decide on; None: no seat, or no books are read."""
    who = visitor.who
    if session is None or who is None or who.state is None:
        return None
    return Asked(
        session, Names(session, visitor.language), seat=who.seat, offices=who.state.offices,
        limit=ASKED_FOLLOWED, dealing=bool(who.live.current.venues), at_once=False,
    ).lines()  # fmt: skip


def _tasks_waiting(visitor: Visitor, session: Session | None) -> int | None:
    """How much waits for the visitor's seat; None: nothing ever does, or no books are read."""
    who = visitor.who
    if session is None or who is None or who.state is None:
        return None
    approving = bool(who.live.current.plan.controls.approvers)
    if who.state.offices.isdisjoint(ACTING) and not approving:
        return None
    names, at = Names(session, visitor.language), visitor.view["clock"]["at"]
    return waiting_of(session, names, seat=who.seat, offices=who.state.offices, at=at).count


def _with(visitor: Visitor, name: str, value: str) -> str:
    kept = [(n, v) for n, v in visitor.query.multi_items() if n not in PREFERENCES]
    path = visitor.path if visitor.scope["method"] == "GET" else to("welcome")
    return f"{path}?{urlencode([*kept, (name, value)])}"


async def draw(
    visitor: Visitor,
    build: Callable[[Session], Page | None],
    *,
    section: str,
    status: int = 200,
) -> Response:
    """Build a page from queries and render it in a thread; a page that is None answers 404."""

    def in_thread() -> str | None:
        with visitor.live.reading() as session:
            page = build(session)
            if page is None:
                return None
            return render(page, chrome_of(visitor, session, section))

    if visitor.who is not None:
        await visitor.server.presence.returned(visitor.who.lesson, visitor.who.seat)
    html = await asyncio.to_thread(in_thread)
    if html is None:
        return draw_missing(visitor)
    return page_response(html, status=status)


async def draw_open(
    visitor: Visitor, build: Callable[[], Page | None], *, section: str
) -> Response:
    """Render a public page, which needs no lesson, in a thread; a page that is None answers 404."""
    if visitor.who is not None:
        return await draw(visitor, lambda session: build(), section=section)

    def in_thread() -> Response:
        page = build()
        return draw_missing(visitor) if page is None else draw_alone(visitor, page, section=section)

    return await asyncio.to_thread(in_thread)


def draw_missing(visitor: Visitor) -> Response:
    """The 404 page."""
    page = ErrorPage(status=404, failure="", retry_href="")
    return draw_alone(visitor, page, section="error", status=404)


def draw_alone(visitor: Visitor, page: Page, *, section: str, status: int = 200) -> Response:
    """Render a page that needs no query of the books."""
    return page_response(render(page, chrome_of(visitor, None, section)), status=status)


def page_response(html: str, *, status: int = 200) -> Response:
    """A page that no cache keeps."""
    return HTMLResponse(html, status_code=status, headers={"cache-control": "no-store"})


def see(address: str) -> Response:
    """Redirect with 303 after a POST (Post/Redirect/Get)."""
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})


def own_address(address: str, *, otherwise: str) -> str:
    """A form's return address if it is on this server, else a default; prevents open redirects."""
    fine = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if fine and address.isprintable() else otherwise


def remember(
    response: Response, name: str, value: str, *, secret: bool = False, days: int = 365
) -> None:
    """Set a cookie; `secret` ones are hidden from scripts."""
    kept_s = days * DAY_S
    response.set_cookie(name, value, max_age=kept_s, httponly=secret, samesite="lax", path="/")


def forget(response: Response) -> None:
    """Delete the token's cookie."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def remembering(route: Route) -> Route:
    """The same route, which first stores a language or colours named in the address in a cookie.

    A repeated query parameter is refused, except for lists.
    """
    page = route.endpoint

    async def endpoint(request: Request) -> Response:
        if route.path not in REPORTS_REPEATED:
            refuse_repeated(request.scope, lists=REPEATED)
        kept = keep_preference(request) if request.method == "GET" else None
        found: Response = kept or await page(request)
        return found

    return Route(route.path, endpoint, methods=list(route.methods or ()), name=route.name)


def keep_preference(request: Request) -> Response | None:
    """Store preferences from the address in cookies, and redirect to the address without them."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    chosen = [(n, v) for n, v in pairs if n in PREFERENCES]
    if not chosen:
        return None
    rest = urlencode([(n, v) for n, v in pairs if n not in PREFERENCES])
    response = see(request.url.path + (f"?{rest}" if rest else ""))
    for name, value in chosen:
        if value in CHOICES[name]:
            remember(response, PREFERENCES[name], value)
    return response
