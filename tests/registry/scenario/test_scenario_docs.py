"""Goal: the examples in docs/scenarios.md hold."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from registry.scenario.checks import ready
from registry.scenario.report import lines
from registry.scenario.runner import play
from registry.scenario_command import InProcess

DOCUMENT = Path(__file__).parents[3] / "docs" / "scenarios.md"


@pytest.mark.slow
def test_the_examples_of_the_document_hold() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    examples = re.findall(r"```scenario\n(.*?)```", text, re.DOTALL)
    with closing(InProcess()) as driver:
        for example in examples:
            (one,) = ready(example, file=DOCUMENT.name)
            found = play(driver, one)

            assert found.held, "\n".join(lines(found))
    assert 2 == len(examples)
