"""Phases of a trading day and what each accepts; the caller knows the hours."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """The phase of an instrument's market.

    A call collects orders, which trade at one price when trading becomes continuous. A closing call
    collects them too, and they trade when it ends, whatever follows.
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
"""What a book accepts in each phase; closed accepts the same as halted.

A call takes only limit orders that can rest: no market, IOC, FOK, post-only or stop order, no pick.
"""

TAKING = frozenset(phase for phase, accepted in ACCEPTS.items() if "place" in accepted)
"""Phases in which orders are taken."""

GATHERING = frozenset({Phase.CALL, Phase.CLOSING})
"""Phases that collect orders for an auction."""


def effective(
    scheduled: Phase, *, halted: bool, breaker: bool = False, listed: bool = False
) -> Phase:
    """The effective phase: a halt stops trading, but does not open a closed market.

    `breaker`: a circuit breaker or the trainer has begun a call. `listed`: the instrument has no
    call auctions, and a scheduled call is a closed market.
    """
    assert scheduled is not Phase.HALTED, "a halt is no part of the day's hours"
    if breaker:
        scheduled = Phase.CALL
    if listed and scheduled in GATHERING:
        scheduled = Phase.CLOSED
    return Phase.HALTED if halted and scheduled is not Phase.CLOSED else scheduled
