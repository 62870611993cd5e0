"""Goal: a motion is voted on, published, carried out and paid for from the pages of the seats.

Method: a lesson with a person as registry manager and one as the owner who received too much; their
pages are read, the forms on them are sent, and holdings and corrections are read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.writer import Request
from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of, forms

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    Lesson.create(tmp_path / f"{CODE}.lesson", SMALL, seed=3).close()
    with class_of(tmp_path) as made:
        made.run()
        made.give("lesson.bots", "rest", on=False)
        made.give("lesson.speed", "slow", speed=1)
        yield made


def give(room: Class, name: str, giver: str, /, **arguments: Any) -> dict[str, Any]:
    """Send a command of a seat; return its answer."""
    outcome = room.live.submit(Request(name, arguments, "person", giver)).result(20)
    assert outcome.answer is not None, outcome
    return outcome.answer


def decide(room: Class, item: int) -> dict[str, Any]:
    """Both governments affirm, the secretariat publishes."""
    for role in ("government_partner", "government_host"):
        give(room, "committee.vote", room.seats(role)[0], item=item, vote="affirm")
    return give(room, "committee.publish", room.seats("secretariat")[0], item=item)


def press(person: httpx2.Client, command: str) -> str:
    """Send the first form of a command on a person's task page; the page."""
    page = person.get("/trade/CCER", headers=ENGLISH)
    assert 200 == page.status_code
    form = forms(page.text, f"/action/{command}")[0]
    assert 303 == person.post(f"/action/{command}", data=form).status_code
    return page.text


def issued(room: Class, owner: str, manager: str, period: int) -> tuple[int, int]:
    """A batch of the owner's project; its asset, and the owner's last serial."""
    asked = give(room, "issuance.request", owner, project="TH001", period=period)
    decide(room, asked["item"])
    answer = give(room, "issuance.issue", manager, request=asked["request"], registry="TH")
    return int(answer["batch"]), int(answer["last"])


def test_a_correction_goes_its_way_over_the_pages(room: Class) -> None:
    manager, office = room.browser("Mia", "registry_manager")
    person, owner = room.browser("Oli", "project_owner")
    batch, last = issued(room, owner, office, 1)
    issued(room, owner, office, 2)
    cited = room.script.get(f"/api/serials/TH/{last}").json()["moves"][0]["transaction"]
    free = give(
        room, "retirement.cancel", owner, registry="TH", asset=batch, quantity=1, reason="x"
    )
    held = next(
        one["free_t"] if "free_t" in one else one["free"]
        for one in person.get("/api/holdings").json()
        if one["asset"] == batch
    )
    give(
        room, "retirement.cancel", owner, registry="TH", asset=batch, quantity=held - 3, reason="x"
    )
    motion = give(
        room, "issuance.ask_correction", office, transaction=cited, seat=owner, quantity=7,
        reason="The meter counted twice",
    )  # fmt: skip
    decide(room, motion["item"])
    page = press(manager, "issuance.correct")

    assert 1 == free["quantity"] and "Correction 1: 7 t too many" in page
    (row,) = room.script.get("/api/corrections").json()
    assert ("owed", 4) == (row["state"], row["owed_t"])
    assert "Correction 1" not in manager.get("/trade/CCER", headers=ENGLISH).text
    page = press(person, "issuance.compensate")
    assert "4 t of them are gone" in page
    (row,) = room.script.get("/api/corrections").json()
    assert ("corrected", 0) == (row["state"], row["owed_t"])
    assert "Correction 1" not in person.get("/trade/CCER", headers=ENGLISH).text
