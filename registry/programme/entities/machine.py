"""The states of a designation, and who moves it (programme rules, M5)."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.entities.models import DesignationState
from registry.roles import SIDE_OF, Role

_S = DesignationState

JOINT_COMMITTEE = "joint_committee"
"""The office that takes a step by the publication of its decision."""

DECIDING = frozenset({JOINT_COMMITTEE, *(role.value for role in SIDE_OF)})
"""Who decides: the committee of the agreement, or for domestic projects China's government."""

ENTITIES = frozenset({Role.THIRD_PARTY_ENTITY.value})

DESIGNATION: Machine[DesignationState] = Machine(
    "designation",
    initial=_S.APPLIED,
    moves=(
        Move("designate", _S.APPLIED, _S.DESIGNATED, DECIDING),
        Move("decline", _S.APPLIED, _S.DECLINED, DECIDING),
        Move("suspend", _S.DESIGNATED, _S.SUSPENDED, DECIDING),
        Move("resume", _S.SUSPENDED, _S.DESIGNATED, DECIDING),
        *(Move("revoke", state, _S.REVOKED, DECIDING)
          for state in (_S.DESIGNATED, _S.SUSPENDED)),
        *(Move("withdraw", state, _S.WITHDRAWN, ENTITIES)
          for state in (_S.APPLIED, _S.DESIGNATED, _S.SUSPENDED)),
    ),
)  # fmt: skip
