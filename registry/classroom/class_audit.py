"""The class is what its log says: its beginning, its seats, its clock, its phases, its orders.

The first command is run again in memory; all other state is compared with the last command that
changed it. Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, text
from sqlmodel import Session

from ledger.db import Table
from ledger.writer import Request
from registry.classroom.calendar import Calendar
from registry.classroom.catalogue import MINDING
from registry.classroom.lesson import Lesson
from registry.classroom.logged import Row, accepted, compare
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.command import EXACT
from registry.roles import Role

BEGUN = (
    "account_approver", "agreement", "committee_member", "committee_terms", "control",
    "country_registry", "cycle_rule", "instrument",
    "instrument_venue", "methodology", "monitored_year", "monitoring_period", "ndc_fact",
    "ndc_period", "obligation",
    "offset_rule", "participant", "project", "project_buffer", "project_finance",
    "project_funder", "project_payment", "project_share", "role_bots", "seat", "storage_event",
    "transfer_network",
)  # fmt: skip
"""Tables that the first command fills, and the opening of a further seat."""

CONTINUED = (
    "baseline_step", "designation", "designation_act", "methodology_act", "methodology_condition",
    "methodology_version",
)  # fmt: skip
"""Tables in which the first command enters rows, and later commands further ones."""

_Rows = dict[Any, Row]

_ENTERING = (
    "order.place", "order.pick", "block.propose", "block.confirm", "quote.offer", "quote.accept",
    "bidding.open", "auction.open", "bidding.bid",
)  # fmt: skip
"""Commands that enter exactly one order each when accepted."""


_DRIVERS = {
    "seat.claim": "person", "seat.leave": "bot", "seat.away": "away", "seat.back": "person",
    "seat.move": "bot",
}  # fmt: skip
"""Who plays a seat after each of the commands that change it."""


def the_lesson_begins_as_its_log_says(session: Session) -> Iterator[str]:
    """The rows of the first command and of each further seat are those that they create today."""
    connection = session.connection()
    first = connection.execute(
        text("SELECT name, arguments, at FROM command WHERE number = 1")
    ).one()
    roles = tuple(one.arguments["role"] for one in accepted(connection, "seat.open"))
    if first.name != "lesson.create":
        yield f"the first command is {first.name}"
        return
    begun = _begun(first.arguments, first.at, roles)
    for name in BEGUN:
        key, made = begun[name]
        yield from compare(connection, name, made, key=key)


def begun(session: Session, name: str) -> dict[Any, dict[str, Any]]:
    """The rows that the first command enters in a table of `CONTINUED`, by key.

    They are the caller's to change.
    """
    connection = session.connection()
    first = connection.execute(
        text("SELECT name, arguments, at FROM command WHERE number = 1")
    ).one()
    roles = tuple(one.arguments["role"] for one in accepted(connection, "seat.open"))
    _, made = _begun(first.arguments, first.at, roles)[name]
    return {key: dict(row) for key, row in made.items()}


@lru_cache(maxsize=4)
def _begun(arguments: str, at: int, opened: tuple[str, ...]) -> dict[str, tuple[str, _Rows]]:
    """Table -> its key and rows, in a lesson in memory after its first command and further seats.

    Of tables that nothing else fills, only columns that never change are included.
    """
    lesson = Lesson.empty()
    try:
        with lesson.group():
            first = orjson.loads(arguments)
            lesson.run(Request("lesson.create", first, "script", TRAINER, at=at))
            for role in opened:
                lesson.run(Request("seat.open", {"role": role}, "script", TRAINER))
        return {
            **{name: _rows(lesson, name) for name in BEGUN},
            **{name: _rows(lesson, name, whole=True) for name in CONTINUED},
        }
    finally:
        lesson.close()


def _rows(lesson: Lesson, name: str, *, whole: bool = False) -> tuple[str, _Rows]:
    """The key of a table and its rows; only `whole` with the columns that change later."""
    (model,) = (
        mapper.class_
        for mapper in Table._sa_registry.mappers
        if mapper.local_table is Table.metadata.tables[name]
    )
    assert issubclass(model, Table)
    table = Table.metadata.tables[name]
    (key,) = table.primary_key.columns
    changing = () if whole else model.__changes__
    columns = [c.name for c in table.columns if c.name not in (key.name, *changing)]
    rows = lesson.store.fetch(f"SELECT {', '.join([key.name, *columns])} FROM {name}")
    return key.name, {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def each_seat_is_played_by_whom_the_log_says(session: Session) -> Iterator[str]:
    """A seat is a person's, present or away, from its claim until it is left; else a bot's."""
    connection = session.connection()
    drivers: dict[str, Row] = {
        row[0]: {"driver": "bot", "since": 0, "away_since": 0}
        for row in connection.execute(text("SELECT name FROM seat"))
    }
    for one in accepted(connection, *_DRIVERS):
        seat, number = one.arguments["seat"], one.number
        away: Any = number if one.name == "seat.away" else 0
        if one.name == "seat.back":
            away = drivers.get(seat, {}).get("away_since")
        drivers[seat] = {"driver": _DRIVERS[one.name], "since": number, "away_since": away}
        if one.name == "seat.move":
            target = one.arguments["target"]
            drivers[target] = {"driver": "person", "since": number, "away_since": 0}
    yield from compare(connection, "seat", drivers, key="name")


def bots_do_no_more_than_mind_a_seat(session: Session) -> Iterator[str]:
    """A bot that minds the seat of a person who is away only places orders and files requests."""
    connection = session.connection()
    steps = list(accepted(connection, *_DRIVERS))
    first = next((one.number for one in steps if one.name == "seat.away"), EXACT)
    others = ", ".join(f"'{name}'" for name in sorted(MINDING))
    given = text(
        "SELECT number, seat, name FROM command WHERE origin = 'bot' AND number > :first"
        f" AND name NOT IN ({others}) ORDER BY number"
    )
    drivers: dict[str, str] = {}
    coming = iter([*steps, None])
    step = next(coming)
    for number, seat, name in connection.execute(given, {"first": first}):
        while step is not None and step.number < number:
            drivers[step.arguments["seat"]] = _DRIVERS[step.name]
            if step.name == "seat.move":
                drivers[step.arguments["target"]] = "person"
            step = next(coming)
        if drivers.get(seat) == "away":
            yield f"command {number}: a bot gave {name} for {seat}, whose person was away"


def the_bots_play_where_the_log_says(session: Session) -> Iterator[str]:
    """The bots of a role play or rest as the last command about them says; at first they play."""
    connection = session.connection()
    roles = [row[0] for row in connection.execute(text("SELECT role FROM role_bots"))]
    playing: dict[str, Row] = {role: {"playing": True} for role in roles}
    for one in accepted(connection, "lesson.bots"):
        named, on = one.arguments.get("role"), one.arguments["on"]
        # Without a role market makers are let play, and never let rest.
        meant = [named] if named else [r for r in roles if on or r != Role.MARKET_MAKER]
        playing |= {role: {"playing": on} for role in meant}
    yield from compare(connection, "role_bots", playing, key="role")


def the_clock_stands_where_the_log_says(session: Session) -> Iterator[str]:
    """The clock's state is that of the last commands that started, stopped or moved it."""
    connection = session.connection()
    (first,) = accepted(connection, "lesson.create")
    calendar = Calendar(Plan.model_validate(first.arguments["plan"]), {})
    days, ended = calendar.days, False
    clock: dict[str, Any] = {
        "running": False, "speed": first.arguments["plan"]["clock"]["speed"], "day": 0,
        "next_event": 0, "leap_to": 0, "stand_at": 0,
    }  # fmt: skip
    steps = ("start", "pause", "speed", "next_day", "advance", "end")
    events = (
        "clock.day_start", "clock.phase", "clock.announcement", "clock.day_end", "clock.stand",
    )  # fmt: skip
    for one in accepted(connection, *(f"lesson.{step}" for step in steps), *events):
        if one.name == "clock.stand":
            clock["leap_to"] = 0
        elif one.name in events:
            clock["next_event"] += 1
        if one.name == "lesson.start":
            clock |= {"running": True, "stand_at": 0}
            if ended and (act := calendar.leap_after(clock["day"])) is not None:
                clock["leap_to"] = act.opens
        elif one.name == "lesson.pause":
            clock |= {"running": False, "leap_to": 0, "stand_at": 0}
        elif one.name == "lesson.speed":
            clock["speed"] = one.answer["speed"]
        elif one.name == "lesson.next_day":
            clock |= {"leap_to": one.answer["leap_to"], "stand_at": 0}
        elif one.name == "lesson.advance":
            moment = one.answer["stand_at"]
            clock |= {"running": True, "leap_to": moment, "stand_at": moment}
        elif one.name == "lesson.end":
            clock |= {"running": False, "leap_to": 0, "stand_at": 0}
            clock["next_event"] = one.answer["next_event"]
        elif one.name == "clock.day_start":
            clock |= {"day": one.arguments["day"], "leap_to": clock["stand_at"]}
            ended = False
        elif one.name == "clock.day_end":
            day = one.arguments["day"]
            over, ended = day >= len(days), True
            stopped = {"running": False, "leap_to": 0, "stand_at": 0}
            clock |= stopped if over else {"leap_to": days[day].opens}
    yield from compare(connection, "lesson_state", {1: clock})
    closed_days = {one.arguments["day"] for one in accepted(connection, "clock.day_end")}
    closed_days |= {one.answer["day"] for one in accepted(connection, "lesson.end")}
    begun = {
        one.arguments["date"]: one.arguments["day"]
        for one in accepted(connection, "clock.day_start")
    }
    days_kept = text("SELECT id, day, close_price IS NOT NULL FROM trading_day")
    for number, date, closed in connection.execute(days_kept):
        if bool(closed) != (begun.get(date) in closed_days):
            yield f"trading_day {number} of {date} {'has' if closed else 'has no'} closing price"


def each_instrument_is_in_its_phase(session: Session) -> Iterator[str]:
    """An instrument is in the phase, and halted or not, as the last commands say."""
    connection = session.connection()
    listed = connection.execute(text("SELECT code, sessions FROM instrument")).all()
    phases: dict[str, dict[str, Any]] = {
        code: {"phase": "closed", "halted": False} for code, _ in listed
    }
    shared = [code for code, sessions in listed if not sessions]
    halts = {"lesson.halt": True, "lesson.resume": False}
    of_all = {"lesson.halt_all": True, "lesson.resume_all": False}
    steps = ("clock.phase", "clock.day_end", "lesson.end", *halts, *of_all)
    for one in accepted(connection, *steps):
        if one.name == "clock.phase":
            for code in one.arguments.get("instruments") or shared:
                phases[code]["phase"] = one.arguments["phase"]
        elif one.name in ("clock.day_end", "lesson.end"):
            for phase in phases.values():
                phase["phase"] = "closed"
        elif one.name in of_all:
            for code in one.answer["instruments"]:
                phases[code]["halted"] = of_all[one.name]
        else:
            phases[one.arguments["instrument"]]["halted"] = halts[one.name]
    yield from compare(connection, "instrument", phases, key="code")


def orders_are_those_of_the_log(session: Session) -> Iterator[str]:
    """Each order is the next one that its owner's command entered, at the price last ordered."""
    connection = session.connection()
    entered: dict[int, dict[str, Any]] = {
        number: {"entered": one.number, "owner": one.seat, "at": one.at}
        for number, one in enumerate(accepted(connection, *_ENTERING), start=1)
    }
    yield from _deal_prices(connection)
    yield from compare(connection, "market_order", entered)
    strange = (
        "SELECT id FROM market_order WHERE (ended IS NULL) <> (open_quantity > 0)"
        " OR (side = 'sell' AND worst <> 0)"
    )
    for (order,) in connection.execute(text(strange)):
        yield f"order {order} is neither open nor ended, or sells and sets cash aside"
    prices = _asked(connection)
    kept = {
        row[0]: tuple(row[1:])
        for row in connection.execute(
            text("SELECT id, instrument, owner, side, price, trigger_price, worst FROM market_order"
                 " WHERE mode = 'book'")
        )
    }  # fmt: skip
    for order, (instrument, owner, side, price, trigger) in prices.items():
        found = kept.get(order)
        if found is None:
            continue
        if found[:3] != (instrument, owner, side) or found[3] != price:
            yield f"order {order}: {found[:4]}, asked were {(instrument, owner, side, price)}"
        if found[4] not in (None, trigger):
            yield f"order {order}: waits for {found[4]}, asked was {trigger}"


def _deal_prices(connection: Connection) -> Iterator[str]:
    """Findings: orders outside the book whose price is not the one in their commands."""
    outside = text("SELECT entered, price FROM market_order WHERE mode <> 'book'")
    kept: dict[int, int | None] = {row[0]: row[1] for row in connection.execute(outside)}
    for one in accepted(connection, "block.propose", "quote.offer", "bidding.bid"):
        found, asked = kept.get(one.number), one.arguments["price"]
        if found != asked:
            yield f"the order of command {one.number}: price {found}, asked was {asked}"
    offered = text(
        "SELECT s.id, s.reserve, o.price FROM bidding_session s JOIN market_order o"
        " ON o.id = s.offered"
        " WHERE s.reserve IS NOT NULL AND (o.price IS NULL OR o.price <> s.reserve)"
    )
    for session, reserve, price in connection.execute(offered):
        yield f"session {session}: offered at {price}, its reserve is {reserve}"


def deals_are_those_of_the_log(session: Session) -> Iterator[str]:
    """Proposals, requests for quote, offers, sessions and bids are what their commands opened."""
    connection = session.connection()
    made: dict[str, dict[int, Row]] = {
        "block_proposal": {}, "quote_request": {}, "quote_offer": {}, "bidding_session": {},
        "bidding_bid": {},
    }  # fmt: skip
    opening = ("bidding.open", "auction.open")
    for one in accepted(
        connection, "block.propose", "quote.ask", "quote.offer", "bidding.bid", *opening
    ):
        arguments, answer = one.arguments, one.answer
        if one.name == "block.propose":
            proposal = {"counterparty": arguments["counterparty"]}
            made["block_proposal"][answer["proposal"]] = proposal
        elif one.name == "quote.ask":
            made["quote_request"][answer["request"]] = {
                "instrument": arguments["instrument"], "asker": one.seat, "side": arguments["side"],
                "quantity": arguments["quantity"], "at": one.at, "entered": one.number,
            }  # fmt: skip
        elif one.name == "quote.offer":
            made["quote_offer"][answer["offer"]] = {"request": arguments["request"]}
        elif one.name == "bidding.bid":
            made["bidding_bid"][answer["bid"]] = {"session": arguments["session"]}
        else:
            made["bidding_session"][answer["session"]] = {
                "instrument": arguments["instrument"], "seller": one.seat,
                "auction": one.name == "auction.open", "quantity": arguments["quantity"],
                "closes": answer["closes_at"],
            }  # fmt: skip
    for table, rows in made.items():
        yield from compare(connection, table, rows)


def _asked(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Order -> instrument, owner, side, price and trigger as last ordered."""
    found: dict[int, tuple[Any, ...]] = {}
    for one in accepted(connection, "order.place", "order.replace"):
        arguments = one.arguments
        if one.name == "order.place":
            found[one.answer["order"]] = (
                arguments["instrument"], one.seat, arguments["side"], arguments.get("price"),
                arguments.get("trigger"),
            )  # fmt: skip
        elif arguments["order"] in found:
            before = found[arguments["order"]]
            found[arguments["order"]] = (*before[:3], arguments["price"], before[4])
    return found
