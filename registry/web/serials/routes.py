"""The public trace of one serial number: anybody may follow a tonne.

It knows no account page and no auditor's link.
"""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.kernel.numerals import ungrouped, whole_number
from registry.web.frame.addresses import ADDRESSES, to
from registry.web.frame.contexts.trace import Trace
from registry.web.frame.log_index import LogIndex
from registry.web.frame.naming import Names
from registry.web.frame.tracing import Maker, trace_of
from registry.web.frame.visitor import Visitor, draw, see, visitor_of
from registry.web.trade.contexts import SerialPage

NUMBER_DIGITS_MOST = 15


def routes() -> list[Route]:
    """Search, and the trace itself."""
    return [
        Route(ADDRESSES["serial_search"], search, methods=["GET"]),
        Route(ADDRESSES["serial"], serial, methods=["GET"]),
    ]


def asked_for(host: str, number: str) -> tuple[str, int | None]:
    """Host and number as typed: `TH` and `5,412`."""
    plain = ungrouped(number)
    known = whole_number(plain) if len(plain) <= NUMBER_DIGITS_MOST else None
    return host.strip().upper()[:2], known


def asked_in(visitor: Visitor) -> tuple[str, int | None]:
    """Host and number of a search form; a form without a host means the lesson's first host."""
    host = visitor.query.get("host", "") or first_host(visitor)
    return asked_for(host, visitor.query.get("number", ""))


def first_host(visitor: Visitor) -> str:
    """The host country of the lesson's first agreement."""
    return visitor.live.lesson.plan.hosts[0]


def find(visitor: Visitor, session: Session, *, host: str, number: str) -> Trace | None:
    """The trace of a serial number as typed, or None."""
    country, serial_number = asked_for(host, number)
    if serial_number is None:
        return None
    names = Names(session, visitor.language)
    calendar = visitor.live.lesson.calendar
    maker = Maker(session, names, calendar, LogIndex(session))
    return trace_of(maker, host=country, number=serial_number)


async def search(request: Request) -> Response:
    """An empty search, or to the number that was typed."""
    visitor = visitor_of(request.scope)
    host, number = asked_in(visitor)
    if host and number is not None:
        return see(to("serial", host=host, number=number))
    typed = visitor.query.get("number", "")[:NUMBER_DIGITS_MOST]
    page = SerialPage(
        host=host if typed else "", first_host=first_host(visitor), number=typed, trace=None
    )
    return await draw(visitor, lambda session: page, section="serial")


async def serial(request: Request) -> Response:
    """One serial number."""
    visitor = visitor_of(request.scope)
    host, number = request.path_params["host"], request.path_params["number"]

    def build(session: Session) -> SerialPage:
        trace = find(visitor, session, host=host, number=number)
        return SerialPage(
            host=host[:2],
            first_host=first_host(visitor),
            number=number[:NUMBER_DIGITS_MOST],
            trace=trace,
        )

    return await draw(visitor, build, section="serial")
