"""The states of a transfer: a government sends it, the other registry's manager credits it."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.transfers.models import TransferState
from registry.roles import Role

GOVERNMENTS = frozenset({Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST})
HOLDERS = GOVERNMENTS | {
    Role.PROJECT_OWNER,
    Role.EMITTER,
    Role.TRADER,
    Role.VOLUNTARY_BUYER,
}
"""Roles that may hold credits; registries, secretariats and exchanges may not."""

_MANAGER = frozenset({Role.REGISTRY_MANAGER})

TRANSFER = Machine(
    "transfer",
    initial=TransferState.REQUESTED,
    moves=(
        Move("approve", TransferState.REQUESTED, TransferState.SENT, GOVERNMENTS),
        Move("reject", TransferState.REQUESTED, TransferState.REJECTED, GOVERNMENTS),
        Move("withdraw", TransferState.REQUESTED, TransferState.WITHDRAWN, HOLDERS),
        Move("accept", TransferState.SENT, TransferState.COMPLETED, _MANAGER),
    ),
)
