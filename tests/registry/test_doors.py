"""Goal: guessing is slow, joining is not, and who has left hears nothing more.

Method: a whole server; wrong and right codes from one address, a hall that another program has
locked, streams of people who go.
"""

from __future__ import annotations

import itertools
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest
from sqlmodel import create_engine

from registry.app import create_app
from registry.classroom import hall
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.models import Driver
from registry.settings import Settings
from registry.web.frame.hub import STREAMS_MOST
from tests.support.classroom import CODE, PASSWORD, Class, class_of, create
from tests.support.passwords import set_quickly
from tests.support.server import until

pytestmark = pytest.mark.slow

BURST, GUESSES = 3, 6


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson file that every test begins with."""
    file = tmp_path_factory.mktemp("morning") / f"{CODE}.lesson"
    create(file, hour=11)
    return file


@pytest.fixture(scope="module")
def room(morning: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """One for all tests that do not guess."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copy(morning, folder)
    assert hall.BUSY_MS <= 1000
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hall, "BUSY_MS", 50)
        with class_of(folder) as made:
            yield made


@pytest.fixture
def guessed(morning: Path, tmp_path: Path) -> Iterator[Class]:
    """One with few guesses."""
    shutil.copy(morning, tmp_path)
    with class_of(tmp_path, guess_burst=BURST, guess_per_second=0.001, sign_in_burst=2) as made:
        yield made


# --- guessing -----------------------------------------------------------------------------------

NUMBERS = itertools.count(1)
"""A name is held once in a lesson: everybody who joins by these helpers has another."""


def by_address(room: Class, code: str) -> httpx2.Response:
    return room.client().get("/join", params={"code": code})


def by_form(room: Class, code: str) -> httpx2.Response:
    return room.client().post("/join", data={"code": code, "name": f"Ann {next(NUMBERS)}"})


def by_script(room: Class, code: str) -> httpx2.Response:
    return room.client().post("/api/join", json={"code": code, "name": f"Ann {next(NUMBERS)}"})


WAYS = [by_address, by_form, by_script]


@pytest.mark.parametrize("way", WAYS)
def test_wrong_codes_are_limited_and_then_right_ones_tell_nothing(
    guessed: Class, way: Callable[[Class, str], httpx2.Response]
) -> None:
    statuses = [way(guessed, f"AA{place:04d}").status_code for place in range(GUESSES)]
    before = guessed.commands()

    assert [404] * BURST + [429] * (GUESSES - BURST) == statuses
    for other in WAYS:
        told = other(guessed, guessed.join_code)
        assert 429 == told.status_code
        assert guessed.hall.lesson(CODE).title_zh not in told.text  # type: ignore[union-attr]
    assert before == guessed.commands()


def test_right_codes_are_no_guesses(guessed: Class) -> None:
    for _ in range(GUESSES):
        assert 200 == by_address(guessed, guessed.join_code).status_code
    people = {guessed.join(f"P{place}")[1] for place in range(GUESSES)}

    assert GUESSES == len(people)
    assert Settings().guess_burst < 60 and Settings().join_burst > 500
    assert 200 == by_address(guessed, "").status_code


def test_the_right_password_is_no_guess_and_many_wrong_ones_at_once_are(guessed: Class) -> None:
    for _ in range(4):
        guessed.trainer()
    statuses: list[int] = []

    def guess() -> None:
        with httpx2.Client(base_url=guessed.url, timeout=20) as client:
            told = client.post("/sign-in", data={"password": "guess"})
            statuses.append(told.status_code)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2 <= statuses.count(401) <= 3
    assert 8 == statuses.count(401) + statuses.count(429)


# --- where a form comes from ---------------------------------------------------------------------


def test_a_form_of_another_site_seats_nobody(room: Class) -> None:
    form = {"code": room.join_code, "name": "Ann at the form"}
    before = room.commands()
    evil = {"origin": "http://evil.test"}
    told = [
        room.client().post("/join", data=form, headers=evil),
        room.client("no-such-token").post("/join", data=form, headers=evil),
        room.client().post("/api/join", json=form, headers=evil),
        room.client().post("/sign-in", data={"password": PASSWORD}, headers=evil),
    ]

    assert [403] * 4 == [one.status_code for one in told]
    assert before == room.commands()
    assert all("set-cookie" not in one.headers for one in told)


def test_a_header_that_is_no_bearer_token_does_not_let_a_cookie_act(room: Class) -> None:
    browser, _ = room.browser("Ann")
    for sent in ("Basic dGFubHU6", "Bearer", "Bearer no-such-token", "Negotiate x"):
        told = browser.post(
            "/action/order.cancel_all",
            data={"key": f"k{sent}"},
            headers={"origin": "http://evil.test", "authorization": sent},
        )

        assert 403 == told.status_code


def test_scripts_join_and_act_without_an_origin(room: Class) -> None:
    told = room.client().post("/api/join", json={"code": room.join_code, "name": "script"})
    player = room.client(told.json()["token"], origin="http://elsewhere.test")
    given = player.post("/api/commands/order.cancel_all", json={"key": "a", "arguments": {}})

    assert 200 == told.status_code
    assert 403 != given.status_code


# --- a hall that cannot be written ---------------------------------------------------------------


@contextmanager
def held(room: Class) -> Iterator[None]:
    """Another program holds the hall's file."""
    path = room.live.lesson.store.path
    assert path is not None
    with closing(sqlite3.connect(path.parent / HALL_FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def people(room: Class) -> list[str]:
    seats = room.live.lesson.room.seats.values()
    return [seat.name for seat in seats if seat.driver is Driver.PERSON]


def test_a_hall_that_is_held_costs_nobody_a_seat_and_little_time(room: Class) -> None:
    before = people(room)
    began = time.monotonic()
    with held(room):
        told = [by_script(room, room.join_code), by_form(room, room.join_code)]
        told += [by_script(room, room.join_code) for _ in range(10)]
    took_s = time.monotonic() - began

    assert [503] * 12 == [one.status_code for one in told]
    assert {"1"} == {one.headers["retry-after"] for one in told}
    assert "access.hall_busy" == told[0].json()["refusal"]["code"]
    assert before == people(room)
    assert took_s < 4
    until(lambda: by_script(room, room.join_code).status_code == 200, within_s=5)
    assert len(before) + 1 == len(people(room))


def test_leaving_and_signing_out_do_not_need_the_hall(room: Class) -> None:
    before = set(room.hall.names(CODE))
    player, seat = room.join("Ann-who-leaves")
    browser, _ = room.browser("Bob-who-leaves")
    trainer = room.trainer()
    with held(room):
        room.remove(seat)
        out = [browser.post("/sign-out"), trainer.post("/sign-out")]
        refused = room.client(origin=room.url).post("/sign-in", data={"password": PASSWORD})

        assert [303, 303] == [one.status_code for one in out]
        assert 503 == refused.status_code
        assert [401] * 3 == [one.get("/api/me").status_code for one in (player, browser, trainer)]
    until(lambda: by_script(room, room.join_code).status_code == 200, within_s=5)
    path = room.live.lesson.store.path
    assert path is not None
    again = Hall(path.parent / HALL_FILE)
    kept = again.names(CODE)
    again.close()
    assert len(before) + 1 == len(kept)
    assert "Bob-who-leaves" not in kept.values()


# --- streams ------------------------------------------------------------------------------------


class Listener:
    """A stream that is read until it ends."""

    def __init__(self, client: httpx2.Client) -> None:
        self.began, self.ended = threading.Event(), threading.Event()
        self.text = ""
        self._client = client
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self.began.wait(10)

    def _listen(self) -> None:
        try:
            with self._client.stream("GET", "/live", timeout=30) as answer:
                for line in answer.iter_lines():
                    self.text += line
                    self.began.set()
        except httpx2.TransportError:
            return  # the test is over
        self.ended.set()


def test_streams_of_a_token_end_with_it(room: Class) -> None:
    removed, seat = room.join("Ann-who-listens")
    leaver, _ = room.browser("Bob-who-listens")
    trainer = room.trainer()
    stays, _ = room.join("Cat-who-listens")
    listeners = [Listener(one) for one in (removed, leaver, trainer, stays)]
    room.remove(seat)
    leaver.post("/sign-out")
    trainer.post("/sign-out")

    assert all(one.ended.wait(2) for one in listeners[:3])
    assert not listeners[3].ended.wait(0.3)


def test_a_password_that_another_process_sets_ends_the_trainers_streams(room: Class) -> None:
    trainer, (stays, _) = room.trainer(), room.join("Dan-who-listens")
    listeners = [Listener(trainer), Listener(stays)]
    path = room.live.lesson.store.path
    assert path is not None
    with closing(Hall(path.parent / HALL_FILE)) as other:
        set_quickly(other, PASSWORD)

    assert listeners[0].ended.wait(3)
    assert 401 == trainer.get("/api/me").status_code
    assert not listeners[1].ended.wait(0.3)


def test_a_hall_that_cannot_be_read_is_a_refusal(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = room.client(origin=room.url)
    form = {"password": PASSWORD, "next": ""}
    path = room.live.lesson.store.path
    assert path is not None
    monkeypatch.setattr(room.hall, "_engine", create_engine("sqlite://"))
    refused = client.post("/sign-in", data=form)
    hour = room.script.put("/api/start-hour", json={"at": None})
    monkeypatch.undo()

    assert [503, 503] == [refused.status_code, hour.status_code]
    assert "access.hall_busy" == hour.json()["refusal"]["code"]
    assert 303 == client.post("/sign-in", data=form).status_code


def test_a_seventh_stream_of_a_seat_ends_its_oldest(room: Class) -> None:
    player, _ = room.join("Ann-of-many-streams")
    other, _ = room.join("Bob-next-to-her")
    neighbour = Listener(other)
    streams = [Listener(player) for _ in range(STREAMS_MOST)]
    assert not any(one.ended.is_set() for one in streams)
    streams += [Listener(player), Listener(player)]

    assert all(one.ended.wait(2) for one in streams[:2])
    assert "retry: 30000" in streams[0].text
    assert not neighbour.ended.wait(0.3)
    assert not any(one.ended.is_set() for one in streams[2:])


# --- addresses ----------------------------------------------------------------------------------

NONSENSE = [
    "%00", "base.css%00.png", "..", "../base.css", "..%2f..%2fREADME.md", "%2e%2e/%2e%2e/passwd",
    "..\\..\\x", "..%5c..%5cREADME.md", "con", "NUL", "aux.css", "COM1", "C:%5cx",
    "base.css::$DATA", "base.css.", "base.css%20", "%ff%fe", "%ed%a0%80", "%0d%0aset-cookie:%20x",
    "a" * 5_000, "%00" * 500, "9" * 400, "-1", "%7f%1b[31m", "//", "%2f", "~", "%F0%9F%98%80",
]  # fmt: skip


def statuses_of(room: Class, addresses: list[str]) -> dict[str, int]:
    """What each address answers to the trainer's script, asked exactly as it is written."""
    line = HTTPConnection(room.url.removeprefix("http://"), timeout=20)
    found = {}
    for address in addresses:
        headers = {"authorization": room.script.headers["authorization"]}
        line.request("GET", address, headers=headers)
        told = line.getresponse()
        told.read()
        found[address] = told.status
    line.close()
    return found


def test_static_files_answer_nonsense_with_404(room: Class) -> None:
    found = statuses_of(room, [f"/static/{name}" for name in NONSENSE])

    assert {404} == set(found.values()), found
    assert {"/static/frame/base.css": 200} == statuses_of(room, ["/static/frame/base.css"])


def test_no_address_fails_at_nonsense(room: Class, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(room.hall, {CODE: room.live}, Settings())
    patterns = sorted({route.path for route in app.routes if "{" in getattr(route, "path", "")})
    addresses = [
        re.sub(r"{[^}]*}", lambda _, name=name: name, pattern)  # type: ignore[misc]
        for pattern in patterns
        for name in NONSENSE[::2]
    ]
    failed = {a[:80]: status for a, status in statuses_of(room, addresses).items() if status >= 500}

    assert {} == failed
    assert len(patterns) > 10
    assert all(len(record.getMessage()) < 400 for record in caplog.records)
