"""Contexts of the auditor's pages about the command log, transfers, conduct and the audit.

Lists and filters as in `contexts.py`. It knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.admin.contexts import ChainLink, Paging, TransactionRow
from registry.web.frame.contexts.shared import Choice, Figure, Page, RefusalCard, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRow:
    """One command of the log.

    `day` is 0 before the first trading day. `origin` is person, bot, trainer, script or clock;
    `seat` is a seat id, trainer or clock. `outcome` is done, refused or failed.
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
    rows: tuple[CommandRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPage(Page):
    """One command: what was asked, what came of it, what it posted, how it is chained.

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
    """One cross-border transfer with both registries' records.

    `source` and `target` are registries. Transactions and the tonnes in each registry's record are
    None before there are any, `agrees` while the transfer is on the way.
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
    """One invariant and what the audit found."""

    name: str
    text: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage(Page):
    """The audit as it was last run.

    `at`, `command` and `chain_head` (hex) are those of the audited state; `since` counts the
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
    """One holder of what can be delivered.

    `quantity` is free and blocked. `share` is of all that can be delivered, '12.34 %'. `buying` is
    on order; `room` is up to the position limit, both None without a limit.
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
    """How the tonnes that deliver an instrument are spread.

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
    """Trades worth a look.

    `kind` is a key of `words.ALERTS`, `modes` are keys of `frame.words.MODES`. `owners` are seats
    and names, a ring's in the order in which they sold. `more_commands` are not listed.
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
    """From which figure on something is worth a look."""

    text: str
    value: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductPage(Page):
    """Concentration, large holders, position limits and surveillance, for the trainer.

    A large holder has at least `percent`; `limit` is the position limit in percent of what can be
    delivered, '' for none.
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
    thresholds: tuple[ThresholdRow, ...]


PAGES: tuple[type[Page], ...] = (CommandsPage, CommandPage, TransfersPage, AuditPage, ConductPage)
"""The pages of this area."""
