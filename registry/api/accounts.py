"""A seat's holdings over JSON: tonnes with their serials, cash, retirements, offsets.

A seat reads its own; the trainer names the seat.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.api.reading import Anybody, Paged, read, read_state
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.compliance import queries as compliance
from registry.edge.seat_holdings import HoldingView, cash, holdings
from registry.programme.retirement import queries as retirement


@dataclass(frozen=True)
class CashAnswer:
    """Cash of one seat at the settlement bank, in fen: total = free + blocked.

    `sequence` and `at`: the last command of the state that was read, and its lesson time in ms.
    """

    free_fen: int
    blocked_fen: int
    total_fen: int
    sequence: int
    at: int


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["accounts"], responses=SHOWS)
    add = routes.add_api_route
    add("/holdings", own_holdings, methods=["GET"], summary="Tonnes with their serial ranges")
    add("/cash", own_cash, methods=["GET"], summary="Cash, free and blocked")
    add("/retirements", own_retirements, methods=["GET"], summary="Retirements and cancellations")
    add("/offset-desk", offset_desk, methods=["GET"], summary="Obligation and offset cap")
    add("/offsets", own_offsets, methods=["GET"], summary="Accepted offset bundles")
    return routes


async def own_holdings(who: Anybody) -> list[HoldingView]:
    """The seat's holdings by registry and batch, with every serial range."""
    seat = who.of_seat()
    return await read(who.live, lambda s: holdings(s, seat))


async def own_cash(who: Anybody) -> CashAnswer:
    """The seat's cash in fen."""
    seat = who.of_seat()
    found, state = await read_state(who.live, lambda s: cash(s, seat))
    return CashAnswer(found.free_fen, found.blocked_fen, found.total_fen, *state)


async def own_retirements(who: Anybody, page: Paged) -> list[retirement.RetirementView]:
    """The seat's retirements and cancellations, newest first."""
    seat = who.of_seat()
    return await read(who.live, lambda s: retirement.retirements(s, seat=seat, **page._asdict()))


async def offset_desk(who: Anybody) -> compliance.OffsetPosition | None:
    """The seat's obligation, offsets used and offset cap, in tonnes; null without an obligation."""
    seat = who.of_seat()
    return await read(
        who.live, lambda s: compliance.offset_position(s, seat=seat, at=who.live.now())
    )


async def own_offsets(who: Anybody, page: Paged) -> list[compliance.SubmissionView]:
    """The seat's accepted bundles, newest first."""
    seat = who.of_seat()
    return await read(who.live, lambda s: compliance.submissions(s, seat=seat, **page._asdict()))
