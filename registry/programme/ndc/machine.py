"""The states of an initial report; each update is a new version."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.agreements.machine import GOVERNMENTS
from registry.programme.ndc.models import ReportState
from registry.roles import Role

REVIEWERS = frozenset({Role.CLOCK, Role.TRAINER})
"""The technical expert review team: nobody's seat, so the clock acts for it, or the trainer."""

_S = ReportState

INITIAL_REPORT: Machine[ReportState] = Machine(
    "initial report",
    initial=_S.DRAFT,
    moves=(
        Move("draft", _S.DRAFT, _S.DRAFT, GOVERNMENTS),
        Move("submit", _S.DRAFT, _S.SUBMITTED, GOVERNMENTS),
        Move("take_up", _S.SUBMITTED, _S.UNDER_REVIEW, REVIEWERS),
        Move("conclude", _S.UNDER_REVIEW, _S.REVIEWED, REVIEWERS),
        Move("renew", _S.REVIEWED, _S.UPDATED, GOVERNMENTS),
    ),
)

IN = (_S.SUBMITTED, _S.UNDER_REVIEW, _S.REVIEWED, _S.UPDATED)
"""The states in which a report has been submitted."""
