"""The console says for which roles bots play and where time may stand; one press changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.kernel.clock import MINUTE
from registry.roles import Role
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("console")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


@pytest.fixture(autouse=True)
def all_bots_play(room: Class) -> None:
    room.give("lesson.bots", f"bots-{room.commands()}", on=True)


def test_the_trainer_lets_the_bots_of_a_role_rest_and_then_all(room: Class) -> None:
    trainer = room.trainer()
    english = {"accept-language": "en"}

    def press(role: str) -> None:
        found = forms(trainer.get("/trainer", headers=english).text, "/action/lesson.bots")
        (form,) = [one for one in found if one["role"] == role]
        assert trainer.post("/action/lesson.bots", data=form).status_code == 303

    press("trader")
    after_one = dict(room.live.current.bots_play)
    shown = trainer.get("/trainer", headers=english).text
    press("trader")
    again = dict(room.live.current.bots_play)
    press("")
    none = dict(room.live.current.bots_play)

    assert {Role.TRADER} == {role for role, on in after_one.items() if not on}
    assert len(room.seats("trader")) == shown.count("bot, resting")
    assert all(again.values())
    assert {Role.MARKET_MAKER} == {role for role, on in none.items() if on}


def test_the_trainer_advances_to_each_moment_that_is_offered_and_to_a_time(room: Class) -> None:
    trainer = room.trainer()
    english = {"accept-language": "en"}

    def offered() -> list[dict[str, str]]:
        return forms(trainer.get("/trainer", headers=english).text, "/action/lesson.advance")

    def press(form: dict[str, str]) -> dict[str, Any]:
        assert trainer.post("/action/lesson.advance", data=form).status_code == 303
        clock: dict[str, Any] = room.script.get("/api/wait?standing=true&seconds=20").json()[
            "clock"
        ]
        return clock

    at = room.script.get("/api/clock").json()["at"]
    first = offered()
    phases = {one["phase"] for one in first if "phase" in one}
    event = press(next(one for one in first if not {"phase", "day"} & one.keys()))
    closed = press(next(one for one in offered() if one.get("phase") == "closed"))
    morning = press(next(one for one in offered() if "day" in one))

    assert {"continuous", "closed"} == phases
    assert at < event["at"] < closed["at"] < morning["at"] and event["standing"]
    assert ("closed", 1) == (closed["phase"], closed["day"]) and 2 == morning["day"]
    opens = room.live.current.calendar.days[1].opens
    assert opens == morning["at"]
    told = trainer.post("/trainer/advance", data={"key": "k", "time": "10:15"})
    later = room.script.get("/api/wait?standing=true&seconds=20").json()["clock"]
    assert (303, opens + 75 * MINUTE) == (told.status_code, later["at"])
    for time in ("25:00", "", "23:59"):
        told = trainer.post("/trainer/advance", data={"key": f"k{time}", "time": time})
        assert 400 == told.status_code, time
    standing = room.script.get("/api/clock").json()
    assert later["at"] == standing["at"]
    person = room.browser("Bob")[0]
    assert 403 == person.post("/trainer/advance", data={"key": "x", "time": "10:30"}).status_code


def test_a_trainer_chooses_among_the_open_lessons(room: Class) -> None:
    trainer, other = room.trainer(), room.trainer()
    english = {"accept-language": "en"}
    alone = trainer.get("/trainer", headers=english).text
    made = room.script.post("/api/lessons", json={"plan": CODE, "code": "second"}).json()
    shown = trainer.get("/trainer", headers=english).text
    chosen = trainer.post("/trainer/lesson", data={"code": "second"})
    after = trainer.get("/trainer", headers=english).text
    form = next(f for f in forms(after, "/action/lesson.bots") if f["role"] == "trader")
    trainer.post("/action/lesson.bots", data=form)
    lesson, others = (one.get("/api/me").json()["lesson"] for one in (trainer, other))

    assert "Open lessons" not in alone and made["join_code"] not in alone
    assert made["join_code"] in shown and room.join_code in shown
    assert 303 == chosen.status_code
    assert f'<p class="join-code">{made["join_code"]}</p>' in after
    assert ("second", CODE) == (lesson, others), "each browser has its own choice"
    told = {one["code"]: one["bots"] for one in room.script.get("/api/lessons").json()}
    assert "trader" in told[CODE] and "trader" not in told["second"]
    assert CODE == room.script.get("/api/me").json()["lesson"]
    assert 404 == trainer.post("/trainer/lesson", data={"code": "nowhere"}).status_code
    trainer.post("/action/lesson.pause", data={"key": "paused already"})
    counted = trainer.get("/trainer", headers=english).text
    room.script.post("/api/lessons/second/reset", json={})
    again = trainer.get("/trainer", headers=english).text
    assert "Commands 3 · refused 1" in counted and "Commands 1 · refused 0" in again
    room.script.post("/api/lessons/second/close")
    assert CODE == trainer.get("/api/me").json()["lesson"], "a closed one is not shown"
