"""The states of an incident: the team's steps in their order, then the note of both governments.

An incident that is not concluded in time is marked as late and goes on: its deadline is no state.
"""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.risks.models import IncidentState
from registry.roles import SIDE_OF, Role

GOVERNMENTS = frozenset(SIDE_OF)
OFFICES = GOVERNMENTS | {Role.REGISTRY_MANAGER}
"""The offices that open an incident and take the steps of its team."""

_S = IncidentState

INCIDENT: Machine[IncidentState] = Machine(
    "incident",
    initial=_S.RAISED,
    moves=(
        Move("name", _S.RAISED, _S.JOINED, GOVERNMENTS),
        Move("assess", _S.JOINED, _S.ASSESSED, OFFICES),
        Move("contain", _S.ASSESSED, _S.CONTAINED, OFFICES),
        Move("rectify", _S.CONTAINED, _S.RECTIFIED, OFFICES),
        Move("report", _S.RECTIFIED, _S.REPORTED, OFFICES),
        Move("draft", _S.REPORTED, _S.REPORTED, GOVERNMENTS),
        Move("agree", _S.REPORTED, _S.CONCLUDED, GOVERNMENTS),
    ),
)

BY_BOTH = frozenset({"name", "agree"})
"""Steps that both sides take; the second one moves the incident."""
