"""The issuance's kind of docket item: both governments decide, the secretariat issues."""

from __future__ import annotations

from sqlmodel import Session

from ledger.books import Books
from registry.programme.committee.kinds import Bilingual, Kind, Split, Subject, declare
from registry.programme.committee.models import CommitteeItem, ItemState
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest, IssuanceState
from registry.programme.issuance.queries import split_of
from registry.programme.projects import queries as projects
from registry.roles import Actor, Role


def follow(books: Books, item: CommitteeItem, by: Actor) -> None:
    """Move the request to its next state after the committee's decision."""
    request = books.session.get(IssuanceRequest, item.subject)
    assert request is not None, "an item about an issuance has its request"
    trigger = "decide" if item.state is ItemState.ADOPTED else "object"
    request.state = ISSUANCE.after(request.state, trigger, offices=by.offices)
    books.session.flush()


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
    return split_of(session, project=asked.project, quantity=asked.quantity)


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
        follow=follow,
        users=frozenset({Role.SECRETARIAT}),
        uses=f"SELECT item, id FROM issuance_request WHERE state = '{IssuanceState.ISSUED}'",
    )
)
