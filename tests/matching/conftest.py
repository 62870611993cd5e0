"""A world for each test, audited when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.matching.world import World

Opened = Callable[..., World]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Makes worlds; after the test every invariant must hold in each."""
    worlds: list[World] = []

    def make(*instruments: Any, **settings: Any) -> World:
        worlds.append(World(*instruments, **settings))
        return worlds[-1]

    yield make
    for world in worlds:
        assert [] == world.problems()
        world.close()


@pytest.fixture
def world(opened: Opened) -> World:
    """One instrument; ann owns 100 t of a batch, bob and cat have money."""
    world = opened()
    world.holder("ann")
    world.holder("bob", fen=10_000_000)
    world.holder("cat", fen=10_000_000)
    world.issue("ann", 100)
    return world
