"""Checks of countries: registries, the agreement, and methodologies."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.kernel.text import is_readable
from registry.classroom.plan_checks.sound import CHINA, Check, Mistake, Sound, twice


def registries(plan: Sound) -> Iterator[Mistake]:
    """China's registry is there, and each has a code, a Party and names of its own."""
    yield from twice(plan, "registries", ("code", "party", "name_en", "name_zh"))
    known = plan.registries()
    if known and CHINA not in known and plan.all_have("registries", "code"):
        yield ("registries",), "China's registry (code CN) is missing"


def agreement(plan: Sound) -> Iterator[Mistake]:
    """The host country has a registry and is not China, and somebody gets a share."""
    agreed = plan.table("agreement")
    named = agreed.get("host")
    if named is not None and not plan.host() and plan.all_have("registries", "code"):
        yield ("agreement", "host"), f"there is no host registry {short(named)}"
    if agreed.get("cn_weight", 1) == 0 == agreed.get("host_weight", 1):
        yield ("agreement", "host_weight"), "both weights are zero"


def methodologies(plan: Sound) -> Iterator[Mistake]:
    """Each methodology stands once."""
    yield from twice(plan, "methodologies", ("code",))


def short(text: str) -> str:
    """A text as it can be shown in a line: printable, and not longer than a name."""
    return text if (not text or is_readable(text)) and len(text) <= 60 else ascii(text[:60])


CHECKS: tuple[Check, ...] = (registries, agreement, methodologies)
