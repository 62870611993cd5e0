"""Samples of movements with two persons, and of uses that can be or were reversed."""

from __future__ import annotations

from dataclasses import replace

from ledger.kernel.clock import DAY
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Language
from registry.web.registries.account_contexts import MovementLine, TrustedLine, UseLine
from tests.support.pages import NOW, both

ACCOUNT = "TH-100-10000003-0-62"


def held_movements(holder: str, why: str) -> tuple[MovementLine, ...]:
    """A movement that waits for its approval, one that is delayed, and one that was rejected."""
    held = MovementLine(
        movement=2, command="retirement.cancel", registry="TH", quantity=40,
        batches=("BRC TH003 2027",), asks=(("reason", holder),), initiator=holder, approver=holder,
        target="",
        state="proposed", tone="wait", proposed_at=NOW, ends_at=NOW + DAY, reason="",
        decided_at=None, acts=(),
    )  # fmt: skip
    delayed = replace(
        held, movement=3, command="transfer.within", approver="", target=ACCOUNT, state="delayed"
    )
    return (
        held,
        delayed,
        replace(
            held,
            movement=1,
            state="rejected",
            tone="refuse",
            reason=why,
            ends_at=None,
            decided_at=NOW,
        ),
    )


def trusted(holder: str, acts: tuple[Act, ...]) -> TrustedLine:
    """An account on the visitor's trusted list."""
    return TrustedLine(
        account=ACCOUNT, name=holder, registry="TH", effective_at=NOW + DAY, state="delayed",
        tone="wait", acts=acts,
    )  # fmt: skip


def uses(language: Language, holder: str, acts: tuple[Act, ...]) -> tuple[UseLine, UseLine]:
    """A use that can be reversed, with its acts, and one that was."""
    use = UseLine(
        transaction=41, kind="retirement", number=3, name=holder, registry="TH", quantity=60,
        at=NOW - DAY, until=NOW + DAY, reversed_at=None, reason="", acts=acts,
    )  # fmt: skip
    reason = both(language, "年份有误", "Wrong year")
    return use, replace(
        use, transaction=38, kind="offset", until=None, reversed_at=NOW, acts=(), reason=reason
    )
