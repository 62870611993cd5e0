"""A server process that the tests of the client share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registry.own_server import LessonOnServer, lesson_on_server


@pytest.fixture(scope="package")
def server() -> Iterator[LessonOnServer]:
    """A server process; its own lesson rests."""
    with lesson_on_server(bots=False, name="test") as made:
        yield made
