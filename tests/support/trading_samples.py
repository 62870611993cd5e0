"""Samples of trading: call auction, listed orders, kinds of order, a change, a question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.kernel.clock import MINUTE, SECOND, moment
from ledger.writer import Outcome
from matching.instruments import Instrument
from matching.preview import Effects
from registry.classroom.preview import Preview
from registry.edge.feed import LiveView
from registry.market.queries import Available
from registry.web.frame.contexts.shared import (
    CheckLine,
    Confirm,
    FieldError,
    Form,
    Language,
    Page,
)
from registry.web.frame.fields import ORDER_FIELDS
from registry.web.frame.pictures import figures_of
from registry.web.frame.questions import looking
from registry.web.trade.auctions import auction_of
from registry.web.trade.picking import listed_of
from registry.web.trade.pictures import book_of, head_of
from registry.web.trade.ticket_contexts import CancelAll, Change, ChangePreview
from tests.support import pages
from tests.support.pages import (
    NAMES,
    NOW,
    TODAY,
    both,
    not_taken,
    order_preview,
    order_row,
    ticket,
    view,
)

CALL = {
    "price": 8630, "volume": 2_600, "imbalance": 450,
    "demand": [[8700, 600], [8660, 1_400], [8640, 2_250], [8630, 3_050], [8600, 4_400]],
    "supply": [[8550, 500], [8590, 1_300], [8620, 2_100], [8630, 2_600], [8680, 3_900]],
}  # fmt: skip
OFFERS = {
    "asks": [[41, 8645, 700], [44, 8645, 500], [39, 8650, 850]],
    "bids": [[42, 8640, 500], [40, 8635, 1_050]],
}
LISTED = Instrument(
    code="CCER", registry="CN", unit="CCER", reference=8500, limit_percent=10, listed=True,
    fee_maker_ppm=500, fee_taker_ppm=500, t_plus=1, pick_first=True,
)  # fmt: skip


def market(**changes: Any) -> LiveView:
    """The public picture with changes laid over CCER."""
    picture = view(phase="call" if "auction" in changes else "continuous")
    picture["instruments"]["CCER"].update(changes)  # type: ignore[typeddict-item]
    return picture


def _over(language: Language, picture: LiveView, **changes: Any) -> Page:
    """Yunling Cement's page on CCER with another picture of the market."""
    one = picture["instruments"]["CCER"]
    values: dict[str, Any] = {
        "head": head_of(picture, code="CCER", name=NAMES[language]["CCER"], registry="CN"),
        "book": book_of(one, {8640: 500}, depth=10, depth_href="?depth=5"),
        "auction": auction_of(picture, "CCER"),
    }
    return pages.trade_page(language, **(values | changes))


def unasked(name: str, arguments: dict[str, Any]) -> Preview:
    """What a market says that takes every order and lets nothing happen."""
    nothing = Effects(0, 0, 0, 0, [], None, 0, 0, [], [], gathers=False, indicative_fen=None,
                      breaker=False)  # fmt: skip
    return Preview(Outcome(1, answer={}), nothing)


def _listed(language: Language, given: dict[str, str]) -> Page:
    picture = market(listed=True, offers=OFFERS, average=None)
    available = Available(128_460_000, 8_630_000, 1950, 0, 300)
    listed = listed_of(
        picture["instruments"]["CCER"], LISTED, given, looking(unasked, language),
        available=available, own={42}, may_trade=True,
    )  # fmt: skip
    offered = ticket(
        listed=True, choices={name: field.listed for name, field in ORDER_FIELDS.items()},
        fee_percent="0.05 %", bought_t=300,
    )  # fmt: skip
    return _over(language, picture, listed=listed, ticket=offered)


def samples(language: Language) -> dict[str, Page]:
    """Every page of this area by a name of its own, filled."""
    breaker = {"percent": 10, "minutes": 5, "call_minutes": 10}
    gathering = market(phase="call", auction=CALL, breaker=breaker, call_until=NOW + 4 * MINUTE)
    nobody = CALL | {"price": None, "volume": 0, "imbalance": None, "supply": []}
    apart = market(phase="call", auction=nobody)
    over = market(auctioned=[moment(TODAY, 9, 30), 8630, 2_600])
    wrong = {"expires": FieldError(code="day_past", limit="2028-03-16"),
             "peak": FieldError(code="not_positive", limit="")}  # fmt: skip
    return {
        "trade_call": _over(
            language, gathering, ticket=ticket(preview=order_preview(
                outlook="gathers", trades_now=0, trades_at=None, rests=1200))),
        "trade_call_apart": _over(language, apart),
        "trade_auctioned": _over(language, over),
        "trade_listed": _listed(language, {}),
        "trade_pick": _listed(
            language, {"pick": "41", "step": "preview", "quantity": "300"}),
        "trade_pick_wrong": _listed(
            language, {"pick": "40", "step": "preview", "quantity": "9000"}),
        "trade_kinds": pages.trade_page(
            language, orders=_kinds(), orders_open=4, change=change(language),
            cancel_all=(CancelAll(key="k-all", instrument="CCER", count=3),
                        CancelAll(key="k-all-2", instrument="", count=4)),
            ticket=ticket(rare_open=True, peak="200", trigger="88.00", preview=stop_preview())),
        "trade_wrong_terms": pages.trade_page(
            language, chart_kind="candles", change=replace(
                change(language), preview=None, form=_unchanged()),
            ticket=ticket(time_in_force="gtd", expires="2028-03-01", rare_open=True, peak="-1",
                          errors=wrong)),
        "trade_foretold": pages.trade_page(
            language, ticket=ticket(preview=order_preview(
                outlook="partly_then_rests", trades_now=700, rests=500, average=8643,
                stops=(12, 15), changes=(9,), breaks=True, indicative=8642))),
        "trade_to_be_refused": pages.trade_page(
            language, ticket=ticket(preview=to_be_refused(language)),
            change=_change_to_be_refused(language)),
        "trade_question": pages.trade_page(language, refusal=question(language)),
    }  # fmt: skip


def _unchanged() -> Form:
    return Form(values={}, open=True, errors={"": FieldError(code="unchanged", limit="")})


def to_be_refused(language: Language) -> Any:
    """The order that the market would not take."""
    return replace(order_preview(), does=None, refused=not_taken(language))


def _change_to_be_refused(language: Language) -> Change:
    made = change(language)
    assert made.preview is not None
    return replace(made, preview=replace(made.preview, refused=not_taken(language)))


def stop_preview() -> Any:
    """Buy 1,200 t at 88.50 once the price has reached 88.00, 200 t shown at a time."""
    return order_preview(
        price=8850, trigger=8800, shows=200, outlook="waits_for_trigger", trades_now=0,
        trades_at=None, rests=1200, time_in_force="gtd", expires="2028-03-20", waits_a_day=True,
        fee_about=5_310, fee_room=5_910, blocks_fen=10_625_910, free_after=117_834_090,
    )  # fmt: skip


def change(language: Language) -> Change:
    """Order 311 shall become 400 t at 86.45; its cash is asked about."""
    asked = both(
        language, "将占用可用资金 60,000.00 中的 34,580.00，达 50% 或以上。",
        "It takes 34,580.00 of 60,000.00 in free cash: 50 % of it or more.",
    )  # fmt: skip
    preview = ChangePreview(
        key="k-change", action="order.replace",
        arguments={"order": "311", "price": "8645", "quantity": "400"}, price=8645, quantity=400,
        keeps_place=False, refused=None, trades_now=400,
        blocked_unit="fen", blocked_before=4_320_000,
        blocked_after=3_458_000, free_after=129_322_000,
        warnings=(asked,),
    )  # fmt: skip
    return Change(
        number=311, side="buy", price_now=8640, open_now=500, price="86.45", quantity="400",
        form=Form(values={}, errors={}, open=True), preview=preview, back="/trade/CCER",
    )  # fmt: skip


def _kinds() -> tuple[Any, ...]:
    at = NOW - 40 * SECOND
    return (
        order_row(311, at, 8640, 500, 0, post_only=True, time_in_force="gtc",
                  client_order_id="31" * 16),
        order_row(312, at, 8630, 900, 300, peak=200, shown=120, time_in_force="gtd",
                  expires="2028-03-20"),
        order_row(313, at, 8850, 300, 0, trigger=8800, state="pending", ahead=None,
                  change_href=""),
        order_row(314, at, 8600, 100, 100, state="filled", open=0, cancel_key="", ahead=None,
                  change_href="", peak=50),
        order_row(315, at, 8600, 100, 40, state="cancelled", open=0, cancel_key="", ahead=None,
                  change_href="", ending="remainder", time_in_force="ioc"),
    )  # fmt: skip


def question(language: Language) -> Any:
    """The order is far from the market: it is asked about."""
    return replace(
        pages.refusal(language),
        action="order.place",
        code="book.needs_confirmation",
        text=both(
            language, "尚未提交：有 1 项需要再次确认。",
            "Nothing was submitted yet; points to confirm: 1."),
        figures=(), bar=None, fix=None,
        checks=(CheckLine(number=1, text=both(
            language, "价格 93.00 偏离市场价 86.43 达 5% 或以上。",
            "The price of 93.00 is 5 % or more away from the market at 86.43.")),),
        confirm=Confirm(
            key="k-confirm", arguments={"instrument": "CCER", "confirmed": "true"}, refused=None,
            does=figures_of(
                {"status": both(language, "在委托簿中", "in the book"), "filled": 0, "open": 100,
                 "blocked_fen": 930_465}, language)),
    )  # fmt: skip
