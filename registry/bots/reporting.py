"""What the bot of a government reports on its NDC: inventories, the initial report, each year."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.kernel.clock import DAY, day_of
from registry.bots.view import View, Wish
from registry.programme.ndc import queries as ndc
from registry.programme.ndc.models import FITTING, Finding, ReportState, TargetType
from registry.programme.ndc.queries import NdcView
from registry.programme.ndc.reports import outline


def reporting(view: View) -> Iterator[Wish]:
    """Report the emissions that are known; choose a method, submit the initial report, and a new
    version of one that was found inconsistent; give the annual information on years that are over.
    """
    if not view.ask(ndc.kept):
        return
    today = day_of(view.at).year
    for account in view.ask(ndc.accounts, at=view.at // DAY * DAY, party=view.country):
        if any(year.fact_t is not None for year in account.years) and not account.closed_at:
            yield "ndc.report_inventory", {}
        if account.first_year <= today <= account.last_year:
            yield from _initial(view, account)
        if account.locked_at is not None and account.closed_at is None:
            yield from _annual(account, today)


def _initial(view: View, account: NdcView) -> Iterator[Wish]:
    """Choose a method if there is none, write the report, and submit it once its figures are there;
    a draft that stands is submitted as it is.
    """
    if not account.method:
        fitting = FITTING[TargetType(account.target_type)]
        yield "ndc.choose_method", {"year": account.first_year, "method": fitting[0].value}
    report = account.report
    if report is None:
        texts = view.ask(outline, view.country)
        yield "ndc.draft_report", {"year": account.first_year, **texts}
    elif report.state == ReportState.REVIEWED and report.finding == Finding.INCONSISTENT:
        yield "ndc.renew_report", {"report": report.report}
    complete = view.ask(ndc.room_of, view.country, at=view.at // DAY * DAY) is not None
    for one in view.ask(ndc.reports, party=view.country)[:1]:
        if one.state == ReportState.DRAFT and complete:
            yield "ndc.submit_report", {"report": one.report}


def _annual(account: NdcView, today: int) -> Iterator[Wish]:
    """Tell the newest year that is over and has an inventory, and every year that was re-opened."""
    over = [one for one in account.years if one.year < today and one.emissions_t is not None]
    for one in over:
        reopened = one.state == ndc.REOPENED
        if reopened or (one is over[-1] and one.state == ndc.OPEN):
            yield "ndc.publish_year", {"year": one.year}
