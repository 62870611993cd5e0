"""The states of an item, from circulation to a decision that is used once."""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.committee.models import ItemState
from registry.roles import Role

_GOVERNMENTS = frozenset({Role.GOVERNMENT_PARTNER, Role.GOVERNMENT_HOST})

ITEM = Machine(
    "committee item",
    initial=ItemState.CIRCULATED,
    moves=(
        Move("affirm", ItemState.CIRCULATED, ItemState.HALF_AFFIRMED, _GOVERNMENTS),
        Move("affirm", ItemState.HALF_AFFIRMED, ItemState.ADOPTED, _GOVERNMENTS),
        Move("object", ItemState.CIRCULATED, ItemState.OBJECTED, _GOVERNMENTS),
        Move("object", ItemState.HALF_AFFIRMED, ItemState.OBJECTED, _GOVERNMENTS),
        # The item's kind names the roles.
        Move("use", ItemState.ADOPTED, ItemState.USED, None),
    ),
)
