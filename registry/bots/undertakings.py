"""What an owner's bot does for its projects besides credits: it pays, reports and replaces."""

from __future__ import annotations

from collections.abc import Iterator

from registry.bots.view import View, Wish
from registry.programme.finance import queries as finance
from registry.programme.permanence import queries as permanence


def kept(view: View) -> Iterator[Wish]:
    """Report at once what happened to what its projects store, pay what was due as soon as its cash
    suffices, and replace lost tonnes with what it has free of the same agreement.
    """
    for event in view.ask(permanence.to_report, view.seat, at=view.at):
        yield (
            "permanence.report",
            {
                "project": event.project, "quantity": event.quantity, "event": event.event,
                "reason": f"{event.cause_zh} {event.cause_en}"[:200],
            },
        )  # fmt: skip
    unpaid = view.ask(finance.unpaid_by, view.seat)
    if unpaid and unpaid[0].amount_fen <= view.cash_fen():
        yield "finance.pay", {"payment": unpaid[0].payment}
    for owed in view.ask(permanence.owed_by, view.seat):
        with view.session() as session:
            lots = permanence.replacing(session, owed)
        if lots:
            quantity = min(owed.owed_t, lots[0].free)
            yield (
                "permanence.replace",
                {
                    "motion": owed.motion, "registry": lots[0].registry, "asset": lots[0].asset,
                    "quantity": quantity,
                },
            )  # fmt: skip
