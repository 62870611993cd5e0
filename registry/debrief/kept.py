"""The latest debrief of each open lesson: a class asks for its sheets all at once.

It is made anew only when the lesson has further commands; who asks meanwhile waits for that one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from sqlmodel import Session

from ledger import queries as books
from registry.classroom.live import Live
from registry.debrief.room import Debrief, debrief, partners
from registry.debrief.seats import SeatDebrief

Make = Callable[[Session], Debrief]


@dataclass(slots=True)
class _Slot:
    """One lesson's latest debrief, under a lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    latest: Debrief | None = None


class Kept:
    """The debriefs of this process, by lesson; they go with the lesson."""

    def __init__(self, make: Make = debrief) -> None:
        self._make = make
        self._slots: WeakKeyDictionary[Live, _Slot] = WeakKeyDictionary()
        self._adding = threading.Lock()

    def of(self, live: Live, session: Session) -> Debrief:
        """The debrief of the state that a session of this lesson reads."""
        with self._adding:
            slot = self._slots.setdefault(live, _Slot())
        number, _ = books.last_command(session)
        with slot.lock:
            latest = slot.latest
            if latest is None or latest.number != number:
                latest = slot.latest = self._make(session)
            return latest


KEPT = Kept()
"""Those of this process: pages and API tell the same."""


def of_seat(found: Debrief, seat: str, *, with_partners: bool) -> SeatDebrief | None:
    """One seat's result, with whom it traded if that may be told; None: its role has no aims."""
    for one in found.seats:
        if one.seat == seat:
            return replace(one, partners=partners(found.room.pairs, seat) if with_partners else ())
    return None
