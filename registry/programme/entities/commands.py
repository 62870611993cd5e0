"""Apply for designations, and decide on those for domestic projects.

What the committee of an agreement decides is in `motions.py`. Other procedures ask here whether an
entity may validate or verify: `require_designated`, `not_independent`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from ledger.accounts import Account
from ledger.books import Books
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts.commands import ground
from registry.programme.entities.errors import (
    AppliedAlready,
    CommitteeDecides,
    DesignationUnknown,
    NotDesignated,
    NotIndependent,
    ScopeUnknown,
)
from registry.programme.entities.machine import DESIGNATION
from registry.programme.entities.models import (
    ENDED,
    Designation,
    DesignationAct,
    DesignationState,
    Function,
)
from registry.programme.entities.queries import APPLY, state_of
from registry.programme.entities.scopes import scope as scope_of
from registry.programme.entities.scopes import scopes
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, next_key, refuse, require_choice
from registry.roles import CHINA, SIDE_OF, Actor, Role

STEPS = ("designate", "decline", "suspend", "resume", "revoke")
"""What the one who decides can do with a designation, each from its own states."""


class OneDesignation(Arguments):
    """A designation by its number."""

    designation: Number


class ApplyDomestic(Arguments):
    """The function and sectoral scope in which an entity wants to be designated for domestic
    projects, and its competence in a few words.
    """

    function: Text
    scope: Number
    reason: Text


class DecideDesignation(OneDesignation):
    """A designation by its number, the step taken with it, and why."""

    step: Text
    reason: Text


def enter(
    books: Books, *, seat: str, agreement: str, function: Function, scope: int, at: int
) -> None:
    """Designate an entity as the lesson begins; `agreement` "" for domestic projects."""
    assert scope_of(scope) is not None, f"there is no scope {scope}"
    row = file(books, seat=seat, agreement=agreement, function=function, scope=scope)
    _record(books.session, row, APPLY, seat=seat, at=at)
    move(books.session, row, "designate", offices=(), seat="", at=at)


def file(books: Books, *, seat: str, agreement: str, function: Function, scope: int) -> Designation:
    """File the application of an entity; its steps are recorded by who takes them."""
    session = books.session
    row = Designation(
        id=next_key(session, Designation.id),
        seat=seat,
        agreement=agreement,
        function=function,
        scope=scope,
        state=DESIGNATION.initial,
    )
    session.add(row)
    session.flush()
    return row


def not_applicable(
    session: Session, seat: str, *, agreement: str, function: str, scope: int
) -> list[CheckFailed]:
    """Why an entity cannot apply: no such scope, or the designation is its own already."""
    failed: list[CheckFailed] = []
    if scope_of(scope) is None:
        failed.append(ScopeUnknown(scope=scope, last=scopes()[-1].number))
    open_now = session.exec(
        select(Designation).where(
            Designation.seat == seat,
            Designation.agreement == agreement,
            Designation.function == function,
            Designation.scope == scope,
            col(Designation.state).not_in(ENDED),
        )
    ).first()
    if open_now is not None:
        state = str(open_now.state)
        failed.append(AppliedAlready(designation=open_now.id, seat=seat, state=state))
    return failed


def apply_domestic(
    books: Books, *, function: str, scope: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Apply for the designation for domestic projects, on which China's government decides."""
    session = books.session
    require_choice("function", function, Function)
    failed = not_applicable(session, by.seat, agreement="", function=function, scope=scope)
    refuse([*failed, *ground(reason)])
    row = file(books, seat=by.seat, agreement="", function=Function(function), scope=scope)
    _record(session, row, APPLY, seat=by.seat, reason=reason, at=at)
    return answer(row)


def decide(
    books: Books, *, designation: int, step: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Decide on a designation for domestic projects as China's government, with a reason."""
    session = books.session
    require_choice("step", step, STEPS)
    row = find(session, designation)
    DESIGNATION.after(row.state, step, offices=by.offices)
    if row.agreement:
        raise CommitteeDecides(designation=designation, agreement=row.agreement)
    participants.require_country(session, by=by, country=CHINA, step="entity.decide")
    refuse(ground(reason))
    move(session, row, step, offices=by.offices, seat=by.seat, reason=reason, at=at)
    return answer(row)


def find(session: Session, designation: int) -> Designation:
    """The designation with this number; refuses with DesignationUnknown."""
    found = session.get(Designation, designation)
    if found is None:
        raise DesignationUnknown(designation=designation)
    return found


def move(
    session: Session,
    row: Designation,
    trigger: str,
    *,
    offices: Collection[str],
    seat: str,
    motion: int | None = None,
    reason: str = "",
    at: int,
) -> None:
    """Move a designation and record the step; without `offices` the lesson's plan moves it."""
    allowed = offices or {office for one in DESIGNATION.moves for office in one.by or ()}
    row.state = DESIGNATION.after(row.state, trigger, offices=allowed)
    _record(session, row, trigger, seat=seat, motion=motion, reason=reason, at=at)


def record_application(
    session: Session, row: Designation, *, motion: int, reason: str, by: Actor, at: int
) -> None:
    """Record an application on which a committee decides."""
    _record(session, row, APPLY, seat=by.seat, motion=motion, reason=reason, at=at)


def answer(row: Designation) -> dict[str, Any]:
    """What a step answers: the designation, its state and what it is for."""
    return {
        "designation": row.id, "state": str(row.state), "agreement": row.agreement,
        "function": str(row.function), "scope": row.scope,
    }  # fmt: skip


def not_designated(
    session: Session, seat: str, *, function: Function, scope: int, agreement: str, at: int | None
) -> list[CheckFailed]:
    """Why an entity may not validate or verify in a scope under an agreement; [] if it may.

    `agreement` "" for domestic projects; `at` None: now.
    """
    participants.find(session, seat)
    state = state_of(session, seat, function=function, scope=scope, agreement=agreement, at=at)
    if state is DesignationState.DESIGNATED:
        return []
    return [
        NotDesignated(
            seat=seat, function=str(function), scope=scope, agreement=agreement or CHINA,
            state="none" if state is None else str(state),
        )
    ]  # fmt: skip


def require_designated(
    session: Session,
    seat: str,
    *,
    function: Function,
    scope: int,
    agreement: str,
    at: int | None = None,
) -> None:
    """Refuse an entity that is not designated for this (check 5020); see `not_designated`."""
    refuse(
        not_designated(session, seat, function=function, scope=scope, agreement=agreement, at=at)
    )


def not_independent(
    session: Session, seat: str, *, participants: Collection[str]
) -> list[CheckFailed]:
    """Why an entity cannot judge a project of these participants (check 5023); [] if it can.

    It takes no part in the project, and has no account in any registry: it holds and trades no
    units (check 2008).
    """
    if seat in participants:
        return [NotIndependent(seat=seat, why="participant")]
    held = session.exec(
        select(Account.id).where(Account.owner == seat, Account.registry_code != "")
    ).first()
    return [] if held is None else [NotIndependent(seat=seat, why="account")]


def _record(
    session: Session,
    row: Designation,
    trigger: str,
    *,
    seat: str,
    motion: int | None = None,
    reason: str = "",
    at: int,
) -> None:
    session.add(
        DesignationAct(
            id=next_key(session, DesignationAct.id),
            designation=row.id,
            trigger=trigger,
            motion=motion,
            seat=seat,
            reason=reason.strip(),
            at=at,
        )
    )
    session.flush()


COMMANDS = (
    Command(
        name="entity.apply_domestic", en="Apply for domestic projects", zh="申请国内项目机构资质",
        done=("Applied for", "已提交资质申请"), not_done=("Not applied for", "未提交资质申请"),
        arguments=ApplyDomestic, roles=frozenset({Role.THIRD_PARTY_ENTITY}),
        run=on_books(apply_domestic),
    ),
    Command(
        name="entity.decide", en="Decide on a designation", zh="审批审定与核查机构",
        done=("Decision recorded", "审批决定已记录"), not_done=("Not decided", "未作出审批决定"),
        arguments=DecideDesignation, roles=frozenset(SIDE_OF), run=on_books(decide),
    ),
)  # fmt: skip
