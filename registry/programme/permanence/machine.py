"""The states of a reversal of storage: the buffer pays first, the owner replaces the rest."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.permanence.models import ReversalState
from registry.roles import Role

_S = ReversalState
_OWNER = frozenset({Role.PROJECT_OWNER})
_CLOCK = frozenset({Role.CLOCK})

STORAGE_REVERSAL: Machine[ReversalState] = Machine(
    "storage reversal",
    initial=_S.OWED,
    moves=(
        # The published decision itself: the buffer had it all.
        Move("cover", _S.OWED, _S.SETTLED, None),
        Move("replace", _S.OWED, _S.OWED, _OWNER),
        Move("settle", _S.OWED, _S.SETTLED, _OWNER),
        Move("lapse", _S.OWED, _S.OVERDUE, _CLOCK),
        Move("replace", _S.OVERDUE, _S.OVERDUE, _OWNER),
        Move("settle", _S.OVERDUE, _S.SETTLED, _OWNER),
    ),
)
