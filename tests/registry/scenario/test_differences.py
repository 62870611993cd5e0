"""Goal: an expectation that does not hold is found and can be read; the others go on.

Method: expectations are altered one by one, and faults are planted in the program itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from matching.exchange import Exchange
from registry.paths import fixtures
from registry.scenario.checks import ready
from registry.scenario.drivers import Answer, Driver
from registry.scenario.runner import Played, play
from registry.scenario_command import InProcess, scenario

TEXT = """\
scenario One of each kind  各类预期
plan classroom  seed 4
ann is trader 1
day 1 09:30 -> phase continuous
registry manager ccer.register project=CN001 period=1 -> issued 71697
project owner 3 sell 10@8500 CCER -> resting, order as $offer
ann buy 4@8500 CCER -> filled 4@8500
ann buy 4@9999 CCER -> refused book.price_outside_limits, hi 9350
order $offer -> open 6
ann cash -> free 79966000, blocked = 0
ann orders -> lines 1
ann units CCER -> free >= 4
"""

ALTERED = [
    [
        (4, "phase continuous", "phase call"),
        (5, "issued 71697", "issued 71698"),
        (6, "-> resting", "-> filled"),
        (7, "filled 4@8500", "filled 4@8501"),
        (8, "hi 9350", "hi 9351"),
        (9, "open 6", "open 7"),
        (10, "free 79966000", "free 79966001"),
        (11, "lines 1", "lines 2"),
        (12, "free >= 4", "free < 4"),
    ],
    [
        (5, "issued 71697", "nothing 71697"),
        (7, "filled 4@8500", "refused risk.cash_short"),
        (8, "refused book.price_outside_limits", "refused risk.cash_short"),
        (10, "blocked = 0", "blocked != 0"),
        (11, "lines 1", "none"),
    ],
    [(8, "refused book.price_outside_limits, hi 9350", "resting")],
]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    with closing(InProcess()) as made:
        yield made


def played(driver: Driver, text: str) -> Played:
    (one,) = ready(text, file="x.txt")
    return play(driver, one)


def test_what_was_expected_holds(driver: Driver) -> None:
    found = played(driver, TEXT)

    assert found.held and 12 < found.expectations


@pytest.mark.planted
def test_every_altered_expectation_is_found_on_its_line_and_nothing_else(driver: Driver) -> None:
    for several in ALTERED:
        text = TEXT
        for _, right, wrong in several:
            assert 1 == text.count(right)
            text = text.replace(right, wrong)
        found = played(driver, text).differences

        assert [line for line, _, _ in several] == [one.line for one in found], found
        assert all(one.got for one in found)


@pytest.mark.planted
def test_a_wrong_figure_of_the_program_is_found(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = Exchange.cancel
    monkeypatch.setattr(Exchange, "cancel", lambda *a, **k: cancel(*a, **k) + 1)
    text = (fixtures() / "scenarios/orders/cash-is-blocked.txt").read_text(encoding="utf-8")
    found = played(driver, text).differences

    assert ["released 100"] == [one.expected for one in found]
    assert ["released 101"] == [one.got for one in found]


class Breaking:
    """A server whose audit finds something."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def ask(self, method: str, path: str, **given: Any) -> Answer:
        answer = self.driver.ask(method, path, **given)
        if path == "/api/audit":
            broken = [{"invariant": "no_tonne_is_lost", "sentence": "", "found": "1 t is gone"}]
            return Answer(200, answer.body | {"holds": False, "broken": broken})
        return answer

    def close(self) -> None: ...


@pytest.mark.planted
def test_a_broken_audit_is_a_difference_of_every_scenario(driver: Driver) -> None:
    found = played(Breaking(driver), TEXT).differences

    assert [(1, "no_tonne_is_lost: 1 t is gone")] == [(one.line, one.got) for one in found]


class Running:
    """A server at which somebody lets lesson time go on while a line of time is on its way."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def ask(self, method: str, path: str, **given: Any) -> Answer:
        answer = self.driver.ask(method, path, **given)
        if path == "/api/wait":
            clock = answer.body["clock"] | {"at": answer.body["clock"]["at"] + 1, "standing": False}
            return Answer(200, answer.body | {"reached": False, "clock": clock})
        return answer

    def close(self) -> None: ...


def test_a_line_of_time_gives_up_when_somebody_lets_time_go_on(driver: Driver) -> None:
    found = played(Running(driver), TEXT).differences

    assert [(4, "not taken: somebody let lesson time go on")] == [
        (one.line, one.got) for one in found
    ]


def test_steps_without_their_value_are_left_out_and_the_others_go_on(driver: Driver) -> None:
    text = TEXT.replace("project owner 3 sell 10", "project owner 2 sell 10")
    found = played(driver, text).differences

    assert [6, 7, 9, 10, 12] == sorted({one.line for one in found})
    taken = {one.line: one.got for one in found}
    assert taken[6].startswith("refused risk.units_short: 10 t of CCER are offered")
    assert "not taken: $offer was not given by the line that names it" == taken[9]


def test_the_same_file_twice_has_the_same_log_and_another_seed_another(driver: Driver) -> None:
    first, again = (played(driver, TEXT) for _ in range(2))
    other = played(driver, TEXT.replace("seed 4", "seed 5"))

    assert (first.commands, first.head) == (again.commands, again.head)
    assert first.head != other.head


def test_the_command_line_answers_with_its_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text(TEXT, encoding="utf-8")
    wrong.write_text(TEXT.replace("open 6", "open 7"), encoding="utf-8")
    kept = tmp_path / "kept.lesson"

    assert 0 == scenario([right], keep=kept)
    assert "held    One of each kind · 各类预期\n" == capsys.readouterr().out
    assert kept.stat().st_size
    assert 1 == scenario([right, wrong], as_json=True)
    good, bad = map(json.loads, capsys.readouterr().out.splitlines())
    assert (True, False) == (good["held"], bad["held"])
    assert {"line": 9, "expected": "open 7", "got": "open 6"}.items() <= bad["differences"][
        0
    ].items()
    for asked in ({"http": "http://x"}, {"keep": kept}, {"show": True}):
        assert 2 == scenario([right], **asked)  # type: ignore[arg-type]
        assert capsys.readouterr().err
