"""Queries of issuance requests, registrations, and periods that can be requested now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from ledger.paging import Page
from registry.programme.committee.models import CommitteeItem, CommitteeVote, ItemState, Said
from registry.programme.issuance.imported import imported_periods
from registry.programme.issuance.models import (
    CcerRegistration,
    IssuancePart,
    IssuanceRequest,
    IssuanceState,
    IssuanceVintage,
)
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import gate
from registry.programme.monitoring import queries as monitoring
from registry.programme.projects import queries as projects
from registry.programme.projects.commands import find_period
from registry.programme.projects.models import MonitoringPeriod, Project

PAGE = 50
_IN_PART = (
    IssuanceState.DECIDED, IssuanceState.ISSUED_HOST_ONLY, IssuanceState.ISSUED_PARTNER_ONLY,
)  # fmt: skip
REGISTERED = "registered"
"""State of a period whose reductions were registered as CCER."""


@dataclass(frozen=True)
class PartView:
    """A range of a decided batch: the registry that issues it, and the holder who receives it.

    `levy` is "proceeds", "omge" or "buffer" for what is taken first; `seat` owns its account.
    """

    asset: int
    side: str
    levy: str
    registry: str
    seat: str
    first: int
    last: int
    quantity: int


@dataclass(frozen=True)
class VintageView:
    """A decided vintage: its batch and its split in tonnes."""

    vintage: int
    asset: int
    quantity: int
    proceeds_t: int
    omge_t: int
    buffer_t: int
    partner_t: int
    host_t: int


@dataclass(frozen=True)
class IssuanceView:
    """An issuance request and what came of it; `papers` is what its owner stated, as JSON.

    `vintages` and `parts` are what the published decision fixed; empty before, and if the agreement
    is virtual.
    """

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
    proceeds_t: int | None
    omge_t: int | None
    buffer_t: int | None
    authorisation: str
    host_issued_at: int | None
    partner_issued_at: int | None
    issued_at: int | None
    vintages: tuple[VintageView, ...]
    parts: tuple[PartView, ...]


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


def amounts_of(session: Session, asked: IssuanceRequest) -> dict[int, int]:
    """The tonnes of a request by vintage, each year rounded down by itself (check 5052)."""
    of = session.get(Project, asked.project)
    assert of is not None, f"no project {asked.project}"
    monitored = session.exec(
        select(MonitoringPeriod).where(
            MonitoringPeriod.project == asked.project, MonitoringPeriod.number == asked.period
        )
    ).one()
    avoided = gate.reductions(session, of, monitored, deducted_mwh=asked.deducted_mwh)
    return {vintage: one.whole_t for vintage, one in avoided.items()}


def amounts_asked(session: Session, request: int) -> dict[int, int]:
    """The tonnes of a request by vintage; {} if there is no such request."""
    asked = session.get(IssuanceRequest, request)
    return {} if asked is None else amounts_of(session, asked)


def terms_at(session: Session, asked: IssuanceRequest) -> int | None:
    """The lesson time whose terms split a request: when its papers were filed.

    None, for the newest terms, while they are still to be filed, or filed again.
    """
    matter = session.get(CommitteeItem, asked.item)
    if matter is None or matter.state in (ItemState.DRAFT, ItemState.LAPSED):
        return None
    return matter.circulated_at


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
    return _views(session, session.exec(query).all())


def parts_of(session: Session, request: int) -> list[PartView]:
    """The ranges that a published decision fixed, the partner's first; [] before."""
    return _parts(session, [request]).get(request, [])


def vintages_of(session: Session, request: int) -> list[VintageView]:
    """The decided vintages of a request, the oldest first; [] before, and of a virtual one."""
    return _vintages(session, [request]).get(request, [])


def ready_to_issue(session: Session, country: str = "") -> list[tuple[IssuanceView, str]]:
    """(request, registry) of parts still to issue, oldest first; `country` "": of every one."""
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
                waiting += [(one, registry) for one in _views(session, [row])]
    return waiting


def dropped(session: Session) -> set[tuple[str, int]]:
    """(project, period) of every request whose item was dropped."""
    found = select(IssuanceRequest.project, IssuanceRequest.period)
    return set(session.exec(found.where(IssuanceRequest.state == IssuanceState.DROPPED)))


def issuance_of(session: Session, asset: int) -> IssuanceView | None:
    """The request by which a batch was issued; None for a domestic batch."""
    found = session.exec(
        select(IssuanceRequest)
        .join(IssuanceVintage, col(IssuanceVintage.request) == col(IssuanceRequest.id))
        .where(IssuanceVintage.asset == asset)
    ).first()
    return None if found is None else _views(session, [found])[0]


def issuance_by(session: Session, item: int) -> IssuanceView | None:
    """The request that a committee's item is about; None for items of other kinds."""
    found = session.exec(select(IssuanceRequest).where(IssuanceRequest.item == item)).first()
    return _views(session, [found])[0] if found is not None else None


def issuance_for(session: Session, *, project: str, period: int) -> IssuanceView | None:
    """The request for a monitoring period that was not dropped, or None."""
    found = session.exec(
        select(IssuanceRequest).where(
            IssuanceRequest.project == project,
            IssuanceRequest.period == period,
            IssuanceRequest.state != IssuanceState.DROPPED,
        )
    ).first()
    return _views(session, [found])[0] if found is not None else None


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


def claims_of(session: Session, project: str) -> dict[int, str]:
    """Period -> state of a project's requests that were not dropped, and of its registrations."""
    return {
        number: state
        for (code, number), state in _claimed_states(session).items()
        if code == project
    }


def claim_on(
    session: Session, installation: str, *, first_day: str, last_day: str
) -> tuple[str, int, str] | None:
    """Project, period and state of the first claim to any of these days of an installation.

    None without one, and of an installation without a name.
    """
    shared = session.exec(
        select(MonitoringPeriod.project, MonitoringPeriod.number)
        .join(Project, col(Project.code) == col(MonitoringPeriod.project))
        .where(
            Project.installation == installation,
            Project.installation != "",
            MonitoringPeriod.first_day <= last_day,
            MonitoringPeriod.last_day >= first_day,
        )
        .order_by(col(MonitoringPeriod.project), col(MonitoringPeriod.number))
    ).all()
    states = _claimed_states(session) if shared else {}
    for project, number in shared:
        if state := states.get((project, number)):
            return project, number, state
    return None


def taken_t(session: Session, agreement: str) -> int:
    """Tonnes that decisions under an agreement have given to its partner's side."""
    under = [one.code for one in projects.projects(session) if one.agreement == agreement]
    decided = select(IssuanceRequest.partner_t).where(
        col(IssuanceRequest.project).in_(under), col(IssuanceRequest.asset).is_not(None)
    )
    return sum(tonnes or 0 for tonnes in session.exec(decided))


def found_wrong(session: Session) -> dict[str, list[tuple[int, int]]]:
    """Project -> each of its items that met an objection, and the lesson time of its last one.

    An objection that its seat withdrew does not count.
    """
    later = aliased(CommitteeVote)
    withdrawn = select(later.id).where(
        later.item == CommitteeVote.item,
        later.seat == CommitteeVote.seat,
        later.vote == Said.WITHDRAW,
        col(later.id) > col(CommitteeVote.id),
    )
    objections = (
        select(IssuanceRequest.project, IssuanceRequest.item, func.max(CommitteeVote.at))
        .join(CommitteeVote, col(CommitteeVote.item) == col(IssuanceRequest.item))
        .where(CommitteeVote.vote == Said.OBJECT, ~withdrawn.exists())
        .group_by(col(IssuanceRequest.project), col(IssuanceRequest.item))
        .order_by(col(IssuanceRequest.item))
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for project, item, at in session.exec(objections):
        found.setdefault(project, []).append((item, at))
    return found


def stated_by(session: Session, seat: str, states: Iterable[ItemState]) -> list[IssuanceView]:
    """A seat's requests whose item is in one of these states, oldest first."""
    asked = (
        select(IssuanceRequest)
        .join(CommitteeItem, col(CommitteeItem.id) == col(IssuanceRequest.item))
        .where(IssuanceRequest.requested_by == seat, col(CommitteeItem.state).in_(list(states)))
        .order_by(col(IssuanceRequest.id))
    )
    return _views(session, session.exec(asked).all())


def open_periods(
    session: Session, *, at: int, of: Collection[str] | None = None
) -> list[projects.PeriodView]:
    """Monitoring periods that are over, and none of whose days was requested or registered.

    Of a monitored project those that are verified, with what was verified.

    Nor under another project of the same installation, nor imported from another registry. `of`:
    of these projects only.
    """
    taken = _claimed_states(session).keys()
    elsewhere = {(one.project, one.period) for one in double_claims(session) if one.state}
    elsewhere |= imported_periods(session)
    found = []
    uncredited = {*projects.deregistrations(session), *projects.not_registered(session)}
    monitored, verified = monitoring.monitored_projects(session), monitoring.issuable(session)
    for code, days in projects.days_of(session, of).items():
        if code in uncredited:
            continue
        counted_days = [(p.first_day, p.last_day) for p in days if (p.project, p.number) in taken]
        numbers = [
            p.number
            for p in days
            if p.available_from <= at
            and (p.project, p.number) not in elsewhere
            and (code not in monitored or (code, p.number) in verified)
            and not any(first <= p.last_day and p.first_day <= last for first, last in counted_days)
        ]
        if numbers:
            found += [p for p in projects.periods(session, code) if p.number in numbers]
    return [_as_verified(session, p) if p.project in monitored else p for p in found]


def _as_verified(session: Session, period: projects.PeriodView) -> projects.PeriodView:
    """A verified period with the generation, the tonnes and the report that were verified."""
    of = session.get(Project, period.project)
    assert of is not None, f"no project {period.project}"
    basis = gate.basis_of(session, of, find_period(session, project=of.code, number=period.number))
    exact_t = sum((one.exact_t for one in basis.reductions.values()), Fraction(0))
    by_vintage = tuple(
        projects.VintageTonnes(year, one.whole_t) for year, one in basis.reductions.items()
    )
    return replace(
        period,
        generation_mwh=basis.generation_mwh,
        exact_t=decimal_text(exact_t),
        whole_t=sum(one.whole_t for one in by_vintage),
        by_vintage=by_vintage,
        report=basis.report,
    )


def _views(session: Session, found: Sequence[IssuanceRequest]) -> list[IssuanceView]:
    numbers = [one.id for one in found]
    parts, vintages = _parts(session, numbers), _vintages(session, numbers)
    return [
        IssuanceView(
            request=one.id,
            state=str(one.state),
            vintages=tuple(vintages.get(one.id, ())),
            parts=tuple(parts.get(one.id, ())),
            **one.model_dump(exclude={"id", "state"}),
        )
        for one in found
    ]


def _parts(session: Session, requests: Sequence[int]) -> dict[int, list[PartView]]:
    found = session.exec(
        select(IssuancePart)
        .where(col(IssuancePart.request).in_(requests))
        .order_by(col(IssuancePart.first))
    )
    parts: dict[int, list[PartView]] = {}
    for one in found:
        parts.setdefault(one.request, []).append(
            PartView(
                one.asset, str(one.side), str(one.levy or ""), one.registry_code, one.seat,
                one.first, one.last, one.last - one.first + 1,
            )
        )  # fmt: skip
    return parts


def _vintages(session: Session, requests: Sequence[int]) -> dict[int, list[VintageView]]:
    found = session.exec(
        select(IssuanceVintage)
        .where(col(IssuanceVintage.request).in_(requests))
        .order_by(col(IssuanceVintage.vintage))
    )
    vintages: dict[int, list[VintageView]] = {}
    for one in found:
        view = VintageView(**one.model_dump(exclude={"id", "request"}))
        vintages.setdefault(one.request, []).append(view)
    return vintages


def _registration(found: CcerRegistration) -> RegistrationView:
    return RegistrationView(registration=found.id, **found.model_dump(exclude={"id"}))
