"""/market/{instrument}: an instrument's days and the rules of its venue, for everybody signed in.

The rules are those that the lesson was created with. Knows no party of a trade.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from matching.instruments import LARGEST_ORDER, Instrument
from matching.venues import Stated, Venue, venue_from
from registry.classroom.plan import Plan
from registry.market.listing import EVERY_LEVEL, PLAIN
from registry.market.statistics import DayFigures, statistics
from registry.market.venues import shipped
from registry.web import figures
from registry.web.addresses import ADDRESSES
from registry.web.contexts.market import DayRow, Fact, Hour, MarketPage, Played, Way
from registry.web.contexts.shared import Language
from registry.web.naming import Names
from registry.web.visitor import Visitor, draw, draw_missing, visitor_of


def routes() -> list[Route]:
    """The one page."""
    return [Route(ADDRESSES["market"], market, methods=["GET"])]


async def market(request: Request) -> Response:
    """The page of one instrument; refuses whoever is not signed in."""
    visitor = visitor_of(request.scope)
    trades = not visitor.seated.is_trainer
    code = request.path_params["instrument"]
    if code not in visitor.view["instruments"]:
        return draw_missing(visitor)
    return await draw(
        visitor, lambda session: page_of(visitor, session, code, trades=trades), section="market"
    )


def page_of(visitor: Visitor, session: Session, code: str, *, trades: bool) -> MarketPage:
    """The page from the tables, the lesson's plan and the rules that it was created with.

    `trades`: the visitor has a page to trade on.
    """
    language, lesson = visitor.language, visitor.live.lesson
    part = next(one for one in lesson.plan.instruments if one.code == code)
    venue = venue_of(session, part.venue)
    one = visitor.view["instruments"][code]
    # Instruments never change while a lesson is open: any thread may read their rules.
    rules = lesson.desk.market.listings[code].instrument
    return MarketPage(
        instrument=code,
        name=Names(session, language).instrument(part),
        registry=part.registry,
        instruments=tuple(visitor.view["instruments"]),
        trades=trades,
        lo=one["lo"],
        hi=one["hi"],
        days=tuple(_day(day) for day in reversed(statistics(session, code))),
        venue=visitor.both(zh=venue.name_zh, en=venue.name_en),
        venue_id=venue.id,
        valid_from=venue.valid_from,
        valid_to=venue.valid_to,
        played=played_of(rules, language),
        hours=hours_of(lesson.plan),
        facts=_facts(venue.facts, language),
        ways=tuple(
            Way(
                name=visitor.both(zh=mode.name_zh, en=mode.name_en),
                kind=mode.kind.value,
                facts=_facts(mode.facts, language),
            )
            for mode in venue.modes
        ),
        silences=tuple(visitor.both(zh=gap.zh, en=gap.en) for gap in venue.silent),
    )


def hours_of(plan: Plan) -> tuple[Hour, ...]:
    """The lesson's day as its clock bar names it: closed between two sessions is lunch."""
    last = max((one.at for one in plan.phases if one.phase == "continuous"), default="")
    found = [Hour(at=plan.clock.opens, phase="pre")]
    for one in plan.phases:
        closed = "lunch" if one.at < last else "close"
        found.append(Hour(at=one.at, phase=closed if one.phase == "closed" else one.phase))
    return tuple(found)


def venue_of(session: Session, code: str) -> Venue:
    """The rules of a venue as the lesson was created with them; the plain market's are shipped."""
    if code == PLAIN:
        plain = shipped().pick(PLAIN)
        assert plain is not None, "the plain market is shipped"
        return plain
    created = books.command(session, 1)
    assert created is not None, "the first command creates the lesson"
    return venue_from(orjson.loads(created.arguments)["venues"][code])


def _day(one: DayFigures) -> DayRow:
    return DayRow(
        day=one.day,
        reference=one.reference,
        open=one.open,
        high=one.high,
        low=one.low,
        last=one.last,
        average=one.average,
        close=one.close,
        volume=one.volume,
        turnover=one.turnover_fen,
        trades=one.trades,
    )


def _facts(stated: Sequence[Stated], language: Language) -> tuple[Fact, ...]:
    zh = language == "zh"
    return tuple(
        Fact(
            text=one.zh if zh else one.en,
            source=one.source_zh if zh else one.source_en,
            status=one.status,
        )
        for one in stated
    )


def played_of(rules: Instrument, language: Language) -> tuple[Played, ...]:
    """What holds in the lesson, whether the venue says it or not."""
    found = [
        _code("way", "listed" if rules.listed else "continuous"),
        _value("tick", figures.money(rules.tick, language)),
        _value("lot", figures.tonnes(rules.lot)),
        _value("limit_percent", f"±{rules.limit_percent} %"),
        _value("fee_maker", figures.rate(rules.fee_maker_ppm)),
        _value("fee_taker", figures.rate(rules.fee_taker_ppm)),
        _code("t_plus", f"t_plus_{rules.t_plus}"),
        _code("close_rule", rules.close_rule),
        _code("limit_rounding", rules.limit_rounding),
    ]
    if rules.largest < LARGEST_ORDER:
        found.insert(3, _value("largest", figures.tonnes(rules.largest)))
    if rules.listed:
        every = rules.pick_levels >= EVERY_LEVEL
        found.append(_value("pick_levels", "—" if every else figures.number(rules.pick_levels)))
        found.append(_code("pick_whom", "first_in_time" if rules.pick_first else "any_order"))
    else:
        found.append(_code("self_trade", f"own_{rules.self_trade.value}"))
        found.append(_code("auction_tie", f"tie_{rules.tie.value}"))
    if rules.breaker_percent:
        found.append(_value("breaker_percent", f"{rules.breaker_percent} %"))
        found.append(_value("breaker_minutes", figures.number(rules.breaker_reference_minutes)))
        found.append(_value("breaker_call", figures.number(rules.breaker_call_minutes)))
    return tuple(found)


def _value(name: str, value: str) -> Played:
    return Played(name=name, value=value, code="")


def _code(name: str, code: str) -> Played:
    return Played(name=name, value="", code=code)
