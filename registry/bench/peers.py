"""Order books of other projects, as plain functions over the same events.

They are measured only if they are installed (`pip install -r requirements-dev.txt`).
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from typing import Any

from registry.bench.book_stream import Event

Take = Callable[[Event], list[tuple[int, int]]]
"""Applies one event; returns its trades as price in ticks and tonnes."""


class PeersMissing(Exception):
    """A package to compare with is not installed."""


def peers() -> dict[str, Callable[[], Take]]:
    """Every peer by name: a function that makes a new empty book."""
    return {"pyorderbook": pyorderbook, "lightmatchingengine": light_matching_engine}


def pyorderbook() -> Take:
    """Heaps of levels, dicts as queues, Decimal prices."""
    module = _module("pyorderbook")
    logging.getLogger().setLevel(logging.WARNING)  # its import lowers the root level
    book = module.Book()
    orders: dict[int, Any] = {}
    sides = {True: module.Side.BID, False: module.Side.ASK}

    def take(event: Event) -> list[tuple[int, int]]:
        if event.cancels:
            book.cancel(orders[event.id])
            return []
        order = module.Order(sides[event.buy], "x", event.price, event.quantity)
        orders[event.id] = order
        done = book.match(order)
        return [(int(trade.fill_price), trade.fill_quantity) for trade in done.trades]

    return take


def light_matching_engine() -> Take:
    """Dicts of lists; the best price by min and max over all levels."""
    module = _module("lightmatchingengine.lightmatchingengine")
    engine = module.LightMatchingEngine()
    numbers: dict[int, int] = {}
    sides = {True: module.Side.BUY, False: module.Side.SELL}

    def take(event: Event) -> list[tuple[int, int]]:
        if event.cancels:
            engine.cancel_order(numbers[event.id], "x")
            return []
        order, trades = engine.add_order("x", event.price, event.quantity, sides[event.buy])
        numbers[event.id] = order.order_id
        passive = [trade for trade in trades if trade.order_id != order.order_id]
        return [(trade.trade_price, trade.trade_qty) for trade in passive]

    return take


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise PeersMissing(f"{package} is not installed; requirements-dev.txt has it") from None
