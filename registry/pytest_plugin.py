"""The pytest plugin: a test that names `tanlu_lesson` gets a lesson of its own.

Found by its entry point wherever the package is installed; pytest itself is no requirement of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --tanlu-server."""
    parser.getgroup("tanlu").addoption(
        "--tanlu-server",
        action="store_true",
        help="tanlu_lesson: a server process on a free port instead of a lesson in process",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Describes the marker."""
    config.addinivalue_line(
        "markers",
        "tanlu(plan, *, toml, seed, bots, server): the lesson of the fixture tanlu_lesson",
    )


@pytest.fixture
def tanlu_lesson(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A lesson, paused before its first day: `.client`, `.code`, `.join_code`.

    The marker `tanlu` chooses plan, seed and bots; `server=True` or --tanlu-server serves it by a
    process on a free port, whose address is `.url`.
    """
    marker = request.node.get_closest_marker("tanlu")
    chosen = {"name": "test", **({} if marker is None else marker.kwargs)}
    if marker is not None and marker.args:
        chosen["plan"] = marker.args[0]
    served = chosen.pop("server", request.config.getoption("tanlu_server"))
    # Imported here: the plugin is loaded with every pytest, and most of them want no lesson.
    from registry.in_process import lesson_in_process
    from registry.own_server import lesson_on_server

    with (lesson_on_server if served else lesson_in_process)(**chosen) as lesson:
        yield lesson
