"""Plays bots: lesson time is advanced between their turns, and stands while they think."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

from registry.client import Client, Refused
from registry.client.described.shapes import ClockAnswer

MINUTES = 15
"""Lesson minutes between two turns."""

DAY_MS = 86_400_000


class Bot(Protocol):
    """What the runner asks of a bot."""

    def turn(self) -> None:
        """Look at the market and give commands; lesson time stands meanwhile."""
        ...


B = TypeVar("B", bound=Bot)


class NoSeat(LookupError):
    """No seat of a role is played by a bot of the server, so that none can be taken."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"No seat with the role {role} is free in this lesson: the plan has none, or people"
            f" have them all. 本课没有可入座的 {role} 席位：方案未设，或均已有人。"
        )


def play(trainer: Client, bots: Sequence[Bot], *, days: int, minutes: int = MINUTES) -> None:
    """Let the bots take turns from now to the end of a trading day, while the market is open.

    A lesson with fewer days is played to its end.
    """
    clock = trainer.query.clock()
    while not clock["over"]:
        if clock["phase"] == "continuous":
            for bot in bots:
                bot.turn()
            clock = trainer.advance(to=clock["at"] + minutes * 60_000)
        elif clock["day"] >= days and _evening(clock):
            return
        else:
            clock = trainer.advance(to=clock["phase_ends_at"])


def _evening(clock: ClockAnswer) -> bool:
    """Whether nothing more happens today: the next event is on another date."""
    ends = clock["phase_ends_at"]
    return ends is None or ends // DAY_MS > clock["at"] // DAY_MS


def take_seat(trainer: Client, role: str, *, besides: Sequence[str] = ()) -> Client:
    """The first seat of a role that a bot of the server plays, without what its bot left open.

    Raises NoSeat.
    """
    seats = trainer.query.seats()
    free = [s["seat"] for s in seats if s["role"] == role and s["driver"] == "bot"]
    name = next((one for one in free if one not in besides), None)
    if name is None:
        raise NoSeat(role)
    trainer.command.seat_claim(seat=name, orders="cancel")
    seat = trainer.seat(name)
    _withdraw(seat, name)
    return seat


def _withdraw(seat: Client, name: str) -> None:
    """Withdraw bids, offers and proposals that the seat's bot made outside the order book.

    They may be a thousand times as large as what a starter bot trades. Some markets forbid it.
    """
    for bid in seat.query.bidding_bids():
        if bid["status"] == "resting":
            with suppress(Refused):
                seat.command.bidding_withdraw(bid=bid["bid"])
    for offer in seat.query.quotes_offers():
        if offer["status"] == "resting":
            with suppress(Refused):
                seat.command.quote_withdraw(offer=offer["offer"])
    for one in seat.query.blocks():
        if one["state"] == "open" and one["proposer"] == name:
            with suppress(Refused):
                seat.command.block_withdraw(proposal=one["proposal"])


def main(make: Callable[[Client], B], role: str) -> B:
    """Play one bot for a week and return it; the command line is URL TOKEN_FILE [LESSON]."""
    url, token_file, *lesson = sys.argv[1:]
    with Client(url, token_file=token_file, lesson="".join(lesson)) as trainer:
        try:
            seat = take_seat(trainer, role)
        except NoSeat as none:
            sys.exit(str(none))
        bot = make(seat)
        play(trainer, [bot], days=5)
        results = seat.query.results()
    (own,) = results["seats"]
    sys.stdout.write(f"{own['seat']}: {own['change_fen']} fen, {own['traded']['trades']} trades\n")
    return bot
