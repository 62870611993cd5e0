"""Help for one person: a hint, a look at the seat, acting for it, moving, removing; the helpers.

The trainer has all of it; a helper the queue, the roster, hints, and looking.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from math import ceil

import orjson
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from ledger.kernel.errors import Refusal
from registry.classroom.codes import plain_code
from registry.classroom.hall_values import TOKEN_DAYS, Kind
from registry.classroom.live import Live
from registry.classroom.room import SeatState
from registry.debrief.refused import refused_text
from registry.debrief.words import Words
from registry.edge.callers import Caller
from registry.edge.errors import HelperCodeUnknown, SeatUnknown, TooManyGuesses, TrainerOnly
from registry.edge.joining import in_hall, refuse_name
from registry.edge.reading import form_of
from registry.edge.request_checks import COOKIE
from registry.edge.server_state import wall_ms
from registry.roles import Role
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.beside import Streaming
from registry.web.frame.contexts.shared import Choice, Receipt, RefusalCard
from registry.web.frame.hub import Hub
from registry.web.frame.naming import Names
from registry.web.frame.pictures import both_texts, refusal_card
from registry.web.frame.visitor import (
    Visitor,
    draw,
    draw_alone,
    mint,
    remember,
    see,
    trainer_visitor,
    visitor_of,
)
from registry.web.trainer import queue, roster
from registry.web.trainer.contexts import (
    ActionLine,
    HelperPage,
    HelperSignInPage,
    SeatHelpPage,
    Suggestion,
)
from registry.web.trainer.rows import Rows, urgency

ACTIONS_SHOWN = 8
"""The last commands of a seat that its page of help lists."""

FirstSteps = Callable[[Role], Sequence[tuple[Words, Words]]]
"""The first things to do of a role: what, and why."""


def routes(first_steps: FirstSteps) -> list[Route]:
    """The page of help of a seat, and the helpers' pages; hints are made of the first steps."""
    return [
        Route(ADDRESSES["seat_help"], _seat_help(first_steps), methods=["GET"]),
        Route(ADDRESSES["new_helper_code"], new_code, methods=["POST"]),
        Route(ADDRESSES["helper"], helper, methods=["GET"]),
        Route(ADDRESSES["helper"], sign_in, methods=["POST"]),
        Route(ADDRESSES["helper_live"], live, methods=["GET"]),
    ]


def helping_visitor(request: Request) -> Visitor:
    """The visitor of a page for the trainer and helpers; refuses everybody else."""
    visitor = visitor_of(request.scope)
    if not (visitor.seated.is_trainer or visitor.seated.is_helper):
        raise TrainerOnly()
    return visitor


def rows_of(visitor: Visitor, request: Request, session: Session) -> Rows:
    """The maker of the roster's rows, over the lesson's running count."""
    hub: Hub = request.app.state.hub
    tallies: MutableMapping[Live, roster.Tally] = request.app.state.tallies
    tally = tallies.setdefault(visitor.live, roster.Tally())
    return Rows(visitor, session, hub, tally, Names(session, visitor.language))


def _seat_help(first_steps: FirstSteps) -> Callable[[Request], Awaitable[Response]]:
    async def seat_help(request: Request) -> Response:
        visitor = helping_visitor(request)
        seat = visitor.live.current.seats.get(request.path_params["seat"])
        if seat is None or not seat.of_class:
            raise SeatUnknown(seat=request.path_params["seat"][:20])
        return await draw(
            visitor,
            lambda session: _SeatPage(
                visitor, session, rows_of(visitor, request, session), seat
            ).page(first_steps(seat.role)),
            section="helper" if visitor.seated.is_helper else "trainer",
        )

    return seat_help


class _SeatPage:
    """Makes the page of help of one seat."""

    def __init__(self, visitor: Visitor, session: Session, rows: Rows, seat: SeatState) -> None:
        self.visitor, self.session, self.rows, self.seat = visitor, session, rows, seat
        self.who: Caller = visitor.seated

    def page(self, steps: Sequence[tuple[Words, Words]]) -> SeatHelpPage:
        """The complete page."""
        row, trainer = self.rows.row(self.seat), self.who.is_trainer
        lines = queue.queue_of(self.visitor, self.session, [row])
        helped = self.visitor.live.current.helped
        language, name = self.visitor.language, self.seat.name
        return SeatHelpPage(
            row=row,
            waits=next((line for line in lines if line.asked), None),
            suggestions=tuple(self._suggestion(what, why) for what, why in steps),
            notes=tuple(
                both_texts({"zh": one.text_zh, "en": one.text_en}, language)
                for one in helped.notes.get(name, ())
                if not one.act
            ),
            hint_key=mint(),
            actions=tuple(self._actions()),
            look_href=to("look", seat=name),
            act_href=to("act", seat=name) if trainer else "",
            targets=self._targets() if trainer and self.seat.held else (),
            move_key=mint(),
            back_href=self.visitor.console,
            refusal=refusal_shown(self.visitor, self.session, to("seat_help", seat=name)),
            receipt=receipt_shown(self.visitor, self.session, to("seat_help", seat=name)),
        )

    def _suggestion(self, what: Words, why: Words) -> Suggestion:
        zh, en = f"先试试：{what.zh}。{why.zh}", f"Try this first: {what.en}. {why.en}"
        text = self.visitor.both(zh=zh, en=en)
        return Suggestion(text=text, text_zh=zh, text_en=en, key=mint())

    def _actions(self) -> list[ActionLine]:
        found = books.commands(self.session, seat=self.seat.name, limit=ACTIONS_SHOWN)
        return [
            ActionLine(
                number=row.number,
                at=row.at,
                name=row.name,
                origin=row.origin,
                refused=refused_text(orjson.loads(row.outcome), self.visitor.language),
            )
            for row in found
        ]

    def _targets(self) -> tuple[Choice, ...]:
        free = (one for one in self.visitor.live.current.seats.values() if not one.held)
        return tuple(
            Choice(value=one.name, label=f"{one.name} {self.rows.names.seat(one.name)}")
            for one in free
            if one.of_class
        )


def refusal_shown(visitor: Visitor, session: Session, back: str) -> RefusalCard | None:
    """The refusal of the reader's last command, if the address names it."""
    row = outcomes.asked(visitor.query, "refused", session, seat=visitor.seated.seat)
    return None if row is None else outcomes.card_of(row, language=visitor.language, back=back)


def receipt_shown(visitor: Visitor, session: Session, back: str) -> Receipt | None:
    """The receipt of the reader's last command, if the address names it."""
    row = outcomes.asked(visitor.query, "done", session, seat=visitor.seated.seat)
    return None if row is None else outcomes.receipt_of(row, language=visitor.language, back=back)


async def helper(request: Request) -> Response:
    """The queue, for a helper; a guest's sign-in. The trainer's queue is on the console."""
    visitor = visitor_of(request.scope)
    if visitor.who is None:
        code = request.query_params.get("code", "")[:12]
        return _drawn_sign_in(visitor, code=code, name="", refusal=None)
    if not visitor.who.is_helper:
        return see(to("trainer" if visitor.who.is_trainer else "home"))

    def made(session: Session) -> HelperPage:
        rows = rows_of(visitor, request, session)
        seats = [one for one in visitor.live.current.seats.values() if one.of_class and one.held]
        people = [rows.row(seat) for seat in seats]
        return HelperPage(
            queue=queue.queue_of(visitor, session, people),
            roster=tuple(sorted(people, key=urgency)),
            refusal=refusal_shown(visitor, session, to("helper")),
            receipt=receipt_shown(visitor, session, to("helper")),
        )

    return await draw(visitor, made, section="helper")


async def sign_in(request: Request) -> Response:
    """Sign a helper in by the lesson's helper code and a name."""
    visitor = visitor_of(request.scope)
    hall, server = visitor.server.hall, visitor.server
    form = await form_of(request, fields_most=10)
    code, name = ("".join(form.get(field, ())) for field in ("code", "name"))
    name = name.strip()
    address = request.client.host if request.client else ""
    try:
        if not server.guesses.take(f"helper {address}"):
            raise TooManyGuesses(wait_s=ceil(1 / server.settings.guess_per_second))
        lesson = await in_hall(lambda: _lesson_of(visitor, code))
        server.guesses.give_back(f"helper {address}")
        refuse_name(name)
        token = await in_hall(lambda: hall.admit_helper(lesson, name=name, at=wall_ms()))
    except Refusal as refusal:
        return _drawn_sign_in(visitor, code=code[:12], name=name[:80], refusal=refusal)
    response = see(to("helper"))
    remember(response, COOKIE, token, secret=True, days=TOKEN_DAYS[Kind.HELPER])
    return response


def _lesson_of(visitor: Visitor, code: str) -> str:
    """The open lesson of a helper code; raises HelperCodeUnknown."""
    typed = plain_code(code)
    for lesson in tuple(visitor.server.order):
        if typed and visitor.server.hall.helper_code(lesson) == typed:
            return lesson
    raise HelperCodeUnknown(code=typed[:8] or "-")


def _drawn_sign_in(visitor: Visitor, *, code: str, name: str, refusal: Refusal | None) -> Response:
    card = None
    if refusal is not None:
        card = refusal_card(
            refusal, action="", number=None, language=visitor.language, back=to("helper")
        )
    page = HelperSignInPage(key=mint(), code=code, name=name, refusal=card)
    status = refusal.status if refusal else 200
    return draw_alone(visitor, page, section="helper", status=status)


async def new_code(request: Request) -> Response:
    """Give the lesson another helper code; who signed in with the old one is signed out."""
    visitor = trainer_visitor(request.scope)
    await form_of(request, fields_most=10)
    hall, lesson = visitor.server.hall, visitor.seated.lesson
    await in_hall(lambda: hall.helper_code(lesson, new=True))
    return see(to("trainer"))


async def live(request: Request) -> Response:
    """The live stream of a helper, who has no other."""
    helping_visitor(request)
    return Streaming(request.app.state.hub)
