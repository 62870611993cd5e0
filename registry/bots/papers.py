"""The papers with which a bot of an owner requests an issuance, and the errors that it makes there.

An owner errs in as many of a hundred requests as the plan says (`paper_defects_percent`). Which
ones, and how, follows from the lesson's seed, the seat and the period; nobody is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any, NamedTuple

from sqlmodel import Session

from registry.bots.view import View
from registry.programme.agreements import queries as agreements
from registry.programme.issuance.papers import Stated, recorded, shares_claimed
from registry.programme.projects import queries as projects


class Given(NamedTuple):
    """What an error is made of: the right papers, and what else the register has."""

    session: Session
    period: int
    right: Stated
    random: Random


def papers_for(view: View, session: Session, *, project: str, period: int) -> dict[str, Any] | None:
    """The papers of a request, right or with one error; None where the plan asks for none."""
    if not view.defects_percent:
        return None
    right = recorded(session, project=project, period=period)
    random = view.draw(f"papers:{project}:{period}")
    if random.randrange(100) >= view.defects_percent:
        return right.as_arguments()
    made = random.choice(ERRORS)(Given(session, period, right, random))
    assert made != right, "an error changes something"
    return made.as_arguments()


def _more_claimed(of: Given) -> Stated:
    """More tonnes than the generation gives, and both shares of them."""
    claimed = of.right.claimed_t + of.right.claimed_t * of.random.randrange(1, 6) // 100 + 1
    partner, host = shares_claimed(
        of.session, project=of.right.project, period=of.period, claimed_t=claimed
    )
    return replace(of.right, claimed_t=claimed, partner_t=partner, host_t=host)


def _other_generation(of: Given) -> Stated:
    """Generation that was not metered."""
    return replace(
        of.right, generation_mwh=f"{of.random.randrange(1, 10)}{of.right.generation_mwh}"
    )


def _overlapping_period(of: Given) -> Stated:
    """Days of the neighbouring periods: some before the first, or some after the last."""
    days = timedelta(days=of.random.randrange(3, 25))
    if of.random.randrange(2):
        first = date.fromisoformat(of.right.first_day) - days
        return replace(of.right, first_day=first.isoformat())
    last = date.fromisoformat(of.right.last_day) + days
    return replace(of.right, last_day=last.isoformat())


def _other_agreement(of: Given) -> Stated:
    """A project of another agreement; with only one agreement, another project."""
    others = [o.code for o in agreements.agreements(of.session) if o.code != of.right.agreement]
    if others:
        return replace(of.right, agreement=of.random.choice(others))
    codes = [one.code for one in projects.projects(of.session) if one.code != of.right.project]
    return replace(of.right, project=of.random.choice(codes) if codes else f"{of.right.project}-2")


def _shares_beyond_the_sum(of: Given) -> Stated:
    """Shares that add up to more than what is claimed."""
    return replace(of.right, host_t=of.right.host_t + of.random.randrange(1, 500))


def _other_report(of: Given) -> Stated:
    """The digest of another version of the monitoring report."""
    return replace(of.right, report=sha256(of.right.report.encode()).hexdigest())


ERRORS: tuple[Callable[[Given], Stated], ...] = (
    _more_claimed, _other_generation, _overlapping_period, _other_agreement,
    _shares_beyond_the_sum, _other_report,
)  # fmt: skip
