"""How an official's bot judges a committee item: its papers, its own interest, its country's need.

It looks up what a person at the seat can look up: the register's figures beside the papers, the
published stakes of offices, the terms of the agreement and what was decided under it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from ledger.kernel.clock import DAY
from registry.bots.motions import has_cause
from registry.bots.view import View, Wish
from registry.programme.agreements.queries import agreements, known
from registry.programme.authorisation import overselling
from registry.programme.committee.kinds import kind_of, subject_of
from registry.programme.committee.queries import ItemView, Unanswered
from registry.programme.issuance import queries as issuance
from registry.roles import Side

WAITS_DAYS = (3, 5, 7)
"""Days of lesson time that an item lies in a slow office; within an act they outlast the clock."""


class Objection(NamedTuple):
    """What a bot objects to: a paper of the item by its name, and why."""

    about: str
    reason: str


def says(view: View, item: ItemView) -> Wish | None:
    """What the seat says on an item that lacks its vote; None: nothing yet.

    First its own interest, then the papers, then the need of its country and a motion's cause.
    """
    if any(one.recused for one in item.members if one.seat == view.seat):
        return None
    on = {"item": item.item}
    if reason := _stake(view, item):
        return "committee.recuse", on | {"reason": reason}
    objection = view.ask(judge, item)
    if objection is not None:
        return "committee.vote", on | {"vote": "object", **objection._asdict()}
    if not _needed(view, item) or not view.ask(has_cause, item):
        return "committee.vote", on | {"vote": "abstain"}
    return "committee.vote", on | {"vote": "affirm"}


def judge(session: Session, item: ItemView) -> Objection | None:
    """The first figure of a paper that is not the register's, or None: there is nothing to object.

    A bot has no other ground for an objection.
    """
    for fault in kind_of(item.kind).faults(session, item.subject):
        reason = f"{fault.figure}: {fault.said} ≠ {fault.record} (登记簿 register)"
        return Objection(fault.paper, reason[:200])
    return None


def leaves_lying(view: View, item: Unanswered) -> bool:
    """Whether a slow office has not come to this circulation of an item yet.

    Drawn once for a seat and a circulation, so that it does not change from turn to turn.
    """
    if not view.slow_percent:
        return False
    random = view.draw(f"slow:{item.item}:{item.circulation}")
    if random.randrange(100) >= view.slow_percent:
        return False
    return view.at < item.since + random.choice(WAITS_DAYS) * DAY


def _stake(view: View, item: ItemView) -> str:
    """Why the seat recuses itself from an item, "" for no reason.

    Where nobody of its side would be left to vote it stays: the item could never be adopted.
    """
    if view.seat not in view.ask(kind_of(item.kind).stakes, item.subject):
        return ""
    (own,) = (one for one in item.members if one.seat == view.seat)
    others = (o for o in item.members if o.side == own.side and o.seat != own.seat)
    if all(one.recused for one in others):
        return ""
    of = view.ask(subject_of, item.kind, item.subject)
    return f"{of.code or of.name.en}: 本办公室有利害关系 this office has a stake"


def _needed(view: View, item: ItemView) -> bool:
    """Whether the partner country lacks the tonnes of its side; a host always agrees to its own.

    It lacks what its NDC account says for all of its agreements, or without one the plan for this.
    """
    agreed = view.ask(known, item.agreement)
    split = view.ask(kind_of(item.kind).split, item.subject)
    if agreed.partner != view.country or split is None:
        return True
    lacked = view.ask(overselling.lacked, view.country, at=view.at // DAY * DAY)
    counted = [agreed]
    if lacked is None:
        lacked = agreed.partner_needs_t
    else:
        counted = [o for o in view.ask(agreements) if o.partner == view.country]
    if lacked is None:
        return True
    share = sum(one.quantity for one in split.portions if one.side is Side.PARTNER)
    return sum(view.ask(issuance.taken_t, one.code) for one in counted) + share <= lacked
