"""Load the rules, set obligations, and submit credits as offsets.

A bundle is accepted or refused as a whole; a refusal lists all its failed checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from ledger.accounts import HOLDING, OFFSET
from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.posting import Leg
from ledger.serials import Batch
from ledger.transactions import CREDIT_OFFSET
from registry.command import Arguments, Command, Number, Tonnes, on_books
from registry.compliance import bundle as bundles
from registry.compliance.errors import (
    AboveCap,
    BundleEmpty,
    FromCoveredEntity,
    ObligationUnknown,
    RuleNotInForce,
    TypeNotAdmitted,
)
from registry.compliance.evaluator import evaluate
from registry.compliance.models import Obligation, OffsetLot, OffsetRule, OffsetSubmission
from registry.compliance.queries import (
    COVERED,
    NATIONAL,
    OBLIGATION,
    OffsetPosition,
    RuleView,
    is_covered,
    machine_form,
    offset_position,
)
from registry.programme.accounts import standing
from registry.programme.accounts.models import MoveSort
from registry.programme.issuance.models import IMPORTED, admitted_as
from registry.programme.movements import commands as movements
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.programme.projects import commands as projects
from registry.programme.transfers.held import refuse_held
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role


class Lot(Arguments):
    """Tonnes of one batch."""

    asset: Number
    quantity: Tonnes


class Offset(Arguments):
    """A bundle for the offset desk."""

    lots: Annotated[list[Lot], Field(max_length=200)]


def load(books: Books, rules: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the rule packs into the lesson, so that its log alone has the rules in effect."""
    session = books.session
    for code in sorted(rules):
        pack = dict(rules[code])
        assert pack.pop("id") == code
        registry, admitted = pack.pop("registry"), pack.pop("admitted")
        session.add(
            OffsetRule(
                id=next_key(session, OffsetRule.id),
                code=code,
                registry_code=registry,
                admitted="+".join(admitted),
                **pack,
            )
        )
        session.flush()


def set_obligation(
    books: Books, *, seat: str, year: int, obligation_t: int, allowances_t: int
) -> None:
    """Set an emitter's surrender obligation of a year and its allocated allowances, in tonnes."""
    assert obligation_t >= 0 and allowances_t >= 0
    session = books.session
    session.add(
        Obligation(
            id=next_key(session, Obligation.id),
            seat=seat,
            year=year,
            obligation_t=obligation_t,
            allowances_t=allowances_t,
        )
    )
    session.flush()


def submit(
    books: Books, *, lots: Sequence[Mapping[str, int]], by: Actor, at: int
) -> dict[str, Any]:
    """Submit credits instead of allowances; they are posted to the final account for offsets."""
    session = books.session
    require_role(by, procedure="offset", step="submit", roles=[Role.EMITTER])
    position = offset_position(session, seat=by.seat, at=at)
    if position is None:
        raise ObligationUnknown(seat=by.seat)
    rule = position.rule
    if rule is None:
        raise RuleNotInForce(market=NATIONAL, day=day_of(at).isoformat())
    bundle = _bundle(lots)
    for asset in bundle:
        participants.find_credit(books, asset)
    failed: list[CheckFailed] = [] if lots else [BundleEmpty()]
    failed += standing.sending_checks(
        books, seat=by.seat, registry=rule.registry, sort=MoveSort.OFFSET
    )
    failed += _failed_checks(books, position, rule, bundle, by.seat)
    small = (lot["quantity"] for lot in lots if lot["quantity"] < 1)
    refuse(failed + [QuantityNotPositive(quantity=quantity) for quantity in small])
    refuse_held(books, owner=by.seat, registry=rule.registry)
    if held := movements.hold(
        books, command="offset.submit", registry=rule.registry, lots=list(bundle.items()),
        arguments={"lots": [dict(lot) for lot in lots]}, by=by, at=at,
    ):  # fmt: skip
        return held

    # From here on the submission must succeed.
    number = next_key(session, OffsetSubmission.id)
    quantity = sum(bundle.values())
    legs = [
        Leg(
            books.place(HOLDING, asset, owner=by.seat, registry=rule.registry),
            books.place(OFFSET, asset, registry=rule.registry),
            asset,
            tonnes,
        )
        for asset, tonnes in bundle.items()
    ]
    posted = books.post(CREDIT_OFFSET, legs=legs, because=f"offset {number}")
    session.add(
        OffsetSubmission(
            id=number,
            seat=by.seat,
            year=position.year,
            quantity=quantity,
            rule=rule.rule,
            posted_as=posted.transaction,
            at=at,
        )
    )
    for asset, tonnes in bundle.items():
        lot = next_key(session, OffsetLot.id)
        session.add(OffsetLot(id=lot, submission=number, asset=asset, quantity=tonnes))
        session.flush()
    left_t = position.left_t - quantity
    return {"accepted_t": quantity, "cap_t": position.cap_t, "left_t": left_t}


def _bundle(lots: Sequence[Mapping[str, int]]) -> dict[int, int]:
    """Asset -> tonnes, in the order of the assets; lots of one batch are added up."""
    bundle: dict[int, int] = {}
    for lot in lots:
        bundle[lot["asset"]] = bundle.get(lot["asset"], 0) + lot["quantity"]
    return dict(sorted(bundle.items()))


def _failed_checks(
    books: Books, position: OffsetPosition, rule: RuleView, bundle: Mapping[int, int], seat: str
) -> list[CheckFailed]:
    """The checks that the bundle fails, in order of precedence."""
    batches = {str(asset): books.batch(asset) for asset in bundle}
    answer = evaluate(
        machine_form(rule),
        bundles.Bundle(
            market=rule.market,
            rule_set=rule.code,
            year=position.year,
            entity={OBLIGATION: position.obligation_t},
            lots=tuple(
                _lot(books, name, batch, max(0, bundle[batch.asset]))
                for name, batch in batches.items()
            ),
        ),
        with_largest=False,
        earlier_t=position.used_t,
    )
    found = {violation.code: violation.lots for violation in answer.violations}
    failed: list[CheckFailed] = []
    if "total_cap" in found:
        failed.append(
            AboveCap(
                asked=answer.used_t,
                percent=rule.cap_percent,
                obligation=position.obligation_t,
                cap=position.cap_t,
                used=position.used_t,
                left=position.left_t,
            )
        )
    covered = sorted({batches[name].project for name in found.get(COVERED, ())})
    failed += [FromCoveredEntity(project=project) for project in covered]
    admitted = ", ".join(rule.admitted)
    failed += [
        TypeNotAdmitted(asset=batches[name].asset, unit=batches[name].unit, admitted=admitted)
        for name in found.get("credit_type", ())
    ]
    for asset, tonnes in bundle.items():
        free = books.found(HOLDING, asset, owner=seat, registry=rule.registry)
        failed += standing.frozen_checks(
            books, seat=seat, registry=rule.registry, assets=[asset], quantity=tonnes
        )
        if tonnes > free:
            failed.append(QuantityNotFree(quantity=tonnes, free=free, registry=rule.registry))
    return failed


def _lot(books: Books, name: str, batch: Batch, quantity: int) -> bundles.Lot:
    """A batch as a lot of the evaluator: its type, and whether its project's owner is covered."""
    if batch.unit == IMPORTED:
        # Its project is another registry's. No rule set admits the unit.
        return bundles.Lot(name, batch.unit, quantity, {COVERED: False})
    project = projects.find(books.session, batch.project)
    covered = project.from_covered_entity or is_covered(books.session, seat=project.owner)
    return bundles.Lot(name, admitted_as(batch.unit), quantity, {COVERED: covered})


movements.declare("offset.submit", submit)

COMMANDS = (
    Command(
        name="offset.submit", en="Submit offsets", zh="提交抵销",
        done=("Offset accepted", "抵销已受理"), not_done=("Offset not submitted", "未提交抵销"),
        arguments=Offset, roles=frozenset({Role.EMITTER}), run=on_books(submit),
    ),
)  # fmt: skip
