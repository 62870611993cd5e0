"""The states of a project from its idea to its deregistration, and those of its revisions.

Programme rules, M6; a domestic project (M13) takes the same path by other facts of its cycle.
"""

from __future__ import annotations

from ledger.kernel.machine import Machine, Move
from registry.programme.projects.models import ProjectState, RevisionState
from registry.roles import Role

_S, _R = ProjectState, RevisionState
_OWNER = frozenset({Role.PROJECT_OWNER})
_ENTITY = frozenset({Role.THIRD_PARTY_ENTITY})
_CLOCK = frozenset({Role.CLOCK})

PROJECT: Machine[ProjectState] = Machine(
    "project",
    initial=_S.IDEA,
    moves=(
        Move("submit_note", _S.IDEA, _S.NOTE_SUBMITTED, _OWNER),
        # The committee's decision moves these two.
        Move("accept_note", _S.NOTE_SUBMITTED, _S.NOTE_ACCEPTED, None),
        Move("object_to_note", _S.NOTE_SUBMITTED, _S.NOTE_OBJECTED, None),
        *(
            Move("submit_design", state, _S.DESIGN_SUBMITTED, _OWNER)
            for state in (_S.IDEA, _S.NOTE_ACCEPTED, _S.VALIDATION_NEGATIVE)
        ),
        # The cycle says who publishes, and whether a publication can be recalled.
        Move(
            "publish_design",
            _S.DESIGN_SUBMITTED,
            _S.PUBLIC_INPUT,
            _OWNER | {Role.SECRETARIAT},
        ),
        # Every seat of the lesson may have a say.
        Move("comment", _S.PUBLIC_INPUT, _S.PUBLIC_INPUT, None),
        Move("recall", _S.PUBLIC_INPUT, _S.IDEA, _OWNER),
        Move("end_input", _S.PUBLIC_INPUT, _S.VALIDATION, _CLOCK),
        Move("report_positive", _S.VALIDATION, _S.VALIDATED, _ENTITY),
        Move("report_negative", _S.VALIDATION, _S.VALIDATION_NEGATIVE, _ENTITY),
        Move("assess_reference", _S.VALIDATED, _S.ASSESSED, None),
        *(
            Move("allocate", state, _S.ALLOCATION_AGREED, None)
            for state in (_S.VALIDATED, _S.ASSESSED)
        ),
        *(
            Move("request_registration", state, _S.REGISTRATION_REQUESTED, _OWNER)
            for state in (_S.VALIDATED, _S.ALLOCATION_AGREED)
        ),
        Move(
            "return_request",
            _S.REGISTRATION_REQUESTED,
            _S.ALLOCATION_AGREED,
            frozenset({Role.SECRETARIAT}),
        ),
        Move("withdraw_request", _S.REGISTRATION_REQUESTED, _S.ALLOCATION_AGREED, _OWNER),
        # The committee decides, or the registry of a domestic project.
        Move("register", _S.REGISTRATION_REQUESTED, _S.REGISTERED, None),
        Move("refuse", _S.REGISTRATION_REQUESTED, _S.REJECTED, None),
        *(Move(step, _S.REGISTERED, _S.REGISTERED, None) for step in ("change", "renew")),
        Move("end_crediting", _S.REGISTERED, _S.COMPLETED, _CLOCK),
        Move("withdraw", _S.REGISTERED, _S.WITHDRAWN, None),
        *(
            Move("deregister", state, _S.DEREGISTERED, None)
            for state in (_S.REGISTERED, _S.COMPLETED, _S.WITHDRAWN)
        ),
    ),
)
"""There is no way out of a deregistration: such a project is never registered again."""

REVISION: Machine[RevisionState] = Machine(
    "revision",
    initial=_R.REQUESTED,
    moves=(
        Move("endorse", _R.REQUESTED, _R.ENDORSED, _ENTITY),
        Move("reject", _R.REQUESTED, _R.REJECTED, _ENTITY),
        # The committee's decision moves these two.
        Move("hold", _R.ENDORSED, _R.IN_FORCE, None),
        Move("drop", _R.ENDORSED, _R.DROPPED, None),
    ),
)
"""A change of a registered project, or a further crediting period."""
