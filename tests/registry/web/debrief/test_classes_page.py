"""Goal: the page of classes tells the figures of the debriefs, and starts only runs that it offers.

Method: a served lesson beside kept figures of another one; the page, and the run that it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from registry.debrief.classes import as_json, compared, keep
from registry.debrief.runs import RUNS
from registry.web.debrief.bot_runs import CHANGES
from registry.web.debrief.classes import chart_of
from registry.web.frame import figures
from tests.support.classroom import CODE, PLAN, Class, class_of, create

pytestmark = pytest.mark.slow
DEBRIEF, OUTCOME = "/trainer/debrief", "/trainer/debrief/reveal?unit=BRC&step=5"
EN = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("classes_page")
    create(folder / f"{CODE}.lesson", hour=13)
    with class_of(folder) as made:
        yield made


def test_a_run_stands_in_the_debrief_and_in_the_reveal_beside_the_room(room: Class) -> None:
    """And a room without runs shows none; the order is that of the branch, no change first."""
    trainer = room.trainer()
    before = [trainer.get(path, headers=EN).text for path in (DEBRIEF, OUTCOME)]
    own = compared(room.hall, room.app.state.server.lives, CODE)[0].figures
    units = tuple(
        replace(one, average_fen=4_321, efficiency_percent=61.5, alpha_percent=None)
        for one in own.units
    )
    made = replace(own, units=units, covered_t=777, gap_t=888)
    for change in ("slow", "same", "narrow", "wide"):
        keep(room.hall, CODE, at=1, changes=CHANGES[change], figures=as_json(made))
    debrief, wall = (trainer.get(path, headers=EN).text for path in (DEBRIEF, OUTCOME))
    early = trainer.get(OUTCOME.replace("=5", "=1"), headers=EN).text

    assert all("bots from the beginning on" not in html for html in (*before, early))
    for html in (debrief, wall):
        rows = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*bots from.*?</tr>", html, re.DOTALL)
        assert rows and all("43.21" in row and "61.50 %" in row for row in rows)
        assert "The same plan, bots only" in rows[0]
    assert "777 t of 888 t" in debrief and "777 of 888" in wall
    assert 4 == debrief.count('<tr class="part" data-run=') // len(own.units)
    assert 3 == wall.count("bots from the beginning on") and "More runs: 1" in wall


def test_classes_and_runs_stand_beside_the_class(room: Class) -> None:
    (own, *_) = compared(room.hall, room.app.state.server.lives, CODE)
    earlier = replace(own.figures, people=33, refused=1_234, over=True)
    room.hall.add_lesson(code="spring", file="gone", title_en=PLAN.title_en, title_zh="春")
    keep(room.hall, "spring", at=0, changes={}, figures=as_json(earlier))
    keep(room.hall, CODE, at=1, changes=CHANGES["wide"], figures=as_json(earlier))
    html = room.trainer().get("/trainer/debrief/classes?unit=BRC", headers=EN).text
    rows = dict(re.findall(r'<tr data-kind="(own|run|other)"(.*?)</tr>', html, re.DOTALL))
    unit = next(one for one in own.figures.units if one.unit == "BRC")

    assert {"own", "run", "other"} == rows.keys()
    assert figures.price(unit.average_fen) in rows["own"] and "not over" in rows["own"]
    assert figures.number(unit.tonnes) in rows["own"]
    assert re.search(
        r'data-kind="run"(?:(?!</tr>).)*Price limits of 30 %.*?bots from the', html, re.S
    )
    assert "spring" in rows["other"] and ">33<" in rows["other"] and ">1,234<" in rows["other"]
    assert 3 == len(set(re.findall(r'<g class="(own|run|other)">', html)))


def test_letters_of_lines_that_end_together_do_not_cover_one_another(room: Class) -> None:
    (own, *_) = compared(room.hall, room.app.state.server.lives, CODE)
    code = next(one.instrument for one in own.figures.prices if one.average_fen is not None)
    drawn = chart_of([(letter, "other", own.figures) for letter in "ABCD"], code)

    assert drawn is not None and ["A", "B", "C", "D"] == [line.letter for line in drawn.lines]
    heights = sorted(line.y for line in drawn.lines)
    assert all(low - high >= 14 for high, low in pairwise(heights))


def test_a_run_begins_at_an_offered_moment_with_an_offered_change(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(RUNS, "start", lambda hall, lesson, **given: asked.append(given))
    trainer, now = room.trainer(), str(room.commands())
    address = "/trainer/debrief/classes"
    statuses = [
        trainer.post(address, data={"moment": moment, "change": change}).status_code
        for moment, change in (
            (now, "lots"), (now, "x" * 10_000), ("0", "same"), ("9" * 10_000, "same"), ("", ""),
        )
    ]  # fmt: skip
    seated = room.join("Cai")[0].get(address)

    assert [303, 422, 422, 422, 422] == statuses
    assert [{"at": int(now), "changes": {"instruments[*].lot": 100}}] == asked
    assert 403 == seated.status_code
