"""Queries of the books: statements page back along the links, and balances are right.

Every result is compared with a plain reading of the whole journal.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from ledger import queries
from ledger.writer import Request
from tests.ledger.test_model import HOLDERS, Stream
from tests.support.books import Office


@pytest.fixture(scope="module")
def long_books() -> Iterator[Office]:
    """Several hundred random commands."""
    office = Office()
    office.done("begin")
    for owner, registries in HOLDERS.items():
        office.done("open", owner=owner, registries=registries)
        office.done("endow", owner=owner, fen=900)
    assets = [office.done("batch", host=host, quantity=90)["asset"] for host in ("TH", "CN")]
    stream = Stream(11, assets)
    with office.writer.group():
        for _ in range(500):
            name, arguments = stream.command()
            if name not in ("fail", "unplain"):
                office.writer.run(Request(name, arguments, "script", "S01"))
    yield office
    office.close()


@pytest.fixture
def session(long_books: Office) -> Iterator[Session]:
    with Session(
        long_books.store.connection, join_transaction_mode="create_savepoint"
    ) as opened_session:
        yield opened_session


def _journal(office: Office, sub: int) -> list[int]:
    rows = office.store.fetch(
        "SELECT id FROM posting WHERE source = ? OR target = ? ORDER BY id DESC", sub, sub
    )
    return [row[0] for row in rows]


def test_a_statement_is_every_posting_of_its_account(long_books: Office, session: Session) -> None:
    assert len(long_books.books.subs) > 20
    for sub in long_books.books.subs:
        told = queries.statement(session, sub, limit=10_000)

        assert _journal(long_books, sub) == [leg.posting for leg in told]
        assert all(sub in (leg.source, leg.target) for leg in told)


def test_a_statement_pages_by_key(long_books: Office, session: Session) -> None:
    busiest = max(long_books.books.subs, key=lambda sub: len(_journal(long_books, sub)))
    whole = _journal(long_books, busiest)
    pages: list[int] = []
    while True:
        before = pages[-1] if pages else 0
        page = queries.statement(session, busiest, before=before, limit=7)
        if not page:
            break
        assert len(page) <= 7
        pages += [leg.posting for leg in page]

    assert len(whole) > 30
    assert whole == pages


def test_a_statement_before_a_posting_of_somebody_else(
    long_books: Office, session: Session
) -> None:
    for sub in list(long_books.books.subs)[:12]:
        for before in (1, 57, 200, 10**9):
            told = queries.statement(session, sub, before=before, limit=5)
            expected = [number for number in _journal(long_books, sub) if number < before][:5]

            assert expected == [leg.posting for leg in told]


def test_the_legs_of_a_transaction_are_its_range(long_books: Office, session: Session) -> None:
    for row in queries.transactions(session, limit=10_000):
        told = [leg.posting for leg in queries.legs(session, row.transaction)]
        expected = long_books.store.fetch(
            "SELECT id FROM posting WHERE book_transaction = ? ORDER BY id", row.transaction
        )

        assert [number for (number,) in expected] == told


def test_the_life_of_a_serial_leads_back_to_its_issuance(
    long_books: Office, session: Session
) -> None:
    for asset, batch in long_books.books.batches.items():
        issued = -long_books.books.subs[batch.source].balance
        for serial in range(batch.first, batch.first + issued):
            steps = queries.life(session, asset=asset, serial=serial)

            assert "credit.issue" == steps[0].type
            assert steps[0].parent is None
            assert [step.block for step in steps[:-1]] == [step.parent for step in steps[1:]]
            assert [step.opened for step in steps[1:]] == [step.closed for step in steps[:-1]]
            assert steps[-1].closed is None


def test_open_blocks_stand_in_line(small: Office) -> None:
    with Session(small.store.connection, join_transaction_mode="create_savepoint") as session:
        told = queries.open_blocks(session, owner="ann")
        here = queries.open_blocks(session, owner="ann", registry="CN")

    ranges = [(block.kind, block.registry, block.first, block.last) for block in told]
    expected = [
        ("holding_blocked", "TH", 31, 40), ("holding", "TH", 41, 70), ("holding", "CN", 16, 20),
    ]  # fmt: skip
    assert expected == ranges
    assert [5] == [block.quantity for block in here]


def test_lists_page_by_key_and_filter(long_books: Office, session: Session) -> None:
    numbers: list[int] = []
    while page := queries.commands(session, before=numbers[-1] if numbers else 0, limit=90):
        numbers += [row.number for row in page]
    pays = queries.commands(session, name="pay", limit=10_000)
    held = queries.balances(session, kind="holding", registry="TH", limit=10_000)

    assert list(range(long_books.books.number, 0, -1)) == numbers
    assert {"pay"} == {row.name for row in pays}
    assert {("holding", "TH")} == {(row.kind, row.registry) for row in held}
    assert sum(sub.kind.name == "holding" and sub.registry == "TH"
               for sub in long_books.books.subs.values()) == len(held)  # fmt: skip


def test_one_of_each_by_its_number(small: Office) -> None:
    with Session(small.store.connection, join_transaction_mode="create_savepoint") as session:
        command = queries.command(session, 6)
        transaction = queries.transaction(session, 2)
        missing = (queries.command(session, 99), queries.transaction(session, 99))

    assert command is not None and ("pay", "k1") == (command.name, command.key)
    assert transaction is not None and ("cash.transfer", 6) == (
        transaction.type,
        transaction.command,
    )
    assert (None, None) == missing
