"""Goal: every kind of event in a tonne's life has its word on the page.

Method: compare the programme's codes with the frame's tables.
"""

from __future__ import annotations

from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.trace import State, StepKind
from registry.web.frame.tracing import SIGNS
from registry.web.frame.words import STEPS, TABLES


def test_every_step_has_a_word_and_no_word_is_of_none() -> None:
    assert {*StepKind, "now"} == set(STEPS)


def test_every_state_has_a_word() -> None:
    assert set(State) <= set(TABLES["states"])


def test_every_corresponding_adjustment_adds_or_subtracts() -> None:
    assert set(AdjustmentKind) == set(SIGNS)
    assert {"add", "subtract", "add_again"} == set(SIGNS.values())
