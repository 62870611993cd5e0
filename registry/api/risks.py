"""The risk register and incidents over JSON: events by risk, responses, teams, public notes.

Everybody in the lesson reads the register and the public notes; an incident is shown to the
officials of both countries and to the trainer.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Path
from sqlmodel import Session

from registry.api.reading import Anybody, Paged, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.market_risks import market_risks
from registry.edge.callers import Caller
from registry.edge.errors import ThingUnknown
from registry.programme.risks import queries as risks
from registry.programme.risks.events import RiskEvent, events
from registry.roles import Actor, Role


@dataclass(frozen=True)
class RiskAnswer:
    """A line of the register, and whether the calling seat may enter a response to it now."""

    line: risks.RiskView
    responds: bool


@dataclass(frozen=True)
class IncidentAnswer:
    """An incident by its number, its record, and the steps that the calling seat can take now."""

    incident: int
    record: risks.IncidentView
    possible: tuple[str, ...]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["risks"], responses=SHOWS)
    add = routes.add_api_route
    add("/risks", register, methods=["GET"], summary="The risk register by stage")
    add("/risks/events", all_events, methods=["GET"], summary="Events of all risks, oldest first")
    add("/incidents", incidents, methods=["GET"], summary="Incidents that the caller is shown")
    add("/incidents/{incident}", incident, methods=["GET"], summary="One incident")
    add("/notes", notes, methods=["GET"], summary="Public notes of concluded incidents")
    return routes


async def register(who: Anybody) -> list[RiskAnswer]:
    """Every risk with its events so far, its responses newest first, and its incidents."""

    def query(session: Session) -> list[RiskAnswer]:
        by = _actor(who)
        played = by is not None and risks.played(session)
        return [
            RiskAnswer(one, played and by is not None and risks.answers_for(one.risk.code, by))
            for one in risks.register(session, market_risks(session))
        ]

    return await read(who.live, query)


async def all_events(who: Anybody) -> list[RiskEvent]:
    """What happened in this lesson by risk, computed from its tables, oldest first."""
    return await read(who.live, lambda session: events(session, market_risks(session)))


async def incidents(who: Anybody, page: Paged) -> list[IncidentAnswer]:
    """Incidents of the calling seat's country, for its officials; all for the trainer. Newest
    first.
    """

    def query(session: Session) -> list[IncidentAnswer]:
        by = _asking(who)
        return [
            _answer(session, one, by) for one in risks.incidents(session, by=by, **page._asdict())
        ]

    return await read(who.live, query)


async def incident(who: Anybody, incident: int = Path(ge=1, lt=2**53)) -> IncidentAnswer:
    """One incident with its team, steps and notes."""

    def query(session: Session) -> IncidentAnswer | None:
        by = _asking(who)
        found = risks.incident(session, incident, by=by)
        return None if found is None else _answer(session, found, by)

    found = await read(who.live, query)
    if found is None:
        raise ThingUnknown(address=f"/api/incidents/{incident}")
    return found


async def notes(who: Anybody) -> list[risks.PublicNote]:
    """What the public learns of incidents: the texts of both governments, newest first."""
    return await read(who.live, risks.public_notes)


def _answer(session: Session, one: risks.IncidentView, by: Actor | None) -> IncidentAnswer:
    possible = risks.possible(session, one, by) if by is not None else ()
    return IncidentAnswer(one.incident, one, possible)


def _actor(who: Caller) -> Actor | None:
    """The calling seat as an actor; None for somebody without a seat."""
    state = who.state
    if state is None:
        return None
    return Actor(who.seat, state.role, who.origin, frozenset(state.offices - {state.role}))


def _asking(who: Caller) -> Actor | None:
    """For whom incidents are chosen: the calling seat; None shows all, to the trainer alone."""
    by = _actor(who)
    if by is None and not who.is_trainer:
        return Actor(who.seat, Role.HELPER, who.origin)
    return by
