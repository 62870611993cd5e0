"""The demonstration lesson without market makers, in three acts over three years. Knows no test."""

from __future__ import annotations

from tests.support.makers import text_without_makers

_PLAIN = text_without_makers("belt-road-1")

_CLOCK = """[clock]
first_day = "2028-03-13"
days = 6
opens = "09:00"
closes = "15:30"
speed = 60            # lesson seconds in one real second
"""

_ACTS = """[clock]
opens = "09:00"
closes = "15:30"
speed = 60

[[clock.acts]]
title_en = "Act one"
title_zh = "第一幕"
first_day = "2028-03-15"
days = 3

[[clock.acts]]
title_en = "Act two, a year later"
title_zh = "第二幕：一年之后"
first_day = "2029-03-12"
days = 2

[[clock.acts]]
title_en = "Act three"
title_zh = "第三幕"
first_day = "2030-01-07"
days = 2
"""

_PERIODS = """[[projects.periods]]
first_day = "2028-04-01"
last_day = "2028-12-31"
generation_mwh = "131000"

[[projects.periods]]
first_day = "2029-01-01"
last_day = "2029-12-31"
generation_mwh = "250000"

"""

_SECOND, _TRADED = (
    """[[projects]]
id = "CN001"
""",
    "# What can be traded.",
)


def _once(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1, before
    return text.replace(before, after)


WITHOUT = _once(_PLAIN, _CLOCK, "{clock}")
"""The text of the plan with a place for its clock."""

TEXT = _once(_PLAIN, _CLOCK, _ACTS)
TEXT = _once(TEXT, _SECOND, _PERIODS + _SECOND)
TEXT = _once(TEXT, _TRADED, _PERIODS.replace("04-01", "01-01") + _TRADED)
"""Three days in March 2028, two a year later, two in January 2030; reductions of all three years.

The first act begins on a Wednesday and ends on a Friday.
"""
