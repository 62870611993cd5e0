"""Goal: reversals of storage and payments for projects have no way around their machines.

Method: that of `test_machines.py`: every state x trigger x office at the commands themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.programme.finance import commands as finance
from registry.programme.finance.machine import PAYMENT
from registry.programme.permanence import commands as permanence
from registry.programme.permanence.machine import STORAGE_REVERSAL
from registry.programme.retirement import replaced
from tests.registry.programme.finance.steps import costs, give_cash, lifted
from tests.registry.programme.permanence import steps as stored
from tests.registry.programme.test_machines import EVERY, EVERYBODY, tries
from tests.support.committee import CLOCK
from tests.support.machines import Trial, tried
from tests.support.programme import CHINA, OWNER, SECRETARY, Programme

# A reversal of storage whose buffer has a part, and a payment that could not be collected.


def _burnt(programme: Programme) -> None:
    programme.do(stored.a_sink, percent="20", by=SECRETARY)
    programme.issued()
    programme.at(stored.FIRE)
    stored.reported(programme, 73, event=None)


def _replace(quantity: int) -> Any:
    return tries(replaced.replace, motion=1, registry="TH", asset=2, quantity=quantity)


def _reversal(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM storage_reversal")[0][0])


def _a_month_on(programme: Programme) -> None:
    programme.at(stored.PERIOD_OVER)
    programme.do(permanence.lapse, by=CLOCK)


STORAGE_REVERSALS = Trial(
    STORAGE_REVERSAL,
    ways={
        "owed": (),
        "overdue": (_a_month_on,),
        "settled": (lambda programme: _replace(2)(programme, OWNER),),
    },
    steps={"replace": _replace(1), "settle": _replace(2)},
    actors=EVERYBODY[:-1],
    read=_reversal,
    begin=_burnt,
)


def _costly(programme: Programme) -> None:
    programme.do(costs, fen=10_001, by=SECRETARY)


def _payment(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM project_payment")[0][0])


def _collected(programme: Programme) -> None:
    programme.at(stored.FIRE)
    programme.do(finance.due, by=CLOCK)


def _richer(programme: Programme) -> None:
    programme.do(give_cash, seat="OWN", fen=1, by=SECRETARY)


PAYMENTS = Trial(
    PAYMENT,
    ways={
        "planned": (_richer,),
        "unpaid": (_collected, _richer),
        "paid": (_richer, _collected),
        "lifted": (lambda programme: programme.do(lifted, by=CHINA),),
    },
    steps={"pay": tries(finance.pay, payment=1)},
    actors=EVERYBODY[:-1],
    read=_payment,
    begin=_costly,
)

TRIALS = {one.machine.name: one for one in (STORAGE_REVERSALS, PAYMENTS)}
UNMOVED: dict[str, set[str]] = {
    "storage reversal": {"cover", "lapse"}, "payment": {"collect", "fall_short", "lift"},
}  # fmt: skip
"""Triggers that no command of these trials gives: the clock or a motion does."""


def try_all(name: str, chosen: Callable[[int], bool], *, each_once: bool = False) -> None:
    """Make the attempts of a machine; each of its triggers has moved at least once."""
    attempts = tried(TRIALS[name], chosen, each_once=each_once)
    moved = {trigger for _, trigger, _, came in attempts if came == "moved"}

    assert {one.trigger for one in TRIALS[name].machine.moves} - UNMOVED[name] == moved


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_what_the_table_allows_moves_and_nothing_else(name: str) -> None:
    try_all(name, lambda number: number % EVERY == 0, each_once=True)


@pytest.mark.long
@pytest.mark.parametrize("name", TRIALS)
def test_every_state_trigger_and_office(name: str) -> None:
    try_all(name, lambda number: True)
