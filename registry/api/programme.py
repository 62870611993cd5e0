"""The programme over JSON: projects, issuances, the committee, authorisations, transfers, serials.

The registry is public to everybody in the lesson. Decisions are made by commands.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Path
from sqlmodel import Session

from ledger.queries import BlockRow
from registry.api.reading import Anybody, Paged, Trainer, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.compliance.queries import SubmissionView, offset_by
from registry.edge.errors import RecordUnknown, ThingUnknown
from registry.programme.adjustments.queries import AdjustmentView, FirstTransferView
from registry.programme.authorisation import covering
from registry.programme.authorisation import queries as authorisations
from registry.programme.committee import motions
from registry.programme.committee import queries as committee
from registry.programme.issuance import correction, imported
from registry.programme.issuance import queries as issuances
from registry.programme.projects import queries as projects
from registry.programme.retirement.queries import RetirementView
from registry.programme.trace import trace
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.reconcile import Difference, reconcile


@dataclass(frozen=True)
class ProjectAnswer:
    """A project with its monitoring periods, and those for which issuance can be requested now."""

    project: projects.ProjectView
    periods: list[projects.PeriodView]
    open_periods: list[int]


@dataclass(frozen=True)
class SerialAnswer:
    """The history of one serial: its origin, its authorisation and adjustments, its owners.

    `adjustments`: tonnes that the host added and the user subtracted; `retirement` (also a
    cancellation) or `offset`: the act that ended it.
    """

    serial: int
    printed: str
    host: str
    unit: str
    vintage: int
    asset: int
    project: projects.ProjectView | None
    issuance: issuances.IssuanceView | None
    registration: issuances.RegistrationView | None
    imported: imported.ImportView | None
    origin_serial: int | None
    decision: committee.ItemView | None
    authorised: list[authorisations.AuthorisedRangeView]
    authorisations: list[authorisations.AuthorisationView]
    first_transfer: FirstTransferView | None
    adjustments: list[AdjustmentView]
    moves: list[BlockRow]
    retirement: RetirementView | None
    offset: SubmissionView | None


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/projects", all_projects, methods=["GET"], summary="Projects and monitoring periods")
    add(
        "/claims",
        double_claims,
        methods=["GET"],
        summary="Periods whose days another project of the same installation has too",
    )
    add("/issuances", all_issuances, methods=["GET"], summary="Issuance requests, newest first")
    add("/committee", items, methods=["GET"], summary="Items of the joint committee")
    add("/motions", all_motions, methods=["GET"], summary="Motions of the committee, newest first")
    add(
        "/corrections", all_corrections, methods=["GET"], summary="Ordered corrections of issuances"
    )
    add(
        "/imports",
        all_imports,
        methods=["GET"],
        summary="Imports, newest first",
    )
    add("/authorisations", granted, methods=["GET"], summary="Authorisations, oldest first")
    add("/transfers", all_transfers, methods=["GET"], summary="Transfer requests, newest first")
    add(
        "/reconciliation",
        reconciliation,
        methods=["GET"],
        summary="Differences between registries (trainer)",
    )
    add(
        "/serials/{host}/{number}",
        serial,
        methods=["GET"],
        summary="The history of one serial number",
    )
    return routes


async def all_projects(who: Anybody) -> list[ProjectAnswer]:
    """Every project with its periods and their reductions."""

    def query(session: Session) -> list[ProjectAnswer]:
        now = issuances.open_periods(session, at=who.live.now())
        return [
            ProjectAnswer(
                found,
                projects.periods(session, found.code),
                [p.number for p in now if p.project == found.code],
            )
            for found in projects.projects(session)
        ]

    return await read(who.live, query)


async def double_claims(who: Anybody, project: str = "") -> list[issuances.DoubleClaim]:
    """Periods of one project or all that measure what another project measures too (check 5041)."""

    def query(session: Session) -> list[issuances.DoubleClaim]:
        if project and projects.project(session, project) is None:
            raise RecordUnknown(what="project", given=project[:40])
        return issuances.double_claims(session, project=project)

    return await read(who.live, query)


async def all_issuances(who: Anybody, page: Paged) -> list[issuances.IssuanceView]:
    """Issuance requests with the committee's item and the issued tonnes."""
    return await read(who.live, lambda s: issuances.issuances(s, **page._asdict()))


async def items(who: Anybody, page: Paged) -> list[committee.ItemView]:
    """The committee's items with the votes so far, newest first."""
    return await read(who.live, lambda s: committee.items(s, **page._asdict()))


async def all_motions(who: Anybody, page: Paged) -> list[motions.MotionView]:
    """Deregistrations, types, allocations, amendments and corrections that were asked for."""
    return await read(who.live, lambda s: motions.motions(s, **page._asdict()))


async def all_imports(who: Anybody, page: Paged) -> list[imported.ImportView]:
    """Requests to take over credits of another registry, with their serials and proof there."""
    return await read(who.live, lambda s: imported.imports(s, **page._asdict()))


async def all_corrections(who: Anybody) -> list[correction.CorrectionView]:
    """Corrections that the committee ordered: what was cancelled, and what is owed."""
    return await read(who.live, correction.corrections)


async def granted(who: Anybody, project: str = "") -> list[covering.StandingView]:
    """Authorisations of one project or all with their versions and acts: what each gave, what is
    used and left.
    """

    def query(session: Session) -> list[covering.StandingView]:
        if project and projects.project(session, project) is None:
            raise RecordUnknown(what="project", given=project[:40])
        return covering.standings(session, project=project)

    return await read(who.live, query)


async def all_transfers(
    who: Anybody, *, own: bool = False, page: Paged
) -> list[transfers.TransferView]:
    """Transfer requests, newest first; `own`: only those of the calling seat."""
    holder = who.of_seat() if own else ""
    return await read(who.live, lambda s: transfers.transfers(s, holder=holder, **page._asdict()))


async def reconciliation(who: Trainer) -> list[Difference]:
    """Every difference between two registries' records, and between a record and the books."""
    codes = [country.code for country in who.live.current.plan.registries]
    return await read(who.live, lambda s: reconcile(s, *codes))


async def serial(who: Anybody, host: str, number: int = Path(ge=1, lt=2**53)) -> SerialAnswer:
    """Origin, decision, authorisation, first transfer, adjustments, all owners, and its end."""
    found = await read(who.live, lambda s: _serial(s, host, number))
    if found is None:
        raise ThingUnknown(address=f"/api/serials/{host}/{number}")
    return found


def _serial(session: Session, host: str, number: int) -> SerialAnswer | None:
    found = trace(session, host, number)
    if found is None:
        return None
    return SerialAnswer(
        serial=found.serial,
        printed=found.printed,
        host=found.batch.host,
        unit=found.batch.unit,
        vintage=found.batch.vintage,
        asset=found.batch.asset,
        project=found.project,
        issuance=found.issuance,
        registration=found.registration,
        imported=found.imported,
        origin_serial=found.origin_serial,
        decision=found.item,
        authorised=list(found.authorised),
        authorisations=list(found.authorisations),
        first_transfer=found.first_transfer,
        adjustments=list(found.adjustments),
        moves=list(found.moves),
        retirement=found.retirement,
        offset=offset_by(session, found.last),
    )
