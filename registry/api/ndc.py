"""NDC accounts over JSON: balances by every method, targets, initial reports, what hosts spare."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.compliance import fitting
from registry.edge.errors import RecordUnknown
from registry.programme.adjustments import queries as adjustments
from registry.programme.authorisation.overselling import Spared, spared
from registry.programme.ndc import queries as ndc
from registry.programme.participants.queries import has_registry


@dataclass(frozen=True)
class NdcAnswer:
    """The accounts of a party, each entry of its adjustments, and what its target spares (None: a
    figure is missing).
    """

    accounts: list[ndc.NdcView]
    entries: list[adjustments.AdjustmentView]
    spared: Spared | None


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/ndc", all_accounts, methods=["GET"], summary="NDC accounts of all parties")
    add("/ndc/reports", all_reports, methods=["GET"], summary="Initial reports, newest first")
    add("/ndc/accounts/{party}", one_party, methods=["GET"], summary="One party's NDC accounts")
    add("/supply", supply, methods=["GET"], summary="Supply of credits beside what needs them")
    return routes


async def all_accounts(who: Anybody) -> list[ndc.NdcView]:
    """NDC accounts by party; tonnes that are no whole numbers are exact texts such as 1173.3."""
    at = who.live.now()
    return await read(who.live, lambda session: ndc.accounts(session, at=at))


async def all_reports(who: Anybody, party: str = "") -> list[ndc.InitialReportView]:
    """The versions of initial reports of a party, by its registry's code, or of all."""
    return await read(who.live, lambda session: ndc.reports(session, party=party))


async def supply(who: Anybody) -> fitting.FittingReport:
    """Credits by agreement, kind and vintage, and which demand each of them would serve."""
    at = who.live.now()
    return await read(who.live, lambda session: fitting.report(session, at=at))


async def one_party(who: Anybody, party: str) -> NdcAnswer:
    """The NDC accounts of a party, by its registry's code, with every entry of its adjustments."""
    at = who.live.now()

    def query(session: Session) -> NdcAnswer:
        if not has_registry(session, party):
            raise RecordUnknown(what="registry", given=party[:40])
        return NdcAnswer(
            accounts=ndc.accounts(session, at=at, party=party),
            entries=adjustments.entries_of(session, party),
            spared=spared(session, party, at=at),
        )

    return await read(who.live, query)
