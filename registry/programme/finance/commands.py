"""Collect what projects cost on its day, pay what could not be collected, deliver first credits.

Money moves at the settlement bank: between seats, to the world outside, and from funders outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from ledger.accounts import CASH, CASH_SOURCE, CNY, HOLDING, OUTSIDE
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CASH_PROJECT, CREDIT_FIRST_CALL
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Nothing, Number, on_books
from registry.programme.accounts import standing
from registry.programme.accounts.machine import HOLDERS
from registry.programme.finance.bearing import borne
from registry.programme.finance.errors import CashNotEnough, PaymentUnknown
from registry.programme.finance.machine import PAYMENT
from registry.programme.finance.models import (
    FirstCall,
    PaymentKind,
    PaymentState,
    ProjectFinance,
    ProjectFunder,
    ProjectPayment,
)
from registry.programme.finance.queries import finances
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects.motions import on_deregistration
from registry.records import CheckFailed, next_key, refuse
from registry.roles import Actor, Role

_NEXT = f"SELECT min(due_at) FROM project_payment WHERE state = '{PaymentState.PLANNED}'"


class OnePayment(Arguments):
    """A payment for a project that could not be collected, by its number."""

    payment: Number


def enter(books: Books, finance: ProjectFinance) -> None:
    """Enter a project with costs and its mode."""
    session = books.session
    assert projects.find(session, finance.project).agreement, f"{finance.project} is domestic"
    session.add(finance)
    session.flush()


def enter_funder(
    books: Books, funder: ProjectFunder, *, pays_at: int, repaid_at: int | None
) -> None:
    """Enter a funder, its money on one day, and the repayment on another (None: none)."""
    session = books.session
    of = projects.find(session, funder.project)
    assert (funder.repay_fen > 0) == (repaid_at is not None), "a repayment has its day"
    assert not funder.credits_first_t or books.has_account(funder.seat, of.host), funder.seat
    funder.id = next_key(session, ProjectFunder.id)
    session.add(funder)
    session.flush()
    given = {"project": funder.project, "funder": funder.id, "period": None,
             "source": funder.source, "status": funder.status}  # fmt: skip
    if funder.amount_fen:
        _plan(
            books, kind=PaymentKind.FUNDING, payer=funder.seat, payee=of.owner,
            amount_fen=funder.amount_fen, due_at=pays_at, **given,
        )  # fmt: skip
    if repaid_at is not None:
        _plan(
            books, kind=PaymentKind.REPAYMENT, payer=of.owner, payee=funder.seat,
            amount_fen=funder.repay_fen, due_at=repaid_at, **given,
        )  # fmt: skip


def enter_cost(
    books: Books,
    *,
    project: str,
    kind: PaymentKind,
    fen: int,
    due_at: int,
    period: int | None,
    source: str,
    status: str,
) -> None:
    """Enter a cost of one day; the project's mode says what its partner and what its owner pays."""
    session = books.session
    of = projects.find(session, project)
    finance = session.get(ProjectFinance, project)
    assert finance is not None, f"{project} has no mode"
    partner_fen, owner_fen = borne(finance.mode, kind, fen)
    for payer, amount_fen in ((of.partner, partner_fen), (of.owner, owner_fen)):
        if amount_fen:
            _plan(
                books, project=project, kind=kind, period=period, funder=None, payer=payer,
                payee="", amount_fen=amount_fen, due_at=due_at, source=source, status=status,
            )  # fmt: skip


def due(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """Collect what is due by now: funders' money first, then costs in the order of the plan.

    What a payer's free cash does not cover stays unpaid, whole.
    """
    session = books.session
    found = session.exec(
        select(ProjectPayment)
        .where(ProjectPayment.state == PaymentState.PLANNED, col(ProjectPayment.due_at) <= at)
        .order_by(col(ProjectPayment.due_at), col(ProjectPayment.id))
    ).all()
    paid: list[int] = []
    short: list[int] = []
    for row in sorted(found, key=lambda one: one.kind is not PaymentKind.FUNDING):
        covered = _free(books, row) is None
        trigger = "collect" if covered else "fall_short"
        row.state = PAYMENT.after(row.state, trigger, offices=by.offices)
        if covered:
            _post(books, row, at=at)
        (paid if covered else short).append(row.id)
        session.flush()
    return {"paid": paid, "unpaid": short}


def pay(books: Books, *, payment: int, by: Actor, at: int) -> dict[str, Any]:
    """Pay what could not be collected on its day."""
    session = books.session
    row = session.get(ProjectPayment, payment)
    if row is None:
        raise PaymentUnknown(payment=payment)
    if row.payer != by.seat:
        raise NotYours(subject=f"payment {payment}", owner=row.payer or "-", seat=by.seat)
    after = PAYMENT.after(row.state, "pay", offices=by.offices)
    free = _free(books, row)
    if free is not None:
        refuse([CashNotEnough(payment=payment, amount=row.amount_fen, payer=row.payer, free=free)])
    row.state = after
    _post(books, row, at=at)
    session.flush()
    return {"payment": payment, "state": str(after), "paid": row.amount_fen}


def payments_due(books: Books) -> Source:
    """The next day on which something is to be collected."""

    def source() -> Due | None:
        at = books.store.fetch(_NEXT)[0][0]
        return None if at is None else Due(at, "finance.due", {})

    return source


def first_call_checks(books: Books, *, project: str, registry: str) -> list[CheckFailed]:
    """Why a funder whose first credits are outstanding cannot receive them now."""
    failed: list[CheckFailed] = []
    for funder in _calling(books.session, project):
        failed += standing.receiving_checks(books, seat=funder[1], registry=registry)
    return failed


def deliver_first(
    books: Books,
    *,
    project: str,
    owner: str,
    registry: str,
    request: int,
    issued: Sequence[tuple[int, int]],
    at: int,
) -> list[int]:
    """Pass the first credits that were issued to a project's owner on to its funders.

    `issued` are its batches with their tonnes, in order. Returns the tonnes of each delivery.
    """
    session = books.session
    left = dict(issued)
    given = []
    for number, seat, wanted in _calling(session, project):
        for asset in left:
            tonnes = min(wanted, left[asset])
            if not tonnes:
                continue
            leg = Leg(
                books.place(HOLDING, asset, owner=owner, registry=registry),
                books.place(HOLDING, asset, owner=seat, registry=registry),
                asset,
                tonnes,
            )
            posted = books.post(CREDIT_FIRST_CALL, legs=[leg], because=f"issuance {request}")
            session.add(
                FirstCall(
                    id=next_key(session, FirstCall.id), funder=number, request=request,
                    asset=asset, registry_code=registry, quantity=tonnes,
                    posted_as=posted.transaction, at=at,
                )
            )  # fmt: skip
            session.flush()
            left[asset] -= tonnes
            wanted -= tonnes
            given.append(tonnes)
    return given


def lift(books: Books, project: str, by: Actor, at: int) -> list[int]:
    """What a deregistered project would still cost is not collected; no item is ended by it."""
    session = books.session
    found = select(ProjectPayment).where(
        ProjectPayment.project == project, ProjectPayment.state == PaymentState.PLANNED
    )
    for row in session.exec(found).all():
        if row.kind not in (PaymentKind.FUNDING, PaymentKind.REPAYMENT):
            row.state = PAYMENT.after(row.state, "lift", offices=())
    session.flush()
    return []


on_deregistration.append(lift)


def _calling(session: Session, project: str) -> list[tuple[int, str, int]]:
    """Number, seat and outstanding tonnes of the funders whose first credits are not complete."""
    return [
        (one.funder, one.seat, one.credits_first_t - one.delivered_t)
        for finance in finances(session)
        if finance.project == project
        for one in finance.funders
        if one.credits_first_t > one.delivered_t
    ]


def _plan(books: Books, **given: Any) -> None:
    session = books.session
    session.add(
        ProjectPayment(id=next_key(session, ProjectPayment.id), state=PAYMENT.initial, **given)
    )
    session.flush()


def _free(books: Books, row: ProjectPayment) -> int | None:
    """The payer's free fen, if they do not cover a payment; None if they do."""
    if not row.payer:
        return None
    free = books.found(CASH, CNY, owner=row.payer)
    return free if free < row.amount_fen else None


def _post(books: Books, row: ProjectPayment, *, at: int) -> None:
    """Move the money of a payment."""
    assert row.payer or row.payee, "money of the lesson moves"
    source = books.place(CASH, CNY, owner=row.payer) if row.payer else books.place(CASH_SOURCE, CNY)
    target = books.place(CASH, CNY, owner=row.payee) if row.payee else books.place(OUTSIDE, CNY)
    leg = Leg(source, target, CNY, row.amount_fen)
    posted = books.post(CASH_PROJECT, legs=[leg], because=f"payment {row.id}")
    row.posted_as, row.paid_at = posted.transaction, at


COMMANDS = (
    Command(
        name="finance.due", en="Collect what projects cost", zh="收取项目款项",
        arguments=Nothing, roles=frozenset({Role.CLOCK}), run=on_books(due), by_people=False,
    ),
    Command(
        name="finance.pay", en="Pay for a project", zh="支付项目款项",
        done=("Payment made", "已支付"), not_done=("Payment not made", "未支付"),
        arguments=OnePayment, roles=HOLDERS, run=on_books(pay),
    ),
)  # fmt: skip
