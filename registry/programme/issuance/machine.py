"""The states of requests for an issuance and for an import, and of ordered corrections."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.accounts.machine import HOLDERS
from registry.programme.issuance.models import CorrectionState, ImportState, IssuanceState
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
        # The project was deregistered before a registry had issued.
        Move("drop", IssuanceState.DECIDED, IssuanceState.DROPPED, None),
        Move("issue_all", IssuanceState.DECIDED, IssuanceState.ISSUED, _MANAGER),
        Move("issue_host", IssuanceState.DECIDED, IssuanceState.ISSUED_HOST_ONLY, _MANAGER),
        Move("issue_host", IssuanceState.ISSUED_PARTNER_ONLY, IssuanceState.ISSUED, _MANAGER),
        Move("issue_partner", IssuanceState.DECIDED, IssuanceState.ISSUED_PARTNER_ONLY, _MANAGER),
        Move("issue_partner", IssuanceState.ISSUED_HOST_ONLY, IssuanceState.ISSUED, _MANAGER),
    ),
)

CORRECTION = Machine(
    "correction",
    initial=CorrectionState.ORDERED,
    moves=(
        # All was there, or some of it is gone and is owed by the holder.
        Move("correct", CorrectionState.ORDERED, CorrectionState.CORRECTED, _MANAGER),
        Move("find_gone", CorrectionState.ORDERED, CorrectionState.OWED, _MANAGER),
        Move("compensate", CorrectionState.OWED, CorrectionState.OWED, None),
        Move("settle", CorrectionState.OWED, CorrectionState.CORRECTED, None),
    ),
)
"""The states of an ordered correction: the registry cancels what is there, the holder the rest."""

IMPORT = Machine(
    "import",
    initial=ImportState.REQUESTED,
    moves=(
        Move("admit", ImportState.REQUESTED, ImportState.ADMITTED, _MANAGER),
        Move("decline", ImportState.REQUESTED, ImportState.DECLINED, _MANAGER),
        Move("withdraw", ImportState.REQUESTED, ImportState.WITHDRAWN, HOLDERS),
    ),
)
"""The states of a request to take over credits of another registry: its manager decides."""
