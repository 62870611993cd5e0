"""Queries of authorisations and authorised ranges."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.programme.agreements import queries as agreements
from registry.programme.authorisation.models import Authorisation, AuthorisedRange
from registry.programme.projects import queries as projects


@dataclass(frozen=True)
class AuthorisationView:
    """An authorisation; `max_quantity` bounds what may be first transferred under it."""

    code: str
    version: int
    host: str
    project: str
    purposes: tuple[str, ...]
    max_quantity: int
    granted_by: str
    granted_at: int


@dataclass(frozen=True)
class AuthorisedRangeView:
    """A range of serials for which an authorisation has been stated."""

    authorisation: str
    version: int
    host: str
    asset: int
    first: int
    last: int
    since: int


def authorisation(session: Session, code: str) -> AuthorisationView | None:
    """One authorisation, or None."""
    found = session.get(Authorisation, code)
    return _view(found) if found is not None else None


def authorisations(session: Session, *, project: str = "") -> list[AuthorisationView]:
    """Authorisations, oldest first; `project` "": of all projects."""
    asked = select(Authorisation).order_by(col(Authorisation.granted_at), col(Authorisation.code))
    if project:
        asked = asked.where(Authorisation.project == project)
    return [_view(found) for found in session.exec(asked)]


def wanting(session: Session, host: str) -> list[str]:
    """Codes of a host's projects under an active agreement that have no authorisation yet."""
    granted = {one.project for one in authorisations(session)}
    active = {one.code for one in agreements.agreements(session) if one.active}
    return [
        project.code
        for project in projects.projects(session)
        if project.host == host and project.agreement in active and project.code not in granted
    ]


def ranges_at(session: Session, *, asset: int, serial: int) -> list[AuthorisedRangeView]:
    """The authorised ranges that contain one serial."""
    found = session.exec(
        select(AuthorisedRange)
        .where(
            AuthorisedRange.asset == asset,
            AuthorisedRange.first <= serial,
            AuthorisedRange.last >= serial,
        )
        .order_by(col(AuthorisedRange.id))
    )
    return [
        AuthorisedRangeView(r.authorisation, r.version, r.host, r.asset, r.first, r.last, r.since)
        for r in found
    ]


def _view(found: Authorisation) -> AuthorisationView:
    return AuthorisationView(
        code=found.code,
        version=found.version,
        host=found.host,
        project=found.project,
        purposes=tuple(found.purposes.split("+")),
        max_quantity=found.max_quantity,
        granted_by=found.granted_by,
        granted_at=found.granted_at,
    )
