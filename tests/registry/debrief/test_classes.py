"""Goal: classes are compared by the figures of their debriefs, which are kept once a lesson has
ended, and a run of bots beside a class leaves its file alone.

Method: lesson files of one short day in a hall, closed and played on; figures beside their debrief.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.reading import FileReader
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.plan import Plan
from registry.debrief.classes import OWN, compared, of_session
from registry.debrief.room import debrief
from registry.debrief.runs import Runs
from registry.edge.lesson_errors import RunGoing
from tests.support.classroom import SMALL, create
from tests.support.server import until

pytestmark = pytest.mark.slow


def short(title: str = SMALL.title_en) -> Plan:
    """A plan of one day."""
    clock = SMALL.clock.model_copy(update={"days": 1})
    return SMALL.model_copy(update={"clock": clock, "title_en": title})


@dataclass
class Shelf:
    """A hall with lesson files, none of them open."""

    hall: Hall
    folder: Path

    def add(self, code: str, *, seed: int, title: str = SMALL.title_en) -> Path:
        file = self.folder / f"{code}.lesson"
        create(file, hour=14, seed=seed, plan=short(title))
        self.hall.add_lesson(code=code, file=file.name, title_en=title, title_zh=title)
        return file


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    hall = Hall(tmp_path / HALL_FILE)
    yield Shelf(hall, tmp_path)
    hall.close()


def test_closed_classes_of_one_plan_stand_side_by_side_and_are_kept(shelf: Shelf) -> None:
    files = {code: shelf.add(code, seed=seed) for seed, code in enumerate(("one", "two"), start=3)}
    shelf.add("another", seed=5, title="Another plan")
    found = compared(shelf.hall, {}, "two")
    for file in files.values():
        file.unlink()  # what is kept needs no file
    again = compared(shelf.hall, {}, "two")

    assert [("two", OWN), ("one", OWN)] == [(one.lesson.code, one.at) for one in found]
    assert found == again
    assert found[0].figures != found[1].figures


def test_the_figures_are_those_of_the_debrief(shelf: Shelf) -> None:
    reader = FileReader(shelf.add("one", seed=3))
    with reader.session() as session:
        told, figures = debrief(session), of_session(session)
    reader.close()

    assert (told.number, told.over) == (figures.number, figures.over)
    assert (told.room.compliance.gap_t, told.room.compliance.covered_t) == (
        figures.gap_t, figures.covered_t,
    )  # fmt: skip
    assert sum(one.refused for one in told.seats) == figures.refused
    for market, unit in zip(told.room.markets, figures.units, strict=True):
        assert (market.unit, market.room.trades, market.room.average_fen) == (
            unit.unit, unit.trades, unit.average_fen,
        )  # fmt: skip
    assert [
        (one.instrument, number, day.average)
        for one in told.room.days
        for number, day in enumerate(one.days, start=1)
    ] == [(one.instrument, one.day, one.average_fen) for one in figures.prices]


@pytest.mark.long
def test_a_run_stands_beside_its_class_and_leaves_it_alone(shelf: Shelf) -> None:
    file = shelf.add("one", seed=3)
    runs, lesson = Runs(), shelf.hall.lesson("one")
    assert lesson is not None
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    own = compared(shelf.hall, {}, "one")[0].figures
    changes = {"instruments[*].limit_percent": 3}
    runs.start(shelf.hall, lesson, at=own.number, changes=changes)
    with pytest.raises(RunGoing):
        runs.start(shelf.hall, lesson, at=1, changes={})
    until(lambda: (going := runs.of(shelf.hall, "one")) is None or going.failed, within_s=240)
    first, run = compared(shelf.hall, {}, "one")

    assert runs.of(shelf.hall, "one") is None
    assert before == hashlib.sha256(file.read_bytes()).hexdigest()
    assert own == first.figures and not own.over
    assert (own.number, changes) == (run.at, run.changes)
    assert run.figures.over and run.figures.number > own.number and run.figures.people == 0


@pytest.mark.long
def test_a_run_that_cannot_be_played_says_so_and_another_can_follow(shelf: Shelf) -> None:
    shelf.add("one", seed=3)
    runs, lesson = Runs(), shelf.hall.lesson("one")
    assert lesson is not None
    for _ in range(2):
        runs.start(shelf.hall, lesson, at=10**6, changes={})
        until(lambda: (going := runs.of(shelf.hall, "one")) is None or going.failed, within_s=120)
        going = runs.of(shelf.hall, "one")
        assert going is not None and going.failed

    assert 1 == len(compared(shelf.hall, {}, "one"))
