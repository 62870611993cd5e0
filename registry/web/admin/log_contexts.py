"""Contexts of the auditor's pages about the command log, transfers, conduct and the audit.

It knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.admin.contexts import ChainLink, Paging, TransactionRow
from registry.web.frame.contexts.shared import Choice, Figure, Page, RefusalCard, SerialRange
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRow:
    """One command of the log."""

    number: int = told("command number")
    at: int = told("lesson time")
    day: int = told("trading day, 0 before the first")
    name: str = told("command name")
    origin: str = told("person, bot, trainer, script or clock")
    seat: str = told("seat id, trainer or clock")
    seat_name: str = told("name of the seat; '' for trainer and clock")
    outcome: str = told("done, refused or failed")
    refused: str = told("code of the refusal; '' otherwise")
    hash: str = told("its hash in hex")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsPage(Page):
    """The command log, newest first."""

    template: ClassVar[str] = "admin/commands.html"
    seat: str = told("filter: seat or ''")
    name: str = told("filter: command name or ''")
    outcome: str = told("filter: done, refused, failed or ''")
    code: str = told("filter: refusal code or ''")
    seats: tuple[Choice, ...] = told("seats that can be chosen")
    names: tuple[str, ...] = told("command names that can be chosen")
    rows: tuple[CommandRow, ...] = told("commands")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPage(Page):
    """One command: what was asked, what came of it, what it posted, how it is chained."""

    template: ClassVar[str] = "admin/command.html"
    row: CommandRow = told("the command")
    key: str = told("idempotency key")
    version: int = told("schema version of the arguments")
    arguments: tuple[tuple[str, str], ...] = told("name and value, without secrets")
    answer: tuple[tuple[str, str], ...] = told("name and value; () when refused or failed")
    refusal: RefusalCard | None = told("the refusal; None otherwise")
    failure: str = told("id of the failure; '' otherwise")
    transactions: tuple[TransactionRow, ...] = told("what it posted, in order")
    chain: tuple[ChainLink, ...] = told("the command and its neighbours in the hash chain")
    previous: int | None = told("command before")
    following: int | None = told("command after")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """One cross-border transfer with both registries' records."""

    transfer: int = told("number of the transfer request")
    state: str = told("state of the request")
    source: str = told("sending registry")
    target: str = told("receiving registry")
    sender: str = told("name of the sender")
    receiver: str = told("name of the receiver")
    unit: str = told("BRC or CCER")
    quantity: int = told("tonnes")
    purpose: str = told("purpose code")
    ranges: tuple[SerialRange, ...] = told("serials")
    requested_at: int = told("lesson time of the request")
    send_transaction: int | None = told("transaction in the sending registry")
    receive_transaction: int | None = told("transaction in the receiving registry")
    source_record_t: int | None = told("tonnes in the sending registry's record; None before")
    target_record_t: int | None = told("tonnes in the receiving registry's record; None before")
    agrees: bool | None = told("whether records and transactions agree; None while on the way")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersPage(Page):
    """Transfers and their reconciliation, newest first."""

    template: ClassVar[str] = "admin/transfers.html"
    rows: tuple[TransferRow, ...] = told("transfers")
    compared: int = told("transfers compared")
    differences: tuple[str, ...] = told("what does not agree, in words; () when all agrees")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantRow:
    """One invariant and what the audit found."""

    name: str = told("its name in the code")
    text: str = told("the invariant as a sentence")
    found: tuple[str, ...] = told("what is wrong; () when it holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage(Page):
    """The audit as it was last run."""

    template: ClassVar[str] = "admin/audit.html"
    held: int = told("invariants that hold")
    total: int = told("invariants there are")
    rows: tuple[InvariantRow, ...] = told("every invariant, broken ones first")
    at: int = told("lesson time of the state that was audited")
    command: int = told("last command of that state")
    since: int = told("commands that were logged after it")
    took_ms: int = told("how long the audit took")
    chain_head: str = told("hash of that command, in hex")


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """One holder of what can be delivered."""

    seat: str = told("seat id")
    name: str = told("name of the seat")
    quantity: int = told("tonnes held, free and blocked")
    share: str = told("share of all that can be delivered, '12.34 %'")
    large: bool = told("whether it reaches the threshold of a large holder")
    buying: int | None = told("tonnes on order to buy; None without a position limit")
    room: int | None = told("tonnes up to the position limit; None without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the tonnes that deliver an instrument are spread."""

    instrument: str = told("instrument code")
    total: int = told("tonnes that can be delivered")
    holders: int = told("seats that hold any")
    hhi: int = told("Herfindahl-Hirschman index in points, 0 to 10,000")
    limit: int | None = told("position limit in tonnes; None without one")
    rows: tuple[HolderRow, ...] = told("the largest holders, the largest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """Trades worth a look."""

    instrument: str = told("instrument code")
    day: str = told("ISO date")
    kind: str = told("a key of words.ALERTS")
    modes: tuple[str, ...] = told("where its trades were made: keys of frame.words.MODES")
    owners: tuple[tuple[str, str], ...] = told("seats and names, a ring's as they sold")
    figures: tuple[Figure, ...] = told("the figures behind it")
    trades: int = told("number of trades behind it")
    commands: tuple[int, ...] = told("commands that entered its orders and made its trades")
    more_commands: int = told("further commands that are not listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """From which figure on something is worth a look."""

    text: str = told("what it says, in the page's language")
    value: str = told("the figure with its unit")
    status: str = told("where it comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductPage(Page):
    """Concentration, large holders, position limits and surveillance, for the trainer."""

    template: ClassVar[str] = "admin/conduct.html"
    instrument: str = told("filter: instrument, or '' for all")
    day: str = told("filter: ISO date, or '' for all")
    percent: int = told("a large holder has at least this share, in percent")
    limit: str = told("position limit in percent of what can be delivered; '' for none")
    instruments: tuple[str, ...] = told("codes of all instruments")
    days: tuple[str, ...] = told("trading days that can be chosen")
    spreads: tuple[Spread, ...] = told("concentration by instrument")
    alerts: tuple[AlertRow, ...] = told("the surveillance list")
    thresholds: tuple[ThresholdRow, ...] = told("thresholds behind the list")


PAGES: tuple[type[Page], ...] = (CommandsPage, CommandPage, TransfersPage, AuditPage, ConductPage)
"""The pages of this area."""
