"""State machines as tables of moves, and the one class that reads them."""

from __future__ import annotations

import keyword
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ledger.kernel.errors import Refusal, codes

S = TypeVar("S", bound=StrEnum)


class MoveNotAllowed(Refusal):
    """The record is in a state from which this step does not exist."""

    code = "machine.move_not_allowed"
    en = "{machine}: '{trigger}' is not possible while the state is '{state}'."
    zh = "{machine}：状态为“{state}”时不能“{trigger}”。"
    pass_en = "Possible now: {possible}."
    pass_zh = "现在可以：{possible}。"
    rule = "State machine of the procedure (check 5001)"
    words = codes(machine="procedure", trigger="trigger", state="state", possible="trigger")


class RoleNotAllowed(Refusal):
    """The step exists, but another role takes it."""

    code = "machine.role_not_allowed"
    en = "{machine}: '{trigger}' is for the role {allowed}, not for {role}."
    zh = "{machine}：“{trigger}”由{allowed}执行，不由{role}执行。"
    pass_en = "The same step taken by {allowed}."
    pass_zh = "由{allowed}执行同一步骤。"
    rule = "State machine of the procedure (check 5002)"
    words = codes(machine="procedure", trigger="trigger", allowed="role", role="role")
    status = 403


@dataclass(frozen=True)
class Move(Generic[S]):
    """One row: trigger (a verb), source and target state, and the roles that may take the step.

    `by` None: the command itself checks who may take it.
    """

    trigger: str
    source: S
    target: S
    by: frozenset[str] | None


class Machine(Generic[S]):
    """A table of moves: which steps exist in a state and for which roles.

    Further conditions of a step are refusals of its command.
    """

    def __init__(self, name: str, *, initial: S, moves: tuple[Move[S], ...]) -> None:
        self.name, self.initial, self.moves = name, initial, moves
        self.states: tuple[S, ...] = tuple(type(initial))
        self._table = {(m.source, m.trigger): m for m in moves}
        assert len(self._table) == len(moves), f"{name}: a move is declared twice"
        assert all(m.trigger.isidentifier() and not keyword.iskeyword(m.trigger) for m in moves)
        reached = {initial} | {m.target for m in moves}
        assert reached == set(self.states), f"{name}: unreachable {set(self.states) - reached}"

    def after(self, state: S, trigger: str, *, offices: Collection[str]) -> S:
        """The state after `trigger`; raises MoveNotAllowed, or RoleNotAllowed if none of
        the actor's `offices` takes this step.
        """
        move = self._table.get((state, trigger))
        if move is None:
            possible = ", ".join(m.trigger for m in self.moves if m.source == state) or "-"
            raise MoveNotAllowed(
                machine=self.name, trigger=trigger, state=str(state), possible=possible
            )
        if move.by is not None and move.by.isdisjoint(offices):
            raise RoleNotAllowed(
                machine=self.name,
                trigger=trigger,
                role=", ".join(sorted(offices)),
                allowed=", ".join(sorted(move.by)),
            )
        return move.target

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for m in self.moves:
            roles = "" if m.by is None else f" ({', '.join(sorted(m.by))})"
            lines.append(f"    {m.source} --> {m.target}: {m.trigger}{roles}")
        return "\n".join(lines)
