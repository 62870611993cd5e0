"""Contexts of accounts in the registries: lists for managers and holders, and one account.

Quantities are in tonnes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice, Page, Receipt, RefusalCard, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account; `restricted` are codes of the movements that it is barred from, () of none.

    `name` is its holder's. A system's account has no state of its own: `of_system`, `name` is a key
    of the table owners.
    """

    account: str
    registry: str
    name: str
    seat: str
    of_system: bool
    type: int
    state: str
    tone: str
    restricted: tuple[str, ...]
    held: int
    frozen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """A request to open an account; `acts` are the visitor's on it."""

    request: int
    name: str
    registry: str
    reason: str
    state: str
    tone: str
    requested_at: int
    account: str
    decided_for: str
    decided_at: int | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeLine:
    """Tonnes that a court froze; `receiver` is whom it gave them to."""

    freeze: int
    account: str
    name: str
    registry: str
    batch: str
    quantity: int
    ranges: tuple[SerialRange, ...]
    court_order: str
    state: str
    tone: str
    receiver: str
    at: int
    ended_at: int | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """A use of credits, by the transaction that posted it.

    `kind` is a key of the table asked. It can be reversed before `until`, None once it was:
    `reversed_at` and `reason` tell when and why.
    """

    transaction: int
    kind: str
    number: int
    name: str
    registry: str
    quantity: int
    at: int
    until: int | None
    reversed_at: int | None
    reason: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLine:
    """A movement that is or was held, by its command; `asks` are further arguments of it.

    `approver` is "" where it only waits for a delay; `target` the account that it reaches, "" for
    none. `ends_at` is when it expires or, in state `delayed`, is carried out; None once it ended.
    """

    movement: int
    command: str
    registry: str
    quantity: int
    batches: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    initiator: str
    approver: str
    target: str
    state: str
    tone: str
    proposed_at: int
    ends_at: int | None
    reason: str
    decided_at: int | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLine:
    """An account on the visitor's trusted list; `name` holds it."""

    account: str
    name: str
    registry: str
    effective_at: int
    state: str
    tone: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage(Page):
    """The visitor's own accounts, and those of the registries that it manages.

    `manages` are the codes of these registries, () for a holder. `ask` is the form to ask for an
    account, `trust` that to trust one, None where no list is kept. The filters `state` and
    `number` are "" for all.
    """

    template: ClassVar[str] = "registries/accounts.html"
    own: tuple[AccountLine, ...]
    requests: tuple[OpeningLine, ...]
    ask: Act | None
    manages: tuple[str, ...]
    waiting: tuple[OpeningLine, ...]
    kept: tuple[AccountLine, ...]
    freezes: tuple[FreezeLine, ...]
    reversible: tuple[UseLine, ...]
    reversed: tuple[UseLine, ...]
    movements: tuple[MovementLine, ...]
    trusted: tuple[TrustedLine, ...]
    trust: Act | None
    state: str
    states: tuple[Choice, ...]
    number: str
    older_href: str
    newest_href: str
    refusal: RefusalCard | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Tonnes of one batch in an account, with their serials."""

    batch: str
    free: int
    blocked: int
    ranges: tuple[SerialRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change of an account's state, who made it, and why."""

    trigger: str
    before: str
    after: str
    restricted: tuple[str, ...]
    reason: str
    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One account, for its holder, its registry's manager and the trainer."""

    template: ClassVar[str] = "registries/account.html"
    line: AccountLine
    held: tuple[HeldLine, ...]
    changes: tuple[ChangeLine, ...]
    freezes: tuple[FreezeLine, ...]
    acts: tuple[Act, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (AccountsPage, AccountPage)
