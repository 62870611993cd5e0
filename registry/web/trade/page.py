"""The trading page: routes, and the assembly of its parts, each of which has its own module."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matching import queries as whole_market
from matching.errors import UnitsShort
from matching.views import OrderView
from registry.classroom.minded import Minded, cancelled_at_joining, minded, untouched
from registry.classroom.plan_parts import InstrumentPart
from registry.compliance import queries as compliance
from registry.edge.commands import Foretell, foretelling
from registry.edge.returning import personal_code
from registry.edge.seat_holdings import HoldingView, account_numbers, holdings
from registry.market import queries as market
from registry.market.commands import PlaceOrder
from registry.roles import Role
from registry.web.frame import outcomes
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.shared import FieldError, Receipt, RefusalCard, SerialRange
from registry.web.frame.fields import ORDER_FIELDS, typed_of
from registry.web.frame.holdings import admitted, next_serials
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.pictures import news_of
from registry.web.frame.questions import looking
from registry.web.frame.seat_parts import PartMaker, SeatContext
from registry.web.frame.visitor import Visitor, draw, draw_missing, see, visitor_of
from registry.web.frame.ways import has_bidding, has_deals
from registry.web.trade import changing, mine, ticket
from registry.web.trade.auctions import auction_of
from registry.web.trade.charting import candles_now, chart_now
from registry.web.trade.contexts import Book, Head, Holding, JustSeated, TradePage
from registry.web.trade.order_fields import read_order, typed_values
from registry.web.trade.picking import listed_of
from registry.web.trade.pictures import book_of, head_of, tabs_of, tape_of
from registry.web.trade.ticket_contexts import (
    Change,
    Listed,
    OrderPreview,
    OrderRow,
    Ticket,
)

NEWS_SHOWN = 3
"""Announcements under the chart."""

TRADING = (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)


def routes(tasks: PartMaker) -> list[Route]:
    """Routes of the trading page; `tasks` makes the part with a seat's other tasks."""
    return [
        Route(ADDRESSES["trade_home"], trade_home, methods=["GET"]),
        Route(ADDRESSES["trade"], _trade(tasks), methods=["GET"]),
    ]


async def trade_home(request: Request) -> Response:
    """Redirect to the first instrument of the lesson that is open."""
    visitor = visitor_of(request.scope)
    if visitor.seated.state is None:
        return see(visitor.console)
    unlocked = Unlocked(visitor.live.current, visitor.language)
    first = unlocked.instruments(visitor.view["instruments"])[0]
    return see(to("trade", instrument=first))


def _trade(tasks: PartMaker) -> Callable[[Request], Awaitable[Response]]:
    async def trade(request: Request) -> Response:
        visitor = visitor_of(request.scope)
        instrument = request.path_params["instrument"]
        if visitor.seated.state is None:
            return see(visitor.console)
        if instrument not in visitor.view["instruments"]:
            return draw_missing(visitor)
        foretell = foretelling(visitor.server, visitor.seated)

        def made(session: Session) -> TradePage:
            return TradeMaker(visitor, session, instrument, foretell, tasks).page()

        return await draw(visitor, made, section="trade")

    return trade


@dataclass(slots=True)
class _Last:
    """The outcome of the last command: its card, and the values of its form."""

    card: RefusalCard | None = None
    units_short: bool = False
    ticket: Mapping[str, str] | None = None
    task: Mapping[str, str] | None = None


class TradeMaker:
    """Makes the page of one seat and instrument from one public snapshot and one session."""

    def __init__(
        self,
        visitor: Visitor,
        session: Session,
        instrument: str,
        foretell: Foretell,
        tasks: PartMaker,
    ) -> None:
        self.visitor, self.session, self.instrument = visitor, session, instrument
        self.foretell, self.tasks = foretell, tasks
        self.look = looking(foretell, visitor.language)
        self.view, self.live = visitor.view, visitor.live
        self.seat = visitor.seated.seat
        state = visitor.seated.state
        assert state is not None, "a seated caller has a seat"
        self.state, self.role, self.offices = state, state.role, state.offices
        self.names = Names(session, visitor.language)
        self.parts = {part.code: part for part in self.live.current.plan.instruments}
        self.one = self.view["instruments"][instrument]
        self.here = to("trade", instrument=instrument)
        self.holdings = holdings(session, self.seat)
        self.rules = self.live.current.instruments
        self.unlocked = Unlocked(self.live.current, visitor.language)
        self.venue = self.live.current.venues.get(instrument)
        self.available = market.available(session, seat=self.seat, instrument=instrument)
        self.offset_position = compliance.offset_position(
            session, seat=self.seat, at=self.view["clock"]["at"]
        )

    def page(self) -> TradePage:
        """The complete page."""
        part = self.parts[self.instrument]
        at = self.view["clock"]["at"]
        day = str(self.live.current.calendar.day_at(at).date)
        orders = mine.orders_of(self.session, self.seat, day=day)
        last, span = self._last(), self.visitor.kept("span")
        names = self._instrument_names()
        highest = {code: one["hi"] for code, one in self.view["instruments"].items()}
        rows = changing.orders_of(self.session, orders, self.rules, highest)
        just_seated, bot_did = self._first_cards(rows)
        return TradePage(
            role=self.role.value,
            personal_code=personal_code(self.visitor.server, self.visitor.seated),
            just_seated=just_seated,
            minded=bot_did,
            tabs=tabs_of(
                self.view,
                names=names,
                current=self.instrument,
                open_now=self.unlocked.instruments(self.parts),
            ),
            has_deals=has_deals(self.venue),
            has_bidding=has_bidding(self.rules[self.instrument], self.venue),
            head=self._head(part, names[self.instrument]),
            book=self._book(orders),
            tape=tape_of(self.one),
            auction=auction_of(self.view, self.instrument),
            listed=self._listed(part, orders),
            chart=chart_now(self.live, self.session, self.instrument, at=at),
            candles=candles_now(self.live, self.session, self.instrument, at=at, span=span),
            chart_kind=self.visitor.kept("chart") if span == "today" else "candles",
            chart_href=self.visitor.other("chart"),
            span=span,
            spans=self.visitor.choosing("span"),
            news=news_of(self.live.current.announcements, self.visitor.language, most=NEWS_SHOWN),
            lock=self.unlocked.instrument(self.instrument),
            ticket=self._ticket(part, last),
            orders=tuple(rows),
            change=self._change(orders),
            cancel_all=changing.cancel_all_of(orders, instrument=self.instrument),
            orders_open=sum(order.open > 0 for order in orders),
            orders_blocked_fen=sum(row.blocked_fen or 0 for row in rows),
            holdings=self._holdings(),
            gains=mine.gains_of(self.session, self.seat),
            cash=mine.cash_row(self.session, self.seat),
            accounts=mine.account_lines(self.session, self.names, self.seat, self.holdings),
            meter=mine.meter_row(self.offset_position),
            tasks=self.tasks(self._seat(last)),
            refusal=last.card,
            sellable_tomorrow_t=self.available.bought_t if last.units_short else 0,
            receipt=self._receipt(),
        )

    def _seat(self, last: _Last) -> SeatContext:
        """What the part with the seat's other tasks is made from."""
        return SeatContext(
            session=self.session,
            names=self.names,
            seat=self.seat,
            offices=self.offices,
            holdings=self.holdings,
            offset_position=self.offset_position,
            given=last.task or self._given_task(),
            at=self.view["clock"]["at"],
            played=self.live.current.periods,
            look=self.look,
            unlocked=self.unlocked,
        )

    def _head(self, part: InstrumentPart, name: str) -> Head:
        return head_of(self.view, code=self.instrument, name=name, registry=part.registry)

    def _instrument_names(self) -> dict[str, str]:
        venues = self.live.current.venues
        return {c: self.names.instrument(p, venues.get(c)) for c, p in self.parts.items()}

    def _first_cards(self, rows: list[OrderRow]) -> tuple[JustSeated | None, Minded | None]:
        """The card after joining, or after coming back, until the person's next command."""
        if not untouched(self.session, self.state, newest=self.live.current.number):
            return None, None
        bot_did = minded(self.session, self.state)
        if bot_did is not None:
            return None, bot_did
        cancelled = cancelled_at_joining(self.session, self.state)
        return mine.just_seated(rows, cancelled=cancelled), None

    def _book(self, orders: list[OrderView]) -> Book:
        return book_of(
            self.one,
            mine.own_at(orders, self.instrument),
            depth=int(self.visitor.kept("depth")),
            depth_href=self.visitor.other("depth"),
        )

    def _listed(self, part: InstrumentPart, orders: list[OrderView]) -> Listed | None:
        return listed_of(
            self.one,
            self.rules[self.instrument],
            dict(self.visitor.query),
            self.look,
            available=self.available,
            own={order.order for order in orders},
            may_trade=self._may_trade(part) and self.one["phase"] == "continuous",
        )

    def _change(self, orders: list[OrderView]) -> Change | None:
        return changing.change_of(
            orders, dict(self.visitor.query), self.look, rules=self.rules[self.instrument],
            available=self.available,
        )  # fmt: skip

    def _holdings(self) -> tuple[Holding, ...]:
        instruments = list(self.parts.values())
        bought = mine.bought_today(self.session, self.seat)
        return tuple(
            mine.holding_row(
                holding,
                self.names,
                role=self.role,
                instruments=instruments,
                offset_position=self.offset_position,
                bought=bought.get((holding.registry, holding.asset), 0),
            )
            for holding in self.holdings
        )

    def _given_task(self) -> dict[str, str]:
        """The values typed into a task's form; ticked boxes of one name are joined by commas."""
        query = self.visitor.query
        given = {name: ",".join(query.getlist(name)) for name in query}
        return given if given.get("task") else {}

    def _last(self) -> _Last:
        row = outcomes.asked(self.visitor.query, "refused", self.session, seat=self.seat)
        if row is None:
            return _Last()
        language = self.visitor.language
        last = _Last(
            outcomes.card_of(row, language=language, back=self.here, foretell=self.foretell)
        )
        if last.card is None:
            return last
        last.units_short = isinstance(outcomes.refusal_of(row), UnitsShort)
        arguments = orjson.loads(row.arguments)
        if row.name == "order.place":
            last.ticket = typed_of(arguments)
        elif row.name in outcomes.TASKS:
            fields = outcomes.task_fields(row.name, arguments)
            last.task = fields
        return last

    def _receipt(self) -> Receipt | None:
        row = outcomes.asked(self.visitor.query, "done", self.session, seat=self.seat)
        if row is None:
            return None
        placed = outcomes.placed_order(row)
        order = None if placed is None else whole_market.order(self.session, placed)
        return outcomes.receipt_of(
            row, language=self.visitor.language, back=self.here, names=self.names, order=order
        )

    def _may_trade(self, part: InstrumentPart) -> bool:
        numbers = account_numbers(self.session, self.seat)
        return self.role in TRADING and part.registry in numbers

    def _ticket(self, part: InstrumentPart, last: _Last) -> Ticket:
        asks, bids = self.one["asks"], self.one["bids"]
        fallback = self.one["last"] or self.one["reference"]
        best = {
            "buy": asks[0][0] if asks else fallback,
            "sell": bids[0][0] if bids else fallback,
        }
        rules, given = self.rules[self.instrument], dict(self.visitor.query)
        if last.ticket is not None:
            given = dict(last.ticket)
        elif given.get("change") or given.get("pick"):
            given = {}
        values = typed_values(given, best=best, rules=rules)
        closed = ticket.closed_because(
            self.view, self.instrument, may_trade=self._may_trade(part),
            locked=self.unlocked.instrument(self.instrument) is not None,
        )  # fmt: skip
        errors: dict[str, FieldError] = {}
        preview = None
        if given.get("step") == "preview" and closed not in ("role", "level"):
            today = self.live.current.calendar.day_at(self.view["clock"]["at"]).date
            order, errors = read_order(rules, values, self.one, today=today)
            preview = None if order is None else self._preview(order, part)
        return ticket.ticket_of(
            values,
            errors=errors,
            closed=closed,
            available=self.available,
            rules=rules,
            preview=preview,
            special_orders=self.unlocked.special_orders,
        )

    def _preview(self, order: PlaceOrder, part: InstrumentPart) -> OrderPreview:
        deliverable = [h for h in self.holdings if mine.delivers(part, h)]
        useful = [
            h
            for h in self.holdings
            if admitted(h, self.offset_position, covered=self.names.covered(h.project))
        ]
        ranges: tuple[SerialRange, ...] = ()
        if order.side == "sell":
            ranges = next_serials(
                self.session,
                self.names,
                seat=self.seat,
                registry=part.registry,
                assets=[h.asset for h in deliverable],
                quantity=order.quantity,
            )
        query = {name: self.visitor.query.get(name, "") for name in ORDER_FIELDS}
        return ticket.preview_of(
            order,
            ticket.TicketInputs(
                looked=self.look("order.place", order.model_dump()),
                one=self.one,
                rules=self.rules[self.instrument],
                available=self.available,
                offset_position=self.offset_position if self._offsets(part) else None,
                useful_t=_total(useful),
                ranges=ranges,
                back=to("trade", instrument=self.instrument, **query),
            ),
        )

    def _offsets(self, part: InstrumentPart) -> bool:
        """Whether tonnes of an instrument are accepted as offsets."""
        rule = self.offset_position.rule if self.offset_position is not None else None
        return rule is not None and rule.registry == part.registry and part.unit in rule.admitted


def _total(found: list[HoldingView]) -> int:
    return sum(holding.free_t + holding.blocked_t for holding in found)
