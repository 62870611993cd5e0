"""Joining, coming back, the trainer's sign-in, leaving: pages that issue and revoke tokens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from registry.classroom.hall_values import TOKEN_DAYS, HallLesson, Kind
from registry.edge.answers import with_wait
from registry.edge.callers import ended, lost_seat
from registry.edge.commands import KEY_LONGEST
from registry.edge.errors import (
    NameTaken,
    PasswordWrong,
    TooManyGuesses,
    TooManyRequests,
)
from registry.edge.field_faults import field_wrong
from registry.edge.joining import (
    JOIN_KEY_LEAST,
    Seated,
    Wish,
    check_password,
    in_hall,
    join,
    leave,
    lesson_by_code,
    role_counts,
)
from registry.edge.reading import form_of
from registry.edge.request_checks import COOKIE
from registry.edge.returning import come_back
from registry.edge.server_state import wall_ms
from registry.roles import Role
from registry.web.door.contexts import JoinPage, OwnSeat, ReturnPage, RoleChoice, SignInPage
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import RefusalCard
from registry.web.frame.pictures import refusal_card
from registry.web.frame.visitor import (
    Visitor,
    draw_alone,
    forget,
    mint,
    own_address,
    remember,
    see,
    visitor_of,
)


def routes() -> list[Route]:
    """Routes of joining, coming back, signing in and signing out."""
    return [
        Route(ADDRESSES["join"], join_page, methods=["GET"]),
        Route(ADDRESSES["join"], take_seat, methods=["POST"]),
        Route(ADDRESSES["come_back"], return_page, methods=["GET"]),
        Route(ADDRESSES["come_back"], go_back, methods=["POST"]),
        Route(ADDRESSES["sign_in"], sign_in_page, methods=["GET"]),
        Route(ADDRESSES["sign_in"], sign_in, methods=["POST"]),
        Route(ADDRESSES["sign_out"], sign_out, methods=["POST"]),
    ]


async def join_page(request: Request) -> Response:
    """The form: code, name, preferred role, the bot's orders; or the visitor's own seat."""
    visitor = visitor_of(request.scope)
    code = request.query_params.get("code", "").strip()
    refusal = None
    if not code and (seating := lost_seat(request.scope)) is not None:
        # The lesson is the one in which this device had a seat, if it is still open.
        lesson = visitor.server.hall.lesson(seating.lesson)
        still = lesson is not None and lesson.code in visitor.server.lives
        return JoinMaker(visitor, code=lesson.join_code if lesson and still else "").draw(None)
    if code:
        try:
            lesson_by_code(visitor.server, code, address=_address(request))
        except Refusal as unknown:
            refusal = unknown
    return JoinMaker(visitor, code=code, other="other" in request.query_params).draw(refusal)


async def take_seat(request: Request) -> Response:
    """Take a seat; the browser keeps its token in a cookie that no script can read.

    A seated person goes on at their seat, unless the form is for somebody else at their device, or
    of another lesson.
    """
    visitor = visitor_of(request.scope)
    form = await form_of(request, fields_most=10)
    code, name, role, orders, key, other = (
        "".join(form.get(field, ()))[:300]
        for field in ("code", "name", "role", "orders", "key", "other")
    )
    maker = JoinMaker(
        visitor, code=code, name=name[:40], role=role, cancel_orders=orders == "cancel",
        other=bool(other),
    )  # fmt: skip
    if maker.own() is not None:
        return see(to("home"))
    try:
        if len(key) > KEY_LONGEST:
            raise field_wrong("unreadable", "key")
        seated = await join(
            visitor.server,
            Wish(
                name,
                Role(role) if role in set(Role) else None,
                "cancel" if maker.cancel_orders else "keep",
            ),
            join_code=code,
            address=_address(request),
            key=key if len(key) >= JOIN_KEY_LEAST else "",
        )
    except Refusal as refusal:
        return maker.draw(refusal)
    return _at_the_seat(seated)


async def return_page(request: Request) -> Response:
    """The form for the personal code."""
    visitor = visitor_of(request.scope)
    return _draw_return(visitor, request.query_params.get("code", "").strip(), refusal=None)


async def go_back(request: Request) -> Response:
    """Come back to one's own seat on this device."""
    visitor = visitor_of(request.scope)
    form = await form_of(request, fields_most=10)
    code, personal = ("".join(form.get(field, ()))[:40] for field in ("code", "personal_code"))
    try:
        seated = await come_back(
            visitor.server, personal_code=personal, join_code=code, address=_address(request)
        )
    except Refusal as refusal:
        return _draw_return(visitor, code, typed=personal[:20], refusal=refusal)
    return _at_the_seat(seated)


def _at_the_seat(seated: Seated) -> Response:
    """Go to the seat, with its token in the cookie."""
    response = see(to("home"))
    remember(response, COOKIE, seated.token, secret=True, days=TOKEN_DAYS[Kind.SEAT])
    return response


def _draw_return(
    visitor: Visitor, code: str, *, typed: str = "", refusal: Refusal | None
) -> Response:
    page = ReturnPage(
        key=mint(), code=code[:12], personal_code=typed, refusal=_card(visitor, refusal)
    )
    status = refusal.status if refusal else 200
    return with_wait(draw_alone(visitor, page, section="join", status=status), refusal)


def _address(request: Request) -> str:
    """The client's address, from the connection."""
    return request.client.host if request.client else ""


@dataclass(frozen=True, slots=True)
class JoinMaker:
    """Makes the page of joining, from what the visitor typed."""

    visitor: Visitor
    code: str
    name: str = ""
    role: str = ""
    cancel_orders: bool = False
    other: bool = False

    def lesson(self) -> HallLesson | None:
        """The open lesson of the code."""
        lesson = self.visitor.server.hall.lesson_of(self.code) if self.code else None
        return lesson if lesson and lesson.code in self.visitor.server.lives else None

    def own(self) -> OwnSeat | None:
        """The visitor's own seat, if they have one in this lesson and want it."""
        who, lesson = self.visitor.who, self.lesson()
        if who is None or who.state is None or who.holder.kind is not Kind.SEAT or self.other:
            return None
        if lesson is not None and lesson.code != who.lesson:
            return None
        return OwnSeat(
            person=who.holder.name,
            seat=who.seat,
            role=who.state.role.value,
            href=to("home"),
            other_href=to("join", code=self.code, other=1),
        )

    def draw(self, refusal: Refusal | None) -> Response:
        """The page; a client that is blocked for guessing learns nothing from a right guess."""
        visitor = self.visitor
        blocked = isinstance(refusal, TooManyGuesses | TooManyRequests)
        lesson = None if blocked else self.lesson()
        roles: tuple[RoleChoice, ...] = ()
        title, away_after_s, begun = "", 0, lesson is None
        if lesson is not None:
            current = visitor.server.lives[lesson.code].current
            roles = tuple(
                RoleChoice(role=c.role.value, taken=c.taken, seats=c.seats, free=c.free)
                for c in role_counts(list(current.seats.values()))
            )
            title = visitor.both(zh=lesson.title_zh, en=lesson.title_en)
            away_after_s = current.plan.bots.away_after_s
            begun = current.clock.day > 0
        page = JoinPage(
            key=mint(),
            code=self.code,
            lesson_title=title,
            name=self.name,
            role=self.role,
            roles=roles,
            cancel_orders=self.cancel_orders,
            begun=begun,
            own=self.own(),
            other=self.other,
            ended=self._ended(),
            away_after_s=away_after_s,
            return_key=mint(),
            return_first=isinstance(refusal, NameTaken),
            refusal=_card(visitor, refusal),
        )
        status = refusal.status if refusal else 200
        return with_wait(draw_alone(visitor, page, section="join", status=status), refusal)

    def _ended(self) -> str:
        """That the visitor's seat in the lesson of the code is no longer theirs."""
        seating, lesson = lost_seat(self.visitor.scope), self.lesson()
        if seating is None or lesson is None or seating.lesson != lesson.code:
            return ""
        return ended(seating).text(self.visitor.language)


async def sign_in_page(request: Request) -> Response:
    """The trainer's sign-in."""
    visitor = visitor_of(request.scope)
    return _draw_sign_in(visitor, request.query_params.get("next", ""), refusal=None)


async def sign_in(request: Request) -> Response:
    """Check the password, in a thread because hashing is slow, and issue the trainer's token."""
    visitor = visitor_of(request.scope)
    server = visitor.server
    form = await form_of(request, fields_most=10)
    password, after = ("".join(form.get(field, ())) for field in ("password", "next"))
    try:
        if not await check_password(server, password[:200], address=_address(request)):
            raise PasswordWrong()
        token = await in_hall(
            lambda: server.hall.admit(kind=Kind.TRAINER, lesson="", seat="", name="", at=wall_ms())
        )
    except Refusal as refusal:
        return _draw_sign_in(visitor, after, refusal=refusal)
    response = see(own_address(after, otherwise=to("trainer")))
    remember(response, COOKIE, token, secret=True, days=TOKEN_DAYS[Kind.TRAINER])
    return response


def _draw_sign_in(visitor: Visitor, after: str, *, refusal: Refusal | None) -> Response:
    page = SignInPage(
        key=mint(),
        next_href=own_address(after, otherwise=to("trainer")),
        refusal=_card(visitor, refusal),
    )
    status = refusal.status if refusal else 200
    return with_wait(draw_alone(visitor, page, section="sign_in", status=status), refusal)


def _card(visitor: Visitor, refusal: Refusal | None) -> RefusalCard | None:
    if refusal is None:
        return None
    return refusal_card(
        refusal, action="", number=None, language=visitor.language, back=visitor.path
    )


async def sign_out(request: Request) -> Response:
    """Return a seat to its bot, or end the trainer's sign-in; both delete the cookie."""
    visitor = visitor_of(request.scope)
    who = visitor.who
    if who is not None:
        if who.is_trainer or who.is_helper:
            await asyncio.to_thread(visitor.server.hall.forget, who.holder)
        else:
            await leave(visitor.server, lesson=who.lesson, seat=who.seat)
    response = see(to("welcome"))
    forget(response)
    return response
