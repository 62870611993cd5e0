"""Goal: a class answers the quiz by its pages and on paper, and the trainer reads what it learned.

Method: a served lesson over HTTP; answers are read back from the hall, figures from the pages.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from registry.classroom.codes import plain_code
from registry.quiz import sittings
from registry.quiz.questions import RIGHT, Sitting, questions, sheet_of
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow
EN = {"accept-language": "en"}
ALL_RIGHT = {one.key: RIGHT for one in questions()}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("quiz_pages")
    create(folder / f"{CODE}.lesson", hour=9)
    with class_of(folder) as made:
        yield made


def open_by_page(room: Class, sitting: str) -> None:
    form = {"lesson": CODE, "sitting": sitting}
    assert 303 == room.trainer().post("/trainer/debrief/quiz/sitting", data=form).status_code


def code_on(html: str) -> str:
    found = re.search(r'<p class="code-shown">([A-Z0-9-]+)</p>', html)
    assert found is not None
    return plain_code(found[1])


def hand_in(person: httpx2.Client, code: str, sitting: str, **answers: object) -> httpx2.Response:
    chosen = {f"q-{key}": str(value) for key, value in (ALL_RIGHT | answers).items()}
    return person.post("/quiz", data={"code": code, "sitting": sitting, **chosen}, headers=EN)


def test_a_person_gets_a_code_and_answers_once(room: Class) -> None:
    person, seat = room.browser("Ann")
    assert 409 == person.post("/quiz/begin").status_code  # nothing is open yet
    open_by_page(room, "before")
    menu = person.get("/home", headers=EN).text
    offered = person.get("/quiz", headers=EN).text
    assert 303 == person.post("/quiz/begin").status_code
    html = person.get("/quiz", headers=EN).text
    code = code_on(html)
    missing = hand_in(person, code, "before", cap="x" * 10_000, call="")
    first = hand_in(person, code, "before", cap=2)
    again = hand_in(person, code, "before", cap=2)
    other = hand_in(person, code, "before", cap=3)
    late = hand_in(person, code, "after")

    assert 'href="/quiz"' in menu and "Get a code and begin" in offered
    assert 40 == len(re.findall(r'type="radio" name="q-\w+" value="[1-4]"', html))
    assert 422 == missing.status_code and "2 of 10 questions have no answer" in missing.text
    assert [303, 303, 409, 409] == [one.status_code for one in (first, again, other, late)]
    stored = sittings.all_answers(room.hall, CODE)[Sitting.BEFORE]
    assert ALL_RIGHT | {"cap": 2} == stored[code]
    handed_in = person.get("/quiz", headers=EN).text
    assert "Your answers are stored" in handed_in and "10,000 t" not in handed_in
    room.remove(seat)


def test_open_pages_are_told_that_the_quiz_is_open_and_closed(room: Class) -> None:
    person, seat = room.browser("Bao")
    hub, told = room.app.state.hub, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "seats", lambda topic: {seat} if topic == CODE else set())
        patch.setattr(hub, "nudge", lambda topic, changed: told.append((topic, dict(changed))))
        open_by_page(room, "before")
        opened = [person.get(path, headers=EN).text for path in ("/home", "/trade/CCER", "/quiz")]
        open_by_page(room, "")
        closed = person.get("/home", headers=EN).text

    notes = [html.partition('id="help-notes"')[2].partition("</div>")[0] for html in opened]
    assert [True, True, False] == ["The quiz is open." in one for one in notes]
    assert "The quiz is open." not in closed
    assert 2 * [(CODE, {seat: ("help",)})] == told
    room.remove(seat)


def test_a_code_needs_no_seat_and_no_open_lesson(room: Class) -> None:
    open_by_page(room, "later")
    code = sittings.begin(room.hall, CODE, seats=50)
    stranger = room.client(origin=room.url)
    wrong = stranger.get("/quiz", params={"code": "x" * 10_000}, headers=EN)
    asked = stranger.get("/quiz", headers=EN).text
    live = room.app.state.server.lives.pop(CODE)  # as after the lesson is closed
    try:
        html = stranger.get("/quiz", params={"code": code.lower()}, headers=EN).text
        handed_in = hand_in(stranger, code, "later")
    finally:
        room.app.state.server.lives[CODE] = live

    assert (
        404 == wrong.status_code and "No quiz code XXXX-XXXXXXXX was given out here" in wrong.text
    )
    assert "I have a quiz code" in asked
    assert code == code_on(html) and 303 == handed_in.status_code
    assert ALL_RIGHT == sittings.all_answers(room.hall, CODE)[Sitting.LATER][code]


def test_after_some_wrong_codes_even_a_right_one_has_to_wait(tmp_path: Path) -> None:
    """In a room of its own: wrong codes count against the address that a class shares."""
    create(tmp_path / f"{CODE}.lesson", hour=9)
    with class_of(tmp_path, guess_burst=5, guess_per_second=0.001) as room:
        sittings.open_sitting(room.hall, CODE, Sitting.BEFORE)
        code = sittings.begin(room.hall, CODE, seats=50)
        stranger = room.client(origin=room.url)
        right = [stranger.get("/quiz", params={"code": code}).status_code for _ in range(7)]
        wrong = [
            stranger.get("/quiz", params={"code": f"WRONG{n:03}"}).status_code for n in range(7)
        ]
        waits = hand_in(stranger, code, "before")

    assert [200] * 7 == right, "only wrong codes count"
    assert [404] * 5 + [429] * 2 == wrong
    assert 429 == waits.status_code and 0 < int(waits.headers["retry-after"])


def test_reasons_come_when_the_quiz_after_the_lesson_is_over(room: Class) -> None:
    open_by_page(room, "after")
    person = room.client(origin=room.url)
    code = sittings.begin(room.hall, CODE, seats=50)
    assert 303 == hand_in(person, code, "after", cap=0, vintage=2).status_code
    during = person.get("/quiz", headers=EN).text
    open_by_page(room, "")
    over = person.get("/quiz", headers=EN).text

    assert "At most 5 %" not in during
    assert "8 of 10 right" in over and "At most 5 % of what must be surrendered" in over
    assert "You did not know." in over and questions()[2].choices[1].en in over


def test_the_trainer_prints_sheets_types_them_and_reads_the_gain(room: Class) -> None:
    trainer, form = room.trainer(), {"lesson": CODE, "sitting": "before"}
    open_by_page(room, "before")
    more = form | {"count": "6", "had": "0"}
    for _ in range(2):  # a form that was sent twice
        assert 303 == trainer.post("/trainer/debrief/quiz/print", data=more).status_code
    wrong = trainer.post("/trainer/debrief/quiz/print", data=more | {"count": "9" * 5})
    codes = sittings.state_of(room.hall, CODE).printed
    printed = trainer.get("/trainer/debrief/quiz/print?sitting=before", headers=EN).text
    for sitting, right in (("before", 3), ("after", 6)):
        open_by_page(room, sitting)
        for person, code in enumerate(codes):
            asked = sheet_of(code, Sitting(sitting))
            letters = "".join(one.letter(RIGHT) if person < right else "-" for one in asked)
            typed = form | {"sitting": sitting, "code": code, "letters": letters}
            assert 303 == trainer.post("/trainer/debrief/quiz/typed", data=typed).status_code
    during = trainer.get("/trainer/debrief/quiz", headers=EN).text
    open_by_page(room, "")
    page = trainer.get("/trainer/debrief/quiz", headers=EN).text
    rows = list(csv.DictReader(io.StringIO(trainer.get("/trainer/debrief/quiz.csv").text[1:])))

    assert 6 == len(codes) == len(set(re.findall(r'class="code-shown">([\w-]+)<', printed)))
    assert 422 == wrong.status_code
    assert "Gain</th>" in page and "100 %" in page and ">100 %<" not in during
    assert [("6", "100")] * 11 == [(row["gain_n"], row["gain_percent"]) for row in rows]
    assert 403 == room.join("Bo")[0].get("/trainer/debrief/quiz").status_code
    assert (
        422
        == trainer.post("/trainer/debrief/quiz/sitting", data=form | {"sitting": "x"}).status_code
    )
    assert 404 == trainer.get("/trainer/debrief/quiz?lesson=none").status_code
