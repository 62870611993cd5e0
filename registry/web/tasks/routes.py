"""The pages of this area: a seat's requests, and the certificate of a retirement."""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import whole_number
from registry.edge.commands import foretelling
from registry.programme.adjustments.ranges import spelled
from registry.programme.retirement.models import Claim, Ending
from registry.programme.retirement.queries import retirement
from registry.web.frame.addresses import ADDRESSES
from registry.web.frame.asked import Asked
from registry.web.frame.naming import Names
from registry.web.frame.questions import looking
from registry.web.frame.tracing import NUMBER_DIGITS_MOST
from registry.web.frame.visitor import Visitor, draw, draw_missing, see, visitor_of
from registry.web.tasks.contexts import RequestsPage, RetirementPage
from registry.web.tasks.papers import papers_page

REQUESTS_MOST = 50
"""The most lines of the page, and of each kind."""


def routes() -> list[Route]:
    """Routes of these pages."""
    return [
        Route(ADDRESSES["requests"], requests, methods=["GET"]),
        Route(ADDRESSES["papers"], papers, methods=["GET"]),
        Route(ADDRESSES["retirement"], certificate, methods=["GET"]),
    ]


async def requests(request: Request) -> Response:
    """Everything that the visitor's seat has asked for."""
    visitor = visitor_of(request.scope)
    if visitor.seated.state is None:
        return see(visitor.console)
    return await draw(visitor, lambda session: _requests(visitor, session), section="requests")


def _requests(visitor: Visitor, session: Session) -> RequestsPage:
    who = visitor.seated
    assert who.state is not None, "a seated caller has a seat"
    lines = Asked(
        session, Names(session, visitor.language), seat=who.seat, offices=who.state.offices,
        limit=REQUESTS_MOST, dealing=bool(who.live.current.venues), at_once=True,
    ).lines()  # fmt: skip
    return RequestsPage(
        open=tuple(one for one in lines if one.tone == "wait"),
        decided=tuple(one for one in lines if one.tone != "wait"),
    )


async def papers(request: Request) -> Response:
    """The papers of a monitoring period, for the owner of its project."""
    visitor = visitor_of(request.scope)
    foretell = foretelling(visitor.server, visitor.seated)
    look, project = looking(foretell, visitor.language), str(request.path_params["project"])
    text = request.path_params["period"]
    period = (whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None) or 0
    return await draw(
        visitor, lambda s: papers_page(visitor, s, project, period, look), section="requests"
    )


async def certificate(request: Request) -> Response:
    """The certificate of a retirement or cancellation, for its holder and for the trainer."""
    visitor = visitor_of(request.scope)
    text = request.path_params["number"]
    number = whole_number(text) if len(text) <= NUMBER_DIGITS_MOST else None
    if visitor.who is not None and number is None:
        return draw_missing(visitor)
    visitor.seated  # noqa: B018 - guests are led to the door
    return await draw(
        visitor, lambda session: _certificate(visitor, session, number or 0), section="requests"
    )


def _certificate(visitor: Visitor, session: Session, number: int) -> RetirementPage | None:
    who, one = visitor.seated, retirement(session, number)
    if one is None or not (who.is_trainer or one.seat == who.seat):
        return None
    names = Names(session, visitor.language)
    batch = names.batches[one.asset]
    return RetirementPage(
        number=one.retirement,
        retired=one.ending == Ending.RETIRED,
        at=one.at,
        holder=names.seat(one.seat),
        quantity=one.quantity,
        unit=batch.unit,
        project=names.project(batch.project),
        vintage=batch.vintage,
        registry=names.registry(one.registry),
        ranges=names.spans(one.asset, spelled(one.ranges), registry=one.registry, long=True),
        purpose=one.purpose,
        beneficiary=one.beneficiary,
        reason=one.reason,
        claim="" if one.claim == Claim.NONE else one.claim,
        transaction=one.posted_as,
        reversed_at=one.reversed_at,
    )
