"""The states of a proposed movement, and who moves it."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.accounts.machine import HOLDERS
from registry.programme.movements.models import MovementState
from registry.roles import Role

_S = MovementState

MOVEMENT: Machine[MovementState] = Machine(
    "movement",
    initial=_S.PROPOSED,
    moves=(
        Move("approve", _S.PROPOSED, _S.CARRIED_OUT, HOLDERS),
        Move("reject", _S.PROPOSED, _S.REJECTED, HOLDERS),
        Move("withdraw", _S.PROPOSED, _S.WITHDRAWN, HOLDERS),
        Move("expire", _S.PROPOSED, _S.EXPIRED, frozenset({Role.CLOCK})),
    ),
)
