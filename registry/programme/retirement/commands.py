"""Retire credits for a beneficiary or for an NDC, or cancel them; both are final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ledger.accounts import CANCELLED, CANCELLED_OIMP, CANCELLED_OTHER, HOLDING, RETIRED, Kind
from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.kernel.text import is_readable
from ledger.posting import Leg
from ledger.serials import Batch
from ledger.transactions import CREDIT_CANCEL, CREDIT_RETIRE, TransactionType
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.accounts.models import MoveSort
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments.ranges import Range, merged, next_in_line
from registry.programme.authorisation import marking
from registry.programme.authorisation.models import Purpose
from registry.programme.movements import commands as movements
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.retirement import uses
from registry.programme.retirement.errors import BeneficiaryMissing, ReasonMissing
from registry.programme.retirement.models import (
    CancellationPurpose,
    Claim,
    Ending,
    Retirement,
    RetirementPurpose,
)
from registry.programme.transfers.held import refuse_held
from registry.programme.transfers.machine import GOVERNMENTS, HOLDERS
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor


class Retire(Arguments):
    """Credits used against emissions, for good."""

    registry: Text
    asset: Number
    quantity: Tonnes
    purpose: Literal["voluntary", "ndc"] = "voluntary"
    beneficiary: Text = ""


class Cancel(Arguments):
    """Credits withdrawn for good; `purpose` oimp: for an international mitigation purpose (IMP),
    such as an airline's, other: for other purposes (OP), both of credits authorised for it.
    """

    registry: Text
    asset: Number
    quantity: Tonnes
    reason: Text
    purpose: Literal["voluntary", "oimp", "other"] = "voluntary"


PLACES: dict[CancellationPurpose, Kind] = {
    CancellationPurpose.VOLUNTARY: CANCELLED,
    CancellationPurpose.OIMP: CANCELLED_OIMP,
    CancellationPurpose.OTHER: CANCELLED_OTHER,
}
"""The final place of each purpose of a cancellation."""

AUTHORISED_FOR = {
    CancellationPurpose.OIMP: Purpose.IMP,
    CancellationPurpose.OTHER: Purpose.OP,
}
"""The purpose that an authorisation has to name for a cancellation beyond a voluntary one."""


@dataclass(frozen=True)
class _Lot:
    """The serials to retire or cancel, of one batch in one registry; `free` tonnes are held."""

    batch: Batch
    registry: str
    quantity: int
    free: int
    ranges: list[Range]

    def used_by(self, by: Actor) -> uses.Used:
        """The lot as what its holder uses."""
        return uses.Used(self.batch, self.registry, self.ranges, by.seat)


def retire(
    books: Books,
    *,
    registry: str,
    asset: int,
    quantity: int,
    purpose: str,
    beneficiary: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Retire credits voluntarily for a beneficiary, or as a government for its country's NDC."""
    require_choice("purpose", purpose, RetirementPurpose)
    ndc = purpose == RetirementPurpose.NDC
    roles = GOVERNMENTS if ndc else HOLDERS
    require_role(by, procedure="retirement", step=f"retire for {purpose}", roles=roles)
    lot = _credit_lot(books, registry, asset, quantity, by)
    failed: list[CheckFailed] = []
    if ndc:
        participants.require_country(
            books.session, by=by, country=registry, step="retirement.retire"
        )
    elif not is_readable(beneficiary):
        failed.append(BeneficiaryMissing())
    failed += _account_checks(books, lot, by, MoveSort.RETIREMENT)
    failed += _quantity_checks(lot)
    used = lot.used_by(by)
    use = uses.for_ndc(books, used, at=at) if ndc else uses.voluntary(books, used, at=at)
    refuse([*failed, *use.failed])
    refuse_held(books, owner=by.seat, registry=registry)
    given = {"purpose": purpose, "beneficiary": beneficiary}
    if held := _held(books, "retirement.retire", lot, given, by=by, at=at):
        return held

    # From here on the retirement must succeed.
    number = next_key(books.session, Retirement.id)
    because = f"retirement {number}"
    posted_as = _post(books, lot, CREDIT_RETIRE, RETIRED, by, because=because)
    marking.mark_used(books, asset=asset, under=use.marks, because=because, at=at)
    if ndc and lot.batch.host != registry:
        # 2/CMA.3, annex, para. 8: subtracted for the calendar year in which they are used.
        adjustments.use(
            books, party=registry, year=day_of(at).year, quantity=quantity, because=because, at=at
        )
    kept = Retirement(
        id=number,
        ending=Ending.RETIRED,
        seat=by.seat,
        registry_code=registry,
        asset=asset,
        quantity=quantity,
        purpose=purpose,
        beneficiary=beneficiary.strip(),
        reason="",
        claim=use.claim,
        ranges=_spelled(lot.ranges),
        posted_as=posted_as,
        at=at,
    )
    return _keep(books, kept)


def cancel(
    books: Books,
    *,
    registry: str,
    asset: int,
    quantity: int,
    reason: str,
    purpose: str = "voluntary",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Cancel credits or allowances for a stated reason; each purpose has its own final place."""
    require_role(by, procedure="retirement", step="cancel", roles=HOLDERS)
    require_choice("purpose", purpose, CancellationPurpose)
    beyond = CancellationPurpose(purpose) is not CancellationPurpose.VOLUNTARY
    lot = (_credit_lot if beyond else _lot)(books, registry, asset, quantity, by)
    failed: list[CheckFailed] = [] if is_readable(reason) else [ReasonMissing()]
    failed += _account_checks(books, lot, by, MoveSort.CANCELLATION)
    failed += _quantity_checks(lot)
    use = uses.Use(Claim.NONE)
    if beyond:
        named = AUTHORISED_FOR[CancellationPurpose(purpose)]
        use = uses.beyond(books, lot.used_by(by), named, at=at)
    refuse([*failed, *use.failed])
    refuse_held(books, owner=by.seat, registry=registry)
    given = {"purpose": purpose, "reason": reason}
    if held := _held(books, "retirement.cancel", lot, given, by=by, at=at):
        return held

    number = next_key(books.session, Retirement.id)
    place = PLACES[CancellationPurpose(purpose)]
    because = f"cancellation {number}"
    posted_as = _post(books, lot, CREDIT_CANCEL, place, by, because=because)
    marking.mark_used(books, asset=asset, under=use.marks, because=because, at=at)
    kept = Retirement(
        id=number,
        ending=Ending.CANCELLED,
        seat=by.seat,
        registry_code=registry,
        asset=asset,
        quantity=quantity,
        purpose=purpose if beyond else "",
        beneficiary="",
        reason=reason.strip(),
        claim=use.claim,
        ranges=_spelled(lot.ranges),
        posted_as=posted_as,
        at=at,
    )
    return _keep(books, kept)


def _lot(books: Books, registry: str, asset: int, quantity: int, by: Actor) -> _Lot:
    codes = [known.code for known in registries.registries(books.session)]
    require_choice("registry", registry, codes)
    batch = participants.find_batch(books, asset)
    free = books.found(HOLDING, asset, owner=by.seat, registry=registry)
    ranges = next_in_line(
        books, HOLDING, asset, owner=by.seat, registry=registry, quantity=quantity
    )
    return _Lot(batch, registry, quantity, free, ranges)


def _credit_lot(books: Books, registry: str, asset: int, quantity: int, by: Actor) -> _Lot:
    """The lot, of credits only: a retirement of allowances could claim no reduction."""
    lot = _lot(books, registry, asset, quantity, by)
    participants.find_credit(books, asset)
    return lot


def _account_checks(books: Books, lot: _Lot, by: Actor, sort: MoveSort) -> list[CheckFailed]:
    """The failed checks of the account's state, and of a court's freeze."""
    seat, registry = by.seat, lot.registry
    failed = standing.sending_checks(books, seat=seat, registry=registry, sort=sort)
    return failed + standing.frozen_checks(
        books, seat=seat, registry=registry, assets=[lot.batch.asset], quantity=lot.quantity
    )


def _quantity_checks(lot: _Lot) -> list[CheckFailed]:
    failed: list[CheckFailed] = []
    if lot.quantity < 1:
        failed.append(QuantityNotPositive(quantity=lot.quantity))
    if lot.quantity > lot.free:
        failed.append(QuantityNotFree(quantity=lot.quantity, free=lot.free, registry=lot.registry))
    return failed


def _held(
    books: Books, command: str, lot: _Lot, given: dict[str, str], *, by: Actor, at: int
) -> dict[str, Any] | None:
    """The movement as which the lot waits for its approval; None: it needs none."""
    asset, quantity = lot.batch.asset, lot.quantity
    named = {"registry": lot.registry, "asset": asset, "quantity": quantity, **given}
    return movements.hold(
        books, command=command, registry=lot.registry, lots=[(asset, quantity)], arguments=named,
        by=by, at=at,
    )  # fmt: skip


def _post(
    books: Books, lot: _Lot, type: TransactionType, target: Kind, by: Actor, *, because: str
) -> int:
    asset = lot.batch.asset
    holding = books.place(HOLDING, asset, owner=by.seat, registry=lot.registry)
    final = books.place(target, asset, registry=lot.registry)
    posted = books.post(type, legs=[Leg(holding, final, asset, lot.quantity)], because=because)
    assert merged(posted.ranges[0]) == merged(lot.ranges)
    return posted.transaction


def _spelled(ranges: list[Range]) -> str:
    return " ".join(f"{first}-{last}" for first, last in merged(ranges))


def _keep(books: Books, kept: Retirement) -> dict[str, Any]:
    answer = {
        "retirement": kept.id,
        "ending": str(kept.ending),
        "quantity": kept.quantity,
        "claim": str(kept.claim),
        "ranges": kept.ranges,
    }
    books.session.add(kept)
    books.session.flush()
    return answer


movements.declare("retirement.retire", retire)
movements.declare("retirement.cancel", cancel)

COMMANDS = (
    Command(
        name="retirement.retire", en="Retire credits", zh="使用注销",
        done=("Credits retired", "已使用注销"), not_done=("Credits not retired", "未使用注销"),
        arguments=Retire, roles=HOLDERS, run=on_books(retire),
    ),
    Command(
        name="retirement.cancel", en="Cancel credits", zh="作废注销",
        done=("Credits cancelled", "已作废注销"),
        not_done=("Credits not cancelled", "未作废注销"),
        arguments=Cancel, roles=HOLDERS, run=on_books(cancel),
    ),
)  # fmt: skip
