"""Open the countries' registries, and admit participants with their accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

from sqlmodel import Session

from ledger.accounts import CASH, CASH_SOURCE, CNY
from ledger.books import Books
from ledger.posting import Leg
from ledger.serials import Batch
from ledger.transactions import CASH_ENDOW
from matching.instruments import ALLOWANCE
from registry.programme.participants.errors import (
    BatchUnknown,
    NotACredit,
    OtherCountry,
    ParticipantUnknown,
)
from registry.programme.participants.models import CountryRegistry, Participant
from registry.roles import SIDE_OF, Actor, Role

GOVERNMENT_ACCOUNT, ENTITY_ACCOUNT = 100, 121
"""Account types in the account number: a government's holding, an entity's holding."""


def open_registry(books: Books, *, code: str, alpha3: str, name_en: str, name_zh: str) -> None:
    """Open a country's registry; a country has one."""
    session = books.session
    session.add(
        CountryRegistry(
            code=code, alpha3=alpha3, number=f"{alpha3}01", name_en=name_en, name_zh=name_zh
        )
    )
    session.flush()


def enter(
    books: Books,
    *,
    seat: str,
    role: Role,
    further: Collection[Role] = (),
    name_en: str,
    name_zh: str,
    country: str,
    registries: Sequence[str],
    cash_fen: int = 0,
) -> None:
    """Admit a participant: a unit account per registry, a cash account, and its first cash.

    `further`: the offices that it holds besides the one of its role.
    """
    session = books.session
    session.add(
        Participant(
            seat=seat,
            role=role,
            offices=" ".join(sorted(further)),
            name_en=name_en,
            name_zh=name_zh,
            country=country,
        )
    )
    session.flush()
    code = account_type(frozenset({role, *further}))
    for registry in registries:
        assert session.get(CountryRegistry, registry), f"{registry} has no registry"
        books.open_account(owner=seat, registry=registry, code=code)
    books.open_account(owner=seat, registry=None, code=CASH.code)
    if cash_fen:
        source, target = books.place(CASH_SOURCE, CNY), books.place(CASH, CNY, owner=seat)
        books.post(CASH_ENDOW, legs=[Leg(source, target, CNY, cash_fen)], because=f"seat {seat}")


def account_type(offices: Set[Role]) -> int:
    """The type of account that the holder of these offices has in a registry."""
    return ENTITY_ACCOUNT if SIDE_OF.keys().isdisjoint(offices) else GOVERNMENT_ACCOUNT


def find(session: Session, seat: str) -> Participant:
    """The participant of this seat; refuses with ParticipantUnknown."""
    found = session.get(Participant, seat)
    if found is None:
        raise ParticipantUnknown(seat=seat)
    return found


def require_country(session: Session, *, by: Actor, country: str, step: str) -> None:
    """Refuse a seat that acts for another country; a seat without a country serves all."""
    own = find(session, by.seat).country
    if own not in ("", country):
        raise OtherCountry(step=step, country=country, seat=by.seat, own=own)


def find_batch(books: Books, asset: int) -> Batch:
    """The batch of an asset; refuses with BatchUnknown."""
    found = books.batches.get(asset)
    if found is None:
        raise BatchUnknown(asset=asset)
    return found


def find_credit(books: Books, asset: int) -> Batch:
    """The credit batch of an asset; refuses with BatchUnknown, or NotACredit for allowances."""
    found = find_batch(books, asset)
    if found.unit == ALLOWANCE:
        raise NotACredit(asset=asset, unit=found.unit)
    return found
