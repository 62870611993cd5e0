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
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies import desk
from registry.programme.methodologies import motions as decided
from registry.programme.methodologies.machine import METHODOLOGY
from tests.registry.programme.methodologies.steps import govern, heard, proposed
from tests.registry.programme.test_machines import EVERY, EVERYBODY, does, tries
from tests.support.committee import CLOCK
from tests.support.machines import Trial, tried
from tests.support.programme import CHINA, ENTITY, OTHER_ENTITY, OWNER, Programme

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

# A version on the list for domestic projects; the clock and China's government move it.


def _propose(programme: Programme) -> None:
    govern(programme)
    proposed(programme, agreement="", code="CCER-9")


def _desk(complete: bool, by: Any = CHINA) -> Any:
    return does(desk.check_completeness, by, methodology=3, complete=complete, reason="x")


def _judge(step: str) -> Any:
    return does(desk.decide, CHINA, methodology=3, step=step, reason="x")


def _next(programme: Programme) -> None:
    """The next version is approved."""
    number = proposed(programme, agreement="", code="CCER-9")
    heard(programme, number, by=CHINA)
    programme.do(desk.decide, methodology=number, step="approve", reason="x", by=CHINA)


def _third(programme: Programme) -> str:
    return str(programme.store.fetch("SELECT state FROM methodology_version WHERE id = 3")[0][0])


_PUBLISHED = (_desk(True), does(desk.publish, CHINA, methodology=3))
_CONSIDERED = (*_PUBLISHED, does(decided.consider, CLOCK, methodology=3))
_APPROVED = (*_CONSIDERED, _judge("approve"))
METHODOLOGIES = Trial(
    METHODOLOGY,
    ways={
        "submitted": (),
        "incomplete": (_desk(False),),
        "complete": (_desk(True),),
        "public_input": _PUBLISHED,
        "considered": _CONSIDERED,
        "approved": _APPROVED,
        "approved_with_revisions": (*_CONSIDERED, _judge("approve_revised")),
        "declined": (*_CONSIDERED, _judge("decline")),
        "superseded": (*_APPROVED, _next),
        "suspended": (*_APPROVED, _judge("suspend")),
        "revoked": (*_APPROVED, _judge("revoke")),
        "withdrawn": (does(methodologies.withdraw, OWNER, methodology=3),),
    },
    steps={
        "find_complete": tries(desk.check_completeness, methodology=3, complete=True, reason="x"),
        "find_incomplete": tries(
            desk.check_completeness, methodology=3, complete=False, reason="x"
        ),
        "resubmit": tries(methodologies.resubmit, methodology=3, reason="x"),
        "publish": tries(desk.publish, methodology=3),
        "comment": tries(methodologies.comment, methodology=3, reason="x"),
        "consider": tries(decided.consider, methodology=3),
        "extend": tries(desk.extend, methodology=3, reason="x"),
        "flag_overdue": tries(desk.flag_overdue, methodology=3),
        "withdraw": tries(methodologies.withdraw, methodology=3),
        **{step: tries(desk.decide, methodology=3, step=step, reason="x") for step in desk.STEPS},
    },
    actors=(*EVERYBODY, ENTITY),
    read=_third,
    begin=_propose,
)

TRIALS = {one.machine.name: one for one in (DESIGNATIONS, METHODOLOGIES)}
UNMOVED: dict[str, set[str]] = {"designation": set(), "methodology": {"supersede"}}
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
