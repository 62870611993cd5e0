"""Goal: nobody waits for what is not used: it is imported and made when it is first wanted.

Method: look which modules a fresh process has imported, and which parts of routes and models are
there, before and after somebody asks.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from ledger.db import Table
from registry import api
from registry.api.strict import StrictRoute
from registry.app import create_app
from registry.classroom.hall import Hall
from registry.command import Arguments
from registry.settings import Settings

pytestmark = pytest.mark.slow

HEAVY = {"fastapi", "jinja2", "orjson", "pydantic", "sqlalchemy", "sqlmodel", "uvicorn"}


def told(code: str) -> list[str]:
    """The words that a process of its own prints."""
    line = [sys.executable, "-c", code]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()


@pytest.fixture
def routes() -> Iterator[list[StrictRoute]]:
    """The routes of an application that nobody has asked yet.

    Those of the API are shared by the applications of a process: here they are made anew.
    """
    hall = Hall(None)
    api.routes.cache_clear()
    app = create_app(hall, {}, Settings())
    yield [route for route in app.routes if isinstance(route, StrictRoute)]
    hall.close()
    api.routes.cache_clear()


def made(route: APIRoute) -> bool:
    return "dependant" in vars(route)


def test_the_command_line_imports_no_library_but_its_own() -> None:
    found = set(told("import sys, registry.cli; print(*sys.modules)"))

    assert "typer" in found
    assert set() == HEAVY & found


def test_the_server_loads_one_database_and_makes_no_model_before_it_is_used() -> None:
    models = "k.__name__ for b in (Table, Arguments) for k in b.__subclasses__()"
    dialects = "m for m in ('sqlite', 'postgresql') if f'sqlalchemy.dialects.{m}' in sys.modules"
    found = told(
        "import sys, registry.serve; from ledger.db import Table;"
        " from registry.command import Arguments;"
        f" print(*[{models} if k.__pydantic_complete__], *[{dialects}])"
    )

    assert len(Table.__subclasses__()) > 40 and len(Arguments.__subclasses__()) > 20
    assert ["sqlite"] == found


def test_a_route_is_found_before_it_is_made(routes: list[StrictRoute]) -> None:
    (health,) = [route for route in routes if route.path == "/health"]
    scope = {"type": "http", "method": "GET", "path": "/health", "headers": []}
    match, _ = health.matches(scope)

    assert 2 == match.value
    assert [] == [route.path for route in routes if made(route)]


def test_a_route_is_made_once_when_any_of_it_is_wanted(routes: list[StrictRoute]) -> None:
    route = routes[0]
    dependant = route.dependant

    assert dependant is route.dependant
    assert made(route)
    assert not made(routes[1])
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        route.nothing_of_the_kind  # noqa: B018 - that asking fails is what is shown


def test_every_route_can_be_made(routes: list[StrictRoute]) -> None:
    """What the library refuses of a route is seen here, since nobody may ask it for long."""
    for route in routes:
        assert route.dependant.path == route.path
        assert callable(route.app)
