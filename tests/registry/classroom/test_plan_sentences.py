"""Goal: what is wrong with a plan, or with a change of one, is said in Chinese too.

Method: sentences of each form; that every mistake in the tests of plans has its Chinese is checked
beside them (`conftest.py`).
"""

from __future__ import annotations

import pytest

from registry.classroom.plan import parse_plan
from registry.classroom.plan_changes import ChangesWrong, changed, read_changes
from registry.classroom.plan_sentences import in_chinese
from tests.registry.classroom.test_plan import PLAN


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("line 12, clock.days: Input should be greater than or equal to 1",
         "第 12 行，clock.days：不得小于 1"),
        ('line 13, clock."a: b": Extra inputs are not permitted',
         '第 13 行，clock."a: b"：教案没有此键'),
        ("line 5, seats[1].fixed: a further seat of a government would have no vote: write"
         " fixed = true", "第 5 行，seats[1].fixed：增设的政府席位没有表决权：请写 fixed = true"),
        ("line 9, projects[1].owner: project_owner:9 is no seat: there are 3 of project_owner",
         "第 9 行，projects[1].owner：project_owner:9 不是席位：project_owner 共有 3 个"),
        ("line 2, x: Invalid value (at line 2, column 5)",
         "第 2 行，x：TOML 语法有误（第 2 行第 5 列）：Invalid value"),
        ("at: 99 is no command of the log; it has 1 to 12",
         "at：99 不是记录中的指令编号；现有 1 至 12"),
        ("there is no such plan", "没有此教案"),
        ("of somebody else", "of somebody else"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_chinese_with_its_place_and_figures(
    english: str, chinese: str
) -> None:
    assert chinese == in_chinese(english)


def test_every_mistake_of_a_change_is_said_in_chinese() -> None:
    plan, texts = parse_plan(PLAN, name="belt-road-1"), [
        "bots=1", "bots.every=1", "bots.every_minutes=0", "instruments.lot=2", "nothing=1",
        "title_en.x=1", "clock[1].days=1", "instruments[CCER].lo=1", "seats[9].count=1",
    ]  # fmt: skip
    with pytest.raises(ChangesWrong) as wrong:
        changed(plan, read_changes(texts))
    with pytest.raises(ChangesWrong) as unread:
        read_changes(["bots.every_minutes", "a=1", "a=2"])

    said = [in_chinese(one) for one in wrong.value.mistakes + unread.value.mistakes]
    assert "bots.every_minutes：不得小于 1" in said
    assert "nothing：没有键 nothing" in "\n".join(said) and "a：出现两次" in said
    assert len(texts) + 2 == len(said)
