"""Registration: requested, checked, decided by the committee or by the registry.

Programme rules, M6 rows 10 to 13 and M13; check 5041.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import DAY, moment
from registry.command import Command, on_books
from registry.pace import COMPLETENESS, PROJECT_REGISTRATION
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.committee import commands as committee
from registry.programme.committee import motions
from registry.programme.committee.errors import MotionOpen
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion, ItemState
from registry.programme.documents import queries as kept
from registry.programme.participants import commands as participants
from registry.programme.projects import stages
from registry.programme.projects.about import bring, project_motion
from registry.programme.projects.design import (
    ALLOCATION_PAPER,
    DESIGN,
    REPORT,
    design_of,
)
from registry.programme.projects.designing import (
    OneProject,
    WithReason,
    last_day,
    require_secretariat,
)
from registry.programme.projects.errors import RegisteredElsewhere
from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import (
    CreditingPeriod,
    MonitoringPeriod,
    Project,
    ProjectStage,
    ProjectState,
)
from registry.programme.projects.queries import (
    CREDITED,
    crediting_periods,
    deregistrations,
)
from registry.programme.projects.queries import (
    stages as all_stages,
)
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role

REGISTRATION = "registration"
"""The kind of the motions that register a project."""

Abroad = Callable[[Session, str, str, str], tuple[str, str] | None]
"""Answers registry and project abroad that credited days (ISO, from and to) of an installation."""

known_abroad: list[Abroad] = []
"""What procedures above this one know of other registries."""


def request(books: Books, *, project: str, by: Actor, at: int) -> dict[str, Any]:
    """Request registration: of the secretariat, or of the registry for a domestic project."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "request_registration", offices=by.offices)
    agreed = stage.state is ProjectState.ALLOCATION_AGREED
    stages.require_step(of, by, "request_registration", there=agreed == cycle.allocation)
    failed = registered_elsewhere(session, of, stage)
    if of.agreement:
        failed += agreements.not_in_force(session, of.agreement, at=at)
    refuse(failed)
    period = COMPLETENESS if stages.of_committee(cycle) else PROJECT_REGISTRATION
    moved = stages.move(books, stage, "request_registration", period=period, by=by, at=at)
    return moved | {"ends_at": stage.ends_at}


def circulate(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Find a request complete, and circulate it to the committee."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, "register", offices=by.offices)
    there = stages.of_committee(cycle)
    stages.require_step(of, by, "circulate_registration", there=there)
    require_secretariat(session, of, by, step="circulate_registration")
    papers = {
        name: found.digest
        for name, found in (
            (DESIGN, kept.document(session, DESIGN, project, stage.design)),
            (REPORT, kept.document(session, REPORT, project)),
            (ALLOCATION_PAPER, kept.document(session, ALLOCATION_PAPER, project)),
        )
        if found is not None
    }
    return bring(books, REGISTERING, of, terms=papers, reason=reason,
        failed=registered_elsewhere(session, of, stage), by=by, at=at,
    )  # fmt: skip


def give_back(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Return a request that is not complete, with reasons."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, "return_request", offices=by.offices)
    stages.require_step(of, by, "return_request", there=stages.of_committee(cycle))
    require_secretariat(session, of, by, step="return_request")
    refuse(ground(reason) + _before_the_committee(session, of))
    return stages.move(books, stage, "return_request", remark=reason, by=by, at=at)


def take_back(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's request before the committee has decided; its item leaves the docket."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "withdraw_request", offices=by.offices)
    stages.require_step(of, by, "withdraw_request", there=stages.of_committee(cycle))
    refuse(ground(reason))
    motion = motions.open_motion(session, REGISTRATION, about=project, agreement=of.agreement)
    matter = committee.find(session, motion.item) if motion is not None else None
    if matter is not None and matter.state is ItemState.ADOPTED:
        raise MotionOpen(item=matter.id, about=project, state=str(matter.state))
    moved = stages.move(books, stage, "withdraw_request", remark=reason, by=by, at=at)
    if matter is None:
        return moved | {"cancelled": []}
    committee.cancel(books, matter, by=by, at=at)
    return moved | {"cancelled": [matter.id]}


def register(books: Books, *, project: str, by: Actor, at: int) -> dict[str, Any]:
    """Register a domestic project, as the manager of its registry."""
    of, stage = _of_registry(books.session, project, "register", by)
    refuse(registered_elsewhere(books.session, of, stage))
    return _register(books, stage, by=by, at=at)


def decline(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Refuse to register a domestic project, with reasons."""
    _, stage = _of_registry(books.session, project, "refuse", by)
    refuse(ground(reason))
    return stages.move(books, stage, "refuse", remark=reason, by=by, at=at)


def registered_elsewhere(session: Session, of: Project, stage: ProjectStage) -> list[CheckFailed]:
    """The registrations of the same installation, type and country that share days with a project's
    first crediting period, in this registry or known from others (check 5041).
    """
    design = design_of(session, of.code, stage.design)
    if not of.installation or design is None:
        return []
    first = design.crediting_first_day
    last = last_day(first, design.crediting_years)
    found: list[CheckFailed] = []
    gone, staged = deregistrations(session), all_stages(session)
    twins = select(Project).where(
        Project.installation == of.installation, Project.kind == of.kind, Project.host == of.host
    )
    for twin in session.exec(twins.order_by(col(Project.code))):
        if twin.code in (of.code, *gone):
            continue
        own = staged.get(twin.code)
        there = own is None or own.state in CREDITED
        if there and _days_shared(session, twin.code, first, last, registered=own is None):
            found.append(
                RegisteredElsewhere(
                    project=of.code, other=twin.code, agreement=twin.agreement or "-"
                )
            )
    for ask in known_abroad:
        abroad = ask(session, of.installation, first, last)
        if abroad is not None:
            origin, other = abroad
            found.append(RegisteredElsewhere(project=of.code, other=other, agreement=origin))
    return found


def _days_shared(session: Session, code: str, first: str, last: str, *, registered: bool) -> bool:
    """Whether a registered project is credited for days between two; one that is `registered` from
    the beginning is from its first monitored day on.
    """
    if not registered:
        periods = crediting_periods(session, code)
        return any(one.first_day <= last and first <= one.last_day for one in periods)
    begins = session.exec(
        select(MonitoringPeriod.first_day)
        .where(MonitoringPeriod.project == code)
        .order_by(col(MonitoringPeriod.first_day))
    ).first()
    return begins is None or begins <= last


def _of_registry(
    session: Session, project: str, trigger: str, by: Actor
) -> tuple[Project, ProjectStage]:
    """A project on whose registration this seat decides for its registry."""
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, trigger, offices=by.offices)
    stages.require_step(of, by, trigger, there=not stages.of_committee(cycle))
    require_role(by, procedure=PROJECT.name, step=trigger, roles=[Role.REGISTRY_MANAGER])
    participants.require_country(session, by=by, country=of.host, step=f"project.{trigger}")
    return of, stage


def _before_the_committee(session: Session, of: Project) -> list[CheckFailed]:
    motion = motions.open_motion(session, REGISTRATION, about=of.code, agreement=of.agreement)
    if motion is None:
        return []
    state = committee.find(session, motion.item).state
    return [MotionOpen(item=motion.item, about=of.code, state=str(state))]


def _register(
    books: Books, stage: ProjectStage, *, item: int | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Move a project into the register; its first crediting period is that of its design."""
    session = books.session
    design = design_of(session, stage.project, stage.design)
    assert design is not None, f"{stage.project} has a design document"
    moved = stages.move(books, stage, "register", item=item, by=by, at=at)
    last = credit(
        books, stage, first_day=design.crediting_first_day, years=design.crediting_years, at=at
    )
    return moved | {"first_day": design.crediting_first_day, "last_day": last}


def credit(books: Books, stage: ProjectStage, *, first_day: str, years: int, at: int) -> str:
    """Add the next crediting period of a project; its last day."""
    session = books.session
    last = last_day(first_day, years)
    before = crediting_periods(session, stage.project)
    session.add(
        CreditingPeriod(
            id=next_key(session, CreditingPeriod.id), project=stage.project,
            number=len(before) + 1, first_day=first_day, last_day=last, since=at,
        )
    )  # fmt: skip
    stage.ends_at = moment(date.fromisoformat(last)) + DAY
    session.flush()
    return last


def _registered(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    _, stage, _ = stages.find(books.session, motion.about)
    return stages.followed(_register(books, stage, item=motion.item, by=by, at=at))


def _not_registered(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """A dropped item rejects the project, unless its owner has withdrawn the request."""
    _, stage, _ = stages.find(books.session, motion.about)
    if stage.state is not ProjectState.REGISTRATION_REQUESTED:
        return {}
    moved = stages.move(books, stage, "refuse", item=motion.item, by=by, at=at)
    return stages.followed(moved)


REGISTERING = project_motion(
    REGISTRATION,
    title=Bilingual("registration", "项目登记"),
    matter=Bilingual("register a project", "登记项目"),
    headline=Bilingual("register {name}", "登记项目：{name}"),
    consent=Bilingual("Consent to the registration", "同意登记"),
    circulated_by="project.circulate_registration",
    effect=_registered,
    dropped=_not_registered,
)

_OWNERS = frozenset({Role.PROJECT_OWNER})
_SECRETARIAT = frozenset({Role.SECRETARIAT})
_MANAGERS = frozenset({Role.REGISTRY_MANAGER})

COMMANDS = (
    Command(
        name="project.request_registration", en="Request registration", zh="申请项目登记",
        done=("Registration requested", "已申请项目登记"),
        not_done=("Registration not requested", "项目登记未申请"),
        arguments=OneProject, roles=_OWNERS, run=on_books(request),
    ),
    Command(
        name="project.circulate_registration", en="Circulate a registration", zh="分发登记议题",
        done=("Registration circulated", "登记议题已分发"),
        not_done=("Registration not circulated", "登记议题未分发"),
        arguments=WithReason, roles=_SECRETARIAT, run=on_books(circulate),
    ),
    Command(
        name="project.return_request", en="Return a request for registration", zh="退回登记申请",
        done=("Request returned", "登记申请已退回"),
        not_done=("Request not returned", "登记申请未退回"),
        arguments=WithReason, roles=_SECRETARIAT, run=on_books(give_back),
    ),
    Command(
        name="project.withdraw_request", en="Withdraw a request for registration",
        zh="撤回登记申请",
        done=("Request for registration withdrawn", "登记申请已撤回"),
        not_done=("Request for registration not withdrawn", "登记申请未撤回"),
        arguments=WithReason, roles=_OWNERS, run=on_books(take_back),
    ),
    Command(
        name="project.register", en="Register a domestic project", zh="登记国内项目",
        done=("Project registered", "项目已登记"),
        not_done=("Project not registered", "项目未登记"),
        arguments=OneProject, roles=_MANAGERS, run=on_books(register),
    ),
    Command(
        name="project.refuse", en="Refuse a domestic project", zh="不予登记国内项目",
        done=("Registration refused", "已不予登记"),
        not_done=("Registration not refused", "不予登记未办理"),
        arguments=WithReason, roles=_MANAGERS, run=on_books(decline),
    ),
)  # fmt: skip
