"""Traders' waiting times while a long lesson is audited, compared with no audit.

Four traders place and cancel orders, first alone, then while the server's audit process reads the
whole file, again and again.
"""

from __future__ import annotations

import asyncio
from typing import Any

from registry.bench.beside import beside_and_alone, row
from registry.bench.served import Place, served
from registry.bench.traders import Line, lasting, measured
from registry.classroom.auditing import ASIDE_FROM, Audited

BAR = 1.5
"""Highest allowed ratio of the 99th percentile of waiting times, with audits to without."""

AUDITED_WITHIN_S = 300

QUIET_S, AUDIT_S, RUNS = 20.0, 20.0, 3
DAYS, TRADES = 2, 50_000
"""Two days with bots, then trades of two commands each: more than 100,000 commands."""


def audit(
    *,
    quiet_s: float = QUIET_S,
    audit_s: float = AUDIT_S,
    runs: int = RUNS,
    days: int = DAYS,
    trades: int = TRADES,
) -> list[dict[str, Any]]:
    """99th percentile of waiting times with and without audits; the median of runs.

    The class has played `days` days, and made `trades` trades this morning. Audits follow each
    other for at least `audit_s` seconds; the last one is completed.
    """
    with served(days=days, trades=trades) as place:
        return compared(place, quiet_s=quiet_s, audit_s=audit_s, runs=runs)


def compared(place: Place, *, quiet_s: float, audit_s: float, runs: int) -> list[dict[str, Any]]:
    """The row of a class that is running."""
    audits: list[Audited] = []

    async def beside(traders: list[Line], run: int) -> list[float]:
        times, made = await _beside_audits(place, traders, audit_s, f"a{run}")
        whole_and_aside(made)
        audits.extend(made)
        return times

    found = asyncio.run(beside_and_alone(place, beside, names="A", quiet_s=quiet_s, runs=runs))
    name = f"slowest hundredth beside an audit of {audits[0].command:,} commands"
    figures = {"audits": len(audits), "audit_ms": max(audit.took_ms for audit in audits)}
    return [row(name, found, bar=BAR) | figures]


async def _beside_audits(
    place: Place, traders: list[Line], audit_s: float, mark: str
) -> tuple[list[float], list[Audited]]:
    """The traders' waiting times during consecutive audits, and the results of these."""
    audits = asyncio.create_task(asyncio.to_thread(_audits, place, audit_s))
    times = await measured(traders, lambda: not audits.done(), mark)
    return times, await audits


def _audits(place: Place, for_s: float) -> list[Audited]:
    """Consecutive audits, the last of them begun within so many seconds."""
    made: list[Audited] = []
    going = lasting(for_s)
    while not made or going():
        place.audits.send("audit")
        assert place.audits.poll(AUDITED_WITHIN_S), "the audit does not end"
        made.append(place.audits.recv())
    return made


def whole_and_aside(audits: list[Audited]) -> None:
    """Assert that the lesson was long enough for an audit process, went on, and has no finding."""
    commands = [one.command for one in audits]
    assert commands and min(commands) >= ASIDE_FROM, commands
    assert commands == sorted(commands), commands
    assert not any(one.found for one in audits), audits
