"""The order ticket: what an order would do and reserve, before it is placed.

The figures come from the market's preview; no matching rule is repeated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.writer import Outcome
from matching.fees import fee, fee_room
from matching.instruments import Instrument
from matching.orders import OrderStatus
from matching.phases import TAKING
from matching.preview import Effects
from registry.compliance.queries import OffsetPosition
from registry.edge.feed import LiveInstrument, LiveView
from registry.market.commands import PlaceOrder
from registry.market.queries import Available
from registry.web.frame import figures
from registry.web.frame.contexts.levels import LevelLock
from registry.web.frame.contexts.shared import FieldError, Form, SerialRange
from registry.web.frame.fields import ORDER_FIELDS
from registry.web.frame.pictures import standstill
from registry.web.frame.questions import Looked
from registry.web.frame.visitor import mint
from registry.web.trade.order_fields import hidden_fields, offered
from registry.web.trade.ticket_contexts import ExpectedOutcome, OrderPreview, Ticket


@dataclass(frozen=True, slots=True)
class TicketInputs:
    """What the ticket's preview needs besides the order.

    `looked` is the market's preview; `useful_t` are tonnes that the seat holds and can offset with.
    """

    looked: Looked
    one: LiveInstrument
    rules: Instrument
    available: Available
    offset_position: OffsetPosition | None
    useful_t: int
    ranges: tuple[SerialRange, ...]
    back: str


def closed_because(view: LiveView, code: str, *, may_trade: bool, locked: bool) -> str:
    """Why no order is accepted now, a key of `words.CLOSED`; "" when orders are accepted.

    `locked`: a later level of the lesson opens the instrument.
    """
    clock, one = view["clock"], view["instruments"][code]
    if not may_trade:
        return "role"
    if locked:
        return "level"
    if still := standstill(clock):
        return still
    if one["halted"]:
        return "halted"
    return "" if one["phase"] in TAKING else "phase"


def ticket_of(
    values: Mapping[str, str],
    *,
    errors: Mapping[str, FieldError],
    closed: str,
    available: Available,
    rules: Instrument,
    preview: OrderPreview | None,
    special_orders: LevelLock | None,
) -> Ticket:
    """The context of the ticket; `special_orders` locks all but plain orders."""
    rate = rules.rate_ppm
    choices = {name: offered(name, rules) for name in ORDER_FIELDS}
    if special_orders is not None:
        choices |= {"kind": ("limit",), "time_in_force": ("day",)}
    return Ticket(
        special_orders=special_orders,
        choices=choices,
        rare_open=any(values[name] for name, field in ORDER_FIELDS.items() if field.rare),
        listed=rules.listed,
        gathers=rules.gathers,
        form=Form(values=values, errors=errors, open=True),
        taking=" ".join(sorted(TAKING)),
        closed_because=closed,
        free_fen=available.free_fen,
        free_t=available.free_t,
        bought_t=available.bought_t,
        fee_percent=figures.rate(rate) if rate else "",
        preview=preview,
    )


def preview_of(order: PlaceOrder, top: TicketInputs) -> OrderPreview:
    """What the order would do now, by the market's own preview."""
    buy = order.side == "buy"
    looked, effects = top.looked, top.looked.effects
    free = top.available.free_fen if buy else top.available.free_t
    room = _room(order, top)
    return OrderPreview(
        key=mint(),
        arguments=hidden_fields(order) | looked.confirms,
        order=order,
        shows=None if order.peak is None else min(order.peak, order.quantity),
        free_before=free,
        does=None if effects is None else _expected(order, looked.outcome, effects, top, free=free),
        refused=looked.refused,
        room_before=room,
        room_after=None if room is None else max(room - order.quantity, 0),
        waits_a_day=buy and top.rules.t_plus > 0,
        overshoots=room is not None and order.quantity > room,
        warnings=looked.warnings,
        back=top.back,
    )


def _expected(
    order: PlaceOrder, outcome: Outcome, effects: Effects, top: TicketInputs, *, free: int
) -> ExpectedOutcome:
    buy = order.side == "buy"
    blocked = effects.blocked_fen if buy else effects.blocked_t
    # A market order reserves at the day's upper price limit.
    reservation_price = order.price or top.one["hi"]
    prices = [price for price, _ in effects.fills]
    return ExpectedOutcome(
        outlook=_outlook(order, outcome, effects, listed=top.rules.listed),
        trades_now=sum(tonnes for _, tonnes in effects.fills),
        trades_at=(max(prices) if buy else min(prices)) if prices else None,
        average=effects.average_fen if len(set(prices)) > 1 else None,
        rests=effects.rests_t,
        cancelled=effects.cancelled_t,
        stops=tuple(effects.stops),
        changes=tuple(number for number, _ in effects.changed),
        indicative=effects.indicative_fen,
        breaks=effects.breaker,
        fee_about=_fee_about(order, effects, top),
        fee_room=blocked - reservation_price * order.quantity
        if buy and top.rules.rate_ppm
        else None,
        blocks_fen=blocked if buy else None,
        blocks_t=None if buy else blocked,
        blocks_ranges=top.ranges,
        free_after=free - blocked,
    )


def needed_fees(reservation_price: int, quantity: int, rate_ppm: int) -> int:
    """Cash that a buy order reserves for fees beyond its value at the reservation price, in fen."""
    if not rate_ppm:
        return 0
    return fee_room(price=reservation_price, quantity=quantity, smallest=1, rate_ppm=rate_ppm)


def _outlook(order: PlaceOrder, outcome: Outcome, effects: Effects, *, listed: bool) -> str:
    """The expected course of the order, a key of `words.OUTLOOKS`."""
    if listed:
        return "listed"
    if (outcome.answer or {}).get("status") == OrderStatus.PENDING:
        return "waits_for_close" if order.trigger is None else "waits_for_trigger"
    if effects.gathers:
        return "for_one_auction" if order.time_in_force.startswith("at_") else "gathers"
    if effects.rests_t:
        return "partly_then_rests" if effects.fills else "rests"
    if not effects.cancelled_t:
        return "trades"
    if effects.fills:
        return "partly_then_leaves"
    return "not_whole" if order.time_in_force == "fok" else "leaves"


def _fee_about(order: PlaceOrder, effects: Effects, top: TicketInputs) -> int | None:
    """Expected fee in fen if the rest trades at once later; None without fees."""
    one, rest = top.rules, effects.rests_t
    if not one.rate_ppm:
        return None
    taken = sum(fee(price=p, quantity=q, rate_ppm=one.fee_taker_ppm) for p, q in effects.fills)
    price = order.price or top.one["last"] or top.one["reference"]
    waiting = fee(price=price, quantity=rest, rate_ppm=one.fee_maker_ppm) if rest else 0
    return taken + waiting


def _room(order: PlaceOrder, top: TicketInputs) -> int | None:
    """Tonnes that can be offset beyond those the seat holds; None unless it buys such units."""
    if top.offset_position is None or order.side != "buy":
        return None
    return max(top.offset_position.left_t - top.useful_t, 0)
