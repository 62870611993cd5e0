"""How long others wait for their orders while a long lesson is audited beside the class.

Four traders place and cancel orders, first alone, then while the process that the server starts
for an audit reads the whole file, again and again. Knows HTTP as bytes.
"""

from __future__ import annotations

import asyncio
from typing import Any

from registry.bench.beside import beside_and_alone, row
from registry.bench.served import Place, served
from registry.bench.traders import Line, lasting, measured
from registry.classroom.auditing import ASIDE_FROM, Audited

BAR = 1.5
"""Highest ratio of the slowest hundredth of answers beside the audit to those without."""

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
    """The slowest hundredth of answers beside an audit against without one; median of runs.

    The class has played so many `days` before, and made so many `trades` this morning; audits
    follow each other for at least `audit_s` seconds, and the last one is waited for.
    """
    with served(days=days, trades=trades) as place:
        return compared(place, quiet_s=quiet_s, audit_s=audit_s, runs=runs)


def compared(place: Place, *, quiet_s: float, audit_s: float, runs: int) -> list[dict[str, Any]]:
    """The row of a class that runs already."""
    audits: list[Audited] = []

    async def beside(traders: list[Line], run: int) -> list[float]:
        times, told = await _beside_audits(place, traders, audit_s, f"a{run}")
        whole_and_aside(told)
        audits.extend(told)
        return times

    found = asyncio.run(beside_and_alone(place, beside, names="A", quiet_s=quiet_s, runs=runs))
    name = f"slowest hundredth beside an audit of {audits[0].command:,} commands"
    told = {"audits": len(audits), "audit_ms": max(one.took_ms for one in audits)}
    return [row(name, found, bar=BAR) | told]


async def _beside_audits(
    place: Place, traders: list[Line], audit_s: float, mark: str
) -> tuple[list[float], list[Audited]]:
    """The traders' times, all within audits that follow each other, and what those found."""
    audits = asyncio.create_task(asyncio.to_thread(_audits, place, audit_s))
    times = await measured(traders, lambda: not audits.done(), mark)
    return times, await audits


def _audits(place: Place, for_s: float) -> list[Audited]:
    """One audit after another, the last of them begun within so many seconds."""
    told: list[Audited] = []
    going = lasting(for_s)
    while not told or going():
        place.audits.send("audit")
        assert place.audits.poll(AUDITED_WITHIN_S), "the audit does not end"
        told.append(place.audits.recv())
    return told


def whole_and_aside(audits: list[Audited]) -> None:
    """The lesson was long enough for a process of its own, went on, and is sound."""
    commands = [one.command for one in audits]
    assert commands and min(commands) >= ASIDE_FROM, commands
    assert commands == sorted(commands), commands
    assert not any(one.found for one in audits), audits
