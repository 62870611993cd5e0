"""Goal: pages show an item as its kind describes it; both governments vote on it there.

Method: a lesson with people as governments gets an item of a kind that exists in tests only, later
one of an unknown kind; the pages are read in both languages, then the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx2
import pytest

from ledger.writer import Action, Request
from registry.classroom.lesson import Lesson
from tests.support import docket
from tests.support.classroom import CODE, SMALL, Class, class_of, forms

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}


class Room(NamedTuple):
    """A class with people as both governments, and the trainer."""

    made: Class
    governments: list[httpx2.Client]
    trainer: httpx2.Client


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A lesson at its slowest speed, before its market opens, with the second kind of item."""
    folder = tmp_path_factory.mktemp("docket")
    Lesson.create(folder / f"{CODE}.lesson", SMALL, seed=3).close()
    with docket.declared(), class_of(folder) as made:
        lesson = made.live.lesson
        lesson.writer.actions = {
            **lesson.writer.actions,
            "policy.propose": Action(_running(lesson, docket.propose), hot=False),
            "policy.enforce": Action(_running(lesson, docket.enforce), hot=False),
        }
        seated = [made.browser(role, role)[0] for role in ("government_partner", "government_host")]
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield Room(made, seated, made.trainer())


def _running(lesson: Lesson, command: Any) -> Any:
    def run(request: Request, at: int) -> dict[str, Any]:
        by = lesson.room.actor(request.seat, request.origin)
        answer: dict[str, Any] = command(lesson.books, **request.arguments, by=by, at=at)
        return answer

    return run


def give(room: Room, name: str, role: str, **arguments: Any) -> dict[str, Any]:
    """Send a command of the second kind from the first seat of a role; return its answer."""
    request = Request(name, arguments, "person", room.made.seats(role)[0])
    outcome = room.made.live.submit(request).result(20)
    assert outcome.answer is not None, outcome
    return outcome.answer


def affirm(government: httpx2.Client, item: int) -> str:
    """The task page of a government, which then consents to an item."""
    page = government.get("/trade/CCER", headers=ENGLISH)
    assert 200 == page.status_code
    wanted = {"item": str(item), "vote": "affirm"}
    form = next(
        f for f in forms(page.text, "/action/committee.vote") if wanted.items() <= f.items()
    )
    assert 303 == government.post("/action/committee.vote", data=form).status_code
    return page.text


def votes_on(room: Room, item: int) -> int:
    items = room.made.script.get("/api/committee").json()
    return next(len(one["votes"]) for one in items if one["item"] == item)


def test_both_governments_vote_on_a_second_kind_and_its_user_uses_it(room: Room) -> None:
    item = give(room, "policy.propose", "secretariat", policy=1)["item"]
    for cast, government in enumerate(room.governments):
        chinese = government.get("/trade/CCER", headers=CHINESE).text
        page = affirm(government, item)

        assert f"Committee item {item}: adopt a policy" in page
        assert "Vintages from 2026 on · not decided yet" in page
        assert f"联委会 {item} 号议题：通过一项政策" in chinese
        assert cast + 1 == votes_on(room, item)
    give(room, "committee.publish", "secretariat", item=item)
    give(room, "policy.enforce", "registry_manager", policy=1)
    listed = room.trainer.get("/admin/decisions", headers=ENGLISH).text
    one, chinese = (
        room.trainer.get(f"/admin/decisions/{item}", headers=language).text
        for language in (ENGLISH, CHINESE)
    )

    assert (1, "adopted") in docket.HEARD
    assert "Vintages from 2026 on" in listed and "TH001" not in listed
    assert f"Item {item}: adopt the policy Vintages from 2026 on" in one
    assert "used by" in one and "Split" not in one and "policy 1" in one
    assert f"{item} 号议题：通过政策：2026 年及以后的减排量" in chinese


def test_an_item_of_a_kind_that_nobody_knows_breaks_no_page(room: Room) -> None:
    item = give(room, "policy.propose", "secretariat", policy=3)["item"]
    with docket.unknown():
        for government in room.governments:
            assert f"Committee item {item}: policy" in affirm(government, item)
        for address in ("/admin/decisions", f"/admin/decisions/{item}"):
            shown = room.trainer.get(address, headers=ENGLISH)

            assert 200 == shown.status_code and "policy 3" in shown.text
        broken = room.made.script.get("/api/audit").json()["broken"]
    assert 2 == votes_on(room, item)
    assert (3, "adopted") not in docket.HEARD
    assert any("no procedure knows" in str(one) for one in broken)


def test_a_subject_that_is_missing_breaks_no_page(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = give(room, "policy.propose", "secretariat", policy=2)["item"]
    with monkeypatch.context() as gone:
        gone.delitem(docket.TEXTS, 2)
        pages = [
            room.governments[0].get("/trade/CCER", headers=ENGLISH),
            room.trainer.get(f"/admin/decisions/{item}", headers=ENGLISH),
        ]

    assert [200, 200] == [page.status_code for page in pages]
    assert all("policy 2" in page.text for page in pages)
