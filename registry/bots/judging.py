"""How an official's bot judges the papers of a committee item before it votes."""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from registry.programme.committee.kinds import kind_of
from registry.programme.committee.queries import ItemView


class Objection(NamedTuple):
    """What a bot objects to: a paper of the item by its name, and why."""

    about: str
    reason: str


def judge(session: Session, item: ItemView) -> Objection | None:
    """The first paper that is not what the records say, or None: the bot then affirms."""
    records = {p.name: p.text for p in kind_of(item.kind).papers(session, item.subject)}
    for paper in item.papers:
        if records.get(paper.name) != paper.text:
            return Objection(paper.name, f"the records say: {records.get(paper.name, '-')}"[:200])
    return None
