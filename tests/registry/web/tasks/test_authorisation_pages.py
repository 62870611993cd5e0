"""Goal: an owner applies, and the host's government states, amends, suspends and revokes by forms.

Method: a class with people as owner and host's government; each form is filled in by its address
and sent, and the authorisations of the API are read back.
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


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("authorisations")
    Lesson.create(folder / f"{CODE}.lesson", without_makers(SMALL), seed=3).close()
    with class_of(folder) as made:
        made.give("lesson.bots", "rest", on=False)
        made.run()
        made.give("lesson.speed", "slow", speed=1)
        yield made


@pytest.fixture(scope="module")
def owner(room: Class) -> httpx2.Client:
    return room.browser("Oli", "project_owner")[0]


@pytest.fixture(scope="module")
def host(room: Class) -> httpx2.Client:
    return room.browser("Nok", "government_host")[0]


def shown(client: httpx2.Client, path: str, **typed: Any) -> str:
    answer = client.get(f"{path}?{urlencode(typed, doseq=True)}", headers=ENGLISH)
    assert 200 == answer.status_code, answer.text[:400]
    return answer.text


def send(client: httpx2.Client, command: str, page: str, **typed: str) -> None:
    """Send the last form of a command on a page, with what is typed into it."""
    form = forms(page, f"/action/{command}")[-1]
    answer = client.post(f"/action/{command}", data=form | typed)
    assert 303 == answer.status_code and "done=" in answer.headers["location"], answer.text[:400]


def known(room: Class) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in room.script.get("/api/authorisations").json()}


def test_an_application_is_answered_with_entities_and_years(
    room: Class, owner: httpx2.Client, host: httpx2.Client
) -> None:
    voluntary = room.seats("voluntary_buyer")[0]
    page = shown(owner, "/trade/CCER", task="apply", project="TH001", quantity="500",
                 purposes=["NDC", "OP"], circumstances=["fraud", "breach"])  # fmt: skip
    send(owner, "authorisation.apply", page)
    assert "THA-AUT-0001" in owner.get("/trade/CCER").text

    # The government opens the form with what was applied for, and states other terms.
    link = next(f for f in forms(shown(host, "/home"), "/home#task-authorise") if f["task"])
    asked = {name: value.split(",") if name in ("purposes", "circumstances") else value
             for name, value in link.items()}  # fmt: skip
    assert ["fraud", "breach"] == asked["circumstances"] and "500" == asked["quantity"]
    stated = asked | {"quantity": "400", "entities": [voluntary], "vintage_first": "2026",
                      "vintage_last": "2028"}  # fmt: skip
    late = shown(host, "/home", **stated | {"vintage_first": "2029"})
    assert [] == forms(late, "/action/authorisation.grant") and "What would pass" in late
    assert "Digits only" in shown(host, "/home", **stated | {"vintage_first": "soon"})
    page = shown(host, "/home", **stated)
    send(host, "authorisation.grant", page)
    one = known(room)["THA-AUT-0001"]
    assert (400, [voluntary], 2026, 2028) == (
        one["max_quantity"], one["entities"], one["vintage_first"], one["vintage_last"],
    )  # fmt: skip
    assert ["fraud", "breach"] == one["circumstances"]


def test_an_amendment_takes_terms_away_and_shows_what_it_changes(
    room: Class, host: httpx2.Client
) -> None:
    link = next(f for f in forms(shown(host, "/home"), "/home#task-amend") if f["task"])
    lists = ("purposes", "parties", "entities", "circumstances")
    now = {n: v.split(",") if n in lists else v for n, v in link.items()}
    same = shown(host, "/home", **now, reason="Nothing new")
    assert [] == forms(same, "/action/authorisation.amend") and "What would pass" in same
    then = now | {"quantity": "300", "entities": [], "last_day": "2028-12-31", "reason": "Shorter"}
    page = shown(host, "/home", **then)
    assert "400 t →" in page and "2028-12-31" in page
    send(host, "authorisation.amend", page)
    one = known(room)["THA-AUT-0001"]
    assert (2, 300, [], "2028-12-31") == (
        one["version"], one["max_quantity"], one["entities"], one["last_day"],
    )  # fmt: skip

    # The last day is taken away again by an empty field.
    (link,) = [f for f in forms(shown(host, "/home"), "/home#task-amend") if f["task"]]
    now = {n: v.split(",") if n in lists else v for n, v in link.items()}
    send(host, "authorisation.amend", shown(host, "/home", **now | {"last_day": "", "reason": "x"}))
    assert "" == known(room)["THA-AUT-0001"]["last_day"]


def test_each_step_says_what_it_does_to_tonnes(room: Class, host: httpx2.Client) -> None:
    page = shown(host, "/home")
    assert "First transferred: 0 t" in page and "Not first transferred: 300 t" in page
    assert "stands still until it is resumed" in page
    send(host, "authorisation.suspend", page, reason="Grid factors under review")
    assert "suspended" == known(room)["THA-AUT-0001"]["state"]
    page = shown(host, "/home")
    assert "can be first transferred again" in page
    send(host, "authorisation.resume", page)
    send(host, "authorisation.revoke", shown(host, "/home"), reason="Own target")
    assert "revoked" == known(room)["THA-AUT-0001"]["state"]


def test_a_rejection_tells_its_reason_to_the_owner(
    room: Class, owner: httpx2.Client, host: httpx2.Client
) -> None:
    page = shown(owner, "/trade/CCER", task="apply", project="TH001", no_maximum="yes",
                 purposes="NDC")  # fmt: skip
    send(owner, "authorisation.apply", page)
    send(host, "authorisation.reject", shown(host, "/home"), reason="The target is not met")
    assert "The target is not met" in owner.get("/trade/CCER").text
    trader, _ = room.browser("Tom", "trader")
    assert "task-apply" not in trader.get("/trade/CCER").text
