"""Goal: mistakes of a scenario file are found before anything runs, all of them, with their lines.

Method: texts with many mistakes, compared with the whole list of what is said of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.scenario.checks import ready
from registry.scenario.model import Unreadable
from registry.scenario_command import scenario

FULL = """\
scenario Every mistake at once  全部错误
plan classroom  seed x
bots traders
set clock.day 7
zoe is trader 9
day 1 10:00
time 09:59
day 9
day 1 25:00
in 5 weeks
phase lunch
trader 4 cash -> free 1
S99 cash -> free 1
trader 1 order.plaice quantity=1
trader 1 order.place instrument=CCER side=up quantity=ten colour=red
trader 1 cancel $order -> released 1
trader 1 cash
trader 1 cash -> colour red
trader 1 orders colour=red -> none
trader 1 book -> none
trader 1 buy 10 CCER
trader 1 buy 10@8500 CCER -> refused risk.cash_shrt
lesson.start
lesson.pause -> running is false
trader 1 offset.submit lots=[{asset: 1
fly me to the moon
trader 1 cash -> free as Gold
"""

SAID = [
    (2, "the seed x is not a whole number"),
    (3, "bots traders: no such role"),
    (4, "set: clock.day: there is no key day"),
    (5, "there is no seat trader 9; the plan has 3 of this role"),
    (7, "2028-03-13 09:59:00 is in the past: the line before stands at 2028-03-13 10:00"),
    (8, "there is no day 9; the lesson has 3"),
    (9, "a line of time is one of: day 2,"),
    (10, "a while is written so: in 30 minutes"),
    (11, "a line of time is one of: day 2,"),
    (12, "there is no seat trader 4; the plan has 3 of this role"),
    (13, "there is no seat S99; the plan has S01 to S13"),
    (14, "there is no seat, command or query order.plaice; similar: order.place"),
    (15, "order.place has no field colour; its fields: confirmed, instrument"),
    (15, "quantity: Input should be a valid integer; given was ten"),
    (15, "side: Input should be 'buy' or 'sell'; given was up"),
    (16, "$order is not defined before"),
    (17, "cash only reads: expect something behind ->"),
    (18, "the answer of cash has no field colour; at, blocked_fen, free_fen, sequence"),
    (19, "orders has no field colour; its fields: "),
    (20, "book is followed by instrument"),
    (21, "an order has a price, or is at any price"),
    (22, "there is no refusal risk.cash_shrt; similar: risk.cash_short"),
    (23, "lesson.start lets time run by itself"),
    (24, "running is false: one value is expected behind running"),
    (25, "} is missing in: "),
    (26, "there is no seat, command or query fly"),
    (27, "Gold is no name; write as $order"),
]


def said(text: str) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as caught:
        ready(text, file="x.txt")
    return [(one.line, one.text) for one in caught.value.mistakes]


def test_every_mistake_is_said_at_once_with_its_line() -> None:
    found = said(FULL)

    assert [line for line, _ in SAID] == [line for line, _ in found], found
    for (_, expected), (line, text) in zip(SAID, found, strict=True):
        assert text.startswith(expected), (line, text)


@pytest.mark.parametrize(
    "text, line, expected",
    [
        ("", 1, "there is no scenario"),
        ("plan classroom", 1, "a scenario begins with its title"),
        ("scenario Only English", 1, "a title stands in both languages"),
        ("scenario A  甲\nplan classroom", 1, "the scenario has no steps"),
        ("scenario A  甲\nday 1", 1, "no plan is named"),
        ("scenario A  甲\nplan nowhere\nday 1", 2, "plan nowhere: there is no such plan"),
        ("scenario A  甲\nplan classroom\nday 1\nbots on", 4, "bots stands before the first step"),
        ("scenario A  甲\nplan classroom\nann is 5\nday 1", 3, "5 is no seat"),
        ("scenario A  甲\nplan classroom\nday 2\nnext\nday 1", 5, "2028-03-13 09:00:00 is in"),
    ],
)  # fmt: skip
def test_a_mistake_is_said(text: str, line: int, expected: str) -> None:
    found = said(text)

    assert any(n == line and one.startswith(expected) for n, one in found), found


def test_mistakes_of_several_files_are_all_printed_and_nothing_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = "scenario A  甲\nplan classroom\nday 1\n"
    for name, text in (("a", "plan x"), ("b", right), ("c", right + "time 08:00\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    assert 2 == scenario([tmp_path, tmp_path / "missing.txt"])
    printed = capsys.readouterr()
    assert "" == printed.out
    assert [("a.txt", 1), ("c.txt", 4), ("missing.txt", 1)] == [
        (Path(line.split(", line ")[0]).name, int(line.split(", line ")[1].split(":")[0]))
        for line in printed.err.splitlines()
    ]
