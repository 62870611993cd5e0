"""Validation: answers to the public, the report by stated figures, the reference emissions.

Programme rules, M6 rows 6 to 8; checks 5020 and 5021.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.documents import commands as documents
from registry.programme.documents import queries as kept
from registry.programme.projects import stages
from registry.programme.projects.about import bring, project_motion
from registry.programme.projects.design import (
    COMPARED,
    DESIGN,
    NO,
    REPORT,
    YES,
    Additionality,
    additionality,
    design_of,
)
from registry.programme.projects.designation import not_designated
from registry.programme.projects.designing import WithReason, require_secretariat
from registry.programme.projects.errors import (
    CommentAnswered,
    CommentsOpen,
    CommentUnknown,
    CommentUnreadable,
    FindingsContradict,
    NotAdditional,
    NotTheValidator,
)
from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import Project, ProjectComment, ProjectStage
from registry.records import CheckFailed, refuse, require_choice, require_role
from registry.roles import Actor, Role

ASSESSMENT = "reference_assessment"
"""The kind of the motions that assess a project's reference emissions."""


class AnswerComment(Arguments):
    """A comment by its number, and the validator's answer to it."""

    comment: Number
    answer: Text


class Validate(Arguments):
    """The validation of a project: whether it is positive, which figures of the design document are
    not those of the site, and a remark."""

    project: Text
    positive: bool
    wrong: Annotated[list[Text], Field(max_length=20)] | None = None
    remark: Text = ""


def answer(books: Books, *, comment: int, answer: str, by: Actor, at: int) -> dict[str, Any]:
    """Answer a comment of the public, once, as the project's validator."""
    session = books.session
    require_role(by, procedure="project", step="answer", roles=[Role.THIRD_PARTY_ENTITY])
    said = session.get(ProjectComment, comment)
    if said is None:
        raise CommentUnknown(comment=comment)
    _, stage, _ = stages.find(session, said.project)
    refuse(_another(stage, by))
    if said.answered_at is not None:
        raise CommentAnswered(comment=comment, project=said.project)
    if not is_readable(answer):
        raise CommentUnreadable(project=said.project)
    said.answer, said.answered_by, said.answered_at = answer.strip(), by.seat, at
    session.flush()
    return {"comment": comment, "project": said.project}


def validate(
    books: Books,
    *,
    project: str,
    positive: bool,
    wrong: list[str] | None = None,
    remark: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Report on a design document.

    Positive only where its figures make the project additional and none of them is found wrong;
    negative only where one of the two is not so.
    """
    session = books.session
    of, stage, cycle = stages.find(session, project)
    trigger = "report_positive" if positive else "report_negative"
    PROJECT.after(stage.state, trigger, offices=by.offices)
    found = wrong or []
    for name in found:
        require_choice("wrong", name, COMPARED)
    refuse(_another(stage, by) + not_designated(session, by.seat, of=of, at=at))
    refuse(_unanswered(session, project))
    design = design_of(session, project, stage.design)
    assert design is not None, f"{project} is validated without a design document"
    test = additionality(design, cycle)
    if positive and not test.passed:
        raise _not_additional(of, test)
    if positive is bool(found) and (positive or test.passed):
        raise FindingsContradict(project=project, wrong=len(found))
    report = _report(session, stage, test, positive=positive, wrong=found, remark=remark)
    written = documents.submit(books, kind=REPORT, about=project, fields=report, by=by, at=at)
    moved = stages.move(
        books, stage, trigger, remark=remark, document=written["document"], by=by, at=at
    )
    return moved | written


def ask_assessment(
    books: Books, *, project: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to assess the reference emissions of a validated project."""
    session = books.session
    of, stage, cycle = stages.find(session, project)
    PROJECT.after(stage.state, "assess_reference", offices=by.offices)
    stages.require_step(of, by, "assess_reference", there=cycle.reference_assessment)
    require_secretariat(session, of, by, step="ask_assessment")
    report = kept.document(session, REPORT, project)
    design = design_of(session, project, stage.design)
    assert report is not None and design is not None, f"{project} was validated"
    terms = {"yearly_t": str(design.yearly_t), "report": report.digest}
    return bring(books, ASSESSING, of, terms=terms, reason=reason,
        by=by, at=at,
    )  # fmt: skip


def _another(stage: ProjectStage, by: Actor) -> list[CheckFailed]:
    """Why a seat does not validate this project: another entity does."""
    if stage.validator == by.seat:
        return []
    return [NotTheValidator(project=stage.project, validator=stage.validator or "-", seat=by.seat)]


def _unanswered(session: Session, project: str) -> list[CheckFailed]:
    open_ = session.exec(
        select(ProjectComment.id)
        .where(ProjectComment.project == project, col(ProjectComment.answered_at).is_(None))
        .order_by(col(ProjectComment.id))
    ).all()
    if not open_:
        return []
    return [CommentsOpen(project=project, comments=", ".join(map(str, open_)))]


def _not_additional(of: Project, test: Additionality) -> NotAdditional:
    return NotAdditional(
        project=of.code,
        return_percent=test.return_percent,
        benchmark_percent=test.benchmark_percent,
        share_percent=test.share_percent,
        most_percent=test.most_percent,
    )


def _report(
    session: Session,
    stage: ProjectStage,
    test: Additionality,
    *,
    positive: bool,
    wrong: list[str],
    remark: str,
) -> dict[str, str]:
    """The fields of a validation report."""
    design = kept.document(session, DESIGN, stage.project, stage.design)
    assert design is not None, f"{stage.project} has a design document"
    return {
        "design": str(stage.design),
        "digest": design.digest,
        "positive": YES if positive else NO,
        "return_percent": test.return_percent,
        "benchmark_percent": test.benchmark_percent,
        "share_percent": test.share_percent,
        "most_percent": test.most_percent,
        "additional": YES if test.passed else NO,
        "wrong": " ".join(dict.fromkeys(wrong)),
        "remark": remark.strip(),
    }


def _assessed(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """A published assessment moves its project, unless another decision has moved it on."""
    _, stage, _ = stages.find(books.session, motion.about)
    return stages.followed(
        stages.move(books, stage, "assess_reference", item=motion.item, by=by, at=at)
    )


ASSESSING = project_motion(
    ASSESSMENT,
    title=Bilingual("reference emissions", "参考排放评估"),
    matter=Bilingual("assess reference emissions", "评估参考排放"),
    headline=Bilingual("reference emissions of {name}", "{name} 的参考排放"),
    consent=Bilingual("Consent to the reference emissions", "同意参考排放"),
    circulated_by="project.ask_assessment",
    effect=_assessed,
)

_ENTITIES = frozenset({Role.THIRD_PARTY_ENTITY})

COMMANDS = (
    Command(
        name="project.answer_comment", en="Answer a comment", zh="答复意见",
        done=("Comment answered", "意见已答复"), not_done=("Comment not answered", "意见未答复"),
        arguments=AnswerComment, roles=_ENTITIES, run=on_books(answer),
    ),
    Command(
        name="project.validate", en="Report on a validation", zh="提交审定报告",
        done=("Validation report submitted", "审定报告已提交"),
        not_done=("Validation report not submitted", "审定报告未提交"),
        arguments=Validate, roles=_ENTITIES, run=on_books(validate),
    ),
    Command(
        name="project.ask_assessment", en="Ask for the reference emissions", zh="提请评估参考排放",
        done=("Assessment asked for", "已提请评估参考排放"),
        not_done=("Assessment not asked for", "参考排放评估未提请"),
        arguments=WithReason, roles=frozenset({Role.SECRETARIAT}), run=on_books(ask_assessment),
    ),
)  # fmt: skip
