"""The page of lessons: a lesson is made from a plan, and every mistake is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

AGAIN = "/trainer/lessons/again"

ENGLISH, CHINESE = {"accept-language": "en"}, {"accept-language": "zh"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("lessons")
    create(folder / f"{CODE}.lesson", hour=9)
    with class_of(folder) as made:
        yield made


def listed(room: Class) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in room.script.get("/api/lessons").json()}


def shown(trainer: httpx2.Client, path: str = "/trainer/lessons", **headers: str) -> str:
    told = trainer.get(path, headers=headers or ENGLISH)
    assert told.status_code == 200, told.text
    return told.text


def test_a_lesson_is_made_with_days_seats_venue_seed_and_resting_bots(room: Class) -> None:
    trainer = room.trainer()
    form = {
        "plan": CODE, "clock.days": "2", "seats[5].count": "1", "seats[6].count": "1",
        "seats[7].count": "20", "instruments[1].venue": "guangdong", "seed": "77", "bots": "rest",
    }  # fmt: skip
    told = trainer.post("/trainer/lessons", data=form)
    code = trainer.get("/api/me").json()["lesson"]
    made, plan = listed(room)[code], room.app.state.server.lives[code].current.plan
    page, console = shown(trainer), shown(trainer, "/trainer")
    sizes = {group.role.value: group.count for group in plan.seats}

    assert (303, "/trainer") == (told.status_code, told.headers["location"])
    assert (77, 2) == (made["seed"], made["clock"]["days"])
    assert "trader" not in made["bots"]
    assert (1, 1, 20) == tuple(sizes[role] for role in ("project_owner", "emitter", "trader"))
    assert "Yuanfan Trading 2" in console, "names go on as those of further seats do"
    assert ["guangdong", "plain"] == [one.venue for one in plan.instruments[:2]]
    assert made["join_code"] in page and "before its first day" in page
    assert "day 1 of 6" in page and page.count('aria-current="true"') == 2
    room.script.post(f"/api/lessons/{code}/close")
    room.script.delete(f"/api/lessons/{code}")


def test_every_mistake_stands_at_its_field_in_both_languages_and_nothing_is_made(
    room: Class,
) -> None:
    trainer, before = room.trainer(), set(listed(room))
    form = {
        "plan": CODE, "clock.days": "0", "seats[6].count": "9" * 30, "seats[7].count": "１２",
        "instruments[2].venue": "nowhere", "seed": "-4",
    }  # fmt: skip
    english = trainer.post("/trainer/lessons", data=form, headers=ENGLISH)
    chinese = trainer.post("/trainer/lessons", data=form, headers=CHINESE)

    assert 422 == english.status_code == chinese.status_code
    assert "No lesson was made. Mistakes: 5" in english.text
    assert "未建立课程。有误之处：5" in chinese.text
    for key, said, zh in (
        ("clock.days", "at least 1", "不得小于 1"),
        ("seats[6].count", "at most 500", "不得大于 500"),
        ("seats[7].count", "a whole number is needed", "应为整数"),
        ("instruments[2].venue", "no rules of nowhere", "没有 nowhere 的规则"),
        ("seed", "a whole number is needed", "应为整数"),
    ):
        for text, expected in ((english.text, said), (chinese.text, zh)):
            beside = text.partition(f'id="{key}-wrong-1">')[2].partition("</span>")[0]
            assert expected in beside, key
        assert f'id="{key}"' in english.text
    assert 'value="１２"' in english.text, "what was typed stays"
    assert before == set(listed(room))


@pytest.mark.parametrize(
    ("most", "seats", "status"), [("1", 10, 303), ("500", 528, 303), ("501", 0, 422)]
)
def test_a_room_of_one_and_of_five_hundred(room: Class, most: str, seats: int, status: int) -> None:
    trainer, before = room.trainer(), set(listed(room))
    groups = {f"seats[{place}].count": "1" for place in range(1, 9)} if seats == 10 else {}
    told = trainer.post(
        "/trainer/lessons", data={"plan": CODE, **groups, "seats[6].count": most}, headers=ENGLISH
    )
    made = set(listed(room)) - before

    assert status == told.status_code
    assert bool(seats) == bool(made)
    for code in made:
        assert seats == len(room.app.state.server.lives[code].current.seats)
        room.script.post(f"/api/lessons/{code}/close")
        room.script.delete(f"/api/lessons/{code}")


def test_a_lesson_is_closed_and_opened_again_and_others_are_not_disturbed(room: Class) -> None:
    trainer, (person, seat) = room.trainer(), room.browser("Ann")
    trainer.post("/trainer/lessons", data={"plan": "venues", "clock.days": "1"})
    code = trainer.get("/api/me").json()["lesson"]
    asks = shown(trainer)
    before = room.client().get(f"/join?code={listed(room)[code]['join_code']}").text
    begun = room.client().get(f"/join?code={room.join_code}").text
    closed = trainer.post("/trainer/lessons/close", data={"code": code})
    states = shown(trainer)
    alone = trainer.post("/trainer/lessons/close", data={"code": CODE})
    opened = trainer.post("/trainer/lessons/open", data={"code": code})

    assert f"Who is to come along needs the join code {room.join_code}." in asks
    assert "stay there: 0. Its clock stands." in asks
    assert 'name="orders"' in begun and 'name="orders"' not in before, "no bot has an order yet"
    assert 303 == closed.status_code and ">closed</span>" in states.replace("\n", "")
    assert 303 == alone.status_code and person.get("/api/me").json()["seat"] == seat
    assert "/trainer" == opened.headers["location"]
    assert code == trainer.get("/api/me").json()["lesson"] and listed(room)[code]["open"]
    for path in ("/trainer/lessons/open", "/trainer/lessons/close"):
        assert 404 == trainer.post(path, data={"code": "nowhere"}).status_code
        assert 403 == person.post(path, data={"code": code}).status_code
    assert 403 == person.post("/trainer/lessons", data={"plan": CODE}).status_code
    assert 422 == trainer.post("/trainer/lessons", data={"plan": "no-such"}).status_code
    assert 422 == trainer.get("/trainer/lessons?plan=no-such").status_code
    room.script.post(f"/api/lessons/{code}/close")
    room.script.delete(f"/api/lessons/{code}")


def test_the_same_people_play_again_and_the_round_before_can_be_read(room: Class) -> None:
    trainer, (ann, seat) = room.trainer(), room.browser("Ann Again", "trader")
    asks, people = shown(trainer), len(room.hall.names(CODE))
    code = next(one.code for one in room.hall.seatings.of_lesson(CODE) if one.name == "Ann Again")
    before, ended = listed(room)[CODE], room.script.get("/api/log?limit=1").json()[0]
    told = trainer.post(AGAIN, data={"code": CODE, "seed": before["seed"]})
    after, me = listed(room)[CODE], ann.get("/api/me").json()
    back = room.client().post("/api/return", json={"personal_code": code, "code": room.join_code})
    old = f"{CODE}-round-1"
    kept = listed(room)[old]
    trainer.post("/trainer/lessons/open", data={"code": old})
    roster, of_old = shown(trainer, "/trainer"), {"tanlu-lesson": old}
    last = room.script.get("/api/log?limit=1", headers=of_old).json()[0]
    other = trainer.post(AGAIN, data={"code": CODE, "seed": after["seed"]})

    assert f"People who keep seat, role and personal code: {people}." in asks
    assert 'id="again" open' in shown(trainer, "/trainer/lessons?again=1") and " open>" not in asks
    assert (303, "/trainer") == (told.status_code, told.headers["location"])
    assert (before["seed"] + 1, 0) == (after["seed"], after["clock"]["day"])
    assert before["join_code"] == after["join_code"] != kept["join_code"]
    assert (seat, "trader", CODE) == (me["seat"], me["role"], me["lesson"])
    assert 200 == back.status_code and seat == back.json()["seat"], back.text
    assert (False, "Belt and Road, lesson 1 · round 1") == (kept["open"], kept["title"]["en"])
    assert "Ann Again" in roster and ended == last
    assert 303 == other.status_code and f"{CODE}-round-2" in listed(room)
    assert 403 == ann.post(AGAIN, data={"code": CODE, "seed": 0}).status_code
    assert 404 == trainer.post(AGAIN, data={"code": "no", "seed": 0}).status_code
    assert before["seed"] + 2 == listed(room)[CODE]["seed"]
