"""Contexts of the auditor's pages about accounts: the list, one account, one owner's statement.

Lists and filters are as in `contexts.py`. Balances are in fen or tonnes, negative for sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.admin.contexts import Facet, Paging, Place
from registry.web.frame.contexts.shared import Asset, Choice, Page, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One sub-account with its balance."""

    sub: int
    place: Place
    asset: Asset
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """An asset's sums over every account that fits the filters.

    `held` adds up balances above zero, `source` those below.
    """

    asset: Asset
    held: int
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage(Page):
    """Sub-accounts with balances, by owner, account, asset and kind.

    `zero` shows those without a balance too; `zero_href` is the list with the other choice.
    """

    template: ClassVar[str] = "admin/accounts.html"
    owner: str
    registry: str
    asset: str
    kind: str
    zero: str
    zero_href: str
    owners: tuple[Choice, ...]
    registries: tuple[str, ...]
    assets: tuple[Choice, ...]
    kinds: tuple[str, ...]
    facets: tuple[Facet, ...]
    totals: tuple[TotalRow, ...]
    rows: tuple[BalanceRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One entry of a sub-account's statement.

    `place` is this sub-account, `counter` the other side. `change` is negative for outflows;
    `after` is the balance after the entry.
    """

    transaction: int
    command: int
    at: int
    type: str
    place: Place
    asset: Asset
    counter: Place
    change: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of the books, after a command and its lesson time; both 0 before the first."""

    command: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One account: its balances, serials and statement, now or as of an earlier state.

    `account.kind` is ''. `as_of` is as typed; `state` is None for now, and `ranges` () before it.
    """

    template: ClassVar[str] = "admin/account.html"
    account: Place
    registry_name: str
    as_of: str
    state: State | None
    balances: tuple[BalanceRow, ...]
    zeros: tuple[BalanceRow, ...]
    ranges: tuple[SerialRange, ...]
    rows: tuple[StatementRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """One sub-account of an owner at the two ends of a span."""

    place: Place
    asset: Asset
    opening: int
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanTotal:
    """An asset's sums over all accounts of an owner at the two ends of a span."""

    asset: Asset
    opening: int
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerPage(Page):
    """One owner: all accounts, and the statement of a span of commands.

    `since` and `until` are as typed, '' for the beginning and for now; `opens` is the state before
    the span, `closes` its last. `zeros` were and are without a balance.
    """

    template: ClassVar[str] = "admin/owner.html"
    owner: str
    name: str
    role: str
    person: str
    since: str
    until: str
    opens: State
    closes: State
    totals: tuple[SpanTotal, ...]
    balances: tuple[SpanRow, ...]
    zeros: tuple[SpanRow, ...]
    rows: tuple[StatementRow, ...]
    paging: Paging


PAGES: tuple[type[Page], ...] = (AccountsPage, AccountPage, OwnerPage)
"""The pages of this area."""
