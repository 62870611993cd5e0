"""Queries of projects, and of monitoring periods with their reductions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from registry.programme.methodologies.calculator import (
    GridMargin,
    Reduction,
    decimal_text,
    reduction,
    single_margin,
    weighted_margin,
)
from registry.programme.projects.models import MonitoringPeriod, Project


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
class PeriodView:
    """A monitoring period with its reduction: exact as text, and in whole tonnes.

    `report` is the SHA-256 of its monitoring report.
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
    report: str


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
    return [_period_view(of, period) for period in found]


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


def reduction_of(
    project: Project, period: MonitoringPeriod, *, deducted_mwh: str = "0"
) -> Reduction:
    """The exact reduction of a period by its project's emission factor.

    `deducted_mwh` is generation that its owner does not claim, exact decimal text.
    """
    generation = exact(period.generation_mwh) - exact(deducted_mwh)
    return reduction(generation_mwh=str(generation), margin=_margin(project))


def _margin(project: Project) -> GridMargin:
    if not project.om:
        return single_margin(project.margin)
    return weighted_margin(
        om=project.om, bm=project.bm, weight_om=project.weight_om, weight_bm=project.weight_bm
    )


def _period_view(project: Project, period: MonitoringPeriod) -> PeriodView:
    avoided = reduction_of(project, period)
    return PeriodView(
        project=project.code,
        number=period.number,
        first_day=period.first_day,
        last_day=period.last_day,
        vintage=period.vintage,
        generation_mwh=period.generation_mwh,
        available_from=period.available_from,
        exact_t=decimal_text(avoided.exact_t),
        whole_t=avoided.whole_t,
        report=report_digest(period),
    )
