"""A committee of four members a side on the small programme, and an item that it decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ledger.books import Books
from registry.programme.committee import commands as committee
from registry.programme.committee import queries, voting
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import commands as issuance
from registry.programme.participants import commands as participants
from registry.roles import Actor, Role, Side
from tests.support.programme import CHINA, HOST, OWNER, SECRETARY, Programme, actor

DAY_ONE = date(2028, 3, 14)
"""The first day of a circulation that began on the programme's day."""

PARTNERS = (CHINA, *(actor(f"CN{n}", Role.GOVERNMENT_PARTNER) for n in (2, 3, 4)))
HOSTS = (HOST, *(actor(f"TH{n}", Role.GOVERNMENT_HOST) for n in (2, 3, 4)))
EIGHT = (*PARTNERS, *HOSTS)
CLOCK = Actor("clock", Role.CLOCK, "clock")


def enlarge(programme: Programme, *, employed: str = "") -> None:
    """Seat three further members a side; the last of the partner's is employed by `employed`."""
    programme.do(_seat, by=SECRETARY, employed=employed)


def _seat(books: Books, *, employed: str, by: Actor, at: int) -> dict[str, Any]:
    for member in (*PARTNERS[1:], *HOSTS[1:]):
        side = Side.PARTNER if member in PARTNERS else Side.HOST
        participants.enter(
            books, seat=member.seat, role=member.role, name_en=member.seat, name_zh=member.seat,
            country="CN" if side is Side.PARTNER else "TH", registries=(), cash_fen=0,
        )  # fmt: skip
        employer = employed if member is PARTNERS[-1] else ""
        committee.seat_member(
            books, agreement="CN-TH", side=side, seat=member.seat, employer=employer
        )
    return {}


def ask(programme: Programme, period: int = 1, **more: Any) -> int:
    """The item of a new request for issuance."""
    asked = programme.do(issuance.request, project="TH001", period=period, by=OWNER, **more)
    return int(asked["item"])


def affirm(programme: Programme, item: int, *members: Actor) -> str:
    """These members affirm; the state after the last of them."""
    state = ""
    for member in members:
        state = programme.do(voting.vote, item=item, vote="affirm", by=member)["state"]
    return state


def objection(by: Actor, about: str = "figures") -> dict[str, Any]:
    """The arguments of an objection."""
    return {"vote": "object", "about": about, "reason": "December stood still", "by": by}


def on_day(programme: Programme, number: int) -> None:
    """Go to ten o'clock of a day of the circulation; what is due before runs first."""
    programme.at(DAY_ONE + timedelta(days=number - 1))
    run_due(programme)


def end_of_day(programme: Programme, number: int) -> None:
    """Go past the end of a day of the circulation, and run what is due."""
    on_day(programme, number + 1)


def run_due(programme: Programme) -> None:
    """Run the ends of circulations that are due by now."""
    while (due := programme.due()) is not None:
        programme.do_at(due.at, committee.circulation_end, by=CLOCK, **due.arguments)


def seen(programme: Programme, item: int) -> ItemView:
    """The item as queries show it."""
    with programme.reading() as session:
        view = queries.item(session, item)
    assert view is not None
    return view
