"""The docket of an agreement's committee, or of all: items by due time, then those done with."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from ledger.kernel.clock import day_of
from ledger.kernel.numerals import whole_number
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.committee.queries import ItemView
from registry.web.committee.contexts import AgreementTab, DocketLine, DocketPage
from registry.web.committee.motions import ways_of
from registry.web.frame.addresses import to
from registry.web.frame.docket import matter_of
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor
from registry.web.frame.waiting import waiting_of

DECIDED_SHOWN = 20
NUMBER_DIGITS_MOST = 15
BEFORE_MEETING = frozenset({"consensus", "no_consensus"})
TONES = {
    "objected": "refuse", "dropped": "neutral", "lapsed": "refuse", "adopted": "done",
    "published": "done", "used": "done", "draft": "neutral", "deferred": "neutral",
}  # fmt: skip


def docket_page(visitor: Visitor, session: Session) -> DocketPage:
    """The items of the agreement that the address names, or of all agreements."""
    names = Names(session, visitor.language)
    known = agreements.agreements(session)
    asked = visitor.query.get("agreement", "")
    code = asked if asked in {one.code for one in known} else ""
    before = visitor.query.get("before", "")
    number = (whole_number(before) if len(before) <= NUMBER_DIGITS_MOST else None) or 0
    waiting = mine(visitor, session, names)
    done = committee.decided(session, agreement=code, before=number, limit=DECIDED_SHOWN + 1)
    shown, older = done[:DECIDED_SHOWN], len(done) > DECIDED_SHOWN
    everything = committee.docket(session)
    return DocketPage(
        agreements=tuple(
            AgreementTab(
                code=one.code,
                title=names.both(zh=one.title_zh, en=one.title_en),
                href=to("docket", agreement=one.code),
                here=one.code == code,
                open=sum(item.agreement == one.code for item in everything),
            )
            for one in known
        ),
        motions=ways_of(visitor, session, names),
        all_href="" if not code else to("docket"),
        open=lines_of(
            session, names, [i for i in everything if code in ("", i.agreement)], waiting=waiting
        ),
        decided=lines_of(session, names, shown, waiting=waiting),
        older_href=to("docket", agreement=code, before=shown[-1].item) if older else "",
        newest_href=to("docket", agreement=code) if number else "",
    )


def lines_of(
    session: Session, names: Names, items: Iterable[ItemView], *, waiting: set[int], here: int = 0
) -> tuple[DocketLine, ...]:
    """Items as lines of the docket."""
    return tuple(_line(session, names, one, waiting=waiting, here=here) for one in items)


def _line(
    session: Session, names: Names, item: ItemView, *, waiting: set[int], here: int
) -> DocketLine:
    matter = matter_of(session, names, item)
    return DocketLine(
        item=item.item,
        number=number_of(session, item),
        kind=names.both(zh=matter.kind.title.zh, en=matter.kind.title.en),
        title=matter.says(matter.kind.headline),
        state=item.state,
        tone=TONES.get(item.state, "wait"),
        due_at=item.due_at,
        mine=item.item in waiting,
        here=item.item == here,
    )


def number_of(session: Session, item: ItemView) -> str:
    """The number of an item as decisions print it: `JC-TH-2028-E03`, M for one of a meeting.

    Programme rules, 3.3; the host's code, the year in which it was asked for, and its number.
    """
    host = agreements.known(session, item.agreement).host
    met = item.state == "on_agenda" or any(one.vote in BEFORE_MEETING for one in item.said)
    return f"JC-{host}-{day_of(item.opened_at).year}-{'M' if met else 'E'}{item.item:02d}"


def mine(visitor: Visitor, session: Session, names: Names) -> set[int]:
    """The items on which the visitor's seat can act now: a vote, a publication, an issue."""
    state = visitor.seated.state
    if state is None:
        return set()
    found = waiting_of(
        session, names, seat=visitor.seated.seat, offices=state.offices,
        at=visitor.view["clock"]["at"],
    )  # fmt: skip
    items = [*found.votes, *found.publications, *found.stopped]
    return {one.item for one in items} | {asked.item for asked, _ in found.issues}
