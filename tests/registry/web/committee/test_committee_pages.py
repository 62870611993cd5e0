"""Goal: people decide an item by the committee's pages alone, and everybody reads how it stands.

Method: a class with people as both governments, secretariat and manager; every command is a form
that a page offers; the API is read after each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx2
import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of, forms
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}
WHY = "Six days of standstill in December"


class Room(NamedTuple):
    """The class, and people by role."""

    made: Class
    people: dict[str, httpx2.Client]
    item: int
    request: int


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("committee")
    Lesson.create(folder / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(folder) as made:
        roles = ("government_partner", "government_host", "secretariat", "registry_manager",
                 "trader")  # fmt: skip
        people = {role: made.browser(role, role)[0] for role in roles}
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        found = made.script.get("/api/projects").json()
        one = next(o for o in found if o["project"]["agreement"] and o["open_periods"])
        asked = made.give(
            "issuance.request", "ask", seat=one["project"]["owner"],
            project=one["project"]["code"], period=one["open_periods"][0],
        )  # fmt: skip
        answer = asked.json()["answer"]
        yield Room(made, people, answer["item"], answer["request"])


def page(room: Room, role: str, path: str = "", language: dict[str, str] = ENGLISH) -> str:
    answer = room.people[role].get(path or f"/committee/items/{room.item}", headers=language)
    assert 200 == answer.status_code, answer.text[:400]
    return answer.text


def give(room: Room, role: str, command: str, *, typed: dict[str, str], **wanted: str) -> str:
    """Send a form that the item's page offers; the page that follows."""
    offered = [
        form
        for form in forms(page(room, role), f"/action/{command}")
        if wanted.items() <= form.items()
    ]
    assert offered, f"{command} {wanted} is not offered to {role}"
    client = room.people[role]
    answer = client.post(f"/action/{command}", data=offered[0] | typed)
    assert 303 == answer.status_code, answer.text[:400]
    return client.get(answer.headers["location"], headers=ENGLISH).text


def item(room: Room) -> dict[str, Any]:
    found: dict[str, Any] = room.made.script.get(f"/api/committee/{room.item}").json()
    return found


def offered(room: Room, role: str) -> set[str]:
    """The commands for which the item's page has a form for this role."""
    found = set(re.findall(r'action="/action/([\w.]+)"', page(room, role)))
    return found - {"help.ask", "help.taken"}


def test_an_item_is_objected_to_withdrawn_adopted_published_and_issued(room: Room) -> None:
    assert {"committee.vote", "committee.comment", "committee.recuse"} == offered(
        room, "government_host"
    ) - {"help.call"}
    assert "committee.vote" not in offered(room, "trader") | offered(room, "secretariat")
    number = re.search(r"JC-TH-2028-E\d\d", page(room, "trader"))
    assert number is not None and number.group() in page(room, "trader", "/committee")

    # An objection without a reason changes nothing; with one it stops the clock.
    refused = give(
        room, "government_host", "committee.vote", typed={"about": "figures"}, vote="object"
    )
    assert (
        "procedure.item_reason_missing" in refused and "circulated" == item(room)["item"]["state"]
    )
    told = give(
        room, "government_host", "committee.vote", typed={"about": "figures", "reason": WHY},
        vote="object",
    )  # fmt: skip
    assert "Vote cast" in told and WHY in told
    stopped = page(room, "government_partner")
    assert "Stopped by Government of Thailand." in stopped and WHY in stopped
    assert "objected" == item(room)["item"]["state"] and item(room)["item"]["due_at"] is None
    assert "反对" in page(room, "trader", language=CHINESE)

    give(room, "government_host", "committee.withdraw", typed={"reason": "It was deducted"})
    give(room, "government_host", "committee.vote", typed={}, vote="affirm")
    assert "1 of 2 consent" in page(room, "trader")
    give(room, "government_partner", "committee.vote", typed={}, vote="affirm")
    assert "adopted" == item(room)["item"]["state"]
    assert {"committee.publish"} <= offered(room, "secretariat")
    give(room, "secretariat", "committee.publish", typed={})

    # Each registry issues its own share; between the two the half state is shown.
    shown = page(room, "registry_manager")
    shares = forms(shown, "/action/issuance.issue")
    assert {"TH"} <= {one["registry"] for one in shares}
    for n, share in enumerate(shares):
        give(room, "registry_manager", "issuance.issue", typed={}, registry=share["registry"])
        if n + 1 < len(shares):
            assert "issued by the" in page(room, "trader")
    assert "used" == item(room)["item"]["state"]
    assert "issued in both shares" in page(room, "trader")
    assert [] == forms(page(room, "registry_manager"), "/action/issuance.issue")


def test_the_sheet_has_members_votes_papers_and_says_what_it_is(room: Room) -> None:
    sheet = page(room, "trader", f"/committee/items/{room.item}/print")
    found = item(room)["item"]

    assert "Teaching construct: no such agreement" in sheet
    for paper in found["papers"]:
        assert paper["digest"] in sheet
    for member in found["members"]:
        assert member["seat"] in sheet
    assert all(said["reason"] in sheet for said in found["said"])
    assert "教学设计" in page(
        room, "trader", f"/committee/items/{room.item}/print", language=CHINESE
    )


def test_a_government_suspends_and_both_resume_an_agreement(room: Room) -> None:
    def send(role: str, command: str, **typed: str) -> None:
        form = forms(page(room, role, "/committee/agreements"), f"/action/{command}")[0]
        told = room.people[role].post(f"/action/{command}", data=form | typed)
        assert "done=" in told.headers["location"]

    def state() -> tuple[str, str]:
        one = room.made.script.get("/api/agreements").json()[0]
        return one["agreement"]["state"], one["awaited_country"]

    assert "/action/" not in page(room, "trader", "/committee/agreements").split("<main")[1]
    send("government_host", "agreement.suspend", reason="Elections")
    assert ("suspended", "") == state()
    send("government_partner", "agreement.resume")
    assert ("suspended", "TH") == state()
    waits = page(room, "trader", "/committee/agreements")
    assert "waits for Thailand" in waits and "Elections" in waits
    send("government_host", "agreement.resume")
    assert ("active", "") == state()


def test_the_docket_and_unknown_items(room: Room) -> None:
    script = room.made.script
    docket = script.get("/api/docket", params={"agreement": "CN-TH"}).json()

    assert all(one["state"] not in ("used", "dropped") for one in docket)
    assert 404 == script.get("/api/docket", params={"agreement": "CN-XX"}).status_code
    for path in ("/committee/items/999", "/committee/items/x", f"/committee/items/{10**40}/print"):
        assert 404 == room.people["trader"].get(path).status_code
    assert 303 == room.made.client().get("/committee").status_code
    rows = room.made.trainer().get("/admin/csv/votes").text
    assert all(one["vote"] in rows for one in item(room)["item"]["said"])
