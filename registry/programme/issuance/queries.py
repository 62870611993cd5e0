"""Queries of issuance requests, registrations, and periods that can be requested now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger.kernel.quantity import exact
from ledger.paging import Page
from registry.programme.agreements import queries as agreements
from registry.programme.committee.kinds import Portion, Split
from registry.programme.committee.models import CommitteeItem, ItemState
from registry.programme.issuance.models import (
    CcerRegistration,
    IssuancePart,
    IssuanceRequest,
    IssuanceState,
)
from registry.programme.issuance.split import Shares, share
from registry.programme.projects import queries as projects
from registry.programme.projects.models import MonitoringPeriod
from registry.roles import Side

PAGE = 50
_IN_PART = (
    IssuanceState.DECIDED, IssuanceState.ISSUED_HOST_ONLY, IssuanceState.ISSUED_PARTNER_ONLY,
)  # fmt: skip
REGISTERED = "registered"
"""State of a period whose reductions were registered as CCER."""


@dataclass(frozen=True)
class IssuanceView:
    """An issuance request and what came of it; `papers` is what its owner stated, as JSON."""

    request: int
    project: str
    period: int
    vintage: int
    host: str
    quantity: int
    deducted_mwh: str
    statement: str
    papers: str
    item: int
    state: str
    requested_by: str
    requested_at: int
    asset: int | None
    mode: str | None
    host_t: int | None
    partner_t: int | None
    authorisation: str
    host_issued_at: int | None
    partner_issued_at: int | None
    issued_at: int | None


@dataclass(frozen=True)
class PartView:
    """A range of a decided batch: the registry that issues it, and the holder who receives it."""

    side: str
    registry: str
    seat: str
    first: int
    last: int

    @property
    def quantity(self) -> int:
        """Its tonnes."""
        return self.last - self.first + 1


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


@dataclass(frozen=True)
class DoubleClaim:
    """A period, and one of the same installation under another project that shares days with it.

    `state` is that of the other one's request or registration, "" while nobody has claimed it;
    `agreement` the one that the other project is under, "" for a domestic one. The period itself
    can be requested from `available_from`, lesson time in ms.
    """

    installation: str
    project: str
    period: int
    elsewhere: str
    other: int
    agreement: str
    state: str
    available_from: int


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


def parts_of(session: Session, request: int) -> list[PartView]:
    """The ranges that a published decision fixed, the partner's first; [] before."""
    found = session.exec(
        select(IssuancePart)
        .where(IssuancePart.request == request)
        .order_by(col(IssuancePart.first))
    )
    return [
        PartView(str(one.side), one.registry_code, one.seat, one.first, one.last) for one in found
    ]


def ready_to_issue(session: Session, country: str = "") -> list[tuple[IssuanceView, str]]:
    """(request, registry) of the parts that a manager has still to issue, oldest first.

    `country` "": of every registry.
    """
    found = session.exec(
        select(IssuanceRequest)
        .where(col(IssuanceRequest.state).in_(_IN_PART))
        .order_by(col(IssuanceRequest.id))
    )
    waiting = []
    for row in found:
        for registry in dict.fromkeys(one.registry for one in parts_of(session, row.id)):
            done = row.host_issued_at if registry == row.host else row.partner_issued_at
            if done is None and country in ("", registry):
                waiting.append((_view(row), registry))
    return waiting


def dropped(session: Session) -> set[tuple[str, int]]:
    """(project, period) of every request whose item was dropped."""
    found = select(IssuanceRequest.project, IssuanceRequest.period)
    return set(session.exec(found.where(IssuanceRequest.state == IssuanceState.DROPPED)))


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

    The period itself comes first. Requests that were dropped and request `besides` are
    excluded.
    """
    numbers = projects.sharing_days(session, monitored)
    asked = session.exec(
        select(IssuanceRequest.period, IssuanceRequest.state).where(
            IssuanceRequest.project == monitored.project,
            col(IssuanceRequest.period).in_(numbers),
            IssuanceRequest.id != besides,
            IssuanceRequest.state != IssuanceState.DROPPED,
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


def claims_elsewhere(session: Session, monitored: MonitoringPeriod) -> list[DoubleClaim]:
    """What was claimed of the days of a period under other projects of its installation."""
    return [
        one
        for one in double_claims(session, project=monitored.project)
        if one.period == monitored.number and one.state
    ]


def double_claims(session: Session, *, project: str = "") -> list[DoubleClaim]:
    """Every period whose days another project of the same installation has too (check 5041).

    Of one project or, "", of all; each pair is told from both of its sides.
    """
    of = {one.code: one for one in projects.measured_together(session)}
    together = [
        (mine, other)
        for mine in of.values()
        for other in of.values()
        if mine.installation == other.installation
        and mine.code != other.code
        and project in ("", mine.code)
    ]
    if not together:
        return []
    states, days = _claimed_states(session), projects.days_of(session, of)
    return [
        DoubleClaim(
            mine.installation, mine.code, one.number, other.code, two.number, other.agreement,
            states.get((other.code, two.number), ""), one.available_from,
        )
        for mine, other in together
        for one in days.get(mine.code, ())
        for two in days.get(other.code, ())
        if one.first_day <= two.last_day and two.first_day <= one.last_day
    ]  # fmt: skip


def _claimed_states(session: Session) -> dict[tuple[str, int], str]:
    """(project, period) -> state of every request that was not dropped, and every registration."""
    asked = select(IssuanceRequest).where(IssuanceRequest.state != IssuanceState.DROPPED)
    found = {(one.project, one.period): str(one.state) for one in session.exec(asked)}
    registered = session.exec(select(CcerRegistration))
    return found | {(one.project, one.period): REGISTERED for one in registered}


def taken_t(session: Session, agreement: str) -> int:
    """Tonnes that decisions under an agreement have given to its partner's side."""
    under = [one.code for one in projects.projects(session) if one.agreement == agreement]
    decided = select(IssuanceRequest.partner_t).where(
        col(IssuanceRequest.project).in_(under), col(IssuanceRequest.asset).is_not(None)
    )
    return sum(tonnes or 0 for tonnes in session.exec(decided))


def stated_by(session: Session, seat: str, states: Iterable[ItemState]) -> list[IssuanceView]:
    """A seat's requests whose item is in one of these states, oldest first."""
    asked = (
        select(IssuanceRequest)
        .join(CommitteeItem, col(CommitteeItem.id) == col(IssuanceRequest.item))
        .where(IssuanceRequest.requested_by == seat, col(CommitteeItem.state).in_(list(states)))
        .order_by(col(IssuanceRequest.id))
    )
    return [_view(found) for found in session.exec(asked)]


def open_periods(
    session: Session, *, at: int, of: Collection[str] | None = None
) -> list[projects.PeriodView]:
    """Monitoring periods that are over, and none of whose days was requested or registered.

    Nor under another project of the same installation. `of`: of these projects only.
    """
    taken = _claimed_states(session).keys()
    elsewhere = {(one.project, one.period) for one in double_claims(session) if one.state}
    found = []
    for code, days in projects.days_of(session, of).items():
        counted_days = [(p.first_day, p.last_day) for p in days if (p.project, p.number) in taken]
        numbers = [
            p.number
            for p in days
            if p.available_from <= at
            and (p.project, p.number) not in elsewhere
            and not any(first <= p.last_day and p.first_day <= last for first, last in counted_days)
        ]
        if numbers:
            found += [p for p in projects.periods(session, code) if p.number in numbers]
    return found


def _view(found: IssuanceRequest) -> IssuanceView:
    kept = found.model_dump(exclude={"id", "state"})
    return IssuanceView(request=found.id, state=str(found.state), **kept)


def _registration(found: CcerRegistration) -> RegistrationView:
    return RegistrationView(registration=found.id, **found.model_dump(exclude={"id"}))
