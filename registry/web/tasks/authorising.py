"""What a seat can do about authorisations: apply for one, grant, answer, amend, suspend, revoke."""

from __future__ import annotations

from collections.abc import Iterable

from registry.programme.authorisation.covering import StandingView, standings
from registry.programme.authorisation.machine import AUTHORISATION, MINISTRY
from registry.programme.authorisation.models import AuthorisationState
from registry.programme.projects import queries as projects
from registry.programme.projects.queries import ProjectView
from registry.roles import Role
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.seat_parts import SeatContext
from registry.web.frame.visitor import mint
from registry.web.tasks.authorisation_contexts import AuthorisationCard, TermsTask, VersionLine
from registry.web.tasks.terms_form import fields_of, terms_task

_OVER = (AuthorisationState.REJECTED, AuthorisationState.REVOKED)


def terms_forms(top: SeatContext) -> tuple[TermsTask, ...]:
    """The forms of terms that the seat may fill in: to authorise and to amend, or to apply."""
    governs = Role.GOVERNMENT_HOST in top.offices
    found = []
    if governs:
        found.append(terms_task(top, "authorise", _choices(top, _hosted(top))))
        if top.given.get("task") == "amend":
            found.append(terms_task(top, "amend", _choices(top, _hosted(top))))
    if Role.PROJECT_OWNER in top.offices and (own := _own(top)):
        found.append(terms_task(top, "apply", _choices(top, own)))
    return tuple(found)


def cards_of(top: SeatContext) -> tuple[AuthorisationCard, ...]:
    """Applications that wait, then what was authorised and is not over, the newest first.

    A host's government has those of its country, an owner those of its projects; it is told, too,
    of what was rejected and revoked.
    """
    governs = Role.GOVERNMENT_HOST in top.offices
    country, own = top.names.country(top.seat), {one.code for one in _own(top)}
    mine = [
        one
        for one in standings(top.session)
        if (governs and one.host == country) or one.project in own
    ]
    cards = [_card(top, one, governs=governs) for one in reversed(mine)]
    shown = [one for one in cards if one.steps or one.state not in _OVER or not governs]
    return tuple(sorted(shown, key=lambda one: one.version > 0))


def _hosted(top: SeatContext) -> list[ProjectView]:
    country = top.names.country(top.seat)
    return [p for p in projects.projects(top.session) if p.host == country and not p.domestic]


def _own(top: SeatContext) -> list[ProjectView]:
    """The shared projects of which the seat is the owner or the partner."""
    if Role.PROJECT_OWNER not in top.offices:
        return []
    found = projects.projects(top.session)
    return [p for p in found if not p.domestic and top.seat in (p.owner, p.partner)]


def _choices(top: SeatContext, found: Iterable[ProjectView]) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=of.code, label=f"{top.names.project(of.code)} {of.code}") for of in found
    )


def _card(top: SeatContext, one: StandingView, *, governs: bool) -> AuthorisationCard:
    steps = {
        move.trigger: mint()
        for move in AUTHORISATION.moves
        if governs and move.source == one.state and move.by is not None and move.by & MINISTRY
    }
    if not (one.circumstances and one.transferred_t) or one.reaches_transferred:
        steps.pop("revoke_transferred", None)
    return AuthorisationCard(
        code=one.code,
        version=one.version,
        state=one.state.value,
        project_name=top.names.project(one.project),
        purposes=one.purposes,
        parties=one.parties,
        entities=tuple(top.names.seat(seat) for seat in one.entities),
        vintage_first=one.vintage_first,
        vintage_last=one.vintage_last,
        definition=one.definition,
        circumstances=one.circumstances,
        last_day=one.last_day,
        quantity=one.max_quantity,
        transferred=one.transferred_t,
        kept=one.used_t - one.transferred_t,
        left=one.left_t,
        asked_by=top.names.seat(one.applied_by) if one.applied_by else "",
        reason=one.acts[-1].reason if one.acts else "",
        versions=tuple(
            VersionLine(
                version=line.version, at=line.at, quantity=line.max_quantity, changed=line.changed
            )
            for line in one.versions
            if line.version
        ),
        steps=steps,
        terms=_link(one) if {"authorise", "amend"} & steps.keys() else {},
    )


def _link(one: StandingView) -> dict[str, str]:
    """The fields of the form that grants what was applied for, or that amends what is in force."""
    if not one.version:
        return {"task": "authorise", "application": one.code} | fields_of(one)
    return {"task": "amend", "authorisation": one.code} | fields_of(one)
