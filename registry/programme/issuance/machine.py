"""The states of an issuance request: the committee decides it, each registry issues its side."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.issuance.models import IssuanceState
from registry.roles import Role

_OWNER = frozenset({Role.PROJECT_OWNER})
_MANAGER = frozenset({Role.REGISTRY_MANAGER})

ISSUANCE = Machine(
    "issuance",
    initial=IssuanceState.REQUESTED,
    moves=(
        Move("amend", IssuanceState.REQUESTED, IssuanceState.REQUESTED, _OWNER),
        # The committee's item moves these three.
        Move("decide", IssuanceState.REQUESTED, IssuanceState.DECIDED, None),
        Move("decide_virtual", IssuanceState.REQUESTED, IssuanceState.VIRTUAL, None),
        Move("drop", IssuanceState.REQUESTED, IssuanceState.DROPPED, None),
        Move("issue_all", IssuanceState.DECIDED, IssuanceState.ISSUED, _MANAGER),
        Move("issue_host", IssuanceState.DECIDED, IssuanceState.ISSUED_HOST_ONLY, _MANAGER),
        Move("issue_host", IssuanceState.ISSUED_PARTNER_ONLY, IssuanceState.ISSUED, _MANAGER),
        Move("issue_partner", IssuanceState.DECIDED, IssuanceState.ISSUED_PARTNER_ONLY, _MANAGER),
        Move("issue_partner", IssuanceState.ISSUED_HOST_ONLY, IssuanceState.ISSUED, _MANAGER),
    ),
)
