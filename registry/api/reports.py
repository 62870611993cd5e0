"""Annual information over JSON: who submitted what, and one version with all that belongs to it.

What was submitted is public in the lesson; a draft is its own government's and the trainer's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query
from sqlmodel import Session

from registry.api.reading import Anybody, read
from registry.api.report_files import is_visible
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.edge.callers import Caller
from registry.edge.errors import ThingUnknown
from registry.programme.participants.queries import participant
from registry.programme.reports import queries
from registry.programme.reports.findings import Found
from registry.programme.reports.queries import CorrectionView, FindingView, ReportView
from registry.programme.reports.stored import written
from registry.programme.reports.tables import TABLES
from registry.roles import Actor


@dataclass(frozen=True)
class ReportAnswer:
    """A version, its tables by their keys with values as text, what the comparison found, what the
    party wrote over, what is wrong with a draft, and the commands that the calling seat can give.
    """

    report: ReportView
    tables: dict[str, list[dict[str, str]]]
    findings: list[FindingView]
    corrections: list[CorrectionView]
    faults: list[Found]
    possible: tuple[str, ...]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["reports"], responses=SHOWS)
    add = routes.add_api_route
    add("/reports", reports, methods=["GET"], summary="Annual information that parties submit")
    add("/reports/{report}", report, methods=["GET"], summary="One version, all five tables")
    return routes


async def reports(
    who: Anybody,
    party: Annotated[str, Query(max_length=40, description="Code of a registry; empty: all.")] = "",
    year: Annotated[int, Query(ge=0, lt=2**53, description="0: every year.")] = 0,
) -> list[ReportView]:
    """Versions by year, party and number: submitted ones, and drafts of one's own government."""

    def query(session: Session) -> list[ReportView]:
        found = queries.reports(session, party=party, year=year)
        return [one for one in found if is_visible(session, who, one)]

    return await read(who.live, query)


async def report(who: Anybody, report: Annotated[int, Path(ge=1, lt=2**53)]) -> ReportAnswer:
    """One version with its tables; of a submitted one with the results of the comparison."""

    def query(session: Session) -> ReportAnswer | None:
        found = queries.report(session, report)
        if found is None or not is_visible(session, who, found):
            return None
        tables = queries.submission(session, report)
        return ReportAnswer(
            found,
            {
                table.key: [
                    {key: written(value) for key, value in row.items()}
                    for row in tables.rows(table)
                ]
                for table in TABLES
            },
            queries.findings(session, report),
            queries.corrections(session, report),
            queries.faults_of(session, report),
            _possible(session, who, found),
        )

    answered = await read(who.live, query)
    if answered is None:
        raise ThingUnknown(address=f"/api/reports/{report}")
    return answered


def _possible(session: Session, who: Caller, found: ReportView) -> tuple[str, ...]:
    """The commands on the newest version of the calling seat's own country."""
    state = who.state
    own = participant(session, who.seat)
    newest = queries.reports(session, party=found.party, year=found.year)[-1]
    if state is None or own is None or own.country != found.party or newest.report != found.report:
        return ()
    by = Actor(who.seat, state.role, who.origin, frozenset(state.offices - {state.role}))
    return queries.possible(session, found.party, found.year, by)
