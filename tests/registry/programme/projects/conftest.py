"""A programme with ideas, audited after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.cycle import Ideas


@pytest.fixture
def ideas() -> Iterator[Ideas]:
    """A shared and a domestic project that begin as ideas; nothing is broken afterwards."""
    made = Ideas()
    yield made
    assert [] == made.audit()
    made.close()
