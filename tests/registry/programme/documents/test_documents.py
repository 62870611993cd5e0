"""Goal: a document is kept as it was submitted, in versions, with the digest of its text."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy.exc import IntegrityError

from registry.programme.documents import commands as documents
from registry.programme.documents import queries
from tests.support.guards import drop_guards
from tests.support.programme import OWNER, Programme

FAULTS = {
    "UPDATE document SET text = text || ' ' WHERE version = 1": "documents_have_their_digest",
    "UPDATE document SET digest = 'x' WHERE version = 2": "documents_have_their_digest",
    "UPDATE document SET version = 3 WHERE version = 2": "documents_have_their_digest",
}


@pytest.fixture
def written() -> Iterator[Programme]:
    """Two versions of one document, and one of another."""
    programme = Programme()
    for kind, plan in (("design", "9 MW"), ("design", "12 MW"), ("report", "9 MW")):
        fields = {"plan": plan, "where": "Chiang Mai,\nThailand"}
        programme.do(documents.submit, kind=kind, about="TH001", fields=fields, by=OWNER)
    yield programme
    programme.close()


def test_versions_count_by_document_and_keep_their_text(written: Programme) -> None:
    with written.reading() as session:
        found = queries.versions(session, "TH001")
        none = queries.versions(session, "TH002")

    assert [("design", 1), ("design", 2), ("report", 1)] == [(o.kind, o.version) for o in found]
    assert "plan: 12 MW\nwhere: Chiang Mai, Thailand" == found[1].text
    assert {"plan": "12 MW", "where": "Chiang Mai, Thailand"} == found[1].fields
    assert sha256(found[1].text.encode()).hexdigest() == found[1].digest
    assert [] == none


def test_the_newest_version_is_read_unless_one_is_named(written: Programme) -> None:
    with written.reading() as session:
        newest = queries.document(session, "design", "TH001")
        first = queries.document(session, "design", "TH001", version=1)
        none = queries.document(session, "design", "TH001", version=3)

    assert newest is not None and first is not None
    assert (2, "9 MW") == (newest.version, first.fields["plan"])
    assert none is None


def test_no_version_is_ever_changed(written: Programme) -> None:
    with pytest.raises(IntegrityError, match="refuses every"):
        written.execute("UPDATE document SET text = 'other'")
    written.store.rollback()
    assert [] == written.audit()


@pytest.mark.parametrize("sql", list(FAULTS))
def test_a_planted_fault_is_found(written: Programme, sql: str) -> None:
    assert [] == written.audit()
    drop_guards(written.store.driver)
    written.execute(sql)

    assert FAULTS[sql] in {finding.invariant for finding in written.audit()}
