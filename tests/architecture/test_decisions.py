"""Goal: every decision is found by topic, and none is listed that does not stand.

Method: compare the headings of DECISIONS.md, as the anchors that a reader follows, with the index
at its top.
"""

from __future__ import annotations

import re

from tests.architecture import tree

HEADING = re.compile(r"^## (D-\d{3}) (.+)$", re.MULTILINE)
LINE = re.compile(r"^- \[(D-\d{3})\]\(#([^)]+)\) (.+)$", re.MULTILINE)


def anchor(heading: str) -> str:
    """The fragment under which a heading of Markdown is reached."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def recorded(text: str) -> list[tuple[str, str, str]]:
    """Number, anchor and title of each decision, in the order of the file."""
    return [(number, anchor(f"{number} {title}"), title) for number, title in HEADING.findall(text)]


def indexed(text: str) -> list[tuple[str, str, str]]:
    """The same of each line of the index, by number."""
    return sorted(LINE.findall(text[: text.index("\n## D-001 ")]))


KEPT = (tree.ROOT / "DECISIONS.md").read_text(encoding="utf-8")


def test_numbers_count_up() -> None:
    numbers = [number for number, _, _ in recorded(KEPT)]

    # A number may be missing: work that began together got its numbers before it was done.
    assert sorted(set(numbers)) == numbers


def test_every_decision_stands_once_in_the_index() -> None:
    assert recorded(KEPT) == indexed(KEPT)


def test_a_decision_that_is_missing_in_the_index_is_seen() -> None:
    added = f"{KEPT}\n## D-999 A decision of tomorrow\n"

    assert recorded(added) != indexed(added)


def test_a_decision_that_is_indexed_twice_or_by_an_old_title_is_seen() -> None:
    line = "- [D-001](#d-001-three-packages-one-direction) Three packages, one direction\n"
    twice, renamed = KEPT.replace(line, line * 2), KEPT.replace(line, line.replace("Three", "Four"))

    assert KEPT != twice
    assert KEPT != renamed
    assert recorded(twice) != indexed(twice)
    assert recorded(renamed) != indexed(renamed)
