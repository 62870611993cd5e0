"""Request an issuance; issue the decided quantity and split it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.serials import Batch
from ledger.transactions import CREDIT_ISSUE
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.models import Trigger
from registry.programme.adjustments.queries import cover
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.models import Purpose
from registry.programme.committee import commands as committee
from registry.programme.issuance.docket import ITEM
from registry.programme.issuance.errors import (
    AskedBefore,
    DomesticProject,
    NothingToIssue,
    PeriodOverlaps,
    RequestUnknown,
)
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest, IssuanceState
from registry.programme.issuance.queries import REGISTERED, counted, shares_of
from registry.programme.issuance.split import Shares
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import reduction_of
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import CHINA, Actor, Role

_ISSUED = {IssuanceState.ISSUED.value, REGISTERED}


class OnePeriod(Arguments):
    """A project's monitoring period."""

    project: Text
    period: Number


class OneRequest(Arguments):
    """An issuance request by its number."""

    request: Number


def request(books: Books, *, project: str, period: int, by: Actor, at: int) -> dict[str, Any]:
    """Request issuance of a period's reductions; the item is circulated to both governments."""
    session = books.session
    require_role(by, procedure=ISSUANCE.name, step="request", roles=[Role.PROJECT_OWNER])
    of = projects.find(session, project)
    if not of.partner:
        raise DomesticProject(project=project)
    if of.owner != by.seat:
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    monitored = projects.find_period(session, project=project, number=period)
    projects.find_agreement(session, of)
    projects.require_over(monitored, at=at)
    refuse_counted(counted(session, monitored), monitored)
    avoided = reduction_of(of, monitored)
    if avoided.whole_t < 1:
        exact = decimal_text(avoided.exact_t)
        raise NothingToIssue(project=project, period=period, exact=exact)

    number = next_key(session, IssuanceRequest.id)
    item = committee.propose(
        books,
        host=of.host,
        kind=ITEM,
        subject=number,
        quantity=avoided.whole_t,
        by=by,
        at=at,
    )
    session.add(
        IssuanceRequest(
            id=number,
            project=project,
            period=period,
            vintage=monitored.vintage,
            host=of.host,
            quantity=avoided.whole_t,
            item=item,
            state=ISSUANCE.initial,
            requested_by=by.seat,
            requested_at=at,
        )
    )
    session.flush()
    return {"request": number, "quantity": avoided.whole_t, "item": item}


def issue(books: Books, *, request: int, by: Actor, at: int) -> dict[str, Any]:
    """Issue the decided quantity once, to both sides in the agreed shares."""
    session = books.session
    asked = find(session, request)
    decision = committee.require_adopted(books, item=asked.item)
    about = (decision.kind, decision.subject, decision.quantity)
    assert about == (ITEM.code, request, asked.quantity)
    after = ISSUANCE.after(asked.state, "issue", role=by.role)
    because = ITEM.because(request)
    of = projects.find(session, asked.project)
    monitored = projects.find_period(session, project=of.code, number=asked.period)
    before = counted(session, monitored, besides=request)
    refuse_counted([found for found in before if found[1] in _ISSUED], monitored)
    projects.find_agreement(session, of)
    shares = shares_of(session, host=of.host, quantity=asked.quantity)
    covered = cover(
        session, host=of.host, project=of.code, purpose=Purpose.NDC, quantity=shares.partner
    )
    divided = bool(covered.authorisation and shares.partner)
    refuse(_recipients_checks(books, of, shares, divided=divided))

    # From here on the issuance must succeed.
    committee.use(books, item=asked.item, by=by, at=at)
    batch = _open_batch(books, of, asked, monitored)
    authorisation.extend(books, project=of.code, asset=batch.asset, at=at)
    split = _split if divided else _keep_all
    split(books, of, batch, shares, because=because, authorisation=covered.authorisation, at=at)
    assert books.balance(batch.source) == -asked.quantity, "a tonne was lost in the split"

    asked.asset, asked.issued_at = batch.asset, at
    asked.host_t, asked.partner_t = shares.host, shares.partner
    asked.authorisation = covered.authorisation
    asked.state = after
    session.flush()
    return {
        "batch": batch.asset,
        "issued": asked.quantity,
        "host": shares.host,
        "partner": shares.partner,
        "first": batch.first,
        "last": batch.last,
        "authorisation": covered.authorisation,
    }


def find(session: Session, request: int) -> IssuanceRequest:
    """The request with this number; refuses with RequestUnknown."""
    found = session.get(IssuanceRequest, request)
    if found is None:
        raise RequestUnknown(request=request)
    return found


def refuse_counted(found: Sequence[tuple[int, str]], monitored: MonitoringPeriod) -> None:
    """Refuse a period if it, or a day of it, was requested, issued or registered before."""
    for other, state in found:
        if other == monitored.number:
            raise AskedBefore(project=monitored.project, period=other, state=state)
        raise PeriodOverlaps(
            project=monitored.project, period=monitored.number, other=other, state=state
        )


def _recipients_checks(
    books: Books, of: Project, shares: Shares, *, divided: bool
) -> list[CheckFailed]:
    """The failed checks of the accounts that would receive the shares."""
    partner_in = CHINA if divided else of.host
    parts = ((of.partner, partner_in, shares.partner), (of.owner, of.host, shares.host))
    return [
        failed
        for seat, registry, tonnes in parts
        if tonnes
        for failed in standing.receiving_checks(books, seat=seat, registry=registry)
    ]


def _open_batch(
    books: Books, of: Project, asked: IssuanceRequest, monitored: MonitoringPeriod
) -> Batch:
    return books.open_batch(
        host=of.host,
        project=of.code,
        methodology=of.methodology,
        unit=of.unit,
        vintage=asked.vintage,
        period_first=monitored.first_day,
        period_last=monitored.last_day,
        quantity=asked.quantity,
    )


def _split(
    books: Books,
    of: Project,
    batch: Batch,
    shares: Shares,
    *,
    because: str,
    authorisation: str,
    at: int,
) -> None:
    """Issue each share in its country's registry, one transaction each.

    The Chinese share has the lowest serials and is first transferred at issuance: 2/CMA.3, annex,
    para. 2(a), credits issued to another party for its NDC.
    """
    china = _leg(books, batch, of.partner, CHINA, shares.partner)
    posted = books.post(CREDIT_ISSUE, legs=[china], because=because)
    if shares.host:
        home = _leg(books, batch, of.owner, of.host, shares.host)
        books.post(CREDIT_ISSUE, legs=[home], because=because)
    marked = adjustments.first_transfer(
        books,
        asset=batch.asset,
        ranges=posted.ranges[0],
        marked_by=Trigger.ISSUANCE,
        receiver=CHINA,
        authorisation=authorisation,
        because=because,
        at=at,
    )
    assert marked == shares.partner


def _keep_all(
    books: Books,
    of: Project,
    batch: Batch,
    shares: Shares,
    *,
    because: str,
    authorisation: str,
    at: int,
) -> None:
    """Issue both shares in the host's registry, for want of an authorisation; China's first."""
    parts = ((of.partner, shares.partner), (of.owner, shares.host))
    legs = [_leg(books, batch, seat, of.host, tonnes) for seat, tonnes in parts if tonnes]
    books.post(CREDIT_ISSUE, legs=legs, because=because)


def _leg(books: Books, batch: Batch, seat: str, registry: str, quantity: int) -> Leg:
    holding = books.place(HOLDING, batch.asset, owner=seat, registry=registry)
    return Leg(batch.source, holding, batch.asset, quantity)


COMMANDS = (
    Command(
        name="issuance.request", en="Request issuance", zh="申请签发",
        done=("Issuance requested", "已申请签发"),
        not_done=("Issuance not requested", "未申请签发"),
        arguments=OnePeriod, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(request),
        minding=True,
    ),
    Command(
        name="issuance.issue", en="Issue credits", zh="签发",
        done=("Credits issued", "已签发"), not_done=("Credits not issued", "未签发"),
        arguments=OneRequest, roles=frozenset({Role.SECRETARIAT}), run=on_books(issue),
    ),
)  # fmt: skip
