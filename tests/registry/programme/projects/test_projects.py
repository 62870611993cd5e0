"""Goal: projects keep their factor exactly, and their periods have the right reductions.

Method: the programme's projects, read back; mistakes of a caller are assertions.
"""

from __future__ import annotations

from typing import Any

import pytest

from registry.programme.agreements import queries as agreements
from registry.programme.projects import commands as projects
from registry.programme.projects import queries
from registry.roles import Actor
from tests.support.programme import MANAGER, Programme


def test_jiuquan_wind_keeps_its_margins_and_shows_the_exact_amount(programme: Programme) -> None:
    with programme.reading() as session:
        project = queries.project(session, "CN001")
        period = queries.periods(session, "CN001")[0]

    assert project is not None
    assert project.domestic
    assert ("0.8922", "0.4407", "0.75", "0.25", "0.779325") == (
        project.om, project.bm, project.weight_om, project.weight_bm, project.margin,
    )  # fmt: skip
    assert ("71697.9", 71_697, 2027) == (period.exact_t, period.whole_t, period.vintage)


def test_a_single_margin_has_no_parts_and_shows_its_standing(programme: Programme) -> None:
    with programme.reading() as session:
        project = queries.project(session, "TH001")
        agreed = agreements.agreements(session)

    assert project is not None
    assert not project.domestic
    assert ("0.355", "", "assumption") == (project.margin, project.om, project.margin_status)
    assert [("CN-TH", "CN", "TH", "weights", "1", "1", "partner")] == [
        (a.code, a.partner, a.host, a.split_rule, a.partner_share, a.host_share, a.odd_to)
        for a in agreed
    ]


def test_unknown_projects_have_no_view(programme: Programme) -> None:
    with programme.reading() as session:
        assert queries.project(session, "XX001") is None
        assert [] == queries.periods(session, "XX001")
        assert ["CN001", "CN002", "TH001", "TH002"] == [p.code for p in queries.projects(session)]


@pytest.mark.parametrize(
    "changed",
    [
        {"last_day": "2028-01-01"},
        {"first_day": "2027-12-31", "last_day": "2027-12-30"},
        {"available_from": 0},
    ],
)
def test_a_period_lies_in_one_year_and_is_over_when_it_opens(
    programme: Programme, changed: dict[str, Any]
) -> None:
    period = {
        "project": "TH001",
        "number": 9,
        "first_day": "2027-07-01",
        "last_day": "2027-12-31",
        "generation_mwh": "1",
        "available_from": 2**50,
    }

    def add(books: Any, *, by: Actor, at: int) -> dict[str, Any]:
        projects.add_period(books, **{**period, **changed})
        return {}

    with pytest.raises(AssertionError):
        programme.do(add, by=MANAGER)
