"""Addresses of the quiz: /quiz for everybody with a code, and the trainer's page."""

from __future__ import annotations

import asyncio
from math import ceil

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.errors import Refusal
from registry.classroom.codes import plain_code, shown
from registry.classroom.hall_values import HallLesson, Kind
from registry.edge.answers import with_wait
from registry.edge.callers import not_signed_in
from registry.edge.errors import LessonUnknown, TooManyGuesses
from registry.edge.field_faults import shape_wrong
from registry.edge.joining import in_hall
from registry.edge.reading import form_of
from registry.quiz import sittings
from registry.quiz.errors import QuizCodeUnknown
from registry.quiz.gains import table
from registry.quiz.questions import Sitting
from registry.quiz.sittings import CodeView
from registry.web.debrief.quiz import (
    NOT_CHOSEN,
    QUIZ_COOKIE,
    TYPED_LONGEST,
    code_of,
    quiz_page,
)
from registry.web.debrief.quiz_room import quiz_print_page, quiz_room_page, result_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.hub import Hub
from registry.web.frame.visitor import (
    Visitor,
    draw,
    draw_alone,
    draw_open,
    remember,
    see,
    trainer_visitor,
    visitor_of,
)

SHEETS_MOST = 100
"""Sheets that are made at once."""


def routes() -> list[Route]:
    """The pages and forms of the quiz."""
    return [
        Route(ADDRESSES["quiz"], quiz, methods=["GET"]),
        Route(ADDRESSES["quiz"], hand_in, methods=["POST"]),
        Route(ADDRESSES["quiz_begin"], begin, methods=["POST"]),
        Route(ADDRESSES["room_quiz"], room, methods=["GET"]),
        Route(ADDRESSES["quiz_sitting"], sitting, methods=["POST"]),
        Route(ADDRESSES["quiz_typed"], typed_in, methods=["POST"]),
        Route(ADDRESSES["quiz_print"], to_print, methods=["GET"]),
        Route(ADDRESSES["quiz_print"], more_sheets, methods=["POST"]),
        Route(ADDRESSES["quiz_csv"], as_csv, methods=["GET"]),
    ]


async def quiz(request: Request) -> Response:
    """The quiz of the code in the address, else of the one that this browser keeps."""
    visitor = visitor_of(request.scope)
    typed = visitor.query.get("code", "").strip()
    kept = "" if "other" in visitor.query else code_of(visitor)
    if not (typed or kept):
        keeps = visitor.who is not None and await _keeps(request, visitor, visitor.who.lesson)
        return await draw_open(
            visitor, lambda: quiz_page(visitor, None, keeps=keeps), section="quiz"
        )
    try:
        view = await _view(request, visitor, typed or kept)
    except Refusal as refusal:
        # A kept code whose lesson was removed is no fault of the reader.
        return await _refused(visitor, refusal if typed else None, typed=typed)
    response = await draw_open(visitor, lambda: quiz_page(visitor, view), section="quiz")
    if not kept:
        remember(response, QUIZ_COOKIE, view.code, secret=True)
    return response


async def begin(request: Request) -> Response:
    """Give somebody at a seat a new code, which only this browser keeps; one for each browser."""
    visitor = visitor_of(request.scope)
    who = visitor.who
    if who is None or who.holder.kind is not Kind.SEAT:
        raise not_signed_in(request.scope)
    if await _keeps(request, visitor, who.lesson):
        return see(to("quiz"))
    seats = sum(one.of_class for one in who.live.current.seats.values())
    code = await in_hall(lambda: sittings.begin(visitor.server.hall, who.lesson, seats=seats))
    response = see(to("quiz"))
    remember(response, QUIZ_COOKIE, code, secret=True)
    return response


async def hand_in(request: Request) -> Response:
    """Store the answers of a code; sent twice they are stored once."""
    visitor = visitor_of(request.scope)
    form = await form_of(request, fields_most=30)
    typed, named = ("".join(form.get(name, ()))[:TYPED_LONGEST] for name in ("code", "sitting"))
    chosen = {
        name.removeprefix("q-"): _number("".join(values))
        for name, values in form.items()
        if name.startswith("q-")
    }
    view = None
    try:
        view = await _view(request, visitor, typed)
        wanted = _sitting(named)
        hall = visitor.server.hall
        await in_hall(lambda: sittings.answer(hall, typed, wanted, chosen))
    except Refusal as refusal:
        again = view or _as_sent(refusal, typed, named)
        return await _refused(visitor, refusal, typed=typed, view=again, chosen=chosen)
    response = see(to("quiz"))
    remember(response, QUIZ_COOKIE, plain_code(typed), secret=True)
    return response


async def room(request: Request) -> Response:
    """The trainer's page of a lesson's quiz."""
    visitor = trainer_visitor(request.scope)
    lesson = _lesson(visitor, visitor.query.get("lesson", ""))
    stored = plain_code(visitor.query.get("typed", "")[:TYPED_LONGEST])
    typed = shown(stored) if stored else ""
    return await draw(
        visitor, lambda _: quiz_room_page(visitor, lesson, typed=typed), section="debrief"
    )


async def sitting(request: Request) -> Response:
    """Open a sitting of the quiz and close any other, or close the open one; open pages say so."""
    visitor, lesson, form = await _of_lesson(request)
    named = form.get("sitting", "")
    wanted = _sitting(named) if named else None
    await in_hall(lambda: sittings.open_sitting(visitor.server.hall, lesson.code, wanted))
    hub: Hub = request.app.state.hub
    hub.nudge(lesson.code, dict.fromkeys(hub.seats(lesson.code), ("help",)))
    return see(to("room_quiz", lesson=lesson.code))


async def typed_in(request: Request) -> Response:
    """Store the answers of a sheet of paper."""
    visitor, lesson, form = await _of_lesson(request)
    code, letters, wanted = form.get("code", ""), form.get("letters", ""), _sitting(form["sitting"])
    hall = visitor.server.hall
    await in_hall(lambda: sittings.type_answers(hall, lesson.code, code, wanted, letters))
    return see(to("room_quiz", lesson=lesson.code, typed=plain_code(code)))


async def to_print(request: Request) -> Response:
    """Sheets of paper for one sitting, one for each printed code."""
    visitor = trainer_visitor(request.scope)
    lesson = _lesson(visitor, visitor.query.get("lesson", ""))
    wanted = _sitting(visitor.query.get("sitting", Sitting.BEFORE.value))
    return await draw(
        visitor, lambda _: quiz_print_page(visitor, lesson, wanted), section="debrief"
    )


async def more_sheets(request: Request) -> Response:
    """Draw codes for further sheets; a form sent twice draws them once."""
    visitor, lesson, form = await _of_lesson(request)
    count, had = _number(form.get("count", "")), _number(form.get("had", ""))
    wanted = _sitting(form["sitting"])
    if not 1 <= count <= SHEETS_MOST or had < 0:
        limits = {"ge": 1, "le": SHEETS_MOST}
        kind = "less_than_equal" if count > SHEETS_MOST else "greater_than_equal"
        raise shape_wrong([{"type": kind, "loc": ("body", "count"), "ctx": limits}])
    hall = visitor.server.hall

    def in_thread() -> None:
        missing = had + count - len(sittings.state_of(hall, lesson.code).printed)
        if missing > 0:
            sittings.new_codes(hall, lesson.code, count=min(missing, SHEETS_MOST), printed=True)

    await in_hall(in_thread)
    return see(to("quiz_print", lesson=lesson.code, sitting=wanted.value))


async def as_csv(request: Request) -> Response:
    """The results of every class as CSV; `registry/quiz/gains.py` has the columns."""
    visitor = trainer_visitor(request.scope)

    def in_thread() -> str:
        lessons = visitor.server.hall.lessons()
        results = {one.code: result_of(visitor, one.code) for one in lessons}
        return table({code: one for code, one in results.items() if any(one.answered.values())})

    text = await asyncio.to_thread(in_thread)
    headers = {
        "content-disposition": 'attachment; filename="quiz.csv"',
        "cache-control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _view(request: Request, visitor: Visitor, typed: str) -> CodeView:
    """What a typed code may see; several wrong ones from one address raise TooManyGuesses.

    Only codes that proved wrong count, so that a class which hands in at once is never slowed.
    """
    server, address = visitor.server, request.client.host if request.client else ""
    too_many = TooManyGuesses(wait_s=ceil(1 / server.settings.guess_per_second))
    if not server.guesses.has(address):
        raise too_many
    try:
        return await in_hall(lambda: sittings.code_view(server.hall, typed))
    except QuizCodeUnknown:
        if not server.guesses.take(address):
            raise too_many from None
        raise


async def _keeps(request: Request, visitor: Visitor, lesson: str) -> bool:
    """Whether this browser keeps a code of a lesson."""
    kept = code_of(visitor)
    try:
        return bool(kept) and (await _view(request, visitor, kept)).lesson == lesson
    except QuizCodeUnknown:
        return False


def _as_sent(refusal: Refusal, typed: str, named: str) -> CodeView | None:
    """The sheet of a code that was not looked up, so that its answers can be sent again.

    None for a wrong code or sitting. It tells nothing: any code has questions in some order.
    """
    code = plain_code(typed)
    if isinstance(refusal, QuizCodeUnknown) or not code or named not in set(Sitting):
        return None
    return CodeView(code, "", Sitting(named), {})


async def _refused(
    visitor: Visitor,
    refusal: Refusal | None,
    *,
    typed: str,
    view: CodeView | None = None,
    chosen: dict[str, int] | None = None,
) -> Response:
    """The page with a refusal, and with what was chosen."""

    def in_thread() -> Response:
        page = quiz_page(visitor, view, typed=typed, chosen=chosen, refusal=refusal)
        status = 200 if refusal is None else refusal.status
        return with_wait(draw_alone(visitor, page, section="quiz", status=status), refusal)

    return await asyncio.to_thread(in_thread)


async def _of_lesson(request: Request) -> tuple[Visitor, HallLesson, dict[str, str]]:
    """The trainer, and the lesson and the fields of a form of the trainer's page."""
    visitor = trainer_visitor(request.scope)
    form = {
        name: "".join(values)[:200]
        for name, values in (await form_of(request, fields_most=10)).items()
    }
    return visitor, _lesson(visitor, form.get("lesson", "")), {"sitting": "", **form}


def _lesson(visitor: Visitor, code: str) -> HallLesson:
    """The lesson of a code, else the one that the trainer's pages show."""
    found = visitor.server.hall.lesson(code or visitor.seated.lesson)
    if found is None:
        raise LessonUnknown(lesson=code[:TYPED_LONGEST])
    return found


def _sitting(named: str) -> Sitting:
    if named not in set(Sitting):
        expected = ", ".join(f"'{one}'" for one in Sitting)
        raise shape_wrong(
            [{"type": "enum", "loc": ("body", "sitting"), "ctx": {"expected": expected}}]
        )
    return Sitting(named)


def _number(text: str) -> int:
    """A short whole number; anything else is none of the choices."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else NOT_CHOSEN
