"""The issuance's kind of docket item: both governments decide, each registry issues its side."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.programme.adjustments import commands as adjustments
from registry.programme.agreements.queries import known
from registry.programme.committee import commands as committee
from registry.programme.committee.kinds import (
    Bilingual,
    Kind,
    Split,
    Subject,
    declare,
)
from registry.programme.committee.models import CommitteeItem, ItemState
from registry.programme.issuance.decided import fix
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest, IssuanceState
from registry.programme.issuance.papers import faults_in, papers_of, records_of
from registry.programme.issuance.queries import amounts_of, terms_at
from registry.programme.issuance.shares import split_of
from registry.programme.monitoring import gate
from registry.programme.projects import queries as projects
from registry.programme.projects.models import Project
from registry.programme.projects.motions import on_deregistration
from registry.programme.projects.revising import open_requests
from registry.roles import Actor, Role


def follow(books: Books, item: CommitteeItem, by: Actor, at: int) -> dict[str, Any]:
    """Move the request with its item: the published decision opens the batches and fixes their
    ranges, unless the agreement is virtual; a dropped item drops the request."""
    if item.state not in (ItemState.PUBLISHED, ItemState.DROPPED):
        return {}
    request = books.session.get(IssuanceRequest, item.subject)
    assert request is not None, "an item about an issuance has its request"
    trigger = "drop"
    if item.state is ItemState.PUBLISHED:
        virtual = known(books.session, item.agreement).virtual
        trigger = "decide_virtual" if virtual else "decide"
    # Parts of a row that is final do not change any more: the decision comes before the state.
    answer = fix(books, request, at=at) if item.state is ItemState.PUBLISHED else {}
    request.state = ISSUANCE.after(request.state, trigger, offices=())
    if item.state is ItemState.DROPPED:
        # A decision that another one ended keeps no tonnes of an authorisation.
        adjustments.end_pledges(books, because=f"issuance {request.id}")
        gone = request.project in projects.deregistrations(books.session)
        gate.released(books, project=request.project, period=request.period, ended=gone)
    books.session.flush()
    return answer


def cancel_open(books: Books, project: str, by: Actor, at: int) -> list[int]:
    """Cancel a project's requests of which no registry has issued yet; the items that ended.

    What one registry has issued the other one issues too: the decision is one.
    """
    found = select(IssuanceRequest).where(
        IssuanceRequest.project == project,
        col(IssuanceRequest.state).in_([IssuanceState.REQUESTED, IssuanceState.DECIDED]),
    )
    items = []
    for asked in books.session.exec(found.order_by(col(IssuanceRequest.id))).all():
        committee.cancel(books, committee.find(books.session, asked.item), by=by, at=at)
        items.append(asked.item)
    return items


on_deregistration.append(cancel_open)


def _open(session: Session, project: str) -> list[int]:
    """The numbers of a project's requests that are neither issued nor ended."""
    found = select(IssuanceRequest.id).where(
        IssuanceRequest.project == project,
        col(IssuanceRequest.state).in_([IssuanceState.REQUESTED, IssuanceState.DECIDED]),
    )
    return list(session.exec(found.order_by(col(IssuanceRequest.id))))


open_requests.append(_open)


def _quantity(session: Session, request: int, before: int) -> int:
    asked = session.get(IssuanceRequest, request)
    return asked.quantity if asked is not None else before


def _parties(session: Session, request: int) -> frozenset[str]:
    """The project's owner, its partner, and the companies among its recipients."""
    asked = session.get(IssuanceRequest, request)
    of = session.get(Project, asked.project) if asked is not None else None
    if of is None:
        return frozenset()
    receiving = {one.seat for one in projects.allocation(session, of.code) if not one.government}
    return frozenset({of.owner, of.partner} | receiving)


def _stakes(session: Session, request: int) -> frozenset[str]:
    """The officials whose office has a stake in the project."""
    asked = session.get(IssuanceRequest, request)
    of = session.get(Project, asked.project) if asked is not None else None
    return frozenset(of.stakes.split()) if of is not None else frozenset()


def _subject(session: Session, request: int) -> Subject | None:
    asked = session.get(IssuanceRequest, request)
    of = projects.project(session, asked.project) if asked is not None else None
    if asked is None or of is None:
        return None
    return Subject(
        Bilingual(of.name_en, of.name_zh), agreement=of.agreement, code=of.code, year=asked.vintage
    )


def _split(session: Session, request: int) -> Split | None:
    asked = session.get(IssuanceRequest, request)
    if asked is None:
        return None
    return split_of(
        session,
        project=asked.project,
        amounts=amounts_of(session, asked),
        at=terms_at(session, asked),
    )


ITEM = declare(
    Kind(
        code="issuance",
        title=Bilingual("issuance", "签发"),
        matter=Bilingual("issue {quantity}", "签发 {quantity}"),
        headline=Bilingual(
            "issue {quantity} of {name}, {year}", "签发 {name} {year} 年 {quantity}"
        ),
        consent=Bilingual("Consent to {quantity}", "同意签发 {quantity}"),
        record=Bilingual("issuance request {subject}", "签发申请 {subject}"),
        subject=_subject,
        split=_split,
        key="request",
        circulated_by="issuance.request",
        used_by="issuance.issue",
        quantity=_quantity,
        papers=papers_of,
        records=records_of,
        faults=faults_in,
        parties=_parties,
        stakes=_stakes,
        follow=follow,
        users=frozenset({Role.REGISTRY_MANAGER}),
        uses=f"SELECT item, id FROM issuance_request WHERE state = '{IssuanceState.ISSUED}'",
    )
)
