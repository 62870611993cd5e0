"""What a published decision fixes: the batch, both sides' ranges, and who issues them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from ledger.serials import Batch
from registry.programme.adjustments import commands as adjustments
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.queries import AgreementView
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation.covering import Wanted, cover
from registry.programme.authorisation.models import Purpose
from registry.programme.committee.kinds import Portion
from registry.programme.issuance.checks import not_covered, refuse_counted, refuse_elsewhere
from registry.programme.issuance.models import (
    IssuanceMode,
    IssuancePart,
    IssuanceRequest,
    IssuanceState,
    IssuanceVintage,
    Levy,
)
from registry.programme.issuance.queries import (
    REGISTERED,
    amounts_of,
    claims_elsewhere,
    counted,
    terms_at,
)
from registry.programme.issuance.shares import split_of
from registry.programme.projects import commands as projects
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import days_in
from registry.records import next_key, refuse
from registry.roles import Side

BATCHES = "batches"
"""Key of an answer with the batches of a decision on several vintages."""

_DECIDED = {
    *map(str, IssuanceState), REGISTERED,
} - {IssuanceState.REQUESTED.value, IssuanceState.DROPPED.value}  # fmt: skip


def fix(books: Books, asked: IssuanceRequest, *, at: int) -> dict[str, Any]:
    """Open a batch for each vintage of a decision, and fix the range of each holder.

    Refuses days that another decision has fixed before, and an agreement that is not in force. In
    each batch the levies have the lowest serials, then the partner's holders. The partner's share
    is issued in its own registry only under an authorisation for NDC that covers it, of which its
    tonnes are kept until it is issued, and not at all where the host issues first. The levies are
    the host's registry's to issue. Under a virtual agreement the shares are recorded, and no batch
    is opened.
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
    amounts = {v: t for v, t in amounts_of(session, asked).items() if t}
    assert sum(amounts.values()) == asked.quantity, "the vintages add up to the decision"
    split = split_of(session, project=of.code, amounts=amounts, at=terms_at(session, asked))
    tonnes = _tonnes(split.portions)
    asked.host_t, asked.partner_t = tonnes[Side.HOST], tonnes[Side.PARTNER]
    asked.proceeds_t, asked.omge_t = tonnes[Levy.PROCEEDS], tonnes[Levy.OMGE]
    asked.buffer_t = tonnes[Levy.BUFFER]
    if agreed.virtual:
        asked.mode = IssuanceMode.VIRTUAL
        session.flush()
        return {"mode": str(asked.mode), "host": asked.host_t, "partner": asked.partner_t}
    asked.mode, asked.authorisation = _mode(
        session, agreed, _share(split.portions, of.code, agreed.partner)
    )
    batches = []
    for vintage, quantity in amounts.items():
        batch = _open_batch(books, of, monitored, vintage=vintage, quantity=quantity)
        authorisation.extend(books, project=of.code, asset=batch.asset, at=at)
        portions = [one for one in split.portions if one.vintage == vintage]
        _fix_parts(session, asked, portions, batch, partner=agreed.partner)
        batches.append(batch)
        shared = sum(one.quantity for one in portions if one.side is Side.PARTNER)
        if asked.authorisation and shared:
            adjustments.pledge(
                books, asset=batch.asset, quantity=shared, authorisation=asked.authorisation,
                because=f"issuance {asked.id}",
            )  # fmt: skip
    asked.asset = batches[0].asset
    session.flush()
    answer = {
        "batch": asked.asset,
        "mode": str(asked.mode),
        "host": asked.host_t,
        "partner": asked.partner_t,
        "first": batches[0].first,
        "last": batches[-1].last,
        "authorisation": asked.authorisation,
    }
    return answer | told(asked, [batch.asset for batch in batches])


def _mode(session: Session, agreed: AgreementView, share: Wanted) -> tuple[IssuanceMode, str]:
    """Who issues a decision, and under which authorisation the partner's registry issues its share.

    Where the host issues first, its government authorises and approves the transfer afterwards.
    """
    if agreed.issuance_mode == IssuanceMode.HOST_FIRST:
        return IssuanceMode.HOST_FIRST, ""
    covered = cover(session, share)
    if covered.authorisation and share.quantity:
        return IssuanceMode.SPLIT, covered.authorisation
    return IssuanceMode.HOST, ""


def _open_batch(
    books: Books, of: Project, monitored: MonitoringPeriod, *, vintage: int, quantity: int
) -> Batch:
    """Open the batch of one calendar year of a period; it bears the days of that year."""
    first_day, last_day = days_in(monitored, vintage)
    return books.open_batch(
        host=of.host,
        project=of.code,
        methodology=of.methodology,
        unit=of.unit,
        vintage=vintage,
        period_first=first_day,
        period_last=last_day,
        quantity=quantity,
    )


def told(asked: IssuanceRequest, assets: Sequence[int]) -> dict[str, Any]:
    """What an answer says besides: the levies, the buffer, and the batches if there are several."""
    more: dict[str, Any] = {}
    if asked.proceeds_t or asked.omge_t:
        more |= {"proceeds": asked.proceeds_t, "omge": asked.omge_t}
    if asked.buffer_t:
        more["buffer"] = asked.buffer_t
    return more | ({BATCHES: list(assets)} if len(assets) > 1 else {})


def _tonnes(portions: Iterable[Portion]) -> dict[str, int]:
    """The tonnes of each side and of each levy; a levy is of no side here."""
    found: dict[str, int] = dict.fromkeys((*Side, *Levy), 0)
    for one in portions:
        found[one.levy or one.side] += one.quantity
    return found


def _fix_parts(
    session: Session,
    asked: IssuanceRequest,
    portions: Sequence[Portion],
    batch: Batch,
    *,
    partner: str,
) -> None:
    """Record a vintage; give each portion its serials, in order, and the registry that issues it.

    The levies are parts of the host's side: it is the registry of origin, whatever is authorised.
    """
    tonnes = _tonnes(portions)
    session.add(
        IssuanceVintage(
            id=next_key(session, IssuanceVintage.id),
            request=asked.id,
            vintage=batch.vintage,
            asset=batch.asset,
            quantity=batch.last - batch.first + 1,
            proceeds_t=tonnes[Levy.PROCEEDS],
            omge_t=tonnes[Levy.OMGE],
            buffer_t=tonnes[Levy.BUFFER],
            partner_t=tonnes[Side.PARTNER],
            host_t=tonnes[Side.HOST],
        )
    )
    first = batch.first
    for portion in portions:
        if not portion.quantity:
            continue
        abroad = portion.side is Side.PARTNER and asked.mode is IssuanceMode.SPLIT
        session.add(
            IssuancePart(
                id=next_key(session, IssuancePart.id),
                request=asked.id,
                asset=batch.asset,
                side=portion.side,
                levy=Levy(portion.levy) if portion.levy else None,
                registry_code=partner if abroad else batch.host,
                seat=portion.seat,
                first=first,
                last=first + portion.quantity - 1,
            )
        )
        session.flush()
        first += portion.quantity
    assert first == batch.last + 1, "a tonne was lost in the split"


def _share(portions: Sequence[Portion], project: str, partner: str) -> Wanted:
    """The first transfer of the partner's share, to the seats that receive it."""
    given = [one for one in portions if one.side is Side.PARTNER and one.quantity]
    return Wanted(
        project=project,
        purpose=Purpose.NDC,
        party=partner,
        quantity=sum(one.quantity for one in given),
        vintages=tuple(dict.fromkeys(one.vintage for one in given)),
        entities=tuple(dict.fromkeys(one.seat for one in given)),
    )
