"""One class per module of page tests: the morning of day 1, time running, no other people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.classroom import CODE, Class, class_of, create


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        yield made
