"""After the registration: changes, renewals, completion, withdrawal, deregistration.

Programme rules, M6 rows 14 to 18. A change or a renewal goes from the owner to the validator, who
endorses it, and on to the committee.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import day_of
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.committee import commands as committee
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.documents import commands as documents
from registry.programme.documents.models import Document
from registry.programme.documents.queries import fields_of
from registry.programme.participants import commands as participants
from registry.programme.projects import stages
from registry.programme.projects.about import bring, project_motion
from registry.programme.projects.design import DESIGN, REVISED, Design, DesignFigures, incomplete
from registry.programme.projects.designation import not_designated, not_valid
from registry.programme.projects.designing import WithReason, last_day
from registry.programme.projects.errors import (
    IssuanceOpen,
    LegallyRequired,
    NotTheValidator,
    RenewalNotPossible,
    RevisionOpen,
    RevisionUnknown,
)
from registry.programme.projects.machine import PROJECT, REVISION
from registry.programme.projects.models import (
    ProjectRevision,
    ProjectStage,
    ProjectState,
    RevisionSort,
    RevisionState,
)
from registry.programme.projects.motions import on_deregistration
from registry.programme.projects.queries import crediting_periods, revisions
from registry.programme.projects.registering import credit
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role

REVISION_MOTION, WITHDRAWAL = "project_revision", "project_withdrawal"
"""Kinds of motions about registered projects."""

OpenRequests = Callable[[Session, str], list[int]]
"""Numbers of a project's open requests for issuance."""

open_requests: list[OpenRequests] = []
"""What procedures above this one know to be open for a project."""


class AskChange(DesignFigures):
    """A registered project's new figures, and why they change."""

    project: Text
    reason: Text


class AskRenewal(Arguments):
    """A registered project, and for how many years its crediting is to go on."""

    project: Text
    years: Number
    reason: Text


class Endorse(Arguments):
    """A change or renewal by its number: whether its validator endorses it, and a remark."""

    revision: Number
    positive: bool
    remark: Text


def ask_change(
    books: Books, *, project: str, reason: str, by: Actor, at: int, **figures: Any
) -> dict[str, Any]:
    """Ask for a change of a registered project: a further version of its design document."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "change", offices=())
    stages.require_step(of, by, "change", there=stages.of_committee(cycle))
    design = Design(**figures)
    failed = _not_revised(session, project) + ground(reason) + incomplete(project, design)
    failed += not_valid(session, design.methodology, of=of, at=at)
    failed += agreements.not_in_force(session, of.agreement, at=at)
    if design.legally_required:
        failed.append(LegallyRequired(project=project))
    refuse(failed)
    fields = design.as_fields() | {"validator": stage.validator, "reason": reason.strip()}
    filed = documents.submit(books, kind=DESIGN, about=project, fields=fields, by=by, at=at)
    return _revise(books, stage, RevisionSort.CHANGE, filed, reason, by=by, at=at)


def ask_renewal(
    books: Books, *, project: str, years: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask for a further crediting period before the present one ends."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "renew", offices=())
    stages.require_step(of, by, "renew", there=stages.of_committee(cycle))
    before = crediting_periods(session, project)
    ends, left = before[-1].last_day, cycle.renewals - len(before) + 1
    failed = _not_revised(session, project) + ground(reason)
    failed += agreements.not_in_force(session, of.agreement, at=at)
    late = day_of(at).isoformat() > ends
    if late or left < 1 or not 1 <= years <= cycle.crediting_years:
        failed.append(RenewalNotPossible(project=project, last_day=ends, left=max(0, left)))
    refuse(failed)
    first = (date.fromisoformat(ends) + timedelta(days=1)).isoformat()
    fields = {
        "first_day": first, "last_day": last_day(first, years), "years": str(years),
        "reason": reason.strip(),
    }  # fmt: skip
    filed = documents.submit(books, kind=REVISED, about=project, fields=fields, by=by, at=at)
    return _revise(books, stage, RevisionSort.RENEWAL, filed, reason, by=by, at=at)


def endorse(
    books: Books, *, revision: int, positive: bool, remark: str, by: Actor, at: int
) -> dict[str, Any]:
    """Endorse a change or a renewal, so that it comes before the committee; or reject it."""
    session = books.session
    found = session.get(ProjectRevision, revision)
    if found is None:
        raise RevisionUnknown(revision=revision)
    of, stage, _ = stages.find(session, found.project)
    after = REVISION.after(found.state, "endorse" if positive else "reject", offices=by.offices)
    if stage.validator != by.seat:
        raise NotTheValidator(project=of.code, validator=stage.validator, seat=by.seat)
    refuse(not_designated(session, by.seat, of=of, at=at) + ground(remark))
    answer: dict[str, Any] = {"revision": revision, "project": of.code}
    if positive:
        document = session.get(Document, found.document)
        assert document is not None, f"revision {revision} has its document"
        answer |= bring(books, REVISING, of, terms={
                "document": document.digest, "revision": str(revision), "sort": str(found.sort),
            },
            reason=found.reason, by=by, at=at,
        )  # fmt: skip
        found.motion = answer["motion"]
    found.state, found.remark = after, remark.strip()
    session.flush()
    return answer | {"state": str(found.state)}


def ask_withdrawal(
    books: Books, *, project: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to let one's registered project go, without open requests for issuance."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "withdraw", offices=())
    stages.require_step(of, by, "withdraw", there=stages.of_committee(cycle))
    failed: list[CheckFailed] = []
    there = [number for ask in open_requests for number in ask(session, project)]
    if there:
        failed.append(IssuanceOpen(project=project, requests=", ".join(map(str, there))))
    return bring(books, WITHDRAWING, of, terms={"owner": of.owner},
        reason=reason, failed=failed, by=by, at=at,
    )  # fmt: skip


def deregister(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Deregister a domestic project, for good, as the manager of its registry."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, "deregister", offices=by.offices)
    stages.require_step(of, by, "deregister", there=not stages.of_committee(cycle))
    require_role(by, procedure=PROJECT.name, step="deregister", roles=[Role.REGISTRY_MANAGER])
    participants.require_country(session, by=by, country=of.host, step="project.deregister")
    refuse(ground(reason))
    return stages.move(books, stage, "deregister", remark=reason, by=by, at=at)


def complete(books: Books, *, by: Actor, at: int) -> list[str]:
    """Complete the projects whose last crediting period is over."""
    session = books.session
    over = select(ProjectStage).where(
        ProjectStage.state == ProjectState.REGISTERED, col(ProjectStage.ends_at) <= at
    )
    ended = list(session.exec(over.order_by(col(ProjectStage.project))))
    for stage in ended:
        stages.move(books, stage, "end_crediting", by=by, at=at)
    return [stage.project for stage in ended]


def _not_revised(session: Session, project: str) -> list[CheckFailed]:
    return [
        RevisionOpen(project=project, revision=one.revision)
        for one in revisions(session, project)
        if one.state in (RevisionState.REQUESTED, RevisionState.ENDORSED)
    ]


def _revise(
    books: Books,
    stage: ProjectStage,
    sort: RevisionSort,
    filed: dict[str, Any],
    reason: str,
    *,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    session = books.session
    number = next_key(session, ProjectRevision.id)
    session.add(
        ProjectRevision(
            id=number, project=stage.project, sort=sort, state=REVISION.initial,
            document=filed["document"], reason=reason.strip(), requested_by=by.seat,
            requested_at=at,
        )
    )  # fmt: skip
    session.flush()
    return {"revision": number, "project": stage.project, **filed}


def _hold(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Put a revision in force; one of a project that is not registered any more is dropped."""
    session = books.session
    found = _of_motion(session, motion)
    _, stage, _ = stages.find(session, motion.about)
    if stage.state is not ProjectState.REGISTERED:
        return _drop(books, motion, by, at)
    found.state = REVISION.after(found.state, "hold", offices=())
    document = session.get(Document, found.document)
    assert document is not None, f"revision {found.id} has its document"
    ends = stage.ends_at
    change = found.sort is RevisionSort.CHANGE
    moved = stages.move(
        books, stage, "change" if change else "renew", document=document.id, item=motion.item,
        by=by, at=at,
    )  # fmt: skip
    if change:
        stage.design, stage.ends_at = document.version, ends
        session.flush()
        return stages.followed(moved) | {
            "revision": found.id,
            "design": document.version,
            "document": document.id,
        }
    fields = fields_of(document.text)
    last = credit(books, stage, first_day=fields["first_day"], years=int(fields["years"]), at=at)
    return stages.followed(moved) | {
        "revision": found.id,
        "document": document.id,
        "first_day": fields["first_day"],
        "last_day": last,
    }


def _drop(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    found = _of_motion(books.session, motion)
    found.state = REVISION.after(found.state, "drop", offices=())
    books.session.flush()
    return {"revision": found.id, "revised": str(found.state)}


def _of_motion(session: Session, motion: CommitteeMotion) -> ProjectRevision:
    number = int(motions.terms_of(motion.terms)["revision"])
    found = session.get(ProjectRevision, number)
    assert found is not None, f"motion {motion.id} is about revision {number}"
    return found


def _withdrawn(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw a project that is still registered; what was requested for it meanwhile ends."""
    _, stage, _ = stages.find(books.session, motion.about)
    if stage.state is not ProjectState.REGISTERED:
        return {}
    cancelled = [item for end in on_deregistration for item in end(books, motion.about, by, at)]
    moved = stages.move(books, stage, "withdraw", item=motion.item, by=by, at=at)
    return stages.followed(moved) | {"cancelled": cancelled}


def _end_revisions(books: Books, project: str, by: Actor, at: int) -> list[int]:
    """Take what else is before the committee about a project off its docket; the items."""
    session, items = books.session, []
    for kind in (REVISION_MOTION, WITHDRAWAL):
        asked = session.exec(
            select(CommitteeMotion).where(
                CommitteeMotion.kind == kind, CommitteeMotion.about == project,
                CommitteeMotion.state == "requested",
            )
        ).all()  # fmt: skip
        for motion in asked:
            committee.cancel(books, committee.find(session, motion.item), by=by, at=at)
            items.append(motion.item)
    return items


on_deregistration.append(_end_revisions)


REVISING = project_motion(
    REVISION_MOTION,
    title=Bilingual("project revision", "项目变更"),
    matter=Bilingual("decide on a project revision", "决定项目变更"),
    headline=Bilingual("revise {name}", "项目变更：{name}"),
    consent=Bilingual("Consent to the revision", "同意变更"),
    circulated_by="project.endorse",
    effect=_hold,
    dropped=_drop,
)
WITHDRAWING = project_motion(
    WITHDRAWAL,
    title=Bilingual("project withdrawal", "项目撤出"),
    matter=Bilingual("let a project go", "同意项目撤出"),
    headline=Bilingual("let {name} go", "项目撤出：{name}"),
    consent=Bilingual("Consent to the withdrawal", "同意撤出"),
    circulated_by="project.ask_withdrawal",
    effect=_withdrawn,
)

_OWNERS = frozenset({Role.PROJECT_OWNER})

COMMANDS = (
    Command(
        name="project.ask_change", en="Ask for a project change", zh="申请项目变更",
        done=("Project change asked for", "已申请项目变更"),
        not_done=("Project change not asked for", "项目变更未申请"),
        arguments=AskChange, roles=_OWNERS, run=on_books(ask_change),
    ),
    Command(
        name="project.ask_renewal", en="Ask for a renewal", zh="申请更新计入期",
        done=("Renewal asked for", "已申请更新计入期"),
        not_done=("Renewal not asked for", "计入期更新未申请"),
        arguments=AskRenewal, roles=_OWNERS, run=on_books(ask_renewal),
    ),
    Command(
        name="project.endorse", en="Endorse a change or renewal", zh="审查项目变更或计入期更新",
        done=("Opinion submitted", "审查意见已提交"),
        not_done=("Opinion not submitted", "审查意见未提交"),
        arguments=Endorse, roles=frozenset({Role.THIRD_PARTY_ENTITY}), run=on_books(endorse),
    ),
    Command(
        name="project.ask_withdrawal", en="Ask to withdraw a project", zh="申请撤出项目",
        done=("Withdrawal asked for", "已申请撤出项目"),
        not_done=("Withdrawal not asked for", "项目撤出未申请"),
        arguments=WithReason, roles=_OWNERS, run=on_books(ask_withdrawal),
    ),
    Command(
        name="project.deregister", en="Deregister a domestic project", zh="注销国内项目登记",
        done=("Project deregistered", "项目登记已注销"),
        not_done=("Project not deregistered", "项目登记未注销"),
        arguments=WithReason, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(deregister),
    ),
)  # fmt: skip
