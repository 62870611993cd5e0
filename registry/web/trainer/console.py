"""The trainer's page: clock, seats, most frequent refusals, and removing a person."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import TypedDict
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from ledger.kernel.errors import Refusal
from matching import queries as market
from registry.classroom.codes import shown
from registry.classroom.live import Live
from registry.classroom.plan_parts import InstrumentPart
from registry.classroom.room import TRAINER
from registry.debrief.refused import most_frequent
from registry.edge.callers import LESSON_COOKIE
from registry.edge.commands import KEY_LONGEST, give
from registry.edge.errors import LessonUnknown
from registry.edge.feed import LiveView
from registry.edge.hours import hour_text
from registry.edge.reading import form_of
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Receipt, RefusalCard
from registry.web.frame.hub import Hub
from registry.web.frame.invitation import join_url, qr_of
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.outcomes import with_outcome
from registry.web.frame.refusals import failed_page, refusal_page
from registry.web.frame.visitor import Visitor, draw, mint, remember, see, trainer_visitor
from registry.web.trainer import (
    advancing,
    announcing,
    asking,
    demonstrations,
    faults,
    health,
    queue,
    roster,
    script,
)
from registry.web.trainer.contexts import (
    ActLine,
    Announcing,
    BotsRow,
    ClockActions,
    Helpers,
    LessonChoice,
    MarketRow,
    NoticeLine,
    RefusalCount,
    TrainerPage,
)
from registry.web.trainer.rows import Rows, urgency

REFUSALS_SHOWN = 5
SPEEDS = (1, 20, 60, 180, 600)

CALL_SECONDS = (60, 120, 180, 300)
"""Real seconds that the page offers for a call auction."""


def routes() -> list[Route]:
    """The trainer's page, removing a person, confirming a notice, choosing a lesson."""
    return [
        Route(ADDRESSES["trainer"], console, methods=["GET"]),
        Route(ADDRESSES["trainer"], announce, methods=["POST"]),
        Route(ADDRESSES["remove"], remove, methods=["POST"]),
        Route(ADDRESSES["confirm_notice"], confirm_notice, methods=["POST"]),
        Route(ADDRESSES["choose_lesson"], choose_lesson, methods=["POST"]),
    ]


async def console(request: Request) -> Response:
    """The trainer's page."""
    return await _drawn(request, announcing.empty())


async def announce(request: Request) -> Response:
    """The trainer's page with an announcement as it will look; nothing is announced yet."""
    draft = await announcing.draft_of(request)
    return draft if isinstance(draft, Response) else await _drawn(request, draft)


async def _drawn(request: Request, draft: Announcing) -> Response:
    visitor = trainer_visitor(request.scope)
    hub: Hub = request.app.state.hub
    tallies: MutableMapping[Live, roster.Tally] = request.app.state.tallies
    tally = tallies.setdefault(visitor.live, roster.Tally())
    return await draw(
        visitor, lambda s: ConsoleMaker(visitor, s, hub, tally).page(draft), section="trainer"
    )


async def remove(request: Request) -> Response:
    """Return a person's seat to its bot and revoke the person's token."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    key = "".join(form.get("key", ()))[:KEY_LONGEST] or mint()
    seat = "".join(form.get("seat", ()))[:20]
    back = to("trainer")
    try:
        outcome = await give(
            visitor.server, visitor.seated, name="seat.leave", arguments={"seat": seat}, key=key
        )
    except Refusal as refusal:
        return refusal_page(visitor, refusal, action="seat.leave", back=back)
    if outcome.failure is not None:
        return failed_page(visitor, outcome.failure, retry=back)
    parameter = "done" if outcome.refusal is None else "refused"
    return see(with_outcome(back, parameter, outcome.number))


async def confirm_notice(request: Request) -> Response:
    """Confirm that the trainer has read a notice; one that is gone is no error."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    await asyncio.to_thread(visitor.live.notices.confirm, "".join(form.get("code", ()))[:40])
    return see(to("trainer"))


async def choose_lesson(request: Request) -> Response:
    """Show another open lesson on the trainer's pages, until the browser forgets it."""
    visitor = trainer_visitor(request.scope)
    form = await form_of(request, fields_most=10)
    code = "".join(form.get("code", ()))
    if code not in visitor.server.lives:
        raise LessonUnknown(lesson=code[:40])
    response = see(to("trainer"))
    remember(response, LESSON_COOKIE, code, secret=True)
    return response


class _Hour(TypedDict):
    """The fields of the page for the hour at which the lesson starts."""

    start_hour: str
    may_set_hour: bool
    start_hour_key: str


class ConsoleMaker:
    """Makes the trainer's page from one public snapshot and one session."""

    def __init__(self, visitor: Visitor, session: Session, hub: Hub, tally: roster.Tally) -> None:
        self.visitor, self.session, self.tally = visitor, session, tally
        self.lesson, self.live = visitor.seated.lesson, visitor.live
        self.view: LiveView = visitor.view
        self.names = Names(session, visitor.language)
        self.hub = hub
        self.rows = Rows(visitor, session, hub, tally, self.names)

    def page(self, draft: Announcing) -> TrainerPage:
        """The complete page, with an announcement that is being written."""
        seats = list(self.live.current.seats.values())
        roles = tuple(dict.fromkeys(seat.role.value for seat in seats))
        role = next((one for one in roles if one == self.visitor.query.get("role")), "")
        rows = [self.rows.row(seat) for seat in seats]
        people = [row for row in rows if row.remove_key]
        newest = books.commands(self.session, limit=1)[0]
        join_code = self._join_code()
        address = join_url(self.visitor, join_code)
        path = self.live.current.path
        return TrainerPage(
            notices=tuple(self._notices()),
            lessons=self._lessons(),
            demonstration=demonstrations.card_of(self.visitor, self.names),
            over=self.view["clock"]["over"],
            act=self._act(),
            actions=_actions(),
            levels=Unlocked(self.live.current, self.visitor.language).lines(),
            join_code=join_code,
            join_url=address,
            join_host=urlsplit(address).netloc,
            join_qr=qr_of(address),
            people=len(people),
            bots=len(rows) - len(people),
            bots_rows=self._bots(),
            away_after_s=self.live.current.plan.bots.away_after_s,
            advance_rows=advancing.rows(self.visitor),
            advance_key=mint(),
            away=sum(row.need == "away" for row in people),
            stuck=sum(row.need in roster.STUCK for row in people),
            seats_total=len(rows),
            commands=newest.number,
            refused=self.tally.refused,
            trades=self._trades(),
            markets=self._markets(),
            call_seconds=CALL_SECONDS,
            roster=tuple(sorted((r for r in rows if role in ("", r.role)), key=urgency)),
            pending=tuple(row for row in rows if row.pending),
            days_left=len(self.live.current.calendar.days) - self.live.current.clock.day,
            role=role,
            roles=roles,
            refusals=tuple(self._refusals()),
            audit_ok=self.live.audit_holds,
            audit_at=self.live.audited.at if self.live.audited else None,
            chain_head=newest.hash,
            **self._hour(),
            asked=asking.asked(self.visitor, self.session),
            opening=asking.to_opening(self.visitor),
            script=script.script_of(self.visitor, self.session),
            announcing=draft,
            announcements=announcing.rows(self.visitor),
            lesson_file=path.name if path is not None else "",
            queue=queue.queue_of(self.visitor, self.session, people),
            faults=faults.desk_of(self.visitor, self.session, self.names),
            helpers=self._helpers(),
            health=health.health_of(self.visitor, self.session, self.hub),
            refusal=self._refusal(),
            receipt=self._receipt(),
        )

    def _helpers(self) -> Helpers:
        hall = self.visitor.server.hall
        names = tuple(hall.helpers(self.lesson).values())
        return Helpers(code=shown(hall.helper_code(self.lesson)), names=names, key=mint())

    def _trades(self) -> int:
        newest = market.trades(self.session, limit=1)
        return newest[0].trade if newest else 0

    def _notices(self) -> list[NoticeLine]:
        language = self.visitor.language
        return [
            NoticeLine(
                code=one.kind.code,
                text=one.text(language),
                at=one.at,
                grave=one.kind.grave,
                confirm=one.kind.confirm,
                key=mint(),
            )
            for one in self.live.notices.standing()
        ]

    def _act(self) -> ActLine | None:
        act, language = self.view["clock"]["act"], self.visitor.language
        if act is None:
            return None
        follows = act["next"]
        return ActLine(
            number=act["number"],
            of=act["of"],
            title=act["title"][language],
            between=act["between"],
            next_title=follows["title"][language] if follows else "",
            next_day_text=follows["day_text"][language] if follows else "",
        )

    def _lessons(self) -> tuple[LessonChoice, ...]:
        server = self.visitor.server
        found = (one for one in map(server.hall.lesson, tuple(server.order)) if one is not None)
        choices = tuple(
            LessonChoice(
                code=one.code,
                title=self.visitor.both(zh=one.title_zh, en=one.title_en),
                join_code=one.join_code,
                shown=one.code == self.lesson,
            )
            for one in found
        )
        return choices if len(choices) > 1 else ()

    def _bots(self) -> tuple[BotsRow, ...]:
        playing = self.live.current.bots_play
        all_of_them = BotsRow(role="", playing=all(playing.values()), key=mint())
        each = (BotsRow(role=role.value, playing=on, key=mint()) for role, on in playing.items())
        return (all_of_them, *each)

    def _refusal(self) -> RefusalCard | None:
        row = outcomes.asked(self.visitor.query, "refused", self.session, seat=TRAINER)
        if row is None:
            return None
        return outcomes.card_of(row, language=self.visitor.language, back=to("trainer"))

    def _receipt(self) -> Receipt | None:
        row = outcomes.asked(self.visitor.query, "done", self.session, seat=TRAINER)
        if row is None:
            return None
        return outcomes.receipt_of(row, language=self.visitor.language, back=to("trainer"))

    def _markets(self) -> tuple[MarketRow, ...]:
        return tuple(self._market(part) for part in self.live.current.plan.instruments)

    def _market(self, part: InstrumentPart) -> MarketRow:
        one = self.view["instruments"][part.code]
        gathers = self.live.current.instruments[part.code].gathers
        begins = gathers and one["phase"] == "continuous" and self.view["clock"]["running"]
        return MarketRow(
            code=part.code,
            name=self.names.instrument(part, self.live.current.venues.get(part.code)),
            last=one["last"],
            change=one["change"],
            volume=one["volume"],
            halted=one["halted"],
            key=mint(),
            call="end" if one["call_until"] is not None else "begin" if begins else "",
            call_key=mint(),
            call_until=one["call_until"],
        )

    def _refusals(self) -> list[RefusalCount]:
        found = most_frequent(self.tally.of_late, self.visitor.language, limit=REFUSALS_SHOWN)
        return [RefusalCount(code=one.code, text=one.text, count=one.times) for one in found]

    def _hour(self) -> _Hour:
        at, clock = self.visitor.server.hall.starts().get(self.lesson), self.view["clock"]
        return _Hour(
            start_hour="" if at is None else hour_text(at),
            may_set_hour=not (clock["running"] or clock["over"] or clock["practice"]),
            start_hour_key=mint(),
        )

    def _join_code(self) -> str:
        lesson = self.visitor.server.hall.lesson(self.lesson)
        return lesson.join_code if lesson else ""


def _actions() -> ClockActions:
    return ClockActions(
        start_key=mint(),
        pause_key=mint(),
        speed_key=mint(),
        next_day_key=mint(),
        level_key=mint(),
        speeds=SPEEDS,
    )
