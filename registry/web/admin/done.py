"""What the trainer, the trainer's scripts, or the helpers did, newest first, with the real time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from ledger import queries as books
from ledger.queries import CommandRow
from registry.classroom.catalogue import CATALOGUE
from registry.edge.hours import second_text
from registry.web.admin import log_contexts as log
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import Cell, Filters, Listing, Part, part
from registry.web.admin.log import command_row, pairs
from registry.web.frame import figures

WHO = ("trainer", "helper", "script")
"""Whose deeds are listed, by the origin of the command; the trainer's are the first choice."""


def _filters(a: Auditor) -> Filters:
    return {"who": a.chosen("who", WHO) or WHO[0], "name": a.chosen("name", list(CATALOGUE))}


class Done(NamedTuple):
    """A command, and when it was stored in ms of the machine's clock."""

    row: CommandRow
    wall_ms: int


def _read(a: Auditor, filters: Filters, before: int, limit: int) -> Part[Done]:
    found = books.commands(
        a.session, name=filters["name"], origin=filters["who"], before=before, limit=limit + 1
    )
    stored = books.wall_ms_of(a.session, [row.number for row in found])
    rows = [Done(row, stored[row.number]) for row in found]
    return part(rows, limit, lambda one: one.row.number)


def _cells(a: Auditor, one: Done) -> Sequence[Cell]:
    row, made = one.row, command_row(a, one.row)
    return (
        row.number, figures.moment_text(row.at), second_text(one.wall_ms), row.name,
        row.origin, row.seat, made.seat_name, made.outcome, made.refused, row.arguments,
    )  # fmt: skip


DONE = Listing(
    name="done",
    filters=_filters,
    read=_read,
    columns=(
        "command", "time", "real_time", "name", "origin", "seat", "seat_name", "outcome",
        "refused", "arguments",
    ),
    cells=_cells,
)  # fmt: skip


def done(a: Auditor) -> log.DonePage:
    """The trainer's own commands, and those that the trainer gave for a seat."""
    filters = _filters(a)
    rows, paging = DONE.shown(a, filters)
    return log.DonePage(
        who=filters["who"],
        whose=WHO,
        name=filters["name"],
        names=tuple(CATALOGUE),
        rows=tuple(_row(a, one) for one in rows),
        paging=paging,
    )


def _row(a: Auditor, one: Done) -> log.DoneRow:
    row = one.row
    given = {key: value for key, value in orjson.loads(row.arguments).items() if value is not None}
    named = given.get("seat") or ""
    return log.DoneRow(
        row=command_row(a, row),
        real_time=second_text(one.wall_ms),
        given=pairs(given),
        about=f"{named} {a.names.seat(named)}".strip() if isinstance(named, str) else "",
    )
