"""A procedure's machine tried at its commands: each trigger, from each state, by each office.

A subject is brought to every one of its states once; each attempt is made on a copy, or where it
is refused on the same programme, which a refusal must leave as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from ledger.kernel.errors import Refusal
from ledger.kernel.machine import Machine, MoveNotAllowed, RoleNotAllowed
from registry.roles import Actor
from tests.support.programme import Programme

Step = Callable[[Programme, Actor], dict[str, Any]]
"""Gives the command of a trigger as this actor."""


@dataclass(frozen=True)
class Trial:
    """A machine and how its subject is brought to each state, moved, and read.

    `offices` are those that an actor holds before the subject; `instead` are states in which the
    commands may leave the subject besides the machine's target: another move followed at once.
    `sooner` are checks that a command makes before it asks the machine.
    """

    machine: Machine[Any]
    ways: dict[str, tuple[Callable[[Programme], object], ...]]
    steps: dict[str, Step]
    actors: tuple[Actor, ...]
    read: Callable[[Programme], str]
    offices: Callable[[Programme, Actor], Collection[str]] = lambda programme, by: by.offices
    instead: dict[str, frozenset[str]] = field(default_factory=dict)
    begin: Callable[[Programme], object] = lambda programme: None
    sooner: frozenset[int] = frozenset()

    def attempts(self) -> list[tuple[str, str, Actor]]:
        """Every state, trigger and actor."""
        return [(s, t, by) for s in self.ways for t in self.steps for by in self.actors]

    def begun(self) -> Programme:
        """A programme with the subject as it begins."""
        programme = Programme()
        self.begin(programme)
        return programme

    def in_state(self, state: str, begun: Programme) -> Programme:
        """A programme whose subject is in a state."""
        programme = begun.copy()
        for step in self.ways[state]:
            step(programme)
        assert state == self.read(programme), f"{self.machine.name}: {self.read(programme)}"
        return programme

    def expected(self, state: str, trigger: str, offices: Collection[str]) -> str | None:
        """The state that the machine's table says; None where it refuses."""
        source = next(one for one in self.machine.states if one == state)
        try:
            return str(self.machine.after(source, trigger, offices=offices))
        except (MoveNotAllowed, RoleNotAllowed):
            return None


def tried(
    trial: Trial, chosen: Callable[[int], bool], *, each_once: bool = False
) -> Iterator[tuple[str, str, str, str]]:
    """State, trigger, seat and what came of every attempt that the machine allows, and of those
    chosen among the others: `moved`, or the code of the refusal. Asserts what must hold of each.

    `each_once`: a move that was made by one actor is not made by another.
    """
    standing: dict[str, Programme] = {}
    made: set[tuple[str, str]] = set()
    held: dict[tuple[str, str], Collection[str]] = {}
    begun = trial.begun()
    for number, (state, trigger, by) in enumerate(trial.attempts()):
        if state not in standing:
            standing[state] = trial.in_state(state, begun)
        programme = standing[state]
        if (state, by.seat) not in held:
            held[state, by.seat] = trial.offices(programme, by)
        target = trial.expected(state, trigger, held[state, by.seat])
        if (target is None and not chosen(number)) or (each_once and (state, trigger) in made):
            continue
        if target is not None:
            programme = programme.copy()
        came = _attempt(trial, programme, trigger, by, target)
        if came == "moved":
            made.add((state, trigger))
        yield state, trigger, by.seat, came
        if target is not None:
            programme.close()
    for programme in (begun, *standing.values()):
        programme.close()


def _attempt(
    trial: Trial, programme: Programme, trigger: str, by: Actor, target: str | None
) -> str:
    """One attempt: it moves to the target, or is refused and changes nothing."""
    before, state = programme.state(), trial.read(programme)
    told = f"{trial.machine.name}: {trigger} by {by.seat} from {state}"
    try:
        trial.steps[trigger](programme, by)
    except Refusal as refusal:
        assert before == programme.state(), f"{told}: {refusal.code} changed something"
        numbers = {check.number for check in refusal.checks}
        if target is None:
            own = isinstance(refusal, MoveNotAllowed | RoleNotAllowed)
            assert own or numbers & ({5001, 5002} | trial.sooner), (
                f"{told}: refused with {refusal.code} {numbers}"
            )
        return refusal.code
    assert target is not None, f"{told} was accepted"
    after = trial.read(programme)
    allowed = {target} | trial.instead.get(trigger, frozenset())
    assert after in allowed, f"{told}: now '{after}', by the table '{target}'"
    return "moved"
