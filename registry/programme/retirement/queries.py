"""Queries of retirements and cancellations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session, col, select

from ledger.paging import Page
from ledger.transactions import CREDIT_CANCEL, CREDIT_OFFSET, CREDIT_RETIRE
from registry.pace import REVERSAL
from registry.programme.accounts import controls
from registry.programme.retirement.models import Retirement, RetirementPurpose, Reversal

PAGE = 50


@dataclass(frozen=True)
class RetirementView:
    """One act of retiring or cancelling; `reversed_at` is when it was taken back, None: never."""

    retirement: int
    ending: str
    seat: str
    registry: str
    asset: int
    quantity: int
    purpose: str
    beneficiary: str
    reason: str
    claim: str
    ranges: str
    posted_as: int
    at: int
    reversed_at: int | None


@dataclass(frozen=True)
class UseView:
    """Credits that one transaction used or cancelled, in tonnes.

    `kind` is retirement, cancellation or offset, `number` that of its record. `reversible`: uses of
    this kind can be reversed; `reversed_at` and `reversal_reason` say when and why this one was.
    """

    transaction: int
    kind: str
    number: int
    seat: str
    registry: str
    quantity: int
    at: int
    reversible: bool
    reversed_at: int | None
    reversal_reason: str


@dataclass(frozen=True)
class ReversibleView:
    """A use that its registry's manager can reverse before `until`, a lesson time in ms."""

    use: UseView
    until: int


@dataclass(frozen=True)
class ReversalView:
    """A use that was taken back by a registry's manager, `seat`."""

    reversal: int
    use: UseView
    reason: str
    seat: str
    posted_as: int
    at: int


def retirement(session: Session, number: int) -> RetirementView | None:
    """One retirement or cancellation, or None."""
    found = session.get(Retirement, number)
    return _views(session, [found])[0] if found is not None else None


def retirement_of(session: Session, transaction: int) -> RetirementView | None:
    """The retirement or cancellation that a transaction posted, or None."""
    found = session.exec(select(Retirement).where(Retirement.posted_as == transaction)).first()
    return _views(session, [found])[0] if found is not None else None


def retirements(
    session: Session,
    *,
    seat: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[RetirementView]:
    """Retirements and cancellations, newest first; `seat` "": of all seats."""
    asked = Page(before, after, limit).of(select(Retirement), Retirement.id)
    if seat:
        asked = asked.where(Retirement.seat == seat)
    return _views(session, list(session.exec(asked)))


_USES = f"""
    SELECT t.id, t.because, c.at, a.owner, s.registry_code, sum(p.quantity) AS quantity,
           t.type = '{CREDIT_OFFSET.code}' OR coalesce(r.purpose, '') = '{RetirementPurpose.NDC}'
               AS reversible, v.at AS reversed_at, coalesce(v.reason, '') AS reversal_reason
    FROM book_transaction t
    JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting
    JOIN sub_account s ON s.id = p.source JOIN account a ON a.id = s.account
    JOIN command c ON c.number = t.command
    LEFT JOIN retirement r ON r.posted_as = t.id LEFT JOIN reversal v ON v.reversed = t.id
    WHERE t.type IN ('{CREDIT_RETIRE.code}', '{CREDIT_CANCEL.code}', '{CREDIT_OFFSET.code}')
"""
_BY_USE = (
    " GROUP BY t.id, t.because, t.type, c.at, a.owner, s.registry_code, r.purpose, v.at, v.reason"
)


def use_of(session: Session, transaction: int) -> UseView | None:
    """The use that a transaction posted; None if it posted none."""
    asked = text(f"{_USES} AND t.id = :transaction {_BY_USE}")
    row = session.connection().execute(asked, {"transaction": transaction}).first()
    return None if row is None else _use(row)


def reversible(session: Session, *, registries: Collection[str], at: int) -> list[ReversibleView]:
    """The uses that the managers of these registries can reverse at a lesson time, newest first."""
    asked = text(f"{_USES} AND v.at IS NULL {_BY_USE} ORDER BY t.id DESC")
    found = []
    for use in map(_use, session.connection().execute(asked)):
        if use.reversible and use.registry in registries:
            until = controls.end_of(session, REVERSAL, since=use.at)
            if until is None:
                return []
            if at < until:
                found.append(ReversibleView(use, until))
    return found


def reversals(
    session: Session,
    *,
    seat: str = "",
    registry: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[ReversalView]:
    """Reversals, newest first, of uses by a seat or in a registry; an empty filter matches all."""
    asked = Page(before, after, limit).of(select(Reversal), Reversal.id)
    if seat or registry:
        listed = text(f"{_USES} AND v.at IS NOT NULL {_BY_USE}")
        uses = map(_use, session.connection().execute(listed))
        meant = [
            use.transaction
            for use in uses
            if seat in ("", use.seat) and registry in ("", use.registry)
        ]
        asked = asked.where(col(Reversal.reversed).in_(meant))
    found = []
    for row in list(session.exec(asked)):
        use = use_of(session, row.reversed)
        assert use is not None, f"reversal {row.id} is of no use"
        found.append(ReversalView(row.id, use, row.reason, row.seat, row.posted_as, row.at))
    return found


def reversed_at(session: Session, transactions: Collection[int]) -> dict[int, int]:
    """Transaction -> the lesson time at which it was reversed, of those that were."""
    asked = select(Reversal.reversed, Reversal.at).where(col(Reversal.reversed).in_(transactions))
    return dict(session.exec(asked).all())


def _use(row: Row[Any]) -> UseView:
    kind, _, number = row.because.partition(" ")
    return UseView(
        row.id, kind, int(number), row.owner, row.registry_code, row.quantity, row.at,
        bool(row.reversible), row.reversed_at, row.reversal_reason,
    )  # fmt: skip


def _views(session: Session, found: list[Retirement]) -> list[RetirementView]:
    back = reversed_at(session, [one.posted_as for one in found])
    return [
        RetirementView(
            retirement=one.id,
            ending=str(one.ending),
            claim=str(one.claim),
            registry=one.registry_code,
            reversed_at=back.get(one.posted_as),
            **one.model_dump(exclude={"id", "ending", "claim", "registry_code"}),
        )
        for one in found
    ]
