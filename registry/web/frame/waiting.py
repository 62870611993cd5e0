"""What waits for a seat to act: votes, transfers, issuances, requests, registrations.

The badge of every page counts them; the tasks panel shows them.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from sqlmodel import Session

from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.committee.models import ItemState
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.correction import CorrectionView, owed_by, to_correct
from registry.programme.issuance.queries import IssuanceView
from registry.programme.movements import queries as movements
from registry.programme.movements.queries import MovementView
from registry.programme.projects.queries import PeriodView
from registry.programme.risks import queries as risks
from registry.programme.risks.queries import IncidentView
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.queries import TransferView
from registry.roles import OFFICIAL, SIDE_OF, Actor, Role
from registry.web.frame.naming import Names

ACTING = OFFICIAL | {Role.PROJECT_OWNER}
"""Offices for which something can wait; pages of all others have no badge, but of an approver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a seat can do for others now, each kind oldest first.

    Votes come by due time. `publications` and `stopped` are items for the secretariat, `steps`
    transfers to approve or to accept, `issues` requests with the registry that issues its part,
    `corrections` those to execute, `debts` those for which this seat owes credits,
    `requests` periods for which an owner can ask for an issuance, `registrations` domestic ones,
    `drafts` an owner's requests that were sent back, `approvals` movements of another seat that
    this one approves, `incidents` those with the step that this seat can take, by due time.
    """

    votes: list[ItemView]
    steps: list[tuple[str, TransferView]]
    publications: list[ItemView]
    stopped: list[ItemView]
    issues: list[tuple[IssuanceView, str]]
    corrections: list[CorrectionView]
    debts: list[CorrectionView]
    requests: list[PeriodView]
    registrations: list[PeriodView]
    drafts: list[IssuanceView]
    approvals: list[MovementView]
    incidents: list[tuple[IncidentView, str]]

    @property
    def count(self) -> int:
        """How many there are."""
        items = len(self.votes) + len(self.publications) + len(self.stopped)
        return (
            items
            + len(self.steps)
            + len(self.issues)
            + len(self.corrections)
            + len(self.debts)
            + len(self.requests)
            + len(self.registrations)
            + len(self.drafts)
            + len(self.approvals)
            + len(self.incidents)
        )


def waiting_of(
    session: Session, names: Names, *, seat: str, offices: Set[Role], at: int
) -> Waiting:
    """What waits for a seat at a lesson time."""
    governs = not offices.isdisjoint(SIDE_OF)
    manages = Role.REGISTRY_MANAGER in offices
    served = _served(session, names.country(seat)) if Role.SECRETARIAT in offices else []
    periods = []
    if offices & {Role.PROJECT_OWNER, Role.REGISTRY_MANAGER}:
        open_now = issuances.open_periods(session, at=at)
        periods = [period for period in open_now if period.whole_t > 0]
    by = Actor(seat, min(offices), "person", frozenset(offices))
    return Waiting(
        votes=committee.waiting_for(session, seat) if governs else [],
        steps=_steps(session, names, seat=seat, offices=offices),
        publications=committee.waiting_to_be_published(session, served),
        stopped=committee.stopped(session, served),
        issues=issuances.ready_to_issue(session, names.country(seat)) if manages else [],
        corrections=to_correct(session, names.country(seat)) if manages else [],
        debts=owed_by(session, seat),
        requests=[one for one in periods if _may_ask(names, one, seat=seat, offices=offices)],
        registrations=[one for one in periods if _registers(names, one, offices=offices)],
        drafts=issuances.stated_by(session, seat, [ItemState.DRAFT])
        if Role.PROJECT_OWNER in offices
        else [],
        approvals=movements.waiting(session, approver=seat),
        incidents=risks.waiting(session, by=by),
    )


def _served(session: Session, country: str) -> list[str]:
    """The agreements that a secretariat serves: of its country, or without one all."""
    return [
        one.code for one in agreements.agreements(session) if country in ("", one.partner, one.host)
    ]


def _may_ask(names: Names, period: PeriodView, *, seat: str, offices: Set[Role]) -> bool:
    of = names.project_view(period.project)
    return Role.PROJECT_OWNER in offices and of.owner == seat and not of.domestic


def _registers(names: Names, period: PeriodView, *, offices: Set[Role]) -> bool:
    return Role.REGISTRY_MANAGER in offices and names.project_view(period.project).domestic


def _steps(
    session: Session, names: Names, *, seat: str, offices: Set[Role]
) -> list[tuple[str, TransferView]]:
    country = names.country(seat)
    steps = []
    if not offices.isdisjoint(SIDE_OF):
        steps = [("approve", one) for one in transfers.waiting_to_be_sent(session, country)]
    if Role.REGISTRY_MANAGER not in offices:
        return steps
    # A manager serves its own country's registry, or without a country every one.
    return steps + [
        ("accept", one)
        for registry in names.registry_numbers
        if country in ("", registry)
        for one in transfers.waiting_to_be_accepted(session, registry)
    ]
