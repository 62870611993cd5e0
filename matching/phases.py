"""Phases of a trading day and what each accepts. Pure: the caller knows the hours."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """What an instrument's market is doing."""

    CLOSED = "closed"
    CONTINUOUS = "continuous"
    HALTED = "halted"


ACCEPTS: dict[Phase, frozenset[str]] = {
    Phase.CLOSED: frozenset({"cancel"}),
    Phase.CONTINUOUS: frozenset({"place", "cancel"}),
    Phase.HALTED: frozenset({"cancel"}),
}
"""What can be done to a book in each phase; closed behaves as halted."""


def effective(scheduled: Phase, *, halted: bool) -> Phase:
    """The phase that holds: a halt stops trading, but does not open a closed market."""
    assert scheduled is not Phase.HALTED, "a halt is no part of the day's hours"
    return Phase.HALTED if halted and scheduled is not Phase.CLOSED else scheduled
