"""What falls due in a lesson: every procedure with deadlines registers a source of them.

The loop asks the agenda and knows no procedure. A source tells the next thing that becomes due, and
the clock command that does it; what is due stands in the procedure's own state, so an agenda keeps
nothing and needs no rebuilding. Pure.
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
"""Answers the next thing due, None while nothing is. It is asked at every instant of a lesson, so
it answers from working state or an index; once its command has run it answers another thing.
"""


class Agenda:
    """The sources of one lesson. At one instant they come in the order of their registration."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def register(self, source: Source) -> None:
        """Add a source; at one instant what it tells comes after that of those before it."""
        self._sources.append(source)

    def next_due(self) -> int | None:
        """The earliest lesson time at which anything is due."""
        told = (source() for source in self._sources)
        return min((due.at for due in told if due is not None), default=None)

    def due(self, until: int) -> Iterator[Due]:
        """Everything due up to `until`, source after source; each is to be run before the next."""
        for source in self._sources:
            told = source()
            while told is not None and told.at <= until:
                yield told
                done, told = told, source()
                assert told != done, f"{done.name} has run and is due again"
