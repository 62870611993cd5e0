"""/market/{instrument}: trading days of an instrument and its venue's rules, for all signed in.

The rules are those with which the lesson was created. The page shows no party of a trade.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger import queries as books
from matching.instruments import Instrument
from matching.venues import Stated, Venue, venue_from
from registry.classroom.plan import Plan
from registry.market.listing import PLAIN
from registry.market.rules_in_effect import holds, played
from registry.market.statistics import DayFigures, statistics
from registry.market.venues import shipped
from registry.web.frame import figures
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.contexts.shared import Fact, Language, Way
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor, draw, draw_missing, visitor_of
from registry.web.market.contexts import DayRow, Hour, MarketPage, Played, VenueHours


def routes() -> list[Route]:
    """The route of the page."""
    return [Route(ADDRESSES["market"], market, methods=["GET"])]


async def market(request: Request) -> Response:
    """The page of one instrument; refuses callers who are not signed in."""
    visitor = visitor_of(request.scope)
    trades = visitor.seated.state is not None
    code = request.path_params["instrument"]
    if code not in visitor.view["instruments"]:
        return draw_missing(visitor)
    return await draw(
        visitor, lambda session: page_of(visitor, session, code, trades=trades), section="market"
    )


def page_of(visitor: Visitor, session: Session, code: str, *, trades: bool) -> MarketPage:
    """The page from the tables, the lesson's plan and the rules with which it was created.

    `trades`: the visitor has a trading page.
    """
    language, lesson = visitor.language, visitor.live.current
    part = next(one for one in lesson.plan.instruments if one.code == code)
    venue = venue_of(session, part.venue)
    one = visitor.view["instruments"][code]
    # Instruments never change while a lesson is open: any thread may read their rules.
    rules = lesson.instruments[code]
    return MarketPage(
        instrument=code,
        name=Names(session, language).instrument(part, lesson.venues.get(code)),
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
        played=played_of(rules, language, lesson.venues.get(code)),
        hours=hours_of(lesson.plan, rules),
        venue_hours=hours_stated(venue, language),
        gathers=rules.gathers,
        facts=facts_of(venue, language),
        ways=ways_of(venue, rules, language),
        silences=tuple(visitor.both(zh=gap.zh, en=gap.en) for gap in venue.silent),
    )


def hours_of(plan: Plan, rules: Instrument) -> tuple[Hour, ...]:
    """The hours of an order book: its own, or those of the lesson, in the clock bar's names.

    A closed phase between two sessions is lunch.
    """
    if rules.sessions:
        return _own_hours(plan, rules.sessions)
    last = max((one.at for one in plan.phases if one.phase == "continuous"), default="")
    found = [Hour(at=plan.clock.opens, phase="pre")]
    for one in plan.phases:
        closed = "lunch" if one.at < last else "close"
        found.append(Hour(at=one.at, phase=closed if one.phase == "closed" else one.phase))
    return tuple(found)


def venue_of(session: Session, code: str) -> Venue:
    """A venue's rules as of the lesson's creation; the plain market's are the shipped ones."""
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


def facts_of(venue: Venue, language: Language) -> tuple[Fact, ...]:
    """The facts that concern the venue as a whole."""
    return tuple(_fact(one, language) for one in _said_once(venue.facts, language))


def ways_of(venue: Venue, rules: Instrument, language: Language) -> tuple[Way, ...]:
    """Its modes of trading with their facts; of several versions, the one in effect is marked."""
    zh = language == "zh"
    return tuple(
        Way(
            name=mode.name_zh if zh else mode.name_en,
            kind=mode.kind.value,
            facts=tuple(
                _fact(one, language, holding=holds(one, mode, venue=venue, rules=rules))
                for one in _said_once(mode.facts, language)
            ),
        )
        for mode in venue.modes
    )


def _said_once(stated: Sequence[Stated], language: Language) -> list[Stated]:
    """The facts without repetitions, because one sentence may document two figures."""
    found: dict[tuple[str, str], Stated] = {}
    for one in stated:
        found.setdefault((one.zh if language == "zh" else one.en, one.source_en), one)
    return list(found.values())


def _fact(one: Stated, language: Language, *, holding: bool | None = None) -> Fact:
    zh = language == "zh"
    return Fact(
        text=one.zh if zh else one.en,
        source=one.source_zh if zh else one.source_en,
        status=one.status,
        holds=holding,
    )


def _own_hours(plan: Plan, sessions: str) -> tuple[Hour, ...]:
    """The sessions within the lesson's day."""
    found = [Hour(at=plan.clock.opens, phase="pre")]
    whole = [session.split("-") for session in sessions.split(",")]
    for opens, closes in whole:
        opens, closes = max(opens, plan.clock.opens), min(closes, plan.clock.closes)
        if opens < closes:
            found.append(Hour(at=opens, phase="continuous"))
            found.append(Hour(at=closes, phase="lunch"))
    return (*found[:-1], Hour(at=found[-1].at, phase="close")) if len(found) > 1 else tuple(found)


def hours_stated(venue: Venue, language: Language) -> tuple[VenueHours, ...]:
    """The hours that a venue states for its modes of trading; they are in effect in the lesson."""
    return tuple(
        VenueHours(
            name=mode.name_zh if language == "zh" else mode.name_en,
            times=", ".join(f"{opens}{figures.DASH}{closes}" for opens, closes in mode.sessions),
        )
        for mode in venue.modes
        if mode.sessions
    )


_TEXTS: dict[str, Callable[[int, Language], str]] = {
    "tick": figures.money,
    "lot": lambda value, _: figures.tonnes(value),
    "largest": lambda value, _: figures.tonnes(value),
    "turnaround_days": lambda value, _: figures.number(value),
    "position_limit": lambda value, _: figures.tonnes(value),
    "limit_percent": lambda value, _: f"±{value} %",
    "fee_maker": lambda value, _: figures.rate(value),
    "fee_taker": lambda value, _: figures.rate(value),
    "pick_levels": lambda value, _: figures.number(value),
    "breaker_percent": lambda value, _: f"{value} %",
    "breaker_minutes": lambda value, _: figures.number(value),
    "breaker_call": lambda value, _: figures.number(value),
}
_PREFIXES = {"t_plus": "t_plus_", "price_rule": "price_", "open_rule": "open_",
             "self_trade": "own_", "auction_tie": "tie_", "closing": "closing_"}  # fmt: skip


def played_of(
    rules: Instrument, language: Language, venue: Venue | None = None
) -> tuple[Played, ...]:
    """The rules in effect in the lesson, stated by the venue or not; None is the plain market."""
    found = []
    for name, value in played(rules, venue).items():
        if name == "pick_levels" and not value:
            found.append(Played(name=name, value="", code="every_price"))
        elif name in _TEXTS:
            found.append(Played(name=name, value=_TEXTS[name](int(value), language), code=""))
        else:
            found.append(Played(name=name, value="", code=f"{_PREFIXES.get(name, '')}{value}"))
    return tuple(found)
