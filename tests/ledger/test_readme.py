"""The README's SQL queries run on a file as printed, and its tables are complete."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

import ledger
from ledger.guards import RULES

README = (Path(str(ledger.__file__)).parent / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```sql\n(.*?)\n```", README, re.DOTALL)
FAULTS = (
    "UPDATE sub_account SET balance = balance + 1 WHERE id = 2",
    "UPDATE posting SET quantity = 501 WHERE id = 2",
    "UPDATE serial_block SET first = 42 WHERE id = 6",
    "UPDATE serial_block SET owner = 13 WHERE id = 6",
)


def _asked(path: Path, question: str) -> list[tuple[object, ...]]:
    plain = sqlite3.connect(path)
    rows = plain.execute(question).fetchall()
    plain.close()
    return rows


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_of_the_readme_answers_with_no_row(question: str, small_file: Path) -> None:
    assert [] == _asked(small_file, question)


@pytest.mark.planted
@pytest.mark.parametrize(("question", "fault"), list(zip(QUESTIONS, FAULTS, strict=True)))
def test_a_question_of_the_readme_finds_a_fault(question: str, fault: str, bare: Path) -> None:
    plain = sqlite3.connect(bare)
    plain.execute(fault)
    plain.commit()
    plain.close()

    assert [] != _asked(bare, question)


def test_the_readme_names_every_guard() -> None:
    assert [] == [trigger for trigger in RULES if f"`{trigger}`" not in README]


def test_the_readme_names_every_table(small_file: Path) -> None:
    section = README.partition("## State")[2].partition("### Kinds")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    tables = {name for (name,) in _asked(small_file, "SELECT tbl_name FROM sqlite_master"
                                         " WHERE type = 'trigger'")}  # fmt: skip

    assert told <= tables
    assert {"posting", "command", "sub_account", "serial_block"} <= told
