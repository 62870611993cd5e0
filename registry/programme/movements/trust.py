"""A seat's trusted list: accounts of other holders to which its transfers go without a delay."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.command import Arguments, Command, Text, on_books
from registry.pace import TRANSFER_DELAY, TRUST_ENTRY
from registry.programme.accounts import controls, standing
from registry.programme.accounts.machine import HOLDERS
from registry.programme.accounts.models import Control
from registry.programme.movements.errors import NotTrusted, TrustedAlready, TrustNotPlayed
from registry.programme.movements.models import TrustedAccount
from registry.records import next_key, refuse
from registry.roles import Actor


class ReceiverAccount(Arguments):
    """An account of another holder, by its number."""

    account: Text


def trust(books: Books, *, account: str, by: Actor, at: int) -> dict[str, Any]:
    """Enter another holder's account on one's trusted list; it counts after its period."""
    session = books.session
    effective = controls.hour_of(session, TRUST_ENTRY, since=at)
    if effective is None:
        raise TrustNotPlayed()
    owner, _, unknown = standing.by_number(books, account, receiving=True)
    refuse(unknown)
    if owner == by.seat or entry(session, by.seat, account) is not None:
        refuse([TrustedAlready(account=account, seat=by.seat)])
    session.add(
        TrustedAccount(
            id=next_key(session, TrustedAccount.id),
            seat=by.seat,
            account=account,
            entered_at=at,
            effective_at=effective,
        )
    )
    session.flush()
    return {"account": account, "effective_at": effective}


def distrust(books: Books, *, account: str, by: Actor, at: int) -> dict[str, Any]:
    """Take an account off one's trusted list, at once."""
    session = books.session
    if session.get(Control, TRUST_ENTRY) is None:
        raise TrustNotPlayed()
    found = entry(session, by.seat, account)
    if found is None:
        refuse([NotTrusted(account=account[:40], seat=by.seat)])
    assert found is not None
    found.removed_at = at
    session.flush()
    return {"account": account}


def entry(session: Session, seat: str, account: str) -> TrustedAccount | None:
    """The entry of an account on a seat's list, effective or not; None if it is not on it."""
    return session.exec(
        select(TrustedAccount).where(
            TrustedAccount.seat == seat,
            TrustedAccount.account == account,
            col(TrustedAccount.removed_at).is_(None),
        )
    ).first()


def delay_of(session: Session, *, seat: str, target: str, at: int) -> int | None:
    """When a transfer of a seat to another holder's account may be carried out (lesson time, ms).

    None: at once, for the account is trusted, `target` is "", or no delay is played.
    """
    if not target:
        return None
    found = entry(session, seat, target)
    if found is not None and found.effective_at <= at:
        return None
    return controls.hour_of(session, TRANSFER_DELAY, since=at)


COMMANDS = (
    Command(
        name="account.trust", en="Trust account", zh="列入信任名单",
        done=("Account entered on the trusted list", "账户已列入信任名单"),
        not_done=("Account not entered on the trusted list", "账户未列入信任名单"),
        arguments=ReceiverAccount, roles=HOLDERS, run=on_books(trust),
    ),
    Command(
        name="account.distrust", en="Remove trusted account", zh="移出信任名单",
        done=("Account removed from the trusted list", "账户已移出信任名单"),
        not_done=("Account not removed from the trusted list", "账户未移出信任名单"),
        arguments=ReceiverAccount, roles=HOLDERS, run=on_books(distrust),
    ),
)  # fmt: skip
