"""The first page of a role: the route, and `HomeMaker`, which assembles it from one session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from ledger.kernel.clock import MINUTE
from registry.classroom.minded import has_traded, untouched
from registry.classroom.plan_parts import InstrumentPart
from registry.compliance import queries as compliance
from registry.debrief.aims import Aim
from registry.debrief.own import OwnDebrief, own_debrief
from registry.debrief.words import AIMS, REASONS, Words
from registry.edge.commands import Foretell, foretelling
from registry.edge.returning import personal_code
from registry.edge.seat_holdings import account_numbers, holdings
from registry.market import queries as market
from registry.programme.projects.queries import projects
from registry.roles import OFFICIAL
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import Receipt, RefusalCard, SeatPart
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.pictures import news_of
from registry.web.frame.questions import looking
from registry.web.frame.seat_parts import PartMaker, SeatContext
from registry.web.frame.visitor import Visitor, draw, see, visitor_of
from registry.web.home.briefs import BRIEFS
from registry.web.home.contexts import AimLine, FirstStep, Guide, HomePage, NewsPage, Worth
from registry.web.home.guide import guide_of
from registry.web.home.places import FIRST_TRADE, PLACES, Ground


def routes(tasks: PartMaker) -> list[Route]:
    """The route of the page; `tasks` makes the part with an official's docket."""
    return [
        Route(ADDRESSES["home"], _home(tasks), methods=["GET"]),
        Route(ADDRESSES["news"], news, methods=["GET"]),
    ]


NEWS_SHOWN, NEWS_MOST = 3, 500
"""Announcements on the first page, and on the page of all."""


async def news(request: Request) -> Response:
    """Everything that was announced in the lesson."""
    visitor = visitor_of(request.scope)
    made = visitor.seated.live.current.announcements
    page = NewsPage(news=news_of(made, visitor.language, most=NEWS_MOST))
    return await draw(visitor, lambda session: page, section="news")


def _home(tasks: PartMaker) -> Callable[[Request], Awaitable[Response]]:
    async def home(request: Request) -> Response:
        visitor = visitor_of(request.scope)
        if visitor.seated.state is None:
            return see(visitor.console)
        foretell = foretelling(visitor.server, visitor.seated)

        def made(session: Session) -> HomePage:
            return HomeMaker(visitor, session, foretell, tasks).page()

        return await draw(visitor, made, section="home")

    return home


@dataclass(slots=True)
class _Last:
    """The outcome of the last command that was given here, and the values of its form."""

    refusal: RefusalCard | None = None
    receipt: Receipt | None = None
    given: dict[str, str] | None = None


class HomeMaker:
    """Makes the page of one seat from one public snapshot and one session."""

    def __init__(
        self, visitor: Visitor, session: Session, foretell: Foretell, tasks: PartMaker
    ) -> None:
        self.visitor, self.session = visitor, session
        self.foretell, self.tasks = foretell, tasks
        self.seat = visitor.seated.seat
        state = visitor.seated.state
        assert state is not None, "a seated caller has a seat"
        self.state, self.role = state, state.role
        self.names = Names(session, visitor.language)
        self.at = visitor.view["clock"]["at"]
        self.unlocked = Unlocked(visitor.live.current, visitor.language)
        self.offset_position = compliance.offset_position(session, seat=self.seat, at=self.at)

    def page(self) -> HomePage:
        """The complete page."""
        brief, own = BRIEFS[self.role], own_debrief(self.session, self.seat)
        last = self._last()
        on = self._ground(own)
        return HomePage(
            role=self.role.value,
            country=self._country(),
            does=self._said(brief.does),
            aims=() if own is None else tuple(self._aim(one) for one in own.aims),
            worth=None if own is None else _worth(own),
            steps=tuple(
                FirstStep(
                    text=self._said(one.what), why=self._said(one.why), href=PLACES[one.place](on)
                )
                for one in brief.steps
            ),
            levels=self.unlocked.lines(),
            news=news_of(
                self.visitor.live.current.announcements, self.visitor.language, most=NEWS_SHOWN
            ),
            guide=self._guide(on),
            judged=self._said(brief.judged),
            minutes_left=self._minutes_left(),
            personal_code=personal_code(self.visitor.server, self.visitor.seated),
            orders_left=self._orders_left(),
            tasks=self._docket(last.given) if self.role in OFFICIAL else None,
            refusal=last.refusal,
            receipt=last.receipt,
        )

    def _said(self, words: Words) -> str:
        return self.names.both(zh=words.zh, en=words.en)

    def _country(self) -> str:
        """The country of the seat; an official's is part of its name."""
        country = "" if self.role in OFFICIAL else self.names.country(self.seat)
        return self.names.nation(country) if country else ""

    def _aim(self, aim: Aim) -> AimLine:
        return AimLine(
            text=self._said(AIMS[aim.kind]),
            unit=aim.unit,
            target=aim.target,
            reached=aim.reached,
            met=aim.met,
            reason=self._said(REASONS[aim.reason]) if aim.reason else "",
            change_fen=aim.figures.get("change_fen"),
        )

    def _ground(self, own: OwnDebrief | None) -> Ground:
        schedule = own.schedule if own is not None else None
        return Ground(
            instruments=self._open_instruments(),
            registries=frozenset(account_numbers(self.session, self.seat)),
            offset_position=self.offset_position,
            own_units=frozenset(p.unit for p in projects(self.session) if p.owner == self.seat),
            wanted=schedule.unit if schedule is not None else "",
        )

    def _open_instruments(self) -> list[InstrumentPart]:
        """The instruments that the room's level opens."""
        parts = {one.code: one for one in self.visitor.live.current.plan.instruments}
        return [parts[code] for code in self.unlocked.instruments(parts)]

    def _guide(self, on: Ground) -> Guide | None:
        place = FIRST_TRADE.get(self.role)
        if place is None or has_traded(self.session, self.state):
            return None
        code = place(on)
        free = market.available(self.session, seat=self.seat, instrument=code)
        return guide_of(
            self.role,
            code,
            self.visitor.view["instruments"][code],
            free_t=free.free_t,
            closed=self.visitor.kept("guide") == "closed",
            toggle_href=self.visitor.other("guide"),
        )

    def _minutes_left(self) -> int:
        days = self.visitor.live.current.calendar.days
        left = sum(max(0, day.closes - max(self.at, day.opens)) for day in days)
        return left // (MINUTE * max(1, self.visitor.view["clock"]["speed"]))

    def _orders_left(self) -> int:
        newest = self.visitor.live.current.number
        if not untouched(self.session, self.state, newest=newest):
            return 0
        return len(market.own_orders(self.session, seat=self.seat, resting=True, limit=100))

    def _docket(self, given: dict[str, str] | None) -> SeatPart:
        query = self.visitor.query
        typed = {name: ",".join(query.getlist(name)) for name in query}
        return self.tasks(
            SeatContext(
                session=self.session,
                names=self.names,
                seat=self.seat,
                offices=self.state.offices,
                holdings=holdings(self.session, self.seat),
                offset_position=self.offset_position,
                given=given or (typed if typed.get("task") else {}),
                at=self.at,
                played=self.visitor.live.current.periods,
                look=looking(self.foretell, self.visitor.language),
                unlocked=self.unlocked,
            )
        )

    def _last(self) -> _Last:
        done, refused = self._asked("done"), self._asked("refused")
        language, back = self.visitor.language, to("home")
        last = _Last()
        if done is not None:
            last.receipt = outcomes.receipt_of(done, language=language, back=back, names=self.names)
        if refused is not None:
            last.refusal = outcomes.card_of(
                refused, language=language, back=back, foretell=self.foretell
            )
            if last.refusal is not None and refused.name in outcomes.TASKS:
                arguments = orjson.loads(refused.arguments)
                last.given = outcomes.task_fields(refused.name, arguments)
        return last

    def _asked(self, parameter: str) -> books.CommandRow | None:
        return outcomes.asked(self.visitor.query, parameter, self.session, seat=self.seat)


def _worth(own: OwnDebrief) -> Worth | None:
    schedule = own.schedule
    if schedule is None:
        return None
    return Worth(
        unit=schedule.unit,
        buys=schedule.buys,
        tonnes=schedule.tonnes,
        paying=schedule.paying_tonnes,
        opening_fen=schedule.opening_fen,
        first_fen=schedule.steps[0].fen,
        last_fen=schedule.steps[-1].fen,
    )
