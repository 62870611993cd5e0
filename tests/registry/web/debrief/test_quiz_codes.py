"""Goal: one code for each browser, few for each seat; a class that hands in at once is not slowed.

Method: a served lesson over HTTP, in which five wrong codes are the most; codes and answers are
read back from the hall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from registry.quiz import sittings
from registry.quiz.questions import RIGHT, Sitting, questions
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow
EN = {"accept-language": "en"}
ALL_RIGHT = {f"q-{one.key}": str(RIGHT) for one in questions()}
MANY = 10_000
"""Seats of a lesson that may give out any number of codes."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    create(tmp_path / f"{CODE}.lesson", hour=9)
    with class_of(tmp_path, guess_burst=5, guess_per_second=0.001) as made:
        sittings.open_sitting(made.hall, CODE, Sitting.BEFORE)
        yield made


def hand_in(person: httpx2.Client, code: str, sitting: str, **answers: str) -> httpx2.Response:
    form = {"code": code, "sitting": sitting, **ALL_RIGHT, **answers}
    return person.post("/quiz", data=form, headers=EN)


def drawn(room: Class) -> int:
    return sittings.state_of(room.hall, CODE).codes


def test_right_answers_are_not_told_beside_the_questions_of_a_later_sitting(room: Class) -> None:
    person, code = room.client(origin=room.url), sittings.begin(room.hall, CODE, seats=MANY)
    sittings.open_sitting(room.hall, CODE, Sitting.AFTER)
    assert 303 == hand_in(person, code, "after", **{"q-cap": "0"}).status_code
    sittings.open_sitting(room.hall, CODE, Sitting.LATER)
    asked = person.get("/quiz", headers=EN).text
    sittings.open_sitting(room.hall, CODE, None)
    over = person.get("/quiz", headers=EN).text

    assert 10 == asked.count("quiz-question")
    for told in ("The right answer", "9 of 10 right", "At most 5 % of what must be surrendered"):
        assert told not in asked and told in over


def test_a_browser_draws_one_code(room: Class) -> None:
    person, _ = room.browser("Ann")
    pages = [(person.post("/quiz/begin"), person.get("/quiz", headers=EN))[1] for _ in range(5)]
    other = person.get("/quiz", params={"other": "1"}, headers=EN).text
    person.cookies.set("tanlu_quiz", "KX7M4Q2W", domain="127.0.0.1")
    foreign = person.get("/quiz", params={"other": "1"}, headers=EN).text

    shown = [re.findall(r'class="code-shown">([\w-]+)<', page.text) for page in pages]
    assert 1 == drawn(room) == len({code for (code,) in shown})
    assert "I have a quiz code" in other and "Get a code and begin" not in other
    assert "Get a code and begin" in foreign


def test_whoever_throws_codes_away_draws_a_few_for_each_seat(room: Class) -> None:
    person, _ = room.browser("Ann")
    seats = sum(one.of_class for one in room.live.current.seats.values())
    sittings.new_codes(room.hall, CODE, count=3 * seats - 2)
    told = []
    for _ in range(4):
        told.append(person.post("/quiz/begin", headers=EN))
        person.cookies.delete("tanlu_quiz")

    assert [303, 303, 409, 409] == [one.status_code for one in told]
    assert "there are no more" in told[-1].text and 3 * seats == drawn(room)


def test_a_class_hands_in_at_once_from_one_address(room: Class) -> None:
    codes = sittings.new_codes(room.hall, CODE, count=60)
    people = [room.client(origin=room.url) for _ in codes]
    with ThreadPoolExecutor(len(codes)) as at_once:
        told = list(at_once.map(lambda who, code: hand_in(who, code, "before"), people, codes))

    assert [303] * 60 == [one.status_code for one in told]
    assert set(codes) == set(sittings.all_answers(room.hall, CODE)[Sitting.BEFORE])


def test_whoever_has_to_wait_keeps_the_chosen_answers(room: Class) -> None:
    person, code = room.client(origin=room.url), sittings.begin(room.hall, CODE, seats=MANY)
    wrong = [person.get("/quiz", params={"code": f"WRNG{n}KKK"}).status_code for n in range(2, 8)]
    told = hand_in(person, code, "before", **{"q-cap": "3"})
    at_all = hand_in(person, "WRNGAAAA", "before")

    assert [404] * 5 + [429] == wrong and 429 == told.status_code
    assert 10 == told.text.count("quiz-question") == len(re.findall(r" checked>", told.text))
    assert 'name="q-cap" value="3" required checked' in told.text
    assert f'name="code" value="{code[:4]}-{code[4:]}"' in told.text
    assert 429 == at_all.status_code and 10 == at_all.text.count("quiz-question")
    assert {} == sittings.all_answers(room.hall, CODE)[Sitting.BEFORE]
