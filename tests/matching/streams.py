"""Seeded random events for a book, legal and illegal mixed, and the comparison of two players."""

from __future__ import annotations

from random import Random
from typing import Any, Protocol

from tests.matching.driver import Event, Result

MIDDLE = 8500
RULES: dict[str, Any] = {"lo": MIDDLE - 9, "hi": MIDDLE + 9, "lot": 2, "tick": 1}


class Player(Protocol):
    """Whoever plays events."""

    def play(self, event: Event) -> Result: ...
    def drawn(self) -> Any: ...


def stream(seed: int, count: int) -> list[Event]:
    """`count` events: mostly orders around the middle, a fifth cancels, some of it wrong."""
    random = Random(seed)
    events: list[Event] = []
    for number in range(1, count + 1):
        draw = random.random()
        if draw < 0.2:
            events.append(("cancel", random.randint(max(1, number - 40), number + 1)))
        elif draw < 0.21:
            events.append(("phase", "halted"))
        elif draw < 0.26:
            events.append(("phase", "continuous"))
        elif draw < 0.265:
            lo = MIDDLE - random.randint(6, 14)
            events.append(("limits", lo, lo + 20))
        elif draw < 0.27:
            events.append(("end_of_day",))
        else:
            events.append(_new(random, number))
    return events


def _new(random: Random, number: int) -> Event:
    id = number if random.random() > 0.02 else random.randint(1, number)
    side = random.choice(["buy", "sell"])
    quantity = 2 * random.randint(1, 12) if random.random() > 0.02 else random.randint(-3, 3)
    away = random.randint(-3, 10) * (-1 if side == "buy" else 1)
    price = None if random.random() < 0.06 else MIDDLE + away
    if price is not None and random.random() < 0.02:
        price += random.choice([-40, 40])
    term = random.choice(["day", "day", "day", "gtc", "ioc"])
    return ("new", id, f"a{random.randint(1, 6)}", side, quantity, price, term)


def first_difference(ours: Player, other: Player, events: list[Event]) -> str | None:
    """The first event after which the two disagree, in words, or None."""
    for place, event in enumerate(events, start=1):
        expected = other.play(event)
        try:
            actual: Any = ours.play(event)
        except (AssertionError, IndexError, KeyError) as error:
            return f"event {place} {event}: {error!r} instead of {expected}"
        if actual != expected:
            return f"event {place} {event}: {actual} instead of {expected}"
        if ours.drawn() != other.drawn():
            return f"event {place} {event}: {ours.drawn()} instead of {other.drawn()}"
    return None
