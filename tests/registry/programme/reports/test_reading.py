"""Goal: every mistake of a workbook is named with its sheet and cell, all of a file at once.

Method: a sound workbook is changed in one place, as people and programs change them, and read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from ledger.kernel.errors import Refusal
from registry.programme.reports import reading
from registry.programme.reports.csv_files import csv_archive
from registry.programme.reports.file_errors import PRECEDENCE
from registry.programme.reports.json_form import json_text
from registry.programme.reports.reading import read_file
from registry.programme.reports.workbook import workbook
from tests.support.aef_submissions import LEAST

T1, T2, T3 = "Table 1 Submission", "Table 2 Authorizations", "Table 3 Actions"
T4, T5 = "Table 4 Holdings", "Table 5 Auth. entities"
SOUND = workbook(LEAST)
Change = Callable[[Any], Any]


def changed(change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(SOUND))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(sheet: str, cell: str, value: Any) -> Change:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def drop(sheet: str, column: int) -> Change:
    return lambda book: book[sheet].delete_cols(column)


def rename(sheet: str, title: str) -> Change:
    return lambda book: setattr(book[sheet], "title", title)


def named(found: Iterable[Refusal]) -> list[tuple[str, str, str]]:
    """Code without its stage, sheet and cell of each mistake; the sentences have no gaps."""
    listed = list(found)
    for error in listed:
        for language in ("en", "zh"):
            assert error.text(language)
            assert error.would_pass(language)
        json.dumps(error.as_answer())
    return [
        (
            error.code.removeprefix("procedure.report_"),
            error.facts.get("sheet", ""),
            error.facts.get("cell", ""),
        )
        for error in listed
    ]


NAMED: list[tuple[str, Change, list[tuple[str, str, str]]]] = [
    ("other sheet name", rename(T3, "T3 Actions"), [("layout_other", T3, "")]),
    ("sheet removed", lambda book: book.remove(book[T4]), [("layout_other", T4, "")]),
    ("no header row", lambda book: book[T5].delete_rows(10), [("layout_other", T5, "")]),
    (
        "first version of the format", lambda book: [
            book.remove(book[name]) for name in (T1, T2, T5)
        ],
        [("layout_other", name, "") for name in (T1, T2, T5)],
    ),
    ("required column", drop(T3, 3), [("column_missing", T3, "")]),
    ("two columns of a header", put(T2, "I7", "Metric"), [("column_twice", T2, "I7")]),
    ("unknown column", put(T4, "Z7", "Owner"), []),
    (
        "unknown column with values", lambda book: [
            put(T4, "Z7", "Owner")(book), put(T4, "Z8", "Ann")(book),
        ],
        [("column_unknown", T4, "Z8")],
    ),
    ("value under no header", put(T3, "A9", "note"), [("column_unknown", T3, "A9")]),
    (
        "unknown field of table 1", lambda book: [
            put(T1, "B13", "Status")(book), put(T1, "C13", "DRAFT")(book),
        ],
        [("column_unknown", T1, "C13")],
    ),
    ("formula", put(T3, "S9", "=200+200"), [("formula", T3, "S9")]),
    ("formula in table 1", put(T1, "C6", "=2025+1"), [("formula", T1, "C6")]),
    ("platform's field, table 1", put(T1, "C9", "consistent"), [("filled_by_carp", T1, "C9")]),
    ("platform's field, table 3", put(T3, "AG9", "ok"), [("filled_by_carp", T3, "AG9")]),
    ("platform's field, table 2", put(T2, "S8", "letter.pdf"), [("filled_by_carp", T2, "S8")]),
    ("required value", put(T3, "C9", None), [("value_missing", T3, "C9")]),
    ("required value NA", put(T5, "C11", " NA "), [("value_missing", T5, "C11")]),
    ("field of table 1", put(T1, "C5", None), [("value_missing", T1, "C5")]),
    ("label of table 1", put(T1, "B6", "Year"), [
        ("column_unknown", T1, "C6"), ("column_missing", T1, ""),
    ]),
    ("text for a number", put(T3, "I9", "one"), [("type_wrong", T3, "I9")]),
    ("fraction for a whole number", put(T3, "W9", 2025.5), [("type_wrong", T3, "W9")]),
    ("truth value", put(T4, "P8", True), [("type_wrong", T4, "P8")]),
    ("month first", put(T2, "C8", "01/31/2026"), [("type_wrong", T2, "C8")]),
    ("no such day", put(T2, "C8", "31/02/2026"), [("type_wrong", T2, "C8")]),
    ("number for a date", put(T1, "C7", 46127), [("type_wrong", T1, "C7")]),
    ("time without a zone", put(T3, "B9", "2026-03-04T05:06:07"), [("type_wrong", T3, "B9")]),
    ("error value", put(T4, "P8", "#REF!"), [("type_wrong", T4, "P8")]),
    ("date for a text", put(T5, "C11", datetime(2026, 1, 1)), [("type_wrong", T5, "C11")]),
    ("vocabulary", put(T3, "C9", "Swap"), [("word_unknown", T3, "C9")]),
    ("vocabulary, one of many", put(T2, "K8", "Energy generation, Shipping"), [
        ("word_unknown", T2, "K8"),
    ]),
    ("other case", put(T4, "M8", "ghg"), [("word_unknown", T4, "M8")]),
    ("identifier", put(T3, "E9", "CA12"), [("form_wrong", T3, "E9")]),
    ("version as a number", put(T1, "C5", 1), [("form_wrong", T1, "C5")]),
    ("first after last", put(T4, "F8", 600), [("first_after_last", T4, "F8")]),
    ("period", put(T1, "C10", 2031), [("first_after_last", T1, "C10")]),
    ("overlap", put(T4, "F9", 500), [("ranges_overlap", T4, "F9")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "mistakes"), [row[1:] for row in NAMED], ids=[r[0] for r in NAMED]
)
def test_a_mistake_is_named(change: Change, mistakes: list[tuple[str, str, str]]) -> None:
    read = read_file(changed(change))

    assert mistakes == named(read.errors)
    assert (read.submission == LEAST) is (mistakes == [])


def test_all_mistakes_of_a_file_are_listed_at_once() -> None:
    several = [
        put(T1, "C6", "=1"), put(T2, "C8", "soon"), put(T3, "C9", "Swap"), put(T4, "F9", 450),
        rename(T5, "Entities"),
    ]  # fmt: skip

    assert [
        ("formula", T1, "C6"), ("type_wrong", T2, "C8"), ("word_unknown", T3, "C9"),
        ("ranges_overlap", T4, "F9"), ("layout_other", T5, ""),
    ] == named(read_file(changed(lambda book: [one(book) for one in several])).errors)  # fmt: skip


def test_every_mistake_is_tried_here_or_with_hostile_files() -> None:
    tried = {code for _, _, mistakes in NAMED for code, _, _ in mistakes}
    elsewhere = {
        "file_too_large", "unreadable", "expands", "entities", "rows_too_many",
        "one_submission", "text_unfit",
    }  # fmt: skip

    assert {one.code.removeprefix("procedure.report_") for one in PRECEDENCE} == tried | elsewhere


READ_AS_BEFORE: list[tuple[str, Change]] = [
    ("a column moved", lambda book: book[T5].insert_cols(4, 3)),
    ("rows above", lambda book: book[T2].insert_rows(1, 4)),
    ("fields of table 1 moved", lambda book: book[T1].insert_cols(1, 2)),
    ("a header in lines", put(T3, "G8", "First transferring\n participating  PARTY ID")),
    ("a typed apostrophe", put(
        T3, "AE8", "Calendar year for which the ITMOs are used towards the Party’s NDC"
    )),
    ("an optional column removed", drop(T2, 21)),
    ("blank rows between", lambda book: book[T4].insert_rows(9, 3)),
    ("NA in optional cells", lambda book: [put(T3, f"{at}9", "NA")(book) for at in ("L", "AE")]),
    ("real dates", lambda book: [
        put(T2, "C8", datetime(2026, 1, 2))(book),
        put(T3, "B9", datetime(2026, 3, 4, 5, 6, 7, 89_000))(book),
    ]),
    ("year first", put(T2, "C8", "2026-01-02")),
    ("numbers as text", lambda book: [put(T3, "J9", "400")(book), put(T2, "G8", "1,000")(book)]),
    ("a number with a point", put(T3, "W9", 2025.0)),
    ("a time with another offset", put(T3, "B9", "2026-03-04T13:06:07.089+08:00")),
    ("a hidden sheet", lambda book: setattr(book[T4], "sheet_state", "hidden")),
    ("another sheet", lambda book: book.create_sheet("Notes").append(["=1"])),
    ("values of the vocabulary below", lambda book: [
        put(T3, "C10", "Transfer")(book), put(T3, "C11", "Use")(book), put(T3, "P10", "GHG")(book),
        put(T3, "V11", "Removals")(book),
    ]),
    ("the platform's placeholder", lambda book: [
        put(T1, "C8", "[To be populated by the CARP]")(book), put(T1, "C9", None)(book),
        put(T3, "AG9", "Populated by CARP")(book),
    ]),
    ("blanks around a code", put(T3, "C9", " First transfer ")),
]  # fmt: skip


@pytest.mark.parametrize(
    "change", [row[1] for row in READ_AS_BEFORE], ids=[row[0] for row in READ_AS_BEFORE]
)
def test_what_makes_no_difference(change: Change) -> None:
    read = read_file(changed(change))

    assert () == read.errors
    assert LEAST == read.submission


def test_mistakes_beyond_the_list_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ERRORS_LISTED", 3)
    read = read_file(changed(lambda book: [put(T3, f"A{row}", 1)(book) for row in range(9, 19)]))

    assert (3, 7) == (len(read.errors), read.further)


def test_the_three_formats_say_the_same() -> None:
    assert [LEAST] * 3 == [
        read_file(content).submission for content in (SOUND, csv_archive(LEAST), json_text(LEAST))
    ]
