"""The states of a monitoring period, up to the request for issuance."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.monitoring.models import MonitoringState
from registry.roles import SIDE_OF, Role

_S = MonitoringState
_OWNER = frozenset({Role.PROJECT_OWNER})
_VERIFIER = frozenset({Role.THIRD_PARTY_ENTITY})
_GOVERNMENTS = frozenset(SIDE_OF)

MONITORING = Machine(
    "monitoring",
    initial=_S.MONITORING,
    moves=(
        Move("read", _S.MONITORING, _S.MONITORING, _OWNER),
        Move("report", _S.MONITORING, _S.SUBMITTED, _OWNER),
        Move("sample", _S.SUBMITTED, _S.SUBMITTED, _VERIFIER),
        Move("find_wrong", _S.SUBMITTED, _S.MONITORING, _VERIFIER),
        Move("verify", _S.SUBMITTED, _S.VERIFIED, _VERIFIER),
        # The first of two statements, then the second; one that is negative sends the report back.
        Move("state", _S.VERIFIED, _S.VERIFIED, _GOVERNMENTS),
        Move("agree", _S.VERIFIED, _S.STATED_POSITIVE, _GOVERNMENTS),
        Move("contest", _S.VERIFIED, _S.STATED_NEGATIVE, _GOVERNMENTS),
        Move("report", _S.STATED_NEGATIVE, _S.SUBMITTED, _OWNER),
        # The request for issuance moves these four.
        Move("request", _S.VERIFIED, _S.REQUESTED, None),
        Move("request", _S.STATED_POSITIVE, _S.REQUESTED, None),
        Move("release", _S.REQUESTED, _S.VERIFIED, None),
        Move("release_stated", _S.REQUESTED, _S.STATED_POSITIVE, None),
        # The project was deregistered.
        *(Move("end_with_project", one, _S.ENDED, None) for one in _S if one is not _S.ENDED),
    ),
)
