"""Queries of documents and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, col, select

from registry.programme.documents.models import Document


@dataclass(frozen=True)
class DocumentView:
    """One version of a document; `text` has a line for each field, `digest` is its SHA-256."""

    id: int
    kind: str
    about: str
    version: int
    text: str
    digest: str
    submitted_by: str
    submitted_at: int

    @property
    def fields(self) -> dict[str, str]:
        """Its fields by name, as they were submitted."""
        return fields_of(self.text)


def digest_of(text: str) -> str:
    """The SHA-256 of a document's text in UTF-8, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def fields_of(text: str) -> dict[str, str]:
    """The fields of a document's text."""
    parts = (line.partition(": ") for line in text.splitlines())
    return {name: value for name, _, value in parts}


def versions(session: Session, about: str, kind: str = "") -> list[DocumentView]:
    """The documents about something, of one kind or of all, in the order of their submission."""
    asked = select(Document).where(Document.about == about)
    if kind:
        asked = asked.where(Document.kind == kind)
    found = session.exec(asked.order_by(col(Document.id)))
    return [DocumentView(**one.model_dump()) for one in found]


def document(
    session: Session, kind: str, about: str, version: int | None = None
) -> DocumentView | None:
    """One version of a document, the newest if no version is named; None if there is none."""
    asked = select(Document).where(Document.kind == kind, Document.about == about)
    if version is not None:
        asked = asked.where(Document.version == version)
    found = session.exec(asked.order_by(col(Document.version).desc())).first()
    return None if found is None else DocumentView(**found.model_dump())
