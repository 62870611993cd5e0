"""The precedence of `post()`'s refusals: one leg has every fault, and each row corrects one.

A table of legs over the balances of the small books; a refused row must change nothing.
"""

from __future__ import annotations

import pytest

from ledger.accounts import CASH, HOLDING, HOLDING_BLOCKED, RETIRED
from ledger.errors import PRECEDENCE
from ledger.kernel.errors import Refusal
from ledger.posting import Leg
from ledger.transactions import TYPES
from tests.support.books import Office

UNKNOWN = 999
TABLE = """
  # type            source        target        asset  quantity   refused with
    credit.block    retired       retired       1      0          ledger.quantity_not_positive
    credit.block    retired       retired       1      -5         ledger.quantity_not_positive
    credit.block    retired       retired       1      1.5        ledger.quantity_not_positive
    credit.block    retired       retired       1      True       ledger.quantity_not_positive
    credit.block    retired       retired       1      99         ledger.same_account
    credit.block    retired       unknown       1      99         ledger.account_unknown
    credit.block    unknown       blocked CN    1      99         ledger.account_unknown
    credit.block    retired       blocked CN    1      99         ledger.wrong_asset
    credit.block    retired       cash          2      99         ledger.wrong_asset
    credit.block    retired       blocked CN    2      99         ledger.account_final
    credit.block    blocked TH    holding TH    2      99         ledger.wrong_kind
    credit.block    holding TH    blocked CN    2      99         ledger.two_registries
    credit.block    holding TH    blocked TH    2      99         ledger.balance_short
    credit.block    holding TH    blocked TH    2      31         ledger.balance_short
    credit.block    holding TH    blocked TH    2      30         -
    credit.release  holding TH    blocked TH    2      5          ledger.wrong_kind
    cash.block      holding TH    blocked TH    2      5          ledger.wrong_kind
    credit.issue    source        holding TH    2      31         ledger.balance_short
    credit.issue    source        holding CN    2      30         -
    credit.retire   holding CN    retired       2      5          ledger.two_registries
    transfer.send   holding TH    in transit    2      5          ledger.wrong_kind
    transfer.send   blocked TH    in transit    2      10         ledger.wrong_kind
    transfer.return set aside     holding TH    2      5          ledger.balance_short
"""
ROWS = [
    (*line[:16].split(), line[16:30].strip(), line[30:44].strip(), *line[44:].split())
    for line in (raw[4:] for raw in TABLE.splitlines()[2:] if raw.strip())
]


@pytest.fixture
def places(small: Office) -> dict[str, int]:
    """Sub-accounts by the names of the table; ann's blocked credits in CN are opened here."""
    books, asset = small.books, 2
    with small.writer.group():
        blocked = books.place(HOLDING_BLOCKED, asset, owner="ann", registry="CN")
    return {
        "unknown": UNKNOWN,
        "source": books.batch(asset).source,
        "cash": books.place(CASH, 1, owner="ann"),
        "holding TH": books.place(HOLDING, asset, owner="ann", registry="TH"),
        "holding CN": books.place(HOLDING, asset, owner="ann", registry="CN"),
        "blocked TH": books.place(HOLDING_BLOCKED, asset, owner="ann", registry="TH"),
        "blocked CN": blocked,
        "retired": books.place(RETIRED, asset, registry="TH"),
        "set aside": 14,
        "in transit": 15,
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row))
def test_the_first_fault_is_the_answer(
    row: tuple[str, ...], small: Office, places: dict[str, int]
) -> None:
    type_, source, target, asset, quantity, expected = row
    amount = {"True": True, "1.5": 1.5}.get(quantity) or int(quantity)
    leg = Leg(places[source], places[target], int(asset), amount)  # type: ignore[arg-type]
    before, rows = small.working(), small.books.rows.count

    answer = _posted(small, type_, leg)

    assert expected == answer
    if answer == "-":
        assert rows < small.books.rows.count
        _forget(small)
    else:
        assert rows == small.books.rows.count
    assert before == small.working()


def test_a_later_leg_refuses_all_legs(small: Office, places: dict[str, int]) -> None:
    before = small.working()
    first = Leg(places["holding TH"], places["blocked TH"], 2, 20)
    second = Leg(places["holding TH"], places["blocked TH"], 2, 11)

    answer = _posted(small, "credit.block", first, second)

    assert "ledger.balance_short" == answer
    assert before == small.working()


def test_a_later_leg_may_use_what_an_earlier_one_brought(small: Office) -> None:
    small.done("block", owner="ann", registry="TH", asset=2, quantity=5)
    small.done("block_cash", owner="bob", fen=400)
    small.done("trade", seller="ann", buyer="bob", registry="TH", asset=2, quantity=15, fen=400)

    assert 25 == small.books.found(HOLDING, 2, owner="bob", registry="TH")
    assert 1500 == small.books.found(CASH, 1, owner="ann")


def test_the_table_names_every_refusal_of_the_books_in_order() -> None:
    named = list(dict.fromkeys(row[-1] for row in ROWS if row[-1] != "-"))

    assert [one.code for one in PRECEDENCE] == named


def test_a_refusal_says_what_would_pass(small: Office) -> None:
    outcome = small.run("pay", source="ann", target="bob", fen=1101)

    assert isinstance(outcome.refusal, Refusal)
    assert {"free": 1100, "needed": 1101} == outcome.refusal.facts
    assert "A quantity of at most 1,100." == outcome.refusal.would_pass("en")
    assert small.run("pay", source="ann", target="bob", fen=1100).answer is not None


def _posted(office: Office, type_: str, *legs: Leg) -> str:
    try:
        office.books.post(TYPES[type_], legs=legs)
    except Refusal as refusal:
        return refusal.code
    return "-"


def _forget(office: Office) -> None:
    """Drops the rows that were posted without a command."""
    office.books.rows.clear()
    office.books.command_postings.clear()
    office.books.command_transactions.clear()
    office.books.rebuild()
