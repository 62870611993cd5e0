"""Goal: the rules and procedures that the scenario files show hold, however they are run.

Method: every file is played in process, and the first of each area at one server as well (under
`long`, every file); every expectation must hold, and both lessons must have the same log, to the
last hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from registry.edge.commands import COMMANDS
from registry.paths import fixtures
from registry.scenario.checks import Ready, read_file
from registry.scenario.drivers import Driver, HttpDriver
from registry.scenario.model import Step
from registry.scenario.report import lines
from registry.scenario.runner import play
from registry.scenario.vocabulary import RECORDS, UNITS_OF, queries
from registry.scenario_command import InProcess, scenario
from tests.support.shared_server import shared_server

FOLDER = fixtures() / "scenarios"
OTHERS = {"venues", "plans"}
"""Scripts of the order book alone (tests/matching/venue_script.py), and plans."""
AREAS = sorted(one.name for one in FOLDER.iterdir() if one.is_dir() and one.name not in OTHERS)


@cache
def of_area(area: str) -> list[Ready]:
    return [one for file in sorted((FOLDER / area).glob("*.txt")) for one in read_file(file)]


@pytest.fixture(scope="module")
def drivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Driver, Driver]]:
    """A server in process, and one at an address."""
    with (
        shared_server(tmp_path_factory.mktemp("shared")) as (url, token),
        closing(HttpDriver(url, token)) as at_address,
        closing(InProcess()) as in_process,
    ):
        yield in_process, at_address


def assert_the_same(drivers: tuple[Driver, Driver], one: Ready) -> None:
    """Every expectation holds in process and over HTTP, and both logs are one."""
    ours, theirs = (play(driver, one) for driver in drivers)

    assert ours.held, "\n".join(lines(ours))
    assert theirs.held, "\n".join(lines(theirs))
    assert (ours.commands, ours.head) == (theirs.commands, theirs.head), one.scenario.file


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_every_expectation_holds_and_the_first_file_is_the_same_over_http(
    drivers: tuple[Driver, Driver], area: str
) -> None:
    first, *others = of_area(area)
    assert_the_same(drivers, first)
    for one in others:
        ours = play(drivers[0], one)

        assert ours.held, "\n".join(lines(ours))


@pytest.mark.long
@pytest.mark.parametrize("area", AREAS)
def test_every_file_is_the_same_in_process_and_over_http(
    drivers: tuple[Driver, Driver], area: str
) -> None:
    for one in of_area(area):
        assert_the_same(drivers, one)


def test_there_are_a_hundred_files_of_one_scenario_each() -> None:
    found = {one.scenario.file: one for area in AREAS for one in of_area(area)}

    assert len(found) >= 100
    assert len(found) == sum(len(of_area(area)) for area in AREAS)
    titles = [one.scenario.title_en for one in found.values()]
    assert len(titles) == len(set(titles))


def test_every_command_is_in_a_scenario() -> None:
    steps = [s for area in AREAS for one in of_area(area) for s in one.scenario.steps]
    used = {step.verb for step in steps if isinstance(step, Step)}

    assert not set(COMMANDS) - used
    assert used <= {*COMMANDS, *queries(), *RECORDS, UNITS_OF}


@pytest.mark.slow
def test_a_trainer_shows_a_scenario_to_a_class_step_by_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, entered = FOLDER / "orders" / "cash-is-blocked.txt", []
    monkeypatch.setattr("builtins.input", lambda: entered.append("") or "")
    with shared_server(tmp_path) as (url, token):
        kept = tmp_path / "token"
        kept.write_text(token + "\n", encoding="utf-8")
        status = scenario([file], http=url, token_file=kept, show=True)
        with closing(HttpDriver(url, token)) as driver:
            (lesson,) = driver.ask("GET", "/api/lessons").body
            cash = driver.ask("GET", "/api/cash", lesson=lesson["code"], seat="S10").body

    assert 0 == status and lesson["open"]
    assert 80_000_000 == cash["free_fen"]
    printed = capsys.readouterr().out
    assert 5 == len(entered) and "ann cancel $bid -> released 100" in printed
    assert f"open as {lesson['code']}, join code {lesson['join_code']}" in printed


@pytest.mark.slow
def test_lessons_at_a_server_are_removed_at_the_end_unless_one_is_kept(tmp_path: Path) -> None:
    files = [FOLDER / "limits" / f"{name}.txt" for name in ("lot", "account-missing")]
    with shared_server(tmp_path) as (url, token), closing(HttpDriver(url, token)) as driver:
        kept = tmp_path / "token"
        kept.write_text(token + "\n", encoding="utf-8")
        first = scenario(files, http=url, token_file=kept)
        after = driver.ask("GET", "/api/lessons").body
        second = scenario(files[:1], http=url, token_file=kept, keep=Path("demo"))
        (demo,) = driver.ask("GET", "/api/lessons").body
        again = scenario(files[1:], http=url, token_file=kept, keep=Path("demo"))

    assert (0, [], 0, 2) == (first, after, second, again)
    assert ("demo", "demo.lesson", False) == (demo["code"], demo["file"], demo["open"])
    assert not list(tmp_path.glob("lesson*.lesson")) and (tmp_path / "demo.lesson").is_file()


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_a_mistake_of_what_was_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with shared_server(tmp_path) as (url, _):
        kept = tmp_path / "token"
        kept.write_text("not a token\n", encoding="utf-8")
        file = FOLDER / "orders" / "cash-is-blocked.txt"

        assert 2 == scenario([file], http=url, token_file=kept)
        assert "the server made no lesson" in capsys.readouterr().err
    assert 2 == scenario([file], http=url, token_file=kept)
    assert "does not answer" in capsys.readouterr().err
