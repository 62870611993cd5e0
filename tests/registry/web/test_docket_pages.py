"""Goal: pages show an item of any kind as its kind tells it; both governments vote on it there.

Method: a lesson in which people sit as governments gets an item of a kind that only tests know,
later one of a kind that nobody knows; the pages are read in both languages, then the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ledger.writer import Action, Outcome, Request
from registry.classroom.lesson import Lesson
from tests.support import docket
from tests.support.classroom import CODE, SMALL, Class, class_of, forms

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    """A lesson that runs at its slowest before its market opens, and knows the second kind."""
    Lesson.create(tmp_path / f"{CODE}.lesson", SMALL, seed=3).close()
    with docket.declared(), class_of(tmp_path) as made:
        lesson = made.live.lesson
        for name, command in {
            "policy.propose": docket.propose, "policy.enforce": docket.enforce,
        }.items():  # fmt: skip
            lesson.writer.actions[name] = Action(_running(lesson, command), hot=False)
        yield made


def _running(lesson: Lesson, command: Any) -> Any:
    def run(request: Request, at: int) -> dict[str, Any]:
        by = lesson.room.actor(request.seat, request.origin)
        answer: dict[str, Any] = command(lesson.books, **request.arguments, by=by, at=at)
        return answer

    return run


def give(room: Class, name: str, role: str, **arguments: Any) -> Outcome:
    """A command of the second kind by the first seat of a role."""
    seat = room.seats(role)[0]
    return room.live.submit(Request(name, arguments, "person", seat)).result(20)


def governments(room: Class) -> list[httpx2.Client]:
    """People as both governments."""
    seated = [room.browser(role, role)[0] for role in ("government_cn", "government_host")]
    room.run()
    room.give("lesson.speed", "slow", speed=1)
    return seated


def test_both_governments_vote_on_a_second_kind_and_its_user_uses_it(room: Class) -> None:
    seated = governments(room)
    assert give(room, "policy.propose", "secretariat", policy=1).answer == {"policy": 1, "item": 1}
    trainer = room.trainer()
    for number, government in enumerate(seated):
        page = government.get("/trade/CCER", headers=ENGLISH).text

        assert "Committee item 1: adopt a policy" in page
        assert "Vintages from 2026 on · has not happened yet" in page
        assert (
            "联委会 1 号议题：通过一项政策" in government.get("/trade/CCER", headers=CHINESE).text
        )
        form = next(f for f in forms(page, "/deed/committee.vote") if f["vote"] == "affirm")
        assert 303 == government.post("/deed/committee.vote", data=form).status_code
        votes = room.script.get("/api/committee").json()[0]["votes"]
        assert number + 1 == len(votes)
    used = give(room, "policy.enforce", "registry_manager", policy=1)

    assert {"policy": 1} == used.answer
    listed = trainer.get("/admin/decisions", headers=ENGLISH).text
    one = trainer.get("/admin/decisions/1", headers=ENGLISH).text
    assert "Vintages from 2026 on" in listed and "TH001" not in listed
    assert "Item 1: adopt the policy Vintages from 2026 on" in one
    assert "used by" in one and "Split" not in one and "policy 1" in one
    assert (
        "1 号议题：通过政策：2026 年及以后的减排量"
        in trainer.get("/admin/decisions/1", headers=CHINESE).text
    )


def test_an_item_of_a_kind_that_nobody_knows_breaks_no_page(room: Class) -> None:
    seated = governments(room)
    give(room, "policy.propose", "secretariat", policy=1)
    trainer = room.trainer()
    with docket.unknown():
        for government in seated:
            page = government.get("/trade/CCER", headers=ENGLISH)
            form = next(
                f for f in forms(page.text, "/deed/committee.vote") if f["vote"] == "affirm"
            )

            assert 200 == page.status_code and "Committee item 1: policy" in page.text
            assert 303 == government.post("/deed/committee.vote", data=form).status_code
        for address in ("/admin/decisions", "/admin/decisions/1"):
            shown = trainer.get(address, headers=ENGLISH)

            assert 200 == shown.status_code and "policy 1" in shown.text
        broken = room.script.get("/api/audit").json()["broken"]
    assert [] == docket.HEARD
    assert any("no procedure knows" in str(one) for one in broken)


def test_a_subject_that_is_missing_breaks_no_page(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated = governments(room)
    give(room, "policy.propose", "secretariat", policy=2)
    with monkeypatch.context() as gone:
        gone.delitem(docket.TEXTS, 2)
        pages = [
            seated[0].get("/trade/CCER", headers=ENGLISH),
            room.trainer().get("/admin/decisions/1", headers=ENGLISH),
        ]

    assert [200, 200] == [page.status_code for page in pages]
    assert all("policy 2" in page.text for page in pages)
