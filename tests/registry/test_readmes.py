"""Goal: what the procedures' READMEs print from tables is what the tables say.

Method: print every block again and compare; `python -m tests.support.blocks` writes them.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from ledger.kernel.errors import Refusal
from tests.support import blocks


@pytest.mark.parametrize("procedure", blocks.PROCEDURES)
def test_the_printed_blocks_are_current(procedure: str) -> None:
    text = blocks.readme(procedure).read_text(encoding="utf-8")

    assert blocks.printed(procedure, text) == text


@pytest.mark.parametrize("procedure", blocks.PROCEDURES)
def test_every_machine_is_drawn(procedure: str) -> None:
    text = blocks.readme(procedure).read_text(encoding="utf-8")
    missing = [
        name for name in blocks.machines(procedure) if f"table: machine {name} -->" not in text
    ]

    assert [] == missing


@pytest.mark.parametrize(
    "procedure", [p for p in blocks.PROCEDURES if (blocks.REGISTRY / p / "errors.py").exists()]
)
def test_every_refusal_has_its_place_and_is_listed(procedure: str) -> None:
    module = import_module(f"registry.{procedure}.errors")
    declared = {
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Refusal) and one.code
    }
    text = blocks.readme(procedure).read_text(encoding="utf-8")

    assert declared == set(blocks.precedence(procedure))
    assert f"<!-- table: refusals {procedure} -->" in text
