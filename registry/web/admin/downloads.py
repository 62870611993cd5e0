"""A list of the auditor as a file of comma-separated values, with the filters of its page.

Read in parts by key, so that its size is no matter; a file has at most as many rows as a sheet
takes. Machine names as heads, whole numbers, codes: the same file in both languages, but for names.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from io import StringIO
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from registry.web.admin.accounts import ACCOUNTS, ENTRIES, STATEMENT
from registry.web.admin.auditing import Auditor
from registry.web.admin.books import TRANSACTIONS
from registry.web.admin.conduct import CONDUCT
from registry.web.admin.done import DONE
from registry.web.admin.listing import Cell, Listing
from registry.web.admin.log import COMMANDS
from registry.web.admin.market import DECISIONS, ORDERS, TRADES, TRANSFERS
from registry.web.admin.programme import LISTINGS
from registry.web.frame.visitor import Visitor, draw_missing, trainer_visitor

ROWS_MOST = 1_000_000
"""Rows of one file; a sheet takes 1,048,576."""

ROWS_AT_ONCE = 500
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it a spreadsheet program does not read the file as UTF-8."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Text that begins so is a formula to a spreadsheet program."""

_EACH: tuple[Listing[Any], ...] = (
    ACCOUNTS, ENTRIES, STATEMENT, TRANSACTIONS, DECISIONS, TRANSFERS, ORDERS, TRADES, CONDUCT,
    COMMANDS, DONE,
)  # fmt: skip

LISTS: dict[str, Listing[Any]] = {one.name: one for one in _EACH} | LISTINGS


async def download(request: Request) -> Response:
    """The list of this name as a file; 404 for any other name."""
    visitor = trainer_visitor(request.scope)
    listing = LISTS.get(request.path_params["table"])
    if listing is None:
        return draw_missing(visitor)
    # The first part is read before the answer begins: a wrong filter is still refused.
    first = await asyncio.to_thread(_part, visitor, listing, None)
    lesson = visitor.seated.lesson
    return StreamingResponse(
        _parts(visitor, listing, first),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{lesson}-{listing.name}.csv"',
            "cache-control": "no-store",
        },
    )


async def _parts(
    visitor: Visitor, listing: Listing[Any], first: tuple[str, int, int]
) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + lines([listing.columns])
    text, rows, older = first
    yield text
    while older and rows < ROWS_MOST:
        text, more, older = await asyncio.to_thread(_part, visitor, listing, older)
        rows += more
        yield text
    if older:
        yield lines([(f"more rows with before={older}",)])


def _part(visitor: Visitor, listing: Listing[Any], before: int | None) -> tuple[str, int, int]:
    """Some rows as text, their number, and the key before which to go on; 0 at the end."""
    with visitor.live.reading() as session:
        a = Auditor(visitor, session)
        begin = a.before if before is None else before
        found = listing.read(a, listing.filters(a), begin, ROWS_AT_ONCE)
        text = lines(listing.cells(a, row) for row in found.rows)
    return text, len(found.rows), found.older


def lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as comma-separated values; text that a program would take for a formula is quoted."""
    file = StringIO()
    csv.writer(file).writerows([_plain(cell) for cell in row] for row in rows)
    return file.getvalue()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
