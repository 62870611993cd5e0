"""The lessons of this server: listed with their state, made, opened, closed, begun again."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.classroom.hall_values import HallLesson
from registry.classroom.plan_changes import ChangesWrong
from registry.classroom.plan_room import for_room
from registry.edge import lessons, practice, rounds
from registry.edge.callers import LESSON_COOKIE
from registry.edge.field_faults import shape_wrong
from registry.edge.reading import form_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.visitor import Visitor, draw, mint, remember, see, trainer_visitor
from registry.web.trainer import plan_form
from registry.web.trainer.lesson_contexts import LessonRow, LessonsPage
from registry.web.trainer.plan_form import Filled

FIELDS_MOST = 100
CODE_LONGEST = 40
SEED_SIGNS = 20


def routes() -> list[Route]:
    """The page with its form; opening, closing, repeating a lesson."""
    return [
        Route(ADDRESSES["lessons"], listed, methods=["GET"]),
        Route(ADDRESSES["lessons"], create, methods=["POST"]),
        Route(ADDRESSES["open_lesson"], reopen, methods=["POST"]),
        Route(ADDRESSES["close_lesson"], close, methods=["POST"]),
        Route(ADDRESSES["again"], again, methods=["POST"]),
        Route(ADDRESSES["practice"], practise, methods=["POST"]),
        Route(ADDRESSES["end_practice"], end_practice, methods=["POST"]),
    ]


async def listed(request: Request) -> Response:
    """Every lesson with its state, and the form for a new one of the plan that is chosen."""
    visitor = trainer_visitor(request.scope)
    name = visitor.query.get("plan", "") or plan_form.first()
    plan = await asyncio.to_thread(lessons.plan_of, plan=name, toml=None)
    filled = plan_form.unchanged(name, plan)
    return await draw(visitor, lambda _: _page(visitor, filled), section="trainer")


async def create(request: Request) -> Response:
    """Make a lesson and show it; where a field is wrong, the form says all mistakes instead."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=FIELDS_MOST)
    name = "".join(form.get("plan", ()))[:80]
    plan = await asyncio.to_thread(lessons.plan_of, plan=name, toml=None)
    filled = plan_form.read(name, plan, form)
    made = None
    try:
        made = await asyncio.to_thread(for_room, plan, filled.changes)
    except ChangesWrong as wrong:
        filled.mistakes.extend(wrong.mistakes)
    if made is None or filled.mistakes:
        return await draw(visitor, lambda _: _page(visitor, filled), section="trainer", status=422)
    code = await lessons.create(
        visitor.server, made, code=None, named=name, seed=filled.seed, bots=filled.bots
    )
    return _shown(code)


async def reopen(request: Request) -> Response:
    """Open a closed lesson where it stopped, and show it."""
    visitor = trainer_visitor(request.scope)
    code = await _code_of(request)
    await lessons.reopen(visitor.server, code)
    return _shown(code)


async def close(request: Request) -> Response:
    """Close a lesson beside others; the last open one stays open, for pages need one."""
    visitor = trainer_visitor(request.scope)
    code = await _code_of(request)
    await lessons.close(visitor.server, code, last_too=False)
    return see(to("lessons"))


async def again(request: Request) -> Response:
    """Begin the next round of a lesson with the same people, and show it.

    The form names the round that it was shown with, so that sent twice it ends no second one.
    """
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    code = "".join(form.get("code", ()))[:CODE_LONGEST]
    seed = whole_number("".join(form.get("seed", ()))[:SEED_SIGNS])
    if seed is None:
        raise shape_wrong([{"type": "int_parsing", "loc": ("body", "seed"), "ctx": {}}])
    await rounds.again(visitor.server, code, of_seed=seed)
    return _shown(code)


async def practise(request: Request) -> Response:
    """Let a practice market take the place of the lesson that is shown, before it begins."""
    visitor = trainer_visitor(request.scope)
    await practice.begin(visitor.server, visitor.seated.lesson)
    return see(to("trainer"))


async def end_practice(request: Request) -> Response:
    """End the practice market that is shown; a form sent twice ends none a second time."""
    visitor = trainer_visitor(request.scope)
    if visitor.live.practice:
        await practice.end(visitor.server, visitor.seated.lesson)
    return see(to("trainer"))


async def _code_of(request: Request) -> str:
    form = await form_of(request, fields_most=10)
    return "".join(form.get("code", ()))[:CODE_LONGEST]


def _shown(code: str) -> Response:
    response = see(to("trainer"))
    remember(response, LESSON_COOKIE, code, secret=True)
    return response


def _page(visitor: Visitor, filled: Filled) -> LessonsPage:
    server, shown = visitor.server, visitor.seated.lesson
    entry = lessons.listed(server, shown)
    return LessonsPage(
        lessons=tuple(_row(visitor, one) for one in server.hall.lessons()),
        title=visitor.both(zh=entry.title_zh, en=entry.title_en),
        people=len(server.hall.names(shown)),
        running=visitor.view["clock"]["running"],
        plans=plan_form.cards(visitor, filled.name),
        new=plan_form.form_of(visitor, filled),
        full=len(server.lives) >= server.settings.lessons_open_max,
        most=server.settings.lessons_open_max,
        key=mint(),
    )


def _row(visitor: Visitor, entry: HallLesson) -> LessonRow:
    server = visitor.server
    live = server.lives.get(entry.code)
    clock = None if live is None else live.view["clock"]
    return LessonRow(
        code=entry.code,
        title=visitor.both(zh=entry.title_zh, en=entry.title_en),
        join_code=entry.join_code,
        state=_state(visitor, entry.code),
        day=0 if clock is None else clock["day"],
        days=0 if clock is None else clock["days"],
        people=len(server.hall.names(entry.code)),
        shown=entry.code == visitor.seated.lesson,
        may_close=live is not None and len(server.lives) > 1,
        seed=0 if live is None else live.current.seed,
        again=entry.code == visitor.seated.lesson and "again" in visitor.query,
    )


def _state(visitor: Visitor, code: str) -> str:
    server = visitor.server
    live = server.lives.get(code)
    if live is None:
        return "closed"
    assert server.demonstrations is not None, "the server runs"
    if server.demonstrations.shown(code) is not None:
        return "demonstration"
    clock = live.view["clock"]
    if live.practice:
        return "practice"
    if clock["over"]:
        return "over"
    if clock["running"]:
        return "running"
    return "paused" if clock["day"] else "before"
