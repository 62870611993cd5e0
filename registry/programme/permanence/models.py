"""What projects that store carbon keep back, what was lost of it, and what took its place."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class Sink(StrEnum):
    """How a project stores carbon."""

    FOREST = "forest"
    CCS = "ccs"


class ReversalState(StrEnum):
    """State of a reversal of storage on which the committee decided."""

    OWED = "owed"
    OVERDUE = "overdue"
    SETTLED = "settled"


class ProjectBuffer(Table, table=True):
    """A project that stores carbon, and the percentage of each issuance that its buffer keeps.

    `percent` is exact decimal text. What is left can be released after `until_at` (lesson time in
    ms), the end of the crediting period.
    """

    __tablename__ = "project_buffer"
    __append_only__ = True
    project: str = Field(primary_key=True)
    storage: Sink = enum_column(Sink)
    percent: str
    until_at: int = whole()
    source: str
    status: str


class StorageEvent(Table, table=True):
    """An event of the lesson's plan in which a project loses `quantity` t of what it stores.

    Nobody knows it before `happens_at`, lesson time in ms.
    """

    __tablename__ = "storage_event"
    __append_only__ = True
    id: int = key()
    project: str
    happens_at: int = whole()
    quantity: int = whole()
    cause_en: str
    cause_zh: str


class StorageReversal(Table, table=True):
    """A reversal of storage of `quantity` t, made when the decision on motion `id` is published.

    `buffer_t` were cancelled out of the project's buffer by `posted_as`; the owner replaces the
    rest by `due_at`. `owed_t` is what is still to be replaced. Times are lesson time in ms.
    """

    __tablename__ = "storage_reversal"
    __changes__ = ("state", "owed_t", "overdue_at", "settled_at")
    __final__ = "OLD.state = 'settled'"
    id: int = key()
    item: int = whole(index=True)
    project: str
    seat: str
    quantity: int = whole()
    event: int | None = whole(optional=True)
    state: ReversalState = enum_column(ReversalState)
    decided_at: int = whole()
    buffer_t: int = whole()
    posted_as: int | None = whole(optional=True)
    owed_t: int = whole()
    due_at: int = whole()
    overdue_at: int | None = whole(optional=True)
    settled_at: int | None = whole(optional=True)


class Replacement(Table, table=True):
    """Tonnes that an owner cancelled in place of stored ones that were lost; never changed."""

    __append_only__ = True
    id: int = key()
    reversal: int = whole(index=True)
    asset: int = whole()
    registry_code: str
    quantity: int = whole()
    posted_as: int = whole()
    at: int = whole()


class BufferRelease(Table, table=True):
    """Tonnes of a project's buffer that went to its owner by the decision on motion `id`."""

    __tablename__ = "buffer_release"
    __append_only__ = True
    id: int = key()
    item: int = whole(index=True)
    project: str
    seat: str
    quantity: int = whole()
    posted_as: int = whole()
    at: int = whole()
