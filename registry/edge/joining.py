"""Joining and leaving: the seat that a person gets, and its token.

The lesson's command is committed first, the hall's row second.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from math import ceil
from typing import Literal, TypeVar

from ledger import queries as books
from ledger.kernel.errors import Refusal
from ledger.kernel.text import folded, is_readable, visible_length
from ledger.writer import Outcome, Request
from registry.classroom.codes import digest, plain_code, shown
from registry.classroom.errors import MarketMakersSeat, SeatTaken
from registry.classroom.hall_file import HallNotWritten
from registry.classroom.hall_values import HallLesson, Kind
from registry.classroom.models import Driver
from registry.classroom.room import TRAINER, SeatState, open_roles
from registry.classroom.seating import Ended, Seating
from registry.edge.callers import ended
from registry.edge.commands import finish_moves, submit, unfinished_moves
from registry.edge.errors import (
    HallBusy,
    JoinCodeUnknown,
    JoinKeyReused,
    LessonBusy,
    NameReserved,
    NameTaken,
    NameWrong,
    RoleFull,
    SeatLeft,
    SeatUnknown,
    TooManyGuesses,
    TooManyRequests,
)
from registry.edge.server_state import ServerState, wall_ms
from registry.roles import Role

NAME_LONGEST, SIGNS_MOST = 40, 200
"""Visible characters of a name, and Unicode code points with which they may be written."""

RESERVED = frozenset(
    folded(word)
    for word in (
        "trainer", "teacher", "instructor", "bot", "robot", "system", "admin", "administrator",
        "教员", "教师", "老师", "讲师", "助教", "机器人", "系统", "管理员",
    )
)  # fmt: skip
"""Names of the trainer, the server and its bots, which no person may take."""

JOIN_KEY_LEAST = 8
"""Characters of a join's key at least: whoever repeats the join with it gets the seat."""

HALL_RESTS_S = 1.0
"""Seconds for which joins are refused at once after the hall could not be written, so that no
requests queue up."""

T = TypeVar("T")

_NEEDED = (
    Role.EMITTER,
    Role.TRADER,
    Role.PROJECT_OWNER,
    Role.VOLUNTARY_BUYER,
    Role.GOVERNMENT_HOST,
    Role.GOVERNMENT_PARTNER,
    Role.SECRETARIAT,
    Role.REGISTRY_MANAGER,
    Role.THIRD_PARTY_ENTITY,
)
"""The order in which people are seated, between roles with equal shares of taken seats."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for: a name, a role (None: wherever needed), what becomes of the orders.

    `orders`: the bot's open orders stay (keep) or are cancelled (cancel).
    """

    name: str
    role: Role | None = None
    orders: Literal["keep", "cancel"] = "keep"


@dataclass(frozen=True, slots=True)
class Seated:
    """A person on a seat: the lesson, the seat, a token, and the personal code that leads back."""

    lesson: str
    seat: str
    role: Role
    token: str
    personal_code: str


@dataclass(frozen=True, slots=True)
class RoleCount:
    """Seats of one role: their number, how many people hold, whether one is free."""

    role: Role
    seats: int
    taken: int
    free: bool


def lesson_by_code(server: ServerState, join_code: str, *, address: str) -> HallLesson:
    """The open lesson of a join code; raises JoinCodeUnknown, TooManyGuesses, LessonBusy.

    Only wrong codes count as guesses, since a whole class can share one address. LessonBusy while
    the lesson changes over to another file.
    """
    if plain_code(join_code) and not server.guesses.take(address):
        raise TooManyGuesses(wait_s=ceil(1 / server.settings.guess_per_second))
    lesson = server.hall.lesson_of(join_code)
    if lesson is None or lesson.code not in server.order:
        raise JoinCodeUnknown(join_code=join_code.strip().upper()[:12] or "-")
    server.guesses.give_back(address)
    if lesson.code not in server.lives:
        raise LessonBusy()
    return lesson


async def in_hall(action: Callable[[], T]) -> T:
    """Read or write the hall in a thread; raises HallBusy while another program locks its file."""
    try:
        return await asyncio.to_thread(action)
    except HallNotWritten:
        raise HallBusy() from None


async def check_password(server: ServerState, password: str, *, address: str) -> bool:
    """Whether this is the trainer's password; raises TooManyGuesses.

    A guess counts before it is checked, so that many at once do not pass the limit.
    """
    if not server.sign_ins.take(address):
        raise TooManyGuesses(wait_s=ceil(1 / server.settings.sign_in_per_second))
    right = await in_hall(lambda: server.hall.check_password(password))
    if right:
        server.sign_ins.give_back(address)
    return right


def role_counts(seats: Sequence[SeatState]) -> list[RoleCount]:
    """Every role of a lesson, in the order in which its seats are filled."""
    counts = []
    for role in _NEEDED:
        of_role = [seat for seat in seats if seat.role is role]
        if not of_role:
            continue
        taken = sum(seat.held for seat in of_role)
        grows = any(not seat.fixed for seat in of_role)
        counts.append(RoleCount(role, len(of_role), taken, grows or taken < len(of_role)))
    return counts


def free_seat(seats: Sequence[SeatState], role: Role | None) -> SeatState | None:
    """The first seat that a bot plays: of the wanted role, else of the role with fewest people."""
    bots = [seat for seat in seats if seat.driver is Driver.BOT and seat.of_class]
    if role is not None:
        return next((seat for seat in bots if seat.role is role), None)
    shares = {
        c.role: (c.taken * 1000 // c.seats, _NEEDED.index(c.role)) for c in role_counts(seats)
    }
    return min(bots, key=lambda seat: (shares[seat.role], seat.number), default=None)


async def join(
    server: ServerState,
    wish: Wish,
    *,
    join_code: str,
    address: str,
    key: str = "",
    origin: str = "person",
) -> Seated:
    """Give a person a seat and a token; opens a further seat if the role's number is not fixed.

    The same `key` with the same wish gets the same seat and token again, also after the server was
    started anew; with another wish it raises JoinKeyReused, after the seat's end the refusal of
    `ended`. Without a key every call is a new join. A seat that a script takes, by `origin`, is not
    minded by a bot while nothing is heard of it.
    """
    if not server.joins.take(address):
        raise TooManyRequests(per_second=server.settings.join_per_second)
    lesson = lesson_by_code(server, join_code, address=address).code
    wish = replace(wish, name=wish.name.strip())
    refuse_name(wish.name)
    made = Made(server, lesson, key or secrets.token_urlsafe(24), wish, origin)
    async with server.joining[lesson]:
        earlier = server.hall.seatings.by_key(lesson, made.key_digest) if key else None
        if earlier is not None:
            server.joins.give_back(address)
            return await made.again(earlier)
        if time.monotonic() < server.hall_rests_until:
            raise HallBusy()
        await finish_moves(server, lesson)
        _refuse_taken(server, lesson, wish.name)
        return await made.new(keep_key=bool(key))


@dataclass(frozen=True, slots=True)
class Made:
    """One join of a lesson: what is derived from its key."""

    server: ServerState
    lesson: str
    key: str
    wish: Wish
    origin: str

    @property
    def key_digest(self) -> str:
        """The hash under which the key is stored."""
        return digest("join", self.lesson, self.key)

    @property
    def asked(self) -> str:
        """The hash of the wish."""
        return digest(self.wish.name, self.wish.role or "", self.wish.orders)

    async def new(self, *, keep_key: bool) -> Seated:
        """Claim a seat for the person, and store it in the hall."""
        seat = await self._claim()
        self.server.presence.sign(self.lesson, seat.name)
        try:
            seating = Seating(
                code=self.server.hall.seatings.new_code(), lesson=self.lesson, seat=seat.name,
                name=self.wish.name, watched=self.origin == "person",
                key=self.key_digest if keep_key else "", asked=self.asked,
            )  # fmt: skip
            token = await in_hall(partial(self._store, seating))
        except Exception:
            # It cannot be stored: the seat goes back to its bot.
            self.server.hall_rests_until = time.monotonic() + HALL_RESTS_S
            await _conduct(self.server, self.lesson, "seat.leave", seat=seat.name)
            raise
        return Seated(self.lesson, seat.name, seat.role, token, shown(seating.code))

    def _store(self, seating: Seating) -> str:
        token = self._token()
        self.server.hall.seat_person(seating, token=token, at=wall_ms())
        return token

    def _token(self) -> str:
        """The join's token; it does not follow from the seat, as its person may be moved."""
        return self.server.hall.derived("seat", self.lesson, self.key)

    async def again(self, earlier: Seating) -> Seated:
        """The answer that an earlier join with this key got."""
        if earlier.asked != self.asked:
            raise JoinKeyReused()
        if earlier.ended:
            raise ended(earlier)
        token = await in_hall(self._token)
        if self.server.hall.holder(token) is None:
            raise SeatLeft(seat=earlier.seat)
        role = self.server.lives[self.lesson].current.seats[earlier.seat].role
        return Seated(self.lesson, earlier.seat, role, token, shown(earlier.code))

    async def _claim(self) -> SeatState:
        """Claim a free seat, or open one and claim that.

        The keys of the commands follow from the join's and from a count. A command that the log has
        already was given by a join that the hall never stored, whose seat went back to its bot.
        """
        live = self.server.lives[self.lesson]
        orders = {} if self.wish.orders == "keep" else {"orders": self.wish.orders}
        for turn in count(1):
            give = partial(
                _conduct, self.server, self.lesson, origin=self.origin,
                key=f"join-{self.key_digest[:24]}-{turn}",
            )  # fmt: skip
            seats = list(live.current.seats.values())
            _refuse_makers(seats, self.wish.role)
            found = free_seat(seats, self.wish.role)
            if found is None:
                wished = self.wish.role or next(s.role for s in seats if not s.fixed)
                if all(seat.fixed for seat in seats if seat.role is wished):
                    raise RoleFull(role=wished)
                opened = await give("seat.open", role=wished.value)
                if not _known(opened):
                    _answer(opened)
                continue
            outcome = await give("seat.claim", seat=found.name, **orders)
            if not _known(outcome) and not isinstance(outcome.refusal, SeatTaken):
                _answer(outcome)
                return found
        raise AssertionError("counting never ends")


async def further_token(server: ServerState, seating: Seating) -> str:
    """One more token for the person of a seat."""
    return await in_hall(
        lambda: server.hall.admit(
            kind=Kind.SEAT, lesson=seating.lesson, seat=seating.seat, name=seating.name,
            at=wall_ms(),
        )
    )  # fmt: skip


@asynccontextmanager
async def passing_token(server: ServerState) -> AsyncIterator[str]:
    """A token for a script with the trainer's rights; revoked at the end of the block."""
    token = await in_hall(
        lambda: server.hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=wall_ms())
    )
    try:
        yield token
    finally:
        await in_hall(lambda: server.hall.revoke(token))


async def seat_token(server: ServerState, *, lesson: str, seat: str) -> str:
    """A token for a script that acts as this seat only; if a bot plays the seat, it is claimed.

    Beside a person who has the seat it is one more token. It ends with the seat: when it is left,
    or its holder is removed. Raises SeatUnknown.
    """
    async with server.joining[lesson]:
        await finish_moves(server, lesson)
        state = server.lives[lesson].current.seats.get(seat)
        if state is None:
            raise SeatUnknown(seat=seat[:40])
        claim = Request("seat.claim", {"seat": seat}, "script", TRAINER)
        if state.driver is Driver.BOT:
            _answer(await submit(server, lesson, claim))
        try:
            return await in_hall(
                lambda: server.hall.admit(
                    kind=Kind.SEAT, lesson=lesson, seat=seat, name="", at=wall_ms()
                )
            )
        except Exception:
            if state.driver is Driver.BOT:
                await _conduct(server, lesson, "seat.leave", seat=seat)
            raise


def refuse_name(name: str) -> None:
    """Raise NameWrong for an unreadable name, NameReserved for one of trainer, server or bots."""
    length = visible_length(name)
    if length > NAME_LONGEST or len(name) > SIGNS_MOST or not is_readable(name):
        raise NameWrong(length=length, most=NAME_LONGEST)
    if folded(name) in RESERVED:
        raise NameReserved(name=name)


def _refuse_makers(seats: Sequence[SeatState], role: Role | None) -> None:
    """Raise MarketMakersSeat for the role whose seats nobody takes."""
    if role is Role.MARKET_MAKER:
        raise MarketMakersSeat(open=", ".join(open_roles(seats)))


def _refuse_taken(server: ServerState, lesson: str, name: str) -> None:
    """Raise NameTaken for the name of a seated person, NameReserved for that of a seat."""
    wanted = folded(name)
    if any(folded(seat) == wanted for seat in server.lives[lesson].current.seats):
        raise NameReserved(name=name)
    if any(folded(taken) == wanted for taken in server.hall.names(lesson).values()):
        raise NameTaken(name=name)


async def leave(server: ServerState, *, lesson: str, seat: str) -> None:
    """Give a seat back to its bot and delete its tokens and name."""
    await _conduct(server, lesson, "seat.leave", seat=seat)
    await asyncio.to_thread(server.hall.dismiss, lesson=lesson, seat=seat)


async def reconcile(server: ServerState) -> None:
    """After a crash or a lost hall: delete tokens of bots' seats, give unheld seats to bots."""
    for code in tuple(server.lives):
        await reconcile_lesson(server, code)


async def reconcile_lesson(server: ServerState, code: str) -> None:
    """`reconcile` for one open lesson; whoever was moved is seated where the lesson says."""
    with suppress(Refusal):  # a hall that is locked now follows with the next join
        await finish_moves(server, code)
    moves = await unfinished_moves(server, code)
    named = server.hall.names(code)
    for seat in list(server.lives[code].current.seats.values()):
        if seat.name in moves or seat.name in moves.values():
            continue
        if seat.held and seat.name not in named:
            await _conduct(server, code, "seat.leave", seat=seat.name)
        elif not seat.held and seat.name in named:
            await asyncio.to_thread(_dismiss_late, server, code, seat)


def _dismiss_late(server: ServerState, code: str, seat: SeatState) -> None:
    """What the end of a seat's command was to do in the hall; the log says who gave it."""
    with server.lives[code].reading() as session:
        ending = books.command(session, seat.since)
    by_person = ending is None or ending.origin == "person"
    why = Ended.LEFT if by_person else Ended.TRAINER
    server.hall.dismiss(lesson=code, seat=seat.name, why=why)


async def _conduct(
    server: ServerState,
    lesson: str,
    name: str,
    *,
    origin: str = "person",
    key: str | None = None,
    **arguments: str,
) -> Outcome:
    """Give a command about seats on behalf of a person, with the trainer's rights."""
    return await submit(server, lesson, Request(name, arguments, origin, TRAINER, key=key))


def _known(outcome: Outcome) -> bool:
    """Whether the log has the command's key already."""
    return outcome.repeated or outcome.conflict


def _answer(outcome: Outcome) -> dict[str, str]:
    if outcome.refusal is not None:
        raise outcome.refusal
    assert outcome.answer is not None, f"a seat command failed: {outcome.failure}"
    return outcome.answer
