"""The written scenarios, on the book and on the oracle: the line played is the line written."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.book import Book
from matching.instruments import Limits
from matching.orders import SelfTrade
from tests.matching.driver import BookDriver
from tests.matching.oracle import Oracle
from tests.matching.plain import Scenario, played, scenarios

TABLE = scenarios(Path(__file__).with_name("scenarios.txt"))


def _rules(scenario: Scenario) -> tuple[dict[str, int], str]:
    rules = {"lo": 1, "hi": 1_000_000_000, "lot": 1, "tick": 1}
    rules |= {key: int(value) for key, value in scenario.rules.items() if key != "stp"}
    return rules, scenario.rules.get("stp", "none")


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_book_plays_the_line(scenario: Scenario) -> None:
    rules, self_trade = _rules(scenario)
    limits = Limits(rules.pop("lo"), rules.pop("hi"))
    book = Book(limits=limits, **rules, self_trade=SelfTrade(self_trade))

    assert scenario.line == played(scenario, BookDriver(book))


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_oracle_plays_the_line(scenario: Scenario) -> None:
    rules, self_trade = _rules(scenario)

    assert scenario.line == played(scenario, Oracle(**rules, self_trade=self_trade))
