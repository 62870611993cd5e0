"""Repairs of transfers by bots of registry managers: a step each, then the next comparison.

They repair what is overdue or was found to differ; every other message may still be answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlmodel import Session

from registry.bots.view import Wish
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers

_REASON = "机器人按对账结果修复 repaired as the comparison shows"


def repairs(session: Session, served: Collection[str]) -> tuple[Wish, ...]:
    """What there is to repair for these registries, of the state that the session reads."""
    return tuple(_repairs(session, served))


def _repairs(session: Session, served: Collection[str]) -> Iterator[Wish]:
    """The next step for each transfer that waits for a repair by one of these registries.

    Two registries are compared again once the repairs of all that differed between them are later
    than their last comparison.
    """
    again: dict[tuple[str, str], bool] = {}
    for transfer_id in compared.to_repair(session):
        one = transfers.transfer_of(session, transfer_id)
        assert one is not None, f"no transfer {transfer_id}"
        source, target = one.source_registry, one.target_registry
        pair = min(source, target), max(source, target)
        needed = transfers.needed_repairs(session, one.transfer)
        done = transfers.repairs(session, transfer_id=transfer_id)
        last = compared.last_at(session, *pair)
        again[pair] = again.get(pair, True) and not needed and bool(done) and done[0].at >= last
        for step in needed:
            if not set(served).isdisjoint(step.registries):
                about = {"message": step.message} if step.message else {"transfer": one.transfer}
                yield f"transfer.{step.kind}", about | {"reason": _REASON}
                break
    for (one_side, other), compare in again.items():
        if compare and not {one_side, other}.isdisjoint(served):
            yield "reconciliation.run", {"one": one_side, "other": other}
