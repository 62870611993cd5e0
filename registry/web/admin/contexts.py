"""Contexts of the auditor's pages under /admin.

Every list has its current filter ('' for all), the choices of the filter, and the addresses of the
adjacent pages (keyset paging). Lists begin with the newest; that of sub-accounts with the oldest.
Quantities are in tonnes, hashes in hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Asset, Choice, Figure, Page, SerialRange, SplitTerms
from registry.web.frame.contexts.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """The adjacent pages of a list, by key and never by count, and the whole list as CSV.

    `older_href` is '' at the end, `newest_href` on the first page. All keep the filters.
    """

    older_href: str
    newest_href: str
    csv_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value of a filter with its rows among the newest, and the list of them alone.

    `table` is the table of its word, '' for none; `count` is formatted, 1,000+ where it is capped.
    """

    value: str
    table: str
    count: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sub-account.

    `owner` is a seat id, or a code for the system's own accounts, which have no `owner_name`.
    `person` sits on the seat; '' for a bot. `registry` is '' for none.
    """

    account: int
    number: str
    owner: str
    owner_name: str
    person: str
    registry: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One command in the hash chain.

    `previous` is the hash of the command before it. `here` marks the command of the page.
    """

    number: int
    at: int
    hash: str
    previous: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One meaning of what was typed into the search: `meant` says it; `text` is of the record.

    `href` is '' where there is no such record.
    """

    meant: str
    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """The auditor's first page: the search, totals of the lesson, and the last audit.

    `asked` is as typed; `found` is what it may mean and `examples` what can be typed.

    `audited_at` and `audited_command` describe the audited state; `audited_since` counts the
    commands after it.
    """

    template: ClassVar[str] = "admin/overview.html"
    asked: str
    found: tuple[Found, ...]
    examples: tuple[str, ...]
    figures: tuple[Figure, ...]
    invariants_held: int
    invariants_total: int
    audited_at: int
    audited_command: int
    audited_since: int
    chain_head: str
    chain_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionRow:
    """One transaction in the list."""

    number: int
    at: int
    day: int
    type: str
    because: str
    command: int
    legs: int
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionsPage(Page):
    """Transactions, newest first."""

    template: ClassVar[str] = "admin/transactions.html"
    type: str
    command: str
    types: tuple[str, ...]
    facets: tuple[Facet, ...]
    rows: tuple[TransactionRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg, with the balances of both sides before and after it.

    `number` counts from 1. `source` is credited, `target` debited; amounts are in the asset's
    unit.
    """

    number: int
    asset: Asset
    ranges: tuple[SerialRange, ...]
    source: Place
    source_before: int
    source_after: int
    quantity: int
    target: Place
    target_before: int
    target_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """One sum that must hold in a transaction.

    `name` is a key of `words.SUMS`; `value` is formatted, 800 t = 800 t.
    """

    name: str
    value: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionPage(Page):
    """One transaction with its legs, its sums and its cause.

    `why` is the sentence of the transaction type, in English from the books. `command` caused it
    and was sent by `seat`; `origin` is person, bot, trainer, script or clock.
    """

    template: ClassVar[str] = "admin/transaction.html"
    number: int
    type: str
    at: int
    day: int
    because: str
    why: str
    legs: tuple[LegRow, ...]
    sums: tuple[SumCheck, ...]
    command: int
    command_name: str
    seat: str
    seat_name: str
    origin: str
    chain: tuple[ChainLink, ...]
    trade: int | None
    previous: int | None
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSerialPage(Page):
    """Search and trace of one serial number.

    `host` and `number` are as typed; `first_host` replaces an empty host.
    """

    template: ClassVar[str] = "admin/serial.html"
    host: str
    first_host: str
    hosts: tuple[Choice, ...]
    number: str
    trace: Trace | None
    issued: tuple[SerialRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One item of the joint committee.

    `name`, `code` and `year` are those of its subject; `quantity` is None where no tonnes are
    decided on. `partner` and `host` are the votes: '', affirm or object.
    """

    item: int
    name: str
    code: str
    year: int | None
    quantity: int | None
    state: str
    opened_at: int
    decided_at: int | None
    partner: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsPage(Page):
    """Decisions of the joint committee, newest first."""

    template: ClassVar[str] = "admin/decisions.html"
    rows: tuple[DecisionRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """One vote."""

    side: str
    country: str
    seat_name: str
    vote: str
    at: int
    command: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One side's share of the decided quantity.

    Before issuance `ranges` is () and `transaction` None.
    """

    country: str
    holder: str
    quantity: int
    ranges: tuple[SerialRange, ...]
    transaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage(Page):
    """One item of the joint committee with its votes and its result.

    `headline` follows the item's number; `record` is the subject of the decision, issuance request
    5. `votes` and `shares` begin with China; `shares` is () and `terms` None where the item splits
    no quantity. `brought_by` and `used_by` are commands.
    """

    template: ClassVar[str] = "admin/decision.html"
    row: DecisionRow
    headline: str
    record: str
    votes: tuple[VoteRow, ...]
    shares: tuple[Share, ...]
    terms: SplitTerms | None
    brought_by: int | None
    used_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order."""

    number: int
    at: int
    day: int
    seat: str
    seat_name: str
    instrument: str
    side: str
    kind: str
    price: int | None
    time_in_force: str
    quantity: int
    filled: int
    state: str
    command: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage(Page):
    """Orders, newest first."""

    template: ClassVar[str] = "admin/orders.html"
    seat: str
    instrument: str
    state: str
    number: str
    seats: tuple[Choice, ...]
    instruments: tuple[str, ...]
    states: tuple[str, ...]
    facets: tuple[Facet, ...]
    rows: tuple[OrderRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One trade.

    `value` is in fen.
    """

    number: int
    at: int
    day: int
    instrument: str
    price: int
    quantity: int
    value: int
    buyer: str
    buyer_name: str
    buy_order: int
    seller: str
    seller_name: str
    sell_order: int
    transaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradesPage(Page):
    """Trades, newest first."""

    template: ClassVar[str] = "admin/trades.html"
    seat: str
    instrument: str
    order: str
    seats: tuple[Choice, ...]
    instruments: tuple[str, ...]
    facets: tuple[Facet, ...]
    rows: tuple[TradeRow, ...]
    paging: Paging


PAGES: tuple[type[Page], ...] = (
    OverviewPage,
    TransactionsPage,
    TransactionPage,
    AdminSerialPage,
    DecisionsPage,
    DecisionPage,
    OrdersPage,
    TradesPage,
)
"""The pages of this area."""
