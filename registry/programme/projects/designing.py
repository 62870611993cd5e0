"""From the idea to the validator: note, design document, its publication, and what people say.

Programme rules, M6 rows 1 to 5, and M13.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Text, Tonnes, on_books
from registry.cycles import Cycle, Publisher
from registry.pace import PROJECT_PUBLICATION, PUBLIC_INPUT
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.documents import commands as documents
from registry.programme.participants import commands as participants
from registry.programme.participants.queries import participant
from registry.programme.projects import stages
from registry.programme.projects.about import bring, project_motion
from registry.programme.projects.commands import find_agreement
from registry.programme.projects.design import (
    DESIGN,
    NOTE,
    Design,
    DesignFigures,
    incomplete,
)
from registry.programme.projects.designation import not_designated, not_valid
from registry.programme.projects.errors import (
    CommentUnreadable,
    CreditingWrong,
    DocumentIncomplete,
    LegallyRequired,
    OwnerCovered,
    ParticipantMissing,
    StartNotEligible,
)
from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import (
    Project,
    ProjectComment,
    ProjectStage,
    ProjectState,
)
from registry.records import CheckFailed, next_key, refuse, require_role
from registry.roles import Actor, Role

NOTED = "project_note"
"""The kind of the motions that have no objection to a project idea note."""


class SubmitNote(Arguments):
    """A project's idea note: tonnes avoided in a year, and what the project is, in a few words."""

    project: Text
    yearly_t: Tonnes
    summary: Text


class SubmitDesign(DesignFigures):
    """A project's design document: its figures, the seats that take part in the project, and the
    entity that is to validate it."""

    project: Text
    participants: Annotated[list[Text], Field(max_length=20)]
    validator: Text


class OneProject(Arguments):
    """A project by its code."""

    project: Text


class WithReason(OneProject):
    """A project by its code, and the reason of the step."""

    reason: Text


class Comment(OneProject):
    """What one has to say on a project's published design document."""

    text: Text


def submit_note(
    books: Books, *, project: str, yearly_t: int, summary: str, by: Actor, at: int
) -> dict[str, Any]:
    """Submit a project idea note; the committee is asked whether it objects."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "submit_note", offices=by.offices)
    stages.require_step(of, by, "submit_note", there=cycle.starts_with_note)
    failed = agreements.not_in_force(session, find_agreement(session, of).code, at=at)
    if yearly_t < 1:
        failed.append(DocumentIncomplete(project=project, figure="yearly_t"))
    if not is_readable(summary):
        failed.append(DocumentIncomplete(project=project, figure="summary"))
    refuse(failed)
    fields = {
        "name_en": of.name_en, "name_zh": of.name_zh, "type": of.kind,
        "methodology": of.methodology, "yearly_t": str(yearly_t), "summary": summary.strip(),
    }  # fmt: skip
    kept = documents.submit(books, kind=NOTE, about=project, fields=fields, by=by, at=at)
    terms = {"note": kept["digest"]}
    asked = bring(books, NO_OBJECTION, of, terms=terms, reason=summary, by=by, at=at)
    moved = stages.move(
        books, stage, "submit_note", remark=summary, document=kept["document"],
        item=asked["item"], by=by, at=at,
    )  # fmt: skip
    return moved | asked | {"document": kept["document"]}


def submit_design(
    books: Books,
    *,
    project: str,
    participants: list[str],
    validator: str,
    by: Actor,
    at: int,
    **figures: Any,
) -> dict[str, Any]:
    """Submit a version of the design document, with the modalities of communication: who takes
    part, and who validates (checks 5010 to 5014, 5020 and 5040).
    """
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "submit_design", offices=by.offices)
    noted = stage.state is not ProjectState.IDEA or not cycle.starts_with_note
    stages.require_step(of, by, "submit_design", there=noted)
    design = Design(**figures)
    refuse(incomplete(project, design))
    failed = not_valid(session, design.methodology, of=of, at=at)
    if of.agreement:
        failed += agreements.not_in_force(session, of.agreement, at=at)
    failed += _unfit_participants(session, of, participants)
    failed += _unfit_start(of, design, cycle)
    failed += not_eligible(session, of, design)
    failed += not_designated(session, validator, of=of, at=at)
    refuse(failed)
    fields = design.as_fields() | {
        "participants": " ".join(dict.fromkeys(participants)),
        "focal_point": by.seat,
        "validator": validator,
    }
    kept = documents.submit(books, kind=DESIGN, about=project, fields=fields, by=by, at=at)
    stage.design, stage.validator = kept["version"], validator
    moved = stages.move(books, stage, "submit_design", document=kept["document"], by=by, at=at)
    return moved | kept


def publish(books: Books, *, project: str, by: Actor, at: int) -> dict[str, Any]:
    """Publish a design document: everybody may comment on it until the publication ends."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, "publish_design", offices=by.offices)
    owner = cycle.publisher is Publisher.OWNER
    if owner:
        stages.require_owner(of, by)
    else:
        there = by.holds({Role.SECRETARIAT})
        stages.require_step(of, by, "publish_design", there=there)
        require_secretariat(session, of, by, step="publish_design")
    period = PROJECT_PUBLICATION if owner else PUBLIC_INPUT
    moved = stages.move(books, stage, "publish_design", period=period, by=by, at=at)
    return moved | {"ends_at": stage.ends_at}


def recall(books: Books, *, project: str, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Recall a publication before it ends; a new design document can be submitted."""
    of, stage, cycle = stages.find(books.session, project)
    stages.require_owner(of, by)
    PROJECT.after(stage.state, "recall", offices=by.offices)
    stages.require_step(of, by, "recall", there=cycle.may_recall)
    refuse(ground(reason))
    return stages.move(books, stage, "recall", remark=reason, by=by, at=at)


def comment(books: Books, *, project: str, text: str, by: Actor, at: int) -> dict[str, Any]:
    """Comment on a design document while it is published, from any seat."""
    session = books.session
    _, stage, _ = stages.find(session, project)
    PROJECT.after(stage.state, "comment", offices=by.offices)
    if not is_readable(text):
        raise CommentUnreadable(project=project)
    number = next_key(session, ProjectComment.id)
    session.add(
        ProjectComment(
            id=number, project=project, design=stage.design, seat=by.seat, text=text.strip(), at=at
        )
    )
    session.flush()
    return {"comment": number, "project": project, "design": stage.design}


def end_inputs(books: Books, *, by: Actor, at: int) -> list[str]:
    """End the publications whose time is over: the comments go to the validators."""
    session = books.session
    over = select(ProjectStage).where(
        ProjectStage.state == ProjectState.PUBLIC_INPUT, col(ProjectStage.ends_at) <= at
    )
    ended = list(session.exec(over.order_by(col(ProjectStage.project))))
    for stage in ended:
        stages.move(books, stage, "end_input", by=by, at=at)
    return [stage.project for stage in ended]


def require_secretariat(session: Session, of: Project, by: Actor, *, step: str) -> None:
    """Refuse everybody but a secretariat that serves a country of the project's agreement."""
    require_role(by, procedure=PROJECT.name, step=step, roles=[Role.SECRETARIAT])
    motions.require_bringer(session, of.agreement, by=by, step=f"project.{step}")


def not_eligible(session: Session, of: Project, design: Design) -> list[CheckFailed]:
    """Why a project is not eligible by law: an owner under quotas (5013), or a duty (5014)."""
    failed: list[CheckFailed] = []
    who = participant(session, of.owner)
    covered = who is not None and Role.EMITTER in who.offices
    if not of.partner and (of.from_covered_entity or covered):
        failed.append(OwnerCovered(project=of.code, seat=of.owner))
    if design.legally_required:
        failed.append(LegallyRequired(project=of.code))
    return failed


def last_day(first_day: str, years: int) -> str:
    """The last day of so many years from a day on, ISO dates."""
    first = date.fromisoformat(first_day)
    if (first.month, first.day) == (2, 29):
        first = date(first.year, 3, 1)
    return (first.replace(year=first.year + years) - timedelta(days=1)).isoformat()


def _unfit_participants(session: Session, of: Project, named: list[str]) -> list[CheckFailed]:
    """The sides that have no participant among those named (check 5011)."""
    found = {seat: participants.find(session, seat).country for seat in named}
    needed = {of.host}
    if of.agreement:
        needed.add(find_agreement(session, of).partner)
    lacking = sorted(needed - set(found.values()))
    strangers = {seat for seat, country in found.items() if country not in needed}
    if strangers and not lacking:
        lacking = sorted(needed)
    return [
        ParticipantMissing(project=of.code, country=country, named=", ".join(named) or "-")
        for country in lacking
    ]


def _unfit_start(of: Project, design: Design, cycle: Cycle) -> Iterator[CheckFailed]:
    """Why the days of a design document do not fit the cycle (checks 5012 and 5051)."""
    if design.start_date <= cycle.earliest_start:
        yield StartNotEligible(
            project=of.code, start=design.start_date, earliest=cycle.earliest_start
        )
    fits = 1 <= design.crediting_years <= cycle.crediting_years
    if not fits or design.crediting_first_day < design.start_date:
        yield CreditingWrong(
            project=of.code, start=design.start_date, first_day=design.crediting_first_day,
            years=design.crediting_years, most=cycle.crediting_years,
        )  # fmt: skip


def _no_objection(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    return _answered(books, motion, "accept_note", by, at)


def _objection(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    return _answered(books, motion, "object_to_note", by, at)


def _answered(
    books: Books, motion: CommitteeMotion, trigger: str, by: Actor, at: int
) -> dict[str, Any]:
    _, stage, _ = stages.find(books.session, motion.about)
    return stages.followed(stages.move(books, stage, trigger, item=motion.item, by=by, at=at))


NO_OBJECTION = project_motion(
    NOTED,
    title=Bilingual("idea note", "项目概念书"),
    matter=Bilingual("have no objection to an idea note", "对项目概念书无异议"),
    headline=Bilingual("idea note of {name}", "{name} 的项目概念书"),
    consent=Bilingual("No objection to the idea note", "对概念书无异议"),
    circulated_by="project.submit_note",
    effect=_no_objection,
    dropped=_objection,
)

_OWNERS = frozenset({Role.PROJECT_OWNER})

COMMANDS = (
    Command(
        name="project.submit_note", en="Submit an idea note", zh="提交项目概念书",
        done=("Idea note submitted", "项目概念书已提交"),
        not_done=("Idea note not submitted", "项目概念书未提交"),
        arguments=SubmitNote, roles=_OWNERS, run=on_books(submit_note),
    ),
    Command(
        name="project.submit_design", en="Submit a design document", zh="提交项目设计文件",
        done=("Design document submitted", "项目设计文件已提交"),
        not_done=("Design document not submitted", "项目设计文件未提交"),
        arguments=SubmitDesign, roles=_OWNERS, run=on_books(submit_design),
    ),
    Command(
        name="project.publish_design", en="Publish a design document", zh="公示项目设计文件",
        done=("Design document published", "项目设计文件已公示"),
        not_done=("Design document not published", "项目设计文件未公示"),
        arguments=OneProject, roles=_OWNERS | {Role.SECRETARIAT}, run=on_books(publish),
    ),
    Command(
        name="project.recall", en="Recall a publication", zh="撤回公示",
        done=("Publication recalled", "公示已撤回"),
        not_done=("Publication not recalled", "公示未撤回"),
        arguments=WithReason, roles=_OWNERS, run=on_books(recall),
    ),
    Command(
        name="project.comment", en="Comment on a design document", zh="对项目设计文件提出意见",
        done=("Comment made", "意见已提出"), not_done=("Comment not made", "意见未提出"),
        arguments=Comment, roles=frozenset(Role) - {Role.CLOCK, Role.TRAINER, Role.HELPER},
        run=on_books(comment),
    ),
)  # fmt: skip
