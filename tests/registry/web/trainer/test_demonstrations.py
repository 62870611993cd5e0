"""From the console a trainer chooses a scenario by its title, plays it by steps, and ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from registry.web.trainer.words import SCENARIO_AREAS
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow

NAME = "orders/cash-is-blocked"
ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("demonstrations")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        yield made


def shown(trainer: httpx2.Client, path: str = "/trainer", **headers: str) -> str:
    told = trainer.get(path, headers=headers or ENGLISH)
    assert told.status_code == 200, told.text
    return told.text


def test_every_scenario_is_listed_by_its_title_in_both_languages(room: Class) -> None:
    trainer = room.trainer()
    english = shown(trainer, "/trainer/scenarios")
    chinese = shown(trainer, "/trainer/scenarios", **CHINESE)
    offered = room.script.get("/api/scenarios").json()

    assert {one["name"].partition("/")[0] for one in offered} == set(SCENARIO_AREAS)
    listed = re.findall(r'name="scenario" value="([^"]+)"', english)
    assert [one["name"] for one in offered] == listed
    assert "A buy order blocks cash" in english and "买入委托冻结资金" in chinese
    assert "Joint committee" in english and "联合委员会" in chinese
    assert 'href="/trainer/scenarios"' in shown(trainer)


def test_a_scenario_is_loaded_played_step_by_step_and_ended(room: Class) -> None:
    trainer = room.trainer()
    before = shown(trainer)
    told = trainer.post("/trainer/scenarios", data={"scenario": NAME, "key": "k"})
    loaded = shown(trainer)
    steps = forms(loaded, "/trainer/demonstration")[0]
    one = trainer.post("/trainer/demonstration", data=steps | {"to": "1"})
    after_one, clock = shown(trainer), trainer.get("/api/clock").json()
    trainer.post("/trainer/demonstration", data={"to": "1"})
    again = shown(trainer)
    trainer.post("/trainer/demonstration", data={"to": "5"})
    ended = shown(trainer, **CHINESE)
    orders = shown(trainer, "/admin/orders")
    gone = trainer.post("/trainer/demonstration/end", data={"key": "e"})

    assert "Next step" not in before
    assert (303, "/trainer") == (told.status_code, told.headers["location"])
    assert "A buy order blocks cash" in loaded and "0 of 5 steps" in loaded
    assert "<code>ann</code>" in loaded and "S10</span>" in loaded
    assert "ann buy 100@8000 CCER gtc -&gt; resting, order as $bid" in loaded
    assert 303 == one.status_code and "1 of 5 steps" in after_one and "1 of 5 steps" in again
    assert clock["standing"] and 1 == clock["day"]
    assert "已执行 5 / 5 步" in ended and "下一步" not in ended and "80.00" in orders
    assert 303 == gone.status_code and "Next step" not in shown(trainer)
    assert [CODE] == [one["code"] for one in room.script.get("/api/lessons").json()]


def test_what_cannot_be_shown_is_refused_and_people_have_no_part_in_it(room: Class) -> None:
    trainer, (person, _) = room.trainer(), room.browser("Bob")
    wrong = trainer.post("/trainer/scenarios", data={"scenario": "orders/no"}, headers=ENGLISH)
    none = trainer.post("/trainer/demonstration", data={"to": "1"}, headers=ENGLISH)
    not_ended = trainer.post("/trainer/demonstration/end", data={"key": "k"})

    assert 404 == wrong.status_code and "There is no scenario orders/no to show." in wrong.text
    assert 409 == none.status_code and "has no demonstration" in none.text
    assert 409 == not_ended.status_code
    assert [CODE] == [one["code"] for one in room.script.get("/api/lessons").json()]
    for path in ("/trainer/scenarios", "/trainer/demonstration", "/trainer/demonstration/end"):
        assert 403 == person.post(path, data={"scenario": NAME}).status_code
    assert 403 == person.get("/trainer/scenarios").status_code
