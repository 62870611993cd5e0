"""A programme on real books for each test that asks for one, audited when the test is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.programme import Programme


@pytest.fixture
def programme() -> Iterator[Programme]:
    world = Programme()
    yield world
    assert [] == world.audit()
    world.close()
