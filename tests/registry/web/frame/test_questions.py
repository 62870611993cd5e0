"""Goal: a page shows a warning before every order that looks like an error, and can confirm it.

Method: previews that depend on the flag only; forms on a server, sent as a browser does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.kernel.clock import moment
from ledger.writer import Outcome
from matching.errors import MarketClosed
from registry.classroom.preview import Preview
from registry.classroom.room import TRAINER
from registry.edge.commands import Foretell
from registry.market.errors import NeedsConfirmation
from registry.web.frame.contexts.shared import Language
from registry.web.frame.fields import price_typed
from registry.web.frame.outcomes import confirm_of
from registry.web.frame.questions import looking
from tests.registry.market.test_deals import TUESDAY
from tests.registry.market.test_deals import Class as Lesson
from tests.support.classroom import CODE, Class, class_of, forms

ORDER = {"instrument": "CCER", "side": "buy", "price": 9300, "quantity": 1}
FAR = {"en": "Far away.", "zh": "相距甚远。"}
ASKS = NeedsConfirmation(checks=[], count=1, warnings=[FAR], passes_with={"confirmed": True})


def foretold(by_flag: dict[object, Outcome], sent: list[dict[str, Any]]) -> Foretell:
    """A preview that depends on the flag `confirmed` only, and records its arguments."""

    def foretell(name: str, arguments: dict[str, Any]) -> Preview:
        sent.append(arguments)
        return Preview(by_flag[arguments.get("confirmed")])

    return foretell


# --- the preview ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_asked_about_is_looked_at_as_confirmed(language: Language) -> None:
    done, sent = Outcome(7, answer={"order": 1}), list[dict[str, Any]]()
    outcomes = {False: Outcome(7, refusal=ASKS), True: done}
    found = looking(foretold(outcomes, sent), language)("order.place", ORDER)

    assert [ORDER | {"confirmed": False}, ORDER | {"confirmed": True}] == sent
    assert (done, (FAR[language],), None) == (found.outcome, found.warnings, found.refused)
    assert {"confirmed": "true"} == found.confirms


def test_what_is_not_asked_about_or_refused_is_looked_at_once() -> None:
    for outcome in (Outcome(7, answer={}), Outcome(7, refusal=MarketClosed(instrument="CCER"))):
        sent: list[dict[str, Any]] = []
        found = looking(foretold({False: outcome}, sent), "en")("order.place", ORDER)

        assert [ORDER | {"confirmed": False}] == sent
        assert (outcome, (), {"confirmed": "false"}) == (
            found.outcome, found.warnings, found.confirms,
        )  # fmt: skip
        assert (outcome.refusal is not None) == (found.refused is not None)


def test_a_command_without_warnings_has_no_flag() -> None:
    sent: list[dict[str, Any]] = []
    done = Outcome(7, answer={})
    found = looking(foretold({None: done}, sent), "en")("order.reduce", {"order": 1})

    assert ([{"order": 1}], {}) == (sent, found.confirms)


# --- on a server ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """Tuesday 13:05; both traders have had allowances since Monday; there is no last price."""
    folder: Path = tmp_path_factory.mktemp("questions")
    lesson = Lesson(folder / f"{CODE}.lesson")
    lesson.auctioned()
    lesson.until(moment(TUESDAY, 13, 5))
    lesson.done(TRAINER, "lesson.speed", speed=1)
    lesson.lesson.close()
    with class_of(folder) as made:
        yield made


@pytest.fixture(scope="module")
def pair(room: Class) -> tuple[httpx2.Client, str, httpx2.Client, str]:
    """Two traders at their pages in English: client and seat of each."""
    (ann, one), (bob, two) = room.browser("Ann", "trader"), room.browser("Bob", "trader")
    for client in (ann, bob):
        client.get("/deals/CEA?lang=en")
    return ann, one, bob, two


def page(client: httpx2.Client, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert 200 == answer.status_code, address
    return answer.text


def sheet_of(html: str, name: str) -> dict[str, str]:
    """The first form of a command on a page; a card's form comes before all others."""
    return forms(html, f"/action/{name}")[0]


def sent(client: httpx2.Client, name: str, sheet: dict[str, str]) -> str:
    """The page after a form was sent."""
    return client.post(f"/action/{name}", data=sheet, follow_redirects=True).text


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


CARD = "Is this what you mean?"
Pair = tuple[httpx2.Client, str, httpx2.Client, str]


def asked_and_confirmed(client: httpx2.Client, html: str, name: str, done: str) -> None:
    """A page's button leads to a card with a warning, whose button runs the command."""
    first = sheet_of(html, name)
    card = sent(client, name, first)
    second = sheet_of(card, name)

    assert ("false", "true") == (first["confirmed"], second["confirmed"])
    assert CARD in said(card) and "away from the market" in said(card)
    assert first["key"] != second["key"]
    assert done in said(sent(client, name, second))


def test_a_block_is_asked_about_in_its_preview_and_at_the_other_side(pair: Pair) -> None:
    ann, _, bob, other = pair
    form = f"/deals/CEA?form=block&step=preview&side=sell&counterparty={other}&quantity=100000"
    near, far = page(ann, f"{form}&price=85.00"), page(ann, f"{form}&price=95.00")

    assert "false" == sheet_of(near, "block.propose")["confirmed"]
    assert "away from the market" not in said(near)
    assert "95.00 is 10 % or more away from the market at 85.00" in said(far)
    answer = sent(ann, "block.propose", sheet_of(far, "block.propose"))
    assert CARD not in said(answer) and "Block trade proposed" in said(answer)
    asked_and_confirmed(bob, page(bob, "/deals/CEA"), "block.confirm", "Block trade settled")


def test_a_preview_that_has_grown_old_is_asked_about_by_the_market(pair: Pair) -> None:
    """The form of a near price, sent with a far one, as if the market had moved in between."""
    ann, _, _, other = pair
    form = f"/deals/CEA?form=block&step=preview&side=sell&counterparty={other}&quantity=100000"
    near = page(ann, f"{form}&price=85.00")
    old = near.replace('value="8500"', 'value="9500"')

    asked_and_confirmed(ann, old, "block.propose", "Block trade proposed")
    mine = sheet_of(page(ann, "/deals/CEA"), "block.withdraw")
    assert "Block proposal withdrawn" in said(sent(ann, "block.withdraw", mine))


def test_the_card_of_a_question_says_when_the_order_would_be_refused_even_so() -> None:
    closed = MarketClosed(instrument="CEA")
    found = confirm_of(
        ASKS, {"instrument": "CEA"}, "order.place",
        lambda name, given: Preview(Outcome(1, refusal=closed)), "en",
    )  # fmt: skip

    assert found is not None and found.refused is not None
    assert ((), closed.text("en")) == (found.does, found.refused.text)


def test_the_card_of_a_question_says_what_the_order_would_do(pair: Pair) -> None:
    """The preview of a near price, sent with a far one, as if the market had moved in between."""
    ann, _, _, _ = pair
    ticket = "/trade/CEA?step=preview&side=sell&kind=limit&time_in_force=day&quantity=300"
    old = page(ann, f"{ticket}&price=85.00").replace('value="8500"', 'value="9200"')
    card = sent(ann, "order.place", sheet_of(old, "order.place"))
    again = sheet_of(card, "order.place")
    done = said(sent(ann, "order.place", again))

    assert CARD in said(card) and "What it would do" in said(card)
    assert "Tonnes to be blocked 300 t" in said(card)
    assert "What it would do" not in done and "300 t" in done


def test_a_quote_is_asked_about_in_its_preview_and_at_the_other_side(pair: Pair) -> None:
    ann, _, bob, _ = pair
    ask = page(bob, "/deals/CEA?form=ask&step=preview&side=buy&quantity=100000")
    assert "confirmed" not in sheet_of(ask, "quote.ask")
    sent(bob, "quote.ask", sheet_of(ask, "quote.ask"))
    (number,) = re.findall(r"form=offer-(\d+)|name=\"form\" value=\"offer-(\d+)\"",
                           page(ann, "/deals/CEA"))[:1]  # fmt: skip
    request = number[0] or number[1]
    far = page(ann, f"/deals/CEA?form=offer-{request}&step=preview&price=94.00")

    assert "94.00 is 10 % or more away" in said(far)
    assert "Quote offered" in said(sent(ann, "quote.offer", sheet_of(far, "quote.offer")))
    asked_and_confirmed(bob, page(bob, "/deals/CEA"), "quote.accept", "Quote accepted")


def test_a_changed_and_a_picked_order_are_asked_about_in_their_previews(pair: Pair) -> None:
    ann, _, bob, _ = pair
    ticket = "/trade/CEA?step=preview&side=sell&kind=limit&time_in_force=day&quantity=500"
    placed = sent(ann, "order.place", sheet_of(page(ann, f"{ticket}&price=85.00"), "order.place"))
    order = sheet_of(placed, "order.cancel")["order"]
    change = f"/trade/CEA?change={order}&step=preview&quantity=600"
    near, far = page(ann, f"{change}&price=85.50"), page(ann, f"{change}&price=92.00")
    less = page(ann, f"/trade/CEA?change={order}&step=preview&quantity=400&price=85.00")

    assert "false" == sheet_of(near, "order.replace")["confirmed"]
    assert "confirmed" not in sheet_of(less, "order.reduce")
    assert "92.00 is 5 % or more away" in said(far)
    answer = sent(ann, "order.replace", sheet_of(far, "order.replace"))
    assert CARD not in said(answer) and "refused=" not in answer
    pick = page(bob, f"/trade/CEA?pick={order}&step=preview&quantity=100")
    assert "92.00 is 5 % or more away from the market at 85.00" in said(pick)
    assert "true" == sheet_of(pick, "order.pick")["confirmed"]
    assert CARD not in said(sent(bob, "order.pick", sheet_of(pick, "order.pick")))


def test_a_bid_is_asked_about_in_its_preview(room: Class, pair: Pair) -> None:
    ann, _, _, other = pair
    one = room.live.view["instruments"]["CEA"]
    last, reserve = int(one["last"] or one["reference"]), one["reference"] * 90 // 100
    opened = room.give(
        "bidding.open", "open-for-bids", seat=other, instrument="CEA", quantity=100_000,
        pricing="uniform", reserve=reserve, closes_at=moment(TUESDAY, 14),
    )  # fmt: skip
    assert 200 == opened.status_code, opened.text
    number = ann.get("/api/bidding/sessions").json()[0]["session"]
    form = f"/bidding/CEA?form=bid-{number}&step=preview&quantity=1000"
    near, far = (page(ann, f"{form}&price={price_typed(fen)}") for fen in (last, reserve))

    assert "false" == sheet_of(near, "bidding.bid")["confirmed"]
    assert "10 % or more away from the market" in said(far)
    assert "Bid entered" in said(sent(ann, "bidding.bid", sheet_of(far, "bidding.bid")))
