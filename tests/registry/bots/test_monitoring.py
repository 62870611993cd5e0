"""Goal: careful verifiers' bots find what owners' bots report too much, and object to nothing else.

Method: belt-road-2 played by owners and verifiers alone; each first report is held against the
readings of its owner. A day of a small room in the normal run, twenty seeds of the whole lesson
under `long`.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import NamedTuple

import pytest

from ledger.writer import Request
from registry.bots.monitoring import overstated
from registry.classroom.audit import audit
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan, read_plan
from registry.classroom.room import TRAINER
from tests.support.makers import of_days

pytestmark = pytest.mark.slow

WHOLE = read_plan("belt-road-2")
SHORT = of_days(WHOLE.with_seats_per_role(4), 1)
RESTING = (
    "trader", "emitter", "voluntary_buyer", "market_maker", "government_partner",
    "government_host", "secretariat",
)  # fmt: skip
FIRST_REPORTS = """
    SELECT m.project, m.period, r.id, r.verifier, coalesce(v.positive, -1) FROM monitoring m
    JOIN monitoring_report r ON r.monitoring = m.id AND r.version = 1
    LEFT JOIN verification v ON v.report = r.id ORDER BY r.id
"""


class First(NamedTuple):
    """The first report on a period: what it has too much, who was to find it, and whether."""

    too_much: bool
    careful: bool
    concluded: bool
    sent_back: bool


def monitoring(plan: Plan, *, overstating: int, careless: int) -> Plan:
    """The plan with other shares of overstated reports and careless verifiers."""
    assert plan.monitoring is not None
    update = {"overstating_percent": overstating, "careless_percent": careless}
    return plan.model_copy(update={"monitoring": plan.monitoring.model_copy(update=update)})


def owners_and_verifiers(plan: Plan, seed: int) -> Lesson:
    """A lesson to its end in which owners and verifiers play, and nobody else."""
    lesson = Lesson.create(None, plan, seed=seed)
    loop = Loop(lesson)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
        for role in RESTING:
            lesson.run(Request("lesson.bots", {"on": False, "role": role}, "script", TRAINER))
    while loop.next_instant() is not None:
        with lesson.group():
            for _ in range(60):
                if (instant := loop.next_instant()) is None:
                    break
                loop.step(instant)
    return lesson


def first_reports(lesson: Lesson) -> list[First]:
    """Every first report with what its owner had read, and how its verifier was drawn."""
    found = []
    assert lesson.plan.monitoring is not None
    for project, period, report, verifier, positive in lesson.store.fetch(FIRST_REPORTS):
        rows = lesson.store.fetch(
            "SELECT f.mwh, d.mwh FROM reported_figure f JOIN monitoring_report r ON r.id = f.report"
            " JOIN meter_reading d ON d.monitoring = r.monitoring AND d.month = f.part"
            " WHERE r.id = ?", report,
        )  # fmt: skip
        too_much = any(Fraction(said) > Fraction(read) for said, read in rows)
        drawn = Random(f"{lesson.seed}:{verifier}:verify:{project}:{period}:1").randrange(100)
        careful = drawn >= lesson.plan.monitoring.careless_percent
        found.append(First(too_much, careful, positive >= 0, positive == 0))
    return found


def test_every_overstated_report_of_a_day_is_sent_back_and_restated() -> None:
    lesson = owners_and_verifiers(monitoring(SHORT, overstating=100, careless=0), seed=201)
    found = [one for one in first_reports(lesson) if one.concluded]
    with lesson.reading() as session:
        broken = audit(session)
    second = lesson.store.fetch("SELECT count(*) FROM monitoring_report WHERE version = 2")
    lesson.close()

    assert [] == broken
    assert len(found) >= 4 and all(one.too_much and one.sent_back for one in found)
    assert second[0][0] >= 3


def test_what_the_meters_show_is_never_sent_back() -> None:
    lesson = owners_and_verifiers(monitoring(SHORT, overstating=0, careless=0), seed=202)
    found = [one for one in first_reports(lesson) if one.concluded]
    lesson.close()

    assert len(found) >= 4
    assert not any(one.too_much or one.sent_back for one in found)


def test_an_overstated_report_is_higher_in_a_third_of_its_months() -> None:
    shown = {f"2027-{month:02}": "100.5" for month in range(1, 13)}
    for seed in range(20):
        said = overstated(shown, Random(seed))
        higher = [month for month in shown if Fraction(said[month]) > Fraction(shown[month])]

        assert 4 == len(higher)
        assert all(Fraction(said[m]) <= Fraction("1.4") * Fraction(shown[m]) for m in higher)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_in_twenty_seeds_careful_verifiers_find_four_of_five() -> None:
    every: list[First] = []
    for seed in range(101, 121):
        lesson = owners_and_verifiers(WHOLE, seed=seed)
        with lesson.reading() as session:
            assert [] == audit(session), seed
        every += first_reports(lesson)
        lesson.close()
    there = [one for one in every if one.too_much and one.concluded]
    careful = [one for one in there if one.careful]
    careless = [one for one in there if not one.careful]

    assert len(careful) >= 40 and len(careless) >= 10
    assert sum(one.sent_back for one in careful) * 100 >= 80 * len(careful)
    assert sum(one.sent_back for one in careless) < len(careless)
    assert not [one for one in every if one.sent_back and not one.too_much]
