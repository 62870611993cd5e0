"""Listed orders that can be picked, and the pick form: tonnes, cost, one confirmation.

The list comes from the public snapshot, the preview of a pick from the market.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matching.fees import fee
from matching.instruments import Instrument
from registry.edge.feed import LiveInstrument
from registry.market.listing import EVERY_LEVEL
from registry.market.queries import Available
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import FieldError, Form
from registry.web.frame.fields import parse_tonnes
from registry.web.frame.questions import Look
from registry.web.frame.visitor import mint
from registry.web.trade.ticket_contexts import Listed, OfferRow, Pick, PickPreview


def listed_of(
    one: LiveInstrument,
    rules: Instrument,
    given: Mapping[str, str],
    look: Look,
    *,
    available: Available,
    own: Collection[int],
    may_trade: bool,
) -> Listed | None:
    """The orders of a market by listing, and the pick form of the one that the address names."""
    if one["offers"] is None:
        return None
    sides = {
        name: _rows(one["offers"][name], rules, own=own, may_trade=may_trade)
        for name in ("asks", "bids")
    }
    pick = None
    for name, side in (("asks", "buy"), ("bids", "sell")):
        chosen = next((r for r in sides[name] if str(r.order) == given.get("pick")), None)
        if chosen is not None and chosen.pick_href:
            pick = _pick(chosen, side, given, look, rules, available)
    return Listed(
        asks=sides["asks"],
        bids=sides["bids"],
        levels=rules.pick_levels if rules.pick_levels < EVERY_LEVEL else None,
        first_only=rules.pick_first,
        pick=pick,
    )


def _rows(
    offers: Sequence[Sequence[int]], rules: Instrument, *, own: Collection[int], may_trade: bool
) -> tuple[OfferRow, ...]:
    rows, before = [], 0
    for order, price, quantity in offers:
        mine = order in own
        passed_by = rules.pick_first and price == before
        can = may_trade and not mine and not passed_by
        address = to("trade", instrument=rules.code, pick=order)
        rows.append(
            OfferRow(
                order=order,
                price=price,
                quantity=quantity,
                own=mine,
                pick_href=f"{address}#pick" if can else "",
            )
        )
        before = price
    return tuple(rows)


def _pick(
    chosen: OfferRow,
    side: str,
    given: Mapping[str, str],
    look: Look,
    rules: Instrument,
    available: Available,
) -> Pick:
    text = given.get("quantity", str(chosen.quantity)).strip()
    errors: dict[str, FieldError] = {}
    preview = None
    if given.get("step") == "preview":
        quantity = parse_tonnes(text)
        if isinstance(quantity, FieldError):
            errors["quantity"] = quantity
        elif quantity > chosen.quantity:
            most = figures.tonnes(chosen.quantity)
            errors["quantity"] = FieldError(code="too_many", limit=most)
        else:
            preview = _preview(chosen, quantity, side, look, rules, available)
    return Pick(
        order=chosen.order,
        side=side,
        price=chosen.price,
        shown=chosen.quantity,
        quantity=text,
        form=Form(values={}, errors=errors, open=True),
        preview=preview,
        back=to("trade", instrument=rules.code),
    )


def _preview(
    chosen: OfferRow, quantity: int, side: str, look: Look, rules: Instrument, available: Available
) -> PickPreview:
    looked = look("order.pick", {"maker": chosen.order, "quantity": quantity})
    money = chosen.price * quantity
    costs = fee(price=chosen.price, quantity=quantity, rate_ppm=rules.fee_taker_ppm)
    buys = side == "buy"
    before = available.free_fen if buys else available.free_t
    return PickPreview(
        key=mint(),
        arguments={"maker": str(chosen.order), "quantity": str(quantity), **looked.confirms},
        refused=looked.refused,
        quantity=quantity,
        money=money,
        fee=costs,
        free_before=before,
        free_after=before - (money + costs if buys else quantity),
        free_unit="fen" if buys else "tonnes",
        warnings=looked.warnings,
    )
