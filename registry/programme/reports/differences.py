"""What a file says otherwise than a version of a submission, cell by cell.

Pure. Rows are the same if they are equal, else if they have the same identifiers, else if they
stand in the same place. Each changed cell is what the command that corrects a draft takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from registry.programme.reports.stored import written
from registry.programme.reports.tables import TABLES, Row, Submission, Table, Value

_IDENTIFIERS: dict[str, tuple[str, ...]] = {
    "submission": (),
    "authorizations": ("authorization", "version"),
    "actions": ("action_date", "action_type", "itmo_registry", "first_id"),
    "holdings": ("itmo_registry", "first_id"),
    "entities": ("entity", "cooperative_approach"),
}


@dataclass(frozen=True)
class CellDifference:
    """A cell, or a row, that differs; rows are numbered from 1.

    `row` 0: a row that only the file has; `file_row` 0: one that it lacks; `field` is then "".
    Values are texts as the correction of a draft takes them, "" for none.
    """

    part: str
    row: int
    file_row: int
    field: str = ""
    value: str = ""
    file_value: str = ""


def differences(version: Submission, file: Submission) -> list[CellDifference]:
    """Every difference, by table, by row of the version, by column; rows of the file alone last."""
    found: list[CellDifference] = []
    for table in TABLES:
        found += _of_table(table, version.rows(table), file.rows(table))
    return found


def _of_table(
    table: Table, ours: tuple[Row, ...], theirs: tuple[Row, ...]
) -> Iterator[CellDifference]:
    pairs = _pairs(table, ours, theirs)
    for place, row in enumerate(ours):
        if place not in pairs:
            yield CellDifference(table.key, place + 1, 0)
            continue
        other = theirs[pairs[place]]
        for column in table.columns:
            value, file_value = row.get(column.key), other.get(column.key)
            if value != file_value:
                yield CellDifference(
                    table.key, place + 1, pairs[place] + 1, column.key,
                    _text(value), _text(file_value),
                )  # fmt: skip
    for place in sorted(set(range(len(theirs))) - set(pairs.values())):
        yield CellDifference(table.key, 0, place + 1)


def _pairs(table: Table, ours: tuple[Row, ...], theirs: tuple[Row, ...]) -> dict[int, int]:
    """The places of rows that are the same: in the version, and in the file."""
    pairs: dict[int, int] = {}
    left = set(range(len(theirs)))
    keys = _IDENTIFIERS[table.key]
    for marked in (
        lambda row, place: row,
        lambda row, place: tuple(row.get(key) for key in keys),
        lambda row, place: place,
    ):
        waiting: dict[object, list[int]] = defaultdict(list)
        for place in sorted(left, reverse=True):
            waiting[marked(theirs[place], place)].append(place)
        for place, row in enumerate(ours):
            if place not in pairs and (same := waiting.get(marked(row, place))):
                pairs[place] = same.pop()
                left.discard(pairs[place])
    return pairs


def _text(value: Value | None) -> str:
    return "" if value is None else written(value)
