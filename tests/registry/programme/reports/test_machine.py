"""Goal: a submission moves as the machine's table says, and nothing else moves it.

Method: every state x trigger x office at the commands themselves; a refusal changes no row.
"""

from __future__ import annotations

import pytest

from registry.programme.reports import clock, commands, queries
from registry.programme.reports.machine import REPORT
from registry.roles import Actor
from tests.registry.programme.reports.steps import CLOCK, YEAR, over, switch_on, transferred
from tests.support.machines import Trial, tried
from tests.support.programme import CHINA, HOST, MANAGER, OWNER, SECRETARY, Programme

pytestmark = pytest.mark.slow

_CELL = {"year": YEAR, "part": "actions", "row": 1, "field": "further", "remark": "x"}


def does(command: object, by: Actor, **arguments: object) -> object:
    return lambda world: world.do(command, by=by, **arguments)


_DRAFTED = (does(commands.draft, HOST, year=YEAR),)
_VALID = (*_DRAFTED, does(commands.validate, HOST, year=YEAR))
_SUBMITTED = (*_VALID, does(commands.submit, HOST, year=YEAR))


def _read(world: Programme) -> str:
    """The state of the host's first version."""
    with world.reading() as session:
        return queries.reports(session, party="TH")[0].state


def _next_version(world: Programme, by: Actor) -> dict[str, object]:
    world.do(commands.revise, year=YEAR, by=by)
    world.do(commands.validate, year=YEAR, by=by)
    return world.do(commands.submit, year=YEAR, by=by)


def _begin(world: Programme) -> None:
    switch_on(world)
    transferred(world)
    over(world)


def _mistaken(world: Programme) -> None:
    """China reports other tonnes than Thailand."""
    cell = _CELL | {"field": "quantity", "value": "9"}
    world.do(commands.draft, year=YEAR, by=CHINA)
    world.do(commands.correct, by=CHINA, **cell)
    world.do(commands.validate, year=YEAR, by=CHINA)
    world.do(commands.submit, year=YEAR, by=CHINA)


def trial(*, found: str) -> Trial:
    """`found`: the state to which a comparison leads."""
    wrong = found == "inconsistent"
    checked = (*_SUBMITTED, *((_mistaken,) if wrong else ()), does(clock.check, CLOCK, year=YEAR))
    return Trial(
        REPORT,
        ways={
            "draft": _DRAFTED, "validated": _VALID, "submitted": _SUBMITTED, found: checked,
        },
        steps={
            "redraft": lambda world, by: world.do(commands.draft, year=YEAR, by=by),
            "correct": lambda world, by: world.do(commands.correct, value="y", by=by, **_CELL),
            "validate": lambda world, by: world.do(commands.validate, year=YEAR, by=by),
            "submit": lambda world, by: world.do(commands.submit, year=YEAR, by=by),
            "supersede": _next_version,
        },
        actors=(HOST, MANAGER, SECRETARY, OWNER, CLOCK),
        read=_read,
        begin=_begin,
    )  # fmt: skip


@pytest.mark.parametrize("found", ["consistent", "inconsistent"])
def test_every_state_and_trigger_by_every_office(found: str) -> None:
    came = list(tried(trial(found=found), lambda number: number % 4 == 0))
    moved = {(state, trigger) for state, trigger, _, what in came if what == "moved"}

    assert moved == {
        (str(move.source), move.trigger)
        for move in REPORT.moves
        if not move.trigger.startswith("find") and str(move.source) in trial(found=found).ways
    }


def test_nothing_moves_a_superseded_version() -> None:
    assert not [move for move in REPORT.moves if move.source == "superseded"]


def test_only_the_clock_compares() -> None:
    moves = [move for move in REPORT.moves if move.trigger.startswith("find")]
    offices = {office for command in clock.COMMANDS for office in command.roles}

    assert {frozenset(offices)} == {move.by for move in moves}
    assert not any(command.by_people for command in clock.COMMANDS)
