"""The states of an agreement; of a step that both governments take, the second one moves it."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.agreements.models import AgreementState
from registry.roles import SIDE_OF, Role

GOVERNMENTS = frozenset(SIDE_OF)
_CLOCK = frozenset({Role.CLOCK})

AGREEMENT = Machine(
    "agreement",
    initial=AgreementState.MOU,
    moves=(
        Move("sign", AgreementState.MOU, AgreementState.SIGNED, GOVERNMENTS),
        Move("notify", AgreementState.SIGNED, AgreementState.ACTIVE, GOVERNMENTS),
        Move("suspend", AgreementState.ACTIVE, AgreementState.SUSPENDED, GOVERNMENTS),
        Move("resume", AgreementState.SUSPENDED, AgreementState.ACTIVE, GOVERNMENTS),
        Move("terminate", AgreementState.ACTIVE, AgreementState.TERMINATING, GOVERNMENTS),
        Move("terminate", AgreementState.SUSPENDED, AgreementState.TERMINATING, GOVERNMENTS),
        Move("end", AgreementState.TERMINATING, AgreementState.TERMINATED, _CLOCK),
    ),
)

BY_BOTH = frozenset({"sign", "notify", "resume"})
"""Steps that both governments take; every other one moves the agreement at once."""
