"""Buffers of projects that store carbon, what happened to them, reversals and replacements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from ledger.accounts import BUFFER, HOLDING
from ledger.kernel.clock import clock_text
from ledger.transactions import BUFFER_CANCEL, CREDIT_LEVY
from ledger.transactions import BUFFER_RELEASE as RELEASED
from registry.programme.committee.models import CommitteeMotion, MotionState
from registry.programme.committee.motions import MotionView, in_force, terms_of
from registry.programme.permanence.errors import ReplacementOverdue, ReversalUnreported
from registry.programme.permanence.models import (
    ProjectBuffer,
    Replacement,
    ReversalState,
    StorageEvent,
    StorageReversal,
)
from registry.programme.projects.models import Project
from registry.records import CheckFailed

REVERSAL = "storage_reversal"
RELEASE = "buffer_release"
"""The kinds of motions about what projects store."""


@dataclass(frozen=True)
class BufferView:
    """The buffer of a project, in tonnes; it can be released after `until_at` (lesson time, ms)."""

    project: str
    agreement: str
    host: str
    owner: str
    storage: str
    percent: str
    until_at: int
    source: str
    status: str
    contributed_t: int
    cancelled_t: int
    released_t: int
    held_t: int


@dataclass(frozen=True)
class StorageEventView:
    """Something that happened to what a project stores, and the motion that reported it.

    `motion` None: nobody has reported it, or the report was dropped.
    """

    event: int
    project: str
    happens_at: int
    quantity: int
    cause_en: str
    cause_zh: str
    motion: int | None


@dataclass(frozen=True)
class ReplacementView:
    """Credits that took the place of lost tonnes."""

    asset: int
    registry: str
    quantity: int
    posted_as: int
    at: int


@dataclass(frozen=True)
class StorageReversalView:
    """A decided reversal of storage: what the buffer had, and what is still to be replaced."""

    motion: int
    item: int
    project: str
    seat: str
    quantity: int
    event: int | None
    state: str
    decided_at: int
    buffer_t: int
    posted_as: int | None
    owed_t: int
    due_at: int
    overdue_at: int | None
    settled_at: int | None
    replacements: tuple[ReplacementView, ...]


class Lot(NamedTuple):
    """Free tonnes of a batch in a registry, with its project and vintage."""

    registry: str
    asset: int
    free: int
    project: str
    vintage: int


def buffer_percent(session: Session, project: str) -> str:
    """The percentage of each issuance that a project's buffer keeps, exact text; "0": none."""
    found = session.get(ProjectBuffer, project)
    return "0" if found is None else found.percent


def buffers(session: Session) -> list[BufferView]:
    """The buffer of every project that stores carbon, by project."""
    found = session.connection().execute(text(_BUFFERS), _KINDS)
    return [BufferView(**row._mapping) for row in found]


_KINDS = {
    "taken": CREDIT_LEVY.code, "cancelled": BUFFER_CANCEL.code, "released": RELEASED.code,
    "kind": BUFFER.name,
}  # fmt: skip
_BUFFERS = """
    SELECT b.project, p.agreement, p.host, p.owner, b.storage, b.percent, b.until_at, b.source,
        b.status, coalesce(m.contributed, 0) AS contributed_t,
        coalesce(m.cancelled, 0) AS cancelled_t, coalesce(m.released, 0) AS released_t,
        coalesce((SELECT sum(s.balance) FROM sub_account s
            JOIN credit_batch c ON c.asset = s.asset
            WHERE s.kind = :kind AND c.project = b.project), 0) AS held_t
    FROM project_buffer b JOIN project p ON p.code = b.project
    LEFT JOIN (
        SELECT c.project,
            sum(CASE WHEN x.type = :taken AND t.kind = :kind THEN q.quantity ELSE 0 END)
                AS contributed,
            sum(CASE WHEN x.type = :cancelled THEN q.quantity ELSE 0 END) AS cancelled,
            sum(CASE WHEN x.type = :released THEN q.quantity ELSE 0 END) AS released
        FROM posting q JOIN book_transaction x ON x.id = q.book_transaction
            AND x.type IN (:taken, :cancelled, :released)
        JOIN credit_batch c ON c.asset = q.asset JOIN sub_account t ON t.id = q.target
        GROUP BY c.project
    ) m ON m.project = b.project
    ORDER BY b.project
"""


def in_buffer(session: Session, project: str) -> list[tuple[int, int]]:
    """The batches of a project with the tonnes of each in its buffer, the oldest first."""
    found = session.connection().execute(
        text(
            "SELECT s.asset, s.balance FROM sub_account s JOIN credit_batch b ON b.asset = s.asset"
            " WHERE s.kind = :kind AND b.project = :project AND s.balance > 0 ORDER BY s.asset"
        ),
        {"kind": BUFFER.name, "project": project},
    )
    return [(asset, tonnes) for asset, tonnes in found]


def issued_t(session: Session, project: str) -> int:
    """The tonnes that registries have issued for a project, levies and buffer included."""
    found = session.connection().execute(
        text(
            "SELECT coalesce(sum(-s.balance), 0) FROM credit_batch b"
            " JOIN sub_account s ON s.id = b.source WHERE b.project = :project"
        ),
        {"project": project},
    )
    return int(found.scalar() or 0)


def reported(session: Session) -> dict[int, int]:
    """Event -> the motion that reported it, of motions before the committee or in force."""
    found = session.exec(
        select(CommitteeMotion)
        .where(
            CommitteeMotion.kind == REVERSAL,
            col(CommitteeMotion.state).in_([MotionState.REQUESTED, MotionState.IN_FORCE]),
        )
        .order_by(col(CommitteeMotion.id))
    )
    events = {one.id: terms_of(one.terms).get("event") for one in found}
    return {int(event): motion for motion, event in events.items() if event is not None}


def events(session: Session, *, at: int, project: str = "") -> list[StorageEventView]:
    """What has happened up to `at` to what projects store, oldest first; "": to every project."""
    found = select(StorageEvent).where(StorageEvent.happens_at <= at)
    if project:
        found = found.where(StorageEvent.project == project)
    rows = session.exec(found.order_by(col(StorageEvent.happens_at), col(StorageEvent.id))).all()
    by = reported(session) if rows else {}
    return [
        StorageEventView(event=one.id, motion=by.get(one.id), **one.model_dump(exclude={"id"}))
        for one in rows
    ]


def reversals(session: Session, *, project: str = "") -> list[StorageReversalView]:
    """The decided reversals of storage, oldest first; "": of every project."""
    found = select(StorageReversal).order_by(col(StorageReversal.id))
    if project:
        found = found.where(StorageReversal.project == project)
    rows = session.exec(found).all()
    paid: dict[int, list[ReplacementView]] = {}
    for one in session.exec(select(Replacement).order_by(col(Replacement.id))) if rows else ():
        view = ReplacementView(one.asset, one.registry_code, one.quantity, one.posted_as, one.at)
        paid.setdefault(one.reversal, []).append(view)
    return [
        StorageReversalView(
            motion=row.id, state=str(row.state), replacements=tuple(paid.get(row.id, ())),
            **row.model_dump(exclude={"id", "state"}),
        )
        for row in rows
    ]  # fmt: skip


def owed_by(session: Session, seat: str) -> list[StorageReversalView]:
    """Reversals for which a seat has still to replace tonnes, oldest first."""
    return [one for one in reversals(session) if one.seat == seat and one.owed_t]


_OWN = select(ProjectBuffer.project).join(Project, col(Project.code) == col(ProjectBuffer.project))


def to_report(session: Session, seat: str, *, at: int) -> list[StorageEventView]:
    """What happened to a seat's projects and was not reported, oldest first."""
    owned = set(session.exec(_OWN.where(Project.owner == seat)).all())
    return [one for one in events(session, at=at) if one.project in owned and one.motion is None]


def releases(session: Session) -> list[MotionView]:
    """The published releases of buffers, in the order of their publication."""
    return in_force(session, RELEASE)


def not_kept(session: Session, project: str, *, at: int) -> list[CheckFailed]:
    """Why nothing more is issued for a project: what it lost is not reported, or not replaced."""
    failed: list[CheckFailed] = []
    if session.get(ProjectBuffer, project) is None:
        return failed
    for one in reversals(session, project=project):
        if one.state == ReversalState.OVERDUE:
            due = clock_text(one.due_at)
            failed.append(
                ReplacementOverdue(project=project, owed=one.owed_t, motion=one.motion, due=due)
            )
    for event in events(session, at=at, project=project):
        if event.motion is None:
            failed.append(
                ReversalUnreported(event=event.event, lost=event.quantity, project=project)
            )
    return failed


def replacing(session: Session, owed: StorageReversalView) -> list[Lot]:
    """What the owner has free that can take the place of lost tonnes: of the same agreement."""
    found = session.connection().execute(
        text(_REPLACING), {"project": owed.project, "seat": owed.seat, "kind": HOLDING.name}
    )
    return [Lot(*row) for row in found]


_REPLACING = """
    SELECT s.registry_code, b.asset, s.balance, b.project, b.vintage FROM project o
    JOIN project p ON p.agreement = o.agreement JOIN credit_batch b ON b.project = p.code
    JOIN sub_account s ON s.asset = b.asset AND s.kind = :kind AND s.balance > 0
    JOIN account a ON a.id = s.account AND a.owner = :seat
    WHERE o.code = :project ORDER BY b.vintage, b.asset, s.registry_code
"""


def motions_held(connection: Connection, kind: str) -> dict[int, tuple[int, int, str]]:
    """Tonnes, item and project of each motion of a kind that is in force."""
    found = connection.execute(
        text(
            "SELECT id, quantity, item, about FROM committee_motion"
            " WHERE kind = :kind AND state = :state"
        ),
        {"kind": kind, "state": MotionState.IN_FORCE.value},
    )
    return {row.id: (row.quantity, row.item, row.about) for row in found}
