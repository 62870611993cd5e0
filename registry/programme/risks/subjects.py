"""What an incident can be about: whether it exists between two countries, and its tonnes."""

from __future__ import annotations

from sqlmodel import Session, col, func, select

from ledger.accounts import Account, SubAccount
from ledger.serials import CreditBatch
from matching.models import INSTRUMENT
from registry.programme.agreements.models import Agreement
from registry.programme.committee.models import CommitteeItem
from registry.programme.risks.models import About
from registry.programme.transfers.models import TransferRequest


def tonnes_of(session: Session, agreed: Agreement, about: About, subject: str) -> int | None:
    """The tonnes that a subject concerns, 0 for an instrument; None: it is none of the agreement.

    Of an account those that it holds now.
    """
    parties = {agreed.partner, agreed.host}
    if about is About.ACCOUNT:
        found = session.exec(select(Account).where(Account.number == subject)).first()
        if found is None or found.registry_code not in parties:
            return None
        return _held(session, found.id)
    if about is About.INSTRUMENT:
        return 0 if _listed_in(session, subject) in parties else None
    number = int(subject) if subject.isascii() and subject.isdecimal() else 0
    if about is About.ITEM:
        item = session.get(CommitteeItem, number)
        return item.quantity if item is not None and item.agreement == agreed.code else None
    asked = session.get(TransferRequest, number)
    within = asked is not None and {asked.source_registry, asked.target_registry} == parties
    return asked.quantity if asked is not None and within else None


def _held(session: Session, account: int) -> int:
    held = (
        select(func.sum(SubAccount.balance))
        .join(CreditBatch, col(CreditBatch.asset) == col(SubAccount.asset))
        .where(SubAccount.account == account)
    )
    return session.exec(held).one() or 0


def _listed_in(session: Session, instrument: str) -> str:
    """The registry in which an instrument is listed; "" if there is none of that code."""
    columns = INSTRUMENT.c
    asked = select(columns.registry_code).where(columns.code == instrument)
    return str(session.exec(asked).first() or "")
