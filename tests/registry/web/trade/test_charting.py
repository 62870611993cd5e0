"""Goal: the chart of several days has every trade in the book once, in the order of time.

Method: two days that bots traded; each span's candles against the rows of trades.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from ledger.kernel.clock import HOUR
from ledger.writer import Request
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.room import TRAINER
from registry.web.trade.charting import candles_now
from tests.support.classroom import CODE, SMALL, Class, class_of

pytestmark = pytest.mark.slow
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("days")
    lesson = Lesson.create(folder / f"{CODE}.lesson", SMALL, seed=3)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    loop = Loop(lesson)
    with lesson.group():
        loop.advance(lesson.calendar.days[1].opens + 2 * HOUR)
        lesson.run(Request("lesson.pause", {}, "script", TRAINER))
    lesson.close()
    with class_of(folder) as made:
        yield made


@pytest.mark.parametrize(("span", "length_ms"), [("today", 300_000), ("three", 3_600_000),
                                                 ("all", DAY_MS)])  # fmt: skip
def test_the_candles_of_a_span_are_the_trades_of_its_days(
    days: Class, span: str, length_ms: int
) -> None:
    rows = days.live.lesson.store.fetch(
        "SELECT at, price, quantity FROM trade WHERE instrument = 'CCER' AND mode = 'book'"
        " ORDER BY id"
    )
    at = days.live.view["clock"]["at"]
    if span == "today":
        rows = [row for row in rows if row[0] // DAY_MS == at // DAY_MS]
    with days.live.reading() as session:
        drawn = candles_now(days.live, session, "CCER", at=at, span=span)

    assert sum(row[2] for row in rows) == sum(one.volume for one in drawn.candles)
    for one in drawn.candles:
        inside = [row[1] for row in rows if one.at <= row[0] < one.at + length_ms]
        assert (inside[0], inside[-1], max(inside), min(inside)) == (
            one.open, one.close, one.high, one.low,
        )  # fmt: skip
        assert 0 <= one.top <= one.foot <= drawn.height and one.x < drawn.width
    assert all(before.x < after.x for before, after in pairwise(drawn.candles))
    if span != "today":
        marked = {mark.text for mark in drawn.times}
        assert 2 == len({row[0] // DAY_MS for row in rows}) == len(marked)


def test_the_span_is_kept_and_today_is_the_line_again(days: Class) -> None:
    person, seat = days.browser("Chart", "trader")
    english = {"accept-language": "en"}
    person.get("/trade/CCER?span=three")
    three = person.get("/trade/CCER", headers=english).text
    person.get("/trade/CCER?span=never")
    still = person.get("/trade/CCER", headers=english).text
    person.get("/trade/CCER?span=today")
    today = person.get("/trade/CCER", headers=english).text
    days.remove(seat)

    assert "CCER three days" in three and 'id="candles"' in three and 'id="candles"' in still
    assert "CCER today" in today and 'id="candles"' not in today
