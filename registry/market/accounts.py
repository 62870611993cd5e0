"""Restrict, suspend and close registry accounts: what their holder has open in the market ends.

The states and their checks are in `registry/programme/accounts`, discrepancies in
`registry/programme/transfers`; here an account that may no longer trade loses its open orders and
deals, so that none of them can move units later.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ledger.books import Books
from matching.deals.dealing import Deals
from matching.deals.state import Bidding
from matching.orders import Order
from registry.command import Arguments, Command, Nothing, Text, on_deals
from registry.market.errors import BiddingOpen
from registry.programme.accounts import commands as accounts
from registry.programme.accounts.commands import OneAccount
from registry.programme.accounts.errors import AccountNotEmpty, AccountPending
from registry.programme.accounts.machine import EFFECTS, MANAGERS
from registry.programme.accounts.models import AccountState, MoveSort
from registry.programme.transfers import reconciliation
from registry.programme.transfers.held import blocked_by
from registry.programme.transfers.reconciliation import Compare
from registry.records import CheckFailed, refuse, require_choice
from registry.roles import Actor, Role

Sort = Literal["trade", "transfer", "retirement", "cancellation", "offset"]


class RestrictAccount(Arguments):
    """An account by its number, the sorts of movement that it is barred from (none named: every
    movement), and the reason."""

    account: Text
    sorts: Annotated[list[Sort], Field(max_length=5)]
    reason: Text


class SuspendAccount(Arguments):
    """An account by its number; `receives` true: it is partially suspended and may receive."""

    account: Text
    receives: bool = False
    reason: Text


def restrict(
    deals: Deals, *, account: str, sorts: list[str], reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Bar an account from some sorts of movement, or from all; reports what that ended."""
    owner, registry = accounts.require_manager(deals.books, account, by=by, step="restrict")
    for sort in sorts:
        require_choice("sorts", sort, MoveSort)
    trigger = "restrict_some" if sorts else "restrict_all"
    accounts.require_move(deals.books, account, trigger, by=by)
    refuse(accounts.ground(reason))
    bars = not sorts or MoveSort.TRADE in sorts
    ended = _end_open(deals, owner, registry, buys=True) if bars else []
    listed = "+".join(sorted(set(sorts)))
    changed = accounts.change(
        deals.books, account, trigger, reason=reason, restricted=listed, by=by, at=at
    )
    return changed | {"cancelled": ended}


def suspend(
    deals: Deals, *, account: str, receives: bool, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Suspend an account, in full or so that it still receives; reports the orders that ended."""
    owner, registry = accounts.require_manager(deals.books, account, by=by, step="suspend")
    trigger = "suspend_partially" if receives else "suspend"
    accounts.require_move(deals.books, account, trigger, by=by)
    refuse(accounts.ground(reason))
    after = AccountState.SUSPENDED_PARTIALLY if receives else AccountState.SUSPENDED
    ended = _end_open(deals, owner, registry, buys=not EFFECTS[after].receives)
    changed = accounts.change(deals.books, account, trigger, reason=reason, by=by, at=at)
    return changed | {"cancelled": ended}


def close(deals: Deals, *, account: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Close an account whose holder asked for it: empty, nothing blocked, nothing open."""
    books = deals.books
    owner, registry = accounts.require_manager(books, account, by=by, step="close")
    accounts.require_move(books, account, "close", by=by)
    failed: list[CheckFailed] = accounts.ground(reason)
    subs = books.of_account(books.accounts[owner, registry])
    held = sum(sub.balance for sub in subs)
    if held:
        failed.append(AccountNotEmpty(account=account, held=held))
    orders = len(_open_orders(deals, owner, registry))
    requests = _open_requests(books, owner, registry)
    if orders or requests:
        failed.append(AccountPending(account=account, orders=orders, requests=requests))
    refuse(failed)
    return accounts.change(books, account, "close", reason=reason, by=by, at=at)


def reconcile(deals: Deals, *, one: str, other: str, by: Actor, at: int) -> dict[str, Any]:
    """Compare two registries with the log; an account that is blocked from now on (check 3016)
    loses its open sales, which are reported.

    An offer in a bidding session is firm: its tonnes were set aside for the bidders before.
    """
    answer = reconciliation.run(deals.books, one=one, other=other, by=by, at=at)
    return _without_sales(deals, answer)


def reconcile_daily(deals: Deals, *, by: Actor, at: int) -> dict[str, Any]:
    """The same at the close of a day, for each two registries between which a transfer went."""
    answer = reconciliation.daily(deals.books, by=by, at=at)
    return {"compared": [_without_sales(deals, one) for one in answer["compared"]]}


def _without_sales(deals: Deals, compared: dict[str, Any]) -> dict[str, Any]:
    """The answer of a comparison, with the open sales that ended by what it found."""
    firm = {order for session in deals.state.sessions.values() for order in _orders_of(session)}
    ended: list[int] = []
    for owner, registry in blocked_by(deals.books.session, compared["reconciliation"]):
        sales = [order for order in _open_orders(deals, owner, registry) if not order.buy]
        ended += _end(deals, owner, [order for order in sales if order.id not in firm])
    return compared | {"cancelled": sorted(ended)}


def _open_orders(deals: Deals, owner: str, registry: str) -> list[Order]:
    """An owner's open orders of a registry's instruments, in and outside the book."""
    market = deals.exchange.market
    listed = [*market.open_of.get(owner, {}).values()]
    listed += [order for order in deals.state.orders() if order.account == owner]
    unique = {order.id: order for order in listed}
    return [
        order
        for order in unique.values()
        if market.listing(order.instrument).instrument.registry == registry
    ]


def _open_requests(books: Books, owner: str, registry: str) -> int:
    """Transfer requests that are still to leave or to reach an account, and movements out of it
    that wait for their approval or for the end of their delay.
    """
    rows = books.store.fetch(
        "SELECT count(*) FROM transfer_request WHERE state NOT IN"
        " ('completed', 'returned', 'rejected', 'withdrawn')"
        " AND ((holder = ? AND source_registry = ?) OR (receiver = ? AND target_registry = ?))",
        owner,
        registry,
        owner,
        registry,
    )
    held = books.store.fetch(
        "SELECT count(*) FROM movement WHERE state IN ('proposed', 'delayed')"
        " AND seat = ? AND registry_code = ?",
        owner,
        registry,
    )
    return int(rows[0][0]) + int(held[0][0])


def _end_open(deals: Deals, owner: str, registry: str, *, buys: bool) -> list[int]:
    """Cancel an owner's open sells, and with `buys` its buys, of a registry; their numbers.

    Bidding cannot be called off: a session in which the owner takes part refuses the step.
    """
    ending = [order for order in _open_orders(deals, owner, registry) if buys or not order.buy]
    numbers = {order.id for order in ending}
    bound = [one for one in deals.state.sessions.values() if numbers & _orders_of(one)]
    if bound:
        raise BiddingOpen(seat=owner, session=bound[0].id)
    return _end(deals, owner, ending)


def _end(deals: Deals, owner: str, ending: list[Order]) -> list[int]:
    """Cancel these orders of an owner with the proposals and offers that they are of; their
    numbers.
    """
    numbers, state = {order.id for order in ending}, deals.state
    for proposal in [p for p in state.proposals.values() if p.order.id in numbers]:
        deals.blocks.withdraw_proposal(proposal=proposal.id, owner=owner)
    for request in list(state.requests.values()):
        for offer, order in list(request.offers.items()):
            if order.id in numbers:
                deals.quotes.withdraw_offer(offer=offer, owner=owner)
    for order in ending:
        if order.id in deals.exchange.market.open_of.get(owner, {}):
            deals.exchange.cancel(order=order.id, owner=owner)
    return sorted(numbers)


def _orders_of(session: Bidding) -> set[int]:
    return {session.order.id, *(order.id for order in session.bids.values())}


COMMANDS = (
    Command(
        name="account.restrict", en="Restrict account", zh="限制账户",
        done=("Account restricted", "账户已限制"),
        not_done=("Account not restricted", "账户未限制"),
        arguments=RestrictAccount, roles=MANAGERS, run=on_deals(restrict), touches_all=True,
    ),
    Command(
        name="account.suspend", en="Suspend account", zh="暂停账户",
        done=("Account suspended", "账户已暂停"),
        not_done=("Account not suspended", "账户未暂停"),
        arguments=SuspendAccount, roles=MANAGERS, run=on_deals(suspend), touches_all=True,
    ),
    Command(
        name="account.close", en="Close account", zh="销户",
        done=("Account closed", "已销户"), not_done=("Account not closed", "未销户"),
        arguments=OneAccount, roles=MANAGERS, run=on_deals(close),
    ),
    Command(
        name="reconciliation.run", en="Reconcile", zh="对账",
        done=("Registries compared", "登记簿已对账"), not_done=("Not compared", "未对账"),
        arguments=Compare, roles=frozenset({Role.REGISTRY_MANAGER, Role.TRAINER}),
        run=on_deals(reconcile), paused=True, touches_all=True,
    ),
    Command(
        name="reconciliation.daily", en="Daily reconciliation", zh="每日对账",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_deals(reconcile_daily),
        paused=True, by_people=False, touches_all=True,
    ),
)  # fmt: skip
