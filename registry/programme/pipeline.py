"""How many projects and tonnes stand, or have passed, at each step from project to use.

It reads the books and the procedures; the projector shows it. A step that the programme does not
have is not in the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ledger.accounts import ADAPTATION, CANCELLED_OMGE, KINDS, SubAccount
from ledger.serials import CreditBatch
from registry.programme.adjustments.models import FirstTransferredRange
from registry.programme.adjustments.ranges import Range, merged, size
from registry.programme.authorisation.models import (
    Authorisation,
    AuthorisationState,
    AuthorisedRange,
)
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.models import ALLOWANCE, IMPORTED
from registry.programme.projects import queries as projects
from registry.programme.transfers.models import TransferRequest, TransferState, TransferWithin

LEVIES = (ADAPTATION.name, CANCELLED_OMGE.name)
OUTSIDE = (ALLOWANCE, IMPORTED)
"""Units that went through none of these steps."""


@dataclass(frozen=True)
class Stage:
    """One step: how many projects or items, and how many tonnes; None where it counts none.

    `estimated`: the tonnes are not issued yet. `by_both`: both governments have to agree.
    """

    code: str
    count: int | None
    tonnes: int | None
    estimated: bool = False
    by_both: bool = False


def pipeline(session: Session, *, at: int) -> tuple[Stage, ...]:
    """The steps in order at lesson time `at` (ms): first what stands there, then sums of tonnes.

    Allowances are not counted, for they reduce nothing.
    """
    levied_t = _levied_t(session)
    levied = (Stage("levied", None, levied_t),) if levied_t else ()
    periods = issuances.open_periods(session, at=at)
    items = committee.undecided(session)
    gone = {*projects.deregistrations(session), *projects.not_registered(session)}
    registered = [one for one in projects.projects(session) if one.code not in gone]
    return (
        Stage("registered", len(registered), None),
        Stage(
            "monitored",
            len({period.project for period in periods}),
            sum(period.whole_t for period in periods),
            estimated=True,
        ),
        Stage(
            "committee",
            len(items),
            sum(item.quantity for item in items),
            estimated=True,
            by_both=True,
        ),
        Stage("issued", None, _issued_t(session)),
        *levied,
        Stage("authorised", None, _authorised_t(session)),
        Stage("transferred", None, _transferred_t(session)),
        Stage("used", None, _used_t(session)),
    )


def _issued_t(session: Session) -> int:
    issued = select(func.sum(CreditBatch.last - CreditBatch.first + 1))
    return session.exec(issued.where(col(CreditBatch.unit).not_in(OUTSIDE))).one() or 0


def _levied_t(session: Session) -> int:
    """Tonnes that the levies took, those that the Adaptation Fund has passed on included."""
    passed = select(func.sum(TransferWithin.quantity))
    sent = session.exec(passed.where(TransferWithin.sender == ADAPTATION.owner)).one() or 0
    return _balance_t(session, LEVIES) + sent


def _authorised_t(session: Session) -> int:
    """Tonnes under at least one authorisation that was not revoked; under several count once.

    Of one that is used up, those that were first transferred under it.
    """
    ranges: defaultdict[int, list[Range]] = defaultdict(list)
    over = (AuthorisationState.REVOKED, AuthorisationState.EXHAUSTED)
    stated = (
        select(AuthorisedRange.asset, AuthorisedRange.first, AuthorisedRange.last)
        .join(Authorisation, col(Authorisation.code) == col(AuthorisedRange.authorisation))
        .where(col(Authorisation.state).not_in(over))
    )
    of = FirstTransferredRange
    spent = (
        select(of.asset, of.first, of.last)
        .join(Authorisation, col(Authorisation.code) == col(of.authorisation))
        .where(Authorisation.state == AuthorisationState.EXHAUSTED)
    )
    for asset, first, last in [*session.exec(stated), *session.exec(spent)]:
        ranges[asset].append((first, last))
    return sum(size(merged(of_one)) for of_one in ranges.values())


def _transferred_t(session: Session) -> int:
    credited = select(func.sum(TransferRequest.quantity))
    done = credited.where(TransferRequest.state == TransferState.COMPLETED)
    return session.exec(done).one() or 0


def _used_t(session: Session) -> int:
    """Tonnes on the accounts that never send: retired, cancelled, used as offsets; no levies."""
    final = (kind.name for kind in KINDS.values() if kind.final and kind.name not in LEVIES)
    return _balance_t(session, list(final))


def _balance_t(session: Session, kinds: Sequence[str]) -> int:
    held = select(func.sum(SubAccount.balance)).join(
        CreditBatch, col(CreditBatch.asset) == col(SubAccount.asset)
    )
    of_kinds = held.where(col(SubAccount.kind).in_(kinds), col(CreditBatch.unit).not_in(OUTSIDE))
    return session.exec(of_kinds).one() or 0
