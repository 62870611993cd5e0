"""What the visitor's government, or the trainer, can do on an NDC account now."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from registry.programme.ndc import queries as ndc
from registry.programme.ndc.models import FITTING, ReportState, TargetType
from registry.programme.ndc.queries import NdcView
from registry.programme.ndc.reports import outline
from registry.programme.participants.queries import participant
from registry.roles import SIDE_OF
from registry.web.frame.acts import Told, act, actor_of, choice, line, number
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor, by_trainer

FINDINGS = ("consistent", "inconsistent")


def acts_of(
    visitor: Visitor, session: Session, names: Names, one: NdcView, told: Told
) -> tuple[Act, ...]:
    """The forms of the visitor on this account; () for everybody else."""
    by = actor_of(visitor)
    if by is None:
        return tuple(_trainers(names, one, told)) if by_trainer(visitor) else ()
    own = participant(session, by.seat)
    if own is None or own.country != one.party or not by.holds(SIDE_OF):
        return ()
    return tuple(_governments(visitor, session, names, one, told))


def _governments(
    visitor: Visitor, session: Session, names: Names, one: NdcView, told: Told
) -> Iterator[Act]:
    """Method, inventory, initial report, annual information, entries in another metric."""
    year = {"year": one.first_year}
    if one.locked_at is None:
        fitting = FITTING[TargetType(one.target_type)]
        offered = [Choice(value=m, label=word(m, "ndc_methods", names.language)) for m in fitting]
        yield act(names, "ndc.choose_method", told=told, arguments=year,
                  fields=[choice("method", offered)])  # fmt: skip
    if one.closed_at is None:
        if any(o.fact_t is not None for o in one.years):
            yield act(names, "ndc.report_inventory", told=told, about="known", tone="primary")
        yield act(names, "ndc.report_inventory", told=told,
                  label=word("inventory", "ndc_steps", names.language),
                  fields=[number("year"), number("emissions_t")])  # fmt: skip
    report = one.report
    if report is None or report.state == ReportState.DRAFT:
        written = dict(report.texts) if report else outline(session, one.party)
        texts = [line(name, required=False, value=written[name]) for name in ndc.TEXTS]
        yield act(names, "ndc.draft_report", told=told, arguments=year, fields=texts)
    if report is not None and report.state == ReportState.DRAFT:
        yield act(names, "ndc.submit_report", told=told, tone="primary",
                  arguments={"report": report.report})  # fmt: skip
    if report is not None and report.state == ReportState.REVIEWED:
        yield act(names, "ndc.renew_report", told=told, arguments={"report": report.report})
    if one.locked_at is not None and one.closed_at is None:
        yield act(names, "ndc.publish_year", told=told, fields=[number("year")])
    if one.metric:
        for command in ("ndc.transfer_indicator", "ndc.use_indicator"):
            yield act(names, command, told=told, arguments={"metric": one.metric},
                      fields=[line("party"), number("quantity", "amount"),
                              number("year")])  # fmt: skip


def _trainers(names: Names, one: NdcView, told: Told) -> Iterator[Act]:
    """The review in the experts' place, a stocktake, the end of the period's review."""
    report = one.report
    if report is not None and report.state == ReportState.SUBMITTED:
        yield act(names, "ndc.take_up", told=told, arguments={"report": report.report})
    if report is not None and report.state == ReportState.UNDER_REVIEW:
        found = [Choice(value=f, label=word(f, "ndc_findings", names.language)) for f in FINDINGS]
        yield act(names, "ndc.conclude", told=told, arguments={"report": report.report},
                  fields=[choice("finding", found), line("found", required=False)])  # fmt: skip
    if one.closed_at is None:
        yield act(names, "ndc.raise_target", told=told, arguments={"party": one.party},
                  fields=[number("year", value=str(one.last_year)), number("level_t"),
                          line("reason")])  # fmt: skip
        yield act(names, "ndc.close", told=told, tone="danger",
                  arguments={"party": one.party, "year": one.first_year})  # fmt: skip
