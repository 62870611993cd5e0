"""Goal: a serial is first transferred at most once, and the host adds exactly those tonnes.

Method: record overlapping ranges by the command, then plant a duplicate without it.
"""

from __future__ import annotations

from typing import Any

from ledger.books import Books
from registry.programme.adjustments import commands as adjustments
from registry.programme.adjustments import queries
from registry.programme.adjustments.models import Trigger
from registry.programme.authorisation import commands as authorisation
from registry.roles import Actor
from tests.support.programme import HOST, Programme, years


def mark(
    books: Books, *, asset: int, ranges: list[tuple[int, int]], by: Actor, at: int
) -> dict[str, Any]:
    tonnes = adjustments.first_transfer(
        books,
        asset=asset,
        ranges=ranges,
        marked_by=Trigger.TRANSFER,
        receiver="CN",
        authorisation="THA-AUT-0001",
        version=1,
        because="a test",
        at=at,
    )
    return {"tonnes": tonnes}


def world_with_batch(programme: Programme) -> int:
    asset = programme.issued()
    programme.do(authorisation.grant, project="TH001", purposes=["NDC"], quantity=300, by=HOST)
    return asset


def test_only_what_was_not_marked_yet_enters(programme: Programme) -> None:
    asset = world_with_batch(programme)
    first = programme.do(mark, asset=asset, ranges=[(11, 20)], by=HOST)
    second = programme.do(mark, asset=asset, ranges=[(1, 30)], by=HOST)
    third = programme.do(mark, asset=asset, ranges=[(5, 25)], by=HOST)
    with programme.reading() as session:
        year = years(session, party="TH")
        found = queries.first_transfers(session, asset=asset, ranges=[(1, 355)])

    assert [10, 20, 0] == [first["tonnes"], second["tonnes"], third["tonnes"]]
    assert [(11, 20), (1, 10), (21, 30)] == [(r.first, r.last) for r in found]
    assert [(2027, 30, 0)] == year


def test_the_audit_finds_a_serial_marked_twice_above_the_maximum() -> None:
    programme = Programme()
    asset = world_with_batch(programme)
    programme.do(mark, asset=asset, ranges=[(1, 200)], by=HOST)
    programme.execute(
        "INSERT INTO first_transferred_range SELECT 99, host, project, asset, 100, 250, vintage,"
        " marked_by, receiver, authorisation, version, because, at FROM first_transferred_range"
    )

    assert {
        "a_serial_is_first_transferred_once",
        "first_transfers_stay_within_their_authorisation",
        "adjustments_equal_first_transfers",
    } == {finding.invariant for finding in programme.audit()}
    programme.close()
