"""The list of monitoring periods: what waits for the visitor first, what others do after it."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.agreements.queries import known
from registry.programme.monitoring import queries
from registry.programme.monitoring.models import MonitoringState
from registry.programme.monitoring.queries import MonitoringView
from registry.programme.projects import queries as projects
from registry.programme.projects.commands import find_period
from registry.roles import SIDE_OF
from registry.web.frame.acts import act, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor
from registry.web.verification.contexts import MonitoringsPage, PeriodLine

TONES = {
    "monitoring": "wait", "submitted": "wait", "verified": "done", "stated_positive": "done",
    "stated_negative": "refuse", "requested": "done", "ended": "refuse",
}  # fmt: skip
"""The colour of a state."""


def desk_page(visitor: Visitor, session: Session) -> MonitoringsPage:
    """Every monitoring period that is open, and the visitor's own that it can open now."""
    seat, names = visitor.seated.seat, Names(session, visitor.language)
    told = told_of(visitor, session, names, back=to("monitorings"))
    mine = frozenset(one.code for one in projects.projects(session) if one.owner == seat)
    at = visitor.view["clock"]["at"]
    fresh = []
    for project, period in queries.not_open(session, projects=mine, at=at):
        opening = act(
            names, "monitoring.open", told=told, about=f"{project}-{period}", tone="primary",
            arguments={"project": project, "period": period}, fields=[line("gap", required=False)],
        )  # fmt: skip
        fresh.append(_line(session, names, project, period, None, waits=True, acts=(opening,)))
    rows = [
        _line(session, names, one.project, one.period, one, waits=_waits(visitor, session, one))
        for one in queries.monitorings(session)
    ]
    own = [one for one in rows if one.waits]
    others = [one for one in reversed(rows) if not one.waits]
    return MonitoringsPage(
        rows=(*own, *fresh, *others),
        waiting=len(own) + len(fresh),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _waits(visitor: Visitor, session: Session, one: MonitoringView) -> bool:
    """Whether the visitor has the next step: owner, verifier, or a government without statement."""
    seat = visitor.seated.seat
    of, rules = projects.project(session, one.project), queries.rules_of(session, one.project)
    assert of is not None and rules is not None, f"{one.project} is a monitored project"
    if one.state in (MonitoringState.MONITORING, MonitoringState.STATED_NEGATIVE):
        return of.owner == seat
    if one.state == MonitoringState.SUBMITTED:
        return one.verifier == seat
    return one.state == MonitoringState.VERIFIED and bool(side_of(visitor, session, one))


def side_of(visitor: Visitor, session: Session, one: MonitoringView) -> str:
    """The country for which the visitor can make a statement on this report; "" for none."""
    state, rules = visitor.seated.state, queries.rules_of(session, one.project)
    if state is None or rules is None or not rules.statements:
        return ""
    if SIDE_OF.keys().isdisjoint(state.offices):
        return ""
    country = Names(session, visitor.language).country(visitor.seated.seat)
    said = statements_of(session, one)
    return country if said.get(country) == "" else ""


def statements_of(session: Session, one: MonitoringView) -> dict[str, str]:
    """What both governments have said, by country; {} where no statement is asked for."""
    rules, of = queries.rules_of(session, one.project), projects.project(session, one.project)
    if rules is None or of is None or not rules.statements:
        return {}
    agreed = known(session, of.agreement)
    return {agreed.partner: one.partner_statement, agreed.host: one.host_statement}


def _line(
    session: Session,
    names: Names,
    project: str,
    period: int,
    one: MonitoringView | None,
    *,
    waits: bool,
    acts: tuple[Act, ...] = (),
) -> PeriodLine:
    found = find_period(session, project=project, number=period)
    fixed = queries.verified(session, project=project, period=period)
    return PeriodLine(
        project=project,
        name=names.project(project),
        period=period,
        days=f"{found.first_day} – {found.last_day}",
        state=one.state if one is not None else "",
        tone=TONES.get(one.state, "neutral") if one is not None else "neutral",
        version=one.version if one is not None else 0,
        verifier=names.seat(one.verifier) if one is not None and one.verifier else "",
        verified_t=sum(vintage.quantity for vintage in fixed) if fixed else None,
        waits=waits,
        href=to("monitoring", project=project, period=period) if one is not None else "",
        acts=acts,
    )
