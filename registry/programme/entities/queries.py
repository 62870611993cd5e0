"""Queries of designations: who may validate or verify what, under which agreement, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.agreements import queries as agreements
from registry.programme.entities.machine import DESIGNATION
from registry.programme.entities.models import (
    Designation,
    DesignationAct,
    DesignationState,
    Function,
)
from registry.programme.participants.models import Participant
from registry.programme.participants.queries import participant
from registry.roles import CHINA, SIDE_OF, Actor, Role, offices_of

APPLY = "apply"
"""The first step of every designation: the application, or that of the plan."""

DESIGNATING, RECONSIDERING = "designation", "designation_change"
"""Kinds of motions about designations."""


@dataclass(frozen=True)
class DesignationStep:
    """A step that moved a designation; `motion` is the committee's, None without one."""

    trigger: str
    motion: int | None
    seat: str
    reason: str
    at: int


@dataclass(frozen=True)
class DesignationView:
    """An entity's designation for one function in one sectoral scope; `agreement` "" for domestic
    projects. `acts` are its steps, oldest first.
    """

    designation: int
    seat: str
    agreement: str
    function: str
    scope: int
    state: str
    acts: tuple[DesignationStep, ...]

    @property
    def since(self) -> int:
        """The lesson time (ms) of its last step."""
        return self.acts[-1].at


def designations(session: Session, *, seat: str = "") -> list[DesignationView]:
    """Every designation in the order of application; `seat`: those of one entity."""
    asked = select(Designation)
    if seat:
        asked = asked.where(Designation.seat == seat)
    rows = session.exec(asked.order_by(col(Designation.id))).all()
    acts: dict[int, list[DesignationStep]] = {row.id: [] for row in rows}
    for act in session.exec(select(DesignationAct).order_by(col(DesignationAct.id))):
        if act.designation in acts:
            seen = DesignationStep(act.trigger, act.motion, act.seat, act.reason, act.at)
            acts[act.designation].append(seen)
    return [_view(row, acts[row.id]) for row in rows]


def designation(session: Session, number: int) -> DesignationView | None:
    """One designation, or None."""
    row = session.get(Designation, number)
    if row is None:
        return None
    acts = session.exec(
        select(DesignationAct)
        .where(DesignationAct.designation == number)
        .order_by(col(DesignationAct.id))
    )
    return _view(row, [DesignationStep(a.trigger, a.motion, a.seat, a.reason, a.at) for a in acts])


def applied_by(session: Session, motion: int) -> int:
    """The number of the designation for which an entity applied by a motion."""
    return session.exec(
        select(DesignationAct.designation).where(
            DesignationAct.motion == motion, DesignationAct.trigger == APPLY
        )
    ).one()


def designated(
    session: Session,
    *,
    function: Function,
    scope: int,
    agreement: str,
    at: int | None = None,
) -> list[str]:
    """The seats of the entities designated for a function and scope under an agreement, sorted.

    `agreement` "" for domestic projects. `at`: as it was at that lesson time; None: now.
    """
    found = session.exec(
        select(Designation).where(
            Designation.function == function,
            Designation.scope == scope,
            Designation.agreement == agreement,
        )
    ).all()
    return sorted(
        {one.seat for one in found if state_at(session, one, at) is DesignationState.DESIGNATED}
    )


def state_of(
    session: Session, seat: str, *, function: Function, scope: int, agreement: str, at: int | None
) -> DesignationState | None:
    """The state of an entity's newest designation of this sort; None: it has applied for none."""
    found = session.exec(
        select(Designation)
        .where(
            Designation.seat == seat,
            Designation.function == function,
            Designation.scope == scope,
            Designation.agreement == agreement,
        )
        .order_by(col(Designation.id).desc())
    )
    states = (state_at(session, one, at) for one in found)
    return next((state for state in states if state is not None), None)


def state_at(session: Session, found: Designation, at: int | None) -> DesignationState | None:
    """The state of a designation at a lesson time, None before its application; `at` None: now."""
    if at is None:
        return found.state
    acts = session.exec(
        select(DesignationAct)
        .where(DesignationAct.designation == found.id, DesignationAct.at <= at)
        .order_by(col(DesignationAct.id))
    )
    return state_after(act.trigger for act in acts)


def state_after(triggers: Iterable[str]) -> DesignationState | None:
    """The state to which these steps lead, the application first; None: they lead to none."""
    state: DesignationState | None = None
    table = {(move.source, move.trigger): move.target for move in DESIGNATION.moves}
    for trigger in triggers:
        if state is None:
            state = DESIGNATION.initial if trigger == APPLY else None
        else:
            state = table.get((state, trigger))
        if state is None:
            return None
    return state


def entities(session: Session) -> list[str]:
    """The seats of all third-party entities, sorted."""
    found = session.exec(select(Participant))
    return sorted(
        one.seat for one in found if Role.THIRD_PARTY_ENTITY in {one.role, *offices_of(one.offices)}
    )


def decides(session: Session, by: Actor) -> bool:
    """Whether a seat decides on designations for domestic projects: China's government."""
    own = participant(session, by.seat)
    return own is not None and by.holds(SIDE_OF) and own.country in ("", CHINA)


def applicable(session: Session, seat: str) -> list[tuple[str, Function, int]]:
    """Agreement, function and scope in which an entity is designated for one function of two and
    has no designation, and no open application, for the other; "" for domestic projects.
    """
    own = designations(session, seat=seat)
    held = {(one.agreement, one.function, one.scope) for one in own}
    active = {one.code for one in agreements.agreements(session) if one.active} | {""}
    missing = {
        (one.agreement, function, one.scope)
        for one in own
        for function in Function
        if one.state == DesignationState.DESIGNATED
        and one.agreement in active
        and (one.agreement, function.value, one.scope) not in held
    }
    return sorted(missing)


def _view(row: Designation, acts: Sequence[DesignationStep]) -> DesignationView:
    return DesignationView(
        designation=row.id,
        seat=row.seat,
        agreement=row.agreement,
        function=str(row.function),
        scope=row.scope,
        state=str(row.state),
        acts=tuple(acts),
    )
