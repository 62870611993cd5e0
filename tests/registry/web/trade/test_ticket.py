"""Goal: the ticket shows exactly what the market's preview says about an order.

Method: a table of orders against the samples' market on real books; then a real server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.kernel.errors import Refusal
from ledger.kernel.lazy_copy import Copies
from ledger.rows import Rows
from ledger.writer import Outcome
from matching.fees import fee_room
from matching.phases import Phase
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.confirmation import confirmation
from registry.classroom.preview import Preview
from registry.market.commands import PlaceOrder, place_order
from registry.market.effects import effects_of
from registry.market.queries import Available
from registry.roles import Actor, Role
from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.questions import Looked, looking
from registry.web.frame.render import render
from registry.web.trade.ticket import TicketInputs, closed_because, preview_of
from tests.matching.world import World
from tests.support import pages
from tests.support.classroom import Class, forms
from tests.support.page_samples import samples
from tests.support.pages import trade_page
from tests.support.trading_samples import LISTED, OFFERS, market

RULES = replace(LISTED, listed=False, pick_first=False)
AVAILABLE = Available(128_460_000, 0, 1_950, 0, 0)
NO_RANGES: tuple[SerialRange, ...] = ()


def inputs(looked: Looked, **changes: object) -> TicketInputs:
    """CCER of the samples; `changes` override its public snapshot."""
    one = market(**changes)["instruments"]["CCER"]
    rules = LISTED if one["listed"] else RULES
    return TicketInputs(looked, one, rules, AVAILABLE, None, 0, NO_RANGES, "/trade/CCER")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The market of the samples on real books: its levels, its last price, and a rich seat."""
    made = World(RULES)
    for owner in ("maker", "me"):
        made.holder(owner, fen=10**10)
        made.issue(owner, 100_000, unit="CCER", host="CN")
    made.place("maker", "sell", 1, 8643, instrument="CCER")
    made.place("me", "buy", 1, 8643, instrument="CCER")
    one = market()["instruments"]["CCER"]
    for side, levels in (("sell", one["asks"]), ("buy", one["bids"])):
        for price, quantity, _ in levels:
            made.place("maker", side, quantity, price, instrument="CCER")
    yield made
    made.close()


def asked_of(world: World, asked: PlaceOrder) -> Looked:
    """The market's preview of an order of the rich seat, with its warnings."""
    return looking(lambda _, given: tried(world, given), "en")("order.place", asked.model_dump())


def tried(world: World, given: dict[str, Any]) -> Preview:
    """The market's preview of an order, `confirmed` or not."""
    given = dict(given)
    by = Actor("me", Role.TRADER, "person")
    here = SimpleNamespace(exchange=world.exchange)
    ask = None if given.pop("confirmed") else confirmation(here, by, world.books.at)
    copies = Copies(world.store)
    copies.put(world.books.rows, Rows(world.store))
    try:
        answer = place_order(copies.of(world.exchange), **given, ask=ask, by=by, at=world.books.at)
    except Refusal as refusal:
        return Preview(Outcome(1, refusal=refusal))
    command = CATALOGUE["order.place"]
    found = effects_of(
        world.exchange, copies, command=command, arguments=given, seat="me", answer=answer
    )
    return Preview(Outcome(1, answer=answer), found)


def order(**changes: object) -> PlaceOrder:
    values: dict[str, object] = {
        "instrument": "CCER", "side": "buy", "kind": "limit", "price": 8645, "quantity": 1_200,
        "time_in_force": "day",
    }  # fmt: skip
    return PlaceOrder(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "outlook", "now", "rests", "leaves"),
    [
        (order(), "trades", 1_200, 0, 0),
        (order(quantity=1_500), "partly_then_rests", 1_200, 300, 0),
        (order(price=8600), "rests", 0, 1_200, 0),
        (order(quantity=1_500, time_in_force="ioc"), "partly_then_leaves", 1_200, 0, 300),
        (order(price=8600, time_in_force="ioc"), "leaves", 0, 0, 1_200),
        (order(quantity=1_500, time_in_force="fok"), "not_whole", 0, 0, 1_500),
        (order(time_in_force="fok"), "trades", 1_200, 0, 0),
        (order(price=8600, post_only=True), "rests", 0, 1_200, 0),
        (order(trigger=8700, price=8800), "waits_for_trigger", 0, 1_200, 0),
        (order(trigger=8640), "trades", 1_200, 0, 0),
        (order(side="sell", price=8600, trigger=8600), "waits_for_trigger", 0, 1_200, 0),
        (order(side="sell", price=8600, quantity=6_000), "trades", 6_000, 0, 0),
        (order(kind="market", price=None, quantity=20_000), "partly_then_leaves", 11_900, 0, 8_100),
        (order(kind="market", price=None, trigger=8700), "waits_for_trigger", 0, 1_200, 0),
    ],
)  # fmt: skip
def test_the_preview_says_what_will_happen(
    world: World, asked: PlaceOrder, outlook: str, now: int, rests: int, leaves: int
) -> None:
    sheet = preview_of(asked, inputs(asked_of(world, asked)))

    assert sheet.does is not None and not sheet.refused
    assert (outlook, now, rests, leaves) == (
        sheet.does.outlook, sheet.does.trades_now, sheet.does.rests, sheet.does.cancelled,
    )  # fmt: skip


def test_what_would_be_refused_says_why_and_what_would_pass(world: World) -> None:
    asked = order(post_only=True)
    sheet = preview_of(asked, inputs(asked_of(world, asked)))

    assert sheet.does is None and sheet.refused is not None
    assert "would meet the other side at 86.45" in sheet.refused.text
    assert "A price that does not reach 86.45" in sheet.refused.would_pass


@pytest.mark.parametrize("phase", [Phase.CALL, Phase.CLOSING])
def test_in_a_call_an_order_waits_and_what_cannot_is_refused(world: World, phase: Phase) -> None:
    book = world.exchange.market.listing("CCER").book
    book.phase = phase
    waits = preview_of(order(price=8600), inputs(asked_of(world, order(price=8600)), phase=phase))
    ioc = order(time_in_force="ioc")
    refused = preview_of(ioc, inputs(asked_of(world, ioc), phase=phase))
    view = market(phase=phase)
    book.phase = Phase.CONTINUOUS

    assert waits.does is not None and "gathers" == waits.does.outlook
    assert refused.refused is not None and "call auction" in refused.refused.text
    assert "" == closed_because(view, "CCER", may_trade=True, locked=False)


def test_what_waits_for_a_pick_is_listed(world: World) -> None:
    rests = order(price=8600)
    sheet = preview_of(rests, inputs(asked_of(world, rests), listed=True, offers=OFFERS))

    assert sheet.does is not None and "listed" == sheet.does.outlook


def test_what_a_buy_order_reserves_has_room_for_all_its_fees(world: World) -> None:
    sheet = preview_of(order(), inputs(asked_of(world, order())))
    room = fee_room(price=8645, quantity=1_200, smallest=1, rate_ppm=500)

    assert sheet.does is not None
    assert room == sheet.does.fee_room
    assert 8645 * 1_200 + room == sheet.does.blocks_fen
    assert AVAILABLE.free_fen - 8645 * 1_200 - room == sheet.does.free_after


def test_what_the_preview_asks_about_is_confirmed_by_its_button_and_nothing_else_is(
    world: World,
) -> None:
    calm, far = (
        preview_of(one, inputs(asked_of(world, one)))
        for one in (order(quantity=9), order(price=9300))
    )

    assert ((), "false") == (calm.warnings, calm.arguments["confirmed"])
    assert (1, "true") == (len(far.warnings), far.arguments["confirmed"])
    assert "93.00" in far.warnings[0]


@pytest.mark.parametrize("bought_t", [0, 300])
def test_before_more_than_is_free_is_sent_the_ticket_says_so(world: World, bought_t: int) -> None:
    most = order(side="sell", quantity=200_001)
    sheet = preview_of(most, inputs(asked_of(world, most)))
    page = trade_page("en", ticket=pages.ticket(side="sell", bought_t=bought_t, preview=sheet))
    calm = preview_of(order(side="sell"), inputs(asked_of(world, order(side="sell"))))
    _, frame = samples("en")["trade_preview"]
    html = render(page, frame)

    assert "200,001 t of CCER are offered; 100,000 t are free in registry CN." in html
    assert "What would pass: At most 100,000 t." in html
    assert sheet.does is None
    assert bool(bought_t) == ("300 t bought today can be sold from tomorrow on." in html)
    assert "be refused" in html and "be refused" not in render(
        trade_page("en", ticket=pages.ticket(side="sell", preview=calm)), frame
    )


# --- on a server ------------------------------------------------------------------------------


def test_a_previewed_order_is_not_logged_and_does_what_was_said(room: Class) -> None:
    person, seat = room.browser("Kim", "trader")
    best = person.get("/api/book/CCER").json()["asks"][0]
    typed = f"{best['price'] // 100}.{best['price'] % 100:02d}"
    asked = {"step": "preview", "side": "buy", "price": typed, "quantity": best["quantity"] + 3}
    length = room.commands()
    page = person.get("/trade/CCER", params=asked, headers={"accept-language": "en"}).text
    kept = room.commands()
    (sheet,) = forms(page, "/action/order.place")
    person.post("/action/order.place", data=sheet)
    (done, *_) = person.get("/api/orders").json()
    room.remove(seat)

    assert length == kept
    assert "Part of it trades at once; the rest waits in the book." in page
    assert f"{best['quantity']:,} t @ {typed}" in unescape(re.sub(r"<[^>]+>", "", page))
    assert (best["quantity"], 3) == (done["filled"], done["open"])
