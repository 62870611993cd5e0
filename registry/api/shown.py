"""The state of the lesson that an answer shows, in its headers `Tanlu-Sequence` and `Tanlu-At`.

A stream's view and a query's answer can be put in order by them: both name the last command that
they show.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from registry.api.shapes import REFUSED

SEQUENCE, AT = "Tanlu-Sequence", "Tanlu-At"


class State(NamedTuple):
    """A state of a lesson: the number of its last command, and the lesson time in ms."""

    sequence: int
    at: int


SHOWS: dict[int | str, dict[str, Any]] = {
    "200": {
        "headers": {
            SEQUENCE: {
                "description": "Number of the last command in the state that was read.",
                "schema": {"type": "integer"},
            },
            AT: {
                "description": "Lesson time of that state in ms: when that command was given; of"
                " the clock: now.",
                "schema": {"type": "integer"},
            },
        }
    },
    **REFUSED,
}
"""The answers of a route that shows a lesson, for its description."""

_STATES: ContextVar[list[State]] = ContextVar("states")


@contextmanager
def showing() -> Iterator[list[State]]:
    """The states that `shows` names meanwhile, for the answer of one request."""
    states: list[State] = []
    token = _STATES.set(states)
    try:
        yield states
    finally:
        _STATES.reset(token)


def shows(state: State) -> None:
    """Note that the answer to the current request shows this state; outside a request: nothing."""
    _STATES.get([]).append(state)


def headers_of(states: list[State]) -> dict[str, str]:
    """The headers of an answer; one that was read in several steps names the oldest state."""
    if not states:
        return {}
    oldest = min(states)
    return {SEQUENCE: str(oldest.sequence), AT: str(oldest.at)}
