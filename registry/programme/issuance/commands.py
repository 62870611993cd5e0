"""Request an issuance, and change what is requested while its item is a draft."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.numerals import decimal_number
from ledger.kernel.quantity import exact
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.agreements.queries import known
from registry.programme.committee import commands as committee
from registry.programme.committee.kinds import digest_of
from registry.programme.committee.machine import ITEM as COMMITTEE_ITEM
from registry.programme.finance.queries import not_paid
from registry.programme.issuance.checks import (
    not_covered,
    not_eligible,
    refuse_counted,
    refuse_elsewhere,
    refuse_imported,
)
from registry.programme.issuance.docket import ITEM
from registry.programme.issuance.errors import (
    DeductionWrong,
    DomesticProject,
    LeviesTooHigh,
    NothingToIssue,
    RequestUnknown,
)
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.papers import StatedPapers, kept, papers_of
from registry.programme.issuance.queries import claims_elsewhere, counted
from registry.programme.issuance.shares import levies_of
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import gate
from registry.programme.participants.errors import NotYours
from registry.programme.permanence.queries import buffer_percent, not_kept
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.records import next_key, refuse, require_role
from registry.roles import Actor, Role


class OnePeriod(Arguments):
    """A project's monitoring period."""

    project: Text
    period: Number


class AskIssuance(OnePeriod):
    """A project's monitoring period, the generation (MWh, exact decimal text) that the owner does
    not claim, and what it says about the figures. `papers` null: the register's own figures."""

    deducted_mwh: Text = "0"
    statement: Text = ""
    papers: StatedPapers | None = None


class AmendIssuance(Arguments):
    """An issuance request whose item is a draft, with its new deduction, statement and papers."""

    request: Number
    deducted_mwh: Text = "0"
    statement: Text = ""
    papers: StatedPapers | None = None


def request(
    books: Books,
    *,
    project: str,
    period: int,
    deducted_mwh: str = "0",
    statement: str = "",
    papers: dict[str, Any] | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Request issuance of a period's reductions; the item is circulated to both governments."""
    session = books.session
    require_role(by, procedure=ISSUANCE.name, step="request", roles=[Role.PROJECT_OWNER])
    of = projects.find(session, project)
    if not of.partner:
        raise DomesticProject(project=project)
    if of.owner != by.seat:
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    monitored = projects.find_period(session, project=project, number=period)
    failed = not_eligible(session, of) + projects.not_credited(session, of, monitored)
    refuse(failed + not_covered(session, of, monitored, at=at))
    refuse(not_kept(session, of.code, at=at) + not_paid(session, of.code, period))
    projects.require_over(monitored, at=at)
    refuse_counted(counted(session, monitored), monitored)
    refuse_elsewhere(claims_elsewhere(session, monitored), monitored)
    refuse_imported(session, monitored)
    gate.require_issuable(session, of, monitored, at=at)
    whole_t = _claimed(session, of, monitored, deducted_mwh)
    stated = kept(papers)

    number = next_key(session, IssuanceRequest.id)
    session.add(
        IssuanceRequest(
            id=number,
            project=project,
            period=period,
            vintage=monitored.vintage,
            host=of.host,
            quantity=whole_t,
            deducted_mwh=deducted_mwh,
            statement=statement.strip(),
            papers=stated,
            item=committee.next_item(session),
            state=ISSUANCE.initial,
            requested_by=by.seat,
            requested_at=at,
        )
    )
    session.flush()
    gate.requested(books, project=project, period=period)
    item = committee.propose(
        books, agreement=of.agreement, kind=ITEM, subject=number, quantity=whole_t, by=by, at=at
    )
    return {
        "request": number,
        "quantity": whole_t,
        "item": item,
        "digest": committee.find(session, item).digest,
    }


def amend(
    books: Books,
    *,
    request: int,
    deducted_mwh: str = "0",
    statement: str = "",
    papers: dict[str, Any] | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Change figures, papers and statement of one's request, while its item is a draft."""
    session = books.session
    asked = find(session, request)
    of = projects.find(session, asked.project)
    if of.owner != by.seat:
        raise NotYours(subject=f"issuance {request}", owner=of.owner, seat=by.seat)
    asked.state = ISSUANCE.after(asked.state, "amend", offices=by.offices)
    COMMITTEE_ITEM.after(committee.find(session, asked.item).state, "amend", offices=())
    monitored = projects.find_period(session, project=of.code, number=asked.period)
    whole_t, stated = _claimed(session, of, monitored, deducted_mwh), kept(papers)
    asked.quantity, asked.papers = whole_t, stated
    asked.deducted_mwh, asked.statement = deducted_mwh, statement.strip()
    session.flush()
    digest = digest_of(papers_of(session, request))
    return {"request": request, "quantity": whole_t, "item": asked.item, "digest": digest}


def find(session: Session, request: int) -> IssuanceRequest:
    """The request with this number; refuses with RequestUnknown."""
    found = session.get(IssuanceRequest, request)
    if found is None:
        raise RequestUnknown(request=request)
    return found


def _claimed(session: Session, of: Project, monitored: MonitoringPeriod, deducted_mwh: str) -> int:
    """Whole tonnes of a period less the deducted generation; each year is rounded by itself.

    Refuses a wrong deduction, less than a tonne, and levies above what is issued (check 5058).
    """
    basis = gate.basis_of(session, of, monitored)
    deducted = decimal_number(deducted_mwh)
    if deducted is None or not 0 <= deducted <= exact(basis.generation_mwh):
        raise DeductionWrong(deducted=deducted_mwh, generation=basis.generation_mwh)
    gate.refuse_other_amount(session, monitored, deducted_mwh)
    avoided = gate.reductions(session, of, monitored, deducted_mwh=deducted_mwh)
    whole_t = sum(one.whole_t for one in avoided.values())
    if whole_t < 1:
        total = sum((one.exact_t for one in avoided.values()), Fraction(0))
        text = decimal_text(total)
        raise NothingToIssue(project=of.code, period=monitored.number, exact=text)
    agreed = known(session, of.agreement)
    levies = levies_of(session, agreed, of.code)
    for vintage, one in avoided.items():
        if levies.exceed(one.whole_t):
            raise LeviesTooHigh(
                vintage=vintage, quantity=one.whole_t, agreement=agreed.code,
                sop=agreed.sop_percent, omge=agreed.omge_percent,
                buffer=buffer_percent(session, of.code),
            )  # fmt: skip
    return whole_t


COMMANDS = (
    Command(
        name="issuance.request", en="Request issuance", zh="申请签发",
        done=("Issuance requested", "已申请签发"),
        not_done=("Issuance not requested", "未申请签发"),
        arguments=AskIssuance, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(request),
        minding=True,
    ),
    Command(
        name="issuance.amend", en="Amend issuance request", zh="修改签发申请",
        done=("Request amended", "申请已修改"), not_done=("Request not amended", "申请未修改"),
        arguments=AmendIssuance, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(amend),
    ),
)  # fmt: skip
