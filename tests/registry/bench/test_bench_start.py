"""Goal: the times until the help and a server are there are compared with importing.

Method: one run of each, on this machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.bench.start import HELP_BAR, READY_BAR, start


@pytest.mark.slow
def test_one_run_of_the_help_and_of_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = start(runs=1)

    assert [HELP_BAR, READY_BAR] == [row["bar"] for row in rows]
    for row in rows:
        assert "milliseconds" == row["unit"]
        assert row["ours"] > 0 and row["reference"] > 0
        assert row["ratio"] == pytest.approx(row["ours"] / row["reference"], rel=0.01)
        assert row["met"] is (row["ratio"] <= row["bar"])
    assert [] == list(tmp_path.iterdir())
