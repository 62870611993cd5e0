"""The small programme with NDC accounts of Thailand and of China."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.books import Books
from ledger.kernel.clock import moment
from registry.pace import REPORT_REVIEW, REPORT_TAKEN_UP, Kind, Period
from registry.programme.accounts import controls
from registry.programme.ndc import commands as ndc
from registry.programme.ndc import queries, reports, rounds
from registry.programme.ndc.models import Method, TargetType
from registry.roles import Actor, Role
from tests.support.programme import HOST, NOW, Programme, actor

CLOCK = actor("clock", Role.CLOCK)
TRAINER = actor("trainer", Role.TRAINER)

TARGET = {2030: 1_100_000}


def accounted(
    *,
    method: Method | None = Method.AVERAGING,
    levels: Mapping[int, int] | None = None,
    metric: str = "MWh",
    world: Programme | None = None,
    emissions: tuple[int, ...] = (1_000_000,) * 7,
    closes_at: int | None = None,
) -> Programme:
    """A programme whose parties have accounts for 2021 to 2030; by the plan's figures Thailand may
    emit 1,100,000 t in 2030 and emitted 1,000,000 t in each year up to 2027. China has a budget.
    """
    made = world or Programme()

    def open_accounts(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
        for name, days in ((REPORT_TAKEN_UP, 0), (REPORT_REVIEW, 1)):
            period = Period(days, Kind.CALENDAR, "", "", "")
            controls.play(books, name=name, period=period, trading=())
        rounds.begin(books, at=at)
        multi = method is Method.MULTI_YEAR_BUDGET
        ndc.enter(
            books, party="TH", first_year=2021, last_year=2030,
            target_type=TargetType.MULTI_YEAR if multi else TargetType.SINGLE_YEAR, method=method,
            metric=metric, status="assumption", levels=TARGET if levels is None else levels,
            closes_at=closes_at,
        )  # fmt: skip
        ndc.enter(
            books, party="CN", first_year=2021, last_year=2030,
            target_type=TargetType.MULTI_YEAR, method=Method.MULTI_YEAR_BUDGET, metric=metric,
            status="assumption", levels=dict.fromkeys(range(2021, 2031), 990_000), closes_at=None,
        )  # fmt: skip
        for party in ("TH", "CN"):
            for year, tonnes in enumerate(emissions, start=2021):
                ndc.know(
                    books, party=party, year=year, emissions_t=tonnes,
                    known_at=moment(date(year + 1, 1, 1)), status="assumption",
                )  # fmt: skip
        return {}

    made.do(open_accounts, by=HOST)
    return made


def texts(world: Programme, party: str) -> dict[str, str]:
    """The texts with which a party's initial report can begin."""
    with world.reading() as session:
        return reports.outline(session, party)


def account(world: Programme, party: str = "TH") -> queries.NdcView:
    """The account of a party as it stands now."""
    with world.reading() as session:
        return queries.accounts(session, at=NOW, party=party)[0]


def versions(world: Programme, party: str = "TH") -> list[queries.InitialReportView]:
    """The versions of a party's initial report, newest first."""
    with world.reading() as session:
        return queries.reports(session, party=party)


def submitted(
    world: Programme, party: str, by: Actor, *, inventories: bool = True, submit: bool = True
) -> int:
    """Write a party's initial report and submit it; returns its number."""
    if inventories:
        world.do(ndc.report_inventory, by=by)
    written = world.do(reports.draft, year=2028, **texts(world, party), by=by)
    if submit:
        world.do(reports.submit, report=written["report"], by=by)
    return int(written["report"])
