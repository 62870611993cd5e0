"""Joining, signing in as trainer, and leaving: the pages that issue and revoke session tokens."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from registry.classroom.hall import TOKEN_DAYS, Kind
from registry.edge.answers import with_wait
from registry.edge.errors import PasswordWrong, TooManyGuesses, TooManyRequests
from registry.edge.joining import (
    check_password,
    in_hall,
    join,
    leave,
    lesson_by_code,
    role_counts,
)
from registry.edge.reading import form_of
from registry.edge.request_checks import COOKIE
from registry.edge.server_state import wall_ms
from registry.roles import Role
from registry.web.door.contexts import JoinPage, RoleChoice, SignInPage
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
    """Routes of joining, signing in and signing out."""
    return [
        Route(ADDRESSES["join"], join_page, methods=["GET"]),
        Route(ADDRESSES["join"], take_seat, methods=["POST"]),
        Route(ADDRESSES["sign_in"], sign_in_page, methods=["GET"]),
        Route(ADDRESSES["sign_in"], sign_in, methods=["POST"]),
        Route(ADDRESSES["sign_out"], sign_out, methods=["POST"]),
    ]


async def join_page(request: Request) -> Response:
    """The form: code, name, preferred role."""
    visitor = visitor_of(request.scope)
    code = request.query_params.get("code", "").strip()
    refusal = None
    if code:
        try:
            lesson_by_code(visitor.server, code, address=_address(request))
        except Refusal as unknown:
            refusal = unknown
    return _draw_join(visitor, code=code, name="", role="", refusal=refusal)


async def take_seat(request: Request) -> Response:
    """Take a seat; the browser keeps its token in a cookie that no script can read."""
    visitor = visitor_of(request.scope)
    form = await form_of(request, fields_most=10)
    code, name, role = ("".join(form.get(field, ()))[:300] for field in ("code", "name", "role"))
    wished = Role(role) if role in set(Role) else None
    address = _address(request)
    try:
        if visitor.who is not None and not visitor.who.is_trainer:
            return see(to("trade_home"))
        seated = await join(visitor.server, join_code=code, name=name, role=wished, address=address)
    except Refusal as refusal:
        return _draw_join(visitor, code=code, name=name[:40], role=role, refusal=refusal)
    response = see(to("trade_home"))
    remember(response, COOKIE, seated.token, secret=True, days=TOKEN_DAYS[Kind.SEAT])
    return response


def _address(request: Request) -> str:
    """The client's address, from the connection."""
    return request.client.host if request.client else ""


def _draw_join(
    visitor: Visitor, *, code: str, name: str, role: str, refusal: Refusal | None
) -> Response:
    server = visitor.server
    # A client that is blocked for guessing learns nothing, not even from a right guess.
    names_lesson = code and not isinstance(refusal, TooManyGuesses | TooManyRequests)
    lesson = server.hall.lesson_of(code) if names_lesson else None
    roles: tuple[RoleChoice, ...] = ()
    title = ""
    if lesson is not None and lesson.code in server.lives:
        seats = list(server.lives[lesson.code].current.seats.values())
        roles = tuple(
            RoleChoice(role=c.role.value, taken=c.taken, seats=c.seats, free=c.free)
            for c in role_counts(seats)
        )
        title = visitor.both(zh=lesson.title_zh, en=lesson.title_en)
    page = JoinPage(
        key=mint(),
        code=code,
        lesson_title=title,
        name=name,
        role=role,
        roles=roles,
        refusal=_card(visitor, refusal),
    )
    status = refusal.status if refusal else 200
    return with_wait(draw_alone(visitor, page, section="join", status=status), refusal)


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
        if who.is_trainer:
            await asyncio.to_thread(visitor.server.hall.forget, who.holder)
        else:
            await leave(visitor.server, lesson=who.lesson, seat=who.seat)
    response = see(to("welcome"))
    forget(response)
    return response
