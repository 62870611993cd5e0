"""What a submission must be by itself before it can be submitted: rows, and rows against rows.

Pure. The checks across records follow the programme rules, 2.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.programme.reports import vocabulary as words
from registry.programme.reports.tables import (
    ACTIONS,
    AUTHORIZATIONS,
    ENTITIES,
    HOLDINGS,
    TABLES,
    Need,
    Row,
    Submission,
    Table,
    Value,
)


class Fault(StrEnum):
    """What is wrong with a row, or with two rows together."""

    MISSING = "missing"
    MALFORMED = "malformed"
    NOT_APPLICABLE = "not_applicable"
    FILLED_BY_PLATFORM = "filled_by_platform"
    PAIR_ILLEGAL = "pair_illegal"
    RANGE_REVERSED = "range_reversed"
    UNKNOWN_AUTHORIZATION = "unknown_authorization"
    UNKNOWN_ENTITY = "unknown_entity"
    HOLDINGS_OVERLAP = "holdings_overlap"
    USED_BUT_HELD = "used_but_held"
    ATTRIBUTES_DIFFER = "attributes_differ"


@dataclass(frozen=True)
class Found:
    """A fault of one row (from 1) of a table, by the table's and the column's key.

    `field` is "" where it is about the row; `value` is what stands there, or the other row.
    """

    fault: Fault
    part: str
    row: int
    field: str = ""
    value: str = ""


def faults(submission: Submission) -> list[Found]:
    """Every fault of a submission; none if it can be submitted."""
    found: list[Found] = []
    for table in TABLES:
        for number, row in enumerate(submission.rows(table), start=1):
            found += _of_row(table, number, row)
    found += _references(submission)
    found += _overlaps(submission)
    found += _held(submission)
    return found


def _of_row(table: Table, number: int, row: Row) -> Iterator[Found]:
    for column in table.columns:
        value = row.get(column.key)
        about = (table.key, number, column.key, "" if value is None else str(value))
        if value is None:
            if column.need is Need.REQUIRED:
                yield Found(Fault.MISSING, *about)
        elif column.need is Need.CARP:
            yield Found(Fault.FILLED_BY_PLATFORM, *about)
        elif not column.fits(value):
            yield Found(Fault.MALFORMED, *about)
        elif not column.applies(row):
            yield Found(Fault.NOT_APPLICABLE, *about)
    subtype = row.get("action_subtype") if table is ACTIONS else None
    if subtype is not None and subtype not in words.SUBTYPES.get(str(row.get("action_type")), ()):
        yield Found(Fault.PAIR_ILLEGAL, table.key, number, "action_subtype", str(subtype))
    for first, last in (("first_id", "last_id"), ("first_unit", "last_unit")):
        if number_of(row.get(first)) > number_of(row.get(last), least=False):
            yield Found(Fault.RANGE_REVERSED, table.key, number, first, str(row[first]))


def number_of(value: Value | None, *, least: bool = True) -> float:
    """A whole number for comparisons; without one the least or greatest possible."""
    if isinstance(value, int):
        return value
    return float("-inf") if least else float("inf")


def _references(submission: Submission) -> Iterator[Found]:
    known = {row.get("authorization") for row in submission.rows(AUTHORIZATIONS)}
    for table in (ACTIONS, HOLDINGS):
        for number, row in enumerate(submission.rows(table), start=1):
            code = row.get("authorization")
            if code is not None and code not in known:
                yield Found(
                    Fault.UNKNOWN_AUTHORIZATION, table.key, number, "authorization", str(code)
                )
    entities = {row.get("entity") for row in submission.rows(ENTITIES)}
    for number, row in enumerate(submission.rows(ACTIONS), start=1):
        entity = row.get("using_entity")
        if entity is not None and entity not in entities:
            yield Found(Fault.UNKNOWN_ENTITY, ACTIONS.key, number, "using_entity", str(entity))


def _overlaps(submission: Submission) -> Iterator[Found]:
    for at, other, first in overlapping(submission.holdings, submission.holdings):
        if at < other:
            yield Found(Fault.HOLDINGS_OVERLAP, HOLDINGS.key, other + 1, "first_id", str(first))


ENDING = (words.USE, words.CANCELLATION, words.VOLUNTARY)
"""Actions after which nobody holds the units any more."""

_SHARED = (
    "cooperative_approach", "first_transferring_party", "metric", "mitigation_type", "vintage",
)  # fmt: skip


def _held(submission: Submission) -> Iterator[Found]:
    """Holdings that were used or cancelled, and what differs where an action and a holding are of
    the same units.
    """
    for at, other, first in overlapping(submission.actions, submission.holdings):
        action, holding = submission.actions[at], submission.holdings[other]
        if action.get("action_type") in ENDING:
            yield Found(Fault.USED_BUT_HELD, HOLDINGS.key, other + 1, "first_id", str(first))
        for key in _SHARED:
            if action.get(key) != holding.get(key):
                value = str(holding.get(key, ""))
                yield Found(Fault.ATTRIBUTES_DIFFER, HOLDINGS.key, other + 1, key, value)


def overlapping(ones: Iterable[Row], others: Iterable[Row]) -> Iterator[tuple[int, int, int]]:
    """Where ranges of one registry share a unit: the places of both rows (from 0), and the first
    unit of both.
    """
    by_registry: dict[Value | None, list[tuple[int, int, int]]] = {}
    for place, row in enumerate(others):
        if (span := span_of(row)) is not None:
            by_registry.setdefault(row.get("itmo_registry"), []).append((*span, place))
    for rows in by_registry.values():
        rows.sort()
    for at, row in enumerate(ones):
        span = span_of(row)
        if span is None:
            continue
        for first, last, place in by_registry.get(row.get("itmo_registry"), ()):
            if first > span[1]:
                break
            if last >= span[0]:
                yield at, place, max(first, span[0])


def span_of(row: Row) -> tuple[int, int] | None:
    """First and last unit of a row; None if it does not say."""
    first, last = row.get("first_id"), row.get("last_id")
    return (first, last) if isinstance(first, int) and isinstance(last, int) else None
