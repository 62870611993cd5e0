"""Goal: a seat sees only its own deals, in the modes of its venue, and can use every form shown.

Method: a real server on Monday afternoon, allowances at the national venue; forms are posted as a
browser does, and the tables read back over JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from matching.deals.queries import BidView, SessionView
from registry.web.offbook.bidding import cover_text, fate_of
from tests.support.classroom import Class, class_of
from tests.support.deal_class import create

EN = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("deal-pages")
    create(folder)
    with class_of(folder) as made:
        yield made


def page(client: httpx2.Client, address: str) -> str:
    answer = client.get(address, headers=EN)
    assert 200 == answer.status_code, answer.text[:400]
    return answer.text


def post(client: httpx2.Client, html: str, action: str) -> str:
    """Send the first form of a command as the page has it; return the next page."""
    found = re.search(rf'<form method="post" action="/action/{action}".*?</form>', html, re.S)
    assert found, f"no form for {action}"
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', found.group()))
    answer = client.post(f"/action/{action}", data=fields)
    assert 303 == answer.status_code, answer.text[:400]
    return page(client, answer.headers["location"])


def test_a_block_trade_is_proposed_and_declined_by_forms(room: Class) -> None:
    (ann, _), (bob, second) = room.browser("Ann", "trader"), room.browser("Bob", "trader")
    asked = f"/deals/CEA?form=block&step=preview&side=buy&counterparty={second}"
    sheet = page(ann, f"{asked}&price=85.00&quantity=100000")
    assert "CNY 8,500,000.00" in sheet
    answer = post(ann, sheet, "block.propose")
    assert "Block trade proposed" in answer and "Withdraw proposal" in answer
    answered = post(bob, page(bob, "/deals/CEA"), "block.decline")

    assert "Block trade declined" in answered
    assert ["declined"] == [one["state"] for one in ann.get("/api/blocks").json()]


def test_a_request_is_answered_and_ended_by_forms(room: Class) -> None:
    (cai, _), (dan, _) = room.browser("Cai", "emitter"), room.browser("Dan", "emitter")
    post(cai, page(cai, "/deals/CEA?form=ask&step=preview&side=sell&quantity=100000"), "quote.ask")
    number = cai.get("/api/quotes/requests").json()[0]["request"]
    sheet = page(dan, f"/deals/CEA?form=offer-{number}&step=preview&price=84.00")
    offered = post(dan, sheet, "quote.offer")
    seen = page(cai, "/deals/CEA")
    assert "Withdraw offer" in offered and "Accept 84.00" in seen
    assert "Accept 84.00" not in page(dan, "/deals/CEA")
    post(cai, seen, "quote.end")

    assert "withdrawn" == cai.get("/api/quotes/requests").json()[0]["state"]


@pytest.mark.parametrize(
    ("query", "said"),
    [("price=85&quantity=99999&counterparty=S01", "At least 100,000 t"),
     ("price=200&quantity=100000&counterparty=S01", "At most 110.50"),
     ("price=85&quantity=100000&counterparty=nobody", "Please choose from the list")],
)  # fmt: skip
def test_a_form_says_what_is_wrong_before_it_is_sent(room: Class, query: str, said: str) -> None:
    eve, _ = room.join(f"Eve, {said[:20]}", "voluntary_buyer")
    html = page(eve, f"/deals/CEA?form=block&step=preview&side=buy&{query}")

    assert said in html
    assert "/action/block.propose" not in html


def test_a_refusal_is_shown_with_its_card_and_keeps_what_was_typed(room: Class) -> None:
    eve, _ = room.browser("Fay", "voluntary_buyer")
    other = room.seats("emitter")[0]
    asked = f"/deals/CEA?form=block&step=preview&side=sell&counterparty={other}"
    answer = post(eve, page(eve, f"{asked}&price=85&quantity=100001"), "block.propose")

    assert "Block trade not proposed" in answer and "risk.units_short" in answer
    assert 'value="100001"' in answer


def test_an_auction_is_opened_by_the_government_and_bid_for(room: Class) -> None:
    (gov, _), (gil, _) = (
        room.browser("Gov", "government_partner"),
        room.browser("Gil", "project_owner"),
    )
    form = "form=open&step=preview&quantity=1000&closes=14:30&pricing=uniform&reserve=80"
    opened = post(gov, page(gov, f"/bidding/CEA?{form}"), "auction.open")
    assert "Auction opened" in opened and "2028-03-13 14:30:00" in opened
    (session,) = gil.get("/api/bidding/sessions").json()
    number = session["session"]
    low = page(gil, f"/bidding/CEA?form=bid-{number}&step=preview&price=79&quantity=10")
    answer = post(
        gil, page(gil, f"/bidding/CEA?form=bid-{number}&step=preview&price=81&quantity=10"),
        "bidding.bid",
    )  # fmt: skip

    assert "At least 80.00" in low
    assert "Bid entered" in answer and "sealed until the close" in answer
    assert "81.00" not in page(gov, "/bidding/CEA"), "bids are sealed"


def test_a_market_without_these_ways_says_so_and_why(room: Class) -> None:
    eve, _ = room.join("Hal", "trader")

    assert "BRC-CN has no block trades" in page(eve, "/deals/BRC-CN")
    assert "order book only" in page(eve, "/bidding/BRC-CN")
    assert 404 == eve.get("/deals/NONE").status_code


def test_a_seat_that_does_not_trade_reads_and_the_trainer_is_sent_home(room: Class) -> None:
    host, _ = room.join("Ivo", "government_host")
    html = page(host, "/deals/CEA")

    assert "This seat does not trade here" in html and "/action/block" not in html
    assert "/trainer" == room.trainer().get("/deals/CEA").headers["location"]


@pytest.mark.parametrize(
    ("cover", "text"), [("7/4", "1.75"), ("2/3", "0.66"), ("0", "0.00"), ("3", "3.00")]
)
def test_a_cover_ratio_is_rounded_down(cover: str, text: str) -> None:
    assert text == cover_text(cover)


@pytest.mark.parametrize(
    ("ending", "won", "price", "state", "lowest", "fate"),
    [("none", 0, 80, "open", None, "stands"), ("owner", 0, 80, "closed", 80, "withdrawn"),
     ("none", 5, 80, "closed", 80, "won"), ("remainder", 4, 80, "closed", 80, "partly"),
     ("remainder", 0, 79, "closed", 80, "below"), ("remainder", 0, 80, "closed", 80, "later"),
     ("remainder", 0, 80, "closed", None, "unsold")],
)  # fmt: skip
def test_each_bid_shows_its_result(
    ending: str, won: int, price: int, state: str, lowest: int | None, fate: str
) -> None:
    made = BidView(
        bid=1, session=1, instrument="CEA", bidder="S01", price=price, quantity=5, won=won,
        paid=None, status="", ending=ending, at=0, trade=None,
    )  # fmt: skip
    sold = SessionView(
        session=1, instrument="CEA", seller="S02", auction=False, quantity=9, pricing="uniform",
        reserve=None, cap=None, smallest_bid=1, bidder_percent=None, irrevocable=True, opened=0,
        closes=1, state=state, sold=None, unsold=None, price=lowest, cover=None,
    )  # fmt: skip

    assert fate == fate_of(made, sold)
