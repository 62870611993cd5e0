"""Goal: an owner states the papers of its request by a form, and corrects them after an objection.

Method: a class with a person as the owner; the form is filled in by its address, its button is
sent, and the item's papers are read back from the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from registry.classroom.lesson import Lesson
from tests.support.classroom import CODE, SMALL, Class, class_of, forms
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}
HERE = "/requests/papers/TH001/1"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("papers")
    Lesson.create(folder / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(folder) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield made


def shown(owner: httpx2.Client, **typed: Any) -> str:
    query = f"?{urlencode({'step': 'preview', **typed})}" if typed else ""
    answer = owner.get(HERE + query, headers=ENGLISH)
    assert 200 == answer.status_code, answer.text[:400]
    return answer.text


def papers(room: Class, item: int) -> dict[str, str]:
    found = room.script.get(f"/api/committee/{item}").json()["item"]
    return {one["name"]: one["text"] for one in found["papers"]}


def test_papers_are_stated_objected_to_and_corrected(room: Class) -> None:
    owner, _ = room.browser("Oli", "project_owner")
    china = room.seats("government_partner")[0]
    secretary = room.seats("secretariat")[0]
    home = owner.get("/trade/CCER", headers=ENGLISH).text
    assert HERE in home and 'value="48000"' in shown(owner)

    # A wrong figure is told before it is submitted, and accepted all the same.
    assert "Digits only" in shown(owner, claimed_t="48.5")
    page = shown(owner, claimed_t="48500", statement="Two engines")
    assert "Not the register" in page and "Reduction claimed" in page
    (form,) = forms(page, "/action/issuance.request")
    answer = owner.post("/action/issuance.request", data=form)
    assert "done=" in answer.headers["location"], answer.text[:400]
    head = room.script.get("/api/committee?limit=1").json()[0]["item"]
    told = room.script.get(f"/api/committee/{head}").json()["item"]
    assert told["digest"] in page, "the preview has shown the digest of the item"
    assert "48500 t" in papers(room, head)["figures"]
    assert "Two engines" == papers(room, head)["statement"]
    assert "with the committee" in shown(owner)

    room.give("committee.vote", "no", seat=china, item=head, vote="object", about="figures",
              reason="48,000 t on the register")  # fmt: skip
    room.give("committee.revise", "back", seat=secretary, item=head)
    home = owner.get("/trade/CCER", headers=ENGLISH).text
    assert "was sent back to its draft" in home and "48,000 t on the register" in home
    assert HERE in owner.get(f"/committee/items/{head}").text
    assert 'value="48500"' in shown(owner)
    page = shown(owner, claimed_t="48000")
    (form,) = forms(page, "/action/issuance.amend")
    assert "done=" in owner.post("/action/issuance.amend", data=form).headers["location"]
    again = room.give("committee.circulate", "again", seat=secretary, item=head)
    assert 200 == again.status_code, again.text
    assert again.json()["answer"]["digest"] in page
    assert "48000 t" in papers(room, head)["figures"]


def test_what_cannot_be_read_is_refused_and_papers_of_others_are_not_there(room: Class) -> None:
    other, _ = room.browser("Pia", "project_owner")
    answer = other.get(HERE)
    assert 404 == answer.status_code
    assert 404 == other.get("/requests/papers/TH001/x").status_code
