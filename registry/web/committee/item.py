"""One item: head, split, votes by side, papers, and everything that was said."""

from __future__ import annotations

from sqlmodel import Session

from ledger.kernel.quantity import exact
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.committee.motions import motion_of
from registry.programme.committee.queries import ItemView, MemberView, VoteView
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.queries import IssuanceView, PartView
from registry.roles import Side
from registry.web.committee.acts import acts_of, office_of
from registry.web.committee.changes import changes_by, decimal
from registry.web.committee.contexts import (
    ItemHead,
    ItemPage,
    MemberLine,
    Paper,
    PrintedDecision,
    Saying,
    SideVotes,
    SplitPicture,
    SplitRow,
    Stage,
)
from registry.web.committee.docket import TONES, lines_of, mine, number_of
from registry.web.committee.motion_contexts import TermLine
from registry.web.frame.acts import told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.docket import Matter, matter_of, terms_of
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

DONE_WITH = ("adopted", "published", "used")
HALF = ("issued_host_only", "issued_partner_only")
_PLACES = {
    "draft": 0, "circulated": 1, "objected": 1, "lapsed": 1, "deferred": 1, "on_agenda": 1,
    "adopted": 2, "published": 3, "used": 4,
}  # fmt: skip


def item_page(visitor: Visitor, session: Session, number: int) -> ItemPage | None:
    """The page of an item; None if there is none of this number."""
    item = committee.item(session, number)
    if item is None:
        return None
    names = Names(session, visitor.language)
    told = told_of(visitor, session, names, back=to("item", item=number))
    waiting = mine(visitor, session, names)
    docket = committee.docket(session)
    if all(one.item != number for one in docket):
        docket = [item, *docket]
    matter = matter_of(session, names, item)
    asked, further, in_name_of = acts_of(visitor, session, matter, told)
    return ItemPage(
        docket=lines_of(session, names, docket, waiting=waiting, here=number),
        head=head_of(session, matter, at=visitor.view["clock"]["at"]),
        split=split_of(session, matter),
        changes=_changes(session, names, item),
        holds=not matter.kind.users,
        sides=sides_of(session, names, item, own=visitor.seated.seat),
        papers=papers_of(item),
        papers_href=_papers_href(visitor, session, item),
        said=said_of(names, item),
        office=office_of(visitor, session, item),
        asked=asked,
        further=further,
        in_name_of=in_name_of,
        refusal=told.refusal,
        receipt=told.receipt,
    )


def printed_page(visitor: Visitor, session: Session, number: int) -> PrintedDecision | None:
    """The sheet of a decision; None if there is no item of this number."""
    item = committee.item(session, number)
    if item is None:
        return None
    names = Names(session, visitor.language)
    matter = matter_of(session, names, item)
    return PrintedDecision(
        head=head_of(session, matter, at=visitor.view["clock"]["at"]),
        decided=item.state in DONE_WITH,
        split=split_of(session, matter),
        changes=_changes(session, names, item),
        sides=sides_of(session, names, item, own=""),
        papers=papers_of(item),
        said=said_of(names, item),
    )


def _changes(session: Session, names: Names, item: ItemView) -> tuple[TermLine, ...]:
    motion = motion_of(session, item.item)
    return () if motion is None else changes_by(session, names, motion)


def _papers_href(visitor: Visitor, session: Session, item: ItemView) -> str:
    """Where the owner of a request corrects its papers: while its item is a draft."""
    asked = issuances.issuance_by(session, item.item) if item.state == "draft" else None
    if asked is None or asked.requested_by != visitor.seated.seat:
        return ""
    return to("papers", project=asked.project, period=asked.period)


def head_of(session: Session, matter: Matter, *, at: int) -> ItemHead:
    """An item in words and figures, at a lesson time."""
    item, names, kind = matter.item, matter.names, matter.kind
    agreed = agreements.known(session, item.agreement)
    days, day_kind = committee.circulates(session, item.agreement)
    began = item.circulated_at or 0
    span = item.due_at - began if item.due_at is not None else 0
    counted = [one for one in item.members if not one.recused]
    objection = next((one for one in item.votes if one.vote == "object"), None)
    return ItemHead(
        item=item.item,
        number=number_of(session, item),
        kind=names.both(zh=kind.title.zh, en=kind.title.en),
        headline=matter.says(kind.headline),
        name=matter.name,
        code=matter.subject.code,
        year=matter.subject.year,
        agreement=names.both(zh=agreed.title_zh, en=agreed.title_en),
        agreement_code=item.agreement,
        state=item.state,
        tone=TONES.get(item.state, "wait"),
        quantity=item.quantity,
        digest=item.digest,
        circulation=item.circulation,
        opened_by=names.seat(item.opened_by),
        opened_at=item.opened_at,
        circulated_at=item.circulated_at,
        due_at=item.due_at,
        days=days,
        day_kind=day_kind,
        gone=max(0, min(at - began, span)),
        span=span,
        if_silent=item.if_silent,
        decided_at=item.decided_at,
        published_at=item.published_at,
        used_at=item.used_at,
        counted=len(counted),
        affirmed=sum(one.vote == "affirm" for one in counted),
        objector=names.seat(objection.seat) if objection is not None else "",
        stages=_stages(item),
    )


def _stages(item: ItemView) -> tuple[Stage, ...]:
    second = "on_agenda" if item.state == "on_agenda" else "circulated"
    if item.state == "dropped":
        return (
            Stage(name="draft", state="done"),
            Stage(name="circulated", state="done"),
            Stage(name="dropped", state="now"),
        )
    now = _PLACES[item.state]
    return tuple(
        Stage(name=name, state="done" if at < now or now == 4 else "now" if at == now else "later")
        for at, name in enumerate(("draft", second, "adopted", "published", "used"))
    )


def split_of(session: Session, matter: Matter) -> SplitPicture | None:
    """How the quantity is shared out, tonne by tonne; None where nothing is."""
    split, names = matter.split, matter.names
    if split is None:
        return None
    weights = {Side.PARTNER: exact(split.partner), Side.HOST: exact(split.host)}
    total = sum(portion.quantity for portion in split.portions)
    asked = issuances.issuance_by(session, matter.item.item)
    parts = issuances.parts_of(session, asked.request) if asked is not None else []
    rows = []
    for portion in split.portions:
        due = total * weights[portion.side] / sum(weights.values())
        part = next((one for one in parts if one.side == portion.side), None)
        rows.append(
            SplitRow(
                side=portion.side,
                country=portion.country,
                holder=names.seat(portion.seat),
                share=decimal(100 * weights[portion.side] / sum(weights.values())),
                exact=decimal(due),
                rounded=int(due),
                odd=portion.quantity - int(due),
                quantity=portion.quantity,
                range=_range(names, asked, part),
                registry=part.registry if part is not None else "",
                issued_at=_issued_at(asked, part),
            )
        )
    return SplitPicture(
        total=total,
        odd=sum(row.odd for row in rows),
        rows=tuple(rows),
        terms=terms_of(split),
        fixed=bool(parts),
        state=asked.state if asked is not None else "",
        half=asked is not None and asked.state in HALF,
    )


def _range(names: Names, asked: IssuanceView | None, part: PartView | None) -> SerialRange | None:
    if asked is None or asked.asset is None or part is None:
        return None
    return names.span(asked.asset, part.first, part.last, registry=part.registry, long=True)


def _issued_at(asked: IssuanceView | None, part: PartView | None) -> int | None:
    if asked is None or part is None:
        return None
    return asked.host_issued_at if part.registry == asked.host else asked.partner_issued_at


def sides_of(session: Session, names: Names, item: ItemView, *, own: str) -> tuple[SideVotes, ...]:
    """The members of both sides with their votes."""
    agreed = agreements.known(session, item.agreement)
    found = []
    for side in Side:
        members = [one for one in item.members if one.side == side]
        counted = [one for one in members if not one.recused]
        country = agreed.country(side)
        found.append(
            SideVotes(
                side=side,
                country=country,
                country_name=names.nation(country),
                affirmed=sum(one.vote == "affirm" for one in counted),
                counted=len(counted),
                members=tuple(_member(names, one, own=own) for one in members),
            )
        )
    return tuple(found)


def _member(names: Names, one: MemberView, *, own: str) -> MemberLine:
    return MemberLine(
        seat=one.seat,
        name=names.seat(one.seat),
        chairs=one.chairs,
        recused=one.recused,
        vote="" if one.recused else one.vote,
        reason=one.reason,
        at=one.at,
        own=one.seat == own,
    )


def papers_of(item: ItemView) -> tuple[Paper, ...]:
    """The papers of the present circulation."""
    return tuple(Paper(name=one.name, text=one.text, digest=one.digest) for one in item.papers)


def said_of(names: Names, item: ItemView) -> tuple[Saying, ...]:
    """Everything that was said, newest first."""
    return tuple(_saying(names, one) for one in reversed(item.said))


def _saying(names: Names, one: VoteView) -> Saying:
    of_paper = one.vote in ("object", "withdraw")
    seats = "" if of_paper else ", ".join(names.seat(seat) for seat in one.about.split())
    return Saying(
        name=names.seat(one.seat),
        side=one.side,
        vote=one.vote,
        paper=one.about if of_paper else "",
        other=seats,
        reason=one.reason,
        circulation=one.circulation,
        for_it=names.seat(one.cast_by) if one.cast_by != one.seat else "",
        at=one.at,
    )
