"""What a host's government can do about authorisations: grant one, answer applications, change."""

from __future__ import annotations

import orjson

from registry.programme.authorisation.covering import StandingView, standings
from registry.programme.authorisation.machine import AUTHORISATION, MINISTRY
from registry.programme.authorisation.models import (
    AuthorisationState,
    Circumstance,
    Definition,
    Purpose,
)
from registry.programme.authorisation.queries import bounds_of
from registry.programme.participants.queries import registries
from registry.programme.projects import queries as projects
from registry.web.frame.contexts.shared import Choice, FieldError, Form
from registry.web.frame.fields import parse_tonnes
from registry.web.frame.seat_parts import SeatContext
from registry.web.frame.visitor import mint
from registry.web.tasks.contexts import AuthorisationCard, AuthoriseTask, VersionLine

_LISTS = ("purposes", "parties", "circumstances")
_OVER = (AuthorisationState.REJECTED, AuthorisationState.REVOKED)


def authorise_of(top: SeatContext) -> AuthoriseTask:
    """The form to authorise tonnes of a project, filled in by an application or by the seat."""
    country = top.names.country(top.seat)
    choices = tuple(
        Choice(value=of.code, label=f"{top.names.project(of.code)} {of.code}")
        for of in projects.projects(top.session)
        if of.host == country and not of.domestic
    )
    parties = tuple(
        Choice(value=one.code, label=top.names.nation(one.code))
        for one in registries(top.session)
        if one.code != country
    )
    open_now = top.given.get("task") == "authorise"
    values = dict(top.given) if open_now else {}
    lists = {name: [p for p in values.get(name, "").split(",") if p] for name in _LISTS}
    errors: dict[str, FieldError] = {}
    quantity = parse_tonnes(values.get("quantity", ""))
    if open_now and "quantity" in values:
        if isinstance(quantity, FieldError):
            errors["quantity"] = quantity
        if not lists["purposes"]:
            errors["purposes"] = FieldError(code="required", limit="")
        if values.get("project") not in [c.value for c in choices]:
            errors["project"] = FieldError(code="not_offered", limit="")
    ready = open_now and isinstance(quantity, int) and not errors
    ahead = ahead_of = 0
    if ready and isinstance(quantity, int):
        bounds = bounds_of(top.session, values["project"], at=top.at)
        ahead, ahead_of = max(0, quantity - bounds.verified_t), bounds.verified_t
    arguments = {
        "project": values.get("project", ""),
        "purposes": orjson.dumps(lists["purposes"]).decode(),
        "quantity": str(quantity),
        "confirmed": "true",
    }
    arguments |= {
        name: values[name] for name in ("definition", "last_day", "application") if values.get(name)
    }
    arguments |= {
        name: orjson.dumps(lists[name]).decode()
        for name in ("parties", "circumstances")
        if lists[name]
    }
    return AuthoriseTask(
        projects=choices,
        purposes=tuple(purpose.value for purpose in Purpose),
        parties=parties,
        definitions=tuple(one.value for one in Definition),
        circumstances=tuple(one.value for one in Circumstance),
        form=Form(values=values, errors=errors, open=open_now),
        key=mint() if ready else "",
        arguments=arguments if ready else {},
        quantity=quantity if ready and isinstance(quantity, int) else None,
        ahead_t=ahead,
        verified_t=ahead_of,
        project_name=top.names.project(values["project"]) if ready else "",
    )


def cards_of(top: SeatContext) -> tuple[AuthorisationCard, ...]:
    """Applications that wait, then what was authorised and is not over, the newest first."""
    country = top.names.country(top.seat)
    mine = [one for one in standings(top.session) if one.host == country]
    shown = [one for one in reversed(mine) if one.state not in _OVER]
    return tuple(_card(top, one) for one in sorted(shown, key=lambda one: one.version > 0))


def _card(top: SeatContext, one: StandingView) -> AuthorisationCard:
    steps = {
        move.trigger: mint()
        for move in AUTHORISATION.moves
        if move.source == one.state and move.by is not None and move.by & MINISTRY
    }
    if not (one.circumstances and one.transferred_t):
        steps.pop("revoke_transferred", None)
    return AuthorisationCard(
        code=one.code,
        version=one.version,
        state=one.state.value,
        project_name=top.names.project(one.project),
        purposes=one.purposes,
        parties=one.parties,
        entities=tuple(top.names.seat(seat) for seat in one.entities),
        definition=one.definition,
        circumstances=one.circumstances,
        last_day=one.last_day,
        quantity=one.max_quantity,
        used=one.used_t,
        left=one.left_t,
        asked_by=top.names.seat(one.applied_by) if one.applied_by else "",
        versions=tuple(
            VersionLine(
                version=line.version, at=line.at, quantity=line.max_quantity, changed=line.changed
            )
            for line in one.versions
            if line.version
        ),
        steps=steps,
        terms=_terms(one) if not one.version else {},
    )


def _terms(one: StandingView) -> dict[str, str]:
    """The fields of the form that grants what was applied for."""
    asked = {
        "task": "authorise", "application": one.code, "project": one.project,
        "quantity": "" if one.max_quantity is None else str(one.max_quantity),
        "purposes": ",".join(one.purposes), "parties": ",".join(one.parties),
        "circumstances": ",".join(one.circumstances), "definition": one.definition,
        "last_day": one.last_day,
    }  # fmt: skip
    return {name: text for name, text in asked.items() if text}
