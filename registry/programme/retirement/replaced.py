"""Replacement of lost tonnes: what a project's buffer did not cover, its owner cancels credits for.

Programme rules, 3.7, code 32: the liable party cancels as much, any vintage of the same agreement
(check 5061). The order is a motion of `permanence/commands.py`.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import CANCELLED_MANDATORY, HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_REPLACE
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments.ranges import merged, next_in_line
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours, QuantityNotFree, QuantityNotPositive
from registry.programme.permanence.commands import REVERSING, find
from registry.programme.permanence.errors import ReplacementWrong
from registry.programme.permanence.machine import STORAGE_REVERSAL
from registry.programme.permanence.models import Replacement, StorageReversal
from registry.programme.projects import commands as projects
from registry.programme.projects.models import Project
from registry.programme.transfers.held import refuse_held
from registry.records import CheckFailed, next_key, refuse, require_choice
from registry.roles import Actor, Role


class Replace(Arguments):
    """A decided reversal by its motion, and the tonnes of a batch that replace lost ones."""

    motion: Number
    registry: Text
    asset: Number
    quantity: Tonnes


def replace(
    books: Books, *, motion: int, registry: str, asset: int, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Cancel credits of the same agreement, any vintage, in place of tonnes that are lost."""
    session = books.session
    ordered = find(session, motion)
    if ordered.seat != by.seat:
        raise NotYours(subject=f"reversal {motion}", owner=ordered.seat, seat=by.seat)
    trigger = "settle" if quantity == ordered.owed_t else "replace"
    after = STORAGE_REVERSAL.after(ordered.state, trigger, offices=by.offices)
    require_choice("registry", registry, [one.code for one in registries.registries(session)])
    refuse(_wrong(books, ordered, registry, asset, quantity))
    refuse_held(books, owner=by.seat, registry=registry)
    ranges = next_in_line(
        books, HOLDING, asset, owner=by.seat, registry=registry, quantity=quantity
    )

    # From here on the replacement must succeed.
    leg = Leg(
        books.place(HOLDING, asset, owner=by.seat, registry=registry),
        books.place(CANCELLED_MANDATORY, asset, registry=registry),
        asset,
        quantity,
    )
    posted = books.post(CREDIT_REPLACE, legs=[leg], because=REVERSING.because(motion))
    session.add(
        Replacement(
            id=next_key(session, Replacement.id),
            reversal=motion,
            asset=asset,
            registry_code=registry,
            quantity=quantity,
            posted_as=posted.transaction,
            at=at,
        )
    )
    ordered.state = after
    ordered.owed_t -= quantity
    if not ordered.owed_t:
        ordered.settled_at = at
    session.flush()
    return {
        "motion": motion,
        "state": str(after),
        "owed": ordered.owed_t,
        "ranges": " ".join(f"{first}-{last}" for first, last in merged(ranges)),
    }


def _wrong(
    books: Books, ordered: StorageReversal, registry: str, asset: int, quantity: int
) -> list[CheckFailed]:
    """Why these tonnes do not replace what is owed."""
    session, seat = books.session, ordered.seat
    batch = participants.find_credit(books, asset)
    agreement = projects.find(session, ordered.project).agreement
    of = session.get(Project, batch.project)
    free = books.found(HOLDING, asset, owner=seat, registry=registry)
    failed: list[CheckFailed] = []
    if quantity < 1:
        failed.append(QuantityNotPositive(quantity=quantity))
    if quantity > ordered.owed_t or of is None or of.agreement != agreement:
        failed.append(
            ReplacementWrong(
                quantity=quantity, asset=asset, owed=ordered.owed_t, agreement=agreement
            )
        )
    failed += standing.frozen_checks(
        books, seat=seat, registry=registry, assets=[asset], quantity=quantity
    )
    if quantity > free:
        failed.append(QuantityNotFree(quantity=quantity, free=free, registry=registry))
    return failed


COMMANDS = (
    Command(
        name="permanence.replace", en="Replace lost tonnes", zh="补足逆转",
        done=("Lost tonnes replaced", "已补足"), not_done=("Lost tonnes not replaced", "未补足"),
        arguments=Replace, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(replace),
    ),
)  # fmt: skip
