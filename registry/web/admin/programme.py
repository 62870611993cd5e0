"""The auditor's lists of the programme's procedures, each a table of the same shape with its file.

/admin/lists/votes and so on: what the committee's members said, acts under agreements, messages and
records of transfers, findings, accounts and their changes, imports, courts' freezes, events of
risks, responses to them, incidents, cards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.classroom.market_risks import market_risks
from registry.programme.accounts import queries as accounts
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.entities import queries as entities
from registry.programme.issuance import imported
from registry.programme.methodologies import queries as methodologies
from registry.programme.risks import queries as risks
from registry.programme.risks.queries import events_numbered
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import Cell, Filters, Listing, Part, part
from registry.web.admin.programme_contexts import ListPage, ListTab
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.render import word

ADDRESS = "admin_list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its machine name, the value of a row, and the table of words of its codes."""

    name: str
    value: Callable[[Auditor, Any], Cell]
    words: str = ""


def _at(name: str) -> Column:
    """A lesson time of a row, as text."""
    return Column(name, lambda a, row: figures.moment_text(getattr(row, name)))


def _plain(name: str, words: str = "") -> Column:
    """A field of a row as it is."""
    return Column(name, lambda a, row: getattr(row, name), words)


def _seat(name: str) -> Column:
    """The name of the participant at a seat."""
    return Column(f"{name}_name", lambda a, row: a.names.seat(getattr(row, name)))


Read = Callable[[Auditor, int, int], Sequence[Any]]
"""Rows of a list, newest first: those before a key, at most so many."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one procedure: how rows are read, their key, their columns."""

    read: Read
    key: str
    columns: tuple[Column, ...]


def _before(rows: Sequence[Any], key: str, before: int, limit: int) -> list[Any]:
    """Of rows that are read whole, newest first, those before a key."""
    return [row for row in rows if not before or getattr(row, key) < before][:limit]


LISTS: Mapping[str, ListOf] = {
    "votes": ListOf(
        lambda a, before, limit: committee.votes(a.session, before=before, limit=limit),
        "number",
        (
            _plain("number"), _plain("item"), _plain("circulation"), _plain("side", "sides"),
            _plain("seat"), _seat("seat"), _plain("vote", "votes"), _plain("about"),
            _plain("reason"), _plain("cast_by"), _at("at"),
        ),
    ),
    "acts": ListOf(
        lambda a, before, limit: _before(
            list(reversed(agreements.acts(a.session))), "act", before, limit
        ),
        "act",
        (
            _plain("act"), _plain("agreement"), _plain("trigger", "agreement_steps"),
            _plain("side", "sides"), _plain("seat"), _seat("seat"), _plain("reason"), _at("at"),
        ),
    ),
    "designations": ListOf(
        lambda a, before, limit: _before(
            list(reversed(entities.designations(a.session))), "designation", before, limit
        ),
        "designation",
        (
            _plain("designation"), _plain("seat"), _seat("seat"), _plain("agreement"),
            _plain("function", "functions"), _plain("scope"), _plain("state", "states"),
            _at("since"),
        ),
    ),
    "methodologies": ListOf(
        lambda a, before, limit: _before(
            list(reversed(methodologies.versions(a.session))), "methodology", before, limit
        ),
        "methodology",
        (
            _plain("methodology"), _plain("code"), _plain("version"), _plain("agreement"),
            _plain("scope"), _plain("crediting_years"), _plain("storage", "methodology_storages"),
            _plain("buffer_percent"), _plain("proposed_by"), _plain("state", "states"),
            Column("overdue", lambda a, row: int(row.overdue)), _at("ends_at"), _at("valid_until"),
        ),
    ),
    "baselines": ListOf(
        lambda a, before, limit: _before(
            list(reversed(methodologies.baselines(a.session))), "step", before, limit
        ),
        "step",
        (
            _plain("step"), _plain("code"), _plain("agreement"), _plain("percent"),
            _plain("first_day"), _plain("motion"), _plain("seat"), _plain("reason"), _at("at"),
        ),
    ),
    "messages": ListOf(
        lambda a, before, limit: transfers.messages(a.session, before=before, limit=limit),
        "message",
        (
            _plain("message"), _plain("transfer_id"), _plain("sender"), _plain("receiver"),
            _plain("sequence"), _plain("attempt"), _plain("kind", "messages"),
            _plain("quantity"), _plain("digest"), _plain("state", "message_states"),
            _at("sent_at"), _at("due_at"), _at("delivered_at"), _plain("answered_check"),
        ),
    ),
    "records": ListOf(
        lambda a, before, limit: _before(
            list(reversed(transfers.records(a.session))), "record", before, limit
        ),
        "record",
        (
            _plain("record"), _plain("transfer_id"), _plain("registry"), _plain("entry", "entries"),
            _plain("ranges"), _plain("quantity"), _plain("digest"), _plain("failed_check"),
            _plain("corrects"), _plain("posted_as"), _at("at"),
        ),
    ),
    "findings": ListOf(
        lambda a, before, limit: _before(compared.findings(a.session), "finding", before, limit),
        "finding",
        (
            _plain("finding"), _plain("reconciliation"), _plain("transfer_id"), _plain("registry"),
            _plain("owner"), _seat("owner"), _plain("mismatch", "mismatches"),
            _plain("registry_t"), _plain("log_t"), _plain("registry_ranges"), _plain("log_ranges"),
            _at("found_at"), _at("cleared_at"),
        ),
    ),
    "states": ListOf(
        lambda a, before, limit: accounts.accounts(a.session, before=before, limit=limit),
        "account",
        (
            _plain("account"), _plain("number"), _plain("type"), _plain("registry"),
            _plain("owner"), _seat("owner"), _plain("state", "states"),
            Column("restricted", lambda a, row: " ".join(row.restricted)), _plain("held"),
            _plain("frozen"),
        ),
    ),
    "changes": ListOf(
        lambda a, before, limit: accounts.changes(a.session, before=before, limit=limit),
        "change",
        (
            _plain("change"), _plain("account"), _plain("trigger", "account_steps"),
            _plain("before", "states"), _plain("after", "states"), _plain("reason"),
            _plain("seat"), _seat("seat"), _at("at"),
        ),
    ),
    "openings": ListOf(
        lambda a, before, limit: accounts.openings(a.session, before=before, limit=limit),
        "request",
        (
            _plain("request"), _plain("seat"), _seat("seat"), _plain("registry"), _plain("reason"),
            _plain("state", "states"), _plain("account"), _plain("decided_by"),
            _plain("decided_for"), _at("requested_at"), _at("decided_at"),
        ),
    ),
    "imports": ListOf(
        lambda a, before, limit: imported.imports(a.session, before=before, limit=limit),
        "request",
        (
            _plain("request"), _plain("seat"), _seat("seat"), _plain("registry"), _plain("origin"),
            _plain("project"), _plain("installation"), _plain("first_day"), _plain("last_day"),
            _plain("first"), _plain("last"), _plain("quantity"), _plain("proof"),
            _plain("state", "states"), _plain("asset"), _plain("decided_by"),
            _plain("decided_for"), _at("requested_at"), _at("decided_at"),
        ),
    ),
    "freezes": ListOf(
        lambda a, before, limit: accounts.freezes(a.session, before=before, limit=limit),
        "freeze",
        (
            _plain("freeze"), _plain("account"), _plain("owner"), _seat("owner"),
            _plain("registry"), _plain("asset"), _plain("quantity"),
            Column("ranges", lambda a, row: " ".join(f"{x}-{y}" for x, y in row.ranges)),
            _plain("court_order"),
            _plain("state", "states"), _plain("receiver"), _at("at"), _at("ended_at"),
        ),
    ),
    "risk_events": ListOf(
        lambda a, before, limit: _before(
            events_numbered(a.session, market_risks(a.session)), "number", before, limit
        ),
        "number",
        (
            _plain("number"), _plain("risk", "risks"), _plain("sort", "risk_events"),
            _plain("agreement"), _plain("about"), _plain("quantity"), _plain("amount_fen"),
            Column("stands", lambda a, row: int(row.open)), _at("at"),
        ),
    ),
    "responses": ListOf(
        lambda a, before, limit: _before(risks.responses(a.session), "entry", before, limit),
        "entry",
        (
            _plain("entry"), _plain("risk", "risks"), _plain("response", "risk_responses"),
            _plain("text"), _plain("due_day"), _plain("office", "roles"), _plain("seat"),
            _seat("seat"), _at("at"),
        ),
    ),
    "incidents": ListOf(
        lambda a, before, limit: risks.incidents(a.session, before=before, limit=limit),
        "incident",
        (
            _plain("incident"), _plain("agreement"), _plain("risk", "risks"), _plain("about"),
            _plain("subject"), _plain("quantity"), _plain("reason"), _plain("state", "states"),
            _plain("opened_by"), _seat("opened_by"), _at("opened_at"), _at("due_at"),
            _at("late_at"), _at("concluded_at"),
            Column("public_note", lambda a, row: row.note.text if row.note is not None else ""),
        ),
    ),
    "faults": ListOf(
        lambda a, before, limit: _before(transfers.faults(a.session), "fault", before, limit),
        "fault",
        (
            _plain("fault"), _plain("kind", "faults"), _plain("step", "messages"),
            _plain("source"), _plain("target"), _plain("hours"), _plain("quantity"),
            _plain("message"), _at("laid_at"), _at("until"), _at("used_at"),
            Column("recalled", lambda a, row: int(row.recalled)),
        ),
    ),
}  # fmt: skip
"""Name in the address -> the list."""


def _listing(name: str, of: ListOf) -> Listing[Any]:
    def read(a: Auditor, filters: Filters, before: int, limit: int) -> Part[Any]:
        rows = list(of.read(a, before, limit + 1))
        return part(rows, limit, lambda row: int(getattr(row, of.key)))

    return Listing(
        name=name,
        address=ADDRESS,
        filters=lambda a: {},
        read=read,
        columns=tuple(column.name for column in of.columns),
        cells=lambda a, row: [column.value(a, row) for column in of.columns],
    )


LISTINGS = {name: _listing(name, of) for name, of in LISTS.items()}


def list_page(a: Auditor, name: str) -> ListPage | None:
    """One list; None for a name that is none."""
    if name not in LISTS:
        return None
    of = LISTS[name]
    rows, paging = LISTINGS[name].shown(a, {})
    return ListPage(
        name=name,
        tabs=tuple(
            ListTab(name=other, href=to(ADDRESS, list=other), here=other == name) for other in LISTS
        ),
        columns=tuple(column.name for column in of.columns),
        rows=tuple(tuple(_shown(a, column, row) for column in of.columns) for row in rows),
        paging=paging,
    )


def _shown(a: Auditor, column: Column, row: Any) -> str:
    value = column.value(a, row)
    if value in (None, ""):
        return "—"
    if column.words and isinstance(value, str):
        return word(str(value), column.words, a.language)
    return figures.number(value) if isinstance(value, int) else str(value)
