"""Advancing lesson time from the trainer's page: which moments it offers, and a time of day."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.clock import clock_text
from ledger.kernel.errors import Refusal
from registry.classroom.calendar import Calendar
from registry.classroom.errors import NoSuchMoment
from registry.edge.commands import KEY_LONGEST, give
from registry.edge.reading import form_of
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.outcomes import with_outcome
from registry.web.frame.refusals import failed_page, refusal_page
from registry.web.frame.visitor import Visitor, mint, see, trainer_visitor
from registry.web.trainer.contexts import AdvanceRow

PHASES = ("call", "continuous", "closing", "closed")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def routes() -> list[Route]:
    """Advancing to a time of day."""
    return [Route(ADDRESSES["advance"], advance, methods=["POST"])]


def rows(visitor: Visitor) -> tuple[AdvanceRow, ...]:
    """The moments ahead: the next event, the next opening, the next beginning of each phase."""
    current, at = visitor.live.current, visitor.live.now()
    calendar, day = current.calendar, current.clock.day + 1
    found = [AdvanceRow(phase="", day=None, key=mint())]
    if calendar.opening_of(day) is not None:
        found.append(AdvanceRow(phase="", day=day, key=mint()))
    found += [
        AdvanceRow(phase=phase, day=None, key=mint())
        for phase in PHASES
        if calendar.next_phase(phase, after=at) is not None
    ]
    return tuple(found)


async def advance(request: Request) -> Response:
    """Advance to the next HH:MM of lesson time within a trading day, and stand there."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    key = "".join(form.get("key", ()))[:KEY_LONGEST] or mint()
    back = to("trainer")
    calendar, at = visitor.live.current.calendar, visitor.live.now()
    try:
        moment = moment_of("".join(form.get("time", ())), calendar, at=at)
        outcome = await give(
            visitor.server,
            visitor.seated,
            name="lesson.advance",
            arguments={"to": moment, "day": None, "phase": None},
            key=key,
        )
    except Refusal as refusal:
        return refusal_page(visitor, refusal, action="lesson.advance", back=back)
    if outcome.failure is not None:
        return failed_page(visitor, outcome.failure, retry=back)
    return see(with_outcome(back, "done" if outcome.refusal is None else "refused", outcome.number))


def moment_of(time: str, calendar: Calendar, *, at: int) -> int:
    """The next lesson time (ms) after `at` at which a trading day's clock shows HH:MM.

    Raises NoSuchMoment.
    """
    match = _TIME.fullmatch(time.strip())
    found = None
    if match is not None:
        found = calendar.next_time(int(match[1]), int(match[2]), after=at)
    if found is None:
        ends = calendar.days[-1].closes
        raise NoSuchMoment(at=clock_text(at), ends=clock_text(ends))
    return found
