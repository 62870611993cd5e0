"""The risk register by stage with its forms, the incidents of an office, public notes."""

from __future__ import annotations

from sqlmodel import Session

from registry.classroom.market_risks import market_risks
from registry.programme.risks import queries as risks
from registry.programme.risks.models import About, Response
from registry.programme.risks.queries import IncidentView, ResponseView, RiskView
from registry.programme.risks.taxonomy import Stage, far_percent
from registry.programme.risks.taxonomy import risks as taxonomy
from registry.roles import Actor
from registry.web.frame.acts import Told, act, actor_of, choice, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.risks.contexts import (
    IncidentLine,
    PublicNoteLine,
    RegisterPage,
    ResponseLine,
    RiskLine,
    SortLine,
    StageLine,
)

ROWS = 50


def register_page(visitor: Visitor, session: Session) -> RegisterPage:
    """The register of the lesson."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("risks"))
    played = risks.played(session)
    found = risks.register(session, market_risks(session))
    lines = [_line(names, one, by if played else None, told) for one in found]
    of_stage = {one.risk.code: one.risk.stage for one in found}
    shown = visitor.seated.is_trainer or (by is not None and risks.watches(session, by))
    cases = risks.incidents(session, by=by, limit=ROWS) if shown else []
    waits = {one.incident for one, _ in risks.waiting(session, by=by)} if by is not None else set()
    return RegisterPage(
        played=played,
        shown=shown,
        far_percent=far_percent(),
        stages=tuple(
            StageLine(
                stage=stage,
                count=sum(one.count for one in lines if of_stage[one.code] is stage),
                risks=tuple(one for one in lines if of_stage[one.code] is stage),
            )
            for stage in Stage
        ),
        incidents=tuple(line_of(names, one, mine=one.incident in waits) for one in cases),
        notes=tuple(
            PublicNoteLine(
                incident=one.incident,
                agreement=one.agreement,
                risk=risk_name(names, one.risk),
                text=one.text,
                at=one.at,
            )
            for one in risks.public_notes(session)
        ),
        opening=_opening(session, names, by, told) if played and by is not None else None,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def risk_name(names: Names, code: str) -> str:
    """The name of a risk in the page's language."""
    risk = taxonomy()[code]
    return names.both(zh=risk.zh, en=risk.en)


def line_of(names: Names, one: IncidentView, *, mine: bool) -> IncidentLine:
    """An incident in the list; `mine`: its next step is the visitor's."""
    late = one.late_at is not None
    concluded = one.concluded_at is not None
    return IncidentLine(
        incident=one.incident,
        agreement=one.agreement,
        risk=risk_name(names, one.risk),
        about=one.about,
        subject=one.subject,
        quantity=one.quantity,
        state=one.state,
        tone="done" if concluded else "refuse" if late else "wait",
        opened_at=one.opened_at,
        due_at=one.due_at,
        late=late,
        mine=mine,
    )


def _line(names: Names, one: RiskView, by: Actor | None, told: Told) -> RiskLine:
    risk = one.risk
    given = [_response(names, each) for each in one.responses]
    answers = by is not None and risks.answers_for(risk.code, by)
    return RiskLine(
        code=risk.code,
        name=names.both(zh=risk.zh, en=risk.en),
        plays=names.both(zh=risk.plays_zh, en=risk.plays_en),
        owner=names.both(zh=risk.owner_zh, en=risk.owner_en),
        offices=tuple(map(str, risk.offices)),
        source=risk.source,
        status=risk.status,
        measured=risk.measured,
        count=one.count,
        open=one.open,
        quantity=one.quantity,
        amount_fen=one.amount_fen,
        last_at=one.last_at,
        sorts=tuple(
            SortLine(sort=each.sort, count=each.count, quantity=each.quantity) for each in one.sorts
        ),
        incidents_open=one.incidents_open,
        incidents_late=one.incidents_late,
        incidents_concluded=one.incidents_concluded,
        response=given[0] if given else None,
        earlier=tuple(given[1:]),
        act=_responding(names, risk.code, told) if answers else None,
    )


def _response(names: Names, one: ResponseView) -> ResponseLine:
    return ResponseLine(
        response=one.response, text=one.text, due_day=one.due_day, office=one.office,
        name=names.seat(one.seat), at=one.at,
    )  # fmt: skip


def _responding(names: Names, risk: str, told: Told) -> Act:
    ways = [
        Choice(value=way.value, label=word(way.value, "risk_responses", names.language))
        for way in Response
    ]
    return act(
        names,
        "risk.respond",
        told=told,
        about=risk,
        arguments={"risk": risk},
        fields=(
            choice("response", ways),
            line("text", "risk_text"),
            line("due_day"),
        ),
    )


def _opening(session: Session, names: Names, by: Actor, told: Told) -> Act | None:
    """The form to open an incident, for a government or a registry manager."""
    under = risks.opens_under(session, by)
    if not under:
        return None
    subjects = [
        Choice(value=one.value, label=word(one.value, "incident_subjects", names.language))
        for one in About
    ]
    named = [Choice(value=code, label=risk_name(names, code)) for code in taxonomy()]
    return act(
        names,
        "incident.open",
        told=told,
        tone="primary",
        fields=(
            choice("agreement", [Choice(value=code, label=code) for code in under]),
            choice("risk", named),
            choice("about", subjects, "incident_about"),
            line("subject"),
            line("reason", "incident_reason"),
        ),
    )
