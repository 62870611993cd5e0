"""When an instrument's market stopped trading on each day, from what the clock did.

Pure: it is given the clock's commands, and knows no trade.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ledger.kernel.clock import day_of

TRADING_PHASES = frozenset({"continuous", "closing"})
"""Phases in which trades print; a closing call prints at its end, which is then the close."""


class Change(NamedTuple):
    """A command of the clock: a phase, or a day's end where `phase` is empty.

    `instruments` are the codes that a phase is for; None: all that have no hours of their own.
    """

    at: int
    phase: str
    instruments: Collection[str] | None


def close_times(changes: Sequence[Change], code: str) -> dict[str, int]:
    """By day (ISO date), when the market of an instrument last stopped trading.

    A day's end closes a market that is still open. An instrument has hours of its own when any
    phase names it. A day on which it never traded continuously is not in the answer.
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
