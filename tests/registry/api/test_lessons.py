"""Goal: a trainer's script creates, names, closes, opens and restarts lessons of one server.

Method: a running server; every change is read back over HTTP, from the files, or after a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.lesson import Lesson
from registry.classroom.replay import replay
from registry.paths import fixtures
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.server import until

pytestmark = pytest.mark.slow

TEXT = (fixtures() / "lessons" / f"{CODE}.toml").read_text(encoding="utf-8")
BUY = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("lessons")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder, lessons_open_max=4) as made:
        yield made


@pytest.fixture(autouse=True)
def only_the_first(room: Class) -> Iterator[None]:
    """Each test leaves the lesson open that it found."""
    yield
    for one in room.script.get("/api/lessons").json():
        if not one["first"] and one["open"]:
            assert room.script.post(f"/api/lessons/{one['code']}/close").status_code == 200


def made(room: Class, **body: Any) -> dict[str, Any]:
    """A new lesson, as the server answers it."""
    told = room.script.post("/api/lessons", json={"plan": CODE} | body)
    assert told.status_code == 200, told.text
    answer: dict[str, Any] = told.json()
    return answer


def of(room: Class, lesson: str, **headers: str) -> httpx2.Client:
    """The trainer's script in a lesson."""
    token = room.script.headers["authorization"].removeprefix("Bearer ")
    return room.client(token, **{"tanlu-lesson": lesson}, **headers)


def refused(told: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return told.status_code, told.json()["refusal"]["code"]


def give(client: httpx2.Client, name: str, key: str, **arguments: Any) -> httpx2.Response:
    return client.post(f"/api/commands/{name}", json={"key": key, "arguments": arguments})


def chain_head(room: Class, lesson: str) -> str:
    rows = of(room, lesson).get("/api/log?limit=1").json()
    return str(rows[0]["hash"])


def test_a_lesson_is_created_beside_the_first_and_named_by_a_header(room: Class) -> None:
    first = room.script.get("/api/lessons").json()[0]
    answer = made(room, seed=7)
    second = of(room, answer["code"])
    give(second, "lesson.start", "start")
    told = room.script.get("/api/lessons").json()

    assert (CODE, True, True) == (first["code"], first["open"], first["first"])
    assert f"{CODE}-2" == answer["code"] and 7 == answer["seed"] and answer["open"]
    assert answer["join_code"] != first["join_code"]
    assert [CODE, answer["code"]] == [one["code"] for one in told]
    assert second.get("/api/me").json()["lesson"] == answer["code"]
    assert room.script.get("/api/me").json()["lesson"] == CODE
    assert second.get("/api/clock").json()["running"]
    assert not room.script.get("/api/clock").json()["running"]
    assert (room.hall.folder / answer["file"]).is_file()


def test_a_plan_given_as_text_is_played_as_it_is_written(room: Class) -> None:
    text = TEXT.replace('title_en = "', 'title_en = "Our own: ', 1)
    told = room.script.post("/api/lessons", json={"toml": text, "code": "our-own"}).json()

    assert "our-own" == told["code"] and told["title"]["en"].startswith("Our own: ")
    assert 1 == told["seed"] and 1 == told["command"]
    assert of(room, "our-own").get("/api/instruments").json() == [
        {**one} for one in of(room, made(room)["code"]).get("/api/instruments").json()
    ]


def test_a_lesson_lets_its_own_people_in_and_its_time_runs_by_itself(room: Class) -> None:
    answer = made(room, code="joined")
    body = {"code": answer["join_code"], "name": "Ann", "role": "trader"}
    seated = room.script.post("/api/join", json=body).json()
    ann = room.client(seated["token"])
    script = of(room, "joined")
    give(script, "lesson.speed", "fast", speed=3600)
    give(script, "lesson.start", "start")
    began = script.get("/api/clock").json()["at"]
    reached = script.get("/api/wait", params={"phase": "continuous", "seconds": 20}).json()
    placed = give(ann, "order.place", "one", **BUY)

    assert ("joined", seated["seat"]) == (seated["lesson"], ann.get("/api/me").json()["seat"])
    assert reached["reached"] and reached["clock"]["at"] > began
    assert placed.status_code == 200, placed.text
    assert placed.json()["answer"]["order"] in [o["order"] for o in ann.get("/api/orders").json()]
    assert (403, "access.lesson_foreign") == refused(
        ann.get("/api/me", headers={"tanlu-lesson": CODE})
    )
    assert "joined" == ann.get("/api/me", headers={"tanlu-lesson": "joined"}).json()["lesson"]


def test_a_closed_lesson_says_so_and_goes_on_where_it_stopped(room: Class) -> None:
    answer = made(room, code="closing")
    body = {"code": answer["join_code"], "name": "Bob", "role": "trader"}
    bob = room.client(room.script.post("/api/join", json=body).json()["token"])
    script = of(room, "closing")
    give(script, "lesson.speed", "twice", speed=2)
    head, clock = chain_head(room, "closing"), script.get("/api/clock").json()
    page_before = bob.get("/trade/CCER").status_code
    ended, waited = threading.Event(), []

    def listen() -> None:
        with bob.stream("GET", "/live", timeout=None) as stream:
            for _ in stream.iter_lines():
                pass
        ended.set()

    def wait() -> None:
        waited.append(script.get("/api/wait?day=3&seconds=30"))

    threads = [threading.Thread(target=action) for action in (listen, wait)]
    for thread in threads:
        thread.start()
    until(lambda: "closing" in {c.topic for c in hub_of(room)._clients})
    told = room.script.post("/api/lessons/closing/close")
    for thread in threads:
        thread.join(timeout=10)
    closed = room.script.get("/api/lessons").json()[-1]

    assert 200 == told.status_code and not told.json()["open"]
    assert ended.is_set() and (409, "access.lesson_closed") == refused(waited[0])
    assert (False, None, None) == (closed["open"], closed["seed"], closed["clock"])
    assert (409, "access.lesson_closed") == refused(bob.get("/api/me"))
    assert (409, "access.lesson_closed") == refused(give(bob, "order.place", "a", **BUY))
    assert (409, "access.lesson_closed") == refused(script.get("/api/clock"))
    assert (404, "access.join_code_unknown") == refused(room.script.post("/api/join", json=body))
    page = bob.get("/trade/CCER", headers={"accept-language": "en"})
    assert (200, 409) == (page_before, page.status_code) and "closing is closed" in page.text
    assert room.script.post("/api/lessons/closing/close").status_code == 200, "closed already"
    lesson = Lesson.open(room.hall.folder / closed["file"])  # nobody holds the file
    lesson.close()

    again = room.script.post("/api/lessons/closing/open").json()
    assert again["open"] and again["join_code"] == answer["join_code"]
    assert (head, clock["speed"]) == (
        chain_head(room, "closing"), script.get("/api/clock").json()["speed"]
    )  # fmt: skip
    assert "Bob" == bob.get("/api/me").json()["name"]


def hub_of(room: Class) -> Any:
    """The hub of the running server."""
    return room.app.state.hub


def test_a_lesson_begins_again_under_its_code_and_people_keep_their_seats(room: Class) -> None:
    answer = made(room, code="again", seed=5)
    body = {"code": answer["join_code"], "name": "Cat", "role": "government_partner"}
    cat = room.client(room.script.post("/api/join", json=body).json()["token"])
    traders = room.script.get("/api/seats", headers={"tanlu-lesson": "again"}).json()
    many = sum(one["role"] == "trader" for one in traders) + 1
    people = [
        room.script.post("/api/join", json=body | {"name": f"D{i}", "role": "trader"}).json()
        for i in range(many)
    ]
    script = of(room, "again")
    give(script, "lesson.start", "start")
    give(script, "lesson.advance", "on", phase="continuous")
    assert script.get("/api/wait?standing=true&seconds=20").json()["reached"]
    before = script.get("/api/log?limit=1").json()[0]
    told = room.script.post("/api/lessons/again/reset", json={})

    assert told.status_code == 200, told.text
    kept = told.json()["kept"]
    assert "again.before-1.lesson" == kept and 5 == told.json()["seed"]
    assert (answer["join_code"], answer["file"]) == (told.json()["join_code"], told.json()["file"])
    assert 0 == told.json()["clock"]["day"] and not told.json()["clock"]["running"]
    assert 1 + many + 1 + 1 == told.json()["command"], "created, one seat opened, all claimed"
    assert ("Cat", "government_partner") == (
        cat.get("/api/me").json()["name"], cat.get("/api/me").json()["role"]
    )  # fmt: skip
    last = room.client(people[-1]["token"]).get("/api/me").json()
    assert (people[-1]["seat"], "trader") == (last["seat"], last["role"])
    assert [] == script.get("/api/audit").json()["broken"]
    lesson = Lesson.open(room.hall.folder / kept)
    assert before["number"] == lesson.books.number and before["hash"] == lesson.books.chain
    lesson.close()
    assert room.script.get("/api/lessons").json()[0]["first"], "the first lesson is still the first"


def test_the_same_lesson_begun_again_is_equal_and_another_seed_is_another(room: Class) -> None:
    made(room, code="equal", seed=5)
    script = of(room, "equal")

    def played() -> str:
        give(script, "lesson.advance", "on", phase="continuous")
        assert script.get("/api/wait?standing=true&seconds=20").json()["reached"]
        give(script, "lesson.advance", "further")
        assert script.get("/api/wait?standing=true&seconds=20").json()["reached"]
        return chain_head(room, "equal")

    first = played()
    room.script.post("/api/lessons/equal/reset")
    second = played()
    other = room.script.post("/api/lessons/equal/reset", json={"seed": 6}).json()
    third = played()

    waited: list[httpx2.Response] = []
    waiting = threading.Thread(
        target=lambda: waited.append(script.get("/api/wait?day=9&seconds=30"))
    )
    listeners = room.app.state.server.lives["equal"]._listeners
    before = len(listeners)
    waiting.start()
    until(lambda: len(listeners) > before)
    room.script.post("/api/lessons/equal/reset")
    waiting.join(timeout=10)

    assert (503, "access.lesson_busy") == refused(waited[0]), "the same question may be asked again"
    assert first == second != third
    assert (6, "equal.before-2.lesson") == (other["seed"], other["kept"])
    for kept in ("equal.before-1.lesson", "equal.before-2.lesson"):
        assert replay(room.hall.folder / kept)["equal"]


def test_bots_play_where_the_script_wants_them_and_again_after_a_reset(room: Class) -> None:
    none = made(room, code="nobody", bots=False)
    some = made(room, code="traders", bots=["trader", "emitter"])
    script = of(room, "nobody")

    def givers(lesson: str) -> set[tuple[str, str]]:
        """Who gave commands up to a moment of the first day."""
        client = of(room, lesson)
        give(client, "lesson.advance", "on", phase="continuous")
        assert client.get("/api/wait?standing=true&seconds=20").json()["reached"]
        rows = client.get("/api/log?limit=500").json()
        return {(row["origin"], row["seat"]) for row in rows}

    quiet, busy = givers("nobody"), givers("traders")
    roles = {s["seat"]: s["role"] for s in of(room, "traders").get("/api/seats").json()}
    give(script, "lesson.bots", "on", on=True)
    told = room.script.post("/api/lessons/nobody/reset", json={}).json()
    other = room.script.post("/api/lessons/nobody/reset", json={"bots": ["trader"]}).json()

    always = {"market_maker"}
    makers = {("bot", seat) for seat, role in roles.items() if role in always}
    assert always == set(none["bots"]) and {"trader", "emitter"} | always == set(some["bots"])
    assert {("script", "trainer"), ("clock", "clock")} | makers == quiet
    assert {"trader", "emitter"} | always >= {
        roles[seat] for origin, seat in busy if origin == "bot"
    }
    assert ["market_maker"] == told["bots"] and ["trader", "market_maker"] == other["bots"]
    refusal = room.script.post("/api/lessons", json={"plan": CODE, "bots": ["auditor"]})
    assert refusal.status_code in (400, 422)
    clock = room.script.post("/api/lessons", json={"plan": CODE, "bots": ["clock"]})
    assert (400, "classroom.role_has_no_seats") == refused(clock)


def test_what_cannot_be_opened_is_refused_with_what_would_pass(room: Class) -> None:
    lessons = "/api/lessons"
    wrong = {
        "two": {"plan": CODE, "toml": TEXT},
        "none": {"code": "x"},
        "unknown plan": {"plan": "no-such"},
        "path": {"plan": "../lessons/belt-road-1"},
        "broken": {"toml": TEXT.replace("position_limit", "positron_limit") + "\n[nonsense]\n"},
        "upper": {"plan": CODE, "code": "Again"},
        "device": {"plan": CODE, "code": "com1"},
        "climbing": {"plan": CODE, "code": "../x"},
        "taken": {"plan": CODE, "code": CODE},
        "a seed of text": {"plan": CODE, "seed": "7"},
    }
    found = {name: room.script.post(lessons, json=body) for name, body in wrong.items()}
    expected = {
        "two": (422, "access.shape_wrong"),
        "none": (422, "access.shape_wrong"),
        "unknown plan": (422, "access.plan_wrong"),
        "path": (422, "access.plan_wrong"),
        "broken": (422, "access.plan_wrong"),
        "upper": (400, "access.lesson_code_wrong"),
        "device": (400, "access.lesson_code_wrong"),
        "climbing": (400, "access.lesson_code_wrong"),
        "taken": (409, "access.lesson_code_taken"),
        "a seed of text": (422, "access.shape_wrong"),
    }

    assert expected == {name: refused(told) for name, told in found.items()}
    broken = found["broken"].json()["refusal"]
    assert len(broken["checks"]) == broken["facts"]["count"] >= 1
    assert all("line" in one["en"] for one in broken["checks"])
    assert all("第 " in one["zh"] and "教案没有此键" in one["zh"] for one in broken["checks"][-1:])
    assert f"{CODE}-" in found["taken"].json()["refusal"]["would_pass"]["en"]
    assert (404, "access.lesson_unknown") == refused(of(room, "no-such").get("/api/clock"))
    for action in ("close", "open", "reset"):
        told = room.script.post(f"{lessons}/no-such/{action}", json={})
        assert (404, "access.lesson_unknown") == refused(told)
    assert 1 == sum(one["open"] for one in room.script.get(lessons).json())


def test_a_closed_lesson_is_removed_and_a_copy_stays_among_the_backups(room: Class) -> None:
    answer = made(room, code="gone")
    body = {"code": answer["join_code"], "name": "Gil", "role": "trader"}
    seated = room.script.post("/api/join", json=body).json()
    gil, lesson = room.client(seated["token"]), "/api/lessons/gone"
    script, before = of(room, "gone"), chain_head(room, "gone")
    running = room.script.delete(lesson)
    read_on = script.get("/api/clock").status_code, gil.get("/api/me").status_code
    room.script.post(f"{lesson}/close")
    room.hall.set_start("gone", 1)
    told, listed = room.script.delete(lesson), room.script.get("/api/lessons").json()
    copies = list((room.hall.folder / "backups").glob("gone-*.lesson"))

    assert (409, "access.lesson_open") == refused(running) and (200, 200) == read_on
    assert (200, "gone", False) == (told.status_code, told.json()["code"], told.json()["open"])
    assert "gone" not in {one["code"] for one in listed}
    assert [] == list(room.hall.folder.glob("gone.*")) and "gone" not in room.hall.starts()
    assert (401, "access.not_signed_in") == refused(gil.get("/api/me"))
    back = {"personal_code": seated["personal_code"]}
    assert 404 == room.client().post("/api/return", json=back).status_code
    for again in (room.script.delete(lesson), room.script.post(f"{lesson}/open")):
        assert (404, "access.lesson_unknown") == refused(again)
    (copy,) = copies
    kept = Lesson.open(copy)
    assert before == kept.books.chain
    kept.close()
    assert "gone" == made(room, code="gone")["code"], "its code is free again"
    hall = Hall(room.hall.folder / HALL_FILE)
    assert room.hall.lessons() == hall.lessons() and [] == hall.seatings.of_lesson("gone")
    hall.close()


def test_a_lesson_whose_file_is_gone_can_be_removed_and_that_of_the_start_cannot(
    room: Class,
) -> None:
    answer = made(room, code="lost")
    room.script.post("/api/lessons/lost/close")
    (room.hall.folder / answer["file"]).unlink()
    damaged = made(room, code="damaged")
    room.script.post("/api/lessons/damaged/close")
    file = room.hall.folder / damaged["file"]
    file.write_bytes(b"no lesson")
    told = room.script.delete("/api/lessons/damaged")

    assert 200 == room.script.delete("/api/lessons/lost").status_code
    assert (409, "access.lesson_unreadable") == refused(told)
    assert b"no lesson" == file.read_bytes()
    listed = {one["code"] for one in room.script.get("/api/lessons").json()}
    assert {CODE, "damaged"} <= listed and "lost" not in listed
    assert (409, "access.lesson_of_start") == refused(room.script.delete(f"/api/lessons/{CODE}"))
    assert room.script.get("/api/clock").status_code == 200
    file.unlink()
    room.script.delete("/api/lessons/damaged")


def test_only_so_many_lessons_are_open(room: Class) -> None:
    for _ in range(3):
        made(room)
    told = room.script.post("/api/lessons", json={"plan": CODE})

    assert (409, "access.lessons_full") == refused(told)
    assert {"open": 4, "most": 4} == told.json()["refusal"]["facts"]


def test_seats_and_guests_have_no_part_in_it(room: Class) -> None:
    seat, _ = room.join("Eve", "trader")
    for method, path in (
        ("GET", ""), ("POST", ""), ("POST", f"/{CODE}/close"), ("POST", f"/{CODE}/open"),
        ("POST", f"/{CODE}/reset"), ("DELETE", f"/{CODE}"), ("GET", f"/{CODE}/demonstration"),
        ("POST", f"/{CODE}/demonstration"),
    ):  # fmt: skip
        body = {} if method == "POST" else None
        told = seat.request(method, f"/api/lessons{path}", json=body)
        guest = room.client().request(method, f"/api/lessons{path}", json=body)
        assert (403, "access.trainer_only") == refused(told), path
        assert (401, "access.not_signed_in") == refused(guest), path
    assert room.script.get("/api/lessons").json()[0]["open"]


def test_a_server_without_an_open_lesson_opens_one(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=11)
    with class_of(tmp_path) as other:
        assert other.script.post(f"/api/lessons/{CODE}/close").status_code == 200
        assert (409, "access.no_lesson_open") == refused(other.script.get("/api/clock"))
        assert {} == other.script.get("/health").json()["lessons"]
        assert other.client().get("/").status_code == 200
        assert other.trainer().get("/trainer").status_code == 409
        assert other.script.post(f"/api/lessons/{CODE}/open").json()["first"]
        assert CODE == other.script.get("/api/me").json()["lesson"]
