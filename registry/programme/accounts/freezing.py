"""Freeze credits by order of a court, lift the freeze, or give the credits to another holder.

The registry manager executes the court's order. Freezing is a posting into the frozen place of the
same account, so the books themselves keep frozen credits from every other use.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.accounts import HOLDING, HOLDING_FROZEN
from ledger.books import Books
from ledger.posting import Leg, Posted
from ledger.transactions import COURT_TRANSFER, CREDIT_FREEZE, CREDIT_UNFREEZE, TransactionType
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts.commands import ground, require_manager
from registry.programme.accounts.errors import FreezeUnknown, RangeNotHeld, SameHolder
from registry.programme.accounts.machine import FREEZE, MANAGERS
from registry.programme.accounts.models import CourtFreeze, FrozenRange
from registry.programme.accounts.standing import receiving_checks
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.records import CheckFailed, next_key, refuse
from registry.roles import Actor


class FreezeCredits(Arguments):
    """Tonnes of a batch in an account, named by a court's order: first in, first out, or from the
    serial `first` on."""

    account: Text
    asset: Number
    quantity: Tonnes
    first: Number | None = None
    court_order: Text


class OneFreeze(Arguments):
    """A freeze by its number."""

    freeze: Number


class GiveFrozen(OneFreeze):
    """A freeze, and the seat to which the court gives its credits."""

    receiver: Text


def freeze(
    books: Books,
    *,
    account: str,
    asset: int,
    quantity: int,
    first: int | None = None,
    court_order: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Freeze free tonnes of a batch in an account, whatever the state of the account."""
    session = books.session
    owner, registry = require_manager(books, account, by=by, step="account.freeze")
    participants.find_batch(books, asset)
    free = books.found(HOLDING, asset, owner=owner, registry=registry)
    failed: list[CheckFailed] = ground(court_order)
    if quantity < 1:
        failed.append(QuantityNotPositive(quantity=quantity))
    if quantity > free:
        failed.append(QuantityNotFree(quantity=quantity, free=free, registry=registry))
    if first is not None and quantity > 0:
        last = first + quantity - 1
        if not books.holds(HOLDING, asset, owner=owner, registry=registry, first=first, last=last):
            failed.append(RangeNotHeld(first=first, last=last, asset=asset, account=account))
    refuse(failed)

    number = next_key(session, CourtFreeze.id)
    serials = [(first, first + quantity - 1)] if first is not None else []
    leg = Leg(
        books.place(HOLDING, asset, owner=owner, registry=registry),
        books.place(HOLDING_FROZEN, asset, owner=owner, registry=registry),
        asset,
        quantity,
    )
    posted = books.post(CREDIT_FREEZE, legs=[leg], because=f"freeze {number}", serials=serials)
    session.add(
        CourtFreeze(
            id=number,
            account=books.accounts[owner, registry],
            asset=asset,
            quantity=quantity,
            court_order=court_order.strip(),
            state=FREEZE.initial,
            ordered_by=by.seat,
            posted_as=posted.transaction,
            at=at,
        )
    )
    for start, end in posted.ranges[0]:
        line = next_key(session, FrozenRange.id)
        session.add(FrozenRange(id=line, court_freeze=number, first=start, last=end))
        session.flush()
    return {
        "freeze": number,
        "quantity": quantity,
        "ranges": [list(part) for part in posted.ranges[0]],
    }


def lift(books: Books, *, freeze: int, by: Actor, at: int) -> dict[str, Any]:
    """Lift a freeze: its credits are free again in the same account."""
    frozen, owner, registry = find_frozen(books, freeze)
    after = FREEZE.after(frozen.state, "lift", offices=by.offices)
    participants.require_country(books.session, by=by, country=registry, step="account.lift")
    target = books.place(HOLDING, frozen.asset, owner=owner, registry=registry)
    posted = release(books, frozen, CREDIT_UNFREEZE, target)
    frozen.state, frozen.ended_by = after, by.seat
    frozen.ended_as, frozen.ended_at = posted.transaction, at
    books.session.flush()
    return {"freeze": freeze, "state": str(after), "quantity": frozen.quantity}


def give(books: Books, *, freeze: int, receiver: str, by: Actor, at: int) -> dict[str, Any]:
    """Give frozen credits to another holder in the same registry, as the court ordered."""
    session = books.session
    frozen, owner, registry = find_frozen(books, freeze)
    after = FREEZE.after(frozen.state, "give", offices=by.offices)
    participants.require_country(session, by=by, country=registry, step="account.give")
    participants.find(session, receiver)
    failed = receiving_checks(books, seat=receiver, registry=registry)
    if receiver == owner:
        failed.append(SameHolder(seat=owner))
    refuse(failed)
    target = books.place(HOLDING, frozen.asset, owner=receiver, registry=registry)
    posted = release(books, frozen, COURT_TRANSFER, target)
    frozen.state, frozen.receiver, frozen.ended_by = after, receiver, by.seat
    frozen.ended_as, frozen.ended_at = posted.transaction, at
    session.flush()
    return {"freeze": freeze, "state": str(after), "quantity": frozen.quantity}


def release(books: Books, frozen: CourtFreeze, type: TransactionType, target: int) -> Posted:
    """Post exactly the serials of a freeze out of their frozen place."""
    owner, registry = holder_of(books, frozen)
    source = books.place(HOLDING_FROZEN, frozen.asset, owner=owner, registry=registry)
    ranges = ranges_of(books.session, frozen.id)
    return books.post(
        type,
        legs=[Leg(source, target, frozen.asset, last - first + 1) for first, last in ranges],
        because=f"freeze {frozen.id}",
        serials=ranges,
    )


def find_frozen(books: Books, freeze: int) -> tuple[CourtFreeze, str, str]:
    """A freeze with the owner and the registry of its account; refuses with FreezeUnknown."""
    found = books.session.get(CourtFreeze, freeze)
    if found is None:
        raise FreezeUnknown(freeze=freeze)
    return found, *holder_of(books, found)


def holder_of(books: Books, frozen: CourtFreeze) -> tuple[str, str]:
    """Owner and registry of the account in which credits are frozen."""
    rows = books.store.fetch(
        "SELECT owner, registry_code FROM account WHERE id = ?", frozen.account
    )
    owner, registry = rows[0]
    return owner, registry


def ranges_of(session: Session, freeze: int) -> list[tuple[int, int]]:
    """The first and last serials of the ranges of a freeze."""
    asked = select(FrozenRange.first, FrozenRange.last).where(FrozenRange.court_freeze == freeze)
    return [(first, last) for first, last in session.exec(asked.order_by(col(FrozenRange.first)))]


COMMANDS = (
    Command(
        name="account.freeze", en="Freeze credits", zh="司法冻结",
        done=("Credits frozen", "已司法冻结"), not_done=("Credits not frozen", "未司法冻结"),
        arguments=FreezeCredits, roles=MANAGERS, run=on_books(freeze), touches_all=True,
    ),
    Command(
        name="account.lift", en="Lift freeze", zh="解除司法冻结",
        done=("Freeze lifted", "已解除司法冻结"),
        not_done=("Freeze not lifted", "未解除司法冻结"),
        arguments=OneFreeze, roles=MANAGERS, run=on_books(lift), touches_all=True,
    ),
    Command(
        name="account.give", en="Give frozen credits", zh="司法划转",
        done=("Frozen credits given", "已司法划转"),
        not_done=("Frozen credits not given", "未司法划转"),
        arguments=GiveFrozen, roles=MANAGERS, run=on_books(give), touches_all=True,
    ),
)  # fmt: skip
