"""Queries of issuance requests, registrations, and periods that can be requested now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from ledger.paging import Page
from registry.programme.agreements import queries as agreements
from registry.programme.committee.kinds import Portion, Split
from registry.programme.issuance.models import CcerRegistration, IssuanceRequest, IssuanceState
from registry.programme.issuance.split import Shares, share
from registry.programme.projects import queries as projects
from registry.programme.projects.models import MonitoringPeriod
from registry.roles import Side

PAGE = 50
REGISTERED = "registered"
"""State of a period whose reductions were registered as CCER."""


@dataclass(frozen=True)
class IssuanceView:
    """An issuance request and what came of it."""

    request: int
    project: str
    period: int
    vintage: int
    host: str
    quantity: int
    item: int
    state: str
    requested_by: str
    requested_at: int
    asset: int | None
    host_t: int | None
    partner_t: int | None
    authorisation: str
    issued_at: int | None


@dataclass(frozen=True)
class RegistrationView:
    """A registration of domestic reductions."""

    registration: int
    project: str
    period: int
    quantity: int
    asset: int
    registered_by: str
    registered_at: int


def shares_of(session: Session, *, agreement: str, quantity: int) -> Shares:
    """The split of `quantity` tonnes by an agreement, which must exist."""
    agreed = agreements.known(session, agreement)
    return share(
        quantity,
        agreed.split_rule,
        partner=exact(agreed.partner_share),
        host=exact(agreed.host_share),
        odd_to=agreed.odd_to,
    )


def split_of(session: Session, *, project: str, quantity: int) -> Split:
    """The split of `quantity` tonnes of a shared project by its agreement, with the recipients."""
    of = projects.project(session, project)
    assert of is not None, f"no project {project}"
    agreed = agreements.known(session, of.agreement)
    tonnes = shares_of(session, agreement=of.agreement, quantity=quantity)
    return Split(
        rule="-".join(filter(None, (agreed.split_rule, agreed.odd_to))),
        partner=agreed.partner_share,
        host=agreed.host_share,
        portions=(
            Portion(Side.PARTNER, agreed.partner, of.partner, tonnes.partner),
            Portion(Side.HOST, of.host, of.owner, tonnes.host),
        ),
    )


def issuances(
    session: Session,
    *,
    requested_by: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[IssuanceView]:
    """Requests, newest first; `requested_by` "": of all seats, `before` and `after` page."""
    query = Page(before, after, limit).of(select(IssuanceRequest), IssuanceRequest.id)
    if requested_by:
        query = query.where(IssuanceRequest.requested_by == requested_by)
    return [_view(found) for found in session.exec(query)]


def ready_to_issue(session: Session) -> list[IssuanceView]:
    """Decided requests that the secretariat can issue, oldest first."""
    found = session.exec(
        select(IssuanceRequest)
        .where(IssuanceRequest.state == IssuanceState.DECIDED)
        .order_by(col(IssuanceRequest.id))
    )
    return [_view(row) for row in found]


def issuance_of(session: Session, asset: int) -> IssuanceView | None:
    """The request by which a batch was issued; None for a domestic batch."""
    found = session.exec(select(IssuanceRequest).where(IssuanceRequest.asset == asset)).first()
    return _view(found) if found is not None else None


def registration_of(session: Session, asset: int) -> RegistrationView | None:
    """The registration by which a domestic batch was issued, or None."""
    found = session.exec(select(CcerRegistration).where(CcerRegistration.asset == asset)).first()
    return _registration(found) if found is not None else None


def counted(
    session: Session, monitored: MonitoringPeriod, *, besides: int = 0
) -> list[tuple[int, str]]:
    """(period, state) of every request and registration for any day of a period.

    The period itself comes first. Requests that were objected to and request `besides` are
    excluded.
    """
    numbers = projects.sharing_days(session, monitored)
    asked = session.exec(
        select(IssuanceRequest.period, IssuanceRequest.state).where(
            IssuanceRequest.project == monitored.project,
            col(IssuanceRequest.period).in_(numbers),
            IssuanceRequest.id != besides,
            IssuanceRequest.state != IssuanceState.OBJECTED,
        )
    )
    found = [(period, str(state)) for period, state in asked]
    registered = session.exec(
        select(CcerRegistration.period).where(
            CcerRegistration.project == monitored.project,
            col(CcerRegistration.period).in_(numbers),
        )
    )
    found += [(period, REGISTERED) for period in registered]
    return sorted(found, key=lambda entry: (entry[0] != monitored.number, entry))


def open_periods(session: Session, *, at: int) -> list[projects.PeriodView]:
    """Monitoring periods that are over, and none of whose days was requested or registered."""
    taken = {
        (row.project, row.period)
        for row in session.exec(
            select(IssuanceRequest).where(col(IssuanceRequest.state) != IssuanceState.OBJECTED)
        )
    }
    taken |= {(row.project, row.period) for row in session.exec(select(CcerRegistration))}
    found = []
    for project in projects.projects(session):
        periods = projects.periods(session, project.code)
        counted_days = [
            (p.first_day, p.last_day) for p in periods if (p.project, p.number) in taken
        ]
        found += [
            p
            for p in periods
            if p.available_from <= at
            and not any(first <= p.last_day and p.first_day <= last for first, last in counted_days)
        ]
    return found


def _view(found: IssuanceRequest) -> IssuanceView:
    kept = found.model_dump(exclude={"id", "state"})
    return IssuanceView(request=found.id, state=str(found.state), **kept)


def _registration(found: CcerRegistration) -> RegistrationView:
    return RegistrationView(registration=found.id, **found.model_dump(exclude={"id"}))
