"""The reveal for the wall: trades, orders, demand and supply, equilibrium, the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registry.debrief.kept import KEPT
from registry.debrief.markets import MarketView
from registry.debrief.room import RoomDebrief
from registry.debrief.words import STEPS
from registry.web.debrief.bot_runs import bot_runs
from registry.web.debrief.reveal_chart import reveal_chart
from registry.web.debrief.reveal_contexts import RevealPage, StepLink
from registry.web.debrief.room import market_part
from registry.web.debrief.room_contexts import BotRun
from registry.web.debrief.sheet import worded
from registry.web.frame.addresses import to
from registry.web.frame.visitor import Visitor

RUNS_SHOWN = 3
"""So many runs of bots fit on the wall."""


def reveal_page(visitor: Visitor, session: Session) -> RevealPage | None:
    """The step that the address names; the first one of the first market without a name.

    None if it names a unit or a step that there is not.
    """
    room = KEPT.of(visitor.live, session).room
    markets = {one.unit: one for one in sorted(room.markets, key=lambda one: -len(one.steps))}
    unit = visitor.query.get("unit") or next(iter(markets))
    typed = visitor.query.get("step") or "1"
    if unit not in markets or not (typed.isascii() and typed.isdigit() and len(typed) < 3):
        return None
    market, number = markets[unit], int(typed)
    if not 1 <= number <= max(len(market.steps), 1):
        return None
    return made(visitor, room, tuple(markets), market, number, bot_runs(visitor, session))


def made(
    visitor: Visitor,
    room: RoomDebrief,
    units: tuple[str, ...],
    market: MarketView,
    number: int,
    runs: Sequence[BotRun],
) -> RevealPage:
    """The page of a step, counted from 1."""
    traded = [one for one in runs if market.unit in one.units]
    total = len(market.steps)
    links = tuple(
        StepLink(
            text=worded(STEPS, code, visitor),
            href=to("reveal", unit=market.unit, step=place),
            state="done" if place < number else "now" if place == number else "later",
        )
        for place, code in enumerate(market.steps, 1)
    )
    average, solved = market.room.average_fen, market.equilibrium
    off = None
    if average is not None and solved is not None:
        off = average - (solved.lowest_fen + solved.highest_fen) // 2
    return RevealPage(
        unit=market.unit,
        units=tuple((unit, to("reveal", unit=unit)) for unit in units),
        step=market.steps[number - 1] if total else "",
        last=number >= total,
        steps=links,
        previous_href=links[number - 2].href if number > 1 else "",
        next_href=links[number].href if number < total else "",
        next_text=links[number].text if number < total else "",
        market=market_part(market, visitor),
        runs=tuple(traded[:RUNS_SHOWN]),
        runs_hidden=len(traded[RUNS_SHOWN:]),
        bids=sum(one.orders for one in market.orders if one.side == "buy"),
        asks=sum(one.orders for one in market.orders if one.side == "sell"),
        average_off=off,
        emitters=room.compliance.emitters,
        met=room.compliance.met,
        chart=reveal_chart(market, market.steps[:number]) if total else None,
    )
