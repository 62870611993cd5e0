"""Goal: designations and methodologies have no way around their machines.

Method: that of `test_machines.py`: every state x trigger x office at the commands themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.programme.entities import commands as entities
from registry.programme.entities import motions as designations
from registry.programme.entities.machine import DESIGNATION
from tests.registry.programme.test_machines import EVERY, EVERYBODY, does, tries
from tests.support.machines import Trial, tried
from tests.support.programme import CHINA, ENTITY, OTHER_ENTITY, Programme

# A designation for domestic projects, on which China's government decides.


def _designation(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM designation")[0][0])


def _decide(step: str) -> Any:
    return does(entities.decide, CHINA, designation=1, step=step, reason="x")


_DESIGNATED = _decide("designate")
DESIGNATIONS = Trial(
    DESIGNATION,
    ways={
        "applied": (),
        "designated": (_DESIGNATED,),
        "suspended": (_DESIGNATED, _decide("suspend")),
        "declined": (_decide("decline"),),
        "revoked": (_DESIGNATED, _decide("revoke")),
        "withdrawn": (does(designations.withdraw, ENTITY, designation=1),),
    },
    steps={
        **{
            step: tries(entities.decide, designation=1, step=step, reason="x")
            for step in entities.STEPS
        },
        "withdraw": tries(designations.withdraw, designation=1),
    },
    actors=(*EVERYBODY, ENTITY, OTHER_ENTITY),
    read=_designation,
    begin=does(entities.apply_domestic, ENTITY, function="validation", scope=1, reason="x"),
)

TRIALS = {one.machine.name: one for one in (DESIGNATIONS,)}
UNMOVED: dict[str, set[str]] = {"designation": set()}
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
