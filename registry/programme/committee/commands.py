"""Put an item before the committee, publish its decision, use it once.

The item's kind (`kinds.py`) defines its subject, the effect of a decision and the roles that use
it; here the subject is a number. What members say is in `voting.py`, meetings in `meeting.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import Period
from registry.programme.committee import clock
from registry.programme.committee.errors import (
    DecisionMissing,
    DecisionUsed,
    ItemReasonMissing,
    ItemUnknown,
    NothingChanged,
)
from registry.programme.committee.kinds import Kind, Paper, digest_of, is_declared, kind_of
from registry.programme.committee.machine import ITEM
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteePaper,
    CommitteeTerms,
    CommitteeVote,
    ItemState,
)
from registry.programme.committee.queries import dropped_alike, last_objection
from registry.programme.committee.rule import MEMBERS_MOST
from registry.programme.committee.sitting import members_of, offices_before, sitting_of
from registry.records import next_key, require_role
from registry.roles import SIDE_OF, Actor, Role, Side

_OFFICIALS = frozenset({*SIDE_OF, Role.SECRETARIAT})


class OneItem(Arguments):
    """An item by its number."""

    item: Number


class DropItem(OneItem):
    """An item by its number, and the reason of the step."""

    reason: Text


def constitute(
    books: Books, *, agreement: str, circulation: Period, resumed: Period, dates: Sequence[str]
) -> None:
    """Set how long the committee of an agreement circulates; `dates` are the trading days."""
    books.session.add(
        CommitteeTerms(
            agreement=agreement,
            circulation_days=circulation.days,
            circulation_kind=circulation.kind,
            resumed_days=resumed.days,
            resumed_kind=resumed.kind,
            dates=" ".join(dates),
        )
    )
    books.session.flush()


def seat_member(
    books: Books,
    *,
    agreement: str,
    side: Side,
    seat: str,
    employer: str = "",
) -> None:
    """Seat a member who represents `side` in the committee of an agreement.

    The first of a side is its co-chair; `employer` is the company that employs the member.
    """
    session = books.session
    seated = [one for one in members_of(session, agreement) if one.side is side]
    assert len(seated) < MEMBERS_MOST, f"{agreement} has {MEMBERS_MOST} members of a side"
    session.add(
        CommitteeMember(
            id=next_key(session, CommitteeMember.id),
            agreement=agreement,
            side=side,
            seat=seat,
            cochair=not seated,
            employer=employer,
        )
    )
    session.flush()


def next_item(session: Session) -> int:
    """The number of the next item, for the record of its subject."""
    return next_key(session, CommitteeItem.id)


def propose(
    books: Books, *, agreement: str, kind: Kind, subject: int, quantity: int, by: Actor, at: int
) -> int:
    """Circulate an item to both sides of an agreement; returns its number.

    `quantity` is in tonnes, 0 for an item without tonnes. The draft and its circulation are one
    step: the secretariat's check of documents comes with the documents. Refuses with NothingChanged
    what was dropped under an objection before.
    """
    assert is_declared(kind.code), f"the kind {kind.code} is not declared"
    session = books.session
    papers = kind.papers(session, subject)
    digest = digest_of(papers)
    if papers:
        _refuse_dropped(session, agreement, kind, digest)
    matter = CommitteeItem(
        id=next_item(session),
        agreement=agreement,
        kind=kind.code,
        subject=subject,
        quantity=quantity,
        digest=digest,
        circulation=1,
        state=ItemState.CIRCULATED,
        opened_by=by.seat,
        opened_at=at,
        left_ms=0,
    )
    clock.begin(session, matter, at=at)
    session.add(matter)
    session.flush()
    _file(session, matter, papers)
    return matter.id


def circulate(books: Books, *, item: int, by: Actor, at: int) -> dict[str, Any]:
    """Circulate a draft, or again an item that has lapsed; votes begin anew.

    Refuses with NothingChanged a draft that met an objection and is as it was.
    """
    session = books.session
    matter = find(session, item)
    after = ITEM.after(matter.state, "circulate", offices=offices_before(session, matter, by))
    objection = last_objection(session, item)
    papers = kind_of(matter.kind).papers(session, matter.subject)
    if objection is not None and digest_of(papers) == matter.digest:
        raise _unchanged(objection)
    renew(session, matter, at=at)
    matter.state = after
    clock.begin(session, matter, at=at)
    session.flush()
    return _answer(matter) | {"digest": matter.digest, "quantity": matter.quantity}


def renew(session: Session, matter: CommitteeItem, *, at: int) -> None:
    """Begin an item's next circulation, with its subject's papers and tonnes as they are now."""
    kind = kind_of(matter.kind)
    papers = kind.papers(session, matter.subject)
    matter.digest = digest_of(papers)
    matter.quantity = kind.quantity(session, matter.subject, matter.quantity)
    matter.circulation += 1
    matter.circulated_at = at
    _file(session, matter, papers)


def revise(books: Books, *, item: int, by: Actor, at: int) -> dict[str, Any]:
    """Send an item that was stopped back to its draft, so that its figures can be changed."""
    return _move(books, "revise", item, by=by, at=at)


def drop(books: Books, *, item: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Take an item off the docket for good."""
    matter = find(books.session, item)
    after = ITEM.after(matter.state, "drop", offices=offices_before(books.session, matter, by))
    if not is_readable(reason):
        raise ItemReasonMissing(trigger="drop", item=item)
    matter.state, matter.decided_at = after, at
    kind_of(matter.kind).follow(books, matter, by, at)
    books.session.flush()
    return _answer(matter)


def cancel(books: Books, matter: CommitteeItem, *, by: Actor, at: int) -> None:
    """Take an item off the docket because another decision has ended what it is about."""
    matter.state = ITEM.after(matter.state, "cancel", offices=())
    matter.due_at = None
    matter.decided_at = at
    kind_of(matter.kind).follow(books, matter, by, at)
    books.session.flush()


def publish(books: Books, *, item: int, by: Actor, at: int) -> dict[str, Any]:
    """Publish an adopted decision: from now on it has legal effect, and can be used."""
    matter = find(books.session, item)
    after = ITEM.after(matter.state, "publish", offices=offices_before(books.session, matter, by))
    matter.state, matter.published_at = after, at
    books.session.flush()
    fixed = kind_of(matter.kind).follow(books, matter, by, at)
    books.session.flush()
    return _answer(matter) | fixed


def circulation_end(books: Books, *, item: int, by: Actor, at: int) -> dict[str, Any]:
    """The clock has run out: adopted without an objection if both co-chairs affirmed, or lapsed."""
    matter = find(books.session, item)
    sitting = sitting_of(books.session, matter)
    if sitting.adopted_at_end():
        adopt(books, matter, by=by, at=at)
    else:
        offices = offices_before(books.session, matter, by)
        matter.state = ITEM.after(matter.state, "lapse", offices=offices)
        matter.due_at = None
        books.session.flush()
    return _answer(matter)


def adopt(books: Books, matter: CommitteeItem, *, by: Actor, at: int) -> None:
    """Adopt an item by the rule; its kind then moves the subject."""
    assert not sitting_of(books.session, matter).objecting, "adopted against an objection"
    matter.state = ITEM.after(matter.state, "adopt", offices=())
    matter.decided_at, matter.due_at = at, None
    books.session.flush()
    kind_of(matter.kind).follow(books, matter, by, at)
    books.session.flush()


def require_published(books: Books, *, item: int) -> CommitteeItem:
    """The item, if it is published and not used; refuses with DecisionUsed or DecisionMissing."""
    matter = find(books.session, item)
    if matter.state is ItemState.USED:
        raise DecisionUsed(item=item, used_for=matter.used_for)
    if matter.state is not ItemState.PUBLISHED:
        raise DecisionMissing(item=item, state=str(matter.state))
    return matter


def use(books: Books, *, item: int, by: Actor, at: int) -> CommitteeItem:
    """Use a decision for its subject, once; its kind defines the roles and the earliest time."""
    matter = require_published(books, item=item)
    kind = kind_of(matter.kind)
    after = ITEM.after(matter.state, "use", offices=by.offices)
    require_role(by, procedure=ITEM.name, step="use", roles=kind.users)
    kind.ready(books.session, matter, at)

    matter.used_for = kind.because(matter.subject)
    matter.used_at = at
    matter.state = after
    books.session.flush()
    return matter


def find(session: Session, item: int) -> CommitteeItem:
    """The item with this number; refuses with ItemUnknown."""
    found = session.get(CommitteeItem, item)
    if found is None:
        raise ItemUnknown(item=item)
    return found


def _move(books: Books, trigger: str, item: int, *, by: Actor, at: int) -> dict[str, Any]:
    matter = find(books.session, item)
    offices = offices_before(books.session, matter, by)
    matter.state = ITEM.after(matter.state, trigger, offices=offices)
    books.session.flush()
    return _answer(matter)


def _answer(matter: CommitteeItem) -> dict[str, Any]:
    return {"item": matter.id, "state": str(matter.state)}


def _file(session: Session, matter: CommitteeItem, papers: Sequence[Paper]) -> None:
    """Keep the papers of a circulation."""
    for paper in papers:
        session.add(
            CommitteePaper(
                id=next_key(session, CommitteePaper.id),
                item=matter.id,
                circulation=matter.circulation,
                name=paper.name,
                text=paper.text,
                digest=paper.digest,
            )
        )
        session.flush()


def _refuse_dropped(session: Session, agreement: str, kind: Kind, digest: str) -> None:
    """Refuse what was dropped with an objection standing, and is asked for again as it was."""
    for item in dropped_alike(session, agreement=agreement, kind=kind.code, digest=digest):
        objection = last_objection(session, item)
        if objection is not None:
            raise _unchanged(objection)


def _unchanged(objection: CommitteeVote) -> NothingChanged:
    return NothingChanged(
        item=objection.item,
        seat=objection.seat,
        about=objection.about,
        reason=objection.reason,
    )


COMMANDS = (
    Command(
        name="committee.circulate", en="Circulate item", zh="分发议题",
        done=("Item circulated", "议题已分发"), not_done=("Item not circulated", "议题未分发"),
        arguments=OneItem, roles=frozenset({Role.SECRETARIAT}), run=on_books(circulate),
    ),
    Command(
        name="committee.revise", en="Send item back to draft", zh="退回修改议题",
        done=("Item back in draft", "议题已退回修改"),
        not_done=("Item not sent back", "议题未退回"),
        arguments=OneItem, roles=_OFFICIALS, run=on_books(revise),
    ),
    Command(
        name="committee.drop", en="Drop item", zh="撤销议题",
        done=("Item dropped", "议题已撤销"), not_done=("Item not dropped", "议题未撤销"),
        arguments=DropItem, roles=_OFFICIALS, run=on_books(drop),
    ),
    Command(
        name="committee.publish", en="Publish decision", zh="公布决定",
        done=("Decision published", "决定已公布"),
        not_done=("Decision not published", "决定未公布"),
        arguments=OneItem, roles=frozenset({Role.SECRETARIAT}), run=on_books(publish),
    ),
    Command(
        name="clock.circulation_end", en="Circulation ends", zh="传阅期满",
        arguments=OneItem, roles=frozenset({Role.CLOCK}), run=on_books(circulation_end),
        paused=True, by_people=False,
    ),
)  # fmt: skip
