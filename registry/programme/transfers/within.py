"""A transfer from one holder to another inside a registry: final at once, no adjustment.

A government receives, holds and counts credits of its own registry by it. The Adaptation Fund
passes on its share of proceeds, by the manager of the registry that keeps its account.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.accounts import ADAPTATION, HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_ADAPTATION, CREDIT_TRANSFER, TransactionType
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
from registry.roles import Actor, Role


class Pass(Arguments):
    """Credits that pass to another holder's account in the same registry."""

    registry: Text
    asset: Number
    quantity: Tonnes
    receiver: Text


class PassForTheFund(Pass):
    """Credits of the Adaptation Fund in a registry that pass to a holder's account there."""


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
        arguments=given, to=(receiver, registry), by=by, at=at,
    ):  # fmt: skip
        return held

    source = books.place(HOLDING, asset, owner=by.seat, registry=registry)
    target = books.place(HOLDING, asset, owner=receiver, registry=registry)
    leg = Leg(source, target, asset, quantity)
    return _post(
        books, CREDIT_TRANSFER, leg, registry=registry, sender=by.seat, receiver=receiver, at=at
    )


def pass_on_for_the_fund(
    books: Books, *, registry: str, asset: int, quantity: int, receiver: str, by: Actor, at: int
) -> dict[str, Any]:
    """Transfer tonnes of the share of proceeds to a holder's account in the same registry.

    The manager of the registry acts for the Adaptation Fund, which has no seat; what is paid for
    them is the Fund's own matter.
    """
    codes = [known.code for known in registries.registries(books.session)]
    require_choice("registry", registry, codes)
    participants.require_country(books.session, by=by, country=registry, step="transfer.adaptation")
    participants.find_credit(books, asset)
    fund = ADAPTATION.owner
    free = books.found(ADAPTATION, asset, owner=fund, registry=registry)
    failed = _receiver_failed(books, registry, receiver)
    refuse(failed + _quantity_failed(quantity, free, registry))

    source = books.place(ADAPTATION, asset, registry=registry)
    target = books.place(HOLDING, asset, owner=receiver, registry=registry)
    leg = Leg(source, target, asset, quantity)
    return _post(
        books, CREDIT_ADAPTATION, leg, registry=registry, sender=fund, receiver=receiver, at=at
    )


def _post(
    books: Books,
    kind: TransactionType,
    leg: Leg,
    *,
    registry: str,
    sender: str,
    receiver: str,
    at: int,
) -> dict[str, Any]:
    """Pass the credits on and keep a record of it."""
    number = next_key(books.session, TransferWithin.id)
    posted = books.post(kind, legs=[leg], because=f"transfer within {number}")
    ranges = " ".join(f"{first}-{last}" for first, last in merged(posted.ranges[0]))
    books.session.add(
        TransferWithin(
            id=number,
            registry_code=registry,
            asset=leg.asset,
            quantity=leg.quantity,
            sender=sender,
            receiver=receiver,
            ranges=ranges,
            posted_as=posted.transaction,
            at=at,
        )
    )
    books.session.flush()
    return {"transfer": number, "quantity": leg.quantity, "ranges": ranges}


def _failed(
    books: Books, unit: str, registry: str, asset: int, quantity: int, receiver: str, *, by: Actor
) -> list[CheckFailed]:
    """The numbered checks that fail, in order of precedence."""
    failed: list[CheckFailed] = []
    if receiver == by.seat:
        failed.append(SameAccount(seat=receiver))
    if not books.has_account(by.seat, registry):
        failed.append(SendingAccountMissing(seat=by.seat, registry=registry))
    account = sending_account(books, holder=by.seat, source=registry)
    failed += _receiver_failed(books, registry, receiver, sending=account)
    free = books.found(HOLDING, asset, owner=by.seat, registry=registry)
    failed += _quantity_failed(quantity, free, registry)
    if unit == CCER:
        failed.append(ExchangeOnly(unit=unit))
    return failed


def _receiver_failed(
    books: Books, registry: str, receiver: str, *, sending: Sequence[CheckFailed] = ()
) -> list[CheckFailed]:
    """The failed checks of who receives; those of the sending account's state, if it has one,
    stand between its fitness and its state.
    """
    failed: list[CheckFailed] = []
    taking = registries.participant(books.session, receiver)
    if not books.has_account(receiver, registry):
        failed.append(ReceivingAccountMissing(receiver=receiver[:40], registry=registry))
    elif taking is None or HOLDERS.isdisjoint(taking.offices):
        failed.append(HolderUnfit(receiver=receiver))
    return [*failed, *sending, *standing.receiving_checks(books, seat=receiver, registry=registry)]


def _quantity_failed(quantity: int, free: int, registry: str) -> list[CheckFailed]:
    failed: list[CheckFailed] = []
    if quantity < 1:
        failed.append(QuantityNotPositive(quantity=quantity))
    if quantity > free:
        failed.append(QuantityNotFree(quantity=quantity, free=free, registry=registry))
    return failed


movements.declare("transfer.within", pass_on)

COMMANDS = (
    Command(
        name="transfer.within", en="Transfer within the registry", zh="登记簿内转让",
        done=("Credits transferred", "已转让"), not_done=("Credits not transferred", "未转让"),
        arguments=Pass, roles=HOLDERS, run=on_books(pass_on),
    ),
    Command(
        name="transfer.adaptation", en="Transfer for the Adaptation Fund", zh="代适应基金转出",
        done=("The Fund's credits transferred", "适应基金信用已转出"),
        not_done=("The Fund's credits not transferred", "适应基金信用未转出"),
        arguments=PassForTheFund, roles=frozenset({Role.REGISTRY_MANAGER}),
        run=on_books(pass_on_for_the_fund),
    ),
)  # fmt: skip
