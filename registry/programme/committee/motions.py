"""Motions: items whose whole subject is what they ask for, in terms that hold once published.

A procedure declares a kind of motion (`motion_kind`) with its sentences and, if it has one, the
effect of its publication; its command checks what is asked for and calls `ask`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from ledger.books import Books
from ledger.kernel.text import is_readable
from ledger.paging import Page
from registry.command import Command, on_books
from registry.programme.agreements import commands as agreements
from registry.programme.agreements import queries as terms_now
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee.commands import find, next_item, propose
from registry.programme.committee.errors import (
    MotionOpen,
    MotionReasonMissing,
    MotionUnknown,
    NotSubmitted,
)
from registry.programme.committee.kinds import (
    Bilingual,
    Kind,
    Paper,
    Subject,
    declare,
    nobody,
)
from registry.programme.committee.machine import ITEM, MOTION
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMotion,
    ItemState,
    MotionState,
)
from registry.programme.committee.voting import Remark
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import NotYours
from registry.programme.participants.queries import participant
from registry.records import CheckFailed, next_key, refuse
from registry.roles import SIDE_OF, Actor, Role

Effect = Callable[[Books, CommitteeMotion, Actor, int], dict[str, Any]]
"""What a publication does besides; what it returns stands in the answer of the publication."""

BRINGERS = frozenset({*SIDE_OF, Role.SECRETARIAT})
"""Who may bring a motion before the committee; a kind may have others."""


@dataclass(frozen=True)
class MotionView:
    """A motion: what it asks for about what, and since when it holds (None: it does not)."""

    motion: int
    kind: str
    agreement: str
    about: str
    terms: str
    reason: str
    quantity: int
    item: int
    state: str
    requested_by: str
    requested_at: int
    since: int | None


def no_effect(books: Books, motion: CommitteeMotion, by: Actor, at: int) -> dict[str, Any]:
    """The effect of motions that hold by being in force."""
    return {}


def motion_kind(
    code: str,
    *,
    title: Bilingual,
    matter: Bilingual,
    headline: Bilingual,
    consent: Bilingual,
    name: Callable[[Session, CommitteeMotion], Bilingual],
    circulated_by: str,
    parties: Callable[[Session, int], frozenset[str]] = nobody,
    stakes: Callable[[Session, int], frozenset[str]] = nobody,
    effect: Effect = no_effect,
    dropped: Effect = no_effect,
    used_by: str = "",
    users: Collection[Role] = (),
    uses: str = "",
) -> Kind:
    """Declare a kind of motion; `name` names its subject in sentences.

    `effect` is that of the publication, `dropped` that of a motion that is taken off the docket.
    """

    def subject(session: Session, number: int) -> Subject | None:
        found = session.get(CommitteeMotion, number)
        if found is None or found.kind != code:
            return None
        return Subject(name(session, found), agreement=found.agreement)

    def follow(books: Books, item: CommitteeItem, by: Actor, at: int) -> dict[str, Any]:
        return _follow(books, item, effect, dropped, by=by, at=at)

    return declare(
        Kind(
            code=code,
            title=title,
            matter=matter,
            headline=headline,
            consent=consent,
            record=Bilingual(f"{title.en} {{subject}}", f"{title.zh} {{subject}}"),
            subject=subject,
            papers=_papers,
            parties=parties,
            stakes=stakes,
            key="motion",
            circulated_by=circulated_by,
            follow=follow,
            used_by=used_by,
            users=frozenset(users),
            uses=uses,
        )
    )


def ask(
    books: Books,
    kind: Kind,
    *,
    agreement: str,
    about: str,
    terms: Mapping[str, str],
    reason: str,
    quantity: int = 0,
    failed: Collection[CheckFailed] = (),
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Bring a motion before the committee of an agreement, after `failed` and its own checks.

    Refuses a motion without a reason, and one about what another open motion of its kind is about.
    """
    session = books.session
    wrong = list(failed)
    if not is_readable(reason):
        wrong.append(MotionReasonMissing(about=about))
    before = open_motion(session, kind.code, about=about, agreement=agreement)
    if before is not None:
        state = find(session, before.item).state
        wrong.append(MotionOpen(item=before.item, about=about, state=str(state)))
    refuse(wrong)
    number = next_key(session, CommitteeMotion.id)
    session.add(
        CommitteeMotion(
            id=number,
            kind=kind.code,
            agreement=agreement,
            about=about,
            terms=spelled(terms),
            reason=reason.strip(),
            quantity=quantity,
            item=next_item(session),
            state=MOTION.initial,
            requested_by=by.seat,
            requested_at=at,
        )
    )
    session.flush()
    item = propose(
        books, agreement=agreement, kind=kind, subject=number, quantity=quantity, by=by, at=at
    )
    digest = find(session, item).digest
    return {"motion": number, "item": item, "quantity": quantity, "digest": digest}


def restate(books: Books, *, item: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """State another reason for one's motion while its item is a draft."""
    session = books.session
    matter = find(session, item)
    motion = session.get(CommitteeMotion, matter.subject)
    if motion is None or motion.item != item:
        raise MotionUnknown(motion=item)
    if motion.requested_by != by.seat:
        raise NotYours(
            subject=f"{matter.kind} {motion.id}", owner=motion.requested_by, seat=by.seat
        )
    motion.state = MOTION.after(motion.state, "restate", offices=by.offices)
    ITEM.after(matter.state, "amend", offices=())
    if not is_readable(reason):
        raise MotionReasonMissing(about=motion.about)
    motion.reason = reason.strip()
    session.flush()
    return {"motion": motion.id, "item": item}


def require_bringer(session: Session, code: str, *, by: Actor, step: str) -> None:
    """Refuse a seat that is neither a government of an agreement nor its secretariat."""
    agreed = agreements.find(session, code)
    if by.holds({Role.SECRETARIAT}):
        own = participants.find(session, by.seat).country
        if own in ("", agreed.partner, agreed.host):
            return
    if not by.holds(SIDE_OF):
        raise NotSubmitted(seat=by.seat, agreement=code)
    agreements.side_of(session, agreed, by, step=step)


def before_whom(session: Session, by: Actor) -> list[AgreementView]:
    """The agreements before whose committee a seat may bring a motion of `BRINGERS`."""
    own = participant(session, by.seat)
    serves = own.country if own is not None and Role.SECRETARIAT in by.offices else None
    return [
        one
        for one in terms_now.agreements(session)
        if serves in ("", one.partner, one.host) or terms_now.side_for(session, one, by)
    ]


def may_restate(session: Session, item: int, by: Actor) -> bool:
    """Whether a seat may state another reason for the motion of an item: its own, in a draft."""
    matter = session.get(CommitteeItem, item)
    motion = session.get(CommitteeMotion, matter.subject) if matter is not None else None
    return (
        matter is not None
        and motion is not None
        and motion.item == item
        and motion.requested_by == by.seat
        and matter.state is ItemState.DRAFT
    )


def motion_of(session: Session, item: int) -> MotionView | None:
    """The motion that a committee's item is about; None for items of other kinds."""
    found = session.exec(select(CommitteeMotion).where(CommitteeMotion.item == item)).first()
    return _view(found) if found is not None else None


def in_force(
    session: Session, kind: str, *, about: str = "", agreement: str = ""
) -> list[MotionView]:
    """The motions of a kind that hold, in the order of their publication."""
    found = select(CommitteeMotion).where(
        CommitteeMotion.kind == kind, CommitteeMotion.state == MotionState.IN_FORCE
    )
    if about:
        found = found.where(CommitteeMotion.about == about)
    if agreement:
        found = found.where(CommitteeMotion.agreement == agreement)
    ordered = found.order_by(col(CommitteeMotion.since), col(CommitteeMotion.id))
    return [_view(one) for one in session.exec(ordered)]


def open_motion(
    session: Session, kind: str, *, about: str, agreement: str
) -> CommitteeMotion | None:
    """The motion of a kind about something that is not decided yet, or None."""
    return session.exec(
        select(CommitteeMotion).where(
            CommitteeMotion.kind == kind,
            CommitteeMotion.about == about,
            CommitteeMotion.agreement == agreement,
            CommitteeMotion.state == MotionState.REQUESTED,
        )
    ).first()


def brought(session: Session, kind: str) -> dict[str, int]:
    """What motions of a kind were about -> the lesson time (ms) at which the last was brought."""
    found = select(CommitteeMotion.about, func.max(CommitteeMotion.requested_at)).where(
        CommitteeMotion.kind == kind
    )
    return dict(session.exec(found.group_by(col(CommitteeMotion.about))).all())


def item_of(session: Session, number: int) -> int | None:
    """The item of the motion with this number; None if there is no such motion."""
    found = session.get(CommitteeMotion, number)
    return None if found is None else found.item


def subject_of(session: Session, number: int) -> str:
    """What the motion with this number is about; "" if there is none."""
    found = session.get(CommitteeMotion, number)
    return "" if found is None else found.about


def motions(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = 50
) -> list[MotionView]:
    """Motions of every kind, newest first; `before` and `after` page."""
    asked = Page(before, after, limit).of(select(CommitteeMotion), CommitteeMotion.id)
    return [_view(one) for one in session.exec(asked)]


def find_motion(session: Session, kind: Kind, number: int) -> CommitteeMotion:
    """The motion of a kind with this number; refuses with MotionUnknown."""
    found = session.get(CommitteeMotion, number)
    if found is None or found.kind != kind.code:
        raise MotionUnknown(motion=number)
    return found


def spelled(terms: Mapping[str, str]) -> str:
    """Terms as one text: `host_share 60; partner_share 40`, by key."""
    return "; ".join(f"{key} {value}" for key, value in sorted(terms.items()))


def terms_of(text: str) -> dict[str, str]:
    """The terms of a text as `spelled` writes them."""
    pairs = (part.partition(" ") for part in text.split("; ") if part)
    return {key: value for key, _, value in pairs}


def _papers(session: Session, number: int) -> tuple[Paper, ...]:
    found = session.get(CommitteeMotion, number)
    assert found is not None, f"no motion {number}"
    about = Paper("terms", "; ".join(filter(None, (found.about, found.terms))))
    return (about, Paper("reason", found.reason))


def _follow(
    books: Books, item: CommitteeItem, effect: Effect, dropped: Effect, *, by: Actor, at: int
) -> dict[str, Any]:
    """Move the motion with its item; its publication, or its end, has the effect of its kind."""
    trigger = {ItemState.PUBLISHED: "hold", ItemState.DROPPED: "drop"}.get(item.state)
    if trigger is None:
        return {}
    motion = books.session.get(CommitteeMotion, item.subject)
    assert motion is not None and motion.item == item.id, "an item about a motion has its motion"
    motion.state = MOTION.after(motion.state, trigger, offices=())
    if trigger != "hold":
        books.session.flush()
        return dropped(books, motion, by, at)
    motion.since = at
    books.session.flush()
    return effect(books, motion, by, at)


def _view(found: CommitteeMotion) -> MotionView:
    kept = found.model_dump(exclude={"id", "state"})
    return MotionView(motion=found.id, state=str(found.state), **kept)


COMMANDS = (
    Command(
        name="committee.restate", en="State another reason", zh="重述动议理由",
        done=("Reason restated", "理由已重述"), not_done=("Reason not restated", "理由未重述"),
        arguments=Remark, roles=BRINGERS | {Role.PROJECT_OWNER, Role.REGISTRY_MANAGER},
        run=on_books(restate),
    ),
)  # fmt: skip
