"""Open accounts on request, and change their states; each step has its reason.

Restricting, suspending and closing also end what the holder has open in the market, so their
commands are declared where the market can be reached (`registry/market/accounts.py`).
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from ledger.accounts import Account
from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts.errors import (
    AccountExists,
    GroundMissing,
    HolderMayNotHold,
    RequestUnknown,
)
from registry.programme.accounts.machine import ACCOUNT, HOLDERS, MANAGERS, OPENING
from registry.programme.accounts.models import (
    AccountChange,
    AccountRequest,
    AccountStanding,
    OpeningState,
)
from registry.programme.accounts.standing import by_number
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor, Role


class AskOpening(Arguments):
    """An account in a registry, and what it is for."""

    registry: Text
    reason: Text


class OneAccountRequest(Arguments):
    """A request to open an account by its number."""

    request: Number


class DeclineOpening(OneAccountRequest):
    """A request to open an account, and why it is declined."""

    reason: Text


class OneAccount(Arguments):
    """An account by its number with check digits, and the reason of the step."""

    account: Text
    reason: Text


def ask_opening(books: Books, *, registry: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Ask for an account in a registry; its manager decides."""
    session = books.session
    codes = [known.code for known in registries.registries(session)]
    require_choice("registry", registry, codes)
    if HOLDERS.isdisjoint(by.offices):
        raise HolderMayNotHold(seat=by.seat, role=str(by.role))
    waiting = select(AccountRequest).where(
        AccountRequest.seat == by.seat,
        AccountRequest.registry_code == registry,
        AccountRequest.state == OpeningState.REQUESTED,
    )
    if books.has_account(by.seat, registry) or session.exec(waiting).first():
        raise AccountExists(seat=by.seat, registry=registry)
    refuse(ground(reason))

    number = next_key(session, AccountRequest.id)
    session.add(
        AccountRequest(
            id=number,
            seat=by.seat,
            registry_code=registry,
            reason=reason.strip(),
            state=OPENING.initial,
            requested_at=at,
        )
    )
    session.flush()
    return {"request": number, "state": str(OPENING.initial)}


def open_account(books: Books, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """Open the account that a holder asked for; its number has its check digits."""
    session = books.session
    asked = find_request(session, request)
    after = OPENING.after(asked.state, "open_account", offices=by.offices)
    participants.require_country(session, by=by, country=asked.registry_code, step="account.open")
    holder = registries.participant(session, asked.seat)
    assert holder is not None, f"{asked.seat} takes no part"
    code = participants.account_type({Role(office) for office in holder.offices})
    account = books.open_account(owner=asked.seat, registry=asked.registry_code, code=code)
    asked.account = account
    _decided(asked, after, why="", by=by, at=at)
    session.flush()
    books.rows.flush()
    opened = session.get(Account, account)
    assert opened is not None
    return {"request": request, "state": str(after), "account": opened.number}


def decline(books: Books, *, request: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Decline a request to open an account, for a stated reason."""
    session = books.session
    asked = find_request(session, request)
    after = OPENING.after(asked.state, "decline", offices=by.offices)
    participants.require_country(
        session, by=by, country=asked.registry_code, step="account.decline"
    )
    refuse(ground(reason))
    _decided(asked, after, why=reason.strip(), by=by, at=at)
    session.flush()
    return {"request": request, "state": str(after)}


def withdraw(books: Books, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's own request to open an account."""
    session = books.session
    asked = find_request(session, request)
    after = OPENING.after(asked.state, "withdraw", offices=by.offices)
    if asked.seat != by.seat:
        raise NotYours(subject=f"account request {request}", owner=asked.seat, seat=by.seat)
    _decided(asked, after, why="", by=by, at=at)
    session.flush()
    return {"request": request, "state": str(after)}


def ask_closing(books: Books, *, account: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Ask for the closing of one's own account; from now on nothing leaves it."""
    owner, _ = find_account(books, account)
    if owner != by.seat:
        raise NotYours(subject=f"account {account}", owner=owner, seat=by.seat)
    refuse(ground(reason))
    return change(books, account, "ask_closing", reason=reason, by=by, at=at)


def restore(books: Books, *, account: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Make a restricted or suspended account open again, or call off its closing."""
    require_manager(books, account, by=by, step="account.restore")
    refuse(ground(reason))
    return change(books, account, "restore", reason=reason, by=by, at=at)


def change(
    books: Books,
    account: str,
    trigger: str,
    *,
    reason: str,
    restricted: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Move an account by its machine and write down why; the caller has made every other check.

    `restricted` are the sorts of movement that are barred from now on, `+` between.
    """
    session = books.session
    number = books.accounts[find_account(books, account)]
    kept = session.get(AccountStanding, number)
    before = kept.state if kept is not None else ACCOUNT.initial
    after = ACCOUNT.after(before, trigger, offices=by.offices)
    if kept is None:
        session.add(AccountStanding(account=number, state=after, restricted=restricted))
    else:
        kept.state, kept.restricted = after, restricted
    session.add(
        AccountChange(
            id=next_key(session, AccountChange.id),
            account=number,
            trigger=trigger,
            before=before,
            after=after,
            restricted=restricted,
            reason=reason.strip(),
            seat=by.seat,
            last_posting=books.next_posting - 1,
            at=at,
        )
    )
    session.flush()
    return {"account": account, "state": str(after)}


def require_move(books: Books, account: str, trigger: str, *, by: Actor) -> None:
    """Refuse a trigger that the account's machine does not have from its state."""
    kept = books.session.get(AccountStanding, books.accounts[find_account(books, account)])
    ACCOUNT.after(kept.state if kept is not None else ACCOUNT.initial, trigger, offices=by.offices)


def find_account(books: Books, account: str) -> tuple[str, str]:
    """Owner and registry of an account number; refuses with checks 1001 and 1002."""
    owner, registry, failed = by_number(books, account)
    refuse(failed)
    return owner, registry


def require_manager(books: Books, account: str, *, by: Actor, step: str) -> tuple[str, str]:
    """Owner and registry of an account that this seat manages; refuses every other seat."""
    require_role(by, procedure=ACCOUNT.name, step=step, roles=MANAGERS)
    owner, registry = find_account(books, account)
    participants.require_country(books.session, by=by, country=registry, step=step)
    return owner, registry


def ground(reason: str) -> list[CheckFailed]:
    """The check that a step states a reason on one readable line."""
    return [] if is_readable(reason) else [GroundMissing()]


def find_request(session: Session, request: int) -> AccountRequest:
    """The request with this number; refuses with RequestUnknown."""
    found = session.get(AccountRequest, request)
    if found is None:
        raise RequestUnknown(request=request)
    return found


def _decided(asked: AccountRequest, after: OpeningState, *, why: str, by: Actor, at: int) -> None:
    asked.decided_by, asked.decided_for, asked.decided_at = by.seat, why, at
    asked.state = after


_ASKS = HOLDERS | {Role.MARKET_MAKER, Role.SECRETARIAT, Role.REGISTRY_MANAGER}
"""Who may send the command: officials are refused by check 2008, which says why."""

COMMANDS = (
    Command(
        name="account.ask_opening", en="Ask for an account", zh="申请开户",
        done=("Account asked for", "开户申请已提交"),
        not_done=("Account not asked for", "开户申请未提交"),
        arguments=AskOpening, roles=_ASKS, run=on_books(ask_opening),
    ),
    Command(
        name="account.withdraw", en="Withdraw account request", zh="撤回开户申请",
        done=("Account request withdrawn", "开户申请已撤回"),
        not_done=("Account request not withdrawn", "开户申请未撤回"),
        arguments=OneAccountRequest, roles=HOLDERS, run=on_books(withdraw),
    ),
    Command(
        name="account.open", en="Open account", zh="开立账户",
        done=("Account opened", "账户已开立"), not_done=("Account not opened", "账户未开立"),
        arguments=OneAccountRequest, roles=MANAGERS, run=on_books(open_account),
    ),
    Command(
        name="account.decline", en="Decline account request", zh="驳回开户申请",
        done=("Account request declined", "开户申请已驳回"),
        not_done=("Account request not declined", "开户申请未驳回"),
        arguments=DeclineOpening, roles=MANAGERS, run=on_books(decline),
    ),
    Command(
        name="account.restore", en="Restore account", zh="恢复账户",
        done=("Account restored", "账户已恢复"), not_done=("Account not restored", "账户未恢复"),
        arguments=OneAccount, roles=MANAGERS, run=on_books(restore),
    ),
    Command(
        name="account.ask_closing", en="Ask to close account", zh="申请销户",
        done=("Closing asked for", "销户申请已提交"),
        not_done=("Closing not asked for", "销户申请未提交"),
        arguments=OneAccount, roles=HOLDERS, run=on_books(ask_closing),
    ),
)  # fmt: skip
