"""Queries of imports: requests to take over credits of another registry, and what came of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ledger.paging import Page
from registry.programme.issuance.machine import IMPORT
from registry.programme.issuance.models import ImportRequest, ImportState
from registry.programme.participants.queries import participant
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.registering import known_abroad
from registry.roles import Actor

PAGE = 50
HELD = (ImportState.REQUESTED, ImportState.ADMITTED)
"""States in which a request keeps its serials and its proof from every other one."""


@dataclass(frozen=True)
class ImportView:
    """A request for an import: `quantity` tonnes, serials `first` to `last` of `origin`.

    `project` is its number there, `proof` that of the cancellation there; `asset` the batch that
    was issued in their place, whose first serial stands for `first`.
    """

    request: int
    seat: str
    registry: str
    origin: str
    project: str
    installation: str
    first_day: str
    last_day: str
    first: int
    last: int
    quantity: int
    proof: str
    state: str
    requested_at: int
    asset: int | None
    decided_by: str
    decided_for: str
    decided_at: int | None


def imports(
    session: Session,
    *,
    seat: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[ImportView]:
    """Requests for imports, newest first; `seat` "": of all, `before` and `after` page."""
    asked = Page(before, after, limit).of(select(ImportRequest), ImportRequest.id)
    if seat:
        asked = asked.where(ImportRequest.seat == seat)
    return [_view(one) for one in session.exec(asked)]


def waiting(session: Session, registries: Collection[str]) -> list[ImportView]:
    """Requests that the managers of these registries have to decide, oldest first."""
    asked = select(ImportRequest).where(
        ImportRequest.state == ImportState.REQUESTED,
        col(ImportRequest.registry_code).in_(registries),
    )
    return [_view(one) for one in session.exec(asked.order_by(col(ImportRequest.id)))]


def import_of(session: Session, asset: int) -> ImportView | None:
    """The request by which a batch was imported; None for every other batch."""
    found = session.exec(select(ImportRequest).where(ImportRequest.asset == asset)).first()
    return None if found is None else _view(found)


def overlapping(
    session: Session, *, origin: str, first: int, last: int, besides: int = 0
) -> ImportRequest | None:
    """The first request, in whatever registry, that holds a serial of this range of an origin."""
    asked = select(ImportRequest).where(
        ImportRequest.origin == origin,
        col(ImportRequest.state).in_(HELD),
        ImportRequest.first <= last,
        ImportRequest.last >= first,
        ImportRequest.id != besides,
    )
    return session.exec(asked.order_by(col(ImportRequest.id))).first()


def proved_by(
    session: Session, *, origin: str, proof: str, besides: int = 0
) -> ImportRequest | None:
    """The request that holds a cancellation of an origin as its proof."""
    asked = select(ImportRequest).where(
        ImportRequest.origin == origin,
        col(ImportRequest.state).in_(HELD),
        func.lower(ImportRequest.proof) == proof.lower(),
        ImportRequest.id != besides,
    )
    return session.exec(asked.order_by(col(ImportRequest.id))).first()


def imported_days(session: Session, monitored: MonitoringPeriod) -> ImportView | None:
    """The admitted import of the same installation that shares a day with a monitoring period."""
    found = session.exec(
        select(ImportRequest)
        .join(Project, col(Project.installation) == col(ImportRequest.installation))
        .where(
            Project.code == monitored.project,
            Project.installation != "",
            ImportRequest.state == ImportState.ADMITTED,
            ImportRequest.first_day <= monitored.last_day,
            ImportRequest.last_day >= monitored.first_day,
        )
        .order_by(col(ImportRequest.id))
    ).first()
    return None if found is None else _view(found)


def imported_periods(session: Session) -> set[tuple[str, int]]:
    """(project, period) of every monitoring period with days that were imported."""
    found = session.exec(
        select(MonitoringPeriod.project, MonitoringPeriod.number)
        .join(Project, col(Project.code) == col(MonitoringPeriod.project))
        .join(ImportRequest, col(ImportRequest.installation) == col(Project.installation))
        .where(
            Project.installation != "",
            ImportRequest.state == ImportState.ADMITTED,
            col(ImportRequest.first_day) <= col(MonitoringPeriod.last_day),
            col(ImportRequest.last_day) >= col(MonitoringPeriod.first_day),
        )
    )
    return set(found)


def possible(session: Session, one: ImportView, by: Actor) -> tuple[str, ...]:
    """The steps of a request that a seat can take now: its owner, or its registry's manager."""
    own = participant(session, by.seat)
    if own is None:
        return ()
    manages = own.country in ("", one.registry)
    return tuple(
        move.trigger
        for move in IMPORT.moves
        if move.source == one.state
        and move.by is not None
        and not move.by.isdisjoint(by.offices)
        and (one.seat == by.seat if move.trigger == "withdraw" else manages)
    )


def _view(one: ImportRequest) -> ImportView:
    return ImportView(
        request=one.id, seat=one.seat, registry=one.registry_code, origin=one.origin,
        project=one.project, installation=one.installation, first_day=one.first_day,
        last_day=one.last_day, first=one.first, last=one.last,
        quantity=one.last - one.first + 1, proof=one.proof, state=str(one.state),
        requested_at=one.requested_at, asset=one.asset, decided_by=one.decided_by,
        decided_for=one.decided_for, decided_at=one.decided_at,
    )  # fmt: skip


def _known_abroad(
    session: Session, installation: str, first_day: str, last_day: str
) -> tuple[str, str] | None:
    """The registry and project of an admitted import of an installation that shares these days."""
    found = session.exec(
        select(ImportRequest)
        .where(
            ImportRequest.installation == installation,
            ImportRequest.state == ImportState.ADMITTED,
            ImportRequest.first_day <= last_day,
            ImportRequest.last_day >= first_day,
        )
        .order_by(col(ImportRequest.id))
    ).first()
    return None if found is None else (found.origin, found.project)


known_abroad.append(_known_abroad)
