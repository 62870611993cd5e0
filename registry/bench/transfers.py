"""Speed of transfers in the books, compared with plain SQLite and a naive session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from ledger.queue import collect_rarely
from registry.bench.payments import Payments
from registry.bench.references import Floor, NaiveSession, RawCommits
from registry.bench.rounds import folder, in_turns

ROWS_GROWN = 500_000
SLICE = 10_000

BAR_ONE, BAR_HUNDRED, BAR_THOUSAND, BAR_GROWN = 0.4, 10.0, 0.12, 0.5
"""Least ratios to each reference, by the size of a group, and in a large file."""


def books() -> list[dict[str, Any]]:
    """Every row of the books, each measured alternately with its reference.

    Garbage collection is set as the writer sets it, for ours and for the references.
    """
    parts: tuple[Callable[[Path], dict[str, Any]], ...] = (
        _one_by_one,
        _thousand_a_group,
        _hundred_a_group,
        _grown,
        _with_blocks,
    )
    collected = collect_rarely()
    rows = []
    for part in parts:
        with folder() as where:
            rows.append(part(where) | {"garbage": collected})
    return rows


def _one_by_one(where: Path) -> dict[str, Any]:
    with (
        closing(RawCommits(where / "raw.db")) as raw,
        closing(Payments(where / "ours.db")) as ours,
    ):
        ours.rate(ours.payments(100), group=1)
        return in_turns(
            "cash transfer, 1 a group, against a raw single-row commit",
            ours=lambda: ours.rate(ours.payments(100), group=1),
            reference=lambda: raw.rate(100),
            rounds=24,
            bar=BAR_ONE,
        )


def _thousand_a_group(where: Path) -> dict[str, Any]:
    with (
        closing(Floor(where / "floor.db")) as floor,
        closing(Payments(where / "ours.db")) as ours,
    ):
        ours.rate(ours.payments(5_000), group=1000)
        floor.rate(5_000, group=1000)
        return in_turns(
            "cash transfer, 1000 a group, against two UPDATEs and one INSERT",
            ours=lambda: ours.rate(ours.payments(1_000), group=1000),
            reference=lambda: floor.rate(7_000, group=1000),
            rounds=80,
            bar=BAR_THOUSAND,
        )


def _hundred_a_group(where: Path) -> dict[str, Any]:
    with (
        closing(NaiveSession(where / "naive.db")) as naive,
        closing(Payments(where / "ours.db")) as ours,
    ):
        ours.rate(ours.payments(1_000), group=100)
        naive.rate(100, group=100)
        return in_turns(
            "cash transfer, 100 a group, against a naive SQLModel session",
            ours=lambda: ours.rate(ours.payments(2_000), group=100),
            reference=lambda: naive.rate(100, group=100),
            rounds=20,
            bar=BAR_HUNDRED,
        )


def _grown(where: Path) -> dict[str, Any]:
    """Two files: one with half a million rows, one that gets its first hundred thousand."""
    with ExitStack() as open_files:
        grown = open_files.enter_context(closing(Payments(where / "grown.db")))
        for _ in range(ROWS_GROWN // SLICE):
            grown.rate(grown.payments(SLICE), group=1000)
        new = open_files.enter_context(closing(Payments(where / "new.db")))
        return in_turns(
            "cash transfer, 1000 a group, at 500,000 rows against the first 100,000",
            ours=lambda: grown.rate(grown.payments(SLICE // 5), group=1000),
            reference=lambda: new.rate(new.payments(SLICE // 5), group=1000),
            rounds=50,
            bar=BAR_GROWN,
        )


def _with_blocks(where: Path) -> dict[str, Any]:
    with (
        closing(Floor(where / "floor.db")) as floor,
        closing(Payments(where / "ours.db")) as ours,
    ):
        return in_turns(
            "credit transfer with serial blocks, 1000 a group, against the same floor",
            ours=lambda: ours.rate(ours.retirements(1_000), group=1000),
            reference=lambda: floor.rate(10_000, group=1000),
            rounds=30,
            bar=None,
        )
