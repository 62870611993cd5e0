"""A list of the books, shared by its page and by its file of comma-separated values.

Both read with the same filters, by key and never with a count. Knows no list by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from registry.web.admin.auditing import PAGE, Auditor
from registry.web.admin.contexts import Facet, Paging
from registry.web.frame import figures
from registry.web.frame.addresses import to

R = TypeVar("R")
Cell = str | int | None
Filters = dict[str, str]

FACETS_MOST = 8
COUNTED_MOST = 10_000
"""Newest rows among which the rows of each value are counted."""

SHOWN_MOST = 1_000
"""A count from here on is shown as `1,000+`."""


class Part(NamedTuple, Generic[R]):
    """Some rows of a list, and the key with which its next rows begin; 0 at the end."""

    rows: list[R]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[R]):
    """One list: its address, filters, rows by key, and the cells of a row under machine names.

    `read` takes the filters, the key before which to begin (0: the first row) and a limit.
    """

    name: str
    filters: Callable[[Auditor], Filters]
    read: Callable[[Auditor, Filters, int, int], Part[R]]
    columns: tuple[str, ...]
    cells: Callable[[Auditor, R], Sequence[Cell]]
    address: str = ""

    def here(self, **given: object) -> str:
        """The list's address; with `address` that of several, which names the list."""
        if self.address:
            return to(self.address, list=self.name, **given)
        return to(self.name, **given)

    def shown(self, a: Auditor, filters: Filters) -> tuple[list[R], Paging]:
        """The rows of one page, and the way to the others and to the file."""
        found = self.read(a, filters, a.before, PAGE)
        older = self.here(**filters, before=found.older) if found.older else ""
        paging = Paging(
            older_href=older,
            newest_href=self.here(**filters) if a.before else "",
            csv_href=to("csv", table=self.name, **filters),
        )
        return found.rows, paging


def part(rows: list[R], limit: int, key: Callable[[R], int]) -> Part[R]:
    """The first `limit` of rows that were read with one more."""
    return Part(rows[:limit], key(rows[limit - 1]) if len(rows) > limit else 0)


def facets(
    name: str, field: str, table: str, counts: dict[str, int], filters: Filters
) -> tuple[Facet, ...]:
    """The most frequent values of one filter, each with the list of its rows alone.

    `counts` are those among the newest COUNTED_MOST rows of the whole list.
    """
    frequent = sorted(counts, key=lambda value: (-counts[value], value))[:FACETS_MOST]
    return tuple(
        Facet(
            value=value,
            table=table,
            count=_count(counts[value]),
            href=to(name, **{field: value}),
            here=filters[field] == value,
        )
        for value in frequent
    )


def _count(rows: int) -> str:
    return f"{figures.number(SHOWN_MOST)}+" if rows > SHOWN_MOST else figures.number(rows)
