"""Goal: the roster names who is stuck: an open task, and nothing done for minutes of the lesson.

Method: a class whose awake clock the test moves; the console's first rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from registry.web.trainer.roster import IDLE_MINUTES
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}
MINUTES = IDLE_MINUTES + 1


class Moved:
    """Ms by which the awake clock of a lesson is moved forward."""

    def __init__(self, room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ms, real = 0, room.live.awake.now
        monkeypatch.setattr(room.live.awake, "now", lambda: real() + self.ms)


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("stuck")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def rows(trainer: httpx2.Client) -> list[str]:
    """The rows of the roster as text."""
    html = trainer.get("/trainer", headers=ENGLISH).text
    body = html.partition('id="roster"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    plain = (re.sub(r"<[^>]+>", " ", row) for row in body.split("</tr>"))
    return [" ".join(text.split()) for text in plain if text.strip()]


def test_people_with_an_open_task_who_do_nothing_come_first(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, trainer = Moved(room, monkeypatch), room.trainer()
    monkeypatch.setattr(room.app.state.hub, "seats", lambda topic: set(seats.values()))
    seats: dict[str, str] = {}
    people = {}
    for name, role in (
        ("Ann", "emitter"), ("Bob", "trader"), ("Cid", "registry_manager"), ("Eve", "emitter"),
    ):  # fmt: skip
        people[name], seats[name] = room.browser(name, role)
    before = rows(trainer)
    room.run()
    moved.ms += MINUTES * 60_000
    late, seats["Flo"] = room.browser("Flo", "trader")
    people["Bob"].post("/action/order.cancel", data={"key": "one", "order": "1"})
    room.script.post(
        "/api/commands/order.cancel",
        json={"key": "k", "arguments": {"order": 1}},
        headers={"tanlu-seat": seats["Ann"]},
    )
    late.close()
    after = rows(trainer)

    assert not any("nothing done" in row or "no action" in row for row in before)
    (eve,) = [row for row in after if "Eve" in row]
    assert after[0] == eve
    assert re.search(r"nothing done in \d+ minutes", eve) and "missing" in eve
    stuck = [row for row in after if "nothing done" in row or "no action" in row]
    assert [eve] == stuck, "a manager without a task, and who acted or just came, is not stuck"
