"""Why a movement of units was not made."""

from __future__ import annotations

from ledger.kernel.errors import REFUSALS
from registry.programme.movements.models import MovementState
from registry.programme.movements.queries import MovementView
from registry.web.frame.contexts.shared import Language
from registry.web.frame.render import said


def why_not(one: MovementView, language: Language) -> str:
    """The stated reason of a rejection, or the rule that refused it; "" for none."""
    if one.state != MovementState.FAILED:
        return one.reason
    return said(REFUSALS[one.reason].rule, "rules", language)
