"""The form of a motion: what it is about, the present terms beside the proposed ones, the preview.

The preview is that of the command, so that no rule of a procedure is repeated here.
"""

from __future__ import annotations

import orjson
from sqlmodel import Session

from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.models import IssuanceState
from registry.programme.projects.motions import DEREGISTERING
from registry.roles import Side
from registry.web.committee.changes import changes
from registry.web.committee.motion_contexts import (
    AboutLink,
    CommitteeSide,
    MotionForm,
    MotionPage,
    MotionPreview,
    MotionWay,
)
from registry.web.committee.motion_forms import FORMS, Asked, Form, Setting, field
from registry.web.frame.acts import actor_of, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.questions import Look
from registry.web.frame.visitor import Visitor, mint

UNISSUED = (IssuanceState.REQUESTED, IssuanceState.DECIDED)
"""States of issuance requests that a deregistration cancels; of the others something is issued."""

ISSUANCES_READ = 1_000


def ways_of(visitor: Visitor, session: Session, names: Names) -> tuple[MotionWay, ...]:
    """The kinds of motions that the visitor's seat may bring now."""
    by = actor_of(visitor)
    if by is None:
        return ()
    setting = Setting(session, names, by, "", {})
    return tuple(
        MotionWay(
            kind=kind,
            title=names.both(zh=form.kind.title.zh, en=form.kind.title.en),
            href=to("motion", kind=kind),
        )
        for kind, form in FORMS.items()
        if form.abouts(setting)
    )


def motion_page(visitor: Visitor, session: Session, kind: str, look: Look) -> MotionPage | None:
    """The form of a kind of motion; None if there is no such kind."""
    form = FORMS.get(kind)
    if form is None:
        return None
    names, by = Names(session, visitor.language), actor_of(visitor)
    typed = {name: ",".join(visitor.query.getlist(name)) for name in visitor.query}
    choices: tuple[Choice, ...] = ()
    chosen = None
    if by is not None:
        choices = form.abouts(Setting(session, names, by, "", typed))
        given = typed.get("about", "")
        chosen = next((one for one in choices if one.value == given), (*choices, None)[0])
    here = to("motion", kind=kind)
    told = told_of(visitor, session, names, back=here)
    filled = None
    if by is not None and chosen is not None:
        filled = _filled(form, Setting(session, names, by, chosen.value, typed), chosen, look)
    return MotionPage(
        kind=kind,
        title=names.both(zh=form.kind.title.zh, en=form.kind.title.en),
        here=here,
        back=to("motion", kind=kind, **typed),
        abouts=tuple(
            AboutLink(
                label=one.label, href=to("motion", kind=kind, about=one.value), here=one is chosen
            )
            for one in choices
        ),
        form=filled,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _filled(form: Form, of: Setting, chosen: Choice, look: Look) -> MotionForm:
    """The form about something, with the preview of what was typed."""
    asked = form.reads(of) if of.typed.get("step") == "preview" else None
    reason = field("reason", "line", value=of.reason)
    return MotionForm(
        about=chosen.label,
        about_value=chosen.value,
        fields=(*form.fields(of), reason),
        errors=asked.errors if asked is not None else {},
        preview=_preview(form, of, asked, look) if asked is not None and not asked.errors else None,
    )


def _preview(form: Form, of: Setting, asked: Asked, look: Look) -> MotionPreview:
    command = form.kind.circulated_by
    refused = look(command, asked.arguments).refused
    days, day_kind = committee.circulates(of.session, asked.agreement)
    return MotionPreview(
        command=command,
        key=mint() if refused is None else "",
        arguments=orjson.dumps(asked.arguments).decode() if refused is None else "",
        refused=refused,
        changes=changes(
            of.session, of.names, kind=form.kind.code, agreement=asked.agreement,
            about=asked.about, terms=asked.terms,
        ),
        cancelled=_cancelled(of.session, asked.about) if form.kind is DEREGISTERING else 0,
        days=days,
        day_kind=day_kind,
        sides=_sides(of.session, of.names, asked.agreement),
    )  # fmt: skip


def _cancelled(session: Session, project: str) -> int:
    """How many requests of a project a deregistration would cancel: those not issued at all."""
    found = issuances.issuances(session, limit=ISSUANCES_READ)
    return sum(one.project == project and one.state in UNISSUED for one in found)


def _sides(session: Session, names: Names, agreement: str) -> tuple[CommitteeSide, ...]:
    agreed, members = agreements.known(session, agreement), committee.members(session, agreement)
    return tuple(
        CommitteeSide(
            country=agreed.country(side),
            members=tuple(names.seat(one.seat) for one in members if one.side is side),
        )
        for side in Side
    )
