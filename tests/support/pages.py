"""Sample contexts for every page: one invented, consistent moment of a lesson, in both languages.

Goal: pages can be drawn, searched and looked at without a server. Day 3, 10:42:18.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.kernel.clock import MINUTE, SECOND, moment
from matching.errors import MarketClosed
from matching.views import OrderView
from registry.classroom.announced import Announcement
from registry.edge import feed as live
from registry.market.commands import PlaceOrder
from registry.market.queue import Candle
from registry.web.frame import figures
from registry.web.frame.contexts import shared
from registry.web.frame.contexts.shared import (
    Chrome,
    Figure,
    FixButton,
    Form,
    Language,
    NotTaken,
    RefusalCard,
)
from registry.web.frame.fields import ORDER_FIELDS
from registry.web.frame.pictures import announcement_of, clock_of, limit_bar, news_of
from registry.web.tasks.contexts import Tasks
from registry.web.trade.auctions import auction_of
from registry.web.trade.candles import candles_of
from registry.web.trade.contexts import AccountLine, Cash, Gain, Gains, Holding, TradePage
from registry.web.trade.drawing import chart_of
from registry.web.trade.pictures import book_of, head_of, meter_of, tabs_of, tape_of
from registry.web.trade.ticket_contexts import ExpectedOutcome, OrderPreview, OrderRow, Ticket
from tests.support.asked_samples import asked
from tests.support.page_tasks import registry_name, serials, tasks_of

TODAY = date(2028, 3, 16)
NOW = moment(TODAY, 10, 42) + 18 * SECOND
OPENED = moment(TODAY, 9, 30)
SIDES = {
    "asks": [
        [8645, 1200, 3], [8650, 850, 2], [8660, 2400, 5], [8675, 600, 2], [8690, 1800, 3],
        [8700, 3150, 7], [8720, 1900, 4],
    ],
    "bids": [
        [8640, 500, 1], [8635, 1050, 3], [8630, 700, 2], [8620, 1500, 4], [8600, 4200, 9],
        [8585, 950, 2], [8550, 2600, 6],
    ],
}  # fmt: skip
MARKET: dict[str, Any] = {
    "close": None, "phase": "continuous", "listed": False, "breaker": None, "auction": None,
    "auctioned": None, "offers": None, "call_until": None,
}  # fmt: skip
TAPE = [
    (223, 8625, 150, -1), (188, 8630, 640, 1), (157, 8635, 80, 1), (140, 8630, 200, -1),
    (101, 8640, 1050, 1), (76, 8635, 300, -1), (28, 8640, 120, 1), (3, 8640, 500, 0),
]  # fmt: skip
NAMES = {
    "zh": {"CCER": "可抵销（全国）", "BRC-CN": "中国登记簿", "BRC-TH": "泰国登记簿"},
    "en": {"CCER": "offset nationwide", "BRC-CN": "in China", "BRC-TH": "in Thailand"},
}
SEATS = {
    "zh": {"S07": "云岭水泥", "S12": "远帆交易", "S03": "湄南能源", "S01": "中国政府"},
    "en": {
        "S07": "Yunling Cement",
        "S12": "Yuanfan Trading",
        "S03": "Menam Energy",
        "S01": "China",
    },
}


def both(language: Language, zh: str, en: str) -> str:
    """One of two texts."""
    return zh if language == "zh" else en


TOLD: live.LiveText = {
    "zh": "抵销上限维持 5 %", "en": "The offset cap stays at 5 %",
}  # fmt: skip


def view(**changes: Any) -> live.LiveView:
    """The public picture of the moment; `changes` are laid over its clock."""
    clock: dict[str, Any] = {
        "at": NOW, "day": 3, "days": 20, "phase": "continuous", "running": True, "started": True,
        "over": False, "speed": 20, "phase_ends_at": moment(TODAY, 11, 30),
        "due_at": moment(TODAY, 11, 30), "standing": False, "slept_s": 0, "trouble": "",
        "practice": False,
        "act": None, "day_text": {"zh": "2028-03-16 周四", "en": "Thu 16 Mar 2028"},
        "track": [["pre", "done"], ["continuous", "now"], ["lunch", "later"],
                  ["continuous", "later"], ["close", "later"]],
    }  # fmt: skip
    clock.update(changes)
    ccer: dict[str, Any] = {
        "last": 8640, "change": 140, "reference": 8500, "lo": 7650, "hi": 9350, "open": 8495,
        "high": 8720, "low": 8470, "volume": 23_180, "halted": False, "average": 8612,
        **MARKET, **SIDES,
        "trades": [[NOW - ago * SECOND, p, q, d] for ago, p, q, d in TAPE],
    }  # fmt: skip
    quiet = {"average": None, **MARKET, "open": None, "high": None, "low": None, "volume": 0,
             "halted": False, "bids": [], "asks": [], "trades": []}  # fmt: skip
    return {
        "sequence": 4127,
        "clock": clock,  # type: ignore[typeddict-item]
        "instruments": {
            "CCER": ccer,  # type: ignore[typeddict-item]
            "BRC-CN": {"last": 6100, "change": -35, "reference": 6135, "lo": 5522, "hi": 6748,
                       **quiet},  # type: ignore[typeddict-item]
            "BRC-TH": {"last": None, "change": None, "reference": 5820, "lo": 5238, "hi": 6402,
                       **quiet},  # type: ignore[typeddict-item]
        },
        "announcement": {"number": 2, "at": NOW - 600_000, "text": TOLD},
        "level": 1,
        "audit": True,
    }  # fmt: skip


def chrome(language: Language, audience: shared.Audience, section: str, **clock: Any) -> Chrome:
    """The frame of a page; guests see no clock."""
    other = "en" if language == "zh" else "zh"
    guest, seated = audience == "guest", audience == "participant"
    return Chrome(
        language=language,
        language_href=f"?lang={other}",
        colours="red_up" if language == "zh" else "green_up",
        colours_href="?colours=green_up",
        audience=audience,
        section=section,
        lesson="" if guest else "belt-road-1",
        lesson_title=""
        if guest
        else both(language, "一带一路 · 第一课", "Belt and Road · lesson 1"),
        seat="S07" if seated else "",
        seat_name=SEATS[language]["S07"] if seated else "",
        person=both(language, "陈一诺", "Chen Yinuo") if seated else "",
        clock=None if guest else clock_of(view(**clock), language),
        announcement=None if guest else announcement_of(view(), language),
        live=not guest,
        audit_ok=None if guest else True,
        tasks_waiting=2,
        official=False,
        asked=asked(language) if seated else None,
        key="k-sign-out",
    )


def price_points() -> list[tuple[int, int, int]]:
    """A morning's trades: a slow start, a jump at 10:05, and a rest."""
    walk = [0, 5, 10, 5, 15, 20, 10, -5, 0, 15, 10, -10, -25, 0, 60, 110, 150, 190, 205, 225, 215,
            205, 180, 165, 150, 160, 130, 100, 110, 100, 115, 130, 120, 125, 110, 130, 140,
            145]  # fmt: skip
    return [
        (OPENED + i * 112 * SECOND, 8495 + step, 100 + (i * 37) % 11 * 60)
        for i, step in enumerate(walk)
    ]


def ticket(**changes: Any) -> Ticket:
    """An empty ticket; `changes` are typed fields, their errors, or other parts of it."""
    typed = dict.fromkeys(ORDER_FIELDS, "") | {
        "side": "buy", "kind": "limit", "price": "86.45", "time_in_force": "day",
    }  # fmt: skip
    choices = {name: field.choices for name, field in ORDER_FIELDS.items()} | {
        "time_in_force": ("day", "gtc", "gtd", "ioc", "fok"),
    }  # fmt: skip
    typed |= {name: changes.pop(name) for name in typed if name in changes}
    form = Form(values=typed, errors=changes.pop("errors", {}), open=True)
    values: dict[str, Any] = {
        "form": form, "choices": choices | changes.pop("choices", {}), "rare_open": False,
        "listed": False, "bought_t": 0, "gathers": True, "fee_percent": "", "closed_because": "",
        "taking": "call closing continuous",
        "free_fen": 128_460_000, "free_t": 1950, "preview": None, "special_orders": None,
    }  # fmt: skip
    return Ticket(**(values | changes))


def not_taken(language: Language) -> NotTaken:
    """The market has closed meanwhile."""
    found = MarketClosed(instrument="CCER")
    return NotTaken(text=found.text(language), would_pass=found.would_pass(language))


def order_preview(**changes: Any) -> OrderPreview:
    """Buy 1,200 t at 86.45: all of it trades at once."""
    does: dict[str, Any] = {
        "outlook": "trades", "trades_now": 1200, "trades_at": 8645, "average": None, "rests": 0,
        "cancelled": 0, "stops": (), "changes": (), "indicative": None, "breaks": False,
        "fee_about": None, "fee_room": None, "blocks_fen": 10_374_000, "blocks_t": None,
        "blocks_ranges": (), "free_after": 118_086_000,
    }  # fmt: skip
    asked: dict[str, Any] = {
        "instrument": "CCER", "side": "buy", "kind": "limit", "price": 8645, "quantity": 1200,
        "time_in_force": "day", "expires": "", "trigger": None,
    }  # fmt: skip
    for given in (does, asked):
        given |= {name: changes.pop(name) for name in given if name in changes}
    values: dict[str, Any] = {
        "key": "k-order",
        "arguments": {"instrument": "CCER", "side": "buy", "kind": "limit", "price": "8645",
                      "quantity": "1200", "time_in_force": "day"},
        "order": PlaceOrder(**asked),
        "free_before": 128_460_000, "does": ExpectedOutcome(**does), "refused": None,
        "room_before": 1650, "room_after": 450, "warnings": (), "overshoots": False,
        "waits_a_day": False,
        "shows": None,
        "back": "/trade/CCER?side=buy&price=86.45&quantity=1200",
    }  # fmt: skip
    return OrderPreview(**(values | changes))


GAINS = Gains(
    realised_fen=-12_000,
    kept=(
        Gain(
            instrument="CCER", tonnes=1_950, cost_fen=16_672_500, average_fen=8_550,
            price_fen=8_640, gain_fen=175_500,
        ),
    ),
)  # fmt: skip


def chart_values() -> dict[str, Any]:
    """What the page shows of the day's prices, as a line and as candles."""
    return {
        "candles": candles_of(candles(), starts_at=OPENED, ends_at=NOW, reference=8500,
                              average=8612),
        "chart_kind": "line",
        "chart_href": "?chart=candles",
        "span": "today",
        "spans": tuple((span, f"?span={span}") for span in ("today", "three", "all")),
        "chart": chart_of(price_points(), starts_at=OPENED, ends_at=NOW, reference=8500),
    }  # fmt: skip


def told() -> tuple[Announcement, ...]:
    """Two announcements, oldest first."""
    return tuple(
        Announcement(
            number, NOW - (3 - number) * 10 * MINUTE, TOLD["zh"], TOLD["en"], number == 1, 7
        )
        for number in (1, 2)
    )


def trade_page(language: Language, *, tasks: Tasks | None = None, **changes: Any) -> TradePage:
    """Yunling Cement's page on CCER."""
    picture = view()
    wind, sun = (
        both(language, "酒泉风电", "Jiuquan wind"),
        both(language, "清迈沼气", "Chiang Mai biogas"),
    )
    values: dict[str, Any] = {
        "role": "emitter",
        "news": news_of(told(), language, most=3),
        "lock": None,
        "tabs": tabs_of(picture, names=NAMES[language], current="CCER",
                        open_now=picture["instruments"]),
        "has_deals": True,
        "has_bidding": True,
        "head": head_of(picture, code="CCER", name=NAMES[language]["CCER"], registry="CN"),
        "book": book_of(picture["instruments"]["CCER"], {8640: 500, 8620: 500}, depth=5,
                        depth_href="?depth=10"),
        "auction": auction_of(picture, "CCER"),
        "listed": None,
        **chart_values(),
        "gains": GAINS,
        "change": None,
        "cancel_all": (),
        "tape": tape_of(picture["instruments"]["CCER"]),
        "ticket": ticket(),
        "orders": (
            order_row(311, NOW - 2 * SECOND, 8640, 500, 0),
            order_row(298, NOW - 5 * MINUTE + 13 * SECOND, 8620, 800, 300),
        ),
        "orders_open": 2,
        "orders_blocked_fen": 500 * 8640 + 500 * 8620,
        "holdings": (
            Holding(registry="CN", asset=2, unit="CCER", project="CN014", project_name=wind,
                    vintage=2026, ranges=(serials("CN", "CN", 120_001, 121_200),
                                          serials("CN", "CN", 124_551, 125_300)),
                    free=1950, blocked=0, bought=0, total=1950, uses=("sell", "offset")),
            Holding(registry="TH", asset=3, unit="BRC", project="TH002", project_name=sun,
                    vintage=2026, ranges=(serials("TH", "TH", 5_401, 5_577),),
                    free=117, blocked=60, bought=0, total=177,
                    uses=("sell", "transfer", "retire")),
            Holding(registry="CN", asset=4, unit="CEA", project="",
                    project_name=both(language, "碳排放配额", "Emission allowances"),
                    vintage=2028, ranges=(serials("CN", "CN", 7_400_001, 7_401_200),),
                    free=0, blocked=1_200, bought=1_200, total=1_200, uses=()),
        ),
        "cash": Cash(total=137_090_000, free=128_460_000, blocked=8_630_000),
        "accounts": (
            AccountLine(registry="CN", registry_name=registry_name(language, "CN"),
                        number="CN-121-20000017-0-10", total=1950),
            AccountLine(registry="TH", registry_name=registry_name(language, "TH"),
                        number="TH-121-20000018-0-77", total=177),
        ),
        "meter": meter_of(year=2027, obligation=120_000, allowances=108_000, offset=2_400,
                          cap=6_000, cap_text="5 %"),
        "tasks": tasks or tasks_of(language, "emitter"),
        "refusal": None, "sellable_tomorrow_t": 0, "receipt": None,
        "personal_code": "KX7M-4Q2W", "just_seated": None, "minded": None,
    }  # fmt: skip
    return TradePage(**(values | changes))


def candles() -> list[Candle]:
    """The morning's trades, five minutes by five minutes."""
    found: dict[int, list[tuple[int, int]]] = {}
    for at, price, quantity in price_points():
        found.setdefault(at - at % (5 * MINUTE), []).append((price, quantity))
    return [
        Candle(at=at, open=made[0][0], high=max(made)[0], low=min(made)[0], close=made[-1][0],
               average=sum(p for p, _ in made) // len(made), volume=sum(q for _, q in made),
               turnover_fen=sum(p * q for p, q in made), trades=len(made))
        for at, made in found.items()
    ]  # fmt: skip


def order_row(
    number: int, at: int, price: int, quantity: int, filled: int, **changes: Any
) -> OrderRow:
    """One of Yunling Cement's orders to buy."""
    order: dict[str, Any] = {
        "order": number, "instrument": "CCER", "owner": "S07", "side": "buy", "kind": "limit",
        "time_in_force": "day", "price": price, "quantity": quantity, "filled": filled,
        "open": quantity - filled, "status": "resting", "ending": "", "day": "", "at": at,
        "entered": number, "ended": None, "reduced": 0, "peak": None, "shown": None,
        "trigger": None, "expires": None, "post_only": False, "client_order_id": None,
    }  # fmt: skip
    order |= {name: changes.pop(name) for name in order if name in changes}
    values: dict[str, Any] = {
        "order": OrderView(**order),
        "blocked_fen": (quantity - filled) * price, "blocked_t": None,
        "state": "partly" if filled else "resting", "cancel_key": f"k-cancel-{number}",
        "ahead": 1_500 if filled else 0,
        "change_href": f"/trade/CCER?change={number}#change",
    }  # fmt: skip
    return OrderRow(**(values | changes))


def refusal(language: Language) -> RefusalCard:
    """4,000 t were submitted to the offset desk, 3,600 t were possible."""
    return RefusalCard(
        action="offset.submit",
        code="procedure.offset_above_cap",
        number=4127,
        text=both(language, "已抵销 2,400 t，再申请 4,000 t，超过上限 6,000 t。",
                  "2,400 t were offset; 4,000 t more would be above the cap of 6,000 t."),
        would_pass=both(language, "数量不超过 3,600 t，其余用配额清缴。",
                        "At most 3,600 t; the rest is surrendered in allowances."),
        rule="Measures for CETS (Order 19, 2021), art. 29",
        figures=(
            Figure(name="obligation", value=figures.tonnes(120_000)),
            Figure(name="cap_t", value=figures.tonnes(6_000)),
            Figure(name="asked", value=figures.tonnes(4_000)),
        ),
        bar=limit_bar(unit="tonnes", used=2_400, room=3_600, asked=4_000),
        checks=(
            shared.CheckLine(
                number=6001, text=both(language, "超过上限 400 t。", "400 t above the cap.")),
        ),
        fix=FixButton(href="/trade/CCER?task=offset&unit=CN-2&quantity=3600#task-offset",
                  name="quantity", value=figures.tonnes(3_600)),
        confirm=None,
        back="/trade/CCER",
    )  # fmt: skip


def receipt(language: Language) -> shared.Receipt:
    """An order was accepted: part of it traded, the rest can be cancelled."""
    return shared.Receipt(
        action="order.place", number=4128, at=NOW, order=312, cancel_key="k-cancel-312",
        figures=(Figure(name="quantity", value="1,200 t"), Figure(name="filled", value="700 t"),
                 Figure(name="open", value="500 t")),
        ranges=(), asked="", back="/trade/CCER",
    )  # fmt: skip
