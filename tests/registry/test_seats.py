"""Goal: a seat is a person's: found again by a code, taken once for one key, minded while away.

Method: a whole server. People join, lose their devices, repeat requests whose answers were lost,
fall silent; then seats, tokens and the log are read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.writer import Request
from registry.classroom.room import TRAINER
from tests.support.classroom import CODE, SMALL, Class, class_of, create, forms
from tests.support.server import until

pytestmark = pytest.mark.slow

SOON = SMALL.model_copy(
    update={"bots": SMALL.bots.model_copy(update={"away_after_s": 1, "every_minutes": 5})}
)
"""The small lesson, in which a bot minds a seat after one second."""


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("morning") / f"{CODE}.lesson"
    create(file, hour=11)
    return file


@pytest.fixture(scope="module")
def room(morning: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("room")
    shutil.copy(morning, folder)
    with class_of(folder) as made:
        yield made


@pytest.fixture(autouse=True)
def seats_are_given_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of the shared room starts with bots in every seat."""
    yield
    if "room" in request.fixturenames:
        room: Class = request.getfixturevalue("room")
        for seat in people(room):
            room.remove(seat)


def ask(room: Class, path: str, **body: Any) -> httpx2.Response:
    """A request of somebody who has no token."""
    return room.client().post(path, json=body)


def joined(room: Class, name: str, **more: Any) -> dict[str, Any]:
    told = ask(room, "/api/join", code=room.join_code, name=name, **more)
    assert 200 == told.status_code, told.text
    found: dict[str, Any] = told.json()
    return found


def code_of(told: httpx2.Response) -> str:
    return str(told.json()["refusal"]["code"])


def people(room: Class) -> set[str]:
    seats = room.script.get("/api/seats").json()
    return {seat["seat"] for seat in seats if seat["driver"] != "bot"}


# --- market makers --------------------------------------------------------------------------------


def test_nobody_joins_as_a_market_maker(room: Class) -> None:
    (maker, _) = room.seats("market_maker")
    by_role = ask(room, "/api/join", code=room.join_code, name="Max", role="market_maker")
    by_script = room.script.post(f"/api/seats/{maker}/token")
    by_form = room.client(origin=room.url).post(
        "/join", data={"code": room.join_code, "name": "Moe", "role": "market_maker"}
    )
    page = room.client().get(f"/join?code={room.join_code}").text
    listed = {s["seat"]: s for s in room.script.get("/api/seats").json()}
    results = room.script.get("/api/results").json()["seats"]

    refused = {"classroom.market_makers_seat"}
    assert refused == {code_of(by_role), code_of(by_script)} and 400 == by_form.status_code
    assert 'value="trader"' in page and 'value="market_maker"' not in page
    assert "market_maker" == listed[maker]["role"] and set() == people(room)
    assert {s["seat"] for s in results} == set(listed) - set(room.seats("market_maker"))


# --- return from another device -------------------------------------------------------------------


def test_a_person_returns_from_another_device_and_both_devices_work(room: Class) -> None:
    first = joined(room, "Dora", role="trader")
    told = ask(room, "/api/return", personal_code=first["personal_code"].lower().replace("-", " "))
    again = told.json()
    devices = [room.client(one["token"]) for one in (first, again)]
    named = [device.get("/api/me").json() for device in devices]

    assert 200 == told.status_code
    assert first["token"] != again["token"]
    assert {k: first[k] for k in ("seat", "role", "lesson", "personal_code")} == {
        k: again[k] for k in ("seat", "role", "lesson", "personal_code")
    }
    assert named[0] == named[1]
    assert ("Dora", first["seat"], first["personal_code"]) == tuple(
        named[0][k] for k in ("name", "seat", "personal_code")
    )
    assert "" == room.script.get("/api/me").json()["personal_code"]


def test_the_code_stands_on_the_seats_own_page_and_on_the_roster_only(room: Class) -> None:
    one, other = room.browser("Ed", "trader")[0], room.browser("Eva", "trader")[0]
    code = one.get("/api/me").json()["personal_code"]
    trainer = room.trainer().get("/trainer").text

    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", code)
    assert 2 == one.get("/trade/CCER").text.count(code)
    assert 1 == trainer.count(code)
    assert code not in other.get("/trade/CCER").text
    assert code not in room.script.get("/api/log?limit=500").text


def test_the_page_of_the_code_leads_back(room: Class) -> None:
    first = joined(room, "Fay")
    phone = room.client(origin=room.url)
    (form,) = forms(phone.get("/return").text, "/return")
    wrong = phone.post("/return", data=form | {"personal_code": "ABCD-EFGH"})
    right = phone.post("/return", data=form | {"personal_code": first["personal_code"]})

    assert 404 == wrong.status_code and "access.return_code_unknown" in wrong.text
    assert 'value="ABCD-EFGH"' in wrong.text, "a slip can be mended without typing all of it again"
    assert (303, "/home") == (right.status_code, right.headers["location"])
    assert first["seat"] == phone.get("/api/me").json()["seat"]


@pytest.fixture
def strict(morning: Path, tmp_path: Path) -> Iterator[Class]:
    """A room in which five wrong codes are the most, for as long as a test takes."""
    shutil.copy(morning, tmp_path)
    with class_of(tmp_path, return_per_second=0.001) as made:
        yield made


def test_five_wrong_codes_wait_and_right_ones_never_count(strict: Class) -> None:
    code = joined(strict, "Gil")["personal_code"]
    right = [ask(strict, "/api/return", personal_code=code).status_code for _ in range(9)]
    wrong = [ask(strict, "/api/return", personal_code=f"ABCD-EFG{n}") for n in range(2, 9)]
    late = ask(strict, "/api/return", personal_code=code)

    assert [200] * 9 == right
    assert [404] * 5 + [429] * 2 == [told.status_code for told in wrong]
    assert {"access.return_code_unknown", "access.too_many_guesses"} == set(map(code_of, wrong))
    assert 429 == late.status_code


def test_a_code_opens_no_other_lesson(room: Class) -> None:
    code = joined(room, "Hal")["personal_code"]
    foreign = ask(room, "/api/return", personal_code=code, code="ABC-DEF")
    own = ask(room, "/api/return", personal_code=code, code=room.join_code)

    assert "access.join_code_unknown" == code_of(foreign)
    assert 200 == own.status_code


@pytest.mark.parametrize("by", ["trainer", "person"])
def test_a_seat_that_is_no_longer_the_persons_says_so(room: Class, by: str) -> None:
    browser, seat = room.browser(f"Ida {by}")
    code = browser.get("/api/me").json()["personal_code"]
    token = browser.cookies.get("tanlu")
    if by == "trainer":
        room.remove(seat)
        said = f"Seat {seat} was given back to its bot by the trainer."
    else:
        assert 303 == browser.post("/sign-out", data={"key": "k"}).status_code
        browser.cookies.set("tanlu", token, domain="127.0.0.1")
        said = f"Seat {seat} was left; its bot plays it again."
    told = ask(room, "/api/return", personal_code=code)
    stale = room.client(token).get("/api/orders")
    away = browser.get("/trade/CCER", headers={"accept-language": "en"})
    page = browser.get("/join", headers={"accept-language": "en"}).text

    refused = {"trainer": "access.seat_given_back", "person": "access.seat_left"}[by]
    assert {(401, refused)} == {(one.status_code, code_of(one)) for one in (told, stale)}
    assert (303, "/join") == (away.status_code, away.headers["location"])
    assert said in page and "Take a seat" in page and f'value="{room.join_code}"' in page
    assert code != joined(room, f"Ida {by}")["personal_code"]


def test_a_seat_that_was_lost_says_so_after_a_restart_too(morning: Path, tmp_path: Path) -> None:
    shutil.copy(morning, tmp_path)
    with class_of(tmp_path) as before:
        removed, left, cut_off = (joined(before, name) for name in ("Ian", "Isa", "Ivo"))
        before.remove(removed["seat"])
        before.client(left["token"], origin=before.url).post("/sign-out", data={"key": "k"})
        # The server dies between the lesson's commit and the hall's.
        gone = Request("seat.leave", {"seat": cut_off["seat"]}, "trainer", TRAINER)
        before.live.submit(gone).result(timeout=30)
    with class_of(tmp_path) as after:
        told = {}
        for name, one in (("removed", removed), ("left", left), ("cut off", cut_off)):
            answers = (
                after.client(one["token"]).get("/api/me"),
                ask(after, "/api/return", personal_code=one["personal_code"]),
            )
            told[name] = {(answer.status_code, code_of(answer)) for answer in answers}
        browser = after.client(**{"accept-language": "en"})
        browser.cookies.set("tanlu", removed["token"], domain="127.0.0.1")
        page = browser.get("/join").text
        after.script.post("/api/lessons", json={"plan": CODE, "code": "other"})
        elsewhere = after.hall.lesson("other")
        assert elsewhere is not None
        other = browser.get("/join", params={"code": elsewhere.join_code}).text
        after.script.post(f"/api/lessons/{CODE}/close")
        closed = browser.get("/join").text
        stranger = after.client("nobody's").get("/api/me")

    back = {(401, "access.seat_given_back")}
    assert {"removed": back, "left": {(401, "access.seat_left")}, "cut off": back} == told
    assert f"Seat {removed['seat']} was given back to its bot by the trainer." in page
    assert "was given back" not in other and "was given back" not in closed
    assert "access.not_signed_in" == code_of(stranger)


def test_a_name_that_is_taken_leads_to_the_field_of_the_code(room: Class) -> None:
    joined(room, "Jo", role="trader")
    browser = room.client(origin=room.url, **{"accept-language": "en"})
    form = {"code": room.join_code, "name": "Jo", "role": ""}
    told = browser.post("/join", data=form)

    assert 409 == told.status_code and "access.name_taken" in told.text
    assert [{"code": room.join_code}] == [
        {k: v for k, v in one.items() if k != "key"} for one in forms(told.text, "/return")
    ]


def test_who_still_has_the_cookie_is_shown_the_own_seat_and_no_form(room: Class) -> None:
    browser, seat = room.browser("Kim", "trader")
    here = {"code": room.join_code}
    page = browser.get("/join", params=here, headers={"accept-language": "en"}).text
    before = people(room)
    kept = browser.post("/join", data=here | {"name": "Kim again"})
    other = browser.get("/join", params=here | {"other": "1"}).text
    (form,) = forms(other, "/join")
    joined_too = browser.post("/join", data=form | here | {"name": "Lea", "role": "trader"})

    assert f"You are Kim at {seat} (Trader) on this device." in page
    assert [] == forms(page, "/join")
    assert (303, before) == (kept.status_code, before)
    assert 303 == joined_too.status_code
    assert ("Lea", before | {browser.get("/api/me").json()["seat"]}) == (
        browser.get("/api/me").json()["name"], people(room),
    )  # fmt: skip


# --- joining with a key ---------------------------------------------------------------------------


def test_a_join_that_is_repeated_with_its_key_gives_the_same_seat_and_token(room: Class) -> None:
    before = len(people(room))
    same = {"name": "Max", "role": "trader", "key": "max-joins-once"}
    first, second = joined(room, **same), joined(room, **same)
    other = ask(room, "/api/join", code=room.join_code, **(same | {"role": "voluntary_buyer"}))
    short = ask(room, "/api/join", code=room.join_code, name="Mia", key="1")

    assert first == second
    assert 200 == room.client(first["token"]).get("/api/orders").status_code
    assert (409, "access.join_key_reused") == (other.status_code, code_of(other))
    assert 422 == short.status_code
    assert before + 1 == len(people(room))


def test_the_form_can_be_sent_again_when_its_answer_was_lost(room: Class) -> None:
    before = len(people(room))
    (form,) = forms(room.client().get("/join").text, "/join")
    form |= {"code": room.join_code, "name": "Nia", "role": "trader"}
    told = [room.client(origin=room.url).post("/join", data=form) for _ in range(3)]

    assert [303] * 3 == [one.status_code for one in told]
    assert 1 == len({one.headers["set-cookie"].partition(";")[0] for one in told})
    assert before + 1 == len(people(room))


def test_after_the_end_of_the_seat_its_join_is_not_repeated(room: Class) -> None:
    same = {"name": "Oda", "key": "oda-joins-once"}
    room.remove(joined(room, **same)["seat"])
    told = ask(room, "/api/join", code=room.join_code, **same)

    assert (401, "access.seat_given_back") == (told.status_code, code_of(told))


def test_a_join_is_repeated_after_a_restart_and_its_log_has_nothing_random(
    morning: Path, tmp_path: Path
) -> None:
    same = {"name": "Pia", "role": "trader", "key": "pia-joins-once"}
    logs, told = [], []
    for folder, starts in ((tmp_path / "one", 2), (tmp_path / "two", 1)):
        folder.mkdir()
        shutil.copy(morning, folder)
        for _ in range(starts):
            with class_of(folder) as room:
                told.append(joined(room, **same))
                logs.append(room.script.get("/api/log?limit=2").json())

    keys = [[(row["name"], row["hash"]) for row in log] for log in logs]
    assert told[0] == told[1]
    assert told[0]["token"] != told[2]["token"] and told[0]["seat"] == told[2]["seat"]
    assert keys[0] == keys[1] == keys[2]
    assert "seat.claim" == keys[0][0][0]


# --- what the bot left ----------------------------------------------------------------------------


def test_a_new_person_is_told_of_the_bots_orders_and_cancels_them_at_once(room: Class) -> None:
    browser, _ = room.browser("Quin", "trader")
    html = browser.get("/trade/CCER", headers={"accept-language": "en"}).text
    orders = browser.get("/api/orders?resting=true").json()
    (form,) = [f for f in forms(html, "/action/order.cancel_all") if "instrument" not in f]
    browser.post("/action/order.cancel_all", data=form)
    after = browser.get("/trade/CCER", headers={"accept-language": "en"}).text

    assert orders
    count = len(orders)
    assert f"left {count} open orders" in html and f"Cancel all {count} orders of the bot" in html
    assert [] == browser.get("/api/orders?resting=true").json()
    assert "of the bot" not in after


def test_a_join_may_cancel_the_bots_orders(room: Class) -> None:
    seat = room.seats("trader")[1]
    body = {"key": "first-trader", "arguments": {"seat": room.seats("trader")[0]}}
    assert 200 == room.script.post("/api/commands/seat.claim", json=body).status_code
    room.script.headers["tanlu-seat"] = seat
    before = room.script.get("/api/orders?resting=true").json()
    del room.script.headers["tanlu-seat"]
    told = joined(room, "Rae", role="trader", orders="cancel")
    mine = room.client(told["token"])

    assert before and told["seat"] == seat
    assert [] == mine.get("/api/orders?resting=true").json()
    assert 0 == mine.get("/api/cash").json()["blocked_fen"]


@pytest.mark.parametrize("orders", ["keep", "cancel"])
def test_the_page_of_joining_asks_what_becomes_of_the_bots_orders(
    morning: Path, tmp_path: Path, orders: str
) -> None:
    shutil.copy(morning, tmp_path)
    with class_of(tmp_path) as room:
        room.run()
        _joins_with_orders(room, orders)


def _joins_with_orders(room: Class, orders: str) -> None:
    seat = room.seats("emitter")[0]
    bid = {"instrument": "CCER", "side": "buy", "kind": "limit", "quantity": 7,
           "price": room.quote("CCER")["lo"]}  # fmt: skip
    rests = room.script.post(
        "/api/commands/order.place",
        json={"key": "bid", "arguments": bid},
        headers={"tanlu-seat": seat},
    )
    assert 200 == rests.status_code, rests.text
    asked = room.script.get("/api/orders?resting=true", headers={"tanlu-seat": seat}).json()
    before = [one["order"] for one in asked]
    browser = room.client(origin=room.url)
    page = browser.get("/join", params={"code": room.join_code}).text
    (form,) = forms(page, "/join")
    form |= {"code": room.join_code, "name": "Sia", "role": "emitter", "orders": orders}
    told = browser.post("/join", data=form)
    at = browser.get("/api/me").json()["seat"]
    resting = [one["order"] for one in browser.get("/api/orders?resting=true").json()]
    shown = [
        browser.get("/trade/CCER", headers={"accept-language": one}).text for one in ("en", "zh")
    ]

    assert all(f'name="orders" value="{one}"' in page for one in ("keep", "cancel"))
    assert (303, seat) == (told.status_code, at)
    if orders == "keep":
        assert before and before == resting
        assert "They stay unless you cancel them." in shown[0]
    else:
        assert [] == resting
        assert "that were cancelled, as you wished" in shown[0]
        assert "已按您的选择撤销机器人的未成交委托" in shown[1]


# --- away -----------------------------------------------------------------------------------------


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Class]:
    """A room in which people are away after one second."""
    create(tmp_path / f"{CODE}.lesson", hour=11, plan=SOON)
    with class_of(tmp_path) as made:
        yield made


def driver_of(room: Class, seat: str) -> str:
    return next(s["driver"] for s in room.script.get("/api/seats").json() if s["seat"] == seat)


def test_a_bot_minds_the_seat_of_who_is_away_and_hands_it_back_at_once(hasty: Class) -> None:
    browser, seat = hasty.browser("Sam", "trader")
    scripted = hasty.script.post(
        "/api/join", json={"code": hasty.join_code, "name": "script", "role": "voluntary_buyer"}
    ).json()["seat"]
    hasty.give("lesson.speed", "fast", speed=600)
    hasty.run()
    until(lambda: driver_of(hasty, seat) == "away", within_s=10)
    bots = f"/api/log?seat={seat}&origin=bot&limit=500"
    newest = max(r["number"] for r in hasty.script.get(bots).json())
    until(lambda: hasty.script.get(bots).json()[0]["number"] > newest + 20)
    # In a pause nobody goes away again while the pages are drawn.
    hasty.give("lesson.pause", "stop")
    trainer = hasty.trainer().get("/trainer", headers={"accept-language": "en"}).text
    page = browser.get("/trade/CCER", headers={"accept-language": "en"}).text
    log = hasty.script.get("/api/log?limit=500").json()
    left = min(r["number"] for r in log if r["name"] == "seat.away")
    given = {r["name"] for r in hasty.script.get(bots).json() if r["number"] > left}
    turns = [(r["name"], r["origin"]) for r in log if r["name"] in ("seat.away", "seat.back")]

    assert "away; a bot minds the seat" in trainer
    assert "You are playing again." in page and "a bot placed" in page
    assert ("seat.back", "person") == turns[0] and ("seat.away", "clock") == turns[-1]
    assert "person" == driver_of(hasty, seat) == driver_of(hasty, scripted)
    assert {"order.place"} == given
