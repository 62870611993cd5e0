"""The states of an issuance request: both governments decide it, the secretariat issues."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.issuance.models import IssuanceState
from registry.roles import Role

_GOVERNMENTS = frozenset({Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST})
_SECRETARIAT = frozenset({Role.SECRETARIAT})

ISSUANCE = Machine(
    "issuance",
    initial=IssuanceState.REQUESTED,
    moves=(
        Move("decide", IssuanceState.REQUESTED, IssuanceState.DECIDED, _GOVERNMENTS),
        Move("object", IssuanceState.REQUESTED, IssuanceState.OBJECTED, _GOVERNMENTS),
        Move("issue", IssuanceState.DECIDED, IssuanceState.ISSUED, _SECRETARIAT),
    ),
)
