"""Goal: the rules and procedures that the scenario files show hold, however they are run.

Method: every file is played in process and at one server that all of them share; every expectation
must hold, and both lessons must have the same log, to the last hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from registry.edge.commands import COMMANDS
from registry.paths import fixtures
from registry.scenario.checks import Ready, read_file
from registry.scenario.drivers import Driver, HttpDriver
from registry.scenario.in_process import InProcess
from registry.scenario.model import Step
from registry.scenario.report import lines
from registry.scenario.runner import play
from registry.scenario.vocabulary import RECORDS, UNITS_OF, queries
from tests.support.shared_server import shared_server

FOLDER = fixtures() / "scenarios"
OTHERS = {"venues", "plans"}
"""Scripts of the order book alone (tests/matching/venue_script.py), and plans."""
AREAS = sorted(one.name for one in FOLDER.iterdir() if one.is_dir() and one.name not in OTHERS)


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


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_every_expectation_holds_in_process_and_over_http(
    drivers: tuple[Driver, Driver], area: str
) -> None:
    for one in of_area(area):
        ours, theirs = (play(driver, one) for driver in drivers)

        assert ours.held, "\n".join(lines(ours))
        assert theirs.held, "\n".join(lines(theirs))
        assert (ours.commands, ours.head) == (theirs.commands, theirs.head), one.scenario.file


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
