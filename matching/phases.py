"""Phases of a trading day and what each accepts. Pure: the caller knows the hours."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """What an instrument's market is doing.

    A call gathers orders, which trade at one price when trading becomes continuous. A closing call
    gathers them too, and they trade when it ends, whatever follows.
    """

    CLOSED = "closed"
    CALL = "call"
    CONTINUOUS = "continuous"
    CLOSING = "closing"
    HALTED = "halted"


ACCEPTS: dict[Phase, frozenset[str]] = {
    Phase.CLOSED: frozenset({"cancel"}),
    Phase.CALL: frozenset({"place", "cancel"}),
    Phase.CONTINUOUS: frozenset({"place", "cancel"}),
    Phase.CLOSING: frozenset({"place", "cancel"}),
    Phase.HALTED: frozenset({"cancel"}),
}
"""What can be done to a book in each phase; closed behaves as halted.

A call takes orders that can wait only: no market, IOC, FOK, post-only or stop order and no pick.
"""

TAKING = frozenset(phase for phase, accepted in ACCEPTS.items() if "place" in accepted)
"""Phases in which orders are taken."""

GATHERING = frozenset({Phase.CALL, Phase.CLOSING})
"""Phases in which orders wait for one price."""


def effective(
    scheduled: Phase, *, halted: bool, breaker: bool = False, listed: bool = False
) -> Phase:
    """The phase that holds: a halt stops trading, but does not open a closed market.

    `breaker`: a circuit breaker or the trainer has begun a call. `listed`: orders are picked, so
    that there is no auction to gather them for, and a call of the hours is closed.
    """
    assert scheduled is not Phase.HALTED, "a halt is no part of the day's hours"
    if breaker:
        scheduled = Phase.CALL
    if listed and scheduled in GATHERING:
        scheduled = Phase.CLOSED
    return Phase.HALTED if halted and scheduled is not Phase.CLOSED else scheduled
