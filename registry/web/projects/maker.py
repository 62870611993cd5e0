"""Makes the pages of projects from a session."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

from registry.programme.documents.queries import DocumentView, versions
from registry.programme.issuance import queries as issuances
from registry.programme.projects import queries as projects
from registry.programme.projects.allocating import to_sign
from registry.programme.projects.design import (
    COMPARED,
    NO,
    SITE,
    YES,
    additionality,
    design_of,
    differing,
    site_of,
)
from registry.programme.projects.models import Project, ProjectState, RevisionState
from registry.programme.projects.possible import possible
from registry.programme.projects.queries import ProjectView, StageView
from registry.roles import Actor
from registry.web.frame.acts import Told, act, actor_of, choice, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.frame.render import word
from registry.web.frame.visitor import Visitor
from registry.web.projects.contexts import (
    CommentLine,
    DocumentLine,
    HeldLine,
    HistoryLine,
    PeriodRow,
    ProjectPage,
    ProjectRow,
    ProjectsPage,
    RevisionLine,
    Test,
    TrackStep,
)
from registry.web.projects.forms import acts_for, yes_no

_S = ProjectState
_JCM = (
    _S.IDEA, _S.NOTE_SUBMITTED, _S.NOTE_ACCEPTED, _S.DESIGN_SUBMITTED, _S.PUBLIC_INPUT,
    _S.VALIDATION, _S.VALIDATED, _S.ASSESSED, _S.ALLOCATION_AGREED, _S.REGISTRATION_REQUESTED,
    _S.REGISTERED,
)  # fmt: skip
_CCER = (
    _S.IDEA, _S.DESIGN_SUBMITTED, _S.PUBLIC_INPUT, _S.VALIDATION, _S.VALIDATED,
    _S.REGISTRATION_REQUESTED, _S.REGISTERED,
)  # fmt: skip
TONES = {
    "registered": "done", "crediting_over": "done", "note_objected": "refuse",
    "rejected": "refuse", "deregistered": "refuse", "withdrawn": "neutral",
    "validation_negative": "refuse",
}  # fmt: skip


def projects_page(visitor: Visitor, session: Session) -> ProjectsPage:
    """Every project; those for which the visitor's seat can take a step come first, by due time."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    stages = projects.stages(session)
    rows = [_row(session, names, of, stages.get(of.code), by) for of in projects.projects(session)]
    rows.sort(key=lambda one: (not one.mine, one.ends_at is None, one.ends_at or 0, one.code))
    return ProjectsPage(rows=tuple(rows))


def project_page(visitor: Visitor, session: Session, code: str) -> ProjectPage | None:
    """One project; None if there is none of this code."""
    of = projects.project(session, code)
    if of is None:
        return None
    names, by, here = Names(session, visitor.language), actor_of(visitor), to("project", code=code)
    told = told_of(visitor, session, names, back=here)
    stage = projects.stage(session, code)
    steps = possible(session, code, by) if by is not None else ()
    inside = by is None or by.seat in (of.owner, stage.validator if stage is not None else "")
    state, tone = _standing(session, of, stage)
    return ProjectPage(
        code=code,
        name=names.both(zh=of.name_zh, en=of.name_en),
        host=of.host,
        agreement=of.agreement,
        owner=names.seat(of.owner),
        partner=names.seat(of.partner) if of.partner else "",
        kind=of.kind,
        methodology=of.methodology,
        state=state,
        tone=tone,
        ends_at=stage.ends_at if stage is not None else None,
        validator=names.seat(stage.validator) if stage is not None and stage.validator else "",
        here=here,
        refusal=told.refusal,
        receipt=told.receipt,
        acts=acts_for(session, names, of, stage, steps, told) if stage is not None else (),
        track=_track(session, of, stage),
        history=_history(session, names, code),
        documents=_documents(session, names, code, inside=inside),
        comments=_comments(session, names, code, steps, told),
        test=_test(session, stage),
        found=_found(session, stage) if inside else (),
        to_sign=_to_sign(session, names, of, stage),
        crediting=tuple(
            PeriodRow(
                number=one.number, first_day=one.first_day, last_day=one.last_day, tonnes=0,
                state="",
            )
            for one in projects.crediting_periods(session, code)
        ),
        monitored=_monitored(session, code),
        revisions=_revisions(session, names, code, steps, told),
        held=_held(session, names, of),
        public_href=_public(visitor),
    )  # fmt: skip


def _row(
    session: Session, names: Names, of: ProjectView, stage: StageView | None, by: Actor | None
) -> ProjectRow:
    state, tone = _standing(session, of, stage)
    steps = possible(session, of.code, by) if by is not None and stage is not None else ()
    return ProjectRow(
        code=of.code,
        name=names.both(zh=of.name_zh, en=of.name_en),
        host=of.host,
        agreement=of.agreement,
        owner=names.seat(of.owner),
        state=state,
        tone=tone,
        ends_at=stage.ends_at if stage is not None else None,
        mine=any(step != "project.comment" for step in steps),
    )


def _standing(session: Session, of: ProjectView, stage: StageView | None) -> tuple[str, str]:
    """A project's state and its tone; one without a cycle is registered, or deregistered."""
    if stage is not None:
        return str(stage.state), TONES.get(stage.state, "wait")
    gone = of.code in projects.deregistrations(session)
    return ("deregistered", "refuse") if gone else ("registered", "done")


def _track(session: Session, of: ProjectView, stage: StageView | None) -> tuple[TrackStep, ...]:
    """The states on the way to the register; none for one that was registered from the start."""
    if stage is None:
        return ()
    reached = {one.state for one in projects.steps(session, of.code)}
    way = _CCER if of.domestic else _JCM
    way = way if stage.state in way else (*way, stage.state)
    here = way.index(stage.state)
    return tuple(
        TrackStep(
            state=str(state),
            place="here" if n == here else "passed" if n < here or state in reached else "coming",
        )
        for n, state in enumerate(way)
    )


def _history(session: Session, names: Names, code: str) -> tuple[HistoryLine, ...]:
    return tuple(
        HistoryLine(
            trigger=one.trigger,
            state=one.state,
            by=names.seat(one.seat) if one.seat else "",
            remark=one.remark,
            item="" if one.item is None else str(one.item),
            item_href="" if one.item is None else to("item", item=one.item),
            at=one.at,
        )
        for one in projects.steps(session, code)
    )


def _documents(
    session: Session, names: Names, code: str, *, inside: bool
) -> tuple[DocumentLine, ...]:
    said = {YES: names.both(zh="是", en="yes"), NO: names.both(zh="否", en="no")}

    def shown(one: DocumentView) -> tuple[tuple[str, str], ...]:
        return tuple((name, value_of(name, value)) for name, value in one.fields.items())

    def value_of(name: str, value: str) -> str:
        if name == "wrong":
            return ", ".join(word(one, "project_figures", names.language) for one in value.split())
        if name in ("focal_point", "validator", "participants"):
            return ", ".join(names.seat(seat) for seat in value.split())
        return said.get(value, value)

    return tuple(
        DocumentLine(
            id=one.id, kind=one.kind, version=one.version, digest=one.digest,
            by=names.seat(one.submitted_by) if one.kind != SITE else "", at=one.submitted_at,
            fields=shown(one),
        )
        for one in versions(session, code)
        if inside or one.kind != SITE
    )  # fmt: skip


def _comments(
    session: Session, names: Names, code: str, steps: tuple[str, ...], told: Told
) -> tuple[CommentLine, ...]:
    answers = "project.answer_comment" in steps
    return tuple(
        CommentLine(
            comment=one.comment,
            by=names.seat(one.seat),
            text=one.text,
            at=one.at,
            answer=one.answer,
            acts=(_answering(names, one.comment, told),)
            if answers and one.answered_at is None
            else (),
        )
        for one in projects.comments(session, code)
    )


def _answering(names: Names, comment: int, told: Told) -> Act:
    return act(
        names, "project.answer_comment", told=told, about=comment, arguments={"comment": comment},
        fields=[line("answer")],
    )  # fmt: skip


def _test(session: Session, stage: StageView | None) -> Test | None:
    """The test of additionality by the newest design document, None before there is one."""
    design = None
    if stage is not None and stage.design:
        design = design_of(session, stage.project, stage.design)
    if stage is None or design is None:
        return None
    found = additionality(design, projects.cycle_rules(session, stage.cycle))
    return Test(
        return_percent=found.return_percent,
        benchmark_percent=found.benchmark_percent,
        share_percent=found.share_percent,
        most_percent=found.most_percent,
        investment=found.investment,
        practice=found.practice,
        surplus=found.surplus,
    )


def _found(session: Session, stage: StageView | None) -> tuple[tuple[str, str, str], ...]:
    """Figures in which the newest design document differs from the site: name, site, stated."""
    if stage is None or not stage.design:
        return ()
    stated, site = design_of(session, stage.project, stage.design), site_of(session, stage.project)
    if stated is None or site is None:
        return ()
    there, said = site.as_fields(), stated.as_fields()
    differs = differing(stated, site)
    return tuple((name, there[name], said[name]) for name in COMPARED if name in differs)


def _to_sign(
    session: Session, names: Names, of: ProjectView, stage: StageView | None
) -> tuple[str, ...]:
    row = session.get(Project, of.code)
    if stage is None or row is None or not of.agreement:
        return ()
    if stage.state not in (_S.VALIDATED, _S.ASSESSED):
        return ()
    seats = (of.owner, of.partner)
    return tuple(
        names.seat(party) if party in seats else names.nation(party)
        for party in to_sign(session, row)
    )


def _monitored(session: Session, code: str) -> tuple[PeriodRow, ...]:
    """The monitored periods with their tonnes and what has become of them."""
    states = issuances.claims_of(session, code)
    return tuple(
        PeriodRow(
            number=one.number, first_day=one.first_day, last_day=one.last_day,
            tonnes=one.whole_t, state=states.get(one.number, ""),
        )
        for one in projects.periods(session, code)
    )  # fmt: skip


def _revisions(
    session: Session, names: Names, code: str, steps: tuple[str, ...], told: Told
) -> tuple[RevisionLine, ...]:
    endorses = "project.endorse" in steps
    return tuple(
        RevisionLine(
            revision=one.revision,
            sort=one.sort,
            state=one.state,
            reason=one.reason,
            at=one.requested_at,
            acts=(_endorsing(names, one.revision, told),)
            if endorses and one.state == RevisionState.REQUESTED
            else (),
        )
        for one in projects.revisions(session, code)
    )


def _endorsing(names: Names, revision: int, told: Told) -> Act:
    return act(
        names, "project.endorse", told=told, about=revision, arguments={"revision": revision},
        fields=[choice("positive", yes_no(names)), line("remark")],
    )  # fmt: skip


_HELD = text(
    "SELECT b.asset, b.first, s.registry_code AS registry, s.kind, sum(s.balance) AS tonnes"
    " FROM credit_batch b JOIN sub_account s ON s.asset = b.asset"
    " WHERE b.project = :project AND s.balance > 0"
    " GROUP BY b.asset, b.first, s.registry_code, s.kind ORDER BY b.asset, s.registry_code, s.kind"
)


def _held(session: Session, names: Names, of: ProjectView) -> tuple[HeldLine, ...]:
    """Where the project's credits are now, by batch, registry and kind of account."""
    return tuple(
        HeldLine(
            label=names.batch(row.asset),
            registry=row.registry or of.host,
            kind=row.kind,
            tonnes=int(row.tonnes),
            trace_href=to("serial", host=of.host, number=row.first),
        )
        for row in session.connection().execute(_HELD, {"project": of.code})
    )


def _public(visitor: Visitor) -> str:
    """Where everybody can read of the lesson's projects, "" where its plan does not allow it."""
    seated = visitor.seated
    if not visitor.live.current.plan.public_reading:
        return ""
    return to("public_projects", lesson=seated.lesson)
