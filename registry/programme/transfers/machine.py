"""The states of a transfer, and who moves it: holder, government, manager, or the messages."""

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

NETWORK = frozenset({Role.CLOCK})
"""The messages move a transfer by themselves: as part of a command, or of the clock."""

_MANAGER = frozenset({Role.REGISTRY_MANAGER})
_S = TransferState

BEFORE_ACCEPTED = (_S.PROPOSED, _S.CHECKED, _S.NOTIFIED, _S.ANSWERED)
"""The states in which the log can still call a transfer off."""

UNDERWAY = (_S.ACCEPTED, _S.SENT, _S.CREDITED)
"""The states after the point of no return, until the log has both registries' completion."""

TRANSFER = Machine(
    "transfer",
    initial=_S.REQUESTED,
    moves=(
        Move("approve", _S.REQUESTED, _S.PROPOSED, GOVERNMENTS),
        Move("reject", _S.REQUESTED, _S.REJECTED, GOVERNMENTS),
        Move("withdraw", _S.REQUESTED, _S.WITHDRAWN, HOLDERS),
        Move("check", _S.PROPOSED, _S.CHECKED, NETWORK),
        Move("notify", _S.CHECKED, _S.NOTIFIED, NETWORK),
        Move("accept", _S.NOTIFIED, _S.ANSWERED, _MANAGER),
        Move("refuse", _S.NOTIFIED, _S.REFUSED, _MANAGER),
        Move("confirm", _S.ANSWERED, _S.ACCEPTED, NETWORK),
        Move("debit", _S.ACCEPTED, _S.SENT, NETWORK),
        Move("credit", _S.SENT, _S.CREDITED, NETWORK),
        Move("complete", _S.CREDITED, _S.COMPLETED, NETWORK),
        Move("discrepancy", _S.PROPOSED, _S.REFUSED, NETWORK),
        Move("discrepancy", _S.CHECKED, _S.REFUSED, NETWORK),
        Move("discrepancy", _S.ANSWERED, _S.REFUSED, NETWORK),
        *(Move("time_out", state, _S.TIMED_OUT, NETWORK) for state in BEFORE_ACCEPTED),
        Move("time_out", _S.REFUSED, _S.TIMED_OUT, NETWORK),
        Move("give_back", _S.REFUSED, _S.RETURNED, NETWORK),
        Move("give_back", _S.TIMED_OUT, _S.RETURNED, NETWORK),
    ),
)
