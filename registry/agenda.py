"""The deadlines of a lesson: every procedure that has some registers a source of them.

The loop asks the agenda and imports no procedure. A source returns the next deadline and the clock
command that executes it. Deadlines are kept in the state of their procedure, so the agenda stores
nothing and is not rebuilt after a restart. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class Due(NamedTuple):
    """A clock command, its arguments, and the lesson time at which it has to be run."""

    at: int
    name: str
    arguments: dict[str, Any]


Source = Callable[[], Due | None]
"""Returns the next deadline, None if there is none. The loop calls it at every instant of a lesson,
so it reads working state or an index; after its command has run it returns a different deadline.
"""


class Agenda:
    """The sources of one lesson. At one instant they come in the order of their registration."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def register(self, source: Source) -> None:
        """Add a source; deadlines at the same instant run in the order of registration."""
        self._sources.append(source)

    def next_due(self) -> int | None:
        """The lesson time in ms of the earliest deadline, None if there is none."""
        deadlines = (source() for source in self._sources)
        return min((due.at for due in deadlines if due is not None), default=None)

    def due(self, until: int) -> Iterator[Due]:
        """All deadlines up to `until`, source by source; the caller runs each before the next."""
        for source in self._sources:
            due = source()
            while due is not None and due.at <= until:
                yield due
                done, due = due, source()
                assert due != done, f"{done.name} has run and is due again"
