"""Imports: requests to take over credits of another registry, and the form for one more."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.accounts.machine import HOLDERS
from registry.programme.accounts.queries import accounts
from registry.programme.issuance import imported
from registry.programme.issuance.imported import ImportView
from registry.programme.issuance.models import ORIGINS
from registry.programme.projects.queries import projects
from registry.roles import Actor
from registry.web.frame.acts import Told, act, actor_of, choice, line, number, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.registries.import_contexts import ImportLine, ImportsPage
from registry.web.registries.paging import before_of, pages

ROWS = 20
TONES = {"requested": "wait", "admitted": "done", "declined": "refuse"}


def imports_page(visitor: Visitor, session: Session) -> ImportsPage:
    """The requests, newest first, each with the steps that the visitor can take."""
    names, by, before = Names(session, visitor.language), actor_of(visitor), before_of(visitor)
    told = told_of(visitor, session, names, back=to("imports"))
    found = imported.imports(session, before=before, limit=ROWS + 1)
    older, newest = pages("imports", found, ROWS, before, key=lambda one: one.request)
    return ImportsPage(
        ask=_ask(session, names, by, told),
        rows=tuple(_line(session, names, one, by, told) for one in found[:ROWS]),
        older_href=older,
        newest_href=newest,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _ask(session: Session, names: Names, by: Actor | None, told: Told) -> Act | None:
    """The form to ask a registry in which the visitor has an account."""
    own = accounts(session, owner=by.seat) if by is not None and by.holds(HOLDERS) else []
    if not own:
        return None
    registries = [Choice(value=r, label=names.registry(r)) for r in {one.registry for one in own}]
    plants = sorted({one.installation for one in projects(session) if one.installation})
    fields = [
        choice("registry", sorted(registries, key=lambda one: one.value)),
        choice("origin", [Choice(value=code, label=code) for code in ORIGINS]),
        line("project", "origin_project"),
        number("first", "first_serial"),
        number("last", "last_serial"),
        line("first_day"),
        line("last_day"),
        line("proof"),
    ]
    if plants:
        named = [Choice(value=plant, label=plant) for plant in plants]
        fields.append(choice("installation", named, required=False))
    return act(
        names, "import.ask", told=told, tone="primary", fields=fields,
        note=word("import.ask", "registry_notes", names.language),
    )  # fmt: skip


def _line(
    session: Session, names: Names, one: ImportView, by: Actor | None, told: Told
) -> ImportLine:
    batch = names.batches[one.asset] if one.asset is not None else None
    steps = imported.possible(session, one, by) if by is not None else ()
    return ImportLine(
        request=one.request,
        name=names.seat(one.seat),
        registry=one.registry,
        origin=one.origin,
        project=one.project,
        installation=one.installation,
        first_day=one.first_day,
        last_day=one.last_day,
        first=one.first,
        last=one.last,
        quantity=one.quantity,
        proof=one.proof,
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        range=(
            names.span(batch.asset, batch.first, batch.last, registry=one.registry, long=True)
            if batch is not None
            else None
        ),
        requested_at=one.requested_at,
        decided_by=names.seat(one.decided_by),
        decided_for=one.decided_for,
        decided_at=one.decided_at,
        acts=tuple(_act(names, step, one, told) for step in steps),
    )


def _act(names: Names, step: str, one: ImportView, told: Told) -> Act:
    tones = {"admit": "primary", "decline": "refusing"}
    return act(
        names, f"import.{step}", told=told, about=one.request, tone=tones.get(step, ""),
        arguments={"request": one.request},
        fields=(line("reason"),) if step == "decline" else (),
    )  # fmt: skip
