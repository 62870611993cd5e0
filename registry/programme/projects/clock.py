"""What the clock ends for projects: publications, and the last crediting period."""

from __future__ import annotations

from typing import Any

from ledger.books import Books
from registry.agenda import Due, Source
from registry.command import Command, Nothing, on_books
from registry.programme.projects.designing import end_inputs
from registry.programme.projects.revising import complete
from registry.roles import Actor, Role

_NEXT = "SELECT min(ends_at) FROM project_stage WHERE state IN ('public_input', 'registered')"


def due(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """End the publications whose time is over, and complete the projects whose crediting is."""
    ended = end_inputs(books, by=by, at=at)
    return {"ended": ended, "completed": complete(books, by=by, at=at)}


def projects_due(books: Books) -> Source:
    """The source of the ends of publications and of crediting, the earliest first."""

    def source() -> Due | None:
        ((ends,),) = books.store.fetch(_NEXT)
        return None if ends is None else Due(ends, "project.due", {})

    return source


COMMANDS = (
    Command(
        name="project.due", en="End publications and crediting", zh="公示与计入期届满",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_books(due), paused=True,
        by_people=False,
    ),
)  # fmt: skip
