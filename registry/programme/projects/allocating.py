"""The allocation of a project's credits: filed by its owner, signed by its parties.

Programme rules, M6 row 9; checks 5011, 5030 and 5031.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, select

from ledger.books import Books
from registry.command import Arguments, Command, Text, on_books
from registry.programme.documents import commands as documents
from registry.programme.documents import queries as kept
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.participants import commands as participants
from registry.programme.projects import stages
from registry.programme.projects.commands import find_agreement
from registry.programme.projects.design import ALLOCATION_PAPER
from registry.programme.projects.designing import OneProject
from registry.programme.projects.errors import NotASignatory
from registry.programme.projects.machine import PROJECT
from registry.programme.projects.models import (
    Project,
    ProjectSignature,
    ProjectStage,
    ProjectState,
)
from registry.programme.projects.motions import unfit_shares
from registry.records import next_key, refuse
from registry.roles import SIDE_OF, Actor, Role


class FileAllocation(Arguments):
    """The recipients of a project's credits, each as seat and percentage: `S15 50`; they sum to
    100."""

    project: Text
    shares: Annotated[list[Text], Field(max_length=20)]


def file_allocation(
    books: Books, *, project: str, shares: Sequence[str], by: Actor, at: int
) -> dict[str, Any]:
    """File a version of the percentages; owner, partner and both governments have to sign it.

    Filing it is the owner's signature. A newer version takes the place of one that is not signed.
    """
    session = books.session
    of, stage, cycle = stages.find(session, project)
    stages.require_owner(of, by)
    _require_time(of, stage, by, there=cycle.allocation, assessed=cycle.reference_assessment)
    pairs = [one.strip().partition(" ") for one in shares]
    listed = [{"seat": seat, "percent": percent.strip()} for seat, _, percent in pairs]
    failed, percents = unfit_shares(books, of, listed)
    refuse(failed)
    fields = {seat: decimal_text(percent) for seat, percent in percents.items()}
    filed = documents.submit(
        books, kind=ALLOCATION_PAPER, about=project, fields=fields, by=by, at=at
    )
    signed = _sign(books, of, filed["version"], of.owner, by=by, at=at)
    return {"project": project, **filed, **signed}


def sign(books: Books, *, project: str, by: Actor, at: int) -> dict[str, Any]:
    """Sign the newest allocation, as the project's partner or for a government.

    With the last signature the allocation is agreed: it is what issuances of the project share.
    """
    session = books.session
    of, stage, cycle = stages.find(session, project)
    _require_time(of, stage, by, there=cycle.allocation, assessed=cycle.reference_assessment)
    filed = kept.document(session, ALLOCATION_PAPER, project)
    missing = to_sign(session, of) if filed is not None else []
    party = party_of(session, of, by)
    if filed is None or party not in missing:
        waiting = ", ".join(missing) or "-"
        raise NotASignatory(project=project, seat=by.seat, signatories=waiting)
    signed = _sign(books, of, filed.version, party, by=by, at=at)
    if signed["missing"]:
        return {"project": project, "state": str(stage.state), **signed}
    moved = stages.move(books, stage, "allocate", document=filed.id, by=by, at=at)
    return moved | signed | {"document": filed.id}


def parties_of(session: Session, of: Project) -> list[str]:
    """Who signs a project's allocation: owner, partner, and both governments, by country."""
    agreed = find_agreement(session, of)
    return [of.owner, of.partner, agreed.partner, agreed.host]


def to_sign(session: Session, of: Project) -> list[str]:
    """The parties whose signature the newest allocation of a project lacks; [] without one."""
    filed = kept.document(session, ALLOCATION_PAPER, of.code)
    if filed is None:
        return []
    signed = session.exec(
        select(ProjectSignature.party).where(
            ProjectSignature.project == of.code, ProjectSignature.version == filed.version
        )
    ).all()
    return [party for party in parties_of(session, of) if party not in signed]


def _require_time(
    of: Project, stage: ProjectStage, by: Actor, *, there: bool, assessed: bool
) -> None:
    """Refuse an allocation before the project is validated and, if the cycle says so, assessed."""
    PROJECT.after(stage.state, "allocate", offices=by.offices)
    before = assessed and stage.state is ProjectState.VALIDATED
    stages.require_step(of, by, "allocate", there=there and not before)


def party_of(session: Session, of: Project, by: Actor) -> str:
    """For whom a seat signs: itself, or the country of its government; "" for nobody."""
    if by.seat in (of.owner, of.partner):
        return by.seat
    if not by.holds(SIDE_OF):
        return ""
    own, agreed = participants.find(session, by.seat).country, find_agreement(session, of)
    sides = {Role.GOVERNMENT_PARTNER: agreed.partner, Role.GOVERNMENT_HOST: agreed.host}
    return own if own in {sides[office] for office in sides if office in by.offices} else ""


def _sign(
    books: Books, of: Project, version: int, party: str, *, by: Actor, at: int
) -> dict[str, Any]:
    session = books.session
    number = next_key(session, ProjectSignature.id)
    session.add(
        ProjectSignature(
            id=number, project=of.code, version=version, party=party, seat=by.seat, at=at
        )
    )
    session.flush()
    return {
        "signature": number, "version": version, "party": party, "missing": to_sign(session, of),
    }  # fmt: skip


COMMANDS = (
    Command(
        name="project.file_allocation", en="File a first allocation", zh="提交首份分配比例",
        done=("Allocation filed for signature", "分配比例已提交待签"),
        not_done=("Allocation not filed for signature", "分配比例未提交待签"),
        arguments=FileAllocation, roles=frozenset({Role.PROJECT_OWNER}),
        run=on_books(file_allocation),
    ),
    Command(
        name="project.sign_allocation", en="Sign an allocation", zh="签署分配比例",
        done=("Allocation signed", "分配比例已签署"),
        not_done=("Allocation not signed", "分配比例未签署"),
        arguments=OneProject, roles=frozenset({Role.PROJECT_OWNER, *SIDE_OF}), run=on_books(sign),
    ),
)  # fmt: skip
