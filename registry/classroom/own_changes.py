"""What commands changed of each seat's own: for its open pages, and for who waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from registry.classroom.announced import MADE
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.room import ROOM
from registry.roles import Role

Changed = Mapping[str, set[str]]
"""Seat -> what may have changed of its own, of `KINDS`; `ROOM` -> `SHOWN`."""

MARKET, BOOKS, SEAT = {"cash", "holdings", "orders"}, {"cash", "holdings"}, {"seat"}
TASKS, HELP = {"tasks"}, {"help"}
KINDS = sorted(MARKET | SEAT | TASKS | HELP)
"""All kinds of change that are told apart."""

SHOWN = {"room"}
"""Who sits where, all announcements, or something of the programme: what no public snapshot has."""

_TOUCHING_ALL = {name for name, command in CATALOGUE.items() if command.touches_all}
_PROCEDURES = {name for name, command in CATALOGUE.items() if not command.hot}
_ORDERS = {name for name in CATALOGUE if name.startswith("order.")}
"""Commands that leave the giver's tasks and requests as they are."""

_CONCERNED = frozenset(
    {
        Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST, Role.SECRETARIAT, Role.REGISTRY_MANAGER,
        Role.PROJECT_OWNER, Role.THIRD_PARTY_ENTITY,
    }
)  # fmt: skip
"""Roles whose tasks and requests any step of a procedure can change. They are few in any class, so
that a step does not make every page ask."""


def own_changes(lesson: Lesson, *, after: int, last_trade: int) -> Changed:
    """What the commands after number `after` changed, with the trades after `last_trade`.

    May name more than what changed, never less. Empties the market's and the room's own notes.
    """
    market, room, fetch = lesson.exchange.market, lesson.room, lesson.store.fetch
    found: defaultdict[str, set[str]] = defaultdict(set)

    def note(seats: Iterable[str], kinds: set[str]) -> None:
        for seat in seats:
            found[seat] |= kinds

    in_book, market.touched = market.touched, set()
    drivers, room.touched = room.touched, set()
    note(in_book, MARKET)
    note(drivers, SEAT)
    helping = lesson.world.helping
    told, helping.touched = helping.touched, set()
    note(told & room.seats.keys(), HELP)
    note([ROOM] if drivers else [], SHOWN)
    gave = fetch("SELECT DISTINCT seat, name FROM command WHERE number > ?", after)
    names = {name for _, name in gave}
    note((seat for seat, _ in gave if seat in room.seats), MARKET)
    note((seat for seat, name in gave if seat in room.seats and name not in _ORDERS), TASKS)
    note([ROOM] if names & set(MADE) else [], SHOWN)
    if names & _TOUCHING_ALL:
        note(room.seats, MARKET | SEAT | TASKS)
    if market.last_trade > last_trade:
        traded = fetch("SELECT buyer, seller FROM trade WHERE id > ?", last_trade)
        note((seat for row in traded for seat in row), MARKET)
    if names & _PROCEDURES:
        posted = fetch(
            "SELECT DISTINCT a.owner FROM sub_account s JOIN account a ON a.id = s.account"
            " WHERE s.last_posting >= (SELECT min(first_posting) FROM command"
            " WHERE number > ? AND first_posting > 0)",
            after,
        )
        note((owner for (owner,) in posted if owner in room.seats), BOOKS | TASKS)
        note((s.name for s in room.seats.values() if not s.offices.isdisjoint(_CONCERNED)), TASKS)
        note([ROOM], SHOWN)
        moved = fetch(
            "SELECT DISTINCT holder FROM transfer_request"
            " WHERE coalesce(completed_at, decided_at, requested_at) >="
            " (SELECT min(at) FROM command WHERE number > ?)",
            after,
        )
        note((holder for (holder,) in moved if holder in room.seats), TASKS)
    return found
