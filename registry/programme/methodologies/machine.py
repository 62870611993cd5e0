"""The states of a version of a methodology, and who moves it (programme rules, M4)."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.entities.machine import DECIDING
from registry.programme.methodologies.models import VALID, MethodologyState
from registry.roles import SIDE_OF, Role

_S = MethodologyState

PROPOSERS = frozenset({Role.PROJECT_OWNER, *SIDE_OF})
"""Who can propose a methodology."""

DESK = frozenset({Role.SECRETARIAT, *SIDE_OF})
"""Who handles a proposal: the secretariat, or for domestic projects China's government."""

_PROPOSERS = frozenset(role.value for role in PROPOSERS)
_DESK = frozenset(role.value for role in DESK)
_CLOCK = frozenset({Role.CLOCK.value})
_BEFORE = (_S.SUBMITTED, _S.INCOMPLETE, _S.COMPLETE, _S.PUBLIC_INPUT)

METHODOLOGY: Machine[MethodologyState] = Machine(
    "methodology",
    initial=_S.SUBMITTED,
    moves=(
        Move("find_complete", _S.SUBMITTED, _S.COMPLETE, _DESK),
        Move("find_incomplete", _S.SUBMITTED, _S.INCOMPLETE, _DESK),
        Move("resubmit", _S.INCOMPLETE, _S.SUBMITTED, _PROPOSERS),
        Move("publish", _S.COMPLETE, _S.PUBLIC_INPUT, _DESK),
        Move("comment", _S.PUBLIC_INPUT, _S.PUBLIC_INPUT, None),
        Move("consider", _S.PUBLIC_INPUT, _S.CONSIDERED, _CLOCK),
        Move("extend", _S.CONSIDERED, _S.CONSIDERED, _DESK),
        # Silence never decides: the clock only flags.
        *(Move("flag_overdue", state, state, _CLOCK) for state in (_S.SUBMITTED, _S.CONSIDERED)),
        Move("approve", _S.CONSIDERED, _S.APPROVED, DECIDING),
        Move("approve_revised", _S.CONSIDERED, _S.APPROVED_WITH_REVISIONS, DECIDING),
        Move("decline", _S.CONSIDERED, _S.DECLINED, DECIDING),
        *(Move("suspend", state, _S.SUSPENDED, DECIDING) for state in VALID),
        Move("resume", _S.SUSPENDED, _S.APPROVED, DECIDING),
        *(Move("revoke", state, _S.REVOKED, DECIDING) for state in (*VALID, _S.SUSPENDED)),
        # The approval of the next version.
        *(Move("supersede", state, _S.SUPERSEDED, None) for state in VALID),
        *(Move("withdraw", state, _S.WITHDRAWN, _PROPOSERS) for state in _BEFORE),
    ),
)
