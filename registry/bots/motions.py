"""Motions that a government's bot brings before the committee, and whether it supports another's.

It has one cause: papers of a project that were found wrong again and again.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.committee import motions
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import queries as issuance
from registry.programme.projects import queries as projects

WRONG_ITEMS = 3
"""Items of one project with wrong papers after which its host's government asks for its
deregistration; two under one agreement suspend that (`officials.TRUST_ITEMS`)."""


def brought(view: View) -> Iterator[Wish]:
    """Ask for the deregistration of this host's projects whose papers were found wrong too often.

    A further time only after as many wrong items more. A seat whose office has a stake leaves it to
    others.
    """
    asked = view.ask(motions.brought, projects.DEREGISTRATION)
    gone = view.ask(projects.deregistrations)
    active = {one.code for one in view.ask(agreements.agreements) if one.active}
    for code, wrong in view.ask(issuance.found_wrong).items():
        of = view.ask(projects.project, code)
        assert of is not None, f"{code} is a project"
        since = [item for item, at in wrong if at > asked.get(code, 0)]
        if of.host != view.country or of.agreement not in active or code in gone:
            continue
        if len(since) >= WRONG_ITEMS and view.seat not in of.stakes.split():
            items = ", ".join(map(str, since))
            reason = f"材料屡次有误的议题 items with wrong papers: {items}"[:200]
            yield "project.ask_deregistration", {"project": code, "reason": reason}


def has_cause(session: Session, item: ItemView) -> bool:
    """Whether the register shows what a motion asks for: that papers of the project were wrong.

    Of other motions, and of items that are none, a bot asks for nothing of the kind.
    """
    if item.kind != projects.DEREGISTRATION:
        return True
    about = motions.subject_of(session, item.subject)
    return len(issuance.found_wrong(session).get(about, ())) >= WRONG_ITEMS
