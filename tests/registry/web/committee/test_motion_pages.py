"""Goal: whoever may bring a motion does so by a form that shows what would change; nobody else can.

Method: a class with people as government, owner and manager; each form is filled in by its address,
its preview is read and sent, and the motions of the API are read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx2
import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of, forms
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}
WHY = "The text of the protocol of 3 May"


class Room(NamedTuple):
    """The class, and people by role; the owner is that of TH001."""

    made: Class
    people: dict[str, httpx2.Client]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("motions")
    Lesson.create(folder / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(folder) as made:
        roles = ("government_partner", "government_host", "secretariat", "registry_manager",
                 "project_owner", "trader")  # fmt: skip
        people = {role: made.browser(role, role)[0] for role in roles}
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield Room(made, people)


def shown(
    room: Room, role: str, kind: str, language: dict[str, str] = ENGLISH, **typed: Any
) -> str:
    """The page of a form, filled in and previewed if something is typed."""
    query = f"?{urlencode({'step': 'preview', **typed}, doseq=True)}" if typed else ""
    answer = room.people[role].get(f"/committee/motions/{kind}{query}", headers=language)
    assert 200 == answer.status_code, answer.text[:400]
    return answer.text


def bring(room: Room, role: str, command: str, page: str) -> dict[str, Any]:
    """Send the button of a preview; the motion as the API has it."""
    (form,) = forms(page, f"/action/{command}")
    answer = room.people[role].post(f"/action/{command}", data=form)
    assert 303 == answer.status_code and "done=" in answer.headers["location"], answer.text[:400]
    found: dict[str, Any] = room.made.script.get("/api/motions?limit=1").json()[0]
    return found


def decide(room: Room, item: int) -> None:
    for seat in ("government_partner", "government_host"):
        told = room.made.give("committee.vote", f"{seat}-{item}", seat=room.made.seats(seat)[0],
                              item=item, vote="affirm")  # fmt: skip
        assert 200 == told.status_code, told.text
    secretary = room.made.seats("secretariat")[0]
    told = room.made.give("committee.publish", f"publish-{item}", seat=secretary, item=item)
    assert 200 == told.status_code, told.text


def offered(room: Room, role: str) -> set[str]:
    """The kinds of motions for which the docket has a link."""
    page = room.people[role].get("/committee", headers=ENGLISH).text
    kinds = ("amendment", "deregistration", "project_type", "allocation", "correction")
    return {kind for kind in kinds if f"/committee/motions/{kind}" in page}


def test_an_amendment_shows_each_term_beside_its_present_value(room: Room) -> None:
    plain = shown(room, "government_host", "amendment")
    assert "now: 1" in plain and "What you ask for" in plain
    typed = {"about": "CN-TH", "partner_share": "1", "host_share": "2", "min_share_percent": "0",
             "sop_percent": "0", "omge_percent": "0", "purposes": ["NDC", "OIMP"]}  # fmt: skip
    bare = shown(room, "government_host", "amendment", **typed)
    assert [] == forms(bare, "/action/agreement.ask_amendment") and "What would pass" in bare
    page = shown(room, "government_host", "amendment", **typed, reason=WHY)
    assert "Share of the host" in page and "What happens next" in page
    assert "接下来" in shown(room, "government_host", "amendment", CHINESE, **typed, reason=WHY)
    motion = bring(room, "government_host", "agreement.ask_amendment", page)
    assert ("amendment", "host_share 2", WHY) == (
        motion["kind"], motion["terms"], motion["reason"],
    )  # fmt: skip

    # Members see the change on the item; after the publication the page says that it holds.
    item = room.people["trader"].get(f"/committee/items/{motion['item']}", headers=ENGLISH).text
    assert "What it changes" in item and "has not happened yet" in item
    decide(room, motion["item"])
    agreed = room.made.script.get("/api/agreements").json()[0]["agreement"]
    assert "2" == agreed["host_share"]
    terms = room.people["trader"].get("/committee/agreements", headers=ENGLISH).text
    row = re.search(r"<tr><td>[^<]*</td><th scope=\"row\">Share of the host.*?</tr>", terms)
    assert row is not None and ("<td>1</td>" in row.group() and ">2</td>" in row.group())
    assert f"/committee/items/{motion['item']}" in row.group() and "amended" in terms
    # What country packs have on record stands beside it, with source and status.
    assert "On record of the parties" in terms and "Source:" in terms


def test_a_type_is_answered_and_a_project_deregistered(room: Room) -> None:
    typed = {"about": "CN-TH", "type": "large_hydro", "answer": "excluded", "reason": WHY}
    page = shown(room, "secretariat", "project_type", **typed)
    assert "excluded from new requests" in page
    motion = bring(room, "secretariat", "project.ask_type", page)
    assert ("large_hydro", "answer excluded") == (motion["about"], motion["terms"])
    assert "choose from the list" in shown(
        room, "secretariat", "project_type", **typed | {"answer": ""}
    )

    page = shown(room, "government_partner", "deregistration", about="TH001", reason=WHY)
    assert "deregistered, for good" in page
    motion = bring(room, "government_partner", "project.ask_deregistration", page)
    assert ("deregistration", "TH001") == (motion["kind"], motion["about"])
    again = shown(room, "government_partner", "deregistration", about="TH001", reason=WHY)
    assert [] == forms(again, "/action/project.ask_deregistration") and "What would pass" in again


def test_an_owner_files_percentages_of_recipients(room: Room) -> None:
    seat = str(room.people["project_owner"].get("/api/me").json()["seat"])
    plain = shown(room, "project_owner", "allocation")
    assert "Recipient 1" in plain and f'value="{seat}" selected' in plain
    other = next(s for s in room.made.seats("project_owner") if s != seat)
    typed = {"about": "TH001", "seat-1": seat, "percent-1": "60", "seat-2": other,
             "percent-2": "30", "reason": WHY}  # fmt: skip
    short = shown(room, "project_owner", "allocation", **typed)
    assert [] == forms(short, "/action/project.ask_allocation") and "90" in short
    page = shown(room, "project_owner", "allocation", **typed | {"percent-2": "40"})
    motion = bring(room, "project_owner", "project.ask_allocation", page)
    assert {f"{seat} 60", f"{other} 40"} == set(motion["terms"].split("; "))


def test_a_manager_cites_what_was_issued(room: Room) -> None:
    assert "correction" not in offered(room, "registry_manager")
    owner = str(room.people["project_owner"].get("/api/me").json()["seat"])
    asked = room.made.give("issuance.request", "ask", seat=owner, project="TH001", period=1)
    request = asked.json()["answer"]
    decide(room, request["item"])
    manager = room.made.seats("registry_manager")[0]
    told = room.made.give("issuance.issue", "issue", seat=manager, request=request["request"],
                          registry="TH")  # fmt: skip
    assert 200 == told.status_code, told.text
    assert {"correction"} == offered(room, "registry_manager")

    page = shown(room, "registry_manager", "correction")
    (about,) = {f["about"] for f in forms(page, "/committee/motions/correction#preview")[:1]}
    transaction, seat = about.split("-")
    assert "Whole tonnes only" in shown(
        room, "registry_manager", "correction", about=about, quantity="1.5", reason=WHY
    )
    typed = {"about": about, "quantity": "7", "reason": WHY}
    motion = bring(
        room, "registry_manager", "issuance.ask_correction",
        shown(room, "registry_manager", "correction", **typed),
    )  # fmt: skip
    assert (7, f"transaction {transaction}, {seat}") == (motion["quantity"], motion["about"])


def test_only_those_who_may_find_the_forms(room: Room) -> None:
    assert set() == offered(room, "trader")
    assert {"amendment", "deregistration", "project_type"} == offered(room, "government_host")
    assert {"deregistration", "project_type"} == offered(room, "secretariat")
    assert {"allocation"} == offered(room, "project_owner")
    for kind in ("amendment", "deregistration", "project_type", "allocation", "correction"):
        assert "Nothing to bring such a motion about" in shown(room, "trader", kind)
    assert 404 == room.people["trader"].get("/committee/motions/nothing").status_code


def test_a_motion_in_its_draft_gets_another_reason_from_its_item(room: Room) -> None:
    typed = {"about": "CN-TH", "sop_percent": "5", "partner_share": "1", "host_share": "2",
             "min_share_percent": "0", "omge_percent": "0", "purposes": ["NDC", "OIMP"],
             "reason": WHY}  # fmt: skip
    page = shown(room, "government_host", "amendment", **typed)
    motion = bring(room, "government_host", "agreement.ask_amendment", page)
    china, secretary = room.made.seats("government_partner")[0], room.made.seats("secretariat")[0]
    room.made.give("committee.vote", "no", seat=china, item=motion["item"], vote="object",
                   about="reason", reason="Which protocol?")  # fmt: skip
    room.made.give("committee.revise", "back", seat=secretary, item=motion["item"])
    here = f"/committee/items/{motion['item']}"
    host = room.people["government_host"]
    (form,) = forms(host.get(here).text, "/action/committee.restate")
    assert [] == forms(room.people["trader"].get(here).text, "/action/committee.restate")
    host.post("/action/committee.restate", data=form | {"reason": "The protocol of Chiang Mai"})
    found = room.made.script.get("/api/motions?limit=1").json()[0]
    assert "The protocol of Chiang Mai" == found["reason"]
