"""Where a project stands in its cycle: found, moved, and every step kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from registry.cycles import CCER, Cycle, Registrar
from registry.programme.accounts import controls
from registry.programme.documents import commands as documents
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects.design import SITE, Design
from registry.programme.projects.errors import RegisteredBefore, StepNotInCycle
from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import (
    CycleRule,
    Project,
    ProjectStage,
    ProjectStep,
)
from registry.programme.projects.queries import cycle_rules
from registry.records import next_key
from registry.roles import Actor, Role


def keep_rules(books: Books, *, cycle: str, facts: Mapping[str, Any]) -> None:
    """Keep the facts of a cycle by which projects of the lesson go."""
    session = books.session
    for name, value in sorted(facts.items()):
        number = next_key(session, CycleRule.id)
        session.add(CycleRule(id=number, cycle=cycle, name=name, value=json.dumps(value)))
        session.flush()


def begin(
    books: Books, *, project: str, cycle: str, site: Design | None, by: Actor, at: int
) -> None:
    """Let a project of the plan begin as an idea; `site` is what a validator finds there."""
    session = books.session
    of = projects.find(session, project)
    assert (cycle == CCER) == (not of.partner), f"{project} does not go through the cycle {cycle}"
    session.add(
        ProjectStage(project=project, cycle=cycle, state=PROJECT.initial, design=0, since=at)
    )
    session.flush()
    if site is not None:
        documents.submit(books, kind=SITE, about=project, fields=site.as_fields(), by=by, at=at)


def find(session: Session, project: str) -> tuple[Project, ProjectStage, Cycle]:
    """A project with its stage and the rules of its cycle; refuses one that is registered from the
    beginning.
    """
    of = projects.find(session, project)
    stage = session.get(ProjectStage, project)
    if stage is None:
        raise RegisteredBefore(project=project)
    return of, stage, cycle_rules(session, stage.cycle)


def require_owner(of: Project, by: Actor) -> None:
    """Refuse a seat that does not own the project."""
    if of.owner != by.seat:
        raise NotYours(subject=of.code, owner=of.owner, seat=by.seat)


def require_step(of: Project, by: Actor, step: str, *, there: bool) -> None:
    """Refuse a step that the project's cycle does not have, or not for this seat."""
    if not there:
        raise StepNotInCycle(project=of.code, step=step, seat=by.seat)


def of_committee(cycle: Cycle) -> bool:
    """Whether the joint committee decides on what happens to a project of this cycle."""
    return cycle.registration is Registrar.COMMITTEE


def move(
    books: Books,
    stage: ProjectStage,
    trigger: str,
    *,
    remark: str = "",
    document: int | None = None,
    item: int | None = None,
    period: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Take a step of the project's machine and keep it; `period` names the time that begins now."""
    session = books.session
    stage.state = PROJECT.after(stage.state, trigger, offices=by.offices)
    stage.since = at
    stage.ends_at = controls.end_of(session, period, since=at) if period else None
    note(
        books, stage, trigger, remark=remark, document=document, item=item, by=by, at=at,
    )  # fmt: skip
    return {"project": stage.project, "state": str(stage.state), "step": trigger}


def followed(moved: dict[str, Any]) -> dict[str, Any]:
    """What a step adds to the answer of the committee's decision that it follows."""
    rest = {name: value for name, value in moved.items() if name != "state"}
    return rest | {"stage": moved["state"]}


def note(
    books: Books,
    stage: ProjectStage,
    trigger: str,
    *,
    remark: str = "",
    document: int | None = None,
    item: int | None = None,
    by: Actor,
    at: int,
) -> None:
    """Keep a step that was taken; the state is the one in which the project is now."""
    session = books.session
    session.add(
        ProjectStep(
            id=next_key(session, ProjectStep.id),
            project=stage.project,
            trigger=trigger,
            state=stage.state,
            seat="" if by.role is Role.CLOCK else by.seat,
            remark=remark.strip(),
            document=document,
            item=item,
            at=at,
        )
    )
    session.flush()
