"""The market maker: a bid and an ask in each instrument, renewed as they are met.

It asks and bids around a price that its own inventory shifts, so that it neither runs dry nor
drives the market. Whole numbers only, and no chance at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from registry.bots.view import OpenOrder, Quote, View, Wish

QUOTED_T = 200
"""Tonnes of one quote."""

INVENTORY_T = 20_000
"""Tonnes above or below its first stock at which its price is shifted by the whole of `SHIFT`."""

HALF_SPREAD, SHIFT, STALE = 10, 60, 5
"""Thousandths of the price: from the middle to each quote; the most by which inventory shifts the
middle; the distance to its due price from which a resting quote is replaced."""


class Due(NamedTuple):
    """The quote that is due on one side: price in fen, tonnes."""

    instrument: str
    buy: bool
    price: int
    quantity: int


def market_maker(view: View, random: Random) -> Iterator[Wish]:
    """Quote what is missing first, then replace quotes that are stale; decline block trades."""
    stale: list[tuple[str, bool]] = []
    for instrument in view.instruments():
        quote = view.quote(instrument)
        if not (quote.open or quote.call):
            continue
        for buy in _sides(view, instrument, quote):
            due = _due(view, instrument, buy=buy)
            own = _own(view, instrument, buy=buy)
            if not own and due is not None:
                yield "order.place", _order(due)
            elif own and quote.open:
                stale.append((instrument, buy))
    for instrument, buy in stale:
        due, own = _due(view, instrument, buy=buy), _own(view, instrument, buy=buy)
        if due is not None and own and _is_stale(own[0], due):
            change = {"order": own[0].order, "price": due.price, "quantity": due.quantity}
            yield "order.replace", change
    for one in view.proposals():
        yield "block.decline", {"proposal": one.proposal}


def _sides(view: View, instrument: str, quote: Quote) -> tuple[bool, ...]:
    """The sides that it quotes, True for the bid: both where it began with tonnes.

    Where a seat may not have both sides, whoever began with tonnes asks, and the others bid.
    """
    began = view.began_t(instrument)
    if quote.turnaround:
        return (False,) if began else (True,)
    return (True, False) if began else ()


def _due(view: View, instrument: str, *, buy: bool) -> Due | None:
    """The quote that is due on a side now; None if rules, cash or tonnes leave not even a lot."""
    quote, has = view.quote(instrument), view.position_t(instrument)
    surplus = has - view.began_t(instrument)
    surplus = max(-INVENTORY_T, min(INVENTORY_T, surplus))
    middle = (quote.last + quote.listed) // 2
    middle = middle * (1000 * INVENTORY_T - SHIFT * surplus) // (1000 * INVENTORY_T)
    away = middle * HALF_SPREAD // 1000
    price = middle - away if buy else middle + away
    # It waits to be met: it takes no order of others, as long as the day's limits leave it room.
    if buy and quote.ask is not None:
        price = min(price, quote.ask - quote.tick)
    elif not buy and quote.bid is not None:
        price = max(price, quote.bid + quote.tick)
    price = max(quote.lo, min(quote.hi, price)) // quote.tick * quote.tick
    resting = sum(one.open for one in _own(view, instrument, buy=buy))
    means = view.cash_fen() // price if buy else view.deliverable_t(instrument)
    most = min(means, view.allowed_t(instrument, buy=buy)) + resting
    # The last of its means go slowly: a fiftieth at once.
    wanted = max(quote.lot, min(QUOTED_T, most // 50) // quote.lot * quote.lot)
    return Due(instrument, buy, price, wanted) if wanted <= most else None


def _own(view: View, instrument: str, *, buy: bool) -> list[OpenOrder]:
    return [one for one in view.own_orders(instrument) if one.buy == buy]


def _is_stale(own: OpenOrder, due: Due) -> bool:
    """Whether a resting quote is far from its due price, or less than half of its due tonnes."""
    return abs(own.price - due.price) * 1000 > due.price * STALE or own.open * 2 < due.quantity


def _order(due: Due) -> dict[str, object]:
    return {
        "instrument": due.instrument,
        "side": "buy" if due.buy else "sell",
        "kind": "limit",
        "price": due.price,
        "quantity": due.quantity,
        "time_in_force": "day",
    }
