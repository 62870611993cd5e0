"""Bots that trade: quotes around a private value, within their cash and tonnes.

Whole numbers only, so that one seed gives one lesson on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from registry.bots import terms
from registry.bots.view import OpenOrder, Quote, View, Wish, Worth

ORDERS_MOST = 3
"""Most open orders of a bot in one instrument."""


def trader(view: View, random: Random) -> Iterator[Wish]:
    """Buy below and sell above a private value; carry little inventory."""
    instruments = [code for code in view.instruments() if _takes_orders(view, code)]
    if not instruments:
        return
    instrument = random.choice(instruments)
    quote = view.quote(instrument)
    yield from _make_room(view, instrument)
    if view.every_order and quote.open:
        yield from terms.changed(view, random, instrument)
    value = private_value(view, instrument, quote)
    owned = view.deliverable_t(instrument)
    if owned >= 20 and (owned > 1500 or random.randrange(100) < 52):
        price = _ask(quote, value, random)
        quantity = min(owned, 20 + random.randrange(280))
        yield from _limit(view, instrument, "sell", price, quantity, random)
    price = _bid(quote, value, random)
    yield from _buy(view, instrument, price, 20 + random.randrange(280), random)


def buyer(
    view: View,
    random: Random,
    instrument: str,
    *,
    wanted_t: int,
    patience: int,
    most: int | None = None,
) -> Iterator[Wish]:
    """Buy up to `wanted_t` tonnes; `patience` in percent is how often it waits for its price.

    `most`: what a tonne is worth to it in fen. It pays no more, and outbids others below that.
    """
    quote = view.quote(instrument)
    if not quote.open or wanted_t <= 0:
        return
    yield from _make_room(view, instrument)
    waiting = sum(order.open for order in view.own_orders(instrument))
    wanted_t = min(wanted_t - waiting if most is None else wanted_t, 60 + random.randrange(540))
    if wanted_t <= 0:
        return
    ask = quote.ask if most is None or (quote.ask or 0) <= most else None
    if ask is not None and random.randrange(100) >= patience:
        yield from _buy(view, instrument, ask, wanted_t, random)
        return
    price = _bid(quote, private_value(view, instrument, quote), random)
    if most is not None:
        price = min(most, price if quote.bid is None else max(price, quote.bid + quote.tick))
        price = min(quote.hi, price) // quote.tick * quote.tick
    if price >= quote.lo:
        yield from _buy(view, instrument, price, wanted_t, random)


def seller(view: View, random: Random) -> Iterator[Wish]:
    """Sell issued credits in slices, so that they last for the lesson.

    Whoever was given costs sells no tonne of its schedule below its own, and undercuts others above
    it.
    """
    for instrument in view.instruments():
        quote, owned = view.quote(instrument), view.deliverable_t(instrument)
        if not _takes_orders(view, instrument) or owned < 1:
            continue
        yield from _make_room(view, instrument)
        turns_left = (view.days - view.day + 1) * 12
        slice_t = min(owned, max(50, owned * 2 // turns_left))
        cost = _cost(view, instrument)
        least = 0 if cost is None else cost.fen
        if cost is not None:
            slice_t = min(owned, cost.tonnes, 60 + random.randrange(240))
        value = private_value(view, instrument, quote)
        if quote.bid is not None and quote.bid >= least and random.randrange(100) < 35:
            yield from _limit(view, instrument, "sell", quote.bid, slice_t, random)
            continue
        price = _ask(quote, value, random)
        if cost is not None:
            price = max(least, price if quote.ask is None else min(price, quote.ask - quote.tick))
            price = -(-max(quote.lo, price) // quote.tick) * quote.tick
        if price <= quote.hi:
            yield from _limit(view, instrument, "sell", price, slice_t, random)


def _cost(view: View, instrument: str) -> Worth | None:
    """The step of its costs at which a seller of an instrument stands; None: it has none left."""
    worth = view.worth()
    if worth is None or worth.buys or worth.unit != view.instrument_unit(instrument):
        return None
    return worth if worth.tonnes else None


def private_value(view: View, instrument: str, quote: Quote) -> int:
    """The value of a tonne for this seat now in fen: half the market, half the listing price, with
    the seat's own bias and a mood.

    Without the listing price as an anchor, bots among themselves drift to the price limits.
    """
    own = Random(f"{view.seat}:{instrument}").randrange(-60, 61)
    mood = Random(f"{view.day // 3}:{instrument}").randrange(-25, 26)
    believed = (quote.last + quote.listed) // 2
    return believed * (1000 + own * 2 // 3 + mood) // 1000


def _takes_orders(view: View, instrument: str) -> bool:
    """Whether the seat may place an order now; in calls only bots that use every kind do."""
    quote = view.quote(instrument)
    return quote.open or (quote.call and view.every_order)


def _make_room(view: View, instrument: str) -> Iterator[Wish]:
    waiting = view.own_orders(instrument)
    if len(waiting) >= ORDERS_MOST:
        yield "order.cancel", {"order": waiting[0].order}


def _bid(quote: Quote, value: int, random: Random) -> int:
    price = value - random.randrange(max(1, value // 50))
    if quote.ask is not None and value >= quote.ask and random.randrange(100) < 60:
        price = quote.ask
    return max(quote.lo, min(quote.hi, price))


def _ask(quote: Quote, value: int, random: Random) -> int:
    price = value + random.randrange(max(1, value // 50))
    if quote.bid is not None and value <= quote.bid and random.randrange(100) < 60:
        price = quote.bid
    return max(quote.lo, min(quote.hi, price))


def _buy(view: View, instrument: str, price: int, quantity: int, random: Random) -> Iterator[Wish]:
    quantity = min(quantity, view.cash_fen() // price)
    if quantity > 0:
        yield from _limit(view, instrument, "buy", price, quantity, random)


def _limit(
    view: View, instrument: str, side: str, price: int, quantity: int, random: Random
) -> Iterator[Wish]:
    """A limit order; in listed trading a pick of the best order of the other side at that price.

    Listed trading has no order that must trade at once. Orders that the instrument's rules forbid
    are not given.
    """
    ioc = random.randrange(100) < 8
    quantity = min(quantity, view.allowed_t(instrument, buy=side == "buy"))
    if quantity <= 0:
        return
    picked = view.quote(instrument).picked
    if picked and (met := _met(view, instrument, side, price, random)) is not None:
        yield "order.pick", {"maker": met.order, "quantity": min(quantity, met.open)}
        return
    order = {
        "instrument": instrument,
        "side": side,
        "kind": "limit",
        "price": price,
        "quantity": quantity,
        "time_in_force": "ioc" if ioc and not picked else "day",
    }
    if view.every_order and not picked:
        order = terms.dressed(view, random, order)
    yield "order.place", order


def _met(view: View, instrument: str, side: str, price: int, random: Random) -> OpenOrder | None:
    """The listed order to pick up to a price: the best, or with every kind of order any of them."""
    listed = view.pickable(instrument, buy=side == "sell")
    good = [one for one in listed if (one.price <= price if side == "buy" else one.price >= price)]
    if not good:
        return None
    return random.choice(good) if view.every_order else good[0]
