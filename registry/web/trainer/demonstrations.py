"""Demonstrations from the trainer's page: a scenario is chosen, and played step by step."""

from __future__ import annotations

import asyncio
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from registry.edge import lessons
from registry.edge.callers import LESSON_COOKIE
from registry.edge.demonstrations import Demonstrations, Offered
from registry.edge.lesson_errors import NoDemonstration
from registry.edge.reading import form_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor, draw, mint, remember, see, trainer_visitor
from registry.web.trainer.contexts import (
    DemonstrationCard,
    ScenarioArea,
    ScenarioRow,
    ScenariosPage,
    StepLine,
)

NAME_LONGEST = 80


def routes() -> list[Route]:
    """The list of scenarios, loading one, its next steps, its end."""
    return [
        Route(ADDRESSES["scenarios"], scenarios, methods=["GET"]),
        Route(ADDRESSES["scenarios"], load, methods=["POST"]),
        Route(ADDRESSES["demonstration"], play, methods=["POST"]),
        Route(ADDRESSES["end_demonstration"], end, methods=["POST"]),
    ]


async def scenarios(request: Request) -> Response:
    """Every scenario that comes with the program, by what it is about."""
    visitor = trainer_visitor(request.scope)
    offered = await asyncio.to_thread(_of(visitor).offered)
    return await draw(visitor, lambda _: page_of(visitor, offered), section="trainer")


def page_of(visitor: Visitor, offered: tuple[Offered, ...]) -> ScenariosPage:
    """The page of these scenarios."""
    areas = [
        ScenarioArea(
            code=area,
            rows=tuple(
                ScenarioRow(
                    name=one.name,
                    title=visitor.both(zh=one.title_zh, en=one.title_en),
                    steps=one.steps,
                )
                for one in group
            ),
        )
        for area, group in groupby(offered, lambda one: one.area)
    ]
    return ScenariosPage(areas=tuple(areas), key=mint())


async def load(request: Request) -> Response:
    """Make a lesson for a scenario, and show it on the trainer's pages."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    name = "".join(form.get("scenario", ()))[:NAME_LONGEST]
    code = await _of(visitor).load(name, code=None)
    response = see(to("trainer"))
    remember(response, LESSON_COOKIE, code, secret=True)
    return response


async def play(request: Request) -> Response:
    """Take the steps up to one of them, or all; a form sent twice takes none a second time."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    number = "".join(form.get("to", ()))[:9]
    wanted = int(number) if number.isascii() and number.isdigit() else None
    await _of(visitor).play(visitor.seated.lesson, to=wanted)
    return see(to("trainer"))


async def end(request: Request) -> Response:
    """Close and remove the demonstration that the trainer's pages show."""
    visitor = trainer_visitor(request.scope)
    code = visitor.seated.lesson
    if _of(visitor).shown(code) is None:
        raise NoDemonstration(lesson=code)
    await lessons.close(visitor.server, code)
    await lessons.remove(visitor.server, code)
    return see(to("trainer"))


def card_of(visitor: Visitor, names: Names) -> DemonstrationCard | None:
    """The demonstration in the lesson that is shown; None if it is none."""
    shown = _of(visitor).shown(visitor.seated.lesson)
    if shown is None:
        return None
    one = shown.scenario
    return DemonstrationCard(
        title=visitor.both(zh=one.title_zh, en=one.title_en),
        people=tuple((name, seat, names.seat(seat)) for name, seat in shown.people),
        taken=shown.taken,
        total=len(shown.steps),
        steps=tuple(
            StepLine(
                text=step.text,
                held=step.held,
                differences=tuple((each.expected, each.got) for each in step.differences),
            )
            for step in shown.steps
        ),
        key=mint(),
    )


def _of(visitor: Visitor) -> Demonstrations:
    found = visitor.server.demonstrations
    assert found is not None, "the server runs"
    return found
