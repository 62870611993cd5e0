"""What a command would answer now: it runs on a copy of the working state, and nothing is kept.

The handler, the rights and the refusals are the command's own; the copy is made only as far as
the command reads, and what it writes into the file is taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ledger.accounts import Kind
from ledger.books import Books
from ledger.kernel.lazy_copy import Copies
from ledger.writer import Outcome, Rehearsal, Request
from matching.preview import Effects
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.market.effects import effects_of


@dataclass(frozen=True, slots=True)
class Moved:
    """What a command would add to its own seat's sub-accounts: by kind, asset and registry."""

    changes: Mapping[tuple[Kind, int, str], int] = field(default_factory=dict)

    def of(self, kind: Kind, *, asset: int | None = None, registry: str | None = None) -> int:
        """Fen or tonnes that come to a kind, less than 0 when they leave; None: whatever it is."""
        return sum(
            quantity
            for (one, what, where), quantity in self.changes.items()
            if one is kind and asset in (None, what) and registry in (None, where)
        )


class Preview(NamedTuple):
    """The outcome that a command would have; of a done one about an order, what that would do.

    `moved`: what a done one would do to the balances of its seat.
    """

    outcome: Outcome
    effects: Effects | None = None
    moved: Moved = Moved()


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
        lesson.exchange, copies, command=command, given=request.arguments, seat=request.seat,
        answer=outcome.answer,
    )  # fmt: skip
    return Preview(outcome, found, _moved(lesson.books, copies.of(lesson.books), request.seat))


def _moved(before: Books, copy: Books, seat: str) -> Moved:
    """What the postings of the copy did to the accounts of a seat."""
    own = {account for (owner, _), account in before.accounts.items() if owner == seat}
    changes: Counter[tuple[Kind, int, str]] = Counter()
    for _, _, _, source, target, quantity, *_ in copy.command_postings:
        for number, change in ((source, -quantity), (target, quantity)):
            sub = copy.subs[number]
            if sub.account in own:
                changes[sub.kind, sub.asset, sub.registry or ""] += change
    return Moved(dict(changes))
