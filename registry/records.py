"""What all procedures share: numbered checks, the next key, and who may take a step.

Knows no procedure and no table by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from sqlmodel import Session, func, select

from ledger.kernel.errors import Check, Refusal, codes
from ledger.kernel.machine import RoleNotAllowed
from registry.roles import Actor, Role


class ChoiceUnknown(Refusal):
    """An argument that is a choice names something that is not offered."""

    code = "procedure.choice_unknown"
    en = "{argument}: '{given}' is none of {choices}."
    zh = "{argument}：“{given}”不在可选项 {choices} 之中。"
    pass_en = "One of {choices}."
    pass_zh = "{choices} 之一。"
    rule = "Arguments of the command"
    words = codes(argument="field")


class CheckFailed(Refusal):
    """Base of the refusals that are numbered checks; each carries its own check, and the others."""

    number: ClassVar[int] = 0

    def __init__(self, *, checks: Iterable[Check] = (), **facts: Any) -> None:
        super().__init__(checks=checks, **facts)
        if not self.checks:
            self.checks = (Check(self.number, self.text("en"), self.text("zh")),)


def refuse(failed: Sequence[CheckFailed]) -> None:
    """Raise the first failed check with all of them attached; nothing failed, nothing happens."""
    if failed:
        failed[0].checks = tuple(check for one in failed for check in one.checks)
        raise failed[0]


def require_choice(argument: str, given: str, choices: Iterable[str]) -> None:
    """Refuse an argument that is none of its choices."""
    offered = sorted(choices)
    if given not in offered:
        raise ChoiceUnknown(argument=argument, given=given, choices=", ".join(offered))


def require_role(by: Actor, *, procedure: str, step: str, roles: Iterable[Role]) -> None:
    """Refuse a role that does not take this step, for steps that no state machine guards."""
    allowed = sorted(roles)
    if by.role not in allowed:
        raise RoleNotAllowed(
            machine=procedure, trigger=step, role=by.role, allowed=", ".join(allowed)
        )


def next_key(session: Session, column: Any) -> int:
    """One more than the highest key: gapless, so that a replay hands out the same numbers."""
    return (session.exec(select(func.max(column))).one() or 0) + 1
