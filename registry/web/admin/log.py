"""The auditor's pages about the lesson as a whole: totals, the command log, and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from ledger import queries as books
from ledger.log import FORMAT
from ledger.queries import CommandRow
from registry.classroom.audit import SENTENCES
from registry.classroom.catalogue import CATALOGUE
from registry.web.admin import contexts as admin
from registry.web.admin import log_contexts as log
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import COUNTED_MOST, Cell, Filters, Listing, Part, facets, part
from registry.web.admin.search import examples, understood
from registry.web.frame import figures, outcomes
from registry.web.frame.addresses import to
from registry.web.frame.pictures import figures_of
from registry.web.frame.render import word

VALUE_LONGEST = 2_000
"""Characters of one argument that a page shows; a complete lesson plan is longer."""

SCAN = 500
SCANS_MOST = 40
"""Rows per read, and number of reads, while searching with a filter that is not a column."""


def overview(a: Auditor) -> admin.OverviewPage:
    """Totals of the lesson, and the result of the last audit."""
    audited, newest = a.audited(), _newest(a)
    broken = {name for name, _ in audited.found}
    asked = a.given("q")
    return admin.OverviewPage(
        asked=asked,
        found=understood(a, asked) if asked else (),
        examples=examples(a),
        # The first time they read every row; a search does not wait for them.
        figures=() if asked else figures_of(a.live.totals.of(a.session), a.language),
        invariants_held=len(SENTENCES) - len(broken),
        invariants_total=len(SENTENCES),
        audited_at=audited.at,
        audited_command=audited.command,
        audited_since=max(0, newest.number - audited.command),
        chain_head=newest.hash,
        chain_number=newest.number,
    )


def _newest(a: Auditor) -> CommandRow:
    return books.commands(a.session, limit=1)[0]


def audit_page(a: Auditor) -> log.AuditPage:
    """Every invariant, and the result of the last audit."""
    audited = a.audited()
    found: dict[str, list[str]] = {}
    for name, what in audited.found:
        found.setdefault(name, []).append(what)
    names = sorted(SENTENCES, key=lambda name: name not in found)
    return log.AuditPage(
        held=len(SENTENCES) - len(found),
        total=len(SENTENCES),
        rows=tuple(
            log.InvariantRow(name=n, text=SENTENCES[n], found=tuple(found.get(n, ())))
            for n in names
        ),
        at=audited.at,
        command=audited.command,
        since=max(0, _newest(a).number - audited.command),
        took_ms=audited.took_ms,
        chain_head=audited.chain_head,
    )


def _filters(a: Auditor) -> Filters:
    return {
        "seat": a.given("seat"),
        "name": a.chosen("name", list(CATALOGUE)),
        "outcome": a.chosen("outcome", ("done", "refused", "failed")),
        "code": a.given("code"),
    }


def _scan(a: Auditor, filters: Filters, before: int, limit: int) -> Part[CommandRow]:
    """Matching rows; the search for an outcome or a code gives up after SCANS_MOST reads."""
    by_outcome = bool(filters["outcome"] or filters["code"])
    size = SCAN if by_outcome else limit + 1
    fitting: list[CommandRow] = []
    for _ in range(SCANS_MOST):
        found = books.commands(
            a.session, name=filters["name"], seat=filters["seat"], before=before, limit=size
        )
        for row in found:
            if not by_outcome or _fits(command_row(a, row), filters):
                fitting.append(row)
            if len(fitting) > limit:
                return part(fitting, limit, lambda row: row.number)
        if len(found) < size:
            return Part(fitting, 0)
        before = found[-1].number
    return Part(fitting, before)


def _cells(a: Auditor, row: CommandRow) -> Sequence[Cell]:
    made = command_row(a, row)
    return (
        row.number, figures.moment_text(row.at), made.day, row.name, row.origin, row.seat,
        made.seat_name, made.outcome, made.refused, row.arguments, row.first_posting,
        row.last_posting, row.hash,
    )  # fmt: skip


COMMANDS = Listing(
    name="commands",
    filters=_filters,
    read=_scan,
    columns=(
        "command", "time", "day", "name", "origin", "seat", "seat_name", "outcome", "refused",
        "arguments", "first_posting", "last_posting", "hash",
    ),
    cells=_cells,
)  # fmt: skip


def commands(a: Auditor) -> log.CommandsPage:
    """The command log, newest first."""
    filters = _filters(a)
    rows, paging = COMMANDS.shown(a, filters)
    names = books.command_names(a.session, newest=COUNTED_MOST)
    return log.CommandsPage(
        **filters,
        seats=a.names.seats(),
        names=tuple(CATALOGUE),
        facets=facets("commands", "name", "actions", names, filters),
        rows=tuple(command_row(a, row) for row in rows),
        paging=paging,
    )


def _fits(row: log.CommandRow, filters: dict[str, str]) -> bool:
    same_outcome = filters["outcome"] in ("", row.outcome)
    return same_outcome and filters["code"] in ("", row.refused)


def command_row(a: Auditor, row: CommandRow) -> log.CommandRow:
    """One command in the list."""
    outcome = orjson.loads(row.outcome)
    state = "refused" if "refused" in outcome else "failed" if "failed" in outcome else "done"
    return log.CommandRow(
        number=row.number,
        at=row.at,
        day=a.day(row.at),
        name=row.name,
        origin=row.origin,
        seat=row.seat,
        seat_name=a.names.seat(row.seat),
        outcome=state,
        refused=outcome.get("refused", ""),
        hash=row.hash,
    )


def command(a: Auditor, number: int) -> log.CommandPage | None:
    """One command: arguments, outcome, postings, place in the hash chain."""
    row = books.command(a.session, number)
    if row is None:
        return None
    outcome = orjson.loads(row.outcome)
    posted = books.transactions(a.session, command=number, limit=500)
    return log.CommandPage(
        row=command_row(a, row),
        key=row.key or "",
        version=FORMAT,
        arguments=pairs(orjson.loads(row.arguments)),
        answer=_answer(a, outcome.get("accepted", {})),
        refusal=outcomes.card_of(row, language=a.language, back=to("commands")),
        failure=outcome.get("failed", ""),
        transactions=tuple(a.transaction_row(one) for one in reversed(posted)),
        chain=a.chain(number),
        previous=number - 1 if number > 1 else None,
        following=number + 1 if books.command(a.session, number + 1) else None,
    )


def pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and values as text; a long one is cut."""
    return tuple((name, _shown(value)) for name, value in values.items())


def _answer(a: Auditor, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a command answered, with the word of a state in place of its code."""
    return tuple(
        (name, word(text, "states", a.language) if name in ("state", "status") else text)
        for name, text in pairs(values)
    )


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= VALUE_LONGEST else f"{text[:VALUE_LONGEST]} …"
