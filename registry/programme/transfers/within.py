"""A transfer from one holder to another inside a registry: final at once, no adjustment.

A government receives, holds and counts credits of its own registry by it.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_TRANSFER
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments.ranges import merged
from registry.programme.issuance.models import CCER
from registry.programme.movements import commands as movements
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.transfers.checks import sending_account
from registry.programme.transfers.errors import (
    ExchangeOnly,
    HolderUnfit,
    ReceivingAccountMissing,
    SameAccount,
    SendingAccountMissing,
)
from registry.programme.transfers.held import refuse_held
from registry.programme.transfers.machine import HOLDERS
from registry.programme.transfers.models import TransferWithin
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor


class Pass(Arguments):
    """Credits that pass to another holder's account in the same registry."""

    registry: Text
    asset: Number
    quantity: Tonnes
    receiver: Text


def pass_on(
    books: Books, *, registry: str, asset: int, quantity: int, receiver: str, by: Actor, at: int
) -> dict[str, Any]:
    """Transfer free credits of a batch to another holder's account in the same registry."""
    session = books.session
    require_role(by, procedure="transfer", step="pass", roles=HOLDERS)
    codes = [known.code for known in registries.registries(session)]
    require_choice("registry", registry, codes)
    batch = participants.find_credit(books, asset)
    refuse(_failed(books, batch.unit, registry, asset, quantity, receiver, by=by))
    refuse_held(books, owner=by.seat, registry=registry)

    given = {"registry": registry, "asset": asset, "quantity": quantity, "receiver": receiver}
    if held := movements.hold(
        books, command="transfer.within", registry=registry, lots=[(asset, quantity)],
        arguments=given, by=by, at=at,
    ):  # fmt: skip
        return held

    number = next_key(session, TransferWithin.id)
    leg = Leg(
        books.place(HOLDING, asset, owner=by.seat, registry=registry),
        books.place(HOLDING, asset, owner=receiver, registry=registry),
        asset,
        quantity,
    )
    posted = books.post(CREDIT_TRANSFER, legs=[leg], because=f"transfer within {number}")
    ranges = " ".join(f"{first}-{last}" for first, last in merged(posted.ranges[0]))
    session.add(
        TransferWithin(
            id=number,
            registry_code=registry,
            asset=asset,
            quantity=quantity,
            sender=by.seat,
            receiver=receiver,
            ranges=ranges,
            posted_as=posted.transaction,
            at=at,
        )
    )
    session.flush()
    return {"transfer": number, "quantity": quantity, "ranges": ranges}


def _failed(
    books: Books, unit: str, registry: str, asset: int, quantity: int, receiver: str, *, by: Actor
) -> list[CheckFailed]:
    """The numbered checks that fail, in order of precedence."""
    failed: list[CheckFailed] = []
    if receiver == by.seat:
        failed.append(SameAccount(seat=receiver))
    if not books.has_account(by.seat, registry):
        failed.append(SendingAccountMissing(seat=by.seat, registry=registry))
    taking = registries.participant(books.session, receiver)
    if not books.has_account(receiver, registry):
        failed.append(ReceivingAccountMissing(receiver=receiver[:40], registry=registry))
    elif taking is None or HOLDERS.isdisjoint(taking.offices):
        failed.append(HolderUnfit(receiver=receiver))
    failed += sending_account(books, holder=by.seat, source=registry)
    failed += standing.receiving_checks(books, seat=receiver, registry=registry)
    if quantity < 1:
        failed.append(QuantityNotPositive(quantity=quantity))
    free = books.found(HOLDING, asset, owner=by.seat, registry=registry)
    if quantity > free:
        failed.append(QuantityNotFree(quantity=quantity, free=free, registry=registry))
    if unit == CCER:
        failed.append(ExchangeOnly(unit=unit))
    return failed


movements.declare("transfer.within", pass_on)

COMMANDS = (
    Command(
        name="transfer.within", en="Transfer within the registry", zh="登记簿内转让",
        done=("Credits transferred", "已转让"), not_done=("Credits not transferred", "未转让"),
        arguments=Pass, roles=HOLDERS, run=on_books(pass_on),
    ),
)  # fmt: skip
