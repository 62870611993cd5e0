"""One incident: the lanes of both sides, the steps of its team, the texts proposed, the forms."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from registry import pace
from registry.programme.agreements import queries as agreements
from registry.programme.risks import queries as risks
from registry.programme.risks.machine import INCIDENT
from registry.programme.risks.models import Step
from registry.programme.risks.queries import IncidentView
from registry.roles import Actor, Side
from registry.web.frame.acts import Told, act, actor_of, choice, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.risks.contexts import IncidentPage, Lane, NoteLine, StepRow
from registry.web.risks.register import line_of

_PAGES = {"transfer": "registry_transfer", "item": "item", "account": "registry_account"}
"""What an incident can be about -> the page of it, and the name of its place in the address."""


def incident_page(visitor: Visitor, session: Session, number: int) -> IncidentPage | None:
    """One incident; None if there is none, or if the visitor's seat is not shown it."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    if by is None and not visitor.seated.is_trainer:
        return None
    one = risks.incident(session, number, by=by)
    if one is None:
        return None
    told = told_of(visitor, session, names, back=to("incident", incident=number))
    page = _PAGES.get(one.about, "")
    period = visitor.seated.live.current.periods[pace.INCIDENT]
    return IncidentPage(
        line=line_of(names, one, mine=by is not None and bool(risks.possible(session, one, by))),
        reason=one.reason,
        opened_by=names.seat(one.opened_by),
        concluded_at=one.concluded_at,
        late_at=one.late_at,
        subject_href=to(page, **{one.about: one.subject}) if page else "",
        span=one.due_at - one.opened_at,
        gone=max(0, min(visitor.view["clock"]["at"], one.due_at) - one.opened_at),
        days=period.days,
        day_kind=str(period.kind),
        lanes=_lanes(session, names, one),
        steps=_steps(names, one),
        notes=tuple(
            NoteLine(
                note=each.note,
                text=each.text,
                country=names.country(each.seat),
                name=names.seat(each.seat),
                at=each.at,
                consents=_countries(session, one, each.consents),
            )
            for each in one.notes
        ),
        acts=_acts(session, names, one, by, told) if by is not None else (),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _lanes(session: Session, names: Names, one: IncidentView) -> tuple[Lane, ...]:
    """Both sides, the partner's first."""
    agreed = agreements.known(session, one.agreement)
    team = {each.side: each for each in one.team}
    lanes = []
    for side in Side:
        member = team.get(side)
        country = agreed.country(side)
        lanes.append(
            Lane(
                side=side,
                country=country,
                country_name=names.nation(country),
                member=names.seat(member.seat) if member is not None else "",
                seat=member.seat if member is not None else "",
                named_at=member.at if member is not None else None,
                consents=one.note is not None and side in one.note.consents,
            )
        )
    return tuple(lanes)


def _steps(names: Names, one: IncidentView) -> tuple[StepRow, ...]:
    """The steps in their order, those to come as well."""
    taken = {each.step: each for each in one.steps}
    coming = {move.trigger for move in INCIDENT.moves if move.source == one.state}
    rows = []
    for step in Step:
        done = taken.get(step)
        rows.append(
            StepRow(
                step=step,
                side=done.side if done is not None else "",
                office=done.office if done is not None else "",
                name=names.seat(done.seat) if done is not None else "",
                note=done.note if done is not None else "",
                at=done.at if done is not None else None,
                now=step in coming,
            )
        )
    return tuple(rows)


def _countries(session: Session, one: IncidentView, sides: Sequence[str]) -> tuple[str, ...]:
    agreed = agreements.known(session, one.agreement)
    return tuple(agreed.country(side) for side in Side if side in sides)


def _acts(
    session: Session, names: Names, one: IncidentView, by: Actor, told: Told
) -> tuple[Act, ...]:
    """The steps that the visitor's seat can take now; a consent stands before another text."""
    found: list[Act] = []
    for trigger in sorted(risks.possible(session, one, by), key=lambda each: each == "draft"):
        command = f"incident.{trigger}"
        arguments: dict[str, object] = {"incident": one.incident}
        fields: tuple[ActField, ...] = ()
        if trigger == "name":
            seats = risks.members(session, one, by)
            members = [Choice(value=seat, label=f"{seat} {names.seat(seat)}") for seat in seats]
            fields = (choice("member", members),)
        elif trigger == "agree" and one.note is not None:
            arguments["note"] = one.note.note
        elif trigger == "draft":
            fields = (line("text", "public_note"),)
        else:
            fields = (line("note", "step_note"),)
        found.append(
            act(
                names,
                command,
                told=told,
                tone="" if trigger == "draft" and found else "primary",
                note=word(command, "incident_notes", names.language),
                arguments=arguments,
                fields=fields,
            )
        )
    return tuple(found)
