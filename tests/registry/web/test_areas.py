"""Goal: the README of every area names each of its files.

Method: the areas' READMEs are compared with their folders; the word tables are merged again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry import web
from registry.web.areas import PAGES
from registry.web.frame import words

WEB = Path(web.__file__).parent
AREAS = sorted(path.parent.name for path in WEB.glob("*/__init__.py"))
PARTS = re.compile(r"^## (?:Files|What it may touch|How to add to it)$", re.MULTILINE)


def told_in(readme: str) -> set[str]:
    """The files and folders in the first column of a README's table."""
    cells = re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE)
    return {name.strip().rstrip("/") for cell in cells for name in cell.split(",")}


def missing(readme: str, modules: set[str]) -> set[str]:
    return modules ^ told_in(readme)


def modules_of(area: str) -> set[str]:
    found = {path.name for path in (WEB / area).glob("*.py")} - {"__init__.py"}
    return found | {path.parent.name for path in (WEB / area).glob("*/__init__.py")}


@pytest.mark.parametrize("area", AREAS)
def test_a_readme_says_what_each_file_of_its_area_is_for(area: str) -> None:
    readme = (WEB / area / "README.md").read_text(encoding="utf-8")

    assert set() == missing(readme, modules_of(area))
    assert 3 == len(PARTS.findall(readme))
    assert 60 > readme.count("\n")


@pytest.mark.planted
def test_a_file_that_no_readme_tells_is_seen() -> None:
    readme = "| file | what |\n|---|---|\n| `a.py, b.py` | both |\n"

    assert set() == missing(readme, {"a.py", "b.py"})
    assert {"c.py"} == missing(readme, {"a.py", "b.py", "c.py"})
    assert {"b.py"} == missing(readme, {"a.py"})


def test_the_first_readme_names_every_area() -> None:
    readme = (WEB / "README.md").read_text(encoding="utf-8")

    assert set(AREAS) | {"areas.py"} == set(
        re.findall(r"^\| \[?`([\w.]+)/?`", readme, re.MULTILINE)
    )


def test_a_page_is_named_once() -> None:
    assert len(PAGES) == len(set(PAGES))


def test_two_areas_never_say_one_code_in_two_ways() -> None:
    table = words.TABLES["endings"]
    code, text = next(iter(table.items()))
    before = dict(table)

    words.add({"endings": {code: text}})
    with pytest.raises(AssertionError, match="endings: two words"):
        words.add({"endings": {"new": "new", code: f"not {text}"}})

    assert before == words.TABLES["endings"]
