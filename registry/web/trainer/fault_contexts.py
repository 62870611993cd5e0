"""Contexts of the trainer's fault cards: faults of the messages between registries, and outages."""

from __future__ import annotations

from dataclasses import dataclass

from registry.web.frame.contexts.acts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCard:
    """A card that was laid: `step` is "" for an outage, `source` and `target` are "" for any.

    `state` is a key of the table fault_states; `transfer` is the one that it has hit, None while it
    waits. `recall` takes it back, None when that is over. `quantity` is in tonnes.
    """

    fault: int
    kind: str
    step: str
    source: str
    target: str
    hours: int
    quantity: int
    state: str
    laid_at: int
    until: int | None
    transfer: int | None
    recall: Act | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultDesk:
    """The cards, the forms that lay one, and what the registries have still to repair.

    `unrepaired` counts messages without effect, `blocked` accounts that differ from the log.
    """

    cards: tuple[FaultCard, ...]
    acts: tuple[Act, ...]
    unrepaired: int
    blocked: int
