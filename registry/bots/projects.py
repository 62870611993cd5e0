"""Bots bring projects through the cycle: owners, validators, secretariats, governments, registries.

Each looks up what a person at its seat can look up. An owner errs in the figures of as many of a
hundred first design documents as the plan says; a validator compares every figure with the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.bots.view import View, Wish
from registry.cycles import Cycle, Publisher, Registrar
from registry.programme.agreements import queries as agreements
from registry.programme.committee import motions
from registry.programme.participants import queries as participants
from registry.programme.projects import allocating, validating
from registry.programme.projects import queries as projects
from registry.programme.projects.design import (
    Design,
    additionality,
    design_of,
    differing,
    site_of,
)
from registry.programme.projects.models import Project, ProjectState
from registry.programme.projects.queries import ProjectView, StageView
from registry.programme.projects.registering import REGISTRATION
from registry.roles import Role, SplitRule

_S = ProjectState


def owner(view: View) -> Iterator[Wish]:
    """Take the next step of one's own projects, and sign allocations as a partner."""
    for of, stage, cycle in _there(view):
        if of.owner == view.seat:
            yield from _own(view, of, stage, cycle)
        elif of.partner == view.seat:
            yield from _signature(view, of, stage, of.partner)


def government(view: View) -> Iterator[Wish]:
    """Sign allocations for one's country."""
    for of, stage, _ in _there(view):
        if of.agreement and _serves(view, of):
            yield from _signature(view, of, stage, view.country)


def secretariat(view: View) -> Iterator[Wish]:
    """Publish design documents; bring reference emissions and requests to the committee."""
    for of, stage, cycle in _there(view):
        if not of.agreement or not _serves(view, of):
            continue
        named = {"project": of.code}
        if stage.state is _S.DESIGN_SUBMITTED and cycle.publisher is Publisher.SECRETARIAT:
            yield "project.publish_design", named
        elif stage.state is _S.VALIDATED and not view.ask(_was_asked, validating.ASSESSMENT, of):
            if cycle.reference_assessment:
                reason = "审定报告为肯定意见 the validation is positive"
                yield "project.ask_assessment", named | {"reason": reason}
        elif stage.state is _S.REGISTRATION_REQUESTED and not view.ask(
            _was_asked, REGISTRATION, of
        ):
            reason = "材料齐全 the documents are complete"
            yield "project.circulate_registration", named | {"reason": reason}


def registry_manager(view: View) -> Iterator[Wish]:
    """Register the domestic projects whose application is complete."""
    for of, stage, cycle in _there(view):
        waits = stage.state is _S.REGISTRATION_REQUESTED
        if waits and cycle.registration is Registrar.REGISTRY and view.country in ("", of.host):
            yield "project.register", {"project": of.code}


def entity(view: View) -> Iterator[Wish]:
    """Answer the public and report on the design documents that name this entity."""
    for of, stage, cycle in _there(view):
        if stage.state is not _S.VALIDATION or stage.validator != view.seat:
            continue
        open_ = [one for one in view.ask(projects.comments, of.code) if one.answered_at is None]
        for one in open_:
            answer = "已在审定中核对 considered in the validation"
            yield "project.answer_comment", {"comment": one.comment, "answer": answer}
        stated = view.ask(design_of, of.code, stage.design)
        found = view.ask(site_of, of.code)
        assert stated is not None, f"{of.code} has a design document"
        wrong = differing(stated, found) if found is not None else []
        positive = not wrong and additionality(stated, cycle).passed
        remark = "; ".join(f"{name}: {getattr(stated, name)}" for name in wrong)[:200]
        yield (
            "project.validate",
            {"project": of.code, "positive": positive, "wrong": wrong, "remark": remark},
        )


def _there(view: View) -> Iterator[tuple[ProjectView, StageView, Cycle]]:
    """The projects that go through the cycle, by code."""
    for code, stage in view.ask(projects.stages).items():
        of = view.ask(projects.project, code)
        assert of is not None, f"{code} is a project"
        yield of, stage, view.ask(projects.cycle_rules, stage.cycle)


def _own(view: View, of: ProjectView, stage: StageView, cycle: Cycle) -> Iterator[Wish]:
    named = {"project": of.code}
    if stage.state is _S.IDEA and cycle.starts_with_note:
        found = view.ask(site_of, of.code)
        assert found is not None, f"{of.code} has a site"
        summary = f"{of.name_zh} {of.name_en}"[:200]
        yield "project.submit_note", named | {"yearly_t": found.yearly_t, "summary": summary}
    elif stage.state in (_S.IDEA, _S.NOTE_ACCEPTED, _S.VALIDATION_NEGATIVE):
        yield from _designs(view, of, stage)
    elif stage.state is _S.DESIGN_SUBMITTED and cycle.publisher is Publisher.OWNER:
        yield "project.publish_design", named
    elif stage.state is (_S.ASSESSED if cycle.reference_assessment else _S.VALIDATED):
        if not cycle.allocation:
            yield "project.request_registration", named
        elif not view.ask(_to_sign, of.code):
            yield "project.file_allocation", named | {"shares": view.ask(_shares, of)}
    elif stage.state is _S.ALLOCATION_AGREED:
        yield "project.request_registration", named


def _designs(view: View, of: ProjectView, stage: StageView) -> Iterator[Wish]:
    """Submit a design document; after a negative report the right figures, if there are others."""
    found = view.ask(site_of, of.code)
    entities = view.ask(_entities)
    if found is None or not entities:
        return
    stated = found
    random = view.draw(f"design:{of.code}")
    if not stage.design and random.randrange(100) < view.defects_percent:
        stated = random.choice(ERRORS)(found, random)
    if stage.design and view.ask(design_of, of.code, stage.design) == stated:
        return
    seats = [of.owner, of.partner] if of.partner else [of.owner]
    figures = {name: getattr(stated, name) for name in Design.__dataclass_fields__}
    yield (
        "project.submit_design",
        {
            "project": of.code, "participants": seats,
            "validator": stage.validator or random.choice(entities), **figures,
        },
    )  # fmt: skip


def _signature(view: View, of: ProjectView, stage: StageView, party: str) -> Iterator[Wish]:
    if stage.state in (_S.VALIDATED, _S.ASSESSED) and party in view.ask(_to_sign, of.code):
        yield "project.sign_allocation", {"project": of.code}


def _serves(view: View, of: ProjectView) -> bool:
    """Whether a seat acts for one of the two countries of a project's agreement."""
    agreed = view.ask(agreements.known, of.agreement)
    return view.country in ("", agreed.partner, agreed.host)


def _entities(session: Session) -> list[str]:
    """The seats of third-party entities."""
    return [
        one.seat
        for one in participants.participants(session)
        if Role.THIRD_PARTY_ENTITY in one.offices
    ]


def _to_sign(session: Session, code: str) -> list[str]:
    of = session.get(Project, code)
    assert of is not None, f"{code} is a project"
    return allocating.to_sign(session, of)


def _was_asked(session: Session, kind: str, of: ProjectView) -> bool:
    """Whether the committee has this before it."""
    asked = motions.open_motion(session, kind, about=of.code, agreement=of.agreement)
    return asked is not None


def _shares(session: Session, of: ProjectView) -> list[str]:
    """The agreement's two shares in whole percent, for the project's two participants."""
    agreed = agreements.known(session, of.agreement)
    partner, host = exact(agreed.partner_share), exact(agreed.host_share)
    if agreed.split_rule is SplitRule.WEIGHTS:
        partner, host = (100 * one / (partner + host) for one in (partner, host))
    whole = partner.numerator // partner.denominator
    return [
        f"{of.partner} {whole}",
        f"{of.owner} {100 - whole}",
    ]


def _poorer(right: Design, random: Random) -> Design:
    """Less revenue than there is, so that credits seem to be needed."""
    return replace(
        right, yearly_revenue_yuan=right.yearly_revenue_yuan * random.randrange(60, 90) // 100
    )


def _more_avoided(right: Design, random: Random) -> Design:
    """More tonnes in a year than the site avoids."""
    return replace(right, yearly_t=right.yearly_t * random.randrange(110, 160) // 100 + 1)


def _rarer(right: Design, random: Random) -> Design:
    """More similar installations than there are."""
    more = random.randrange(5, 30)
    return replace(right, similar_installations=right.similar_installations + more)


def _later(right: Design, random: Random) -> Design:
    """A later start than the real one, but not later than the crediting."""
    began, credited = map(date.fromisoformat, (right.start_date, right.crediting_first_day))
    days = max(1, min(random.randrange(20, 90), (credited - began).days))
    later = began + timedelta(days=days)
    return replace(
        right, start_date=later.isoformat(),
        crediting_first_day=max(later, credited).isoformat(),
    )  # fmt: skip


ERRORS: tuple[Callable[[Design, Random], Design], ...] = (_poorer, _more_avoided, _rarer, _later)
"""What an owner's bot states wrongly in a design document."""
