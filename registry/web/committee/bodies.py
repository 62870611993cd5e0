"""Third-party entities and methodologies: what stands, how it came to it, the visitor's acts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from registry.programme.agreements import queries as agreements
from registry.programme.committee import motions
from registry.programme.entities import queries as entities
from registry.programme.entities.commands import STEPS as DOMESTIC_STEPS
from registry.programme.entities.machine import DESIGNATION
from registry.programme.entities.models import ENDED, Function
from registry.programme.entities.motions import STEPS as RECONSIDERED
from registry.programme.entities.queries import DesignationView
from registry.programme.entities.scopes import scope, scopes
from registry.programme.methodologies import queries as methodologies
from registry.programme.methodologies.calculators.tables import table
from registry.programme.methodologies.models import MethodologyState, Storage
from registry.programme.methodologies.queries import MethodologyVersionView
from registry.roles import Actor, Role
from registry.web.committee import method_acts
from registry.web.committee.body_contexts import (
    BaselineLine,
    BodiesPage,
    BodyStep,
    DesignationLine,
    KnownLine,
    VersionLine,
)
from registry.web.frame.acts import Told, act, actor_of, choice, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor

TONES = {
    "applied": "wait", "designated": "done", "declined": "refuse", "revoked": "refuse",
    "submitted": "wait", "incomplete": "refuse", "complete": "wait", "public_input": "wait",
    "considered": "wait", "approved": "done", "approved_with_revisions": "done",
    "suspended": "refuse", "superseded": "neutral",
}  # fmt: skip


def bodies_page(visitor: Visitor, session: Session) -> BodiesPage:
    """Every methodology and designation of the lesson, with the visitor's acts."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("bodies"))
    at = visitor.live.now()
    versions = methodologies.versions(session)
    asks = [*_applying(session, names, by, told)]
    if by is not None:
        asks += method_acts.asks(session, names, by, told, at)
    return BodiesPage(
        asks=tuple(asks),
        entities=bool(entities.entities(session)),
        designations=tuple(
            _designation(session, names, one, by, told) for one in entities.designations(session)
        ),
        versions=tuple(
            _version(session, names, one, by, told) for one in versions or _of_plan(session)
        ),
        baselines=tuple(
            BaselineLine(
                code=one.code,
                under=one.agreement,
                percent=one.percent,
                first_day=one.first_day,
                name=names.seat(one.seat) if one.seat else "",
                reason=one.reason,
                at=one.at,
                href=_decided(session, one.motion),
            )
            for one in methodologies.baselines(session)
        ),
        known=tuple(
            KnownLine(
                code=one["code"],
                name=one[names.language],
                scope=one["scope"],
                source=one["source"],
                status=one["status"],
            )
            for one in table("methodologies")["methodologies"]
        ),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _of_plan(session: Session) -> list[MethodologyVersionView]:
    """The methodologies of a plan that names no procedure."""
    found = (
        methodologies.valid_version(session, one.code, agreement=None, at=0)
        for one in methodologies.methodologies(session)
    )
    return [one for one in found if one is not None]


def _decided(session: Session, motion: int | None) -> str:
    item = motions.item_of(session, motion) if motion is not None else None
    return to("item", item=item) if item is not None else ""


def _steps(
    session: Session,
    names: Names,
    steps: Iterable[entities.DesignationStep | methodologies.MethodologyStep],
) -> tuple[BodyStep, ...]:
    return tuple(
        BodyStep(
            trigger=one.trigger,
            name=names.seat(one.seat) if one.seat else "",
            reason=one.reason,
            at=one.at,
            href=_decided(session, one.motion),
        )
        for one in steps
    )


def _scope(names: Names, number: int) -> str:
    found = scope(number)
    if found is None:
        return ""
    return found.zh if names.language == "zh" else found.en


def _designation(
    session: Session, names: Names, one: DesignationView, by: Actor | None, told: Told
) -> DesignationLine:
    return DesignationLine(
        designation=one.designation,
        name=names.seat(one.seat),
        under=one.agreement,
        function=one.function,
        scope=one.scope,
        scope_name=_scope(names, one.scope),
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        steps=_steps(session, names, one.acts),
        acts=tuple(_on_designation(session, names, one, by, told)),
    )


def _on_designation(
    session: Session, names: Names, one: DesignationView, by: Actor | None, told: Told
) -> Iterable[Act]:
    if by is None or one.state in ENDED:
        return
    possible = [move.trigger for move in DESIGNATION.moves if move.source == one.state]
    number = {"designation": one.designation}
    if one.seat == by.seat and by.holds({Role.THIRD_PARTY_ENTITY}):
        yield act(
            names, "entity.withdraw", told=told, about=one.designation, tone="refusing",
            arguments=number,
        )  # fmt: skip
    offered = [s for s in possible if s in (RECONSIDERED if one.agreement else DOMESTIC_STEPS)]
    if not offered:
        return
    fields = (choice("step", _choices(names, offered), "body_step"), line("reason"))
    if one.agreement:
        if one.agreement in {agreed.code for agreed in motions.before_whom(session, by)}:
            yield act(
                names, "entity.ask_reconsideration", told=told, about=one.designation,
                arguments=number, fields=fields,
            )  # fmt: skip
    elif entities.decides(session, by):
        yield act(
            names, "entity.decide", told=told, about=one.designation, tone="primary",
            arguments=number, fields=fields,
        )  # fmt: skip


def _choices(names: Names, steps: Iterable[str]) -> list[Choice]:
    return [Choice(value=step, label=word(step, "body_steps", names.language)) for step in steps]


def _applying(session: Session, names: Names, by: Actor | None, told: Told) -> Iterable[Act]:
    """The forms with which an entity applies."""
    if by is None or not by.holds({Role.THIRD_PARTY_ENTITY}):
        return
    fields = (
        choice("function", [
            Choice(value=one.value, label=word(one.value, "functions", names.language))
            for one in Function
        ]),
        choice("scope", [
            Choice(value=str(one.number), label=f"{one.number} {_scope(names, one.number)}")
            for one in scopes()
        ]),
        line("reason", "competence"),
    )  # fmt: skip
    active = [one.code for one in agreements.agreements(session) if one.active]
    if active:
        under = choice("agreement", [Choice(value=code, label=code) for code in active])
        yield act(names, "entity.apply", told=told, tone="primary", fields=(under, *fields))
    yield act(names, "entity.apply_domestic", told=told, fields=fields)


def _version(
    session: Session, names: Names, one: MethodologyVersionView, by: Actor | None, told: Told
) -> VersionLine:
    return VersionLine(
        methodology=one.methodology,
        code=one.code,
        name=one.name_zh if names.language == "zh" else one.name_en,
        version=one.version,
        under=one.agreement,
        source=one.source,
        status=one.status,
        scope=one.scope,
        scope_name=_scope(names, one.scope),
        crediting_years=one.crediting_years,
        storage=one.storage,
        buffer="" if one.storage == Storage.NONE else one.buffer_percent,
        conditions=tuple(
            f"{word(said.attribute, 'attributes', names.language)}"
            f" {word(said.relation, 'relations', names.language)} {said.value}"
            for said in one.conditions
        ),
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        overdue=one.overdue,
        ends_at=one.ends_at,
        valid_until=one.valid_until if one.state == MethodologyState.SUPERSEDED else None,
        revisions=one.revisions,
        steps=_steps(session, names, one.steps),
        acts=() if by is None else tuple(method_acts.on_version(session, names, one, by, told)),
    )
