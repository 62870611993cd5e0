"""What a published decision fixes: the batch, both sides' ranges, and who issues them."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, func, select

from ledger.books import Books
from ledger.serials import Batch
from registry.programme.adjustments.queries import cover
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.models import Purpose
from registry.programme.committee.kinds import Split
from registry.programme.issuance.checks import not_covered, refuse_counted, refuse_elsewhere
from registry.programme.issuance.models import (
    IssuanceMode,
    IssuancePart,
    IssuanceRequest,
    IssuanceState,
)
from registry.programme.issuance.queries import REGISTERED, claims_elsewhere, counted, split_of
from registry.programme.projects import commands as projects
from registry.records import next_key, refuse
from registry.roles import Side

_DECIDED = {
    *map(str, IssuanceState), REGISTERED,
} - {IssuanceState.REQUESTED.value, IssuanceState.DROPPED.value}  # fmt: skip


def fix(books: Books, asked: IssuanceRequest, *, at: int) -> dict[str, Any]:
    """Open the batch of a decision, and fix the range of each holder and its registry.

    Refuses days that another decision has fixed before, and an agreement that is not in force. The
    partner's ranges have the lowest serials. Its share is issued in its own registry only under
    an authorisation for NDC that covers it; shares that were decided and not issued yet count.
    """
    session = books.session
    of = projects.find(session, asked.project)
    agreed = agreements.known(session, of.agreement)
    monitored = projects.find_period(session, project=of.code, number=asked.period)
    before = counted(session, monitored, besides=asked.id)
    refuse_counted([found for found in before if found[1] in _DECIDED], monitored)
    refuse_elsewhere(
        [one for one in claims_elsewhere(session, monitored) if one.state in _DECIDED], monitored
    )
    refuse(not_covered(session, of, monitored, at=at))
    split = split_of(session, project=of.code, quantity=asked.quantity)
    tonnes = dict.fromkeys(Side, 0)
    for portion in split.portions:
        tonnes[portion.side] += portion.quantity
    covered = cover(
        session,
        host=of.host,
        project=of.code,
        purpose=Purpose.NDC,
        party=agreed.partner,
        quantity=tonnes[Side.PARTNER] + _awaited(session, of.code),
    )
    asked.mode = IssuanceMode.SPLIT
    if not (covered.authorisation and tonnes[Side.PARTNER]):
        asked.mode = IssuanceMode.HOST
    asked.authorisation = covered.authorisation if asked.mode is IssuanceMode.SPLIT else ""
    batch = books.open_batch(
        host=of.host,
        project=of.code,
        methodology=of.methodology,
        unit=of.unit,
        vintage=asked.vintage,
        period_first=monitored.first_day,
        period_last=monitored.last_day,
        quantity=asked.quantity,
    )
    authorisation.extend(books, project=of.code, asset=batch.asset, at=at)
    _fix_parts(session, asked, split, batch, partner=agreed.partner)
    asked.asset = batch.asset
    asked.host_t, asked.partner_t = tonnes[Side.HOST], tonnes[Side.PARTNER]
    session.flush()
    return {
        "batch": batch.asset,
        "mode": str(asked.mode),
        "host": asked.host_t,
        "partner": asked.partner_t,
        "first": batch.first,
        "last": batch.last,
        "authorisation": asked.authorisation,
    }


def _fix_parts(
    session: Session, asked: IssuanceRequest, split: Split, batch: Batch, *, partner: str
) -> None:
    """Give each portion its serials, in order, and the registry that issues it."""
    first = batch.first
    for portion in split.portions:
        if not portion.quantity:
            continue
        abroad = portion.side is Side.PARTNER and asked.mode is IssuanceMode.SPLIT
        session.add(
            IssuancePart(
                id=next_key(session, IssuancePart.id),
                request=asked.id,
                side=portion.side,
                registry_code=partner if abroad else batch.host,
                seat=portion.seat,
                first=first,
                last=first + portion.quantity - 1,
            )
        )
        session.flush()
        first += portion.quantity
    assert first == batch.last + 1, "a tonne was lost in the split"


def _awaited(session: Session, project: str) -> int:
    """Tonnes that partners' registries have still to issue of a project's decisions."""
    awaited = select(func.sum(IssuanceRequest.partner_t)).where(
        IssuanceRequest.project == project,
        IssuanceRequest.mode == IssuanceMode.SPLIT,
        col(IssuanceRequest.state).in_([IssuanceState.DECIDED, IssuanceState.ISSUED_HOST_ONLY]),
    )
    return int(session.exec(awaited).one() or 0)
