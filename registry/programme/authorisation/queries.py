"""Queries of authorisations and authorised ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_
from sqlmodel import Session, col, select

from registry.programme.agreements import queries as agreements
from registry.programme.authorisation.models import (
    Authorisation,
    AuthorisationAct,
    AuthorisationState,
    AuthorisationVersion,
    AuthorisedRange,
    Purpose,
)
from registry.programme.projects import queries as projects

BEYOND = (Purpose.OIMP, Purpose.IMP, Purpose.OP)
"""The purposes beyond an NDC; OIMP covers the other two."""


@dataclass(frozen=True)
class Terms:
    """What an authorisation states; `max_quantity` None: explicitly no maximum.

    `parties` are registry codes, `entities` seats, () for any. Vintages and `last_day` ("" for
    none) are inclusive. `definition` is "" where no purpose is one of OIMP. Under `circumstances` a
    revocation reaches credits that were first transferred.
    """

    purposes: tuple[str, ...]
    parties: tuple[str, ...]
    entities: tuple[str, ...]
    max_quantity: int | None
    vintage_first: int
    vintage_last: int
    last_day: str
    definition: str
    circumstances: tuple[str, ...]

    def serves(self, purpose: str) -> bool:
        """Whether credits may be moved or used for a purpose; OIMP covers IMP and OP."""
        return purpose in self.purposes or (
            purpose in (Purpose.IMP, Purpose.OP) and Purpose.OIMP in self.purposes
        )

    @property
    def beyond(self) -> bool:
        """Whether a purpose is one of OIMP, IMP and OP."""
        return any(purpose in self.purposes for purpose in BEYOND)


@dataclass(frozen=True)
class AuthorisationView(Terms):
    """An authorisation with the terms of its version; 0: it is only applied for."""

    code: str
    version: int
    state: AuthorisationState
    host: str
    project: str
    agreement: str
    reaches_transferred: bool
    applied_by: str
    granted_by: str
    granted_at: int

    @property
    def in_force(self) -> bool:
        """Whether credits may be first transferred under it now."""
        return self.state is AuthorisationState.IN_FORCE


@dataclass(frozen=True)
class VersionView(Terms):
    """One version of an authorisation; `changed` names the terms that differ from the last one."""

    version: int
    changed: tuple[str, ...]
    stated_by: str
    at: int


@dataclass(frozen=True)
class AuthorisationActView:
    """One act; `seat` "": it followed from the terms."""

    trigger: str
    version: int
    seat: str
    reason: str
    circumstance: str
    at: int


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


class Bounds(NamedTuple):
    """Tonnes of all periods of a project, and of those that are over."""

    registered_t: int
    verified_t: int


def bounds_of(session: Session, project: str, *, at: int) -> Bounds:
    """How many tonnes of a project can be authorised, and how many are verified at a lesson time.

    Every period that is over counts as verified, for its figures come from the plan.
    """
    periods = projects.periods(session, project)
    over = (period.whole_t for period in periods if period.available_from <= at)
    return Bounds(sum(period.whole_t for period in periods), sum(over))


def authorisation(session: Session, code: str) -> AuthorisationView | None:
    """One authorisation or application, or None."""
    found = session.get(Authorisation, code)
    return _view(found, _row(session, found.code, found.version)) if found is not None else None


def known(session: Session, code: str) -> AuthorisationView:
    """An authorisation that is known to exist."""
    found = authorisation(session, code)
    assert found is not None, f"no authorisation {code}"
    return found


def authorisations(session: Session, *, project: str = "") -> list[AuthorisationView]:
    """What was authorised, oldest first; `project` "": of all projects."""
    return [one for one in _all(session, project) if one.version]


def applications(session: Session, host: str = "") -> list[AuthorisationView]:
    """Applications that wait for the government of a host, or of any, oldest first."""
    return [
        one
        for one in _all(session, "")
        if one.state is AuthorisationState.APPLIED and host in ("", one.host)
    ]


def all_of(session: Session, *, project: str = "") -> list[AuthorisationView]:
    """Authorisations, and applications that wait or were refused, in the order of their codes."""
    return _all(session, project)


def _all(session: Session, project: str) -> list[AuthorisationView]:
    # With its version in one query: bots of governments ask every morning.
    asked = (
        select(Authorisation, AuthorisationVersion)
        .join(
            AuthorisationVersion,
            and_(
                col(AuthorisationVersion.authorisation) == col(Authorisation.code),
                col(AuthorisationVersion.version) == col(Authorisation.version),
            ),
        )
        .order_by(col(Authorisation.granted_at), col(Authorisation.code))
    )
    if project:
        asked = asked.where(Authorisation.project == project)
    return [_view(found, row) for found, row in session.exec(asked)]


def versions(session: Session, code: str) -> list[VersionView]:
    """Every version of an authorisation, oldest first; one of 0 was applied for."""
    found = session.exec(
        select(AuthorisationVersion)
        .where(AuthorisationVersion.authorisation == code)
        .order_by(col(AuthorisationVersion.version))
    )
    return [_version(row) for row in found]


def version(session: Session, code: str, number: int) -> VersionView:
    """A version that is known to exist."""
    return _version(_row(session, code, number))


def acts(session: Session, code: str) -> list[AuthorisationActView]:
    """The acts of an authorisation, oldest first."""
    found = session.exec(
        select(AuthorisationAct)
        .where(AuthorisationAct.authorisation == code)
        .order_by(col(AuthorisationAct.id))
    )
    return [
        AuthorisationActView(a.trigger, a.version, a.seat, a.reason, a.circumstance, a.at)
        for a in found
    ]


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


def split(stored: str) -> tuple[str, ...]:
    """The parts of a stored list; () for an empty one."""
    return tuple(part for part in stored.split("+") if part)


def _row(session: Session, code: str, number: int) -> AuthorisationVersion:
    return session.exec(
        select(AuthorisationVersion).where(
            AuthorisationVersion.authorisation == code, AuthorisationVersion.version == number
        )
    ).one()


def _terms(row: AuthorisationVersion) -> dict[str, Any]:
    return {
        "purposes": split(row.purposes),
        "parties": split(row.parties),
        "entities": split(row.entities),
        "max_quantity": row.max_quantity,
        "vintage_first": row.vintage_first,
        "vintage_last": row.vintage_last,
        "last_day": row.last_day,
        "definition": row.definition,
        "circumstances": split(row.circumstances),
    }


def _version(row: AuthorisationVersion) -> VersionView:
    return VersionView(
        **_terms(row),
        version=row.version,
        changed=split(row.changed),
        stated_by=row.stated_by,
        at=row.at,
    )


def _view(found: Authorisation, row: AuthorisationVersion) -> AuthorisationView:
    return AuthorisationView(
        **_terms(row),
        code=found.code,
        version=found.version,
        state=AuthorisationState(found.state),
        host=found.host,
        project=found.project,
        agreement=found.agreement,
        reaches_transferred=found.reaches_transferred,
        applied_by=found.applied_by,
        granted_by=found.granted_by,
        granted_at=found.granted_at,
    )
