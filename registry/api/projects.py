"""Projects in their cycle over JSON: stages, steps, documents, comments, what a seat can do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.edge.callers import Caller
from registry.edge.errors import RecordUnknown
from registry.programme.documents.queries import DocumentView, versions
from registry.programme.projects import queries as projects
from registry.programme.projects.allocating import to_sign
from registry.programme.projects.design import SITE
from registry.programme.projects.models import Project
from registry.programme.projects.possible import possible
from registry.roles import Actor


@dataclass(frozen=True)
class StageAnswer:
    """Where a project stands, and the commands that the calling seat can give for it now."""

    stage: projects.StageView
    possible: tuple[str, ...]


@dataclass(frozen=True)
class CycleAnswer:
    """A project's way through the cycle. `to_sign` are the parties whose signature the newest
    allocation lacks. What is found at the site is shown to owner, validator and trainer.
    """

    stage: projects.StageView
    steps: list[projects.StepView]
    documents: list[DocumentView]
    comments: list[projects.CommentView]
    to_sign: list[str]
    crediting: list[projects.CreditingView]
    revisions: list[projects.RevisionView]
    possible: tuple[str, ...]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/project-stages", stages, methods=["GET"], summary="Projects in their cycle, by code")
    add("/projects/{code}/cycle", cycle, methods=["GET"], summary="One project's way so far")
    return routes


async def stages(who: Anybody) -> list[StageAnswer]:
    """Every project that goes through the cycle, with what the calling seat can do with it."""

    def query(session: Session) -> list[StageAnswer]:
        by = _actor(who)
        return [
            StageAnswer(one, possible(session, one.project, by) if by is not None else ())
            for one in projects.stages(session).values()
        ]

    return await read(who.live, query)


async def cycle(who: Anybody, code: str) -> CycleAnswer:
    """Steps, documents, comments and crediting periods of one project."""

    def query(session: Session) -> CycleAnswer:
        stage, of = projects.stage(session, code), session.get(Project, code)
        if stage is None or of is None:
            raise RecordUnknown(what="project", given=code[:40])
        by = _actor(who)
        inside = who.is_trainer or (by is not None and by.seat in (of.owner, stage.validator))
        return CycleAnswer(
            stage=stage,
            steps=projects.steps(session, code),
            documents=[one for one in versions(session, code) if inside or one.kind != SITE],
            comments=projects.comments(session, code),
            to_sign=to_sign(session, of) if of.agreement else [],
            crediting=projects.crediting_periods(session, code),
            revisions=projects.revisions(session, code),
            possible=possible(session, code, by) if by is not None else (),
        )

    return await read(who.live, query)


def _actor(who: Caller) -> Actor | None:
    """The calling seat as an actor; None for somebody without a seat."""
    state = who.state
    if state is None:
        return None
    return Actor(who.seat, state.role, who.origin, frozenset(state.offices - {state.role}))
