"""Goal: a form runs its command once and shows the outcome; a refusal can be corrected.

Method: forms are read from the real pages and sent as a browser does; then the books are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests.support.classroom import Class, forms

pytestmark = pytest.mark.slow

ORDER = {"instrument": "CCER", "side": "buy", "price": "7650", "quantity": "1"}


@pytest.fixture(autouse=True)
def seats_are_given_back(room: Class) -> Iterator[None]:
    """Every test starts with bots in every seat."""
    yield
    for seat in room.script.get("/api/seats").json():
        if seat["driver"] == "person":
            room.remove(seat["seat"])


def action(client: httpx2.Client, name: str, **fields: str) -> httpx2.Response:
    return client.post(f"/action/{name}", data=fields)


def by_people(room: Class, seat: str) -> list[int]:
    """Numbers of the commands that people sent from a seat."""
    logged = room.script.get(f"/api/log?seat={seat}&origin=person&limit=500").json()
    return [row["number"] for row in logged]


def preview(client: httpx2.Client, instrument: str, **fields: str) -> str:
    return client.get(f"/trade/{instrument}", params={"step": "preview", **fields}).text


def confirm(client: httpx2.Client, html: str, name: str) -> str:
    """Send a command's form from a page; return the address of the redirect."""
    (form,) = [f for f in forms(html, f"/action/{name}") if "key" in f]
    answer = client.post(f"/action/{name}", data=form)
    assert 303 == answer.status_code, answer.text
    return str(answer.headers["location"])


def test_an_order_goes_through_preview_confirmation_and_receipt(room: Class) -> None:
    ann, _ = room.browser("Ann", "trader")
    before = ann.get("/api/cash").json()
    html = preview(ann, "CCER", side="buy", price="76.50", quantity="100")
    leads = confirm(ann, html, "order.place")
    page = ann.get(leads, headers={"accept-language": "en"}).text
    after = ann.get("/api/cash").json()

    assert re.fullmatch(r"/trade/CCER\?done=\d+", leads)
    assert (
        before == ann.get("/api/cash").json() or before["free_fen"] - 765_000 == after["free_fen"]
    )
    assert before["free_fen"] - 765_000 == after["free_fen"]
    assert 'class="receipt"' in page and "Order accepted" in page
    cancels = forms(page, "/action/order.cancel")
    assert 200 == ann.get(leads).status_code and len(cancels) >= 2


def test_sending_the_same_form_twice_places_one_order(room: Class) -> None:
    bob, seat = room.browser("Bob", "trader")
    html = preview(bob, "CCER", side="buy", price="76.51", quantity="3")
    first, second = confirm(bob, html, "order.place"), confirm(bob, html, "order.place")
    orders = [o for o in bob.get("/api/orders").json() if o["price"] == 7651]

    assert first == second
    assert 1 == len(orders), seat


def test_every_rendering_of_a_form_has_a_key_of_its_own(room: Class) -> None:
    cat, _ = room.browser("Cat", "trader")
    keys = set()
    for _ in range(3):
        html = preview(cat, "CCER", side="buy", price="76.50", quantity="1")
        keys.add(forms(html, "/action/order.place")[0]["key"])

    assert 3 == len(keys)


def test_a_refused_order_shows_its_card_keeps_its_values_and_is_corrected(room: Class) -> None:
    dan, _ = room.browser("Dan", "voluntary_buyer")
    html = preview(dan, "CCER", side="buy", price="85.00", quantity="900000")
    leads = confirm(dan, html, "order.place")
    page = dan.get(leads, headers={"accept-language": "en"}).text
    fix = re.search(r'class="button primary" href="([^"]*step=preview[^"]*)"', page)

    assert re.fullmatch(r"/trade/CCER\?refused=\d+", leads)
    assert "risk.cash_short" in page and "Nothing in the books has changed" in page
    assert 'value="900000"' in page and 'value="85.00"' in page
    assert fix is not None
    corrected = dan.get(unescape(fix.group(1)).partition("#")[0]).text
    assert "done=" in confirm(dan, corrected, "order.place")


def test_an_outcome_is_shown_to_its_own_seat_only(room: Class) -> None:
    eve, _ = room.browser("Eve", "trader")
    fay, _ = room.browser("Fay", "voluntary_buyer")
    leads = confirm(
        eve, preview(eve, "CCER", side="buy", price="76.52", quantity="2"), "order.place"
    )
    hers, another = eve.get(leads).text, fay.get(leads).text

    assert 'class="receipt"' in hers
    assert 'class="receipt"' not in another
    for odd in ("?done=0", "?done=-1", "?done=x", f"?done={10**30}", "?refused=1"):
        assert 200 == eve.get(f"/trade/CCER{odd}").status_code


@pytest.mark.parametrize(
    ("fields", "sign"),
    [
        ({"price": "9,999.99", "quantity": "1"}, "price-error"),
        ({"price": "0.01", "quantity": "1"}, "price-error"),
        ({"price": "abc", "quantity": "1"}, "price-error"),
        ({"price": "", "quantity": "1"}, "price-error"),
        ({"price": "80", "quantity": ""}, "quantity-error"),
        ({"price": "80", "quantity": "1.5"}, "quantity-error"),
        ({"price": "80", "quantity": "-4"}, "quantity-error"),
        ({"price": "80", "quantity": "9" * 40}, "quantity-error"),
        ({"price": "80", "quantity": "<b>"}, "quantity-error"),
    ],
)
def test_a_field_that_cannot_be_taken_says_so_under_the_field(
    room: Class, fields: dict[str, str], sign: str
) -> None:
    gil, _ = room.browser("Gil", "trader")
    html = preview(gil, "CCER", side="buy", **fields)

    assert f'id="{sign}"' in html
    assert "data-confirm" not in html
    assert fields["quantity"] != "<b>" or 'value="&lt;b&gt;"' in html


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/trade/BRC-CN", r"/trade/BRC-CN\?done=\d+"),
        ("/trade/BRC-CN?done=5#ticket", r"/trade/BRC-CN\?done=\d+"),
        ("/trade/BRC-CN?side=sell", r"/trade/BRC-CN\?side=sell&done=\d+"),
        ("//evil.test/x", r"/trade\?done=\d+"),
        ("/\\evil.test", r"/trade\?done=\d+"),
        ("http://evil.test", r"/trade\?done=\d+"),
        ("", r"/trade\?done=\d+"),
    ],
)
def test_a_form_leads_back_into_this_server_only(room: Class, back: str, leads: str) -> None:
    hal, _ = room.browser("Hal", "trader")
    answer = action(hal, "order.place", back=back, **ORDER)

    assert 303 == answer.status_code
    assert re.fullmatch(leads, answer.headers["location"]), answer.headers["location"]


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("order.place", {"instrument": "CCER", "side": "hold", "quantity": "1"}, 422),
        ("order.place", ORDER | {"colour": "red"}, 422),
        ("order.place", ORDER | {"key": "k" * 99}, 422),
        ("lesson.create", {}, 404),
        ("clock.phase", {"phase": "closed"}, 404),
        ("no.such", {}, 404),
    ],
)
def test_a_form_of_the_wrong_shape_is_refused_at_once_and_never_stored(
    room: Class, name: str, fields: dict[str, str], status: int
) -> None:
    ida, seat = room.browser("Ida", "trader")
    before = by_people(room, seat)
    answer = action(ida, name, **fields)

    assert status == answer.status_code
    assert "<h1" in answer.text
    assert before == by_people(room, seat)


def test_a_key_that_is_used_for_something_else_is_refused_on_a_page(room: Class) -> None:
    jo, _ = room.browser("Jo", "trader")
    assert 303 == action(jo, "order.place", key="same", **ORDER).status_code
    answer = action(jo, "order.place", key="same", **(ORDER | {"quantity": "2"}))

    assert 409 == answer.status_code
    assert "access.key_reused" in answer.text


def test_the_trainers_clock_commands_come_back_with_a_receipt_or_a_refusal(room: Class) -> None:
    trainer = room.trainer()
    html = trainer.get("/trainer").text
    (pause,) = forms(html, "/action/lesson.pause")
    leads = trainer.post("/action/lesson.pause", data=pause).headers["location"]
    paused = trainer.get(leads, headers={"accept-language": "en"}).text
    running = room.script.get("/api/clock").json()["running"]
    again = action(trainer, "lesson.pause", back="/trainer").headers["location"]
    refused = trainer.get(again, headers={"accept-language": "en"}).text
    (start,) = forms(paused, "/action/lesson.start")
    trainer.post("/action/lesson.start", data=start)

    assert "The lesson is paused" in paused and running is False
    assert "classroom.already" in refused
    assert room.script.get("/api/clock").json()["running"] is True


def test_a_person_leaves_and_a_bot_sits_there(room: Class) -> None:
    kim, seat = room.browser("Kim", "trader")
    page = kim.get("/trade/CCER", headers={"accept-language": "en"}).text
    (form,) = forms(page, "/sign-out")
    answer = kim.post("/sign-out", data=form)
    drivers = {s["seat"]: s["driver"] for s in room.script.get("/api/seats").json()}

    assert "your personal code leads back to it no longer" in page
    assert (303, "/") == (answer.status_code, answer.headers["location"])
    assert "bot" == drivers[seat]
    assert "/join" == kim.get("/trade/CCER").headers["location"]


def test_a_wrong_code_keeps_the_name_and_a_full_role_is_shown(room: Class) -> None:
    form = {"code": "ZZZ-ZZZ", "name": "Lea", "role": ""}
    answer = room.client().post("/join", data=form)
    room.browser("Min", "government_partner")
    full = room.client().post(
        "/join", data={"code": room.join_code, "name": "Nan", "role": "government_partner"}
    )

    assert 404 == answer.status_code and 'value="Lea"' in answer.text
    assert "access.join_code_unknown" in answer.text
    assert 400 == full.status_code and "access.role_full" in full.text


def test_who_has_a_seat_is_not_seated_twice(room: Class) -> None:
    ola, seat = room.browser("Ola", "trader")
    again = ola.post("/join", data={"code": room.join_code, "name": "Ola", "role": ""})

    assert (303, "/home") == (again.status_code, again.headers["location"])
    assert seat == ola.get("/api/me").json()["seat"]
