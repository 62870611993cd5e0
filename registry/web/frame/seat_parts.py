"""Parts of a seat's page that other areas bring: what they are made from, and who makes them.

The areas are put together above; the page knows a part by this alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from registry.compliance.queries import OffsetPosition
from registry.edge.seat_holdings import HoldingView
from registry.pace import Periods
from registry.roles import Role
from registry.web.frame.contexts.shared import SeatPart
from registry.web.frame.naming import Names
from registry.web.frame.questions import Look


@dataclass(frozen=True, slots=True)
class SeatContext:
    """The seat, its tonnes, the offset desk, what was typed, the time and the lesson's periods.

    `look` says what a deed of the seat would do.
    """

    session: Session
    names: Names
    seat: str
    role: Role
    holdings: Sequence[HoldingView]
    offset_position: OffsetPosition | None
    given: Mapping[str, str]
    at: int
    played: Periods
    look: Look


PartMaker = Callable[[SeatContext], SeatPart]
"""Makes the part of one area for one seat."""
