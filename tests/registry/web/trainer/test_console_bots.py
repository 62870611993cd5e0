"""The console shows for which roles bots play, and one press changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.roles import Role
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    create(tmp_path / f"{CODE}.lesson", hour=11)
    with class_of(tmp_path) as made:
        yield made


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
    assert all(again.values()) and not any(none.values())
