"""The ticket: what an order will do, and what it sets aside, before it is placed.

The preview is told from the public book and the seat's own means; the order itself is judged by
the market when it comes. Knows no request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.fees import fee, fee_room
from matching.instruments import Instrument
from registry.compliance.queries import Desk
from registry.market.queries import Means
from registry.web import figures
from registry.web.contexts.live import LiveInstrument, LiveView
from registry.web.contexts.shared import FieldError, Form, SerialRange
from registry.web.contexts.trading import OrderPreview, Ticket
from registry.web.order_fields import RARE, Order, offered
from registry.web.pictures import standstill
from registry.web.questions import Asker, confirmed
from registry.web.visitor import mint


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the preview needs to know besides the order: the book, means, compliance, serials."""

    one: LiveInstrument
    rules: Instrument
    means: Means
    desk: Desk | None
    useful_t: int
    ranges: tuple[SerialRange, ...]
    asker: Asker
    back: str


def closed_because(view: LiveView, code: str, *, may_trade: bool) -> str:
    """Why no order is taken now; "" when orders are."""
    clock, one = view["clock"], view["instruments"][code]
    if not may_trade:
        return "role"
    if still := standstill(clock):
        return still
    if one["halted"]:
        return "halted"
    return "" if one["phase"] in ("continuous", "call") else "phase"


def ticket_of(
    values: Mapping[str, str],
    *,
    errors: Mapping[str, FieldError],
    closed: str,
    means: Means,
    rules: Instrument,
    preview: OrderPreview | None,
) -> Ticket:
    """The ticket as it is drawn."""
    rate = rules.rate_ppm
    return Ticket(
        side=values["side"],
        kind=values["kind"],
        kinds=offered("kind", rules),
        price=values["price"],
        quantity=values["quantity"],
        time_in_force=values["time_in_force"],
        terms=offered("time_in_force", rules),
        expires=values["expires"],
        post_only=bool(values["post_only"]),
        peak=values["peak"],
        trigger=values["trigger"],
        rare_open=any(values[name] for name in RARE),
        listed=rules.listed,
        gathers=rules.gathers,
        form=Form(values=values, errors=errors, open=True),
        closed_because=closed,
        free_fen=means.free_fen,
        free_t=means.free_t,
        bought_t=means.bought_t,
        fee_percent=figures.rate(rate) if rate else "",
        preview=preview,
    )


def preview_of(order: Order, top: Desktop) -> OrderPreview:
    """What the order will do as book and means stand now."""
    buy = order.side == "buy"
    outlook, trades = _outlook(order, top)
    now = sum(quantity for _, quantity in trades)
    rest = order.quantity - now
    stays = order.rests or outlook == "waits_for_trigger"
    worst = order.price or top.one["hi"]
    room_for_fees = needed_fees(worst, order.quantity, top.rules.rate_ppm)
    cost = order.quantity * worst + room_for_fees
    free = top.means.free_fen if buy else top.means.free_t
    room = _room(order, top)
    asked = top.asker.order(side=order.side, price=order.price, quantity=order.quantity)
    return OrderPreview(
        key=mint(),
        arguments=order.arguments() | confirmed(asked),
        side=order.side,
        kind=order.kind,
        price=order.price,
        quantity=order.quantity,
        time_in_force=order.time_in_force,
        expires=order.expires,
        trigger=order.trigger,
        shows=None if order.peak is None else min(order.peak, order.quantity),
        outlook=outlook,
        trades_now=now,
        trades_at=trades[-1][0] if trades else None,
        rests=rest if stays else 0,
        cancelled=0 if stays else rest,
        fee_about=_fee_about(order, trades, rest if stays else 0, top),
        fee_room=room_for_fees if buy and top.rules.rate_ppm else None,
        blocks_fen=cost if buy else None,
        blocks_t=None if buy else order.quantity,
        blocks_ranges=top.ranges,
        free_before=free,
        free_after=free - (cost if buy else order.quantity),
        room_before=room,
        room_after=None if room is None else max(room - order.quantity, 0),
        waits_a_day=buy and top.rules.t_plus > 0,
        overshoots=room is not None and order.quantity > room,
        warnings=asked,
        back=top.back,
    )


def needed_fees(worst: int, quantity: int, rate_ppm: int) -> int:
    """What a buy order sets aside for its fees beyond its worst cost, in fen."""
    if not rate_ppm:
        return 0
    return fee_room(price=worst, quantity=quantity, smallest=1, rate_ppm=rate_ppm)


def _outlook(order: Order, top: Desktop) -> tuple[str, list[tuple[int, int]]]:
    """What will happen, as a code, and what trades at once: (price, tonnes) of each level."""
    one = top.one
    if top.rules.listed:
        return "listed", []
    if order.time_in_force == "at_close" and one["phase"] != "closing":
        return "waits_for_close", []
    if one["phase"] in ("call", "closing"):
        return ("for_one_auction" if order.time_in_force.startswith("at_") else "gathers"), []
    if order.trigger is not None and not _triggered(order, one["last"]):
        return "waits_for_trigger", []
    trades = trades_now(order, one["asks"] if order.side == "buy" else one["bids"])
    now = sum(quantity for _, quantity in trades)
    if order.post_only and now:
        return "post_only_refused", []
    if order.time_in_force == "fok" and now < order.quantity:
        return "not_whole", []
    if now == order.quantity:
        return "trades", trades
    if not order.rests:
        return ("partly_then_leaves" if now else "leaves"), trades
    return ("partly_then_rests" if now else "rests"), trades


def _triggered(order: Order, last: int | None) -> bool:
    assert order.trigger is not None
    if last is None:
        return False
    return last >= order.trigger if order.side == "buy" else last <= order.trigger


def trades_now(order: Order, levels: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Price and tonnes of each level of the public book that the order meets, best first."""
    left, found = order.quantity, []
    for price, quantity, _ in levels:
        if order.price is not None:
            beyond = price > order.price if order.side == "buy" else price < order.price
            if beyond:
                break
        if left <= 0:
            break
        found.append((price, min(left, quantity)))
        left -= min(left, quantity)
    return found


def _fee_about(
    order: Order, trades: Sequence[tuple[int, int]], rest: int, top: Desktop
) -> int | None:
    """The fee when each level is one trade and the rest is one more; None without fees."""
    one = top.rules
    if not one.rate_ppm:
        return None
    taken = sum(fee(price=p, quantity=q, rate_ppm=one.fee_taker_ppm) for p, q in trades)
    price = order.price or top.one["last"] or top.one["reference"]
    waiting = fee(price=price, quantity=rest, rate_ppm=one.fee_maker_ppm) if rest else 0
    return taken + waiting


def _room(order: Order, top: Desktop) -> int | None:
    """Offset still possible beyond what the seat has already, for a purchase that can be offset."""
    if top.desk is None or order.side != "buy" or top.useful_t < 0:
        return None
    return max(top.desk.left_t - top.useful_t, 0)
