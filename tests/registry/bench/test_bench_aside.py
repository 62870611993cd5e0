"""Goal: the measurement beside an audit audits a long lesson while orders come, and compares both.

Method: a short run against a real process; what the audits must have been, on plain figures.
"""

from __future__ import annotations

import pytest

from registry.bench.aside import audit, whole_and_aside
from registry.classroom.auditing import ASIDE_FROM, Audited

ROW = ["name", "unit", "ours", "reference", "ratio", "bar", "met", "audits", "audit_ms"]


@pytest.mark.slow
def test_a_short_run_measures_both_and_compares_them() -> None:
    [row] = audit(quiet_s=0.4, audit_s=0.5, runs=1, days=1, trades=ASIDE_FROM // 2)

    assert ROW == list(row)
    assert row["ours"] > 0 and row["reference"] > 0
    assert row["audits"] > 0 and row["audit_ms"] > 0
    assert row["ratio"] == pytest.approx(row["ours"] / row["reference"], rel=0.01)
    assert row["met"] is (row["ratio"] <= row["bar"])


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
