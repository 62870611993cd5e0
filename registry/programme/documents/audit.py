"""The invariants of documents."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.documents.queries import digest_of


def documents_have_their_digest(connection: Connection) -> Iterator[str]:
    """The digest of each document is that of its text, and its versions count from 1."""
    sql = "SELECT id, kind, about, version, text, digest FROM document ORDER BY id"
    last: dict[tuple[str, str], int] = {}
    for row in connection.execute(text(sql)):
        if digest_of(row.text) != row.digest:
            yield f"document {row.id} ({row.kind} of {row.about}): another digest than its text's"
        before = last.get((row.kind, row.about), 0)
        if row.version != before + 1:
            yield f"document {row.id} ({row.kind} of {row.about}): version {row.version}"
        last[row.kind, row.about] = row.version
