"""The states of a payment for a project: the clock collects it, its payer makes good the rest."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.accounts.machine import HOLDERS
from registry.programme.finance.models import PaymentState
from registry.roles import Role

_S = PaymentState
_CLOCK = frozenset({Role.CLOCK})

PAYMENT: Machine[PaymentState] = Machine(
    "payment",
    initial=_S.PLANNED,
    moves=(
        Move("collect", _S.PLANNED, _S.PAID, _CLOCK),
        Move("fall_short", _S.PLANNED, _S.UNPAID, _CLOCK),
        Move("pay", _S.UNPAID, _S.PAID, HOLDERS),
        # The project was deregistered: what was not due yet is not paid any more.
        Move("lift", _S.PLANNED, _S.LIFTED, None),
    ),
)
