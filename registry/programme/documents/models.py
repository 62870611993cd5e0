"""The table of documents."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, key, whole


class Document(Table, table=True):
    """One version of a document: the text that a seat submitted, never changed.

    `about` is what it belongs to, for example a project's code; `kind` and `about` together name a
    document, whose versions count from 1. `digest` is the SHA-256 of `text`, hexadecimal.
    `submitted_at` is lesson time in ms.
    """

    __table_args__ = (UniqueConstraint("kind", "about", "version"),)
    __append_only__ = True
    id: int = key()
    kind: str = Field(index=True)
    about: str = Field(index=True)
    version: int = whole()
    text: str
    digest: str
    submitted_by: str
    submitted_at: int = whole()
