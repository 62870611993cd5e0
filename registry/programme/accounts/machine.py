"""The states of an account and their effect, the requests to open one, and courts' freezes."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.kernel.machine import Machine, Move
from registry.programme.accounts.models import AccountState, FreezeState, OpeningState
from registry.roles import SIDE_OF, Role

HOLDERS = frozenset(SIDE_OF) | {
    Role.PROJECT_OWNER,
    Role.EMITTER,
    Role.TRADER,
    Role.VOLUNTARY_BUYER,
}
"""Roles that may ask for an account or for its closing; no official of the market holds units."""
MANAGERS = frozenset({Role.REGISTRY_MANAGER})

_S = AccountState
_RESTRICTED = (_S.SOME_RESTRICTED, _S.ALL_RESTRICTED)
_SUSPENDED = (_S.SUSPENDED_PARTIALLY, _S.SUSPENDED)


def _moves() -> tuple[Move[AccountState], ...]:
    found = []
    for source in (_S.OPEN, *_RESTRICTED):
        found += [
            Move("restrict_some", source, _S.SOME_RESTRICTED, MANAGERS),
            Move("restrict_all", source, _S.ALL_RESTRICTED, MANAGERS),
        ]
    for source in (_S.OPEN, *_RESTRICTED, *_SUSPENDED):
        found += [
            Move("suspend_partially", source, _S.SUSPENDED_PARTIALLY, MANAGERS),
            Move("suspend", source, _S.SUSPENDED, MANAGERS),
        ]
    found += [
        Move("restore", source, _S.OPEN, MANAGERS)
        for source in (*_RESTRICTED, *_SUSPENDED, _S.CLOSURE_PENDING)
    ]
    return (
        *found,
        Move("ask_closing", _S.OPEN, _S.CLOSURE_PENDING, HOLDERS),
        Move("close", _S.CLOSURE_PENDING, _S.CLOSED, MANAGERS),
    )


ACCOUNT: Machine[AccountState] = Machine("account", initial=_S.OPEN, moves=_moves())

OPENING: Machine[OpeningState] = Machine(
    "account request",
    initial=OpeningState.REQUESTED,
    moves=(
        Move("open_account", OpeningState.REQUESTED, OpeningState.OPENED, MANAGERS),
        Move("decline", OpeningState.REQUESTED, OpeningState.DECLINED, MANAGERS),
        Move("withdraw", OpeningState.REQUESTED, OpeningState.WITHDRAWN, HOLDERS),
    ),
)

FREEZE: Machine[FreezeState] = Machine(
    "court freeze",
    initial=FreezeState.FROZEN,
    moves=(
        Move("lift", FreezeState.FROZEN, FreezeState.LIFTED, MANAGERS),
        Move("give", FreezeState.FROZEN, FreezeState.GIVEN, MANAGERS),
        Move("cancel_ordered", FreezeState.FROZEN, FreezeState.CANCELLED, None),
    ),
)


@dataclass(frozen=True)
class Effect:
    """Whether an account in a state sends and receives units; some restricted: by its list."""

    sends: bool
    receives: bool


EFFECTS: dict[AccountState, Effect] = {
    _S.OPEN: Effect(sends=True, receives=True),
    _S.SOME_RESTRICTED: Effect(sends=True, receives=True),
    _S.ALL_RESTRICTED: Effect(sends=False, receives=False),
    _S.SUSPENDED_PARTIALLY: Effect(sends=False, receives=True),
    _S.SUSPENDED: Effect(sends=False, receives=False),
    _S.CLOSURE_PENDING: Effect(sends=False, receives=True),
    _S.CLOSED: Effect(sends=False, receives=False),
}
"""What a state allows; the registry of the United Kingdom has these states."""
