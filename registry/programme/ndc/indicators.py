"""Entries in another metric than tonnes, such as MWh, in a ledger of its own (check 4021).

They follow the rules of tonnes with the opposite sign (2/CMA.3, annex, para. 9). Nothing here is
a unit of a registry.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, func, select

from ledger.books import Books
from registry.command import Arguments, Command, Number, Text, Whole, on_books
from registry.programme.agreements.machine import GOVERNMENTS
from registry.programme.ndc import queries
from registry.programme.ndc.errors import (
    IndicatorEmpty,
    IndicatorShort,
    MetricMixed,
    NdcUnknown,
)
from registry.programme.ndc.models import IndicatorEntry, IndicatorKind, NdcPeriod
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor


class OtherMetric(Arguments):
    """A quantity in whole units of a metric other than tonnes, and the other party.

    `year`: that in which the outcome occurred; of a use, that of the use.
    """

    party: Text
    metric: Text
    quantity: Whole
    year: Number


def transfer(
    books: Books, *, party: str, metric: str, quantity: int, year: int, by: Actor, at: int
) -> dict[str, Any]:
    """Enter what is first transferred to another party in a metric that both NDCs have."""
    require_role(by, procedure="ndc", step="transfer", roles=GOVERNMENTS)
    session = books.session
    own = participants.find(session, by.seat).country
    failed = _unfit(session, own, metric, year) + _unfit(session, party, metric, year)
    if quantity < 1:
        failed.append(IndicatorEmpty(quantity=quantity))
    refuse(failed)
    return _enter(
        session, own, IndicatorKind.FIRST_TRANSFER, metric, quantity, year, party, by=by, at=at
    )


def use(
    books: Books, *, party: str, metric: str, quantity: int, year: int, by: Actor, at: int
) -> dict[str, Any]:
    """Use what was received of another party for the own NDC."""
    require_role(by, procedure="ndc", step="use", roles=GOVERNMENTS)
    session = books.session
    own = participants.find(session, by.seat).country
    failed = _unfit(session, own, metric, year)
    received = _sum(session, IndicatorKind.FIRST_TRANSFER, metric, party=party, other=own)
    left = received - _sum(session, IndicatorKind.USE, metric, party=own, other=party)
    if quantity < 1:
        failed.append(IndicatorEmpty(quantity=quantity))
    elif quantity > left:
        failed.append(IndicatorShort(quantity=quantity, metric=metric, left=left, other=party))
    refuse(failed)
    return _enter(session, own, IndicatorKind.USE, metric, quantity, year, party, by=by, at=at)


def _unfit(session: Session, party: str, metric: str, year: int) -> list[CheckFailed]:
    """Check 4021: the metric is that of the party's NDC besides tonnes."""
    period: NdcPeriod | None = queries.period_of(session, party, year)
    if period is None:
        raise NdcUnknown(party=party[:20] or "-", year=year)
    if metric and metric == period.metric:
        return []
    return [MetricMixed(party=party, own=period.metric or "-", metric=metric[:40] or "-")]


def _sum(session: Session, kind: IndicatorKind, metric: str, *, party: str, other: str) -> int:
    asked = select(func.sum(IndicatorEntry.quantity)).where(
        IndicatorEntry.kind == kind,
        IndicatorEntry.metric == metric,
        IndicatorEntry.party == party,
        IndicatorEntry.other == other,
    )
    return int(session.exec(asked).one() or 0)


def _enter(
    session: Session,
    party: str,
    kind: IndicatorKind,
    metric: str,
    quantity: int,
    year: int,
    other: str,
    *,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    number = next_key(session, IndicatorEntry.id)
    session.add(
        IndicatorEntry(
            id=number, party=party, kind=kind, metric=metric, year=year, quantity=quantity,
            other=other, seat=by.seat, at=at,
        )
    )  # fmt: skip
    session.flush()
    return {"entry": number, "party": party, "kind": str(kind), "quantity": quantity}


COMMANDS = (
    Command(
        name="ndc.transfer_indicator", en="First transfer in another metric",
        zh="首次转让其他指标", done=("First transfer entered", "首次转让已登记"),
        not_done=("First transfer not entered", "首次转让未登记"),
        arguments=OtherMetric, roles=GOVERNMENTS, run=on_books(transfer),
    ),
    Command(
        name="ndc.use_indicator", en="Use in another metric", zh="使用其他指标",
        done=("Use entered", "使用已登记"), not_done=("Use not entered", "使用未登记"),
        arguments=OtherMetric, roles=GOVERNMENTS, run=on_books(use),
    ),
)  # fmt: skip
