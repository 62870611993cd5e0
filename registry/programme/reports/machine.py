"""The states of a submission, and who moves it (programme rules, M12)."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.reports.models import ReportState
from registry.roles import Role

_S = ReportState
GOVERNMENTS = frozenset({Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST})
CLOCK = frozenset({Role.CLOCK})

REPORT: Machine[ReportState] = Machine(
    "report",
    initial=_S.DRAFT,
    moves=(
        Move("redraft", _S.DRAFT, _S.DRAFT, GOVERNMENTS),
        Move("redraft", _S.VALIDATED, _S.DRAFT, GOVERNMENTS),
        Move("correct", _S.DRAFT, _S.DRAFT, GOVERNMENTS),
        Move("correct", _S.VALIDATED, _S.DRAFT, GOVERNMENTS),
        Move("validate", _S.DRAFT, _S.VALIDATED, GOVERNMENTS),
        Move("submit", _S.VALIDATED, _S.SUBMITTED, GOVERNMENTS),
        Move("find_consistent", _S.SUBMITTED, _S.CONSISTENT, CLOCK),
        Move("find_consistent", _S.CONSISTENT, _S.CONSISTENT, CLOCK),
        Move("find_consistent", _S.INCONSISTENT, _S.CONSISTENT, CLOCK),
        Move("find_inconsistent", _S.SUBMITTED, _S.INCONSISTENT, CLOCK),
        Move("find_inconsistent", _S.CONSISTENT, _S.INCONSISTENT, CLOCK),
        Move("find_inconsistent", _S.INCONSISTENT, _S.INCONSISTENT, CLOCK),
        Move("supersede", _S.SUBMITTED, _S.SUPERSEDED, GOVERNMENTS),
        Move("supersede", _S.CONSISTENT, _S.SUPERSEDED, GOVERNMENTS),
        Move("supersede", _S.INCONSISTENT, _S.SUPERSEDED, GOVERNMENTS),
    ),
)
"""A version is superseded when the next one is submitted."""
