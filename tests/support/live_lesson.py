"""A small lesson on its writer's thread, driven by commands and ticks."""

from __future__ import annotations

from typing import Any

from ledger.writer import Outcome, Request
from registry.classroom.live import Live
from registry.classroom.plan import read_plan
from registry.classroom.room import TRAINER
from tests.support.makers import without_makers

SMALL = without_makers(read_plan("belt-road-1").with_seats_per_role(1))
"""One seat of each role of the class."""


def say(live: Live, name: str, by: str = TRAINER, /, **arguments: Any) -> Outcome:
    """Give a command for a seat and wait for its commit."""
    return live.submit(Request(name, arguments, "person", by)).result(timeout=30)
