"""The interface of parts that other areas add to a seat's page; `areas.py` connects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from registry.compliance.queries import OffsetPosition
from registry.edge.seat_holdings import HoldingView
from registry.pace import Periods
from registry.roles import Role
from registry.web.frame.contexts.shared import SeatPart
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.questions import Look


@dataclass(frozen=True, slots=True)
class SeatContext:
    """The input of a part: seat, holdings, offset position, typed values, time, periods.

    `look` previews a command of the seat, `unlocked` says what the room's level leaves locked.
    """

    session: Session
    names: Names
    seat: str
    offices: frozenset[Role]
    holdings: Sequence[HoldingView]
    offset_position: OffsetPosition | None
    given: Mapping[str, str]
    at: int
    played: Periods
    look: Look
    unlocked: Unlocked


PartMaker = Callable[[SeatContext], SeatPart]
"""Makes one area's part for one seat."""
