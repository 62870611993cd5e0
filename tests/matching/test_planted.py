"""Faults planted into the book's own text, one at a time; the oracle must catch each.

A fault is a line that is replaced; if the line is gone, the test says so instead of passing.
"""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

import matching.book
from matching.instruments import Limits
from tests.matching.driver import BookDriver
from tests.matching.oracle import Oracle
from tests.matching.streams import RULES, first_difference, stream

FAULTS = {
    "taker's price used": (
        "            price = abs(key)\n",
        "            price = order.price if order.price is not None else abs(key)\n",
    ),
    "time priority broken": (
        "        level.queue.append(order)\n",
        "        level.queue.appendleft(order)\n",
    ),
    "lost level": (
        "            insort(self.keys, key)\n",
        "            self.keys[-1:] = sorted({*self.keys[-1:], key})[-1:]\n",
    ),
    "remainder of IOC rests": (
        "        if met_own or price is None or order.time_in_force is TimeInForce.IOC:\n",
        "        if met_own or price is None:\n",
    ),
    "unreduced maker": (
        "                    maker.open = left - needed\n",
        "                    maker.open = left\n",
    ),
    "worse price than the limit": (
        "            worst = -key\n",
        "            worst = -key - 1\n",
    ),
    "upper limit excluded": (
        "        if not self.lo <= price <= self.hi:\n",
        "        if not self.lo <= price < self.hi:\n",
    ),
    "cancel leaves the tonnes in the level": (
        "        order.open = 0\n        if not level.count:\n",
        "        if not level.count:\n",
    ),
}


def _with(fault: tuple[str, str]) -> ModuleType:
    """The book's module with one line replaced."""
    right, wrong = fault
    source = inspect.getsource(matching.book)
    assert source.count(right) == 1, f"the book has no such line any more: {right!r}"
    module = ModuleType("faulty_book")
    exec(compile(source.replace(right, wrong), "faulty_book", "exec"), module.__dict__)  # noqa: S102
    return module


def _caught(module: ModuleType, seeds: range) -> list[int]:
    limits = Limits(RULES["lo"], RULES["hi"])
    caught = []
    for seed in seeds:
        book = module.Book(limits=limits, lot=RULES["lot"], tick=RULES["tick"])
        if first_difference(BookDriver(book), Oracle(**RULES), stream(seed, 300)):
            caught.append(seed)
    return caught


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_the_oracle_catches(fault: str) -> None:
    assert list(range(5)) == _caught(_with(FAULTS[fault]), range(5))


@pytest.mark.planted
def test_without_a_fault_nothing_is_caught() -> None:
    assert [] == _caught(_with(("        self.count = 0\n", "        self.count = 0\n")), range(5))
