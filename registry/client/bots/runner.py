"""Plays bots: lesson time is advanced between their turns, and stands while they think."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from registry.client import Client

MINUTES = 15
"""Lesson minutes between two turns."""


class Bot(Protocol):
    """What the runner asks of a bot."""

    def turn(self) -> None:
        """Look at the market and give commands; lesson time stands meanwhile."""
        ...


B = TypeVar("B", bound=Bot)


def play(trainer: Client, bots: Sequence[Bot], *, days: int, minutes: int = MINUTES) -> None:
    """Let the bots take turns from now to the end of a trading day, while the market is open."""
    clock = trainer.query.clock()
    while not clock["over"]:
        if clock["phase"] == "continuous":
            for bot in bots:
                bot.turn()
            clock = trainer.advance(to=clock["at"] + minutes * 60_000)
        elif clock["day"] >= days and clock["started"] and _evening(clock["at"]):
            return
        else:
            clock = trainer.advance(phase="continuous")


def _evening(at: int) -> bool:
    """Whether the last phase of the day is over: lesson time is past 14 hours by its own clock."""
    return at % 86_400_000 > 14 * 3_600_000


def take_seat(trainer: Client, role: str, *, besides: Sequence[str] = ()) -> Client:
    """The first seat of a role that a bot of the server plays."""
    seats = trainer.query.seats()
    free = [s["seat"] for s in seats if s["role"] == role and s["driver"] == "bot"]
    name = next(one for one in free if one not in besides)
    trainer.command.seat_claim(seat=name)
    return trainer.seat(name)


def main(make: Callable[[Client], B], role: str) -> B:
    """Play one bot for a week and return it; the command line is URL TOKEN_FILE [LESSON]."""
    url, token_file, *lesson = sys.argv[1:]
    with Client(url, token_file=token_file, lesson="".join(lesson)) as trainer:
        seat = take_seat(trainer, role)
        bot = make(seat)
        play(trainer, [bot], days=5)
        results = seat.query.results()
    (own,) = results["seats"]
    sys.stdout.write(f"{own['seat']}: {own['change_fen']} fen, {own['traded']['trades']} trades\n")
    return bot
