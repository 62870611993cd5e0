"""Submit a version of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.books import Books
from registry.programme.documents.models import Document
from registry.programme.documents.queries import digest_of, document
from registry.records import next_key
from registry.roles import Actor


def submit(
    books: Books, *, kind: str, about: str, fields: Mapping[str, str], by: Actor, at: int
) -> dict[str, Any]:
    """Keep the next version of a document: a line for each field, in their order.

    A value of several lines is put on one. The procedure that calls has checked who may submit
    what.
    """
    session = books.session
    last = document(session, kind, about)
    text = "\n".join(f"{name}: {' '.join(value.splitlines())}" for name, value in fields.items())
    added = Document(
        id=next_key(session, Document.id),
        kind=kind,
        about=about,
        version=1 if last is None else last.version + 1,
        text=text,
        digest=digest_of(text),
        submitted_by=by.seat,
        submitted_at=at,
    )
    session.add(added)
    session.flush()
    return {"document": added.id, "version": added.version, "digest": added.digest}
