"""Lessons that several test files use: played once, or small and live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.classroom.lesson import Lesson
from registry.classroom.live import Live
from registry.classroom.plan import PlanUnreadable
from registry.classroom.plan_changes import ChangesWrong
from registry.classroom.plan_sentences import in_chinese
from tests.support.live_lesson import SMALL
from tests.support.played import played


@pytest.fixture(autouse=True)
def every_mistake_of_a_plan_has_its_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test of this folder is told about a plan can be said in Chinese."""
    told: list[str] = []

    def listening(kind: type[PlanUnreadable] | type[ChangesWrong]) -> None:
        made = kind.__init__

        def noted(self: Any, *given: Any) -> None:
            told.extend(given[-1])
            made(self, *given)

        monkeypatch.setattr(kind, "__init__", noted)

    listening(PlanUnreadable)
    listening(ChangesWrong)
    yield
    said = {one: re.sub("^第 [0-9]+ 行", "", in_chinese(one)) for one in told}
    english = [one for one, chinese in said.items() if not re.search("[\u4e00-\u9fff]", chinese)]

    assert [] == english


@pytest.fixture(scope="session")
def open_deals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson at venues, left while orders and deals of every kind are open; nobody writes it."""
    standing = " AND ".join(
        f"EXISTS (SELECT 1 FROM {one})"
        for one in (
            "block_proposal WHERE state = 'open'",
            "bidding_session WHERE state = 'open'",
            "quote_request WHERE state = 'open'",
            "offset_submission",
        )
    )
    return played(tmp_path_factory.mktemp("open") / "deals.lesson", "venues", until=standing)


@pytest.fixture
def live_file(tmp_path: Path) -> Path:
    """Path of a live lesson's file."""
    return tmp_path / "live.lesson"


@pytest.fixture
def live(live_file: Path) -> Iterator[Live]:
    """A live lesson before its first day; the audit runs at the end."""
    lesson = Live(Lesson.create(live_file, SMALL, seed=5))
    yield lesson
    assert [] == lesson.run_audit()
    lesson.close()
