"""Queries of projects, and of monitoring periods with their reductions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from registry.cycles import Cycle, from_facts
from registry.programme.committee import motions
from registry.programme.documents.models import Document
from registry.programme.documents.queries import fields_of
from registry.programme.methodologies.calculator import (
    GridMargin,
    Reduction,
    decimal_text,
    reduction,
    single_margin,
    weighted_margin,
)
from registry.programme.methodologies.queries import baseline_factor
from registry.programme.participants.queries import participant
from registry.programme.projects.models import (
    CreditingPeriod,
    CycleRule,
    MonitoredYear,
    MonitoringPeriod,
    Project,
    ProjectComment,
    ProjectRevision,
    ProjectShare,
    ProjectStage,
    ProjectState,
    ProjectStep,
)
from registry.roles import SIDE_OF, Side

DEREGISTRATION, TYPE, ALLOCATION = "deregistration", "project_type", "allocation"
"""Kinds of motions about projects."""

CREDITED = (ProjectState.REGISTERED, ProjectState.COMPLETED)
"""States in which reductions are issued: after the last crediting period those of days in it."""


class Answer(StrEnum):
    """The committee's answer on a type of project that an agreement's terms leave open."""

    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class ProjectView:
    """A project as pages show it; factors are exact decimals as text."""

    code: str
    agreement: str
    host: str
    unit: str
    name_en: str
    name_zh: str
    owner: str
    partner: str
    kind: str
    methodology: str
    margin: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    margin_status: str
    from_covered_entity: bool
    installation: str
    stakes: str

    @property
    def domestic(self) -> bool:
        """Whether the project is domestic: no split and no committee."""
        return not self.partner


@dataclass(frozen=True)
class VintageTonnes:
    """Whole tonnes of one calendar year, its vintage."""

    vintage: int
    whole_t: int


@dataclass(frozen=True)
class ShareView:
    """A recipient of a project's credits: its side, and its percentage as exact text."""

    seat: str
    side: Side
    government: bool
    percent: str


@dataclass(frozen=True)
class PeriodView:
    """A monitoring period with its reduction: exact as text, and in whole tonnes.

    Each calendar year is rounded down by itself (programme rules, check 5052); `whole_t` is the sum
    of `by_vintage`. `report` is the SHA-256 of its monitoring report.
    """

    project: str
    number: int
    first_day: str
    last_day: str
    vintage: int
    generation_mwh: str
    available_from: int
    exact_t: str
    whole_t: int
    by_vintage: tuple[VintageTonnes, ...]
    report: str

    @property
    def amounts(self) -> dict[int, int]:
        """Whole tonnes by vintage."""
        return {one.vintage: one.whole_t for one in self.by_vintage}


def project(session: Session, code: str) -> ProjectView | None:
    """One project, or None."""
    found = session.get(Project, code)
    return ProjectView(**found.model_dump()) if found is not None else None


def projects(session: Session) -> list[ProjectView]:
    """All projects by code."""
    found = session.exec(select(Project).order_by(col(Project.code)))
    return [ProjectView(**p.model_dump()) for p in found]


def periods(session: Session, code: str) -> list[PeriodView]:
    """The monitoring periods of a project with their reductions, in order."""
    of = session.get(Project, code)
    if of is None:
        return []
    found = session.exec(
        select(MonitoringPeriod)
        .where(MonitoringPeriod.project == code)
        .order_by(col(MonitoringPeriod.number))
    )
    return [_period_view(session, of, period) for period in found]


def allocation(session: Session, code: str, *, at: int | None = None) -> list[ShareView]:
    """The recipients of a project's credits in order; [] where its agreement's shares apply.

    An allocation that the committee has decided replaces the plan's. `at`: as it held at that
    lesson time; None: the newest.
    """
    decided = [
        one
        for one in motions.in_force(session, ALLOCATION, about=code)
        if at is None or (one.since or 0) <= at
    ]
    if decided:
        return _recipients(session, code, motions.terms_of(decided[-1].terms))
    agreed = _agreed_allocation(session, code, at=at)
    if agreed is not None:
        return _recipients(session, code, agreed)
    found = session.exec(
        select(ProjectShare).where(ProjectShare.project == code).order_by(col(ProjectShare.id))
    )
    return [ShareView(one.seat, Side(one.side), one.government, one.percent) for one in found]


def _agreed_allocation(session: Session, code: str, *, at: int | None) -> dict[str, str] | None:
    """The percentages by seat on which all parties of a project in the cycle have agreed."""
    asked = (
        select(Document.text)
        .join(ProjectStep, col(ProjectStep.document) == col(Document.id))
        .where(ProjectStep.project == code, ProjectStep.trigger == "allocate")
    )
    if at is not None:
        asked = asked.where(ProjectStep.at <= at)
    agreed = session.exec(asked.order_by(col(ProjectStep.id).desc())).first()
    return None if agreed is None else fields_of(agreed)


def _recipients(session: Session, code: str, shares: Mapping[str, str]) -> list[ShareView]:
    """Recipients with their sides, the partner's first: the order of serials."""
    of = session.get(Project, code)
    assert of is not None, f"no project {code}"
    found = []
    for seat, percent in shares.items():
        who = participant(session, seat)
        assert who is not None, f"no seat {seat}"
        side = Side.HOST if who.country == of.host else Side.PARTNER
        found.append(ShareView(seat, side, not SIDE_OF.keys().isdisjoint(who.offices), percent))
    return sorted(found, key=lambda one: one.side is Side.HOST)


def measured_together(session: Session) -> list[ProjectView]:
    """The projects that measure an installation that another project measures too, by code."""
    found = session.exec(
        select(Project).where(Project.installation != "").order_by(col(Project.code))
    ).all()
    named = Counter(one.installation for one in found)
    return [ProjectView(**p.model_dump()) for p in found if named[p.installation] > 1]


def days_of(
    session: Session, codes: Collection[str] | None = None
) -> dict[str, list[MonitoringPeriod]]:
    """The monitoring periods of these projects, or of all, by project and in order."""
    asked = select(MonitoringPeriod)
    if codes is not None:
        asked = asked.where(col(MonitoringPeriod.project).in_(codes))
    found: dict[str, list[MonitoringPeriod]] = {}
    order = col(MonitoringPeriod.project), col(MonitoringPeriod.number)
    for period in session.exec(asked.order_by(*order)):
        found.setdefault(period.project, []).append(period)
    return found


def report_digest(monitored: MonitoringPeriod) -> str:
    """The SHA-256 of a period's monitoring report as the register keeps it, in hexadecimal."""
    said = (monitored.project, monitored.number, monitored.first_day, monitored.last_day,
            monitored.generation_mwh)  # fmt: skip
    return sha256("\n".join(map(str, said)).encode()).hexdigest()


def sharing_days(session: Session, monitored: MonitoringPeriod) -> list[int]:
    """Numbers of the project's monitoring periods that share a day with this one, and its own."""
    found = session.exec(
        select(MonitoringPeriod.number)
        .where(
            MonitoringPeriod.project == monitored.project,
            MonitoringPeriod.first_day <= monitored.last_day,
            MonitoringPeriod.last_day >= monitored.first_day,
        )
        .order_by(col(MonitoringPeriod.number))
    )
    return list(found)


def reductions_of(
    session: Session, project: Project, period: MonitoringPeriod, *, deducted_mwh: str = "0"
) -> dict[int, Reduction]:
    """The exact reduction of each calendar year of a period by its project's emission factor, the
    baseline of its methodology tightened as it is for that period.

    `deducted_mwh` is generation that its owner does not claim, exact decimal text. It names no
    year, so it is taken from the years in proportion to their generation.
    """
    total, deducted = exact(period.generation_mwh), exact(deducted_mwh)
    margin = margin_of(session, project, period)
    return {
        year: reduction(
            generation_mwh=str(exact(mwh) - (deducted * exact(mwh) / total if total else 0)),
            margin=margin,
        )
        for year, mwh in generation_of(session, period).items()
    }


def generation_of(session: Session, period: MonitoringPeriod) -> dict[int, str]:
    """The generation of a period in each of its calendar years, in MWh as exact text."""
    if period.first_day[:4] == period.last_day[:4]:
        return {period.vintage: period.generation_mwh}
    found = session.exec(
        select(MonitoredYear)
        .where(MonitoredYear.project == period.project, MonitoredYear.number == period.number)
        .order_by(col(MonitoredYear.year))
    )
    return {one.year: one.generation_mwh for one in found}


def days_in(period: MonitoringPeriod, year: int) -> tuple[str, str]:
    """The first and last day of a period in one of its calendar years, as ISO dates."""
    return max(period.first_day, f"{year}-01-01"), min(period.last_day, f"{year}-12-31")


def deregistrations(session: Session) -> dict[str, int]:
    """Project -> the lesson time (ms) since which it is deregistered, for good."""
    found = {one.about: one.since or 0 for one in motions.in_force(session, DEREGISTRATION)}
    domestic = select(ProjectStage.project, ProjectStage.since).where(
        ProjectStage.state == ProjectState.DEREGISTERED
    )
    return found | dict(session.exec(domestic).all())


def answer_on(
    session: Session, *, agreement: str, type: str, at: int | None = None
) -> Answer | None:
    """The newest answer on a type of project under an agreement; None while it is open.

    `at`: the one that held at that lesson time.
    """
    found = motions.in_force(session, TYPE, about=type, agreement=agreement)
    held = [one for one in found if at is None or (one.since or 0) <= at]
    return Answer(motions.terms_of(held[-1].terms)["answer"]) if held else None


def margin_of(session: Session, project: Project, period: MonitoringPeriod) -> GridMargin:
    """The emission factor of a project in a period: that of its registration, lowered by every
    tightening of its methodology's baseline that reaches the period's first day.
    """
    margin = _margin(project)
    factor = baseline_factor(
        session, code=project.methodology, agreement=project.agreement, day=period.first_day
    )
    return margin if factor == 1 else replace(margin, combined=margin.combined * factor)


def _margin(project: Project) -> GridMargin:
    if not project.om:
        return single_margin(project.margin)
    return weighted_margin(
        om=project.om, bm=project.bm, weight_om=project.weight_om, weight_bm=project.weight_bm
    )


def _period_view(session: Session, project: Project, period: MonitoringPeriod) -> PeriodView:
    avoided = reductions_of(session, project, period)
    by_vintage = tuple(VintageTonnes(year, one.whole_t) for year, one in avoided.items())
    return PeriodView(
        project=project.code,
        number=period.number,
        first_day=period.first_day,
        last_day=period.last_day,
        vintage=period.vintage,
        generation_mwh=period.generation_mwh,
        available_from=period.available_from,
        exact_t=decimal_text(sum((one.exact_t for one in avoided.values()), Fraction(0))),
        whole_t=sum(one.whole_t for one in by_vintage),
        by_vintage=by_vintage,
        report=report_digest(period),
    )


@dataclass(frozen=True)
class StageView:
    """Where a project stands that goes through the cycle; times are lesson time in ms.

    `design` is the version of its design document, 0 before the first; `ends_at` is the end of the
    time that runs in this state, None where none does.
    """

    project: str
    cycle: str
    state: ProjectState
    validator: str
    design: int
    since: int
    ends_at: int | None


@dataclass(frozen=True)
class CreditingView:
    """Days whose reductions are credited, both inclusive, ISO dates."""

    project: str
    number: int
    first_day: str
    last_day: str
    since: int


def cycle_rules(session: Session, cycle: str) -> Cycle:
    """The rules of a cycle as the lesson keeps them, which it must."""
    found = session.exec(select(CycleRule).where(CycleRule.cycle == cycle))
    return from_facts({one.name: json.loads(one.value) for one in found})


def stage(session: Session, code: str) -> StageView | None:
    """Where a project stands in its cycle; None for one that is registered from the beginning."""
    found = session.get(ProjectStage, code)
    return StageView(**found.model_dump()) if found is not None else None


def stages(session: Session) -> dict[str, StageView]:
    """Where each project stands that goes through the cycle, by code."""
    found = session.exec(select(ProjectStage).order_by(col(ProjectStage.project)))
    return {one.project: StageView(**one.model_dump()) for one in found}


def cycle_of(session: Session, code: str) -> Cycle | None:
    """The rules of a project's cycle; None for one that is registered from the beginning."""
    found = session.get(ProjectStage, code)
    return cycle_rules(session, found.cycle) if found is not None else None


def validator_of(session: Session, code: str) -> str:
    """The seat that validated a project, "" where nobody did."""
    found = session.get(ProjectStage, code)
    positive = select(ProjectStep.seat).where(
        ProjectStep.project == code, ProjectStep.trigger == "report_positive"
    )
    if found is None:
        return ""
    return session.exec(positive.order_by(col(ProjectStep.id).desc())).first() or ""


def not_registered(session: Session) -> dict[str, ProjectState]:
    """The projects for which nothing is issued, as they are not registered, with their states."""
    found = session.exec(
        select(ProjectStage)
        .where(col(ProjectStage.state).not_in(CREDITED))
        .order_by(col(ProjectStage.project))
    )
    return {one.project: one.state for one in found}


def crediting_periods(session: Session, code: str) -> list[CreditingView]:
    """The crediting periods of a project that went through the cycle, in order."""
    found = session.exec(
        select(CreditingPeriod)
        .where(CreditingPeriod.project == code)
        .order_by(col(CreditingPeriod.number))
    )
    return [CreditingView(**one.model_dump(exclude={"id"})) for one in found]


@dataclass(frozen=True)
class RevisionView:
    """A change or a renewal of a registered project; `document` is a document's number."""

    revision: int
    project: str
    sort: str
    state: str
    document: int
    reason: str
    requested_by: str
    requested_at: int
    motion: int | None
    remark: str


@dataclass(frozen=True)
class StepView:
    """A step that a project took into `state`; `seat` "" for the clock."""

    step: int
    project: str
    trigger: str
    state: str
    seat: str
    remark: str
    document: int | None
    item: int | None
    at: int


@dataclass(frozen=True)
class CommentView:
    """A comment on a version of a design document, with its answer; `answered_at` None: none."""

    comment: int
    project: str
    design: int
    seat: str
    text: str
    at: int
    answer: str
    answered_by: str
    answered_at: int | None


def revisions(session: Session, code: str = "") -> list[RevisionView]:
    """Changes and renewals of a project, or of all, in order."""
    asked = select(ProjectRevision).order_by(col(ProjectRevision.id))
    if code:
        asked = asked.where(ProjectRevision.project == code)
    return [
        RevisionView(revision=one.id, **one.model_dump(exclude={"id"}))
        for one in session.exec(asked)
    ]


def steps(session: Session, code: str) -> list[StepView]:
    """The steps that a project took, in order."""
    asked = select(ProjectStep).where(ProjectStep.project == code)
    return [
        StepView(step=one.id, **one.model_dump(exclude={"id"}))
        for one in session.exec(asked.order_by(col(ProjectStep.id)))
    ]


def comments(session: Session, code: str) -> list[CommentView]:
    """What was said on a project's design documents, in order."""
    asked = select(ProjectComment).where(ProjectComment.project == code)
    return [
        CommentView(comment=one.id, **one.model_dump(exclude={"id"}))
        for one in session.exec(asked.order_by(col(ProjectComment.id)))
    ]
