"""Goal: the steps of the road of a tonne count what the books have.

Method: a lesson is played until tonnes were retired and offset; the tables count each figure again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.kernel.clock import MINUTE
from registry.classroom.lesson import Lesson
from registry.programme.pipeline import Stage, pipeline
from tests.support.played import played

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    used = (
        "count(DISTINCT kind) = 2 FROM sub_account WHERE balance AND kind IN ('retired', 'offset')"
    )
    return played(tmp_path_factory.mktemp("road") / "road.lesson", "belt-road-1", until=used)


def counted(lesson: Lesson, sql: str) -> int:
    return int(lesson.store.fetch(f"SELECT {sql}")[0][0] or 0)


def test_every_figure_is_that_of_the_books(lesson: Path) -> None:
    opened = Lesson.open(lesson)
    try:
        with opened.reading() as session:
            stages = pipeline(session, at=opened.books.at + MINUTE)
        found = {one.code: one for one in stages}
        units = "asset IN (SELECT asset FROM credit_batch WHERE unit <> 'CEA')"
        of_books = {
            "issued": f"-sum(balance) FROM sub_account WHERE kind = 'issuance_source' AND {units}",
            "authorised": "sum(last - first + 1) FROM"
            " (SELECT DISTINCT asset, first, last FROM authorised_range)",
            "transferred": "sum(q) FROM (SELECT DISTINCT transfer_id, quantity AS q"
            " FROM transfer_record WHERE direction = 'in' AND entry = 'credited')",
            "used": f"sum(balance) FROM sub_account WHERE kind IN ('retired', 'cancelled', 'offset') AND {units}",  # noqa: E501
        }
        sums = {code: counted(opened, sql) for code, sql in of_books.items()}
        waiting = counted(opened, "count(*) FROM committee_item WHERE decided_at IS NULL")

        assert [
            "registered", "monitored", "committee", "issued", "authorised", "transferred", "used",
        ] == [one.code for one in stages]  # fmt: skip
        assert sums == {code: found[code].tonnes for code in sums}
        assert 0 < sums["used"] <= sums["issued"]
        assert 0 < sums["transferred"] <= sums["authorised"] <= sums["issued"]
        assert Stage("registered", counted(opened, "count(*) FROM project"), None) == stages[0]
        assert waiting == found["committee"].count and found["committee"].by_both
    finally:
        opened.close()
