"""What a command would answer now: it runs on a copy of the working state, and nothing is kept.

The handler, the rights and the refusals are the command's own; the copy is made only as far as
the command reads, and what it writes into the file is taken back.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.writer import Outcome, Rehearsal, Request
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson


def preview(lesson: Lesson, request: Request) -> Outcome:
    """The outcome that the command would have, or had with the same key; between groups only.

    A number in it is the one that the command would get.
    """
    earlier = lesson.writer.earlier(request)
    if earlier is not None:
        return earlier
    copy = lesson.copied()
    actions = {request.name: copy.action(CATALOGUE[request.name])}
    rehearsal = Rehearsal(copy.books, actions, lesson.writer.clock)
    with lesson.writer.trial():
        return rehearsal.run(replace(request, key=None))
