"""The time at which an instrument's market closed on each day, from the clock's commands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ledger.kernel.clock import day_of

TRADING_PHASES = frozenset({"continuous", "closing"})
"""Phases in which trades are made; a closing call trades at its end, which is then the close."""


class Change(NamedTuple):
    """A command of the clock: a phase change, or the end of a day if `phase` is empty.

    `instruments`: the codes that change phase; None: all without hours of their own.
    """

    at: int
    phase: str
    instruments: Collection[str] | None


def close_times(changes: Sequence[Change], code: str) -> dict[str, int]:
    """Lesson time (ms) by day (ISO date) at which the market of an instrument last closed.

    The end of a day closes a market that is still open. An instrument has hours of its own if any
    phase names it. Days without continuous trading are omitted.
    """
    own_hours = any(code in (change.instruments or ()) for change in changes)
    found: dict[str, int] = {}
    trades = False
    for change in changes:
        of_others = own_hours if change.instruments is None else code not in change.instruments
        if change.phase and of_others:
            continue
        before, trades = trades, change.phase in TRADING_PHASES
        if before and not trades:
            found[day_of(change.at).isoformat()] = change.at
    return found
