"""A class with plain books and four rich traders, and its log as events for another matcher.

There is one book for each mode of self-trade prevention and tie rule, besides the usual one.

Allowances are issued and auctioned before the class begins, so that everybody can sell. Knows no
test.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from ledger.kernel.clock import moment
from ledger.writer import Request
from matching.auction import Tie
from matching.orders import SelfTrade
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan
from registry.classroom.plan_parts import InstrumentPart
from registry.classroom.room import TRAINER
from registry.roles import Role
from tests.support.classroom import SMALL

CODE = "CEA"
TRADERS = 4
EACH_T = 100_000
CASH_FEN = 10**13
REFERENCE, LO, HI = 8_500, 7_650, 9_350

Event = dict[str, Any]


def books() -> list[tuple[str, SelfTrade, Tie]]:
    """A code for each mode of self-trade prevention and each tie rule."""
    modes = product(SelfTrade, Tie)
    return [(f"BK{number:02}", stp, tie) for number, (stp, tie) in enumerate(modes)]


def plan() -> Plan:
    """The small lesson with allowances on the plain market; its bots rest."""
    usual = {
        "registry": "CN", "unit": CODE, "host": "CN", "reference": REFERENCE, "limit_percent": 10,
    }  # fmt: skip
    more = [
        InstrumentPart(code=code, **usual, self_trade=stp, tie=tie) for code, stp, tie in books()
    ]
    seats = [
        part.model_copy(update={"count": TRADERS, "cash_fen": CASH_FEN})
        if part.role is Role.TRADER
        else part
        for part in SMALL.seats
    ]
    bots = SMALL.bots.model_copy(update={"every_minutes": 240})
    return SMALL.model_copy(
        update={
            "instruments": [*SMALL.instruments, InstrumentPart(code=CODE, **usual), *more],
            "seats": seats,
            "bots": bots,
        }
    )


def create(path: Path) -> None:
    """A lesson file that stands, paused, at 13:01 of its first day; each trader owns allowances."""
    lesson = Lesson.create(path, plan(), seed=1)
    loop, day = Loop(lesson), lesson.plan.clock.first_day
    seats = {
        role: [one.name for one in lesson.room.seats.values() if one.role is role] for role in Role
    }

    def give(name: str, seat: str, **arguments: Any) -> None:
        done = lesson.run(Request(name, arguments, "script", seat))
        assert done.answer is not None, done

    (government,) = seats[Role.GOVERNMENT_PARTNER]
    with lesson.group():
        give("lesson.start", TRAINER)
        loop.advance(moment(day, 9, 31))
        give("allowance.issue", government, year=day.year, quantity=TRADERS * EACH_T)
    with lesson.group():
        give(
            "auction.open", government, instrument=CODE, quantity=TRADERS * EACH_T,
            pricing="uniform", reserve=8_500, smallest_bid=None, bidder_percent=None,
            closes_at=moment(day, 9, 40),
        )  # fmt: skip
        for seat in seats[Role.TRADER]:
            give("bidding.bid", seat, session=1, price=8_500, quantity=EACH_T)
        loop.advance(moment(day, 13, 1))
        give("lesson.speed", TRAINER, speed=1)
        give("lesson.pause", TRAINER)
    lesson.close()


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a lesson file says, read beside its writer."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def sums(path: Path) -> dict[tuple[str, int], int]:
    """All cash of all holders, and all allowances of each batch."""
    found = rows(
        path,
        "SELECT CASE WHEN a.owner = '' THEN 'house' ELSE 'holders' END, s.asset, sum(s.balance)"
        " FROM sub_account s JOIN account a ON a.id = s.account GROUP BY 1, 2",
    )
    return {(who, asset): tonnes for who, asset, tonnes in found}


def events(path: Path, *, after: int) -> Iterator[tuple[int, list[Event], bool]]:
    """The log's commands about the book: number, what they are to a matcher, whether accepted.

    Refusals that the books made (cash, units) are left out: a matcher knows no means.
    """
    unknown = 10**9
    for number, name, written, said in rows(
        path,
        "SELECT number, name, arguments, outcome FROM command"
        f" WHERE number > {after} AND name LIKE 'order.%' ORDER BY number",
    ):
        arguments, outcome = json.loads(written), json.loads(said)
        answer = outcome.get("accepted")
        if answer is None and outcome["refused"].startswith("risk."):
            continue
        unknown += 1
        fresh = unknown if answer is None else answer.get("order", 0)
        yield number, _event(name, arguments, answer, fresh), answer is not None


def _event(name: str, given: Event, answer: Any, fresh: int) -> list[Event]:
    if name == "order.cancel_all":
        gone = [] if answer is None else answer["orders"]
        return [{"op": "cancel", "id": id} for id, _ in gone]
    if name == "order.cancel":
        return [{"op": "cancel", "id": given["order"]}]
    if name == "order.pick":
        return [{"op": "pick", "id": fresh, "maker": given["maker"], "qty": given["quantity"]}]
    if name == "order.reduce":
        return [{"op": "reduce", "id": given["order"], "qty": given["quantity"]}]
    if name == "order.replace":
        qty = given["quantity"]
        return [{"op": "replace", "id": given["order"], "px": given["price"], "qty": qty}]
    made: Event = {
        "op": "new", "id": fresh, "side": "B" if given["side"] == "buy" else "S",
        "qty": given["quantity"], "tif": given["time_in_force"].upper(), "post": given["post_only"],
    }  # fmt: skip
    for ours, theirs in (("price", "px"), ("peak", "disp"), ("trigger", "stop")):
        if given[ours] is not None:
            made[theirs] = given[ours]
    if given["expires"]:
        made["exp"] = date.fromisoformat(given["expires"]).toordinal()
    return [made]
