"""A motion to correct an issuance of too much; its publication orders the correction.

Programme rules, 3.7: code 26 cancels administratively what is still there and cites the faulty
transaction (5060); for what is gone the liable holder cancels as much of the agreement's credits
(code 32, check 5061). Both are done in `registry/programme/retirement/ordered.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from ledger.accounts import HOLDING, ISSUANCE_SOURCE
from ledger.books import Books
from ledger.transactions import CREDIT_ISSUE
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion, MotionState
from registry.programme.issuance.errors import (
    CorrectionTooLarge,
    CorrectionUnknown,
    NotTheIssuance,
)
from registry.programme.issuance.machine import CORRECTION
from registry.programme.issuance.models import (
    CorrectionState,
    IssuanceCorrection,
    IssuanceRequest,
    IssuanceVintage,
)
from registry.programme.participants import commands as participants
from registry.programme.participants import queries
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Actor, Role


@dataclass(frozen=True)
class CorrectionView:
    """An ordered correction: what was too much, what was cancelled of it, and what is owed."""

    motion: int
    item: int
    issued_as: int
    asset: int
    registry_code: str
    seat: str
    quantity: int
    state: str
    ordered_at: int
    cancelled: str
    posted_as: int | None
    owed_t: int
    corrected_by: str
    corrected_at: int | None


@dataclass(frozen=True)
class IssuedView:
    """A transaction that issued a batch by a committee's decision to a seat; `left_t` of it was
    not corrected, and no correction of it is asked for.
    """

    transaction: int
    registry: str
    seat: str
    asset: int
    quantity: int
    left_t: int


class AskCorrection(Arguments):
    """The transaction that issued too much, its receiver, and the tonnes that were too many."""

    transaction: Number
    seat: Text
    quantity: Tonnes
    reason: Text


def ask_correction(
    books: Books, *, transaction: int, seat: str, quantity: int, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to correct an issuance, as the manager of the registry that issued it."""
    session = books.session
    participants.find(session, seat)
    books.rows.flush()
    project, issued = _issued_to(session, transaction, seat)
    participants.require_country(
        session, by=by, country=issued.registry, step="issuance.ask_correction"
    )
    left = issued.tonnes - _corrected(session, transaction, seat)
    failed: list[CheckFailed] = []
    if not 1 <= quantity <= left:
        failed.append(
            CorrectionTooLarge(quantity=quantity, transaction=transaction, left=left, seat=seat)
        )
    of = session.get(Project, project)
    assert of is not None, f"no project {project}"
    return motions.ask(
        books, CORRECTING, agreement=of.agreement, about=_about(transaction, seat),
        terms={"seat": seat, "tonnes": str(quantity), "transaction": str(transaction)},
        reason=reason, quantity=quantity, failed=failed, by=by, at=at,
    )  # fmt: skip


def find(session: Session, motion: int) -> IssuanceCorrection:
    """The ordered correction of a motion; refuses with CorrectionUnknown."""
    found = session.get(IssuanceCorrection, motion)
    if found is None:
        raise CorrectionUnknown(motion=motion)
    return found


def to_correct_of(session: Session, country: str = "") -> list[IssuedView]:
    """What a registry has issued by decisions and can still be corrected, newest first; "": every
    registry.
    """
    known = {p.seat for p in queries.participants(session)}
    decided = set(session.exec(select(IssuanceRequest.asset)))
    place = {"type": CREDIT_ISSUE.code, "kind": ISSUANCE_SOURCE.name, "country": country}
    found = [
        IssuedView(of, registry, seat, asset, tonnes, tonnes - _corrected(session, of, seat))
        for of, registry, seat, asset, tonnes in session.connection().execute(text(_ISSUED), place)
        if seat in known and asset in decided
    ]
    return [one for one in found if one.left_t]


_ISSUED = """
    SELECT x.id, a.registry_code, a.owner, p.asset, sum(p.quantity) FROM book_transaction x
    JOIN posting p ON p.book_transaction = x.id
    JOIN sub_account s ON s.id = p.source JOIN sub_account t ON t.id = p.target
    JOIN account a ON a.id = t.account
    WHERE x.type = :type AND s.kind = :kind AND :country IN ('', a.registry_code)
    GROUP BY x.id, a.registry_code, a.owner, p.asset ORDER BY x.id DESC, a.owner
"""


def _about(transaction: int, seat: str) -> str:
    return f"transaction {transaction}, {seat}"


class Issued(NamedTuple):
    """What a transaction issued to a seat: of one vintage's batch, in one registry."""

    asset: int
    registry: str
    tonnes: int


def _issued_to(session: Session, transaction: int, seat: str) -> tuple[str, Issued]:
    """The project of a decided issuance, and what a transaction of it issued to a seat (5060)."""
    place = {
        "id": transaction, "type": CREDIT_ISSUE.code, "kind": ISSUANCE_SOURCE.name, "seat": seat
    }  # fmt: skip
    rows = session.connection().execute(text(_ISSUED_TO), place)
    for asset, registry, tonnes in rows:
        decided = select(IssuanceRequest).join(
            IssuanceVintage, col(IssuanceVintage.request) == col(IssuanceRequest.id)
        )
        asked = session.exec(decided.where(IssuanceVintage.asset == asset)).first()
        if asked is not None:
            return asked.project, Issued(asset, registry, int(tonnes))
    raise NotTheIssuance(transaction=transaction, seat=seat)


_ISSUED_TO = """
    SELECT p.asset, a.registry_code, sum(p.quantity) FROM book_transaction x
    JOIN posting p ON p.book_transaction = x.id
    JOIN sub_account s ON s.id = p.source JOIN sub_account t ON t.id = p.target
    JOIN account a ON a.id = t.account
    WHERE x.id = :id AND x.type = :type AND s.kind = :kind AND a.owner = :seat
    GROUP BY p.asset, a.registry_code
"""


def _corrected(session: Session, transaction: int, seat: str) -> int:
    """Tonnes of an issuance to a seat that were ordered to be corrected, or are asked to be."""
    ordered = select(func.sum(IssuanceCorrection.quantity)).where(
        IssuanceCorrection.issued_as == transaction, IssuanceCorrection.seat == seat
    )
    asked = select(func.sum(CommitteeMotion.quantity)).where(
        CommitteeMotion.kind == CORRECTION_KIND,
        CommitteeMotion.about == _about(transaction, seat),
        CommitteeMotion.state == MotionState.REQUESTED,
    )
    return int(session.exec(ordered).one() or 0) + int(session.exec(asked).one() or 0)


def agreement_of(session: Session, ordered: IssuanceCorrection) -> str:
    """The agreement under which an ordered correction was decided."""
    motion = session.get(CommitteeMotion, ordered.id)
    assert motion is not None, f"no motion {ordered.id}"
    return motion.agreement


def _order(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """Order the correction, which the registry's manager then executes."""
    session = books.session
    terms = motions.terms_of(motion.terms)
    transaction, seat = int(terms["transaction"]), terms["seat"]
    _, issued = _issued_to(session, transaction, seat)
    session.add(
        IssuanceCorrection(
            id=motion.id,
            item=motion.item,
            issued_as=transaction,
            asset=issued.asset,
            registry_code=issued.registry,
            seat=seat,
            quantity=motion.quantity,
            state=CORRECTION.initial,
            ordered_at=at,
            owed_t=0,
        )
    )
    return {"asset": issued.asset, "registry": issued.registry}


def _name(session: Session, motion: CommitteeMotion) -> Bilingual:
    terms = motions.terms_of(motion.terms)
    transaction, seat = terms["transaction"], terms["seat"]
    return Bilingual(f"transaction {transaction} to {seat}", f"第 {transaction} 号交易（{seat}）")


def _parties(session: Session, number: int) -> frozenset[str]:
    """The seat that received too much."""
    motion = session.get(CommitteeMotion, number)
    if motion is None:
        return frozenset()
    return frozenset({motions.terms_of(motion.terms)["seat"]})


def corrections(session: Session) -> list[CorrectionView]:
    """Every ordered correction, oldest first."""
    found = session.exec(select(IssuanceCorrection).order_by(col(IssuanceCorrection.id)))
    return [
        CorrectionView(
            motion=one.id, state=str(one.state), **one.model_dump(exclude={"id", "state"})
        )
        for one in found
    ]


def to_correct(session: Session, country: str = "") -> list[CorrectionView]:
    """Ordered corrections that a registry's manager has still to execute; "": of every one."""
    found = [one for one in corrections(session) if one.state == CorrectionState.ORDERED]
    return [one for one in found if country in ("", one.registry_code)]


def owed_by(session: Session, seat: str) -> list[CorrectionView]:
    """Corrections for which a seat owes credits, oldest first."""
    found = [one for one in corrections(session) if one.state == CorrectionState.OWED]
    return [one for one in found if one.seat == seat]


def replacing(session: Session, owed: CorrectionView) -> list[Lot]:
    """What the liable seat has free that can take the place of what it owes."""
    found = session.connection().execute(
        text(_REPLACING), {"motion": owed.motion, "seat": owed.seat, "kind": HOLDING.name}
    )
    return [Lot(*row) for row in found]


class Lot(NamedTuple):
    """Free tonnes of a batch in a registry, with its project and vintage."""

    registry: str
    asset: int
    free: int
    project: str
    vintage: int


_REPLACING = """
    SELECT s.registry_code, b.asset, s.balance, b.project, b.vintage FROM committee_motion m
    JOIN project p ON p.agreement = m.agreement JOIN credit_batch b ON b.project = p.code
    JOIN sub_account s ON s.asset = b.asset AND s.kind = :kind AND s.balance > 0
    JOIN account a ON a.id = s.account AND a.owner = :seat
    WHERE m.id = :motion ORDER BY b.vintage, b.asset, s.registry_code
"""


CORRECTION_KIND = "correction"
CORRECTING = motions.motion_kind(
    CORRECTION_KIND,
    title=Bilingual("correction", "更正"),
    matter=Bilingual("correct {quantity}", "更正 {quantity}"),
    headline=Bilingual("correct {quantity} of {name}", "更正 {name} 的 {quantity}"),
    consent=Bilingual("Consent to correct {quantity}", "同意更正 {quantity}"),
    name=_name,
    circulated_by="issuance.ask_correction",
    parties=_parties,
    effect=_order,
    used_by="issuance.correct",
    users=frozenset({Role.REGISTRY_MANAGER}),
    uses=(f"SELECT item, id FROM issuance_correction WHERE state <> '{CorrectionState.ORDERED}'"),
)

COMMANDS = (
    Command(
        name="issuance.ask_correction", en="Ask for a correction", zh="提请更正签发",
        done=("Correction asked for", "已提请更正"),
        not_done=("Correction not asked for", "未提请更正"),
        arguments=AskCorrection, roles=frozenset({Role.REGISTRY_MANAGER}),
        run=on_books(ask_correction),
    ),
)  # fmt: skip
