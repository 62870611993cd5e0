"""The ticket: reading what was typed, what is wrong with it, and what the order will do.

The preview is told from the public book and the seat's own means; the order itself is judged by
the market when it comes. Knows no request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.compliance.queries import Desk
from registry.market.queries import Means
from registry.web import figures
from registry.web.contexts.live import LiveInstrument, LiveView
from registry.web.contexts.participant import OrderPreview, Ticket
from registry.web.contexts.shared import FieldError, Form, SerialRange
from registry.web.visitor import mint

FAR_PERCENT = 5
"""A price further from the middle of the book than this asks once more."""

NAMES = ("side", "kind", "price", "quantity", "time_in_force")
DIGITS_MOST = 15

OFFERED = {"side": ("buy", "sell"), "kind": ("limit", "market"), "time_in_force": ("day", "ioc")}


@dataclass(frozen=True, slots=True)
class Order:
    """An order as typed, read without a mistake."""

    instrument: str
    side: str
    kind: str
    price: int | None
    quantity: int
    time_in_force: str

    def arguments(self) -> dict[str, str]:
        """The arguments of order.place as hidden fields."""
        values = {name: getattr(self, name) for name in ("instrument", *NAMES)}
        return {name: str(value) for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the preview needs to know besides the order: the book, means, compliance, serials."""

    one: LiveInstrument
    means: Means
    desk: Desk | None
    useful_t: int
    ranges: tuple[SerialRange, ...]
    back: str


def typed_values(given: Mapping[str, str], *, best: Mapping[str, int | None]) -> dict[str, str]:
    """What stands in the fields: as typed, else a sensible beginning."""
    values = {name: given.get(name, "").strip() for name in NAMES}
    for name, choices in OFFERED.items():
        if values[name] not in choices:
            values[name] = choices[0]
    if "price" not in given and values["kind"] == "limit":
        start = best.get(values["side"])
        values["price"] = "" if start is None else figures.price(start).replace(",", "")
    return values


def parse_price(text: str) -> int | None:
    """A price in CNY with at most two decimals as ticks of 0.01; None when it is no price."""
    plain = text.replace(",", "").replace(" ", "").replace("，", "")
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,2}))?", plain)
    if found is None:
        return None
    whole, cents = found.groups()
    return int(whole) * 100 + int((cents or "0").ljust(2, "0"))


def parse_tonnes(text: str) -> int | FieldError:
    """Whole tonnes, or what is wrong with them."""
    plain = text.replace(",", "").replace(" ", "").replace("，", "")
    if not plain:
        return FieldError(code="required", limit="")
    if re.fullmatch(r"[-+]?\d+[.]\d+", plain):
        return FieldError(code="not_whole", limit="")
    if not re.fullmatch(r"-?\d+", plain) or len(plain) > DIGITS_MOST:
        return FieldError(code="not_a_number", limit="")
    return int(plain) if int(plain) > 0 else FieldError(code="not_positive", limit="")


def read_order(
    instrument: str, values: Mapping[str, str], one: LiveInstrument
) -> tuple[Order | None, dict[str, FieldError]]:
    """The order, or the errors by field; never both."""
    errors: dict[str, FieldError] = {}
    price: int | None = None
    if values["kind"] == "limit":
        price = parse_price(values["price"])
        error = _price_error(values["price"], price, one)
        if error is not None:
            errors["price"] = error
    quantity = parse_tonnes(values["quantity"])
    if isinstance(quantity, FieldError):
        errors["quantity"] = quantity
    if errors or isinstance(quantity, FieldError):
        return None, errors
    order = Order(
        instrument, values["side"], values["kind"], price, quantity, values["time_in_force"]
    )
    return order, {}


def _price_error(text: str, price: int | None, one: LiveInstrument) -> FieldError | None:
    if not text:
        return FieldError(code="required", limit="")
    if price is None:
        return FieldError(code="not_a_number", limit="")
    if price > one["hi"]:
        return FieldError(code="price_above", limit=figures.price(one["hi"]))
    if price < one["lo"]:
        return FieldError(code="price_below", limit=figures.price(one["lo"]))
    return None


def closed_because(view: LiveView, code: str, *, may_trade: bool) -> str:
    """Why no order is taken now; "" when orders are."""
    clock = view["clock"]
    if not may_trade:
        return "role"
    if clock["over"]:
        return "over"
    if not clock["started"]:
        return "waiting"
    if not clock["running"]:
        return "paused"
    if view["instruments"][code]["halted"]:
        return "halted"
    return "" if clock["phase"] == "continuous" else "phase"


def ticket_of(
    values: Mapping[str, str],
    *,
    errors: Mapping[str, FieldError],
    closed: str,
    means: Means,
    preview: OrderPreview | None,
) -> Ticket:
    """The ticket as it is drawn."""
    return Ticket(
        side=values["side"],
        kind=values["kind"],
        price=values["price"],
        quantity=values["quantity"],
        time_in_force=values["time_in_force"],
        form=Form(values=values, errors=errors, open=True),
        closed_because=closed,
        free_fen=means.free_fen,
        free_t=means.free_t,
        preview=preview,
    )


def preview_of(order: Order, top: Desktop) -> OrderPreview:
    """What the order will do as book and means stand now."""
    buy = order.side == "buy"
    levels = top.one["asks"] if buy else top.one["bids"]
    now, at = _trades_now(order, levels)
    rest = order.quantity - now
    stays = order.kind == "limit" and order.time_in_force == "day"
    cost = order.quantity * (order.price or top.one["hi"])
    free = top.means.free_fen if buy else top.means.free_t
    takes = cost if buy else order.quantity
    room = _room(order, top)
    return OrderPreview(
        key=mint(),
        arguments=order.arguments(),
        side=order.side,
        kind=order.kind,
        price=order.price,
        quantity=order.quantity,
        trades_now=now,
        trades_at=at,
        rests=rest if stays else 0,
        cancelled=0 if stays else rest,
        blocks_fen=cost if buy else None,
        blocks_t=None if buy else order.quantity,
        blocks_ranges=top.ranges,
        free_before=free,
        free_after=free - takes,
        room_before=room,
        room_after=None if room is None else max(room - order.quantity, 0),
        warnings=_warnings(order, top, cost=cost, room=room),
        back=top.back,
    )


def _trades_now(order: Order, levels: Sequence[Sequence[int]]) -> tuple[int, int | None]:
    """Tonnes that find a counter-order in the public book, and the worst price of those."""
    left, worst = order.quantity, None
    for price, quantity, _ in levels:
        if order.price is not None:
            beyond = price > order.price if order.side == "buy" else price < order.price
            if beyond:
                break
        if left <= 0:
            break
        left -= min(left, quantity)
        worst = price
    return order.quantity - left, worst


def _room(order: Order, top: Desktop) -> int | None:
    """Offset still possible beyond what the seat has already, for a purchase that can be offset."""
    if top.desk is None or order.side != "buy" or top.useful_t < 0:
        return None
    return max(top.desk.left_t - top.useful_t, 0)


def _warnings(order: Order, top: Desktop, *, cost: int, room: int | None) -> tuple[str, ...]:
    found = []
    bids, asks = top.one["bids"], top.one["asks"]
    if order.price is not None and bids and asks:
        twice = bids[0][0] + asks[0][0]
        if abs(2 * order.price - twice) * 100 > twice * FAR_PERCENT:
            found.append("far_from_mid")
    if order.side == "buy" and cost * 2 > top.means.free_fen:
        found.append("large_value")
    if room is not None and order.quantity > room:
        found.append("overshoots")
    return tuple(found)
