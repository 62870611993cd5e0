"""Monitoring over JSON: periods, versions of reports, an owner's own readings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.edge.errors import RecordUnknown
from registry.programme.monitoring import queries
from registry.programme.monitoring.queries import MonitoringView, ReportView
from registry.programme.projects import queries as projects


@dataclass(frozen=True)
class MonitoringAnswer:
    """A monitoring period with every version of its report, the oldest first.

    Samples of a version that is not concluded are its verifier's. `readings` are the owner's own,
    MWh by month.
    """

    monitoring: MonitoringView
    reports: list[ReportView]
    readings: dict[str, str]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/monitorings", monitorings, methods=["GET"], summary="Monitoring periods that are open")
    add(
        "/monitorings/{project}/{period}", monitoring, methods=["GET"],
        summary="One monitoring period with its reports",
    )  # fmt: skip
    return routes


async def monitorings(who: Anybody, project: str = "") -> list[MonitoringView]:
    """Open monitoring periods in the order of opening, of one project or of all."""

    def query(session: Session) -> list[MonitoringView]:
        if project and projects.project(session, project) is None:
            raise RecordUnknown(what="project", given=project[:40])
        return queries.monitorings(session, project=project)

    return await read(who.live, query)


async def monitoring(who: Anybody, project: str, period: int) -> MonitoringAnswer:
    """One monitoring period with the versions of its report, and the owner's own readings."""

    def query(session: Session) -> MonitoringAnswer:
        found = queries.monitoring_of(session, project=project, period=period)
        if found is None:
            raise RecordUnknown(what="monitoring", given=f"{project[:20]}/{period}")
        versions = queries.reports(session, project=project, period=period)
        readings = queries.own_readings(session, seat=who.seat, project=project, period=period)
        return MonitoringAnswer(found, [_shown(one, who.seat) for one in versions], readings)

    return await read(who.live, query)


def _shown(report: ReportView, seat: str) -> ReportView:
    """A version as a seat sees it: samples that are not concluded are their verifier's."""
    if report.conclusion is not None or report.verifier == seat:
        return report
    return replace(report, samples=(), left=0)
