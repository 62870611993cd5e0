"""What a command would answer now: it runs on a copy of the working state, and nothing is kept.

The handler, the rights and the refusals are the command's own; the copy is made only as far as
the command reads, and what it writes into the file is taken back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ledger.kernel.lazy_copy import Copies
from ledger.writer import Outcome, Rehearsal, Request
from matching.preview import Effects
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.market.effects import effects_of


class Preview(NamedTuple):
    """The outcome that a command would have; of a done one about an order, what that would do."""

    outcome: Outcome
    effects: Effects | None = None


def preview(lesson: Lesson, request: Request) -> Preview:
    """What a command would answer, or has answered with the same key; between groups only.

    A number in it is the one that the command would get.
    """
    earlier = lesson.writer.earlier(request)
    if earlier is not None:
        return Preview(earlier)
    with lesson.writer.trial():
        copies = lesson.copies()
        try:
            return _tried(lesson, copies, request)
        finally:
            copies.forget()


def _tried(lesson: Lesson, copies: Copies, request: Request) -> Preview:
    copy, command = copies.of(lesson), CATALOGUE[request.name]
    actions = {request.name: copy.action(command)}
    rehearsal = Rehearsal(copy.books, actions, lesson.writer.clock)
    outcome = rehearsal.run(replace(request, key=None))
    if outcome.refusal is not None:
        # Its traceback would keep the copy alive as long as the answer.
        outcome.refusal.__traceback__ = outcome.refusal.__context__ = None
    if outcome.answer is None:
        return Preview(outcome)
    found = effects_of(
        lesson.desk, copies, command=command, given=request.arguments, seat=request.seat,
        answer=outcome.answer,
    )  # fmt: skip
    return Preview(outcome, found)
