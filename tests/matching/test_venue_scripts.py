"""Goal: each market's own rule decides, from the command through the exchange to the ledger.

Method: the written scenarios under `fixtures/scenarios/venues/`, each on books of its own that are
audited afterwards; then faults planted into the rules, each of which a scenario must see.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.market.venues import shipped
from registry.paths import fixtures
from tests.matching.venue_lines import FOLDER, Script, scripts
from tests.matching.venue_script import played
from tests.matching.world import World

pytestmark = pytest.mark.slow

FILES = sorted(path.name for path in (fixtures() / FOLDER).glob("*.txt"))
ALL = [(Path(file).stem, one) for file in FILES for one in scripts(file)]


def run(script: Script) -> list[str]:
    """What came out otherwise than written, and every broken invariant."""
    worlds: list[World] = []
    try:
        wrong = played(script, worlds)
        return wrong + [str(one) for world in worlds for one in world.problems()]
    finally:
        for world in worlds:
            world.close()


@pytest.mark.parametrize("script", [one for _, one in ALL], ids=lambda one: one.title.split()[0])
def test_the_scenario_comes_out_as_written(script: Script) -> None:
    assert [] == run(script)


def test_every_market_has_a_scenario() -> None:
    played_at = {script.lines[0][1].split()[1] for _, script in ALL}

    assert set(shipped().codes()) == played_at


def test_titles_are_told_apart() -> None:
    names = [script.title.split()[0] for _, script in ALL]

    assert len(names) == len(set(names))
