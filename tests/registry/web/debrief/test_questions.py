"""Goal: a room is asked about what happened in it, and about nothing else.

Method: the file's questions beside made-up figures; then those of a class that bots played.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.web.debrief.questions import PLACES, STEPS, Told, asked, questions
from tests.support.classroom import CODE, class_of, create

NEEDED = {name for one in questions() for name in one.needs}
NAMED = {name for one in questions() for name in PLACES.findall(one.en)}


def told(*absent: str, **amounts: int) -> dict[str, Told]:
    """Every figure that a question names, 7 unless told otherwise, but those that are absent."""
    return {
        name: Told(amounts.get(name, 7), f"<{name}>")
        for name in NEEDED | NAMED
        if name not in absent
    }


def lines(figures: dict[str, Told], *, zh: bool = False) -> list[str]:
    return [line for step in asked(figures, zh=zh) for line in step.lines]


def test_each_question_has_a_step_and_the_same_figures_in_both_languages() -> None:
    for one in questions():
        assert one.step in STEPS
        assert sorted(PLACES.findall(one.en)) == sorted(PLACES.findall(one.zh)), one.en
        assert one.en.endswith(("?", ".")) and one.zh.endswith(("？", "。"))
    assert {*STEPS} == {one.step for one in questions()}


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_question_is_asked_only_where_what_it_needs_is_above_zero(name: str) -> None:
    with_it = lines(told())
    without = lines(told(**{name: 0}))
    asking = sum(name in one.needs for one in questions())

    assert asking > 0
    assert len(with_it) - asking == len(without) and {*without} < {*with_it}


def test_a_figure_that_the_lesson_does_not_have_leaves_its_questions_out() -> None:
    quiet = lines(told("efficiency_lot", "star"), zh=True)

    assert [] == [line for line in quiet if "efficiency_lot" in line or "<star>" in line]
    assert len(quiet) == sum(
        not {"efficiency_lot", "star"} & {*PLACES.findall(one.zh)} for one in questions()
    )
    assert not PLACES.search("".join(quiet))


@pytest.mark.slow
def test_a_class_is_asked_with_its_own_figures(tmp_path: Path) -> None:
    create(tmp_path / f"{CODE}.lesson", hour=15)
    with class_of(tmp_path) as room:
        trainer = room.trainer()
        html = trainer.get("/trainer/debrief/questions", headers={"accept-language": "en"}).text
        zh = trainer.get("/trainer/debrief/questions", headers={"accept-language": "zh"}).text
        owed = room.script.get("/api/debrief").json()["room"]["compliance"]
        missing = owed["gap_t"] - owed["covered_t"]

        assert owed["met"] < owed["emitters"]
        assert f"{missing:,} t are missing" in html and f"还差 {missing:,} t" in zh
        assert f"All {owed['emitters']} emitters covered" not in html
        assert 403 == room.join("Ann")[0].get("/trainer/debrief/questions").status_code
