"""The states of an authorisation; every change of its terms makes a new version."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.authorisation.models import AuthorisationState
from registry.roles import Role

APPLICANTS = frozenset({Role.PROJECT_OWNER, Role.GOVERNMENT_HOST})
MINISTRY = frozenset({Role.GOVERNMENT_HOST})
"""The host's government, which alone authorises its credits and changes what it authorised."""
_CLOCK = frozenset({Role.CLOCK})

_S = AuthorisationState
_GRANTED = (_S.IN_FORCE, _S.SUSPENDED, _S.EXPIRED, _S.EXHAUSTED, _S.REVOKED)

AUTHORISATION: Machine[AuthorisationState] = Machine(
    "authorisation",
    initial=_S.APPLIED,
    moves=(
        Move("authorise", _S.APPLIED, _S.IN_FORCE, MINISTRY),
        Move("reject", _S.APPLIED, _S.REJECTED, MINISTRY),
        Move("amend", _S.IN_FORCE, _S.IN_FORCE, MINISTRY),
        Move("suspend", _S.IN_FORCE, _S.SUSPENDED, MINISTRY),
        Move("resume", _S.SUSPENDED, _S.IN_FORCE, MINISTRY),
        Move("revoke", _S.IN_FORCE, _S.REVOKED, MINISTRY),
        Move("revoke", _S.SUSPENDED, _S.REVOKED, MINISTRY),
        # Under a circumstance that the authorisation named: nothing but credits that were first
        # transferred is left to be revoked once it has ended.
        *(Move("revoke_transferred", state, _S.REVOKED, MINISTRY) for state in _GRANTED),
        Move("expire", _S.IN_FORCE, _S.EXPIRED, _CLOCK),
        Move("expire", _S.SUSPENDED, _S.EXPIRED, _CLOCK),
        # Whoever's step uses up the last tonne: the rule itself moves it.
        Move("exhaust", _S.IN_FORCE, _S.EXHAUSTED, None),
        Move("exhaust", _S.SUSPENDED, _S.EXHAUSTED, None),
    ),
)

BY_NOBODY = frozenset({"expire", "exhaust"})
"""Steps that follow from the terms; nobody gives them."""
