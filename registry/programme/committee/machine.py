"""The states of an item, from the draft to a decision that is used once, and those of a motion.

Programme rules, 3.5.

Members and co-chairs are those of the item's own committee: see `sitting.py`.
"""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.committee.models import ItemState, MotionState
from registry.roles import Role

MEMBER, COCHAIR = "committee_member", "committee_cochair"
"""Offices in the committee of an agreement, beside the secretariat's."""

_MEMBERS = frozenset({MEMBER})
_CHAIRS = frozenset({COCHAIR})
_SECRETARIAT = frozenset({Role.SECRETARIAT.value})
_EITHER = _CHAIRS | _SECRETARIAT

_OPEN = (ItemState.CIRCULATED, ItemState.ON_AGENDA)
_STOPPED = (ItemState.OBJECTED, ItemState.DEFERRED, ItemState.LAPSED)

ITEM = Machine(
    "committee item",
    initial=ItemState.DRAFT,
    moves=(
        Move("circulate", ItemState.DRAFT, ItemState.CIRCULATED, _SECRETARIAT),
        Move("circulate", ItemState.LAPSED, ItemState.CIRCULATED, _SECRETARIAT),
        *(Move(said, state, state, _MEMBERS)
          for state in _OPEN for said in ("affirm", "abstain", "comment", "recuse", "delegate")),
        Move("comment", ItemState.OBJECTED, ItemState.OBJECTED, _MEMBERS),
        Move("object", ItemState.CIRCULATED, ItemState.OBJECTED, _MEMBERS),
        Move("object", ItemState.ON_AGENDA, ItemState.ON_AGENDA, _MEMBERS),
        Move("withdraw", ItemState.OBJECTED, ItemState.CIRCULATED, _MEMBERS),
        Move("withdraw", ItemState.ON_AGENDA, ItemState.ON_AGENDA, _MEMBERS),
        *(Move("table", state, ItemState.ON_AGENDA, _CHAIRS)
          for state in (ItemState.DRAFT, *_STOPPED)),
        Move("conclude", ItemState.ON_AGENDA, ItemState.ON_AGENDA, _CHAIRS),
        Move("defer", ItemState.ON_AGENDA, ItemState.DEFERRED, _CHAIRS),
        *(Move("revise", state, ItemState.DRAFT, _EITHER) for state in _STOPPED),
        # The subject's own command changes its figures.
        Move("amend", ItemState.DRAFT, ItemState.DRAFT, None),
        *(Move("drop", state, ItemState.DROPPED, _EITHER)
          for state in (ItemState.DRAFT, *_STOPPED)),
        # What the item is about came to its end by another decision.
        *(Move("cancel", state, ItemState.DROPPED, None)
          for state in (ItemState.DRAFT, *_OPEN, *_STOPPED, ItemState.ADOPTED,
                        ItemState.PUBLISHED)),
        # The rule itself decides: at a vote, at the end of the clock, at a meeting.
        *(Move("adopt", state, ItemState.ADOPTED, None) for state in _OPEN),
        Move("lapse", ItemState.CIRCULATED, ItemState.LAPSED, frozenset({Role.CLOCK.value})),
        Move("publish", ItemState.ADOPTED, ItemState.PUBLISHED, _SECRETARIAT),
        # The item's kind names the roles.
        Move("use", ItemState.PUBLISHED, ItemState.USED, None),
    ),
)  # fmt: skip

MOTION = Machine(
    "motion",
    initial=MotionState.REQUESTED,
    moves=(
        Move("restate", MotionState.REQUESTED, MotionState.REQUESTED, None),
        # The motion's item moves these two.
        Move("hold", MotionState.REQUESTED, MotionState.IN_FORCE, None),
        Move("drop", MotionState.REQUESTED, MotionState.DROPPED, None),
    ),
)
"""The states of a motion: its decision holds from the publication on."""
