"""The issuance's kind of docket item: both governments decide, each registry issues its side."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.programme.committee import commands as committee
from registry.programme.committee.kinds import (
    Bilingual,
    Kind,
    Paper,
    Split,
    Subject,
    declare,
)
from registry.programme.committee.models import CommitteeItem, ItemState
from registry.programme.issuance.decided import fix
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest, IssuanceState
from registry.programme.issuance.queries import split_of, terms_at
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.projects import queries as projects
from registry.programme.projects.commands import find_period
from registry.programme.projects.models import Project
from registry.programme.projects.motions import on_deregistration
from registry.programme.projects.queries import reduction_of
from registry.roles import Actor, Role

_MOVES = {ItemState.PUBLISHED: "decide", ItemState.DROPPED: "drop"}


def follow(books: Books, item: CommitteeItem, by: Actor, at: int) -> dict[str, Any]:
    """Move the request with its item: the published decision opens the batch and fixes its ranges;
    a dropped item drops the request."""
    if item.state not in _MOVES:
        return {}
    request = books.session.get(IssuanceRequest, item.subject)
    assert request is not None, "an item about an issuance has its request"
    request.state = ISSUANCE.after(request.state, _MOVES[item.state], offices=())
    books.session.flush()
    return fix(books, request, at=at) if item.state is ItemState.PUBLISHED else {}


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


def _papers(session: Session, request: int) -> tuple[Paper, ...]:
    """What was submitted with a request: figures, period, project, split, and a statement."""
    asked = session.get(IssuanceRequest, request)
    assert asked is not None, f"no issuance request {request}"
    of = session.get(Project, asked.project)
    assert of is not None, f"no project {asked.project}"
    monitored = find_period(session, project=of.code, number=asked.period)
    avoided = reduction_of(of, monitored, deducted_mwh=asked.deducted_mwh)
    split = split_of(session, project=of.code, quantity=asked.quantity, at=terms_at(session, asked))
    figures = (
        f"{monitored.generation_mwh} MWh - {asked.deducted_mwh} MWh;"
        f" {decimal_text(avoided.exact_t)} t; {asked.quantity} t"
    )
    shares = "; ".join(f"{one.country} {one.seat} {one.quantity} t" for one in split.portions)
    papers = (
        Paper("figures", figures),
        Paper("period", f"{of.code} {asked.period}: {monitored.first_day} - {monitored.last_day}"),
        Paper("project", f"{of.code}; {of.methodology}; {of.margin} t/MWh"),
        Paper("split", shares),
    )
    return (*papers, Paper("statement", asked.statement)) if asked.statement else papers


def _quantity(session: Session, request: int, before: int) -> int:
    asked = session.get(IssuanceRequest, request)
    return asked.quantity if asked is not None else before


def _parties(session: Session, request: int) -> frozenset[str]:
    """The project's owner and its partner."""
    asked = session.get(IssuanceRequest, request)
    of = session.get(Project, asked.project) if asked is not None else None
    return frozenset({of.owner, of.partner}) if of is not None else frozenset()


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
        session, project=asked.project, quantity=asked.quantity, at=terms_at(session, asked)
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
        papers=_papers,
        parties=_parties,
        follow=follow,
        users=frozenset({Role.REGISTRY_MANAGER}),
        uses=f"SELECT item, id FROM issuance_request WHERE state = '{IssuanceState.ISSUED}'",
    )
)
