"""Meetings: an item on the agenda is adopted by the consensus that both co-chairs state."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.committee import clock
from registry.programme.committee.commands import OneItem, adopt, find, renew
from registry.programme.committee.errors import (
    ItemReasonMissing,
    NoQuorum,
    ObjectionStands,
    VoteCast,
)
from registry.programme.committee.machine import ITEM
from registry.programme.committee.models import CommitteeVote, ItemState, Said
from registry.programme.committee.sitting import (
    offices_before,
    said_on,
    side_of,
    sitting_of,
    stated,
)
from registry.records import next_key
from registry.roles import SIDE_OF, Actor, Side


class Conclusion(Arguments):
    """What a co-chair states at the end of the meeting: consensus or none, who of its side was
    present (seats), and the minutes."""

    item: Number
    consensus: bool
    present: Annotated[list[Text], Field(max_length=10)]
    minutes: Text


def table(books: Books, *, item: int, by: Actor, at: int) -> dict[str, Any]:
    """Put an item on the agenda of the next meeting; votes and a standing objection go with it."""
    session = books.session
    matter = find(session, item)
    after = ITEM.after(matter.state, "table", offices=offices_before(session, matter, by))
    clock.stop(matter, at=at)
    if matter.state in (ItemState.DRAFT, ItemState.LAPSED):
        renew(session, matter, at=at)
    matter.state = after
    session.flush()
    return {"item": item, "state": str(after), "circulation": matter.circulation,
            "digest": matter.digest, "quantity": matter.quantity}  # fmt: skip


def conclude(
    books: Books,
    *,
    item: int,
    consensus: bool,
    present: list[str],
    minutes: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """State the outcome of the meeting for one's side; the second consensus adopts the item.

    Without consensus the item is deferred at once.
    """
    session = books.session
    matter = find(session, item)
    side = side_of(session, matter, by.seat)
    trigger = "conclude" if consensus else "defer"
    after = ITEM.after(matter.state, trigger, offices=offices_before(session, matter, by))
    sitting = sitting_of(session, matter)
    if not is_readable(minutes):
        raise ItemReasonMissing(trigger=trigger, item=item)
    if consensus:
        if side in stated(said_on(session, matter.id), circulation=matter.circulation):
            raise VoteCast(seat=by.seat, vote="conclude", item=item)
        if sitting.objecting:
            raise ObjectionStands(objector=", ".join(sitting.objecting), item=item)
        there = sitting.present(side, present)
        if there < sitting.quorum(side):
            raise NoQuorum(
                present=there, side=side, item=item, quorum=sitting.quorum(side),
                members=len(sitting.of(side)),
            )  # fmt: skip

    session.add(
        CommitteeVote(
            id=next_key(session, CommitteeVote.id),
            item=item,
            circulation=matter.circulation,
            side=side,
            seat=by.seat,
            vote=Said.CONSENSUS if consensus else Said.NO_CONSENSUS,
            about=" ".join(sorted(present)),
            reason=minutes.strip(),
            cast_by=by.seat,
            at=at,
        )
    )
    matter.state = after
    session.flush()
    if consensus and stated(said_on(session, item), circulation=matter.circulation) == set(Side):
        adopt(books, matter, by=by, at=at)
    return {"item": item, "state": str(matter.state)}


COMMANDS = (
    Command(
        name="committee.table", en="Put item on the agenda", zh="列入会议议程",
        done=("Item on the agenda", "议题已列入议程"),
        not_done=("Item not on the agenda", "议题未列入议程"),
        arguments=OneItem, roles=frozenset(SIDE_OF), run=on_books(table),
    ),
    Command(
        name="committee.conclude", en="State the meeting's outcome", zh="宣布会议结论",
        done=("Outcome stated", "会议结论已宣布"),
        not_done=("Outcome not stated", "会议结论未宣布"),
        arguments=Conclusion, roles=frozenset(SIDE_OF), run=on_books(conclude),
    ),
)  # fmt: skip
