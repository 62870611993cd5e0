"""Preview of a command: it runs on a copy of the working state, and its changes are discarded.

Handler, rights and refusals are the command's own. The copy is lazy: only the state that the
command reads is copied. Writes to the file are rolled back.
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
    """The changes of a seat's sub-accounts by a command: by kind, asset and registry."""

    changes: Mapping[tuple[Kind, int, str], int] = field(default_factory=dict)

    def of(self, kind: Kind, *, asset: int | None = None, registry: str | None = None) -> int:
        """Change in fen or tonnes of a kind, negative for a decrease; None matches every value."""
        return sum(
            quantity
            for (of_kind, of_asset, of_registry), quantity in self.changes.items()
            if of_kind is kind and asset in (None, of_asset) and registry in (None, of_registry)
        )


class Preview(NamedTuple):
    """The outcome that a command would have.

    If it would be accepted: `effects` on its order, if it is about one, and `moved`, the changes
    of its seat's balances.
    """

    outcome: Outcome
    effects: Effects | None = None
    moved: Moved = Moved()


def preview(lesson: Lesson, request: Request) -> Preview:
    """The preview of a command, or its outcome if it was run with the same key; between groups.

    Numbers in the answer are those that the command would get.
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
        # Its traceback would keep the whole copy in memory as long as the answer lives.
        outcome.refusal.__traceback__ = outcome.refusal.__context__ = None
    if outcome.answer is None:
        return Preview(outcome)
    found = effects_of(
        lesson.exchange, copies, command=command, arguments=request.arguments, seat=request.seat,
        answer=outcome.answer,
    )  # fmt: skip
    if command.veiled:
        shown = {name: one for name, one in outcome.answer.items() if name not in command.veiled}
        outcome = replace(outcome, answer=shown)
    return Preview(outcome, found, _moved(lesson.books, copies.of(lesson.books), request.seat))


def _moved(before: Books, copy: Books, seat: str) -> Moved:
    """The changes of a seat's sub-accounts by the postings of the copy."""
    own = {account for (owner, _), account in before.accounts.items() if owner == seat}
    changes: Counter[tuple[Kind, int, str]] = Counter()
    for _, _, _, source, target, quantity, *_ in copy.command_postings:
        for number, change in ((source, -quantity), (target, quantity)):
            sub = copy.subs[number]
            if sub.account in own:
                changes[sub.kind, sub.asset, sub.registry or ""] += change
    return Moved(dict(changes))
