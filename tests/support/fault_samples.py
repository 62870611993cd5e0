"""A sample of the desk of fault cards, for the trainer's page."""

from __future__ import annotations

from dataclasses import replace

from ledger.kernel.clock import HOUR
from registry.web.frame.contexts.shared import Choice, Language
from registry.web.trainer.fault_contexts import FaultCard, FaultDesk
from tests.support.pages import NOW, both
from tests.support.procedure_samples import act, field


def fault_desk(language: Language) -> FaultDesk:
    """A card that waits, one that has hit, and an outage."""
    card = FaultCard(
        fault=2, kind="lose", step="credited", source="TH", target="CN", hours=0, quantity=0,
        state="waiting", laid_at=NOW, until=None, transfer=None,
        recall=act("fault.recall", both(language, "撤回故障", "Recall fault"), about="2"),
    )  # fmt: skip
    codes = ("lose", "delay")
    words = {"lose": ("丢失", "is lost"), "delay": ("延迟", "comes late")}
    kinds = tuple(Choice(value=code, label=both(language, *words[code])) for code in codes)
    return FaultDesk(
        cards=(
            card,
            replace(card, fault=1, kind="delay", hours=24, state="hit", transfer=2, recall=None),
            replace(card, fault=3, kind="offline", step="", target="", state="offline",
                    until=NOW + HOUR, quantity=3, recall=None),
        ),
        acts=(
            act("fault.message", both(language, "设置报文故障", "Fault of a message"),
                arguments={}, fields=(field("kind", "choice", choices=kinds),
                                      field("hours", "number", value="24"))),
        ),
        unrepaired=1, blocked=2,
    )  # fmt: skip
