"""Seats and clock of a lesson as the writer holds them: who plays which seat, whether time runs.

Working state, derivable from its three tables and the participants' offices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from ledger.books import Books
from registry.classroom.errors import SeatUnknown
from registry.classroom.models import ROLE_BOTS, SEAT, Driver, LessonState, RoleBots, Seat
from registry.roles import Actor, Role, is_helpers, offices_of

TRAINER, CLOCK = "trainer", "clock"
"""Seats that nobody can claim: the trainer's and that of the lesson's own clock."""

ROOM = "room"
"""In the place of a seat: what pages that show the whole room, and no seat, hear of changes."""


@dataclass(frozen=True, slots=True)
class SeatState:
    """One seat; `name` is also the owner of its accounts, `since` and `away_since` are as in its
    table. `further` are the offices that it holds besides the one of its role.
    """

    number: int
    name: str
    role: Role
    driver: Driver
    fixed: bool
    since: int = 0
    away_since: int = 0
    further: frozenset[Role] = frozenset()

    @property
    def offices(self) -> frozenset[Role]:
        """Every office that the seat holds, that of its role among them."""
        return self.further | {self.role}

    @property
    def held(self) -> bool:
        """Whether the seat is a person's, present or away."""
        return self.driver is not Driver.BOT

    @property
    def of_class(self) -> bool:
        """Whether people may take the seat: a market maker is its bot's for the whole lesson."""
        return self.role is not Role.MARKET_MAKER


def open_roles(seats: Iterable[SeatState]) -> list[Role]:
    """The roles whose seats people may take, each once."""
    return list(dict.fromkeys(seat.role for seat in seats if seat.of_class))


@dataclass(frozen=True, slots=True)
class ClockState:
    """The lesson's clock.

    `speed`: lesson seconds per real second; `day`: trading day from 1, 0 before the first;
    `next_event`: position of the next clock command in the calendar; `leap_to`: lesson time in ms
    to which the trainer asked to go, 0 for none; `stand_at`: lesson time in ms at which the clock
    stands while trading goes on, 0 for none.
    """

    running: bool = False
    speed: int = 1
    day: int = 0
    next_event: int = 0
    leap_to: int = 0
    stand_at: int = 0


class Room:
    """Seats and clock of one lesson."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.seats: dict[str, SeatState] = {}
        self.clock = ClockState()
        self.touched: set[str] = set()
        """Seats whose driver changed since the last public snapshot."""
        self.bots_play: dict[Role, bool] = {}
        self.load()
        books.on_rebuild.append(self.load)

    def load(self) -> None:
        """Read seats and clock from the tables."""
        fetch = self.books.store.fetch
        rows = fetch(
            "SELECT s.number, s.name, s.role, s.driver, s.fixed, p.offices, s.since, s.away_since"
            " FROM seat s JOIN participant p ON p.seat = s.name ORDER BY s.number"
        )
        self.seats = {
            name: SeatState(
                number, name, Role(role), Driver(driver), bool(fixed), since, away, offices_of(more)
            )
            for number, name, role, driver, fixed, more, since, away in rows
        }
        playing = fetch("SELECT role, playing FROM role_bots ORDER BY id")
        self.bots_play = {Role(role): bool(on) for role, on in playing}
        state = fetch("SELECT running, speed, day, next_event, leap_to, stand_at FROM lesson_state")
        if state:
            running, *rest = state[0]
            self.clock = ClockState(bool(running), *rest)

    def actor(self, seat: str, origin: str) -> Actor:
        """The actor of a command from this seat; raises SeatUnknown."""
        if seat in (TRAINER, CLOCK):
            return Actor(seat, Role.TRAINER if seat == TRAINER else Role.CLOCK, origin)
        if is_helpers(seat):
            return Actor(seat, Role.HELPER, origin)
        if seat not in self.seats:
            raise SeatUnknown(seat=seat)
        found = self.seats[seat]
        return Actor(seat, found.role, origin, found.further)

    def bots(self) -> Iterable[SeatState]:
        """Seats that bots play or mind now, in seat order.

        A role whose bots rest has none of its free seats played; a person's seat is minded all the
        same while the person is away.
        """
        playing = self.bots_play
        return [
            seat
            for seat in self.seats.values()
            if seat.driver is Driver.AWAY or (not seat.held and playing[seat.role])
        ]

    @property
    def standing(self) -> bool:
        """Whether lesson time stands at the moment to which it was advanced."""
        return bool(self.clock.stand_at) and not self.clock.leap_to

    def begin_clock(self, speed: int) -> None:
        """Store the first state of the clock: stopped, before the first day."""
        self.clock = ClockState(speed=speed)
        self.books.rows.insert(LessonState, id=1, **asdict(self.clock))

    def set_clock(self, **changes: Any) -> None:
        """Change the clock's state."""
        self.clock = replace(self.clock, **changes)
        self.books.rows.update(LessonState, 1, changes)

    def add_seat(
        self, *, role: Role, fixed: bool, further: frozenset[Role] = frozenset()
    ) -> SeatState:
        """Add a seat, played by a bot, if those of its role play.

        `further`: its offices besides the one of its role, which its participant stores.
        """
        number = len(self.seats) + 1
        if role not in self.bots_play:
            self.bots_play[role] = True
            self.books.rows.append(ROLE_BOTS, (len(self.bots_play), role.value, True))
        seat = SeatState(number, f"S{number:02d}", role, Driver.BOT, fixed, further=further)
        self.seats[seat.name] = seat
        row = (number, seat.name, role.value, Driver.BOT.value, fixed, 0, 0)
        self.books.rows.append(SEAT, row)
        return seat

    def set_bots(self, role: Role, *, on: bool) -> None:
        """Let the bots of a role play or rest."""
        self.bots_play[role] = on
        number = list(self.bots_play).index(role) + 1
        self.books.rows.update(RoleBots, number, {"playing": on})

    def set_driver(self, seat: str, driver: Driver) -> None:
        """Hand a seat to a person or back to its bot; orders and holdings stay as they are."""
        self.touched.add(seat)
        now, before = self.books.number, self.seats[seat]
        away = now if driver is Driver.AWAY else 0
        if before.driver is Driver.AWAY and driver is Driver.PERSON:
            away = before.away_since
        self.seats[seat] = replace(before, driver=driver, since=now, away_since=away)
        changes = {"driver": driver.value, "since": now, "away_since": away}
        self.books.rows.update(Seat, before.number, changes)
