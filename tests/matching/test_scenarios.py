"""The written scenarios, line by line: what is played is what is written."""

from __future__ import annotations

import pytest

from tests.matching.naive import Naive
from tests.matching.ours import Ours
from tests.matching.scenario_table import Scenario, outcome, played_by, table

TABLE = table("book-reference.txt") + table("book-own.txt")


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_book_plays_the_line(scenario: Scenario) -> None:
    assert scenario.expected == outcome(scenario, played_by(Ours))


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_naive_matcher_plays_the_line(scenario: Scenario) -> None:
    assert scenario.expected == outcome(scenario, played_by(Naive))


def test_no_two_lines_have_one_name() -> None:
    names = [scenario.name.split()[0] for scenario in TABLE]

    assert len(names) == len(set(names))
