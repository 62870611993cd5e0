"""Goal: the ticket's fields, own orders, picks and the call auction are exact.

Method: fields are read back as typed, drawings from their coordinates; a real server for the pages
of days, rules and conduct.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from matching.phases import Phase
from registry.edge.seat_holdings import HoldingView
from registry.market.commands import PlaceOrder
from registry.market.queries import Available
from registry.roles import Role
from registry.web.frame.contexts.shared import Language
from registry.web.frame.fields import typed_of
from registry.web.frame.questions import looking
from registry.web.frame.render import render
from registry.web.market.contexts import MarketPage
from registry.web.market.page import hours_of
from registry.web.trade.auctions import auction_of, rows_of
from registry.web.trade.mine import uses_of
from registry.web.trade.order_fields import hidden_fields, offered, read_order, typed_values
from registry.web.trade.picking import listed_of
from registry.web.trade.ticket import closed_because
from tests.support import market_samples
from tests.support.classroom import PLAN, Class, forms
from tests.support.page_samples import samples
from tests.support.pages import candles, price_points, trade_page
from tests.support.trading_samples import CALL, LISTED, OFFERS, market, unasked

RULES = replace(LISTED, listed=False, pick_first=False)
AVAILABLE = Available(128_460_000, 0, 1_950, 0, 0)
TODAY = date(2028, 3, 16)


def order(**changes: object) -> PlaceOrder:
    values: dict[str, object] = {
        "instrument": "CCER", "side": "buy", "kind": "limit", "price": 8645, "quantity": 1_200,
        "time_in_force": "day",
    }  # fmt: skip
    return PlaceOrder(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "free_t", "uses"),
    [("CEA", 10, ("sell",)), ("CEA", 0, ()), ("CCER", 10, ("sell", "retire")), ("CCER", 0, ())],
)
def test_what_waits_for_a_day_is_good_for_nothing_yet_and_allowances_are_never_retired(
    unit: str, free_t: int, uses: tuple[str, ...]
) -> None:
    held = HoldingView("CN", "a", 4, "CN", unit, "CN014", 2028, free_t, 10 - free_t, ())
    part = next(one for one in PLAN.instruments if one.code == "CCER")
    listed = [part.model_copy(update={"unit": unit, "host": ""})]

    assert uses == uses_of(held, role=Role.TRADER, instruments=listed, offset_position=None)


def test_arguments_come_back_as_they_were_typed() -> None:
    asked = order(time_in_force="gtd", expires="2028-03-20", post_only=True, peak=200)
    typed = typed_of(hidden_fields(asked) | {"price": 8645, "post_only": True})
    values = typed_values(typed, best={}, rules=RULES)

    again, errors = read_order(RULES, values, market()["instruments"]["CCER"], today=TODAY)

    assert {} == errors
    assert asked == again
    assert {"expires", "post_only", "peak"} <= set(hidden_fields(asked))
    assert not {"expires", "post_only", "peak", "trigger"} & set(hidden_fields(order()))


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"time_in_force": "gtd"}, "expires", "required"),
        ({"time_in_force": "gtd", "expires": "soon"}, "expires", "not_a_day"),
        ({"time_in_force": "gtd", "expires": "2028-03-15"}, "expires", "day_past"),
        ({"peak": "0"}, "peak", "not_positive"),
        ({"peak": "1.5"}, "peak", "not_whole"),
        ({"trigger": "x"}, "trigger", "not_a_number"),
        ({"trigger": "0"}, "trigger", "not_positive"),
        ({"price": "99"}, "price", "price_above"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(
    typed: dict[str, str], field: str, code: str
) -> None:
    values = typed_values({"price": "86.45", "quantity": "10"} | typed, best={}, rules=RULES)

    found, errors = read_order(RULES, values, market()["instruments"]["CCER"], today=TODAY)

    assert found is None
    assert {field: code} == {name: error.code for name, error in errors.items()}


@pytest.mark.parametrize("phase", sorted(Phase))
def test_the_ticket_is_open_in_the_phases_in_which_the_book_takes_orders(phase: Phase) -> None:
    view = market()
    one = view["instruments"]["CCER"]
    one["phase"] = phase
    taken = phase in {"continuous", "call", "closing"}

    assert ("" if taken else "phase") == closed_because(view, "CCER", may_trade=True, locked=False)
    assert "level" == closed_because(view, "CCER", may_trade=True, locked=True)


def test_a_list_offers_only_orders_that_wait() -> None:
    typed = {"kind": "market", "time_in_force": "fok", "peak": "5", "quantity": "10"}

    values = typed_values(typed, best={"buy": 8640}, rules=replace(RULES, listed=True))

    assert ("limit", "day", "") == (values["kind"], values["time_in_force"], values["peak"])


@pytest.mark.parametrize("listed", [True, False])
def test_where_every_order_ends_with_its_day_no_longer_one_is_offered(*, listed: bool) -> None:
    rules = replace(RULES, listed=listed)
    day_only = replace(rules, day_orders=True)
    values = typed_values({"time_in_force": "gtd"}, best={}, rules=day_only)
    terms = offered("time_in_force", day_only)

    assert "day" == values["time_in_force"]
    assert set(terms) == set(offered("time_in_force", rules)) - {"gtc", "gtd"}
    assert "gtd" in offered("time_in_force", rules)


def test_orders_for_an_auction_are_offered_where_there_is_one() -> None:
    listed, closes = replace(RULES, listed=True), replace(RULES, closing_call=True)

    assert "at_close" not in offered("time_in_force", RULES)
    assert {"at_open", "at_close"} <= set(offered("time_in_force", closes))
    assert not {"at_open", "at_close"} & set(offered("time_in_force", listed))
    assert "at_open" not in offered("time_in_force", replace(RULES, price_rule="middle"))


@pytest.mark.parametrize(("language", "version"), [("zh", "版本二"), ("en", "version 2")])
def test_hubeis_page_names_the_version_of_its_price_that_holds(
    language: Language, version: str
) -> None:
    page, frame = samples(language)["market_hubei"]
    assert isinstance(page, MarketPage)
    marked = {f.text: f.holds for way in page.ways for f in way.facts if f.holds is not None}
    html = render(page, frame)
    played = {one.name: one.code for one in page.played}

    assert [False, True] == sorted(marked.values())
    assert all(version in text.lower() for text, holds in marked.items() if holds)
    assert ("negotiated", "price_middle") == (played["way"], played["price_rule"])
    assert "auction_tie" not in played
    assert 1 == html.count({"zh": "本课采用", "en": "in effect in this lesson"}[language])


def test_a_venues_own_hours_stand_before_those_of_the_lesson() -> None:
    page = market_samples.market("en", market_samples.LISTED, code="national-ets")

    assert ["09:30–11:30, 13:00–15:00", "13:00–15:00"] == [one.times for one in page.venue_hours]
    assert () == market_samples.market("en").venue_hours


def test_a_book_with_hours_of_its_own_shows_them_as_far_as_the_day_reaches() -> None:
    own = replace(RULES, sessions="08:00-11:30,13:30-15:00,16:00-17:00")

    assert [
        ("09:00", "pre"),
        ("09:00", "continuous"),
        ("11:30", "lunch"),
        ("13:30", "continuous"),
        ("15:00", "close"),
    ] == [(hour.at, hour.phase) for hour in hours_of(PLAN, own)]


def test_the_curves_cross_at_the_indicative_price() -> None:
    rows = {row.price: row for row in rows_of(CALL["demand"], CALL["supply"])}  # type: ignore[arg-type]
    auction = auction_of(market(phase="call", auction=CALL), "CCER")

    assert auction is not None
    assert (3_050, 2_600) == (rows[8630].demand, rows[8630].supply)
    assert (2_600, 450, "buy") == (auction.volume, auction.left_over, auction.left_side)
    places = [int(n) for n in re.findall(r"\d+", auction.demand + auction.supply)]
    assert 0 <= min(places) and max(places) <= auction.width
    assert auction_of(market(), "CCER") is None


def test_only_the_first_in_time_is_picked_where_time_counts_and_never_an_own_order() -> None:
    one = market(listed=True, offers=OFFERS)["instruments"]["CCER"]
    freely = replace(LISTED, pick_first=False)
    first, any_order = (
        listed_of(
            one, rules, {}, looking(unasked, "en"), available=AVAILABLE, own=own, may_trade=True
        )
        for rules, own in ((LISTED, {42}), (freely, set[int]()))
    )

    assert first is not None and any_order is not None
    assert [True, False, True] == [bool(row.pick_href) for row in first.asks]
    assert [False, True] == [bool(row.pick_href) for row in first.bids]
    assert all(row.pick_href for row in (*any_order.asks, *any_order.bids))


def test_candles_hold_every_tonne_and_lie_in_the_drawing() -> None:
    drawn = trade_page("en").candles

    assert sum(q for _, _, q in price_points()) == sum(one.volume for one in drawn.candles)
    assert len(candles()) == len(drawn.candles)
    for one in drawn.candles:
        assert 0 <= one.top <= one.body_y <= one.body_y + one.body_height <= drawn.height
        assert one.rising == (one.close >= one.open)


def test_closed_between_two_sessions_is_lunch() -> None:
    assert ["pre", "continuous", "lunch", "continuous", "close"] == [
        hour.phase for hour in hours_of(PLAN, RULES)
    ]


# --- on a server ------------------------------------------------------------------------------


def test_an_order_of_every_kind_is_placed_amended_and_cancelled(room: Class) -> None:
    person, seat = room.browser("Ida", "trader")
    lo = room.quote("BRC-CN")["lo"]
    asked = {
        "step": "preview", "side": "buy", "price": f"{lo // 100}.{lo % 100:02d}", "quantity": "40",
        "time_in_force": "gtd", "expires": "2028-03-20", "peak": "10",
    }  # fmt: skip
    page = person.get("/trade/BRC-CN", params=asked)
    (sheet,) = forms(page.text, "/action/order.place")
    answer = person.post("/action/order.place", data=sheet, follow_redirects=True)
    text = unescape(re.sub(r"<[^>]+>", "", answer.text))

    assert "done=" in str(answer.url)
    assert "显示 10 / 共 40 t" in text and "2028-03-20" in text
    (number,) = {f["order"] for f in forms(answer.text, "/action/order.cancel")
                 if f["order"] == str(newest(room, seat))}  # fmt: skip

    changed = {"change": number, "step": "preview", "quantity": "25", "price": asked["price"]}
    page = person.get("/trade/BRC-CN", params=changed)
    (sheet,) = forms(page.text, "/action/order.reduce")
    assert "15" == sheet["quantity"]
    person.post("/action/order.reduce", data=sheet)
    (left,) = [o for o in person.get("/api/orders").json() if str(o["order"]) == number]
    assert (25, 15) == (left["open"], left["reduced"])

    sheet = {"key": "all-of-them", "instrument": "BRC-CN", "back": "/trade/BRC-CN"}
    person.post("/action/order.cancel_all", data=sheet)
    assert [] == person.get("/api/orders?resting=true&instrument=BRC-CN").json()
    room.remove(seat)


def newest(room: Class, seat: str) -> int:
    """The number of a seat's newest order."""
    headers = {"tanlu-seat": seat}
    return int(room.script.get("/api/orders?limit=1", headers=headers).json()[0]["order"])


@pytest.mark.parametrize(("language", "said"), [("zh", "基础市场"), ("en", "Plain market")])
def test_days_and_rules_are_for_everybody_signed_in(room: Class, language: str, said: str) -> None:
    person, seat = room.join("Jo", "trader")
    answer = person.get("/market/BRC-CN", headers={"accept-language": language})
    (day,) = person.get("/api/market/statistics/BRC-CN").json()

    assert 200 == answer.status_code
    assert said in answer.text and day["day"] in answer.text
    assert f"{day['volume']:,}" in answer.text
    rules = person.get("/api/market/rules/BRC-CN").json()
    assert ("continuous", "first_trade") == tuple(
        rules["played"][name] for name in ("way", "open_rule")
    )
    assert {one["status"] for one in rules["facts"]} == {"assumption"}
    assert 404 == person.get("/api/market/rules/NONE").status_code
    assert 404 == person.get("/market/NONE").status_code
    assert 303 == room.client().get("/market/BRC-CN").status_code
    room.remove(seat)


def test_conduct_is_the_trainers_alone_and_says_what_the_api_says(room: Class) -> None:
    trainer = room.trainer()
    person, seat = room.join("Kim", "trader")
    spread = trainer.get("/api/auditor/concentration/BRC-CN").json()
    answer = trainer.get("/admin/conduct?limit=10", headers={"accept-language": "en"})

    assert f"{spread['hhi_points']:,}" in answer.text
    assert f"{spread['total_t']:,} t" in answer.text
    assert f"position limit {spread['total_t'] // 10:,} t" in answer.text
    assert 403 == person.get("/admin/conduct").status_code
    room.remove(seat)
