"""The buffers of projects that store carbon: what happened to them, reversals, replacements."""

from __future__ import annotations

from sqlmodel import Session

from registry.programme.permanence import queries as permanence
from registry.programme.permanence.queries import (
    RELEASE,
    REVERSAL,
    BufferView,
    StorageEventView,
    StorageReversalView,
)
from registry.roles import Actor
from registry.web.cashflow.contexts import BufferPanel, BuffersPage, EventLine, ReversalLine
from registry.web.frame.acts import Told, act, actor_of, line, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.figures import tonnes
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

TONES = {"owed": "wait", "overdue": "refuse", "settled": "done"}


def buffers_page(visitor: Visitor, session: Session) -> BuffersPage:
    """Every buffer, with the acts of the visitor on its own projects."""
    names, by = Names(session, visitor.language), actor_of(visitor)
    told = told_of(visitor, session, names, back=to("buffers"))
    at = visitor.view["clock"]["at"]
    return BuffersPage(
        panels=tuple(
            _panel(session, names, one, by, told, at=at) for one in permanence.buffers(session)
        ),
        refusal=told.refusal,
        receipt=told.receipt,
    )


def _panel(
    session: Session, names: Names, one: BufferView, by: Actor | None, told: Told, *, at: int
) -> BufferPanel:
    own = by is not None and by.seat == one.owner
    return BufferPanel(
        project=one.project,
        name=names.project(one.project),
        registry=one.host,
        owner=names.seat(one.owner),
        storage=one.storage,
        percent=one.percent,
        until_at=one.until_at,
        source=one.source,
        status=one.status,
        contributed_t=one.contributed_t,
        cancelled_t=one.cancelled_t,
        released_t=one.released_t,
        held_t=one.held_t,
        events=tuple(
            _event(names, event, told, own=own)
            for event in permanence.events(session, at=at, project=one.project)
        ),
        reversals=tuple(
            _reversal(session, names, reversal, told, own=own)
            for reversal in permanence.reversals(session, project=one.project)
        ),
        report_href=to("motion", kind=REVERSAL) if own else "",
        release_href=to("motion", kind=RELEASE) if own and at >= one.until_at else "",
    )


def _event(names: Names, one: StorageEventView, told: Told, *, own: bool) -> EventLine:
    acts: tuple[Act, ...] = ()
    if own and one.motion is None:
        acts = (
            act(
                names, "permanence.report", told=told, about=one.event, tone="primary",
                arguments={
                    "project": one.project, "quantity": one.quantity, "event": one.event,
                },
                fields=(line("reason"),),
            ),
        )  # fmt: skip
    return EventLine(
        event=one.event,
        happens_at=one.happens_at,
        quantity=one.quantity,
        cause=names.both(zh=one.cause_zh, en=one.cause_en),
        motion=one.motion,
        acts=acts,
    )


def _reversal(
    session: Session, names: Names, one: StorageReversalView, told: Told, *, own: bool
) -> ReversalLine:
    lots = permanence.replacing(session, one) if own and one.owed_t else []
    acts = []
    for lot in lots:
        quantity = min(lot.free, one.owed_t)
        said = {"quantity": tonnes(quantity), "batch": names.batch(lot.asset)}
        label = names.both(zh="以{batch}补足 {quantity}", en="Replace {quantity} with {batch}")
        acts.append(
            act(
                names, "permanence.replace", told=told, about=f"{one.motion}-{lot.asset}",
                label=label.format(**said),
                arguments={
                    "motion": one.motion, "registry": lot.registry, "asset": lot.asset,
                    "quantity": quantity,
                },
            )
        )  # fmt: skip
    return ReversalLine(
        motion=one.motion,
        item_href=to("item", item=one.item),
        quantity=one.quantity,
        buffer_t=one.buffer_t,
        replaced_t=sum(paid.quantity for paid in one.replacements),
        owed_t=one.owed_t,
        state=one.state,
        tone=TONES.get(one.state, "neutral"),
        decided_at=one.decided_at,
        due_at=one.due_at,
        acts=tuple(acts),
    )
