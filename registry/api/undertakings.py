"""What projects store and what they cost over JSON: buffers, reversals, payments, cash flow.

Buffers, what has happened to them and reversals are public in the lesson. Costs and cash flow are
shown to those who pay or are paid, to the project's owner and to the trainer.
"""

from __future__ import annotations

from sqlmodel import Session

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.room import TRAINER
from registry.edge.errors import RecordUnknown
from registry.programme.finance import queries as finance
from registry.programme.permanence import queries as permanence
from registry.programme.projects import queries as projects


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/buffers", all_buffers, methods=["GET"], summary="Buffers of projects that store carbon")
    add(
        "/storage-events", happened, methods=["GET"],
        summary="What has happened to what projects store",
    )  # fmt: skip
    add(
        "/storage-reversals", reversed_storage, methods=["GET"],
        summary="Decided reversals of storage, with their replacements",
    )  # fmt: skip
    add("/finance", costly, methods=["GET"], summary="Projects with costs, their modes and funders")
    add("/payments", own_payments, methods=["GET"], summary="Payments for projects by their day")
    add("/cash-flow/{project}", flow, methods=["GET"], summary="The cash flow of a project by day")
    return routes


async def all_buffers(who: Anybody) -> list[permanence.BufferView]:
    """The buffer of each project that stores carbon: kept back, cancelled, released, held."""
    return await read(who.live, permanence.buffers)


async def happened(who: Anybody) -> list[permanence.StorageEventView]:
    """Events up to now, with the motion that reported each of them."""
    return await read(who.live, lambda s: permanence.events(s, at=who.live.now()))


async def reversed_storage(who: Anybody) -> list[permanence.StorageReversalView]:
    """Reversals on which the committee decided, oldest first."""
    return await read(who.live, permanence.reversals)


async def costly(who: Anybody) -> list[finance.FinanceView]:
    """The projects with costs: mode of participation, funders, delivered first credits."""
    return await read(who.live, finance.finances)


async def own_payments(who: Anybody) -> list[finance.PaymentView]:
    """Payments that the calling seat makes or receives, and those of its projects; the trainer's
    are all.
    """

    def query(session: Session) -> list[finance.PaymentView]:
        found = finance.payments(session)
        if who.seat == TRAINER:
            return found
        own = {one.code for one in projects.projects(session) if one.owner == who.seat}
        return [one for one in found if who.seat in (one.payer, one.payee) or one.project in own]

    return await read(who.live, query)


async def flow(who: Anybody, project: str) -> list[finance.FlowDay]:
    """Money of a project on each day on which some moved, from the calling seat's side; for the
    trainer from the owner's.
    """

    def query(session: Session) -> list[finance.FlowDay]:
        of = projects.project(session, project)
        if of is None:
            raise RecordUnknown(what="project", given=project[:40])
        whose = of.owner if who.seat == TRAINER else who.seat
        return finance.cash_flow(session, project, whose)

    return await read(who.live, query)
