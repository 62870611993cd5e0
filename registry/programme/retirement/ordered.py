"""Cancellations that the committee ordered: the registry corrects an issuance, the holder pays.

Programme rules, 3.7: code 26 cancels administratively what is still there; for what is gone the
liable holder cancels as much (code 32). The order is a motion of `issuance/correction.py`.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import CANCELLED_ADMIN, CANCELLED_MANDATORY, HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_CANCEL_ORDERED, CREDIT_CORRECT
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.adjustments.ranges import Range, merged, next_in_line, size
from registry.programme.committee import commands as committee
from registry.programme.issuance import correction
from registry.programme.issuance.errors import CompensationWrong
from registry.programme.issuance.machine import CORRECTION
from registry.programme.issuance.models import Compensation, IssuanceCorrection
from registry.programme.participants import commands as participants
from registry.programme.participants import queries as registries
from registry.programme.participants.errors import NotYours, QuantityNotFree, QuantityNotPositive
from registry.programme.projects.models import Project
from registry.programme.transfers.held import refuse_held
from registry.programme.transfers.machine import HOLDERS
from registry.records import CheckFailed, next_key, refuse, require_choice
from registry.roles import Actor, Role


class OneCorrection(Arguments):
    """An ordered correction by the number of its motion."""

    motion: Number


class Compensate(OneCorrection):
    """An ordered correction, and the tonnes of a batch that are cancelled in place of the gone."""

    registry: Text
    asset: Number
    quantity: Tonnes


def correct(books: Books, *, motion: int, by: Actor, at: int) -> dict[str, Any]:
    """Cancel what the holder still has of the batch, the newest serials first; the rest is owed.

    Whatever the state of the account: the committee ordered it. Frozen and blocked tonnes are not
    taken; they count as gone.
    """
    session = books.session
    ordered = correction.find(session, motion)
    participants.require_country(
        session, by=by, country=ordered.registry_code, step="issuance.correct"
    )
    refuse_held(books, owner=ordered.seat, registry=ordered.registry_code)
    ranges = _still_there(books, ordered)
    taken = size(ranges)
    trigger = "correct" if taken == ordered.quantity else "find_gone"
    after = CORRECTION.after(ordered.state, trigger, offices=by.offices)

    # From here on the correction must succeed.
    committee.use(books, item=ordered.item, by=by, at=at)
    if ranges:
        place = books.place(
            HOLDING, ordered.asset, owner=ordered.seat, registry=ordered.registry_code
        )
        final = books.place(CANCELLED_ADMIN, ordered.asset, registry=ordered.registry_code)
        legs = [Leg(place, final, ordered.asset, last - first + 1) for first, last in ranges]
        posted = books.post(
            CREDIT_CORRECT, legs=legs, because=correction.CORRECTING.because(motion), serials=ranges
        )
        ordered.posted_as = posted.transaction
    ordered.state, ordered.owed_t = after, ordered.quantity - taken
    ordered.cancelled = " ".join(f"{first}-{last}" for first, last in ranges)
    ordered.corrected_by, ordered.corrected_at = by.seat, at
    session.flush()
    return {
        "motion": motion,
        "state": str(after),
        "cancelled": taken,
        "ranges": ordered.cancelled,
        "owed": ordered.owed_t,
    }


def compensate(
    books: Books, *, motion: int, registry: str, asset: int, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Cancel credits of the same agreement, any vintage, in place of those that are gone."""
    session = books.session
    ordered = correction.find(session, motion)
    if ordered.seat != by.seat:
        raise NotYours(subject=f"correction {motion}", owner=ordered.seat, seat=by.seat)
    trigger = "settle" if quantity == ordered.owed_t else "compensate"
    after = CORRECTION.after(ordered.state, trigger, offices=by.offices)
    require_choice("registry", registry, [one.code for one in registries.registries(session)])
    refuse(_wrong_compensation(books, ordered, registry, asset, quantity, by))
    refuse_held(books, owner=by.seat, registry=registry)
    ranges = next_in_line(
        books, HOLDING, asset, owner=by.seat, registry=registry, quantity=quantity
    )

    # From here on the compensation must succeed.
    leg = Leg(
        books.place(HOLDING, asset, owner=by.seat, registry=registry),
        books.place(CANCELLED_MANDATORY, asset, registry=registry),
        asset,
        quantity,
    )
    posted = books.post(
        CREDIT_CANCEL_ORDERED, legs=[leg], because=correction.CORRECTING.because(motion)
    )
    session.add(
        Compensation(
            id=next_key(session, Compensation.id),
            correction=motion,
            asset=asset,
            registry_code=registry,
            quantity=quantity,
            posted_as=posted.transaction,
            at=at,
        )
    )
    ordered.state = after
    ordered.owed_t -= quantity
    session.flush()
    return {
        "motion": motion,
        "state": str(after),
        "owed": ordered.owed_t,
        "ranges": " ".join(f"{first}-{last}" for first, last in merged(ranges)),
    }


def _wrong_compensation(
    books: Books, ordered: IssuanceCorrection, registry: str, asset: int, quantity: int, by: Actor
) -> list[CheckFailed]:
    """Why these tonnes do not replace what is owed."""
    batch = participants.find_credit(books, asset)
    agreement = correction.agreement_of(books.session, ordered)
    of = books.session.get(Project, batch.project)
    free = books.found(HOLDING, asset, owner=by.seat, registry=registry)
    failed: list[CheckFailed] = []
    if quantity < 1:
        failed.append(QuantityNotPositive(quantity=quantity))
    if quantity > ordered.owed_t or of is None or of.agreement != agreement:
        failed.append(
            CompensationWrong(
                quantity=quantity, asset=asset, owed=ordered.owed_t, agreement=agreement
            )
        )
    failed += standing.frozen_checks(
        books, seat=by.seat, registry=registry, assets=[asset], quantity=quantity
    )
    if quantity > free:
        failed.append(QuantityNotFree(quantity=quantity, free=free, registry=registry))
    return failed


def _still_there(books: Books, ordered: IssuanceCorrection) -> list[Range]:
    """The newest serials of the batch that the holder has free, up to the ordered tonnes."""
    sub = books.place(HOLDING, ordered.asset, owner=ordered.seat, registry=ordered.registry_code)
    left = ordered.quantity
    taken: list[Range] = []
    for block in sorted(books.blocks(books.subs[sub]), key=lambda one: -one.last):
        if not left:
            break
        tonnes = min(left, block.last - block.first + 1)
        taken.append((block.last - tonnes + 1, block.last))
        left -= tonnes
    return merged(taken)


COMMANDS = (
    Command(
        name="issuance.correct", en="Correct issuance", zh="执行更正",
        done=("Issuance corrected", "已执行更正"),
        not_done=("Issuance not corrected", "未执行更正"),
        arguments=OneCorrection, roles=frozenset({Role.REGISTRY_MANAGER}),
        run=on_books(correct), touches_all=True,
    ),
    Command(
        name="issuance.compensate", en="Compensate for a correction", zh="补偿注销",
        done=("Compensation made", "已补偿注销"),
        not_done=("Compensation not made", "未补偿注销"),
        arguments=Compensate, roles=HOLDERS, run=on_books(compensate),
    ),
)  # fmt: skip
