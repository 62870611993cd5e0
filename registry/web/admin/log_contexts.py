"""Contexts of the auditor's pages about the command log, transfers, conduct and the audit.

Lists and filters are as in `contexts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.admin.contexts import ChainLink, Facet, Paging, TransactionRow
from registry.web.frame.contexts.shared import Choice, Figure, Page, RefusalCard, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRow:
    """One command of the log.

    `day` is 0 before the first trading day. `origin` is person, bot, trainer, helper, script or
    clock; `seat` is a seat id, trainer, clock or a helper's place. `outcome` is done, refused or
    failed.
    """

    number: int
    at: int
    day: int
    name: str
    origin: str
    seat: str
    seat_name: str
    outcome: str
    refused: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsPage(Page):
    """The command log, newest first."""

    template: ClassVar[str] = "admin/commands.html"
    seat: str
    name: str
    outcome: str
    code: str
    seats: tuple[Choice, ...]
    names: tuple[str, ...]
    facets: tuple[Facet, ...]
    rows: tuple[CommandRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneRow:
    """A command of the trainer or a helper: its machine's time, arguments, the seat it names."""

    row: CommandRow
    real_time: str
    given: tuple[tuple[str, str], ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage(Page):
    """What the trainer did, or by the filter `who` the helpers or the scripts; newest first."""

    template: ClassVar[str] = "admin/done.html"
    who: str
    whose: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    rows: tuple[DoneRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPage(Page):
    """One command: arguments, outcome, postings, place in the hash chain.

    `arguments` and `answer` are names and values, without secrets; `answer` is () when refused or
    failed. `failure` is an id, `version` that of the arguments' schema.
    """

    template: ClassVar[str] = "admin/command.html"
    row: CommandRow
    key: str
    version: int
    arguments: tuple[tuple[str, str], ...]
    answer: tuple[tuple[str, str], ...]
    refusal: RefusalCard | None
    failure: str
    transactions: tuple[TransactionRow, ...]
    chain: tuple[ChainLink, ...]
    previous: int | None
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """One cross-border transfer with both registries' records and the log's.

    `overdue`: it is past the acceptance and an answer is late; `failed_check` ended it, 0: none.

    `source` and `target` are registries. Transactions and the tonnes in each registry's record are
    None before they exist, `agrees` while the transfer is in transit.
    """

    transfer: int
    state: str
    source: str
    target: str
    sender: str
    receiver: str
    unit: str
    quantity: int
    purpose: str
    ranges: tuple[SerialRange, ...]
    requested_at: int
    send_transaction: int | None
    receive_transaction: int | None
    source_record_t: int | None
    target_record_t: int | None
    log_record_t: int | None
    overdue: bool
    failed_check: int
    agrees: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersPage(Page):
    """Transfers and their reconciliation, newest first."""

    template: ClassVar[str] = "admin/transfers.html"
    rows: tuple[TransferRow, ...]
    compared: int
    differences: tuple[str, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantRow:
    """One invariant and its result."""

    name: str
    text: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage(Page):
    """The last audit.

    `at`, `command` and `chain_head` (hex) describe the audited state; `since` counts the
    commands after it. `rows` begin with the broken ones.
    """

    template: ClassVar[str] = "admin/audit.html"
    held: int
    total: int
    rows: tuple[InvariantRow, ...]
    at: int
    command: int
    since: int
    took_ms: int
    chain_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """One holder of deliverable units.

    `quantity` is free plus blocked. `share` is of all deliverable units, '12.34 %'. `buying` is the
    quantity of open buy orders; `room` is what remains up to the position limit; both are None
    without a limit.
    """

    seat: str
    name: str
    quantity: int
    share: str
    large: bool
    buying: int | None
    room: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Concentration of the deliverable units of an instrument.

    `hhi` is the Herfindahl-Hirschman index, 0 to 10,000. `limit` is the position limit in tonnes,
    None without one.
    """

    instrument: str
    total: int
    holders: int
    hhi: int
    limit: int | None
    rows: tuple[HolderRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """Trades flagged for investigation.

    `kind` is a key of `words.ALERTS`, `modes` are keys of `frame.words.MODES`. `owners` are seats
    and names, a ring's in the order in which they sold. `more_commands` counts those not listed.
    """

    instrument: str
    day: str
    kind: str
    modes: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    trades: int
    commands: tuple[int, ...]
    more_commands: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """The figure from which trades are flagged."""

    text: str
    value: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductPage(Page):
    """Concentration, large holders, position limits and surveillance, for the trainer.

    A large holder has at least `percent`; `limit` is the position limit in percent of the
    deliverable units, '' for none.
    """

    template: ClassVar[str] = "admin/conduct.html"
    instrument: str
    day: str
    percent: int
    limit: str
    instruments: tuple[str, ...]
    days: tuple[str, ...]
    spreads: tuple[Spread, ...]
    alerts: tuple[AlertRow, ...]
    csv_href: str
    thresholds: tuple[ThresholdRow, ...]


PAGES: tuple[type[Page], ...] = (
    CommandsPage, CommandPage, DonePage, TransfersPage, AuditPage, ConductPage,
)  # fmt: skip
"""The pages of this area."""
