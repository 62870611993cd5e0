"""What contradicts monitoring in a lesson plan."""

from __future__ import annotations

from collections.abc import Iterator

from registry.classroom.plan_checks.sound import Mistake, Sound
from registry.roles import Role


def verifiers(plan: Sound) -> Iterator[Mistake]:
    """Where projects report, somebody verifies the reports."""
    if plan.table("monitoring") and plan.seated(Role.THIRD_PARTY_ENTITY.value) is False:
        yield ("monitoring",), "nobody verifies: there is no seat of the role third_party_entity"


CHECKS = (verifiers,)
"""The checks of this module."""
