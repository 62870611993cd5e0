"""Functions that all procedures share: numbered checks, the next key, the role check of a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from sqlmodel import Session, func, select

from ledger.kernel.errors import Check, Refusal, codes
from ledger.kernel.machine import RoleNotAllowed
from registry.roles import Actor, Role, held


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
    """Base of refusals that are numbered checks; the one raised carries all checks that failed."""

    number: ClassVar[int] = 0

    def __init__(self, *, checks: Iterable[Check] = (), **facts: Any) -> None:
        super().__init__(checks=checks, **facts)
        if not self.checks:
            self.checks = (Check(self.number, self.text("en"), self.text("zh")),)


def refuse(failed: Sequence[CheckFailed]) -> None:
    """Raise the first failed check with all of them attached; return if none failed."""
    if failed:
        failed[0].checks = tuple(check for one in failed for check in one.checks)
        raise failed[0]


def require_choice(argument: str, given: str, choices: Iterable[str]) -> None:
    """Raise ChoiceUnknown if an argument is not one of its choices."""
    offered = sorted(choices)
    if given not in offered:
        raise ChoiceUnknown(argument=argument, given=given, choices=", ".join(offered))


def require_role(by: Actor, *, procedure: str, step: str, roles: Collection[Role]) -> None:
    """Raise RoleNotAllowed if no office of the actor takes a step that has no state machine."""
    if not by.holds(roles):
        raise RoleNotAllowed(
            machine=procedure,
            trigger=step,
            role=held(by.role, by.further),
            allowed=", ".join(sorted(roles)),
        )


def next_key(session: Session, column: Any) -> int:
    """One more than the highest key: without gaps, so that a replay assigns the same numbers."""
    return (session.exec(select(func.max(column))).one() or 0) + 1
