"""Orders and holdings as several areas show them: an order's state, serials that leave first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from ledger import queries as books
from ledger.accounts import HOLDING, HOLDING_BLOCKED, IN_TRANSIT, SET_ASIDE, Kind
from matching.orders import OrderStatus
from matching.views import OrderView
from registry.compliance.queries import OffsetPosition
from registry.edge.seat_holdings import HoldingView
from registry.programme.issuance.models import admitted_as
from registry.programme.transfers.models import TransferState
from registry.programme.transfers.queries import TransferView
from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.naming import Names

PENDING_CLOSE = "pending_close"
"""The state shown for an at-the-close order before its call."""


def state_of(order: OrderView) -> str:
    """The state shown for an order: a code of the table of states."""
    if order.status == OrderStatus.PENDING:
        return order.status if order.trigger is not None else PENDING_CLOSE
    return "partly" if order.open and order.filled else order.status


def admitted(
    holding: HoldingView, offset_position: OffsetPosition | None, *, covered: bool
) -> bool:
    """Whether these units are accepted as offsets.

    `covered`: their project belongs to an entity under allowance management.
    """
    rule = offset_position.rule if offset_position is not None else None
    if rule is None or (covered and rule.exclude_covered_entities):
        return False
    return rule.registry == holding.registry and admitted_as(holding.unit) in rule.admitted


def next_serials(
    session: Session,
    names: Names,
    *,
    seat: str,
    registry: str,
    assets: Sequence[int],
    quantity: int,
    kind: Kind = HOLDING,
) -> tuple[SerialRange, ...]:
    """The serials that leave a seat's holding first, for so many tonnes."""
    spans: list[SerialRange] = []
    left = quantity
    for block in books.open_blocks(session, owner=seat, registry=registry):
        if left <= 0:
            break
        if block.asset not in assets or block.kind != kind.name:
            continue
        last = min(block.last, block.first + left - 1)
        left -= last - block.first + 1
        spans.append(names.span(block.asset, block.first, last, registry=registry))
    return tuple(joined(spans))


def transfer_serials(
    session: Session, names: Names, asked: TransferView
) -> tuple[SerialRange, ...]:
    """The serials of a transfer: those sent, else those blocked for it."""
    if asked.sent_as is not None:
        here = asked.target_registry if asked.completed_at is not None else ""
        opened = books.blocks_of_transaction(session, asked.sent_as)
        moved = [block for block in opened if block.kind == IN_TRANSIT.name]
        return tuple(joined([names.span(b.asset, b.first, b.last, registry=here) for b in moved]))
    if asked.set_aside_as is not None:
        here = asked.source_registry
        opened = books.blocks_of_transaction(session, asked.set_aside_as)
        moved = [block for block in opened if block.kind == SET_ASIDE.name]
        return tuple(joined([names.span(b.asset, b.first, b.last, registry=here) for b in moved]))
    if asked.state != TransferState.REQUESTED:
        return ()
    spans: list[SerialRange] = []
    for asset, quantity in asked.lots:
        spans += next_serials(
            session,
            names,
            seat=asked.holder,
            registry=asked.source_registry,
            assets=[asset],
            quantity=quantity,
            kind=HOLDING_BLOCKED,
        )
    return tuple(spans)


def joined(spans: Sequence[SerialRange]) -> list[SerialRange]:
    """The same ranges in the same order, with adjacent ranges of one batch merged."""
    found: list[SerialRange] = []
    for span in spans:
        before = found[-1] if found else None
        if before and before.host == span.host and before.last + 1 == span.first:
            found[-1] = SerialRange(
                host=span.host,
                registry=span.registry,
                prefix=before.prefix,
                first=before.first,
                last=span.last,
                quantity=span.last - before.first + 1,
            )
        else:
            found.append(span)
    return found
