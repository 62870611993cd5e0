"""Goal: a row is written and read by column names, so that no column can take another's value.

Method: rows of real tables with their values given in any order, a column too few and one too
many; then the market's tables are asked whether each reader names columns that are there.
"""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest

from ledger.columns import columns_of, picked, row_of, stored
from ledger.rows import Rows
from matching import records
from matching.auction import Tie
from matching.instruments import Instrument
from matching.models import InstrumentRow, OrderLot, OrderRow
from matching.orders import OrderSide, SelfTrade
from matching.phases import Phase
from matching.queries import select_of
from matching.views import Quote

LOT: dict[str, Any] = {"quantity": 4, "asset": 3, "market_order": 2, "id": 1}
STORE: Any = None
"""Nothing is flushed here."""


def test_a_row_has_the_tables_order_whatever_the_order_of_its_values() -> None:
    assert (1, 2, 3, 4) == picked(OrderLot)(LOT)
    assert ("id", "market_order", "asset", "quantity") == columns_of(OrderLot)


def test_a_column_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="asset"):
        Rows(STORE).insert(OrderLot, id=1, market_order=2, quantity=4)


def test_a_value_without_a_column_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="price"):
        Rows(STORE).insert(OrderLot, **LOT, price=5)


def test_a_row_of_an_object_takes_attributes_by_name_or_by_path() -> None:
    made = row_of(OrderLot, market_order="order.id")
    lot = SimpleNamespace(quantity=4, asset=3, id=1, order=SimpleNamespace(id=2))

    assert (1, 2, 3, 4) == made(lot)


@pytest.mark.parametrize("given", [("asset",), ("quantity", "asset")])
def test_what_an_object_does_not_have_is_given_with_it(given: tuple[str, ...]) -> None:
    made = row_of(OrderLot, *given)
    lot = SimpleNamespace(**{name: value for name, value in LOT.items() if name not in given})

    assert (1, 2, 3, 4) == made(lot, **{name: LOT[name] for name in given})
    with pytest.raises(AssertionError, match="price"):
        made(lot, price=5, **{name: LOT[name] for name in given})


def test_a_path_for_no_column_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="cost"):
        row_of(OrderLot, cost="price")


@pytest.mark.parametrize("model", [OrderRow, InstrumentRow])
def test_every_column_is_read_back_as_it_was_written(model: Any) -> None:
    words = {
        "side": "buy", "kind": "limit", "time_in_force": "day", "status": "resting", "ending": "",
        "mode": "book", "self_trade": "none", "tie": "mid", "phase": "closed",
    }  # fmt: skip
    truths = ("listed", "pick_first", "day_orders", "closing_call", "halted", "post_only")
    given = {name: words.get(name, name) for name in columns_of(model)}
    given |= {name: 0 for name in truths if name in given}
    (row,) = stored(lambda *_: [picked(model)(given)], model, "")

    assert given == {name: (row[name] if name not in truths else 0) for name in given}
    assert all(row[name] is False for name in truths if name in row)
    assert row.get("side", OrderSide.BUY) is OrderSide.BUY


class Kept:
    """Rows as they are buffered."""

    def __init__(self) -> None:
        self.rows = self
        self.lines: list[tuple[Any, ...]] = []

    def append(self, _: Any, line: tuple[Any, ...]) -> None:
        self.lines.append(line)


def test_an_instrument_is_read_back_as_it_was_listed() -> None:
    whole = {
        field.name: 7 + place
        for place, field in enumerate(fields(Instrument))
        if get_type_hints(Instrument)[field.name] is int and field.name != "t_plus"
    }
    listed = Instrument(
        code="A", registry="B", unit="C", host="D", venue="E", limit_rounding="F", close_rule="G",
        price_rule="H", sessions="I", self_trade=SelfTrade.BOTH, tie=Tie.MID, listed=True,
        **(whole | {"tick": 1, "t_plus": 1}),
    )  # fmt: skip
    books: Any = Kept()
    records.listed(books, number=3, instrument=listed)
    (row,) = stored(lambda *_: books.lines, InstrumentRow, "")

    assert listed == records.instrument_from(row)
    assert (3, Phase.CLOSED, False, None) == tuple(
        row[name] for name in ("id", "phase", "halted", "call_until")
    )


@pytest.mark.planted
def test_a_view_with_a_field_that_is_no_column_is_seen() -> None:
    with pytest.raises(AssertionError, match="Quote has a field that is no column"):
        select_of(Quote, OrderRow)
