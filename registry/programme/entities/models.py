"""Designations of third-party entities, and the acts that moved them."""

from __future__ import annotations

from enum import StrEnum

from ledger.db import Table, enum_column, key, whole


class Function(StrEnum):
    """What an entity does: it validates a project's design, or verifies its reductions."""

    VALIDATION = "validation"
    VERIFICATION = "verification"


class DesignationState(StrEnum):
    """State of a designation, from the entity's application to its end."""

    APPLIED = "applied"
    DESIGNATED = "designated"
    SUSPENDED = "suspended"
    DECLINED = "declined"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


ENDED = (DesignationState.DECLINED, DesignationState.REVOKED, DesignationState.WITHDRAWN)
"""The final states; who wants the designation again applies again."""


class Designation(Table, table=True):
    """An entity's designation for one function in one sectoral scope; each is decided apart.

    `agreement` is the one whose committee decides; "" for domestic projects, for which China's
    government approves entities. `seat` is the entity's.
    """

    __changes__ = ("state",)
    __final__ = "OLD.state IN ('declined', 'revoked', 'withdrawn')"
    id: int = key()
    seat: str
    agreement: str
    function: Function = enum_column(Function)
    scope: int = whole()
    state: DesignationState = enum_column(DesignationState)


class DesignationAct(Table, table=True):
    """A step that moved a designation; never changed.

    `motion` is the committee's that decided it, None without one; `seat` who took the step (of a
    motion, who published it), "" for the lesson's plan.
    """

    __tablename__ = "designation_act"
    __append_only__ = True
    id: int = key()
    designation: int = whole(index=True)
    trigger: str
    motion: int | None = whole(optional=True)
    seat: str
    reason: str
    at: int = whole()
