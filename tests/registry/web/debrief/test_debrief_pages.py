"""Goal: a sheet says what the books show, to its owner, when the market rests; nothing else.

Method: a class whose bots traded a morning, over HTTP; pages beside the figures of the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from registry.web.frame import figures
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow
EN = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A class that is paused at 15:00 of its first day."""
    folder = tmp_path_factory.mktemp("debrief_pages")
    create(folder / f"{CODE}.lesson", hour=15)
    with class_of(folder) as made:
        yield made


def plain(html: str) -> str:
    """The text of a page's main part."""
    main = html.partition('<main id="main">')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def told(room: Class, seat: str) -> dict[str, Any]:
    (found,) = room.script.get("/api/debrief", headers={"tanlu-seat": seat}).json()["seats"]
    return dict(found)


@pytest.mark.parametrize("role", ["emitter", "trader", "voluntary_buyer", "project_owner"])
def test_a_sheet_has_the_figures_of_the_books(room: Class, role: str) -> None:
    seat = room.seats(role)[0]
    one = told(room, seat)
    html = room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text
    text = plain(html)

    for fen in (one["began_fen"], one["cash_fen"], one["value_fen"]):
        assert figures.yuan(fen) in text
    assert figures.signed_price(one["change_fen"]) in text
    assert f"{one['trades']} trades" in text
    decisions = re.findall(r'<li data-order="(\d+)">', html)
    assert [str(d["number"]) for d in (*one["best"], *one["worst"])] == decisions
    for decision in (*one["best"], *one["worst"]):
        assert figures.signed_price(decision["gain_fen"]) in text
    for unit in one["by_unit"]:
        assert figures.price(unit["average_buy_fen"]) in text
    for partner in one["partners"]:
        assert partner["seat"] in text
    verdict = {True: "Reached", False: "Not reached", None: "No verdict"}[one["aims"][0]["met"]]
    assert f"> {verdict}<" in html or f">{verdict}<" in html or f"</svg>{verdict}<" in html


def test_an_official_gets_a_reason_where_the_books_show_no_verdict(room: Class) -> None:
    seat = room.seats("secretariat")[0]
    text = plain(room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text)

    assert "No verdict No rule of this lesson says within what time." in text


def test_a_person_sees_the_own_sheet_in_a_pause_and_else_when_it_comes(room: Class) -> None:
    person, seat = room.browser("Ann", "emitter")
    other = room.seats("trader")[0]
    paused = plain(person.get("/debrief", headers=EN).text)
    room.run()
    running = plain(person.get("/debrief", headers=EN).text)
    of_another = person.get(f"/trainer/debrief/seats/{other}")
    trainers = plain(room.trainer().get(f"/trainer/debrief/seats/{seat}", headers=EN).text)
    assert room.give("lesson.pause", "pause-again").status_code == 200

    value = figures.yuan(told(room, seat)["value_fen"])
    assert value in paused and "Ann" in paused
    assert "With whom you traded is told when the lesson is over." in paused
    assert "Your sheet comes with the next pause" in running and value not in running
    assert "First: the aim" in trainers
    assert 403 == of_another.status_code
    assert 303 == room.client().get("/debrief").status_code
    assert 404 == room.trainer().get("/trainer/debrief/seats/S99").status_code
    room.remove(seat)
