"""What every motion about a project has in common: its name, its companies, its offices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from registry.programme.committee import motions
from registry.programme.committee.kinds import Bilingual, Kind
from registry.programme.committee.models import CommitteeMotion
from registry.programme.projects.models import Project
from registry.records import CheckFailed
from registry.roles import Actor


def project_motion(
    code: str,
    *,
    title: Bilingual,
    matter: Bilingual,
    headline: Bilingual,
    consent: Bilingual,
    circulated_by: str,
    effect: motions.Effect = motions.no_effect,
    dropped: motions.Effect = motions.no_effect,
) -> Kind:
    """Declare a kind of motion about one project."""
    return motions.motion_kind(
        code,
        title=title,
        matter=matter,
        headline=headline,
        consent=consent,
        name=project_name,
        circulated_by=circulated_by,
        parties=parties,
        stakes=stakes,
        effect=effect,
        dropped=dropped,
    )


def bring(
    books: Books,
    kind: Kind,
    of: Project,
    *,
    terms: Mapping[str, str],
    reason: str,
    failed: Collection[CheckFailed] = (),
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Bring a motion about a project before its committee; the answer says what it asks for."""
    asked = motions.ask(
        books, kind, agreement=of.agreement, about=of.code, terms=terms, reason=reason,
        failed=failed, by=by, at=at,
    )  # fmt: skip
    return asked | {"terms": motions.spelled(terms), "reason": reason.strip()}


def project_name(session: Session, motion: CommitteeMotion) -> Bilingual:
    """The name of the project that a motion is about."""
    of = session.get(Project, motion.about)
    assert of is not None, f"no project {motion.about}"
    return Bilingual(of.name_en, of.name_zh)


def _project_of(session: Session, number: int) -> Project | None:
    motion = session.get(CommitteeMotion, number)
    return session.get(Project, motion.about) if motion is not None else None


def parties(session: Session, number: int) -> frozenset[str]:
    """The project's owner and its partner."""
    of = _project_of(session, number)
    return frozenset({of.owner, of.partner}) if of is not None else frozenset()


def stakes(session: Session, number: int) -> frozenset[str]:
    """The officials whose office has a stake in the project."""
    of = _project_of(session, number)
    return frozenset(of.stakes.split()) if of is not None else frozenset()
