"""Goal: waiting times during an audit and with a hostile seat are compared with those alone.

Method: a short run of both against one real process; what audits must have been, on plain figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from registry.bench.aside import compared as beside_an_audit
from registry.bench.aside import whole_and_aside
from registry.bench.hostile import compared as beside_a_hostile_seat
from registry.bench.served import Place, served
from registry.classroom.auditing import ASIDE_FROM, Audited

ROW = ["name", "unit", "ours", "reference", "ratio", "bar", "met"]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A class whose lesson is just long enough to be audited in a process of its own."""
    with served(days=1, trades=ASIDE_FROM // 2) as running:
        yield running


def is_a_comparison(row: dict[str, Any]) -> None:
    """Both times were measured, and the ratio and the verdict are theirs."""
    assert ROW == list(row)[: len(ROW)]
    assert row["ours"] > 0 and row["reference"] > 0
    assert row["ratio"] == pytest.approx(row["ours"] / row["reference"], rel=0.01)
    assert row["met"] is (row["ratio"] <= row["bar"])


@pytest.mark.slow
def test_a_short_run_beside_an_audit(place: Place) -> None:
    [row] = beside_an_audit(place, quiet_s=0.4, audit_s=0.4, runs=1)

    is_a_comparison(row)
    assert row["audits"] > 0 and row["audit_ms"] > 0


@pytest.mark.slow
def test_a_short_run_beside_a_hostile_seat(place: Place) -> None:
    [row] = beside_a_hostile_seat(place, quiet_s=0.4, hostile_s=0.6, runs=1)

    is_a_comparison(row)


def _audited(command: int, *found: tuple[str, str]) -> Audited:
    return Audited(found, command, at=0, chain_head="", took_ms=1)


@pytest.mark.planted
@pytest.mark.parametrize(
    "audits",
    [
        [],
        [_audited(ASIDE_FROM - 1)],
        [_audited(ASIDE_FROM + 1), _audited(ASIDE_FROM)],
        [_audited(ASIDE_FROM, ("balances_add_up", "account 1"))],
    ],
    ids=["none", "here and not beside", "not in turn", "not sound"],
)
def test_audits_that_measure_nothing_are_no_measurement(audits: list[Audited]) -> None:
    with pytest.raises(AssertionError):
        whole_and_aside(audits)
    whole_and_aside([_audited(ASIDE_FROM), _audited(ASIDE_FROM + 5)])
