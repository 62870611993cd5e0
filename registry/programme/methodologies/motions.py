"""Motions about methodologies: a proposal, its suspension and end, and a baseline.

Programme rules, M4. The motion on a proposal is brought by the clock, in the name of who proposed
it, when the time for public inputs is over; without a decision the proposal stays where it is.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.kernel.numerals import decimal_number
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import METHODOLOGY_CONSIDERATION
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as terms
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.entities.machine import JOINT_COMMITTEE
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies.commands import OneVersion, WithReason
from registry.programme.methodologies.desk import enter_step, not_to_tighten
from registry.programme.methodologies.errors import DecidedElsewhere, ProposalWrong
from registry.programme.methodologies.machine import METHODOLOGY, PROPOSERS
from registry.programme.methodologies.models import (
    MethodologyAct,
    MethodologyState,
    MethodologyVersion,
    Storage,
)
from registry.programme.methodologies.queries import (
    CHANGING,
    DECIDING,
    SUBMIT,
    TIGHTENING,
    MethodologyVersionView,
    methodology,
    played,
    versions,
)
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.records import CheckFailed, refuse, require_choice
from registry.roles import Actor, Role, offices_of

STEPS = ("suspend", "resume", "revoke")
"""What a motion can ask for, of a version that the committee has approved."""

_NEXT = (
    "SELECT ends_at, state, id FROM methodology_version WHERE ends_at IS NOT NULL AND NOT overdue"
    " ORDER BY ends_at, id LIMIT 1"
)


class AskChange(WithReason):
    """A version of a methodology by its number, what is to become of it, and why."""

    step: Text


class Revise(OneVersion):
    """A version whose item is a draft, the revisions in words, and new figures where they change:
    the longest crediting period in years, the buffer in percent (exact text).
    """

    revisions: Text
    crediting_years: Number | None = None
    buffer_percent: Text | None = None


class AskTightening(Arguments):
    """A methodology under an agreement, the percentage by which its factor falls (exact text), for
    periods that begin on the first day (ISO) or later, and why.
    """

    agreement: Text
    code: Text
    percent: Text
    first_day: Text
    reason: Text


def consider(books: Books, *, methodology: int, by: Actor, at: int) -> dict[str, Any]:
    """The time for public inputs is over: the consideration begins, before the committee of the
    agreement or, for domestic projects, by China's government.
    """
    session = books.session
    row = methodologies.find(session, methodology)
    ends = controls.end_of(session, METHODOLOGY_CONSIDERATION, since=at)
    methodologies.move(session, row, "consider", offices=by.offices, seat="", at=at)
    row.ends_at = ends
    session.flush()
    if not row.agreement:
        return methodologies.answer(row)
    proposer = participants.find(session, row.proposed_by)
    actor = Actor(row.proposed_by, proposer.role, by.origin, offices_of(proposer.offices))
    submitted = session.exec(
        select(MethodologyAct.reason).where(
            MethodologyAct.methodology == row.id, MethodologyAct.trigger == SUBMIT
        )
    ).one()
    asked = motions.ask(
        books, DECISION, agreement=row.agreement, about=f"{row.code} {row.version}",
        terms=_terms(row), reason=submitted, by=actor, at=at,
    )  # fmt: skip
    row.motion = asked["motion"]
    session.flush()
    return methodologies.answer(row) | asked | {"brought_by": actor.seat}


def state_revisions(
    books: Books,
    *,
    methodology: int,
    revisions: str,
    crediting_years: int | None = None,
    buffer_percent: str | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """State the revisions with which a proposal can be approved, while its item is a draft."""
    session = books.session
    row = methodologies.find(session, methodology)
    METHODOLOGY.after(row.state, "approve_revised", offices={JOINT_COMMITTEE})
    if row.motion is None:
        raise DecidedElsewhere(methodology=methodology, desk="government")
    if row.proposed_by != by.seat:
        raise NotYours(subject=f"methodology {methodology}", owner=row.proposed_by, seat=by.seat)
    refuse(_wrong_figures(row, crediting_years, buffer_percent) + ground(revisions))
    motion = session.get(CommitteeMotion, row.motion)
    assert motion is not None, f"no motion {row.motion}"
    motions.restate(books, item=motion.item, reason=revisions, by=by, at=at)
    row.revisions = revisions.strip()
    row.crediting_years = crediting_years or row.crediting_years
    row.buffer_percent = buffer_percent or row.buffer_percent
    session.flush()
    return methodologies.answer(row) | {"item": motion.item}


def ask_change(
    books: Books, *, methodology: int, step: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to suspend, resume or revoke a version."""
    session = books.session
    require_choice("step", step, STEPS)
    row = methodologies.find(session, methodology)
    METHODOLOGY.after(row.state, step, offices={JOINT_COMMITTEE})
    if not row.agreement:
        raise DecidedElsewhere(methodology=methodology, desk="government")
    motions.require_bringer(session, row.agreement, by=by, step="methodology.ask_change")
    asked = motions.ask(
        books, CHANGE, agreement=row.agreement, about=f"{row.code} {row.version}",
        terms={"methodology": str(row.id), "step": step}, reason=reason, by=by, at=at,
    )  # fmt: skip
    return asked | {"methodology": row.id}


def ask_tightening(
    books: Books,
    *,
    agreement: str,
    code: str,
    percent: str,
    first_day: str,
    reason: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Ask the committee to tighten a methodology's baseline under its agreement."""
    session = books.session
    methodologies.require_played(session)
    failed = agreements.not_in_force(session, agreement, at=at)
    motions.require_bringer(session, agreement, by=by, step="methodology.ask_tightening")
    failed += not_to_tighten(
        session, code, agreement=agreement, percent=percent, first_day=first_day, at=at
    )
    return motions.ask(
        books, BASELINE, agreement=agreement, about=code,
        terms={"first_day": first_day, "percent": percent}, reason=reason, failed=failed,
        by=by, at=at,
    )  # fmt: skip


def methodologies_due(books: Books) -> Source:
    """The source of the ends of proposals' steps, the earliest first."""

    def source() -> Due | None:
        for ends, state, number in books.store.fetch(_NEXT):
            heard = state == MethodologyState.PUBLIC_INPUT
            name = "methodology.consider" if heard else "methodology.flag_overdue"
            return Due(ends, name, {"methodology": number})
        return None

    return source


def to_change(session: Session, by: Actor) -> list[MethodologyVersionView]:
    """The versions that a seat may ask a committee to suspend, resume or revoke."""
    under = {one.code for one in motions.before_whom(session, by)}
    return [
        one
        for one in versions(session)
        if one.agreement in under
        and any(move.trigger in STEPS for move in METHODOLOGY.moves if move.source == one.state)
    ]


def to_tighten(session: Session, by: Actor, at: int) -> list[MethodologyVersionView]:
    """The valid versions whose baseline a seat may ask a committee to tighten."""
    if not played(session):
        return []
    under = {one.code for one in motions.before_whom(session, by) if one.active}
    return [one for one in versions(session) if one.agreement in under and one.valid(at)]


def proposable(session: Session, by: Actor) -> list[AgreementView]:
    """The active agreements under which a seat may propose a methodology."""
    if not by.holds(PROPOSERS) or not played(session):
        return []
    return [one for one in terms.agreements(session) if one.active]


def _terms(row: MethodologyVersion) -> dict[str, str]:
    stored = {} if row.storage is Storage.NONE else {"buffer_percent": row.buffer_percent}
    return {
        "methodology": str(row.id), "scope": str(row.scope),
        "crediting_years": str(row.crediting_years), **stored,
    }  # fmt: skip


def _wrong_figures(
    row: MethodologyVersion, crediting_years: int | None, buffer_percent: str | None
) -> list[CheckFailed]:
    failed: list[CheckFailed] = []
    if crediting_years is not None and not 1 <= crediting_years <= methodologies.YEARS_MOST:
        failed.append(ProposalWrong(field="crediting_years", given=str(crediting_years)))
    if buffer_percent is not None:
        share = decimal_number(buffer_percent)
        if share is None or not 0 <= share <= 100 or row.storage is Storage.NONE:
            failed.append(ProposalWrong(field="buffer_percent", given=buffer_percent[:40]))
    return failed


def _of(session: Session, motion: CommitteeMotion) -> MethodologyVersion:
    return methodologies.find(session, int(motions.terms_of(motion.terms)["methodology"]))


def _decided(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    row = _of(books.session, motion)
    return _moved(books, row, "approve_revised" if row.revisions else "approve", motion, by, at)


def _declined(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    return _moved(books, _of(books.session, motion), "decline", motion, by, at)


def _changed(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Take the step that was decided, unless the version has moved on meanwhile."""
    row, step = _of(books.session, motion), motions.terms_of(motion.terms)["step"]
    possible = {move.trigger for move in METHODOLOGY.moves if move.source == row.state}
    if step not in possible:
        return {"methodology": row.id, "becomes": str(row.state)}
    return _moved(books, row, step, motion, by, at)


def _moved(
    books: Books, row: MethodologyVersion, step: str, motion: CommitteeMotion, by: Actor, at: int
) -> dict[str, Any]:
    methodologies.move(
        books.session, row, step, offices={JOINT_COMMITTEE}, seat=by.seat, motion=motion.id,
        reason=motion.reason, at=at,
    )  # fmt: skip
    return {"methodology": row.id, "becomes": str(row.state)}


def _tightened(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Enter the tightening; it reaches no period that began before its publication."""
    asked = motions.terms_of(motion.terms)
    first_day = max(asked["first_day"], day_of(at).isoformat())
    enter_step(
        books, agreement=motion.agreement, code=motion.about, percent=asked["percent"],
        first_day=first_day, seat=by.seat, motion=motion.id, reason=motion.reason, at=at,
    )  # fmt: skip
    return {"first_day": first_day}


_WORDS = {
    "suspend": ("suspend", "暂停"),
    "resume": ("resume", "恢复"),
    "revoke": ("revoke", "撤销"),
}


def _name(session: Session, motion: CommitteeMotion) -> Bilingual:
    row = _of(session, motion)
    return Bilingual(
        f"{row.code}, version {row.version} ({row.name_en})",
        f"{row.code} 第 {row.version} 版（{row.name_zh}）",
    )


def _name_with_step(session: Session, motion: CommitteeMotion) -> Bilingual:
    en, zh = _WORDS[motions.terms_of(motion.terms)["step"]]
    named = _name(session, motion)
    return Bilingual(f"{named.en}: {en}", f"{named.zh}：{zh}")


def _name_of_baseline(session: Session, motion: CommitteeMotion) -> Bilingual:
    asked, known = motions.terms_of(motion.terms), methodology(session, motion.about)
    en, zh = (motion.about, motion.about) if known is None else (known.name_en, known.name_zh)
    percent, day = asked["percent"], asked["first_day"]
    return Bilingual(f"{en}: {percent} % lower from {day} on", f"{zh}：自 {day} 起降低 {percent}%")


def _proposers(session: Session, number: int) -> frozenset[str]:
    """The seat that proposed the methodology."""
    motion = session.get(CommitteeMotion, number)
    return frozenset() if motion is None else frozenset({_of(session, motion).proposed_by} - {""})


DECISION = motions.motion_kind(
    DECIDING,
    title=Bilingual("methodology", "方法学"),
    matter=Bilingual("approve a methodology", "批准方法学"),
    headline=Bilingual("methodology {name}", "方法学 {name}"),
    consent=Bilingual("Consent to the methodology", "同意该方法学"),
    name=_name,
    circulated_by="methodology.consider",
    parties=_proposers,
    effect=_decided,
    dropped=_declined,
)
CHANGE = motions.motion_kind(
    CHANGING,
    title=Bilingual("methodology reconsidered", "方法学变更"),
    matter=Bilingual("reconsider a methodology", "变更方法学"),
    headline=Bilingual("methodology {name}", "方法学变更：{name}"),
    consent=Bilingual("Consent to the change", "同意方法学变更"),
    name=_name_with_step,
    circulated_by="methodology.ask_change",
    effect=_changed,
)
BASELINE = motions.motion_kind(
    TIGHTENING,
    title=Bilingual("baseline", "基准线"),
    matter=Bilingual("tighten a baseline", "收紧基准线"),
    headline=Bilingual("tighten the baseline of {name}", "收紧基准线：{name}"),
    consent=Bilingual("Consent to the tightening", "同意收紧"),
    name=_name_of_baseline,
    circulated_by="methodology.ask_tightening",
    effect=_tightened,
)

COMMANDS = (
    Command(
        name="methodology.state_revisions", en="Revise a methodology", zh="修订方法学提案",
        done=("Revisions stated", "修订已提交"), not_done=("Revisions not stated", "修订未提交"),
        arguments=Revise, roles=PROPOSERS, run=on_books(state_revisions),
    ),
    Command(
        name="methodology.ask_change", en="Ask to reconsider a methodology", zh="提请变更方法学",
        done=("Change asked for", "已提请变更方法学"),
        not_done=("Change not asked for", "未提请变更方法学"),
        arguments=AskChange, roles=motions.BRINGERS, run=on_books(ask_change),
    ),
    Command(
        name="methodology.ask_tightening", en="Ask to tighten a baseline", zh="提请收紧基准线",
        done=("Tightening asked for", "已提请收紧基准线"),
        not_done=("Tightening not asked for", "未提请收紧基准线"),
        arguments=AskTightening, roles=motions.BRINGERS, run=on_books(ask_tightening),
    ),
    Command(
        name="methodology.consider", en="Public inputs are over", zh="公示期满，进入审议",
        arguments=OneVersion, roles=frozenset({Role.CLOCK}), run=on_books(consider), paused=True,
        by_people=False,
    ),
)  # fmt: skip
