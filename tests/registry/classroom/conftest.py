"""Lessons that several test files read, played once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.played import played


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
