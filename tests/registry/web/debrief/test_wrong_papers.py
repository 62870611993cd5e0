"""Goal: the trainer is told of wrong papers when the lesson is over, and nobody is before.

Method: a class in which one wrong paper is objected to and another one affirmed; the debrief's page
and the API are read before the end and after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}
RIGHT = {
    "generation_mwh": "120000", "project": "TH001", "agreement": "CN-TH",
    "first_day": "2027-01-01", "last_day": "2027-06-30", "claimed_t": 48_000, "partner_t": 24_000,
    "host_t": 24_000,
}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    Lesson.create(tmp_path / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(tmp_path) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield made


def give(room: Class, name: str, seat: str, **arguments: Any) -> dict[str, Any]:
    told = room.give(name, f"{name}-{room.commands()}", seat=seat, **arguments)
    assert 200 == told.status_code, told.text
    answer: dict[str, Any] = told.json()["answer"]
    return answer


def test_wrong_papers_are_told_at_the_end_and_to_the_trainer_only(room: Class) -> None:
    owner = next(
        one["project"]["owner"]
        for one in room.script.get("/api/projects").json()
        if one["project"]["code"] == "TH001"
    )
    china, host = room.seats("government_partner")[0], room.seats("government_host")[0]
    record = room.script.get("/api/projects").json()
    (period,) = [p for one in record if one["project"]["code"] == "TH001"
                 for p in one["periods"] if p["number"] == 1]  # fmt: skip
    wrong = RIGHT | {"report": period["report"], "claimed_t": 48_500, "partner_t": 24_250,
                     "host_t": 24_250}  # fmt: skip
    asked = give(room, "issuance.request", owner, project="TH001", period=1, papers=wrong)
    give(room, "committee.vote", china, item=asked["item"], vote="object", about="figures",
         reason="500 t too much")  # fmt: skip
    give(room, "committee.revise", room.seats("secretariat")[0], item=asked["item"])
    lesser = wrong | {"claimed_t": 48_000, "partner_t": 24_000, "host_t": 24_001}
    give(room, "issuance.amend", owner, request=asked["request"], papers=lesser)
    give(room, "committee.circulate", room.seats("secretariat")[0], item=asked["item"])
    for seat in (china, host):
        give(room, "committee.vote", seat, item=asked["item"], vote="affirm")
    trainer, person = room.trainer(), room.browser("Ann", "emitter")[0]

    # While the lesson runs neither page nor API says that there is anything to find.
    assert "Wrong figures" not in trainer.get("/trainer/debrief", headers=ENGLISH).text
    assert [] == room.script.get("/api/debrief").json()["room"]["wrong_papers"]

    assert 200 == room.give("lesson.end", "now").status_code
    page = trainer.get("/trainer/debrief", headers=ENGLISH).text
    part = page.partition('id="wrong-papers"')[2].partition("</section>")[0]
    assert "1 of 2 were found" in part and "nobody" in part and china in part
    found = room.script.get("/api/debrief").json()["room"]["wrong_papers"]
    assert [("claimed_t", "48500", "48000", [china]), ("host_t", "24001", "24000", [])] == [
        (one["figure"], one["said"], one["record"], one["found"]) for one in found
    ]
    assert person.get("/api/debrief").json()["room"] is None
    assert "Wrong figures" not in person.get("/debrief", headers=ENGLISH).text
