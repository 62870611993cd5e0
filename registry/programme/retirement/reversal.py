"""The reversal of a use by its registry's manager (programme rules, 3.7 code 39).

A use towards an NDC and an offset can be taken back, in the days of the lesson's pace, once. None
of them first transfers anything by itself, so first transfers stay as they are; what a country
subtracted for the use is entered again, in the same year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.accounts import OFFSET, RETIRED
from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.posting import Leg
from ledger.transactions import CREDIT_REVERSE
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import REVERSAL
from registry.programme.accounts import controls, standing
from registry.programme.accounts.commands import ground
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.ranges import Range, merged
from registry.programme.participants import commands as participants
from registry.programme.reports.queries import reported_in
from registry.programme.retirement.errors import (
    AlreadyReversed,
    NotReversible,
    ReportedUse,
    ReversalNotPlayed,
    ReversalTooLate,
    UseUnknown,
)
from registry.programme.retirement.models import Reversal
from registry.programme.retirement.queries import UseView, use_of
from registry.programme.transfers.held import refuse_held
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role

MANAGERS = frozenset({Role.REGISTRY_MANAGER})


class Reverse(Arguments):
    """A use by the number of its transaction in the books, and why it is taken back."""

    transaction: Number
    reason: Text


@dataclass(frozen=True)
class _Moved:
    """A range that a use put from its holder's place into a final one, and its batch."""

    source: int
    target: int
    asset: int
    serials: Range


def reverse(books: Books, *, transaction: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Take back a use: its credits come back to their holder, and count as used no more."""
    session = books.session
    require_role(by, procedure="retirement", step="reverse", roles=MANAGERS)
    used = use_of(session, transaction)
    if used is None:
        raise UseUnknown(transaction=transaction)
    participants.require_country(session, by=by, country=used.registry, step="retirement.reverse")
    until = controls.end_of(session, REVERSAL, since=used.at)
    if until is None:
        raise ReversalNotPlayed()
    refuse(_failed(books, used, reason, until=until, at=at))
    final = RETIRED if used.kind == "retirement" else OFFSET
    refuse_held(books, owner=final.owner, registry=used.registry)

    # From here on the reversal must succeed.
    number = next_key(session, Reversal.id)
    because = f"reversal {number}"
    moved = _moved(books, transaction)
    posted = books.post(
        CREDIT_REVERSE,
        legs=[Leg(m.target, m.source, m.asset, m.serials[1] - m.serials[0] + 1) for m in moved],
        serials=[m.serials for m in moved],
        because=because,
    )
    adjustments.take_back(books, use=f"{used.kind} {used.number}", because=because, at=at)
    session.add(
        Reversal(
            id=number,
            reversed=transaction,
            reason=reason.strip(),
            seat=by.seat,
            posted_as=posted.transaction,
            at=at,
        )
    )
    session.flush()
    ranges = merged(m.serials for m in moved)
    return {
        "reversal": number,
        "quantity": used.quantity,
        "seat": used.seat,
        "ranges": " ".join(f"{first}-{last}" for first, last in ranges),
    }


def _failed(books: Books, used: UseView, reason: str, *, until: int, at: int) -> list[CheckFailed]:
    """The checks that this reversal fails, in order of precedence."""
    failed: list[CheckFailed] = []
    if not used.reversible:
        failed.append(NotReversible(transaction=used.transaction))
    failed += ground(reason)
    failed += standing.receiving_checks(books, seat=used.seat, registry=used.registry)
    if used.reversed_at is not None:
        failed.append(AlreadyReversed(transaction=used.transaction))
    if at >= until:
        used_on, last = day_of(used.at).isoformat(), day_of(until - 1).isoformat()
        failed.append(ReversalTooLate(transaction=used.transaction, day=used_on, last=last))
    if (reported := reported_in(books.session, transaction=used.transaction)) is not None:
        year, party = reported
        failed.append(ReportedUse(transaction=used.transaction, year=year, party=party))
    return failed


def _moved(books: Books, transaction: int) -> list[_Moved]:
    """What a use put into a final account, range by range."""
    found = books.store.fetch(
        "SELECT p.source, p.target, p.asset, b.first, b.last FROM book_transaction t"
        " JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting"
        " JOIN serial_block b ON b.asset = p.asset AND b.opened = p.id AND b.owner = p.target"
        " WHERE t.id = ? ORDER BY b.id",
        transaction,
    )
    return [_Moved(source, target, asset, (first, last)) for source, target, asset, first, last
            in found]  # fmt: skip


COMMANDS = (
    Command(
        name="retirement.reverse", en="Reverse a use", zh="冲正",
        done=("Use reversed", "已冲正"), not_done=("Use not reversed", "未冲正"),
        arguments=Reverse, roles=MANAGERS, run=on_books(reverse), touches_all=True,
    ),
)  # fmt: skip
