"""Goal: the printed table of checks 4001 to 4042 is the code's, and each check has a test that
fails when the check is taken away.

Method: the table is read and compared with refusals, invariants and tests; in the long run every
refusal of it is dropped, one after another, and its test runs in a process of its own.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import registry.classroom.catalogue
from ledger.kernel.errors import REFUSALS
from registry.programme.audit import INVARIANTS
from registry.records import CheckFailed

assert registry.classroom.catalogue
ROOT = Path(__file__).parents[4]
TESTS = ROOT / "tests" / "registry" / "programme"
EVERY = [*range(4001, 4023), *range(4030, 4043)]


class Line(NamedTuple):
    number: int
    code: str
    test: str


def _table() -> list[Line]:
    found = []
    for line in (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].isdigit():
            found.append(Line(int(cells[0]), cells[2], cells[3]))
    return found


TABLE = _table()


def named(cell: str) -> str:
    found = re.match(r"`(\w+)`", cell)
    return found[1] if found else ""


def functions() -> dict[str, list[Path]]:
    """Every test function of the procedures, with the files that have one of this name."""
    found: dict[str, list[Path]] = {}
    for path in TESTS.rglob("test_*.py"):
        for one in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
                found.setdefault(one.name, []).append(path)
    return found


def refusals() -> dict[str, int]:
    """Class name -> number of every refusal of the family."""
    return {
        one.__name__: one.number
        for one in REFUSALS.values()
        if issubclass(one, CheckFailed) and 4000 < one.number < 4100
    }


def test_every_number_is_in_the_table_and_nothing_else() -> None:
    assert EVERY == sorted({line.number for line in TABLE})
    assert [line.number for line in TABLE] == sorted(line.number for line in TABLE)


def test_every_refusal_of_the_family_is_in_the_line_of_its_number() -> None:
    listed = {(named(line.code), line.number) for line in TABLE}

    assert [] == [one for one in refusals().items() if one not in listed]


def test_what_the_table_names_exists() -> None:
    tests, classes = functions(), {one.__name__ for one in REFUSALS.values()}
    for line in TABLE:
        name = named(line.code)
        assert name in classes | INVARIANTS.keys() or line.code.startswith("— "), line
        assert bool(name) == bool(line.test), line
        assert not line.test or named(line.test) in tests, line


PLUGIN = """
import sys
import registry.classroom.catalogue
from registry import records

kept = records.refuse
def refuse(failed):
    kept([one for one in failed if type(one).__name__ != DROPPED])
for module in list(sys.modules.values()):
    if getattr(module, "refuse", None) is kept and module is not records:
        module.refuse = refuse

from registry.programme.agreements import commands as agreements
from registry.programme.projects import commands as projects
if DROPPED == "AgreementMissing":
    projects.find_agreement = lambda session, of: agreements.find(session, of.agreement)
"""


@pytest.mark.long
@pytest.mark.parametrize("line", [one for one in TABLE if named(one.code) in refusals()], ids=str)
def test_without_the_check_its_test_fails(line: Line, tmp_path: Path) -> None:
    dropped = f"DROPPED = {named(line.code)!r}\n{PLUGIN}"
    (tmp_path / "without_a_check.py").write_text(dropped, encoding="utf-8")
    places = [f"{path}::{named(line.test)}" for path in functions()[named(line.test)]]
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    run = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-x", "-p", "without_a_check"]
    ended = subprocess.run(
        [*run, "-p", "no:cacheprovider", *places], cwd=ROOT, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert 1 == ended.returncode, ended.stdout[-2000:] + ended.stderr[-2000:]
