"""Goal: while a lesson changes over to another file, nothing meant for it reaches another lesson.

Method: two open lessons over HTTP; the second is taken away from the open ones as a change does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.classroom import CODE, Class, class_of, create

ENGLISH = {"accept-language": "en"}
OTHER = "bee"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("changing")
    create(folder / f"{CODE}.lesson", hour=9)
    with class_of(folder) as made:
        told = made.script.post("/api/lessons", json={"plan": "belt-road-1", "code": OTHER})
        assert told.status_code == 200, told.text
        yield made


def test_a_trainers_command_waits_for_the_lesson_that_changes_over(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = room.trainer()
    trainer.post("/trainer/lesson", data={"code": OTHER})
    before = room.commands()
    monkeypatch.delitem(room.app.state.server.lives, OTHER)
    told = trainer.post(
        "/action/lesson.speed", data={"key": "sp1", "speed": "61", "back": "/trainer"},
        headers=ENGLISH,
    )  # fmt: skip

    assert 503 == told.status_code
    assert before == room.commands()


def test_a_right_join_code_is_no_wrong_guess_while_the_lesson_changes_over(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = room.hall.lesson(OTHER)
    assert lesson is not None
    monkeypatch.delitem(room.app.state.server.lives, OTHER)
    body = {"code": lesson.join_code, "name": "Lin", "role": "trader"}
    told = [room.script.post("/api/join", json=body) for _ in range(3)]
    codes = {one.json()["refusal"]["code"] for one in told}
    monkeypatch.undo()

    assert {"access.lesson_busy"} == codes
    assert 200 == room.script.post("/api/join", json=body).status_code


@pytest.mark.parametrize("number", ["9" * 30, "0", "nine"])
def test_a_certificate_that_is_none_is_missing(room: Class, number: str) -> None:
    person, _ = room.browser(f"Wen {number[:4]}", "trader")

    assert 404 == person.get(f"/retirement/{number}").status_code


def test_a_helper_has_no_requests(room: Class) -> None:
    helper = room.client(origin=room.url)
    code = room.hall.helper_code(CODE)
    signed = helper.post("/helper", data={"key": "k", "code": code, "name": "Qi"})
    assert signed.status_code == 303, signed.text

    assert "/helper" == helper.get("/requests").headers["location"]
