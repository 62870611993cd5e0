"""Goal: a person is helped from the roster: hint, look, act, move; helpers see the queue.

Method: a server; forms are sent as a browser sends them, and pages, log and hall are read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from registry.classroom.codes import shown
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("help")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        yield made


def page(client: httpx2.Client, address: str, status: int = 200) -> str:
    told = client.get(address, headers=ENGLISH)
    assert told.status_code == status, (address, told.status_code, told.text[:500])
    return told.text


def press(client: httpx2.Client, address: str, action: str, **more: str) -> httpx2.Response:
    """Send the first form of a page with this action, with further fields."""
    form = forms(page(client, address), action)[0]
    return client.post(action, data={**form, **more})


def newest(room: Class, **wanted: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = room.script.get("/api/log", params={"limit": 1, **wanted}).json()
    return found[0]


def helper_of(room: Class, name: str) -> httpx2.Client:
    made = room.client(origin=room.url)
    code = shown(room.hall.helper_code(CODE)).lower()
    told = made.post("/helper", data={"key": "k", "code": code, "name": name})
    assert (303, "/helper") == (told.status_code, told.headers.get("location")), told.text
    return made


def test_a_hint_is_shown_at_one_seat_until_it_is_put_away(room: Class) -> None:
    trainer, (ann, seat), (bob, _) = room.trainer(), room.browser("Ann"), room.browser("Bob")
    here = f"/trainer/seats/{seat}"
    suggested = forms(page(trainer, here), "/action/help.hint")
    sent = trainer.post("/action/help.hint", data=suggested[0])
    own = trainer.post("/action/help.hint", data={**suggested[-1], "text_en": "Look at <b>"})
    hinted, others = page(ann, "/glossary"), page(bob, "/glossary")
    chinese = ann.get("/glossary", headers={"accept-language": "zh"}).text
    put_away = press(ann, "/home", "/action/help.read")
    after = page(ann, "/home")

    assert 4 == len(suggested), "three of the role, one of the trainer's own"
    assert [303, 303, 303] == [sent.status_code, own.status_code, put_away.status_code]
    zh, en = suggested[0]["text_zh"], suggested[0]["text_en"]
    assert en in hinted and zh not in hinted, "in the reader's language"
    assert zh in chinese and en not in chinese, "in the reader's language"
    assert "Look at &lt;b&gt;" in chinese, "a hint of one language is shown to everybody"
    assert "Look at &lt;b&gt;" in hinted and "Look at" not in others
    assert suggested[0]["text_en"] not in after and "Look at &lt;b&gt;" in after
    assert ("trainer", "trainer") == (newest(room, name="help.hint")["seat"], "trainer")


def test_a_look_shows_the_seats_page_and_sends_nothing(room: Class) -> None:
    trainer, (cid, seat) = room.trainer(), room.browser("Cid", "trader")
    looked = page(trainer, f"/look/{seat}/trade/CCER")
    home = page(trainer, f"/look/{seat}/home")
    before = room.commands()
    tried = [
        trainer.post(f"/look/{seat}/action/order.cancel_all", data={"key": "k"}).status_code,
        cid.get(f"/look/{seat}/home").status_code,
        room.client().get(f"/look/{seat}/home").status_code,
        trainer.get("/look/S99/home").status_code,
    ]

    assert "You look at" in looked and "Cid" in looked
    assert '<fieldset class="looked-at" disabled>' in looked
    inside = looked.partition("looked-at")[2].partition("</main>")[0]
    outside = looked.replace(inside, "")
    assert not forms(outside, "/action/help.ask") and "/sign-out" not in looked
    assert f'href="/look/{seat}/home"' in looked and f"/look/{seat}/live" in looked
    assert "Your aim" in home
    assert [404, 403, 303, 404] == tried, "a guest is led to the sign-in"
    assert before == room.commands()


def test_looking_is_no_presence_of_the_person(room: Class) -> None:
    trainer, (_, seat) = room.trainer(), room.browser("Dee", "trader")
    with trainer.stream("GET", f"/look/{seat}/live") as told:
        first = next(told.iter_text())
        present = room.app.state.hub.seats(CODE)

    assert "event: view" in first
    assert seat not in present


def test_the_trainer_acts_for_a_seat_and_the_person_is_told(room: Class) -> None:
    trainer, (eve, seat) = room.trainer(), room.browser("Eve", "trader")
    address = f"/act/{seat}/trade/CCER"
    acting = page(trainer, address)
    told = trainer.post(
        f"/act/{seat}/action/order.cancel_all", data={"key": "act-1", "back": address}
    )
    logged = newest(room, seat=seat)
    at_seat, command = page(eve, "/home"), page(trainer, f"/admin/commands/{logged['number']}")
    cancelled = room.client()
    refused = [
        cancelled.post(f"/act/{seat}/action/order.cancel_all", data={"key": "x"}).status_code,
        eve.post(f"/act/{seat}/action/order.cancel_all", data={"key": "x"}).status_code,
    ]

    assert "You act for" in acting and "looked-at" not in acting
    assert told.status_code == 303 and told.headers["location"].startswith(address)
    assert ("order.cancel_all", "trainer") == (logged["name"], logged["origin"])
    assert "The trainer did this for you: Cancel all orders." in at_seat
    assert "The trainer gave this command for the seat" in command
    assert [401, 403] == refused
    done = page(trainer, "/admin/done")
    assert f"/admin/commands/{logged['number']}" in done
    file = trainer.get("/admin/csv/done").text
    assert f",order.cancel_all,trainer,{seat}," in file


def test_a_person_moves_with_name_code_and_token(room: Class) -> None:
    trainer, (flo, seat) = room.trainer(), room.browser("Flo", "trader")
    code = room.hall.seatings.now(CODE, seat)
    assert code is not None
    here = f"/trainer/seats/{seat}"
    target = next(
        one for one in room.seats("voluntary_buyer") if f'value="{one}"' in page(trainer, here)
    )
    sent = press(
        trainer, here, "/action/seat.move", target=target, orders="keep", bot_orders="cancel"
    )
    me = flo.get("/api/me").json()
    moved = room.hall.seatings.now(CODE, target)
    back = room.client().post(
        "/api/return", json={"personal_code": code.code, "code": room.join_code}
    )

    assert 303 == sent.status_code
    assert target == me["seat"] and "Flo" in page(flo, "/home")
    assert moved is not None and (code.code, "Flo") == (moved.code, moved.name)
    assert room.hall.seatings.now(CODE, seat) is None
    assert target == back.json()["seat"]
    assert {seat: False, target: True} == {
        one: room.live.current.seats[one].held for one in (seat, target)
    }


def test_who_asks_is_in_the_queue_of_a_helper_who_takes_and_closes(room: Class) -> None:
    trainer, (gus, _) = room.trainer(), room.browser("Gus", "trader")
    helper, other = helper_of(room, "Hanna"), helper_of(room, "Ida")
    asked = press(gus, "/trade/CCER", "/action/help.ask", words="Why <no> trade?")
    waiting, queue = page(gus, "/home"), page(helper, "/helper")
    console = page(trainer, "/trainer")
    taken = press(helper, "/helper", "/action/help.take")
    coming, others = page(gus, "/home"), page(other, "/helper")
    closed = press(helper, "/helper", "/action/help.close")
    after = [page(one, address) for one, address in ((gus, "/home"), (other, "/helper"))]

    assert [303] * 3 == [asked.status_code, taken.status_code, closed.status_code]
    assert "You asked for help at" in waiting
    for shown_at in (queue, console):
        assert "Gus" in shown_at and "Why &lt;no&gt; trade?" in shown_at
    assert "Somebody is coming" in coming and "with Hanna" in others
    assert "Ask for help" in after[0] and "asked for help" not in after[1]
    log = newest(room, name="help.take")
    assert ("helper", True) == (log["origin"], log["seat"].startswith("H"))


def test_a_helper_sees_queue_and_seats_and_runs_nothing(room: Class) -> None:
    helper, (_, seat) = helper_of(room, "Jo"), room.browser("Kim", "trader")
    seen = [helper.get(one).status_code for one in (f"/trainer/seats/{seat}", f"/look/{seat}/home")]
    closed = [
        helper.get(one, follow_redirects=True).status_code
        for one in (
            "/trainer", "/admin", "/admin/done", f"/act/{seat}/home", "/home", "/trade/CCER",
            "/debrief", "/api/me", "/api/log",
        )
    ]  # fmt: skip
    before = room.commands()
    paused = helper.post("/action/lesson.pause", data={"key": "p", "back": "/helper"})
    removed = helper.post("/trainer/remove", data={"key": "r", "seat": seat})
    refused = newest(room)
    running = room.live.view["clock"]["running"]
    hint = press(helper, f"/trainer/seats/{seat}", "/action/help.hint")

    assert [200, 200] == seen
    assert [403, 403, 403, 403, 200, 200, 403, 403, 403] == closed, (
        "a seat's pages lead to the queue"
    )
    assert paused.headers["location"].startswith("/helper?refused=") and running
    assert ("lesson.pause", before + 1) == (refused["name"], refused["number"])
    assert 403 == removed.status_code
    assert 303 == hint.status_code
    assert "Act for this seat" not in page(helper, f"/trainer/seats/{seat}")


def test_a_new_helper_code_signs_helpers_out_and_the_old_one_is_refused(room: Class) -> None:
    helper, trainer, old = helper_of(room, "Lea"), room.trainer(), room.hall.helper_code(CODE)
    press(trainer, "/trainer", "/trainer/helper-code")
    signed_out = page(helper, "/helper")
    wrong = room.client(origin=room.url).post(
        "/helper", data={"key": "k", "code": old, "name": "Mo"}, headers=ENGLISH
    )
    nameless = room.client(origin=room.url).post(
        "/helper", data={"key": "k", "code": room.hall.helper_code(CODE), "name": " "}
    )

    assert old != room.hall.helper_code(CODE)
    assert "Sign in as a helper" in signed_out
    assert (404, 422) == (wrong.status_code, nameless.status_code) or 400 == nameless.status_code
    assert "No open lesson has the helper code" in wrong.text
    assert {} == room.hall.helpers(CODE)


def test_the_console_shows_measured_health(room: Class) -> None:
    trainer = room.trainer()
    console, chinese = (
        page(trainer, "/trainer"),
        trainer.get("/trainer", headers={"accept-language": "zh"}).text,
    )
    told = console.partition('class="pairs health"')[2].partition("</dl>")[0]
    figures = re.sub(r"<[^>]+>", " ", told)

    assert re.search(r"without an answer\s+0 ms", figures), figures
    assert re.search(r"Free disk\s+([\d,]+\.\d GB|\d{1,3} MB) ", figures), figures
    assert "none yet" in figures
    shown = re.search(r"Free disk\s+(\S+ .B)", figures)
    assert shown is not None and f">{shown[1]}<" in chinese.replace("</svg>", ">"), "one notation"
