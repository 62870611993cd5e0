"""Motions about projects: deregistration, a type that the rules leave open, an allocation.

Programme rules, M6: the joint committee decides; a decision holds from its publication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.numerals import decimal_number
from ledger.kernel.quantity import exact
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Text, on_books
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as terms
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual
from registry.programme.committee.models import CommitteeMotion
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.programme.projects import commands as projects
from registry.programme.projects import stages
from registry.programme.projects.about import parties, project_name, stakes
from registry.programme.projects.errors import (
    AllocationWrong,
    GovernmentShareLow,
    ProjectDeregistered,
    ProjectNotRegistered,
    RecipientWrong,
    TypeAnswered,
    TypeUnreadable,
)
from registry.programme.projects.models import Project, ProjectStage, ProjectState
from registry.programme.projects.queries import (
    ALLOCATION,
    CREDITED,
    DEREGISTRATION,
    TYPE,
    Answer,
    ProjectView,
    answer_on,
    deregistrations,
    not_registered,
)
from registry.programme.projects.queries import projects as all_projects
from registry.records import CheckFailed, require_choice
from registry.roles import Actor, Role, Side, offices_of

Ending = Callable[[Books, str, Actor, int], list[int]]
"""Ends what is open for a project; returns the items that it took off the docket."""

on_deregistration: list[Ending] = []
"""What procedures above this one end when a project is deregistered."""


class Deregister(Arguments):
    """A project, and why it is to lose its registration."""

    project: Text
    reason: Text


class AnswerType(Arguments):
    """A type of project on which an agreement's terms say nothing, and the answer that is asked."""

    agreement: Text
    type: Text
    answer: Text
    reason: Text


class Percentage(Arguments):
    """A recipient's part of what a project's issuances share out, exact decimal text."""

    seat: Text
    percent: Text


Shares = Annotated[list[Percentage], Field(max_length=20)]
"""The recipients of a project's credits with their percentages."""


class Allocate(Arguments):
    """The recipients of a project's credits with their percentages, which sum to 100."""

    project: Text
    shares: Shares
    reason: Text


def ask_deregistration(
    books: Books, *, project: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask the committee to deregister a project, for good (programme rules, M6 row 18)."""
    of, agreement = _registered(books.session, project)
    motions.require_bringer(books.session, agreement, by=by, step="project.ask_deregistration")
    return motions.ask(
        books, DEREGISTERING, agreement=agreement, about=of.code,
        terms={"owner": of.owner, "partner": of.partner}, reason=reason, by=by, at=at,
    )  # fmt: skip


def ask_type(
    books: Books, *, agreement: str, type: str, answer: str, reason: str, by: Actor, at: int
) -> dict[str, Any]:
    """Ask whether projects of a type are eligible; the newest published answer holds."""
    session = books.session
    require_choice("answer", answer, Answer)
    failed = agreements.not_in_force(session, agreement, at=at)
    motions.require_bringer(session, agreement, by=by, step="project.ask_type")
    asked = type.strip()
    if not is_readable(asked):
        failed.append(TypeUnreadable(agreement=agreement))
    elif answer_on(session, agreement=agreement, type=asked) == answer:
        failed.append(TypeAnswered(activity=asked, agreement=agreement, answer=answer))
    return motions.ask(
        books, TYPE_ANSWER, agreement=agreement, about=asked, terms={"answer": answer},
        reason=reason, failed=failed, by=by, at=at,
    )  # fmt: skip


def ask_allocation(
    books: Books,
    *,
    project: str,
    shares: Sequence[dict[str, str]],
    reason: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """File the percentages on which a project's participants agreed, for the committee's consent.

    Checks 5030 and 5031: they sum to 100, and the partner's government gets its least share.
    """
    session = books.session
    of, agreement = _registered(session, project)
    if of.owner != by.seat:
        raise NotYours(subject=project, owner=of.owner, seat=by.seat)
    failed = agreements.not_in_force(session, agreement, at=at)
    unfit, _ = unfit_shares(books, of, shares)
    failed += unfit
    return motions.ask(
        books, ALLOCATING, agreement=agreement, about=of.code,
        terms={one["seat"]: one["percent"] for one in shares}, reason=reason, failed=failed,
        by=by, at=at,
    )  # fmt: skip


def unfit_shares(
    books: Books, of: Project, shares: Sequence[dict[str, str]]
) -> tuple[list[CheckFailed], dict[str, Fraction]]:
    """Why percentages cannot share out a project's credits (checks 5011, 5030, 5031), and the
    percentages by seat.
    """
    session = books.session
    failed: list[CheckFailed] = []
    percents: dict[str, Fraction] = {}
    for one in shares:
        failed += _not_a_recipient(books, of, one["seat"])
        percent = decimal_number(one["percent"]) or Fraction(0)
        if percent <= 0 or one["seat"] in percents:
            failed.append(AllocationWrong(project=of.code, seat=one["seat"], sum="-"))
        percents[one["seat"]] = percent
    if not failed and sum(percents.values()) != 100:
        total = sum(percents.values(), start=Fraction(0))
        failed.append(AllocationWrong(project=of.code, seat="-", sum=str(total)))
    if not failed:
        failed += _below_minimum(session, projects.find_agreement(session, of).code, percents)
    return failed, percents


def to_deregister(session: Session, by: Actor) -> list[ProjectView]:
    """The registered projects whose deregistration a seat may ask for, by code."""
    under = {one.code for one in motions.before_whom(session, by)}
    return [one for one in _with_registration(session) if one.agreement in under]


def to_answer(session: Session, by: Actor) -> list[AgreementView]:
    """The active agreements under which a seat may ask for an answer on a type of project."""
    return [one for one in motions.before_whom(session, by) if one.active]


def to_allocate(session: Session, by: Actor) -> list[ProjectView]:
    """A seat's own registered projects under active agreements, for which it may file percentages
    of recipients, by code.
    """
    if not by.holds({Role.PROJECT_OWNER}):
        return []
    active = {one.code for one in terms.agreements(session) if one.active}
    return [
        one
        for one in _with_registration(session)
        if one.owner == by.seat and one.agreement in active
    ]


def _with_registration(session: Session) -> list[ProjectView]:
    ended = {*deregistrations(session), *not_registered(session)}
    return [one for one in all_projects(session) if not one.domestic and one.code not in ended]


def _registered(session: Session, code: str) -> tuple[Project, str]:
    """A project with its agreement; refuses one that is unknown, domestic or deregistered."""
    of = projects.find(session, code)
    agreement = projects.find_agreement(session, of)
    since = deregistrations(session).get(code)
    if since is not None:
        raise ProjectDeregistered(project=code)
    stage = session.get(ProjectStage, code)
    if stage is not None and stage.state not in (*CREDITED, ProjectState.WITHDRAWN):
        raise ProjectNotRegistered(project=code, state=str(stage.state))
    return of, agreement.code


def _not_a_recipient(books: Books, of: Project, seat: str) -> list[CheckFailed]:
    """Why a seat can receive nothing: it has no account in its country's registry, or in the
    host's, which may issue everything.
    """
    agreed = projects.find_agreement(books.session, of)
    own = participants.find(books.session, seat).country
    needed = {own, agreed.host}
    if own in (agreed.partner, agreed.host) and all(books.has_account(seat, r) for r in needed):
        return []
    return [RecipientWrong(seat=seat, partner=agreed.partner, host=agreed.host)]


def _below_minimum(
    session: Session, agreement: str, percents: dict[str, Fraction]
) -> list[CheckFailed]:
    agreed = terms.known(session, agreement)
    least, given = exact(agreed.min_share_percent), Fraction(0)
    for seat, percent in percents.items():
        who = participants.find(session, seat)
        governs = Role.GOVERNMENT_PARTNER in {who.role, *offices_of(who.offices)}
        if governs and who.country == agreed.partner:
            given += percent
    if given >= least:
        return []
    return [
        GovernmentShareLow(
            given=str(given), least=agreed.min_share_percent, country=agreed.country(Side.PARTNER)
        )
    ]


def _deregister(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """End what is open for the project; one that went through the cycle leaves the register."""
    stage = books.session.get(ProjectStage, motion.about)
    moved: dict[str, Any] = {}
    if stage is not None:
        left = stages.move(books, stage, "deregister", item=motion.item, by=by, at=at)
        moved = stages.followed(left)
    cancelled = [item for end in on_deregistration for item in end(books, motion.about, by, at)]
    return moved | {"cancelled": cancelled}


def _type_name(session: Session, motion: CommitteeMotion) -> Bilingual:
    answer = motions.terms_of(motion.terms)["answer"]
    words = {Answer.ELIGIBLE: ("eligible", "合格"), Answer.EXCLUDED: ("excluded", "不合格")}
    en, zh = words[Answer(answer)]
    return Bilingual(f"{motion.about}: {en}", f"{motion.about}：{zh}")


DEREGISTERING = motions.motion_kind(
    DEREGISTRATION,
    title=Bilingual("deregistration", "注销登记"),
    matter=Bilingual("deregister", "注销登记"),
    headline=Bilingual("deregister {name}", "注销登记：{name}"),
    consent=Bilingual("Consent to the deregistration", "同意注销登记"),
    name=project_name,
    circulated_by="project.ask_deregistration",
    parties=parties,
    stakes=stakes,
    effect=_deregister,
)
TYPE_ANSWER = motions.motion_kind(
    TYPE,
    title=Bilingual("project type", "项目类型"),
    matter=Bilingual("answer on a project type", "项目类型的认定"),
    headline=Bilingual("answer on the project type {name}", "项目类型认定：{name}"),
    consent=Bilingual("Consent to the answer", "同意该认定"),
    name=_type_name,
    circulated_by="project.ask_type",
)
ALLOCATING = motions.motion_kind(
    ALLOCATION,
    title=Bilingual("allocation", "分配比例"),
    matter=Bilingual("agree on an allocation", "商定分配比例"),
    headline=Bilingual("allocation of {name}", "{name} 的分配比例"),
    consent=Bilingual("Consent to the allocation", "同意该分配比例"),
    name=project_name,
    circulated_by="project.ask_allocation",
    parties=parties,
    stakes=stakes,
)

COMMANDS = (
    Command(
        name="project.ask_deregistration", en="Ask for deregistration", zh="提请注销项目登记",
        done=("Deregistration asked for", "已提请注销登记"),
        not_done=("Deregistration not asked for", "未提请注销登记"),
        arguments=Deregister, roles=motions.BRINGERS, run=on_books(ask_deregistration),
    ),
    Command(
        name="project.ask_type", en="Ask about a project type", zh="提请认定项目类型",
        done=("Project type asked about", "已提请认定项目类型"),
        not_done=("Project type not asked about", "未提请认定项目类型"),
        arguments=AnswerType, roles=motions.BRINGERS, run=on_books(ask_type),
    ),
    Command(
        name="project.ask_allocation", en="File an allocation", zh="提交分配比例",
        done=("Allocation filed", "分配比例已提交"),
        not_done=("Allocation not filed", "分配比例未提交"),
        arguments=Allocate, roles=frozenset({Role.PROJECT_OWNER}), run=on_books(ask_allocation),
    ),
)  # fmt: skip
