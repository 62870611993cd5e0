"""The exchange's refusals and their order; a refusal or a failure leaves no trace."""

from __future__ import annotations

import pytest

from matching.errors import CashShort
from matching.instruments import Instrument
from matching.phases import Phase
from tests.matching.conftest import Opened
from tests.matching.world import World


def test_a_refused_order_uses_no_id(world: World) -> None:
    first = world.place("bob", "buy", 1, 8500).order
    with pytest.raises(CashShort):
        world.place("bob", "buy", 100_000, 8500)

    assert first + 1 == world.place("bob", "buy", 1, 8500).order


# One order has every fault; row by row one of them is fixed.
# instrument  side  kind    price   quantity  term  before    refused with
FAULTS = """
  NONE        swap  limit   none    -5        week  halted    book.instrument_unknown
  T5          swap  limit   none    -5        week  halted    book.word_unknown
  T5          buy   stop    none    -5        week  halted    book.word_unknown
  T5          buy   limit   none    -5        week  halted    book.word_unknown
  T5          buy   limit   none    -5        day   halted    book.price_missing
  T5          buy   market  99999   -5        day   halted    book.price_not_taken
  T5          buy   limit   99999   -5        day   closed    book.market_closed
  T5          buy   limit   99999   -5        day   halted    book.instrument_halted
  T5          buy   limit   99999   -5        day   -         book.quantity_not_positive
  T5          buy   limit   99999   5003      day   -         book.quantity_off_lot
  T5          buy   limit   99999   5010      day   -         book.quantity_too_large
  T5          buy   limit   99999   5000      day   -         book.price_off_tick
  T5          buy   limit   99995   5000      day   -         book.price_outside_limits
  T5          buy   limit   9350    5000      day   -         risk.cash_short
  T5          sell  limit   9350    5000      day   -         risk.units_short
  T5          buy   limit   9350    10        day   -         -
  T5          buy   market  none    10        day   -         -
"""


@pytest.mark.parametrize("row", FAULTS.split("\n")[1:-1])
def test_refusals_have_an_order(opened: Opened, row: str) -> None:
    code, side, kind, price, quantity, term, before, expected = row.split()
    world = opened(
        Instrument(
            code="T5", registry="CN", unit="BRC", reference=8500, limit_percent=10,
            tick=5, lot=10, largest=5000,
        )
    )  # fmt: skip
    world.holder("bob", fen=1_000_000)
    if before == "halted":
        world.do(lambda: world.exchange.trading_day.halt(instrument="T5"))
    if before == "closed":
        world.do(lambda: world.exchange.trading_day.set_phase(Phase.CLOSED))
    refused = world.refused(
        lambda: world.place(
            "bob", side, int(quantity), None if price == "none" else int(price),
            term=term, instrument=code, kind=kind,
        )
    )  # fmt: skip

    assert expected == refused


def test_a_refusal_changes_nothing_but_the_log(world: World) -> None:
    world.place("ann", "sell", 10, 8500)
    before = _everything(world)
    for change in (
        lambda: world.place("bob", "buy", 100_000, 8500),
        lambda: world.place("ann", "sell", 91, 8500),
        lambda: world.place("bob", "buy", 1, 9351),
        lambda: world.cancel("bob", 1),
    ):
        assert world.refused(change) != "-"

    assert before == _everything(world)


def _everything(world: World) -> list[object]:
    names = world.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'command'")
    tables = [world.rows(f"SELECT * FROM {name} ORDER BY 1") for (name,) in sorted(names)]
    return [tables, world.exchange.market.snapshot()]


def test_what_fails_halfway_leaves_no_trace(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("ann", "sell", 10, 8500)
    world.place("ann", "sell", 10, 8501)
    before = _everything(world)
    monkeypatch.setattr("matching.records.order_changed", _fail)
    with pytest.raises(AssertionError, match="E00"):
        world.place("bob", "buy", 15, 8600)
    monkeypatch.undo()

    assert before == _everything(world)
    assert [(1, 8500, 10), (2, 8501, 5)] == world.place("bob", "buy", 15, 8600).trades


def _fail(*arguments: object) -> None:
    raise RuntimeError("planted")
