"""Goal: a balance of earlier is exact, and the list of balances is in order and adds up.

Method: several hundred random commands; every answer is compared with plain sums over the journal.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlmodel import Session

from ledger import balances, queries
from ledger.balances import BEGINNING, Point
from tests.ledger.test_queries import long_books
from tests.support.books import Office

__all__ = ["long_books"]


@pytest.fixture
def session(long_books: Office) -> Iterator[Session]:
    with Session(
        long_books.store.connection, join_transaction_mode="create_savepoint"
    ) as opened_session:
        yield opened_session


def summed(office: Office, posting: int) -> dict[int, int]:
    """Debits less credits of every sub-account up to a posting."""
    sums: Counter[int] = Counter()
    for source, target, quantity in office.store.fetch(
        "SELECT source, target, quantity FROM posting WHERE id <= ?", posting
    ):
        sums[source] -= quantity
        sums[target] += quantity
    return dict(sums)


@pytest.mark.parametrize("near", [1, 40, 10_000])
def test_a_balance_of_earlier_is_what_its_postings_add_up_to(
    long_books: Office, session: Session, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far the last posting is looked for before its links are followed."""
    monkeypatch.setattr(queries, "NEAR", near)
    every = queries.balances(session, limit=10_000)
    last = balances.newest(session).posting
    for posting in (0, 1, *random.Random(3).sample(range(2, last), 12), last):
        expected = summed(long_books, posting)
        found = balances.as_of(session, every, Point(0, 0, posting))

        assert {row.sub: expected.get(row.sub, 0) for row in every} == {
            row.sub: row.balance for row in found
        }
    assert {row.sub: row.balance for row in every} == {row.sub: row.balance for row in found}


def test_a_state_is_named_by_its_command_or_by_a_lesson_time(
    long_books: Office, session: Session
) -> None:
    log = long_books.store.fetch("SELECT number, at, last_posting FROM command ORDER BY number")
    posted = 0
    for number, at, last in log:
        posted = last or posted
        by_number = balances.after_command(session, number)
        same = [row for row in log if row[1] <= at]

        assert Point(number, at, posted) == by_number
        assert same[-1][0] == balances.at_time(session, at).command
    assert balances.newest(session) == by_number
    assert BEGINNING == balances.at_time(session, log[0][1] - 1)
    assert balances.after_command(session, 0) is None
    assert balances.after_command(session, len(log) + 1) is None


def test_the_list_is_in_order_whole_and_paged(long_books: Office, session: Session) -> None:
    whole = balances.in_order(session, zero=True, limit=10_000)
    paged: list[int] = []
    while part := balances.in_order(session, zero=True, after=paged[-1] if paged else 0, limit=7):
        paged += [row.sub for row in part]
    filled = balances.in_order(session, limit=10_000)
    held = balances.in_order(session, kind="holding", registry="TH", limit=10_000)

    assert sorted(long_books.books.subs) == sorted(row.sub for row in whole)
    assert [row.owner for row in whole] == sorted(row.owner for row in whole)
    assert [row.sub for row in whole] == paged
    assert [row.sub for row in whole if row.balance] == [row.sub for row in filled]
    assert 0 < len(filled) < len(whole)
    assert [r.sub for r in filled if (r.kind, r.registry) == ("holding", "TH")] == [
        row.sub for row in held
    ]


def test_totals_add_up(long_books: Office, session: Session) -> None:
    whole = queries.balances(session, limit=10_000)
    owner = whole[0].owner
    every, own = balances.totals(session), balances.totals(session, owner=owner)

    assert sorted({row.asset for row in whole}) == [one.asset for one in every]
    assert all(one.held == -one.source > 0 for one in every)
    for one in own:
        mine = [r.balance for r in whole if (r.owner, r.asset) == (owner, one.asset)]
        assert (sum(b for b in mine if b > 0), sum(b for b in mine if b < 0)) == (
            one.held,
            one.source,
        )
