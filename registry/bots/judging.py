"""How an official's bot judges a committee item: its papers, its own interest, its country's need.

It looks up what a person at the seat can look up: the register's figures beside the papers, the
published stakes of offices, the terms of the agreement and what was decided under it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from ledger.kernel.clock import DAY
from registry.bots.view import View, Wish
from registry.programme.agreements.queries import known
from registry.programme.committee.kinds import kind_of, subject_of
from registry.programme.committee.queries import ItemView, Unanswered
from registry.programme.issuance import queries as issuance
from registry.roles import Side

WAITS_DAYS = (1, 4, 7)
"""Days of lesson time that an item lies in a slow office; the longer ones outlast most clocks."""


class Objection(NamedTuple):
    """What a bot objects to: a paper of the item by its name, and why."""

    about: str
    reason: str


def says(view: View, session: Session, item: ItemView) -> Wish | None:
    """What the seat says on an item that lacks its vote; None: nothing yet.

    First its own interest, then the papers, then the need of its country.
    """
    if any(one.recused for one in item.members if one.seat == view.seat):
        return None
    on = {"item": item.item}
    if reason := _stake(view, session, item):
        return "committee.recuse", on | {"reason": reason}
    objection = judge(session, item)
    if objection is not None:
        return "committee.vote", on | {"vote": "object", **objection._asdict()}
    if not _needed(view, session, item):
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


def _stake(view: View, session: Session, item: ItemView) -> str:
    """Why the seat recuses itself from an item, "" for no reason.

    Where nobody of its side would be left to vote it stays: the item could never be adopted.
    """
    kind = kind_of(item.kind)
    if view.seat not in kind.stakes(session, item.subject):
        return ""
    (own,) = (one for one in item.members if one.seat == view.seat)
    others = (o for o in item.members if o.side == own.side and o.seat != own.seat)
    if all(one.recused for one in others):
        return ""
    code = subject_of(session, item.kind, item.subject).code
    return f"{code}: 本办公室有利害关系 this office has a stake"


def _needed(view: View, session: Session, item: ItemView) -> bool:
    """Whether the partner country lacks the tonnes of its side; a host always agrees to its own."""
    agreed = known(session, item.agreement)
    split = kind_of(item.kind).split(session, item.subject)
    if agreed.partner != view.country or agreed.partner_needs_t is None or split is None:
        return True
    share = sum(one.quantity for one in split.portions if one.side is Side.PARTNER)
    return issuance.taken_t(session, item.agreement) + share <= agreed.partner_needs_t
