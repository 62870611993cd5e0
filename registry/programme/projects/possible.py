"""Which steps of the cycle a seat can take with a project now; the pages and the API ask here."""

from __future__ import annotations

from sqlmodel import Session

from registry.cycles import Cycle, Publisher
from registry.programme.agreements.queries import known
from registry.programme.committee import motions
from registry.programme.participants.queries import participant
from registry.programme.projects import allocating
from registry.programme.projects.models import Project, ProjectState, RevisionState
from registry.programme.projects.queries import (
    StageView,
    comments,
    cycle_rules,
    revisions,
    stage,
)
from registry.programme.projects.registering import REGISTRATION
from registry.programme.projects.stages import of_committee
from registry.programme.projects.validating import ASSESSMENT
from registry.roles import Actor, Role

_S = ProjectState


def possible(session: Session, code: str, by: Actor) -> tuple[str, ...]:
    """The commands of the cycle that a seat can give for a project in its present state."""
    of, there = session.get(Project, code), stage(session, code)
    if of is None or there is None:
        return ()
    cycle = cycle_rules(session, there.cycle)
    found = _of_owner(session, of, there, cycle) if of.owner == by.seat else []
    found += _of_signatory(session, of, there, by)
    if by.holds({Role.SECRETARIAT}) and of.agreement and _serves(session, of, by):
        found += _of_secretariat(session, of, there, cycle)
    if by.holds({Role.REGISTRY_MANAGER}) and not of.agreement and _serves(session, of, by):
        found += _of_registry(there)
    if by.holds({Role.THIRD_PARTY_ENTITY}) and there.validator == by.seat:
        found += _of_validator(session, there)
    if there.state is _S.PUBLIC_INPUT:
        found.append("project.comment")
    return tuple(found)


def _of_owner(session: Session, of: Project, there: StageView, cycle: Cycle) -> list[str]:
    committee = of_committee(cycle)
    state = there.state
    if state is _S.IDEA and cycle.starts_with_note:
        return ["project.submit_note"]
    if state in (_S.IDEA, _S.NOTE_ACCEPTED, _S.VALIDATION_NEGATIVE):
        return ["project.submit_design"]
    if state is _S.DESIGN_SUBMITTED and cycle.publisher is Publisher.OWNER:
        return ["project.publish_design"]
    if state is _S.PUBLIC_INPUT and cycle.may_recall:
        return ["project.recall"]
    if state is (_S.ASSESSED if cycle.reference_assessment else _S.VALIDATED):
        return ["project.file_allocation" if cycle.allocation else "project.request_registration"]
    if state is _S.ALLOCATION_AGREED:
        return ["project.request_registration"]
    if state is _S.REGISTRATION_REQUESTED and committee:
        return ["project.withdraw_request"]
    if state is _S.REGISTERED and committee:
        open_ = {RevisionState.REQUESTED, RevisionState.ENDORSED}
        waits = any(one.state in open_ for one in revisions(session, of.code))
        asking = [] if waits else ["project.ask_change", "project.ask_renewal"]
        return [*asking, "project.ask_withdrawal"]
    return []


def _of_signatory(session: Session, of: Project, there: StageView, by: Actor) -> list[str]:
    """Sign what lacks the signature of the seat, or of its country."""
    if not of.agreement or there.state not in (_S.VALIDATED, _S.ASSESSED):
        return []
    missing = allocating.to_sign(session, of)
    return ["project.sign_allocation"] if allocating.party_of(session, of, by) in missing else []


def _of_secretariat(session: Session, of: Project, there: StageView, cycle: Cycle) -> list[str]:
    def waits(kind: str) -> bool:
        found = motions.open_motion(session, kind, about=of.code, agreement=of.agreement)
        return found is not None

    if there.state is _S.DESIGN_SUBMITTED and cycle.publisher is Publisher.SECRETARIAT:
        return ["project.publish_design"]
    if there.state is _S.VALIDATED and cycle.reference_assessment and not waits(ASSESSMENT):
        return ["project.ask_assessment"]
    if there.state is _S.REGISTRATION_REQUESTED and not waits(REGISTRATION):
        return ["project.circulate_registration", "project.return_request"]
    return []


def _of_registry(there: StageView) -> list[str]:
    if there.state is _S.REGISTRATION_REQUESTED:
        return ["project.register", "project.refuse"]
    return ["project.deregister"] if there.state in (_S.REGISTERED, _S.COMPLETED) else []


def _of_validator(session: Session, there: StageView) -> list[str]:
    found = []
    if any(one.answered_at is None for one in comments(session, there.project)):
        found.append("project.answer_comment")
    elif there.state is _S.VALIDATION:
        found.append("project.validate")
    asked = revisions(session, there.project)
    if any(one.state == RevisionState.REQUESTED for one in asked):
        found.append("project.endorse")
    return found


def _serves(session: Session, of: Project, by: Actor) -> bool:
    """Whether an office acts for the project's country or for its agreement's partner."""
    own = participant(session, by.seat)
    partner = known(session, of.agreement).partner if of.agreement else of.host
    return own is not None and own.country in ("", of.host, partner)
