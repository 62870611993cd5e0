"""Motions about designations: an application, and suspension, resumption or revocation.

Programme rules, M5: the joint committee decides on each scope and function apart. The entity
withdraws a designation itself, which ends what the committee was asked about it.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from ledger.books import Books
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.agreements import commands as agreements
from registry.programme.committee import commands as committee
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.entities import commands as designations
from registry.programme.entities.commands import OneDesignation
from registry.programme.entities.errors import GovernmentDecides
from registry.programme.entities.machine import DESIGNATION, JOINT_COMMITTEE
from registry.programme.entities.models import Designation, DesignationState, Function
from registry.programme.entities.queries import (
    DESIGNATING,
    RECONSIDERING,
    DesignationView,
    applied_by,
)
from registry.programme.entities.queries import designations as all_designations
from registry.programme.entities.scopes import scope as scope_of
from registry.programme.participants.errors import NotYours
from registry.records import require_choice
from registry.roles import Actor, Role

STEPS = ("suspend", "resume", "revoke")
"""What a motion can ask for, of a designation that the committee has given."""


class Apply(Arguments):
    """The agreement, function and sectoral scope in which an entity wants to be designated, and its
    competence in a few words.
    """

    agreement: Text
    function: Text
    scope: Number
    reason: Text


class AskReconsideration(OneDesignation):
    """A designation by its number, what is to become of it, and why."""

    step: Text
    reason: Text


class Withdraw(OneDesignation):
    """A designation of one's own by its number."""


def apply(
    books: Books, *, agreement: str, function: str, scope: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Apply for a designation under an agreement, on which its committee decides."""
    session = books.session
    require_choice("function", function, Function)
    failed = agreements.not_in_force(session, agreement, at=at)
    failed += designations.not_applicable(
        session, by.seat, agreement=agreement, function=function, scope=scope
    )
    asked = motions.ask(
        books, APPLICATION, agreement=agreement, about=_about(by.seat, function, scope),
        terms={}, reason=reason, failed=failed, by=by, at=at,
    )  # fmt: skip
    row = designations.file(
        books, seat=by.seat, agreement=agreement, function=Function(function), scope=scope
    )
    designations.record_application(
        session, row, motion=asked["motion"], by=by, reason=reason, at=at
    )
    return designations.answer(row) | asked


def ask_reconsideration(
    books: Books, *, designation: int, step: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to suspend, resume or revoke a designation."""
    session = books.session
    require_choice("step", step, STEPS)
    row = designations.find(session, designation)
    DESIGNATION.after(row.state, step, offices={JOINT_COMMITTEE})
    if not row.agreement:
        raise GovernmentDecides(designation=designation)
    motions.require_bringer(session, row.agreement, by=by, step="entity.ask_reconsideration")
    asked = motions.ask(
        books, RECONSIDERATION, agreement=row.agreement,
        about=_about(row.seat, row.function, row.scope),
        terms={"designation": str(row.id), "step": step}, reason=reason, by=by, at=at,
    )  # fmt: skip
    return asked | {"designation": row.id}


def withdraw(books: Books, *, designation: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw from a designation, or take back the application for it; its open motions end."""
    session = books.session
    row = designations.find(session, designation)
    DESIGNATION.after(row.state, "withdraw", offices=by.offices)
    if row.seat != by.seat:
        raise NotYours(subject=f"designation {designation}", owner=row.seat, seat=by.seat)
    designations.move(session, row, "withdraw", offices=by.offices, seat=by.seat, at=at)
    cancelled = []
    for kind in (APPLICATION, RECONSIDERATION):
        asked = motions.open_motion(
            session, kind.code, about=_about(row.seat, row.function, row.scope),
            agreement=row.agreement,
        )  # fmt: skip
        if asked is not None:
            committee.cancel(books, committee.find(session, asked.item), by=by, at=at)
            cancelled.append(asked.item)
    return designations.answer(row) | {"cancelled": cancelled}


def to_reconsider(session: Session, by: Actor) -> list[DesignationView]:
    """The designations that a seat may ask a committee to suspend, resume or revoke."""
    under = {one.code for one in motions.before_whom(session, by)}
    states = {DesignationState.DESIGNATED, DesignationState.SUSPENDED}
    return [
        one
        for one in all_designations(session)
        if one.agreement in under
        and one.state in states
        and motions.open_motion(
            session, RECONSIDERING, about=_about(one.seat, one.function, one.scope),
            agreement=one.agreement,
        )
        is None
    ]  # fmt: skip


def _about(seat: str, function: str, scope: int) -> str:
    """What a motion about a designation is about: one entity has one at most that has not ended."""
    return f"{seat} {function} {scope}"


def _of(session: Session, motion: CommitteeMotion) -> Designation:
    """The designation of a motion: an application is its first act, another motion names it."""
    named = motions.terms_of(motion.terms).get("designation")
    number = applied_by(session, motion.id) if named is None else int(named)
    return designations.find(session, number)


def _moving(step: str) -> motions.Effect:
    """The effect that moves the designation of a motion by this step, "" by that of its terms."""

    def effect(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
        row = _of(books.session, motion)
        trigger = step or motions.terms_of(motion.terms)["step"]
        designations.move(
            books.session, row, trigger, offices={JOINT_COMMITTEE}, seat=by.seat,
            motion=motion.id, reason=motion.reason, at=at,
        )  # fmt: skip
        return {"designation": row.id, "becomes": str(row.state)}

    return effect


def _decline(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """An application that was dropped is declined; one that was taken back has ended before."""
    if _of(books.session, motion).state is not DesignationState.APPLIED:
        return {}
    return _moving("decline")(books, motion, by, at)


_FUNCTIONS = {
    Function.VALIDATION: ("validation", "审定"),
    Function.VERIFICATION: ("verification", "核查"),
}
_STEPS = {
    "suspend": ("suspend", "暂停"),
    "resume": ("resume", "恢复"),
    "revoke": ("revoke", "撤销"),
}


def _name(session: Session, motion: CommitteeMotion) -> Bilingual:
    row = _of(session, motion)
    scope = scope_of(row.scope)
    assert scope is not None, f"no scope {row.scope}"
    en, zh = _FUNCTIONS[row.function]
    return Bilingual(
        f"{row.seat}, {en}, scope {row.scope} ({scope.en})",
        f"{row.seat}，{zh}，专业领域 {row.scope}（{scope.zh}）",
    )


def _name_with_step(session: Session, motion: CommitteeMotion) -> Bilingual:
    en, zh = _STEPS[motions.terms_of(motion.terms)["step"]]
    named = _name(session, motion)
    return Bilingual(f"{named.en}: {en}", f"{named.zh}：{zh}")


def _parties(session: Session, number: int) -> frozenset[str]:
    """The entity that the motion is about."""
    motion = session.get(CommitteeMotion, number)
    return frozenset() if motion is None else frozenset({_of(session, motion).seat})


APPLICATION = motions.motion_kind(
    DESIGNATING,
    title=Bilingual("designation", "机构指定"),
    matter=Bilingual("designate a third-party entity", "指定审定与核查机构"),
    headline=Bilingual("designate {name}", "指定 {name}"),
    consent=Bilingual("Consent to the designation", "同意指定"),
    name=_name,
    circulated_by="entity.apply",
    parties=_parties,
    effect=_moving("designate"),
    dropped=_decline,
)
RECONSIDERATION = motions.motion_kind(
    RECONSIDERING,
    title=Bilingual("designation reconsidered", "机构指定变更"),
    matter=Bilingual("reconsider a designation", "变更机构指定"),
    headline=Bilingual("designation of {name}", "机构指定变更：{name}"),
    consent=Bilingual("Consent to the step", "同意变更"),
    name=_name_with_step,
    circulated_by="entity.ask_reconsideration",
    parties=_parties,
    effect=_moving(""),
)

COMMANDS = (
    Command(
        name="entity.apply", en="Apply for a designation", zh="申请机构指定",
        done=("Designation applied for", "已申请指定"),
        not_done=("Designation not applied for", "未申请指定"),
        arguments=Apply, roles=frozenset({Role.THIRD_PARTY_ENTITY}), run=on_books(apply),
    ),
    Command(
        name="entity.ask_reconsideration", en="Ask to reconsider a designation",
        zh="提请变更机构指定",
        done=("Reconsideration asked for", "已提请变更指定"),
        not_done=("Reconsideration not asked for", "未提请变更指定"),
        arguments=AskReconsideration, roles=motions.BRINGERS, run=on_books(ask_reconsideration),
    ),
    Command(
        name="entity.withdraw", en="Withdraw from a designation", zh="退出机构指定",
        done=("Withdrawn from the designation", "已退出指定"),
        not_done=("Not withdrawn", "未退出指定"),
        arguments=Withdraw, roles=frozenset({Role.THIRD_PARTY_ENTITY}), run=on_books(withdraw),
    ),
)  # fmt: skip
