"""The state of an account, and the numbered checks that every movement asks of it.

A movement asks the account that sends and the account that receives; all that failed are listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.accounts import HOLDING, HOLDING_FROZEN
from ledger.books import Books
from ledger.kernel.ids import digits_expected, looks_like_account
from registry.programme.accounts.errors import (
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAccountUnknown,
    ReceivingAllRestricted,
    ReceivingDigitsWrong,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingAccountUnknown,
    SendingAllRestricted,
    SendingDigitsWrong,
    SendingSortRestricted,
    UnitsFrozen,
)
from registry.programme.accounts.machine import EFFECTS
from registry.programme.accounts.models import AccountState, FreezeState, MoveSort
from registry.records import CheckFailed

_S = AccountState


@dataclass(frozen=True, slots=True)
class Standing:
    """A holder's account with its state; `restricted` are the sorts of movement that are barred."""

    account: int
    number: str
    seat: str
    registry: str
    state: AccountState
    restricted: frozenset[str]

    def sends(self, sort: MoveSort) -> bool:
        """Whether units may leave it by a movement of this sort."""
        return EFFECTS[self.state].sends and sort not in self.restricted


def by_number(
    books: Books, number: str, *, receiving: bool = False
) -> tuple[str, str, list[CheckFailed]]:
    """Owner and registry of an account number, or the checks of its number that failed.

    Only accounts of holders are known: nobody names the accounts of the system.
    """
    wrong, unknown = (
        (ReceivingDigitsWrong, ReceivingAccountUnknown)
        if receiving
        else (SendingDigitsWrong, SendingAccountUnknown)
    )
    given = number[:40]
    if not looks_like_account(number):
        return "", "", [unknown(account=given)]
    expected = digits_expected(number)
    if number[-2:] != expected:
        return "", "", [wrong(account=given, expected=expected)]
    books.rows.flush()
    found = books.store.fetch(
        "SELECT a.owner, a.registry_code FROM account a JOIN participant p ON p.seat = a.owner"
        " WHERE a.number = ? AND a.registry_code <> ''",
        number,
    )
    if not found:
        return "", "", [unknown(account=given)]
    owner, registry = found[0]
    return owner, registry, []


def receiver_of(books: Books, given: str) -> tuple[str, str, list[CheckFailed]]:
    """Seat and registry of a receiver named by seat or account number, and the checks that failed.

    The registry is empty for a seat, which may have accounts in several.
    """
    if given.count("-") < 4:
        return given, "", []
    return by_number(books, given, receiving=True)


def standing_of(books: Books, seat: str, registry: str) -> Standing | None:
    """The account of a seat in a registry with its state; None if it has none."""
    account = books.accounts.get((seat, registry))
    if account is None:
        return None
    found = books.store.fetch(
        "SELECT state, restricted FROM account_standing WHERE account = ?", account
    )
    if not found:
        return Standing(account, "", seat, registry, _S.OPEN, frozenset())
    state, restricted = found[0]
    barred = frozenset(restricted.split("+")) if restricted else frozenset[str]()
    number = books.store.fetch("SELECT number FROM account WHERE id = ?", account)[0][0]
    return Standing(account, number, seat, registry, AccountState(state), barred)


def sending_checks(books: Books, *, seat: str, registry: str, sort: MoveSort) -> list[CheckFailed]:
    """The checks of a sending account's state that a movement fails; a missing account fails none.

    Units that only change their place in the account (an order blocks them) are no movement.
    """
    found = standing_of(books, seat, registry)
    if found is None or found.sends(sort):
        return []
    account, state = found.number, found.state
    if state in (_S.CLOSED, _S.CLOSURE_PENDING):
        return [SendingAccountClosed(account=account, state=str(state))]
    reason = _reason(books, found.account)
    if state in (_S.SUSPENDED, _S.SUSPENDED_PARTIALLY):
        return [SendingAccountSuspended(account=account, state=str(state), reason=reason)]
    if state is _S.ALL_RESTRICTED:
        return [SendingAllRestricted(account=account, reason=reason)]
    return [SendingSortRestricted(account=account, sort=str(sort), reason=reason)]


def receiving_checks(books: Books, *, seat: str, registry: str) -> list[CheckFailed]:
    """The checks of a receiving account's state that fail; a missing account fails none."""
    found = standing_of(books, seat, registry)
    if found is None or EFFECTS[found.state].receives:
        return []
    if found.state is _S.CLOSED:
        return [ReceivingAccountClosed(account=found.number)]
    reason = _reason(books, found.account)
    if found.state is _S.SUSPENDED:
        return [ReceivingAccountSuspended(account=found.number, reason=reason)]
    return [ReceivingAllRestricted(account=found.number, reason=reason)]


def trading_checks(books: Books, *, seat: str, registry: str, buy: bool) -> list[CheckFailed]:
    """The checks of an account's state that an order of one side fails.

    An account that is barred from trading neither buys nor sells.
    """
    found = standing_of(books, seat, registry)
    if found is None or found.state is _S.OPEN:
        return []
    if buy and MoveSort.TRADE not in found.restricted:
        return receiving_checks(books, seat=seat, registry=registry)
    return sending_checks(books, seat=seat, registry=registry, sort=MoveSort.TRADE)


def frozen_checks(
    books: Books, *, seat: str, registry: str, assets: Iterable[int], quantity: int
) -> list[CheckFailed]:
    """Check 1023, where free tonnes fall short because a court froze some of these batches."""
    wanted = set(assets)

    def tonnes(kind: str) -> int:
        account = books.accounts.get((seat, registry))
        return sum(
            sub.balance
            for sub in books.of_account(account)
            if sub.kind.name == kind and sub.asset in wanted
        )

    free, frozen = tonnes(HOLDING.name), tonnes(HOLDING_FROZEN.name)
    if quantity <= free or not frozen:
        return []
    orders = books.store.fetch(
        "SELECT court_order, asset FROM court_freeze WHERE account = ? AND state = ? ORDER BY id",
        books.accounts[seat, registry],
        FreezeState.FROZEN.value,
    )
    named = ", ".join(order for order, asset in orders if asset in wanted)
    return [UnitsFrozen(frozen=frozen, free=free, order=named)]


def _reason(books: Books, account: int) -> str:
    found = books.store.fetch(
        "SELECT reason FROM account_change WHERE account = ? ORDER BY id DESC LIMIT 1", account
    )
    return str(found[0][0]) if found else ""
