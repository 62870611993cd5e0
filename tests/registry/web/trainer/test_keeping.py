"""Goal: the trainer downloads a complete copy while the class trades, and sets the hour of a start.

Method: a small class that trades; the copy is then served from its own folder.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from registry.classroom.doctor import examine
from registry.classroom.lesson import Lesson
from registry.classroom.replay import replay
from registry.web.trainer.health import backup_state
from tests.support.classroom import CODE, Class, class_of, forms
from tests.support.server import until

pytestmark = pytest.mark.slow


class Trading:
    """A person who trades while the `with` block runs; numbers of the confirmed commands."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client, self.confirmed = client, list[int]()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._trade)

    def __enter__(self) -> Trading:
        self._thread.start()
        until(lambda: self.confirmed)
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _trade(self) -> None:
        number = 0
        while not self._ends.wait(0.06):  # below a seat's allowance
            number += 1
            body = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}
            answer = self.client.post(
                "/api/commands/order.place", json={"key": f"b-{number}", "arguments": body}
            )
            if answer.status_code == 200:
                self.confirmed.append(answer.json()["command"])


def test_a_copy_taken_while_the_class_trades_is_restored_and_goes_on(
    room: Class, tmp_path: Path
) -> None:
    person, _ = room.join("Ann", "trader")
    with Trading(person) as trading:
        answer = room.script.get("/trainer/backup")
        until(lambda: trading.confirmed[-1] > trading.confirmed[0] + 2)
    (tmp_path / f"{CODE}.lesson").write_bytes(answer.content)
    found = examine(tmp_path / f"{CODE}.lesson")
    again = replay(tmp_path / f"{CODE}.lesson")
    name = answer.headers["content-disposition"]
    called = f"{CODE}-{found['commands']:08d}-{found['chain_head'][:8]}"
    here = room.live.lesson.store.path
    assert here is not None

    assert (200, "ok") == (answer.status_code, found["audit"])
    assert trading.confirmed[0] <= found["commands"] < room.commands()
    assert again["original_hash"] == again["replayed_hash"] == found["state_hash"]
    assert again["first_difference"] is None
    assert name == f'attachment; filename="{called}.lesson"'
    assert [] == [one.name for one in here.parent.iterdir() if one.name.endswith(".part")]
    opened = Lesson.open(tmp_path / f"{CODE}.lesson")
    stood = (opened.books.number, opened.books.chain)
    opened.close()
    assert (found["commands"], found["chain_head"]) == stood
    assert found["state_hash"] == examine(tmp_path / f"{CODE}.lesson")["state_hash"]
    with class_of(tmp_path) as restored:
        seat = restored.seats("trader")[0]
        order = {"instrument": "CCER", "side": "buy", "price": 7650, "quantity": 1}
        placed = restored.give("order.place", "after", seat=seat, **order)

        assert found["commands"] < placed.json()["command"], placed.text


def test_only_the_trainer_takes_a_copy(room: Class) -> None:
    person, _ = room.join("Bob", "trader")

    assert 403 == person.get("/trainer/backup").status_code
    assert 303 == room.client().get("/trainer/backup").status_code
    assert "/trainer/backup" in room.trainer().get("/trainer").text


def test_the_hour_of_a_start_is_set_seen_and_taken_back(room: Class) -> None:
    trainer = room.trainer()
    trainer.headers["accept-language"] = "en"
    assert room.give("lesson.pause", "to-set-an-hour").status_code == 200
    form = forms(trainer.get("/trainer").text, "/trainer/start-hour")[0]
    wanted = datetime.now().astimezone() + timedelta(hours=2)
    set_there = trainer.post("/trainer/start-hour", data={**form, "hour": f"{wanted:%H:%M}"})
    shown = trainer.get("/trainer").text
    at = datetime.fromisoformat(room.script.get("/api/start-hour").json()["at"])
    back = forms(shown, "/trainer/start-hour")[0]
    trainer.post("/trainer/start-hour", data=back)

    assert (303, "") == (set_there.status_code, back["hour"])
    assert f"Starts automatically at {wanted:%Y-%m-%d %H:%M}" in shown
    assert wanted.replace(second=0, microsecond=0) == at
    assert {"at": None} == room.script.get("/api/start-hour").json()
    room.run()


@pytest.mark.parametrize(
    ("at", "status", "code"),
    [
        ("2020-01-01T09:00:00+08:00", 400, "access.hour_wrong"),
        ("0001-01-01T00:00:00+08:00", 400, "access.hour_wrong"),
        ("9999-12-31T23:59:59-08:00", 400, "access.hour_wrong"),
        ("2099-01-01T09:00:00", 422, "access.shape_wrong"),
        ("nine", 422, "access.shape_wrong"),
        (True, 422, "access.shape_wrong"),
    ],
)
def test_an_hour_that_is_none_is_refused(room: Class, at: object, status: int, code: str) -> None:
    answer = room.script.put("/api/start-hour", json={"at": at})

    assert (status, code) == (answer.status_code, answer.json()["refusal"]["code"]), answer.text
    assert {"at": None} == room.script.get("/api/start-hour").json()


def test_a_running_lesson_takes_no_hour(room: Class) -> None:
    soon = (datetime.now().astimezone() + timedelta(hours=1)).isoformat()
    answer = room.script.put("/api/start-hour", json={"at": soon})
    person, _ = room.join("Cid", "trader")

    assert "classroom.already" == answer.json()["refusal"]["code"]
    assert 403 == person.put("/api/start-hour", json={"at": soon}).status_code
    assert 403 == person.get("/api/start-hour").status_code


@pytest.mark.parametrize(
    ("age_s", "current", "state"),
    [
        (None, False, "good"), (1199, False, "good"), (1200, False, "warn"),
        (3600, False, "bad"), (3600, True, "good"),
    ],
)  # fmt: skip
def test_a_back_up_is_late_only_after_it_was_due(
    *, age_s: int | None, current: bool, state: str
) -> None:
    """Every ten minutes; the age without one is that of the lesson's start."""
    assert state == backup_state(every_s=600, age_s=age_s, current=current)
    assert backup_state(every_s=0, age_s=5, current=False) == "warn"
