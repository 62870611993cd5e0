"""Report a reversal of storage, ask for a buffer's release; what the published decisions do.

The buffer of a project is its own: it pays for its reversals first, oldest serials first, and its
owner replaces the rest (programme rules, 3.7, codes 32 and 33).
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from ledger.accounts import BUFFER, CANCELLED_MANDATORY, HOLDING
from ledger.books import Books
from ledger.kernel.clock import clock_text
from ledger.posting import Leg
from ledger.transactions import BUFFER_CANCEL
from ledger.transactions import BUFFER_RELEASE as RELEASE_TYPE
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Nothing, Number, Text, Tonnes, on_books
from registry.pace import REPLACEMENT
from registry.programme.accounts import controls, standing
from registry.programme.adjustments.ranges import Range
from registry.programme.authorisation import marking
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.permanence.errors import (
    NotASink,
    ReleaseTooEarly,
    ReleaseTooLarge,
    ReplacementOwed,
    ReversalTooLarge,
    ReversalUnderstated,
    StorageEventReported,
    StorageEventUnknown,
    StorageReversalUnknown,
)
from registry.programme.permanence.machine import STORAGE_REVERSAL
from registry.programme.permanence.models import (
    BufferRelease,
    ProjectBuffer,
    ReversalState,
    StorageEvent,
    StorageReversal,
)
from registry.programme.permanence.queries import (
    RELEASE,
    REVERSAL,
    in_buffer,
    issued_t,
    not_kept,
    reported,
    reversals,
)
from registry.programme.projects import commands as projects
from registry.programme.projects.models import Project
from registry.records import CheckFailed, next_key, refuse
from registry.roles import Actor, Role

_NEXT = f"SELECT min(due_at) FROM storage_reversal WHERE state = '{ReversalState.OWED}'"


class Report(Arguments):
    """A project, the tonnes that it no longer stores, the event that caused it (null: none on
    record), and why."""

    project: Text
    quantity: Tonnes
    event: Number | None = None
    reason: Text


class AskRelease(Arguments):
    """A project whose crediting period is over, and the tonnes that leave its buffer."""

    project: Text
    quantity: Tonnes
    reason: Text


def enter(books: Books, buffer: ProjectBuffer, events: list[StorageEvent]) -> None:
    """Keep a buffer of a project's issuances; `events`: what will happen to what it stores."""
    session = books.session
    assert projects.find(session, buffer.project).agreement, f"{buffer.project} is domestic"
    session.add(buffer)
    session.flush()
    for one in events:
        one.id = next_key(session, StorageEvent.id)
        session.add(one)
        session.flush()


def report(
    books: Books,
    *,
    project: str,
    quantity: int,
    reason: str,
    event: int | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Report to the committee that a project has lost tonnes; its owner does, or a member's side.

    Its publication cancels the project's buffer first, and orders the owner to replace the rest.
    """
    session = books.session
    of = _sink(session, project)
    if of.owner != by.seat:
        motions.require_bringer(session, of.agreement, by=by, step="permanence.report")
    failed: list[CheckFailed] = []
    if event is not None:
        failed += _on_event(session, of, event, quantity, at=at)
    books.rows.flush()
    left = issued_t(session, project)
    left -= sum(one.quantity for one in reversals(session, project=project))
    if not 1 <= quantity <= left:
        failed.append(ReversalTooLarge(quantity=quantity, project=project, left=left))
    terms = {"owner": of.owner, "tonnes": str(quantity)}
    terms |= {} if event is None else {"event": str(event)}
    return motions.ask(
        books, REVERSING, agreement=of.agreement, about=of.code, terms=terms, reason=reason,
        quantity=quantity, failed=failed, by=by, at=at,
    )  # fmt: skip


def ask_release(
    books: Books, *, project: str, quantity: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to release tonnes of a buffer to the project's owner."""
    session = books.session
    of = _sink(session, project)
    if of.owner != by.seat:
        motions.require_bringer(session, of.agreement, by=by, step="permanence.ask_release")
    books.rows.flush()
    return motions.ask(
        books, RELEASING, agreement=of.agreement, about=of.code,
        terms={"owner": of.owner, "tonnes": str(quantity)}, reason=reason, quantity=quantity,
        failed=_not_releasable(session, of, quantity, at=at), by=by, at=at,
    )  # fmt: skip


def lapse(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """The day by which lost tonnes were to be replaced is over: what is still owed is overdue."""
    found = []
    for one in reversals(books.session):
        if one.state == ReversalState.OWED and one.due_at <= at:
            row = find(books.session, one.motion)
            row.state = STORAGE_REVERSAL.after(row.state, "lapse", offices=by.offices)
            row.overdue_at = at
            found.append(one.motion)
    books.session.flush()
    return {"overdue": found}


def replacements_due(books: Books) -> Source:
    """The next day by which lost tonnes are to be replaced."""

    def source() -> Due | None:
        at = books.store.fetch(_NEXT)[0][0]
        return None if at is None else Due(at, "permanence.lapse", {})

    return source


def find(session: Session, motion: int) -> StorageReversal:
    """The decided reversal of a motion; refuses with StorageReversalUnknown."""
    found = session.get(StorageReversal, motion)
    if found is None:
        raise StorageReversalUnknown(motion=motion)
    return found


def _sink(session: Session, project: str) -> Project:
    of = projects.find(session, project)
    if session.get(ProjectBuffer, project) is None:
        raise NotASink(project=project)
    return of


def _on_event(
    session: Session, of: Project, event: int, quantity: int, *, at: int
) -> list[CheckFailed]:
    """Why a report of an event is not taken; refuses an event that nobody knows of."""
    found = session.get(StorageEvent, event)
    if found is None or found.project != of.code or found.happens_at > at:
        raise StorageEventUnknown(project=of.code, event=event)
    failed: list[CheckFailed] = []
    before = reported(session).get(event)
    if before is not None:
        failed.append(StorageEventReported(event=event, project=of.code, motion=before))
    if quantity < found.quantity:
        failed.append(
            ReversalUnderstated(
                quantity=quantity, event=event, project=of.code, lost=found.quantity
            )
        )
    return failed


def _not_releasable(session: Session, of: Project, quantity: int, *, at: int) -> list[CheckFailed]:
    """Why tonnes of a buffer are not released now."""
    failed: list[CheckFailed] = []
    kept = session.get(ProjectBuffer, of.code)
    assert kept is not None, f"{of.code} has no buffer"
    if at < kept.until_at:
        until, now = clock_text(kept.until_at), clock_text(at)
        failed.append(ReleaseTooEarly(project=of.code, until=until, now=now))
    held = sum(tonnes for _, tonnes in in_buffer(session, of.code))
    if not 1 <= quantity <= held:
        failed.append(ReleaseTooLarge(quantity=quantity, project=of.code, held=held))
    failed += [
        ReplacementOwed(project=of.code, owed=one.owed_t, motion=one.motion, state=one.state)
        for one in reversals(session, project=of.code)
        if one.owed_t
    ]
    late = [one for one in not_kept(session, of.code, at=at) if one.code.endswith("unreported")]
    return failed + late


def _legs(books: Books, of: Project, quantity: int, *, final: bool) -> list[Leg]:
    """Legs out of a project's buffer up to a quantity, oldest batch first."""
    legs = []
    for asset, tonnes in in_buffer(books.session, of.code):
        taken = min(quantity, tonnes)
        if taken:
            source = books.place(BUFFER, asset, registry=of.host)
            target = (
                books.place(CANCELLED_MANDATORY, asset, registry=of.host)
                if final
                else books.place(HOLDING, asset, owner=of.owner, registry=of.host)
            )
            legs.append(Leg(source, target, asset, taken))
        quantity -= taken
    return legs


def _ranges(books: Books, leg: Leg) -> list[Range]:
    """The serials that a leg takes, the lowest first."""
    left, found = leg.quantity, []
    for block in books.blocks(books.subs[leg.source]):
        last = min(block.last, block.first + left - 1)
        if left:
            found.append((block.first, last))
            left -= last - block.first + 1
    return found


def _reverse(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Cancel out of the project's buffer what it has, and order its owner to replace the rest."""
    session = books.session
    of = projects.find(session, motion.about)
    books.rows.flush()
    legs = _legs(books, of, motion.quantity, final=True)
    taken = sum(leg.quantity for leg in legs)
    because = REVERSING.because(motion.id)
    posted = books.post(BUFFER_CANCEL, legs=legs, because=because) if legs else None
    due_at = controls.end_of(session, REPLACEMENT, since=at)
    assert due_at is not None, "a lesson with buffers plays the period of replacements"
    event = motions.terms_of(motion.terms).get("event")
    row = StorageReversal(
        id=motion.id,
        item=motion.item,
        project=of.code,
        seat=of.owner,
        quantity=motion.quantity,
        event=None if event is None else int(event),
        state=STORAGE_REVERSAL.initial,
        decided_at=at,
        buffer_t=taken,
        posted_as=None if posted is None else posted.transaction,
        owed_t=motion.quantity - taken,
        due_at=due_at,
    )
    if not row.owed_t:
        row.state = STORAGE_REVERSAL.after(row.state, "cover", offices=())
        row.settled_at = at
    session.add(row)
    session.flush()
    return {"from_buffer": taken, "owed": row.owed_t, "due_at": due_at}


def _release(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Give tonnes of a buffer to the project's owner; first transferred where its authorisation
    says that issued credits are."""
    session = books.session
    of = projects.find(session, motion.about)
    books.rows.flush()
    failed = _not_releasable(session, of, motion.quantity, at=at)
    failed += standing.receiving_checks(books, seat=of.owner, registry=of.host)
    refuse(failed)
    legs = _legs(books, of, motion.quantity, final=False)
    ranges = {leg.asset: _ranges(books, leg) for leg in legs}
    because = RELEASING.because(motion.id)
    posted = books.post(RELEASE_TYPE, legs=legs, because=because)
    for asset, found in ranges.items():
        marking.mark_issued(
            books, project=of.code, asset=asset, ranges=found, because=because, at=at
        )
    session.add(
        BufferRelease(
            id=motion.id,
            item=motion.item,
            project=of.code,
            seat=of.owner,
            quantity=motion.quantity,
            posted_as=posted.transaction,
            at=at,
        )
    )
    session.flush()
    return {"released": motion.quantity}


def _name(session: Session, motion: CommitteeMotion) -> Bilingual:
    of = session.get(Project, motion.about)
    assert of is not None, f"no project {motion.about}"
    return Bilingual(of.name_en, of.name_zh)


def _parties(session: Session, number: int) -> frozenset[str]:
    """The project's owner and its partner."""
    motion = session.get(CommitteeMotion, number)
    of = session.get(Project, motion.about) if motion is not None else None
    return frozenset({of.owner, of.partner}) if of is not None else frozenset()


def _stakes(session: Session, number: int) -> frozenset[str]:
    """The officials whose office has a stake in the project."""
    motion = session.get(CommitteeMotion, number)
    of = session.get(Project, motion.about) if motion is not None else None
    return frozenset(of.stakes.split()) if of is not None else frozenset()


REVERSING = motions.motion_kind(
    REVERSAL,
    title=Bilingual("reversal of storage", "碳逆转"),
    matter=Bilingual("reversal of {quantity}", "碳逆转 {quantity}"),
    headline=Bilingual("reversal of {quantity} stored by {name}", "{name} 发生碳逆转 {quantity}"),
    consent=Bilingual("Consent to the reversal of {quantity}", "同意认定碳逆转 {quantity}"),
    name=_name,
    circulated_by="permanence.report",
    parties=_parties,
    stakes=_stakes,
    effect=_reverse,
)
RELEASING = motions.motion_kind(
    RELEASE,
    title=Bilingual("release of a buffer", "释放缓冲"),
    matter=Bilingual("release {quantity} of a buffer", "释放缓冲 {quantity}"),
    headline=Bilingual(
        "release {quantity} of the buffer of {name}", "释放 {name} 的缓冲 {quantity}"
    ),
    consent=Bilingual("Consent to release {quantity}", "同意释放 {quantity}"),
    name=_name,
    circulated_by="permanence.ask_release",
    parties=_parties,
    stakes=_stakes,
    effect=_release,
)

_REPORTERS = motions.BRINGERS | {Role.PROJECT_OWNER}

COMMANDS = (
    Command(
        name="permanence.report", en="Report a reversal of storage", zh="报告碳逆转",
        done=("Reversal reported", "已报告碳逆转"),
        not_done=("Reversal not reported", "未报告碳逆转"),
        arguments=Report, roles=_REPORTERS, run=on_books(report),
    ),
    Command(
        name="permanence.ask_release", en="Ask for the release of a buffer", zh="提请释放缓冲",
        done=("Release asked for", "已提请释放缓冲"),
        not_done=("Release not asked for", "未提请释放缓冲"),
        arguments=AskRelease, roles=_REPORTERS, run=on_books(ask_release),
    ),
    Command(
        name="permanence.lapse", en="Replacements fall overdue", zh="补足逾期",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_books(lapse), by_people=False,
    ),
)  # fmt: skip
