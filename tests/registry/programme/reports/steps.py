"""A small programme that reports: Thailand first transfers 100 t to China, which uses some."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.pace import ANNUAL_REPORT, REVERSAL, Kind, Period
from registry.programme.accounts import controls
from registry.programme.authorisation import commands as authorisation
from registry.programme.authorisation import use
from registry.programme.reports import clock, commands, queries, years
from registry.programme.reports.tables import Submission
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor, Role
from tests.support.programme import CHINA, HOST, MANAGER, OWNER, Programme, actor

CLOCK = actor("clock", Role.CLOCK)
YEAR = 2028


def reporting(*, terms: dict[str, Any] | None = None) -> Programme:
    """A programme whose parties submit annual information."""
    world = Programme(terms=terms)
    switch_on(world)
    return world


def switch_on(world: Programme) -> None:
    """Let the parties report, and registries reverse uses."""

    def switch(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        for name, days in ((ANNUAL_REPORT, 105), (REVERSAL, 1000)):
            period = Period(days, Kind.CALENDAR, "", "", "")
            controls.play(books, name=name, period=period, trading=())
        return {}

    world.do(switch, by=HOST)


def transferred(world: Programme, *, quantity: int = 100, purposes: Any = ("NDC",)) -> int:
    """Thailand authorises and sends tonnes to China's government; the batch."""
    asset = world.issued()
    granted = world.do(
        authorisation.grant, project="TH001", purposes=list(purposes), quantity=quantity, by=HOST
    )
    world.do(use.authorise_use, authorisation=granted["authorisation"], by=CHINA)
    asked = world.do(
        transfers.request, source="TH", target="CN", unit="BRC", asset=asset, quantity=quantity,
        purpose="NDC", receiver=CHINA.seat, by=OWNER,
    )  # fmt: skip
    world.do(transfers.approve, transfer=asked["transfer"], by=HOST)
    world.do(transfers.accept, transfer=asked["transfer"], by=MANAGER)
    return asset


def used(world: Programme, asset: int, quantity: int = 60) -> int:
    """China uses tonnes for its NDC; the transaction in the books."""
    world.do(
        retirement.retire, registry="CN", asset=asset, quantity=quantity, purpose="ndc", by=CHINA
    )
    return int(world.store.fetch("SELECT max(id) FROM book_transaction")[0][0])


def over(world: Programme, year: int = YEAR) -> None:
    """The year is over, and frozen by the clock."""
    due = clock.reports_due(world.books)()
    assert due is not None
    assert (years.ends(year), "report.freeze", {"year": year}) == due
    world.at(date(year + 1, 1, 2))
    world.do(clock.freeze, year=year, by=CLOCK)


def submitted(world: Programme, by: Actor, year: int = YEAR) -> dict[str, Any]:
    """Draft, validate and submit."""
    world.do(commands.draft, year=year, by=by)
    world.do(commands.validate, year=year, by=by)
    return world.do(commands.submit, year=year, by=by)


def tables(world: Programme, party: str, year: int = YEAR) -> Submission:
    """The newest version of a party."""
    with world.reading() as session:
        newest = queries.reports(session, party=party, year=year)[-1]
        return queries.submission(session, newest.report)


def states(world: Programme) -> dict[tuple[str, str], str]:
    """(party, version) -> state of every report."""
    with world.reading() as session:
        return {(one.party, one.version): one.state for one in queries.reports(session)}
