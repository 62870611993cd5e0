"""Goal: a room of one, of five hundred, with two trainers, or with unusual names is a room.

Method: a whole server; what was done is read back from seats, log, pages and debrief.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, SMALL, Class, class_of, create, forms
from tests.support.makers import of_days
from tests.support.server import until

pytestmark = pytest.mark.slow

FAMILY = "👨‍👩‍👧 Wang"
ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The late morning of the first of two days, time running."""
    folder = tmp_path_factory.mktemp("odd")
    create(folder / f"{CODE}.lesson", hour=11, plan=of_days(SMALL, 2))
    with class_of(folder) as made:
        made.run()
        yield made


def clock(room: Class) -> dict[str, Any]:
    found: dict[str, Any] = room.script.get("/api/clock").json()
    return found


def join(room: Class, name: str) -> httpx2.Response:
    return room.client().post("/api/join", json={"code": room.join_code, "name": name})


def test_a_name_with_joiners_is_a_name_wherever_it_stands(room: Class) -> None:
    person, seat = room.browser(FAMILY, "trader")
    pages = [
        person.get("/home", headers=ENGLISH).text,
        room.trainer().get("/trainer", headers=ENGLISH).text,
        room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=ENGLISH).text,
    ]

    assert FAMILY == person.get("/api/me").json()["name"]
    assert [] == [page[:200] for page in pages if FAMILY not in unescape(page)]
    room.remove(seat)


@pytest.mark.parametrize(
    ("name", "code"),
    [("\u200d\u200c", "access.name_wrong"), ("Ali\u200dce", "access.name_taken")],
)
def test_a_name_of_joiners_alone_or_equal_to_the_eye_is_refused(
    room: Class, name: str, code: str
) -> None:
    seat = join(room, "Alice").json()["seat"]
    seats, commands = room.script.get("/api/seats").json(), room.commands()
    told = join(room, name)

    assert code == told.json()["refusal"]["code"]
    assert (seats, commands) == (room.script.get("/api/seats").json(), room.commands())
    room.remove(seat)


def press(room: Class, trainer: httpx2.Client, command: str) -> tuple[int, str]:
    """Press a button of the trainer's page as it was drawn for this trainer."""
    (form, *_) = forms(trainer.get("/trainer").text, f"/action/{command}")
    told = trainer.post(f"/action/{command}", data=form)
    return told.status_code, told.headers["location"]


def test_two_trainers_at_once_do_each_thing_once_and_see_the_same(room: Class) -> None:
    """Both press at the same moment; a day is not skipped twice."""
    both = [room.trainer(), room.trainer()]
    before = clock(room)["day"]
    drawn = [forms(one.get("/trainer").text, "/action/lesson.next_day")[0] for one in both]
    with ThreadPoolExecutor(2) as at_once:
        told = list(
            at_once.map(
                lambda pair: pair[0].post("/action/lesson.next_day", data=pair[1]),
                zip(both, drawn, strict=True),
            )
        )
    until(lambda: clock(room)["day"] > before, within_s=60)
    asked = room.script.get("/api/log?name=lesson.next_day").json()
    pauses = [forms(one.get("/trainer").text, "/action/lesson.pause")[0] for one in both]
    with ThreadPoolExecutor(2) as at_once:
        list(
            at_once.map(
                lambda pair: pair[0].post("/action/lesson.pause", data=pair[1]),
                zip(both, pauses, strict=True),
            )
        )
    faces = {
        re.search(r'data-face="(\w+)"', one.get("/trainer", headers=ENGLISH).text).group(1)  # type: ignore[union-attr]
        for one in both
    }

    assert [303, 303] == [answer.status_code for answer in told]
    assert before + 1 == clock(room)["day"], [row["outcome"] for row in asked]
    assert not clock(room)["over"]
    assert {"paused"} == faces and not clock(room)["running"]
    room.run()


def test_a_room_of_one_ends_with_its_result(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=11, plan=of_days(SMALL.with_seats_per_role(1), 1))
    with class_of(tmp_path) as alone:
        alone.run()
        person, seat = alone.browser("Ann", "trader")
        alone.give("lesson.end", "end")
        own = person.get("/api/debrief").json()
        sheet = person.get("/debrief", headers=ENGLISH).text
        wall = alone.trainer().get("/trainer/debrief", headers=ENGLISH)

        assert own["over"] and [seat] == [one["seat"] for one in own["seats"]]
        assert "Ann" in sheet and seat in sheet
        assert 200 == wall.status_code and seat in wall.text


@pytest.mark.long
def test_a_room_of_five_hundred_ends_with_a_result_for_each(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=11, plan=of_days(SMALL, 1))
    with class_of(tmp_path, join_burst=1_000) as crowd:
        crowd.run()
        with ThreadPoolExecutor(8) as at_once:
            joined = list(at_once.map(lambda n: join(crowd, f"P{n}"), range(500)))
        assert {200} == {one.status_code for one in joined}, joined[-1].text
        console = crowd.trainer().get("/trainer", headers=ENGLISH)
        crowd.give("lesson.end", "end")
        people = {one.json()["seat"]: f"P{n}" for n, one in enumerate(joined)}
        told = {one["seat"] for one in crowd.script.get("/api/debrief").json()["seats"]}
        wall = crowd.trainer().get("/trainer/debrief", headers=ENGLISH)

        assert 500 == len(people)
        assert set(people) <= told
        assert (200, 200) == (console.status_code, wall.status_code)
        assert [] == [name for name in people.values() if f">{name}<" not in console.text][:3]
