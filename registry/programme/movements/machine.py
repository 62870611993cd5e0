"""The states of a movement that is held, and who moves it."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.accounts.machine import HOLDERS, MANAGERS
from registry.programme.movements.models import MovementState
from registry.roles import Role

_S = MovementState
_CLOCK = frozenset({Role.CLOCK})

MOVEMENT: Machine[MovementState] = Machine(
    "movement",
    initial=_S.PROPOSED,
    moves=(
        Move("approve", _S.PROPOSED, _S.CARRIED_OUT, HOLDERS),
        Move("reject", _S.PROPOSED, _S.REJECTED, HOLDERS),
        Move("withdraw", _S.PROPOSED, _S.WITHDRAWN, HOLDERS),
        Move("expire", _S.PROPOSED, _S.EXPIRED, _CLOCK),
        Move("delay", _S.PROPOSED, _S.DELAYED, HOLDERS),
        Move("reject", _S.DELAYED, _S.REJECTED, MANAGERS),
        Move("withdraw", _S.DELAYED, _S.WITHDRAWN, HOLDERS),
        Move("carry_out", _S.DELAYED, _S.CARRIED_OUT, _CLOCK),
        Move("fail", _S.DELAYED, _S.FAILED, _CLOCK),
    ),
)
